"""The demo's money: last month's runs from the list to the bank's answer with a failed line, this month's lists waiting."""

import csv
import io
from datetime import date, datetime
from typing import TypeVar

from assistance.outcome import Refused
from cases.demo.county import COUNTY
from cases.payouts import bankfile, services
from cases.payouts.models import BankFile, PayoutRun
from cases.payouts.reconciliation import take_return
from cases.staff.models import Post
from cases.workflow import batches
from cases.workflow.models import BatchRun

Answer = TypeVar("Answer")
_BENEFITS = ("dibao", "tekun")
_FAILED_LINE = 40  # this line of the 低保 file comes back: the account was closed


class NotPaid(Exception):
    """A step of the demo's runs was refused."""


def pay(month: date, at: datetime, *, maker: Post, releaser: Post) -> None:
    """Both benefits of a month: listed, checked, approved by another person, sent, answered and closed."""
    for benefit in _BENEFITS:
        run = draft(month, benefit, at, maker=maker)
        _done(services.check(run, actor=maker, at=at, expected=run.version))
        _done(services.approve(run, actor=releaser, at=at, expected=run.version))
        batch = _done(services.send(run, actor=maker, at=at, expected=run.version))
        _work(batch, at)
        run.refresh_from_db()
        _answer(run, at, maker)
        run.refresh_from_db()
        _done(services.close(run, actor=maker, at=at, expected=run.version))


def draft(month: date, benefit: str, at: datetime, *, maker: Post) -> PayoutRun:
    """The list of one benefit and month, made as the worker makes it."""
    run = _done(services.draft_run(COUNTY, benefit, month, actor=maker, at=at))
    _work(run.batch, at)
    run.refresh_from_db()
    return run


def draft_all(month: date, at: datetime, *, maker: Post) -> None:
    """The lists of this month, for the maker to go through."""
    for benefit in _BENEFITS:
        draft(month, benefit, at, maker=maker)


def _answer(run: PayoutRun, at: datetime, maker: Post) -> None:
    """The bank's answer to every line of the file; one could not be paid."""
    body = bankfile.read(BankFile.objects.get(run=run))
    if isinstance(body, Refused):
        raise NotPaid(str(body))
    out = io.StringIO()
    answer = csv.writer(out)
    answer.writerow(["流水号", "金额(元)", "结果", "原因"])
    for place, line in enumerate(csv.DictReader(io.StringIO(body.decode(bankfile.ENCODING))), start=1):
        failed = run.benefit == "dibao" and place == _FAILED_LINE
        answer.writerow([line["流水号"], line["金额(元)"], *(("失败", "账户已销户") if failed else ("成功", ""))])
    name = f"{bankfile.number_of(run)}-回盘.csv"
    _done(take_return(run, out.getvalue().encode(bankfile.ENCODING), name, actor=maker, at=at))


def _work(batch: BatchRun | None, at: datetime) -> None:
    """Do a job here and now, as a worker would."""
    if batch is None:
        raise NotPaid("the run has no job")
    batches.advance(batch.pk, batch.area_code, lambda: at)


def _done(answer: Answer | Refused) -> Answer:
    """The answer; the demo's own runs are never refused."""
    if isinstance(answer, Refused):
        raise NotPaid(str(answer))
    return answer
