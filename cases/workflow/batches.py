"""Resumable jobs: a row says what to do and how far it is, one transaction a chunk; a killed worker loses nothing.

PostgreSQL is the queue of record: the Celery message only says "look at this row". Whoever looks claims the row for one
chunk (FOR UPDATE SKIP LOCKED), so two workers never do the same chunk, and a chunk and its progress commit together.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.db import OperationalError, transaction
from kombu.exceptions import OperationalError as BrokerDown

from cases.staff.models import Post
from cases.staff.scope import NATION, acting_in
from cases.workflow.models import BatchFailure, BatchRun

MAX_ATTEMPTS = 5  # of one chunk; then people must look
STILL = timedelta(seconds=30)  # a job that has not moved for so long is called again by the sweep
UNFINISHED = (BatchRun.State.WAITING, BatchRun.State.RUNNING)
ADVANCE = "cases.workflow.advance"

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one transaction did: the id it came to (None = nothing was left) and how many things it did."""

    cursor: int | None
    done: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of batch: what must stand before the first chunk (returns the total), a chunk, and what follows the last."""

    kind: str
    prepare: Callable[[BatchRun, datetime], int]
    step: Callable[[BatchRun, datetime], Chunk]
    finish: Callable[[BatchRun, datetime], None] | None = None

    def __post_init__(self) -> None:
        JOBS[self.kind] = self


JOBS: dict[str, Job] = {}


class Stopped(Exception):
    """A chunk says that trying again would not mend it; the job ends as failed with this sentence."""


def start(
    kind: str, key: str, *, area_code: str, arguments: Mapping[str, Any], actor: Post | None, at: datetime
) -> BatchRun:
    """Make the row of a job, once for its key, and call a worker when the transaction is committed."""
    batch, made = BatchRun.objects.get_or_create(
        kind=kind,
        key=key,
        defaults={
            "area_code": area_code,
            "arguments": dict(arguments),
            "started_by_id": actor.officer_id if actor else None,
            "created_at": at,
            "moved_at": at,
        },
    )
    if made or batch.state in UNFINISHED:
        transaction.on_commit(partial(call, batch.pk, batch.area_code))
    return batch


def again(batch: BatchRun, *, at: datetime) -> BatchRun:
    """Take a failed job up where it stopped."""
    stopped = BatchRun.objects.filter(pk=batch.pk, state=BatchRun.State.FAILED)
    state = BatchRun.State.WAITING if batch.total is None else BatchRun.State.RUNNING
    if stopped.update(state=state, attempts=0, moved_at=at, ended_at=None):
        transaction.on_commit(partial(call, batch.pk, batch.area_code))
    batch.refresh_from_db()
    return batch


def call(batch_id: int, area_code: str) -> None:
    """Tell a worker to look at the row; without a broker the sweep will."""
    try:
        current_app.send_task(ADVANCE, args=[batch_id, area_code], retry=False)
    except BrokerDown:
        log.warning("broker is away; batch %s waits for the sweep", batch_id)


def sweep(now: datetime) -> int:
    """Call a worker for every unfinished job that has not moved lately; how many."""
    with acting_in(NATION):
        still = BatchRun.objects.filter(state__in=UNFINISHED, moved_at__lt=now - STILL).order_by("moved_at", "pk")
        found = list(still.values_list("pk", "area_code")[:500])
    for batch_id, area_code in found:
        call(batch_id, area_code)
    return len(found)


def advance(batch_id: int, area_code: str, now: Clock) -> None:
    """Do chunk after chunk until the job has ended or somebody else holds it."""
    moved = True
    while moved:
        try:
            moved = _one_chunk(batch_id, area_code, now())
        except OperationalError:  # the server went away or a lock was not to be had: the sweep comes again
            raise
        except Stopped as reason:
            _stumble(batch_id, area_code, str(reason), now(), attempts=MAX_ATTEMPTS)
            return
        except Exception as error:
            _stumble(batch_id, area_code, f"{type(error).__name__}: {error}", now())
            raise


def _one_chunk(batch_id: int, area_code: str, at: datetime) -> bool:
    """One transaction: claim, work, write the progress. False when there is nothing to claim."""
    with acting_in(area_code):
        claimed = BatchRun.objects.select_for_update(skip_locked=True).filter(pk=batch_id, state__in=UNFINISHED)
        batch = claimed.first()
        if batch is None:
            return False
        job = JOBS[batch.kind]
        batch.moved_at, batch.attempts, batch.message = at, 0, ""
        if batch.state == BatchRun.State.WAITING:
            batch.total, batch.state = job.prepare(batch, at), BatchRun.State.RUNNING
        else:
            _step(job, batch, at)
        batch.save()
        return batch.state in UNFINISHED


def _step(job: Job, batch: BatchRun, at: datetime) -> None:
    chunk = job.step(batch, at)
    batch.done += chunk.done
    if chunk.cursor is not None:
        batch.cursor = chunk.cursor
        return
    batch.state, batch.ended_at = BatchRun.State.DONE, at
    batch.save()  # what follows may ask whether the job is done
    if job.finish is not None:
        job.finish(batch, at)


def _stumble(batch_id: int, area_code: str, message: str, at: datetime, *, attempts: int = 1) -> None:
    """Write down that a chunk failed; after some attempts the job stops and shows why."""
    with acting_in(area_code):
        batch = BatchRun.objects.select_for_update().get(pk=batch_id)
        batch.attempts += attempts
        batch.message, batch.moved_at = message[:500], at
        if batch.attempts >= MAX_ATTEMPTS:
            batch.state, batch.ended_at = BatchRun.State.FAILED, at
        batch.save()


def fail(batch: BatchRun, reasons: Mapping[int, str], *, at: datetime) -> None:
    """Write the things a chunk could not do, each once."""
    rows = [BatchFailure(run=batch, subject_id=pk, reason=reason, at=at) for pk, reason in reasons.items()]
    BatchFailure.objects.bulk_create(rows, ignore_conflicts=True)
