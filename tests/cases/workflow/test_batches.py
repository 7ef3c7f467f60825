"""Resumable jobs: once for a key, a chunk and its progress together, taken up where they stopped, and honest when they stop."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.staff.scope import acting_in
from cases.workflow import batches
from cases.workflow.batches import Chunk, Job, Stopped
from cases.workflow.models import BatchFailure, BatchRun, OutboxMessage
from cases.workflow.services import deliver, path_of
from tests.people import COUNTY, OTHER_COUNTY

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 5, 2, tzinfo=UTC)


class Counting:
    """A job that counts to a number and can be told to break at one."""

    def __init__(self) -> None:
        self.breaks_at: int | None = None
        self.error: Exception = RuntimeError("disk full")
        self.prepared = self.finished = 0
        self.seen: list[int] = []

    def prepare(self, batch: BatchRun, _at: datetime) -> int:
        self.prepared += 1
        return int(batch.arguments["upto"])

    def step(self, batch: BatchRun, at: datetime) -> Chunk:
        number = batch.cursor + 1
        if number > batch.arguments["upto"]:
            return Chunk(None)
        batches.fail(batch, {number: "odd"} if number % 2 else {}, at=at)
        if number == self.breaks_at:
            raise self.error
        self.seen.append(number)
        return Chunk(number, 1)

    def finish(self, _batch: BatchRun, _at: datetime) -> None:
        self.finished += 1


@pytest.fixture
def job() -> Iterator[Counting]:
    counting = Counting()
    Job("test_counting", counting.prepare, counting.step, counting.finish)
    yield counting
    del batches.JOBS["test_counting"]


def started(upto: int = 5, key: str = "1") -> BatchRun:
    with acting_in(COUNTY):
        return batches.start("test_counting", key, area_code=COUNTY, arguments={"upto": upto}, actor=None, at=NOW)


def advance(batch: BatchRun, at: datetime = NOW) -> BatchRun:
    batches.advance(batch.pk, COUNTY, lambda: at)
    return seen(batch)


def seen(batch: BatchRun) -> BatchRun:
    with acting_in(COUNTY):
        return BatchRun.objects.get(pk=batch.pk)


def test_a_job_goes_chunk_by_chunk_to_its_end_and_its_failures_are_rows(job: Counting) -> None:
    batch = advance(started())
    assert (batch.state, batch.done, batch.total, batch.cursor) == ("done", 5, 5, 5)
    assert (job.seen, job.prepared, job.finished) == ([1, 2, 3, 4, 5], 1, 1)
    assert list(BatchFailure.objects.order_by("subject_id").values_list("subject_id", flat=True)) == [1, 3, 5]


def test_the_same_key_is_the_same_job_and_a_finished_one_is_not_done_again(job: Counting) -> None:
    first = started()
    advance(first)
    assert started().pk == first.pk
    advance(first)
    assert job.seen == [1, 2, 3, 4, 5]


def test_a_chunk_that_breaks_leaves_nothing_and_is_taken_up_where_it_stopped(job: Counting) -> None:
    job.breaks_at = 3
    batch = started()
    with pytest.raises(RuntimeError):
        advance(batch)
    broken = seen(batch)
    assert (broken.state, broken.done, broken.attempts, broken.message) == ("running", 2, 1, "RuntimeError: disk full")
    assert not BatchFailure.objects.filter(subject_id=3).exists()
    job.breaks_at = None
    assert advance(batch).state == "done"
    assert (job.seen, job.prepared) == ([1, 2, 3, 4, 5], 1)


def test_a_chunk_that_breaks_every_time_ends_the_job_with_its_reason_and_people_take_it_up(job: Counting) -> None:
    job.breaks_at = 3
    batch = started()
    for _ in range(batches.MAX_ATTEMPTS):
        with pytest.raises(RuntimeError):
            advance(batch)
    assert (seen(batch).state, seen(batch).message) == ("failed", "RuntimeError: disk full")
    job.breaks_at = None
    assert advance(batch).state == "failed"
    with acting_in(COUNTY):
        batches.again(seen(batch), at=NOW)
    assert advance(batch).state == "done"


def test_a_reason_that_trying_again_would_not_mend_ends_the_job_at_once(job: Counting) -> None:
    job.breaks_at, job.error = 2, Stopped("文件已被替换")
    batch = advance(started())
    assert (batch.state, batch.message, batch.done) == ("failed", "文件已被替换", 1)


def test_the_sweep_calls_only_for_what_has_not_moved(job: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[int] = []
    monkeypatch.setattr(batches, "call", lambda pk, _area: called.append(pk))
    waiting, finished = started(key="1"), advance(started(key="2"))
    assert batches.sweep(NOW + timedelta(seconds=10)) == 0
    assert batches.sweep(NOW + timedelta(seconds=31)) == 1
    assert called == [waiting.pk]
    assert finished.state == "done"


def test_a_job_of_one_county_is_not_found_from_another(job: Counting) -> None:
    batch = started()
    batches.advance(batch.pk, OTHER_COUNTY, lambda: NOW)
    assert job.prepared == 0


def test_outbox_messages_become_whole_files_once_and_the_same_bytes_again() -> None:
    OutboxMessage.objects.create(topic="granted", body={"kind": "application"}, area_code=COUNTY, created_at=NOW)
    assert deliver(NOW) == 1
    assert deliver(NOW) == 0
    message = OutboxMessage.objects.get()
    first = path_of(message).read_bytes()
    assert json.loads(first)["topic"] == "granted"
    OutboxMessage.objects.update(sent_at=None)  # a crash between the file and the mark
    assert deliver(NOW) == 1
    assert path_of(message).read_bytes() == first
    assert path_of(message).stat().st_mode & 0o077 == 0
    assert [path.name for path in path_of(message).parent.iterdir() if path.suffix == ".tmp"] == []


def test_wall_the_same_job_cannot_stand_twice(job: Counting) -> None:
    batch = started()
    with acting_in(COUNTY), pytest.raises(IntegrityError, match="batch_run_once"), transaction.atomic():
        batch.pk = None
        batch.save(force_insert=True)
