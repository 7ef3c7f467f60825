"""A month's run driven from draft to answer, as the tests of payouts need it; jobs run in the test's own transaction."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from cases.awards.models import Award
from cases.awards.services import grant
from cases.households.models import Household
from cases.payouts import bankfile, services
from cases.payouts.models import BankFile, PayoutLine, PayoutRun
from cases.payouts.reconciliation import Report, take_return
from cases.workflow import batches
from cases.workflow.models import BatchRun
from tests.cases.awards.families import members
from tests.people import COUNTY, Town

NOW = datetime(2026, 11, 5, 2, tzinfo=UTC)
NOV, DEC = date(2026, 11, 1), date(2026, 12, 1)
HEADER = ("流水号", "金额(元)", "结果", "原因")

Row = tuple[str, str, str, str]


def award_of(household: Household, amount_fen: int = 50_000, *, first: date = NOV, benefit: str = "dibao") -> Award:
    """A monthly award without an assessment."""
    award = grant(household, benefit, "", amount_fen, "month", first, None, None, members(household), "stable", NOW)
    assert isinstance(award, Award), str(award)
    return award


def work(batch: BatchRun, at: datetime = NOW) -> None:
    """Do a job as a worker would."""
    batches.advance(batch.pk, batch.area_code, lambda: at)


def drafted(town: Town, month: date = NOV, *, benefit: str = "dibao", at: datetime = NOW) -> PayoutRun:
    """A run whose list is made."""
    run = services.draft_run(COUNTY, benefit, month, actor=town.maker, at=at)
    assert isinstance(run, PayoutRun), str(run)
    assert run.batch is not None
    work(run.batch, at)
    run.refresh_from_db()
    return run


def approved(town: Town, month: date = NOV, *, at: datetime = NOW) -> PayoutRun:
    """A run that was checked and approved by two people."""
    run = drafted(town, month, at=at)
    for act, actor in ((services.check, town.maker), (services.approve, town.releaser)):
        answer = act(run, actor=actor, at=at, expected=run.version)
        assert answer, str(answer)
    return run


def sent(town: Town, month: date = NOV, *, at: datetime = NOW) -> PayoutRun:
    """A run whose file is with the bank."""
    run = approved(town, month, at=at)
    batch = services.send(run, actor=town.maker, at=at, expected=run.version)
    assert isinstance(batch, BatchRun), str(batch)
    work(batch, at)
    run.refresh_from_db()
    assert run.state == "sent", batch.message
    return run


def rows_of(run: PayoutRun) -> list[dict[str, str]]:
    """The bank file of a run, read back."""
    file = BankFile.objects.get(run=run)
    body = bankfile.read(file)
    assert isinstance(body, bytes)
    return list(csv.DictReader(io.StringIO(body.decode(bankfile.ENCODING))))


def answer_to(run: PayoutRun, result: Callable[[int], str] = lambda _place: "成功") -> list[Row]:
    """The bank's answer to every line of a run; `result` by place in the file."""
    return [
        (row["流水号"], row["金额(元)"], result(place), "" if result(place) == "成功" else "账号户名不符")
        for place, row in enumerate(rows_of(run))
    ]


def csv_of(rows: Sequence[Row], encoding: str = "gb18030") -> bytes:
    """An answer as a bank writes it."""
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode(encoding)


def taken(town: Town, run: PayoutRun, rows: Sequence[Row], *, name: str = "回盘.csv", at: datetime = NOW) -> Report:
    """An answer that was taken in."""
    report = take_return(run, csv_of(rows), name, actor=town.maker, at=at)
    assert isinstance(report, Report), str(report)
    return report


def states(run: PayoutRun) -> list[str]:
    """The states of a run's lines, in order."""
    return list(PayoutLine.objects.filter(run=run).order_by("pk").values_list("state", flat=True))
