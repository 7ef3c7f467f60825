"""A month's run whose worker is killed again and again and whose broker forgets everything: nothing lost, nothing twice."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.db.models import Count, Sum
from django.utils import timezone

from cases.payouts import bankfile, services
from cases.payouts.models import BankFile, PayoutLine, PayoutRun, Posting
from cases.payouts.reconciliation import Report, take_return
from cases.payouts.selectors import balances, proof
from cases.staff.scope import acting_in
from cases.workflow import batches
from cases.workflow.models import BatchRun
from tests.cases.payouts.county import a_county_of_families
from tests.cases.payouts.paying import answer_to, csv_of
from tests.faults.workers import Worker, flush_broker
from tests.people import COUNTY, Town

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

FAMILIES = 6000
SEED = 20261105
PATIENCE = 240


def batch_of(run: PayoutRun) -> BatchRun:
    with acting_in(COUNTY):
        return BatchRun.objects.get(pk=PayoutRun.objects.get(pk=run.pk).batch_id)


def sweep() -> None:
    """What beat does each minute, as if that minute were over."""
    batches.sweep(timezone.now() + timedelta(minutes=1))


def until(over: Callable[[], bool]) -> None:
    """Sweep and wait until something is so."""
    end = time.monotonic() + PATIENCE
    swept = 0.0
    while not over():
        assert time.monotonic() < end, "the run did not end"
        if time.monotonic() - swept > 2:
            sweep()
            swept = time.monotonic()
        time.sleep(0.02)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    with Worker(tmp_path / "worker.log") as running:
        yield running


def work_under_kills(run: PayoutRun, worker: Worker, kills: int, dice: random.Random) -> None:
    """Kill the worker in the middle of the job some times, flush the broker as often, and let it finish."""
    for round_ in range(kills):
        reached = batch_of(run).done
        until(lambda reached=reached: batch_of(run).done > reached or batch_of(run).state == "done")  # type: ignore[misc]
        time.sleep(dice.uniform(0, 0.15))
        if batch_of(run).state == "done":
            return
        worker.kill()
        if round_ % 2:
            flush_broker()
        worker.start_again()
    until(lambda: batch_of(run).state == "done")


def test_a_run_of_thousands_survives_kills_and_an_empty_broker_to_the_fen(town: Town, worker: Worker) -> None:
    dice = random.Random(SEED)
    month = timezone.localdate().replace(day=1)
    with acting_in(COUNTY):
        owed = a_county_of_families(FAMILIES)
        run = services.draft_run(COUNTY, "dibao", month, actor=town.maker, at=timezone.now())
        assert isinstance(run, PayoutRun)
    work_under_kills(run, worker, 4, dice)
    assert worker.kills >= 3
    with acting_in(COUNTY):
        run.refresh_from_db()
        assert (run.state, run.lines, run.amount_fen) == ("drafted", FAMILIES + FAMILIES * 2 // 3, owed)
        lines = PayoutLine.objects.filter(run=run).values("award", "month").annotate(n=Count("pk"))
        assert lines.filter(n__gt=1).count() == 0
        assert Posting.objects.filter(kind="accrual").aggregate(fen=Sum("amount_fen"))["fen"] == owed
        assert services.check(run, actor=town.maker, at=timezone.now(), expected=run.version)
        assert services.approve(run, actor=town.releaser, at=timezone.now(), expected=run.version)
        assert isinstance(services.send(run, actor=town.maker, at=timezone.now(), expected=run.version), BatchRun)
    until(lambda: batch_of(run).state == "running")
    worker.kill()  # before, while or after the file is written: the row decides, and the bytes are the same
    flush_broker()
    worker.start_again()
    until(lambda: batch_of(run).state == "done")
    with acting_in(COUNTY):
        run.refresh_from_db()
        file = BankFile.objects.get()
        body = bankfile.path_of(file.area_code, file.number).read_bytes()
        assert (run.state, file.lines, file.amount_fen) == ("sent", run.lines, owed)
        assert sha256(body).digest() == bytes(file.digest)
        answer = csv_of(answer_to(run, lambda place: "失败" if place % 500 == 0 else "成功"))
        assert isinstance(take_return(run, answer, "回盘.csv", actor=town.maker, at=timezone.now()), Report)
        assert proof(run).holds
        totals = [
            balances(COUNTY, "dibao", each) for each in PayoutLine.objects.values_list("month", flat=True).distinct()
        ]
        failed = proof(run).of("failed").fen
        assert sum(total["paid"] for total in totals) == owed - failed
        assert sum(total["owed"] for total in totals) == failed
        assert sum(total["sent"] for total in totals) == 0
