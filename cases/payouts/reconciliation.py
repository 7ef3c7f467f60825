"""Taking in a bank's answer: every row is kept, a row is booked only if it fits one sent line to the fen, and once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import IntegrityError, connection, transaction

from assistance.outcome import Refused, refused
from cases.payouts import ledger
from cases.payouts.bankfile import yuan
from cases.payouts.ledger import SEAL_BROKEN
from cases.payouts.models import BankReturn, BankReturnRow, PayoutLine, PayoutRun
from cases.payouts.returnfile import Answer, read_answers, repeated
from cases.payouts.services import FINANCE
from cases.staff.models import Area, Post
from cases.workflow.journal import record

_AT_ONCE = 2000
State = PayoutLine.State

_SETTLE = """
UPDATE cases_payoutline l
SET state = CASE WHEN r.succeeded THEN 'settled' ELSE 'failed' END, result_code = r.code, result_text = r.text, settled_at = %s
FROM cases_bankreturnrow r
WHERE r.bank_return_id = %s AND r.accepted AND l.id = r.line AND l.month = r.line_month AND l.state IN ('sent', 'in_doubt')
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of an answer file."""

    bank_return: BankReturn
    rows: int
    settled: int
    failed: int
    problems: int


@dataclass(frozen=True, slots=True)
class _Line:
    """What a row is held against."""

    run: int
    month: date
    amount_fen: int
    state: str
    result_code: str


def take_return(run: PayoutRun, data: bytes, name: str, *, actor: Post, at: datetime) -> Report | Refused:
    """Book what the bank says about the lines of a run, row by row; the same bytes are taken in once."""
    if actor.role not in FINANCE:
        return refused("wrong_role", "银行回盘由资金制单人或资金审核人导入")
    if not Area(code=actor.area_code).covers(run.area_code):
        return refused("wrong_area", "这件不在您的辖区")
    if run.state not in {"sent", "closed"}:
        return refused("not_sent", "这个批次还没有送银行，没有可以对的回盘")
    answers = read_answers(data, name)
    if isinstance(answers, Refused):
        return answers
    try:
        with transaction.atomic():
            return _take(run, answers, data, name, actor, at)
    except IntegrityError as error:
        if "digest" not in str(error):
            raise
        return refused("taken_already", f"这个文件已导入过，没有重复入账（{name}）")


def _take(
    run: PayoutRun, answers: Sequence[Answer], data: bytes, name: str, actor: Post, at: datetime
) -> Report | Refused:
    run = PayoutRun.objects.select_for_update().get(pk=run.pk)
    bank_return = BankReturn.objects.create(
        run=run,
        area_code=run.area_code,
        digest=sha256(data).digest(),
        name=name[:120],
        received_at=at,
        received_by_id=actor.officer_id,
    )
    problems = judge(run, answers)
    BankReturnRow.objects.bulk_create(
        [_row(bank_return, answer, problems.get(answer.row, "")) for answer in answers], batch_size=_AT_ONCE
    )
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [at, bank_return.pk])
    ledger.post_results(run, bank_return.pk, at)
    booked = [answer for answer in answers if answer.row not in problems]
    settled = sum(1 for answer in booked if answer.succeeded)
    report = Report(bank_return, len(answers), settled, len(booked) - settled, len(problems))
    detail = {"rows": report.rows, "settled": report.settled, "failed": report.failed, "problems": report.problems}
    record("take_return", actor=actor, at=at, area_code=run.area_code, subject=run, detail=detail)
    return report


def _row(bank_return: BankReturn, answer: Answer, problem: str) -> BankReturnRow:
    return BankReturnRow(
        bank_return=bank_return,
        area_code=bank_return.area_code,
        row=answer.row,
        line=answer.line,
        line_month=None if problem else answer.month,  # the key of a line is for booked rows only
        amount_fen=answer.amount_fen,
        succeeded=answer.succeeded,
        code=answer.code,
        text=answer.text,
        accepted=not problem,
        problem=problem[:120],
    )


def judge(run: PayoutRun, answers: Sequence[Answer]) -> dict[int, str]:
    """Row number → why the row is not booked; rows that are not named here fit."""
    by_line = repeated(answers)
    lines = {
        pk: _Line(*rest)
        for pk, *rest in PayoutLine.objects.filter(pk__in=list(by_line), run=run).values_list(
            "pk", "run_id", "month", "amount_fen", "state", "result_code"
        )
    }
    elsewhere = set(PayoutLine.objects.filter(pk__in=set(by_line) - set(lines)).values_list("pk", flat=True))
    found = {}
    for answer in answers:
        problem = _unreadable(answer) or _unfit(answer, lines, elsewhere) or _double(answer, by_line)
        if problem:
            found[answer.row] = problem
    return found


def _unreadable(answer: Answer) -> str:
    if answer.line is None:
        return f"流水号“{answer.serial[:40]}”不是本系统的流水号（例如 P202611-123）"
    if answer.amount_fen is None:
        return "金额读不出来，应为以元为单位、最多两位小数的数，例如 650.00"
    if answer.succeeded is None:
        return "结果应为“成功”或“失败”；结果不明的请等银行确认后再导入"
    return ""


def _unfit(answer: Answer, lines: Mapping[int, _Line], elsewhere: set[int]) -> str:
    line = lines.get(answer.line or 0)
    if line is None or line.month != answer.month:
        return "这笔属于别的批次，请在那个批次导入" if answer.line in elsewhere else "没有这个流水号的发放明细"
    if line.amount_fen != answer.amount_fen:
        return f"金额不符：发出 {yuan(line.amount_fen)} 元，回盘 {yuan(answer.amount_fen or 0)} 元"
    if line.state in {State.SETTLED, State.FAILED, State.REISSUED}:
        return "这笔已经有银行结果"
    if line.state not in {State.SENT, State.IN_DOUBT} or line.result_code == SEAL_BROKEN:
        return "这笔没有送银行"
    return ""


def _double(answer: Answer, by_line: Mapping[int, Sequence[Answer]]) -> str:
    """The same answer twice counts once; two different answers count as none: unknown is not failed."""
    same = by_line[answer.line or 0]
    if len({(other.succeeded, other.amount_fen) for other in same}) > 1:
        return f"文件里这笔出现 {len(same)} 次且结果不一致，请向银行核实"
    return "" if same[0] is answer else f"与第 {same[0].row} 行重复"
