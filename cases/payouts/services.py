"""What people do with payout runs: draft, check, approve, send, close; money moves only through the ledger."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from assistance.outcome import Done, Refused, refused
from cases.awards.models import Award
from cases.payouts import bankfile, jobs, ledger, practice, selectors
from cases.payouts.models import BankFile, PayoutLine, PayoutRun
from cases.payouts.states import PAYOUT_RUN
from cases.staff.models import Area, Post, Role
from cases.staff.scope import NATION, acting_in
from cases.workflow import batches
from cases.workflow.journal import record
from cases.workflow.models import BatchRun
from cases.workflow.perform import Act, open_case, perform
from eligibility import api as law

FINANCE = frozenset({Role.FINANCE_MAKER, Role.FINANCE_RELEASER})


def draft_run(area_code: str, benefit: str, month: date, *, actor: Post | None, at: datetime) -> PayoutRun | Refused:
    """The run of a county, benefit and month: the one that is still open, else a new (supplementary) one, being drafted."""
    fault = _cannot_draft(area_code, month, actor, at)
    if fault is not None:
        return fault
    standing = selectors.open_run(area_code, benefit, month)
    if standing is not None:
        return standing
    same = PayoutRun.objects.filter(area_code=area_code, benefit=benefit, month=month)
    last = same.aggregate(last=Max("sequence"))["last"]
    due = law.payday(month, area_code)
    run = PayoutRun(
        area_code=area_code,
        benefit=benefit,
        month=month,
        sequence=0 if last is None else last + 1,
        pay_by=due.at if due else None,
    )
    try:
        with transaction.atomic():
            open_case(run, actor=actor, at=at)
    except IntegrityError as error:
        if "run_once_a_month" not in str(error):
            raise
        return selectors.open_run(area_code, benefit, month) or refused("busy", "这个月的批次正在建立，请再点一次")
    act = Act(PAYOUT_RUN.moves[0], actor, at, "")
    run.batch = practice.begin_draft(run, act)
    run.save(update_fields=["batch"])
    return run


def _cannot_draft(area_code: str, month: date, actor: Post | None, at: datetime) -> Refused | None:
    if month.day != 1:
        return refused("not_a_month", "月份须为当月一日，例如 2026-11-01")
    if month > _next_month(timezone.localtime(at).date()):
        return refused("too_early", "最早只能提前一个月生成发放明细")
    if area_code[6:].strip("0") or not area_code[4:6].strip("0"):
        return refused("not_a_county", "发放批次按县（区）生成，请用县级岗位办理")
    if actor is not None and actor.role != Role.FINANCE_MAKER:
        return refused("wrong_role", "发放明细由资金制单人生成")
    if actor is not None and not Area(code=actor.area_code).covers(area_code):
        return refused("wrong_area", "这个地区不在您的辖区")
    return None


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def draft_everywhere(month: date, at: datetime) -> int:
    """The month's first run for every county and benefit that has awards with money; one that exists is left alone."""
    with acting_in(NATION):
        pairs = (
            Award.objects.filter(periods__voided_at__isnull=True, periods__isnull=False)
            .values_list("area_code", "benefit")
            .order_by("area_code", "benefit")
            .distinct()
        )
        wanted = sorted({(f"{area_code[:6]}000000", benefit) for area_code, benefit in pairs})
        known = set(PayoutRun.objects.filter(month=month).values_list("area_code", "benefit"))
    missing = [pair for pair in wanted if pair not in known]
    for area_code, benefit in missing:
        with acting_in(area_code):
            draft_run(area_code, benefit, month, actor=None, at=at)
    return len(missing)


def check(run: PayoutRun, *, actor: Post, at: datetime, expected: int) -> Done | Refused:
    """The maker has gone through the list."""
    return perform(run, "check", actor=actor, at=at, expected=expected)


def redraft(run: PayoutRun, *, actor: Post, at: datetime, expected: int) -> Done | Refused:
    """Drop the list and make it again from today's awards and accounts."""
    return perform(run, "redraft", actor=actor, at=at, expected=expected)


def send_back(run: PayoutRun, *, actor: Post, at: datetime, expected: int, note: str) -> Done | Refused:
    """The releaser gives the run back to the maker, with the reason."""
    return perform(run, "send_back", actor=actor, at=at, expected=expected, note=note)


def cancel(run: PayoutRun, *, actor: Post, at: datetime, expected: int, note: str) -> Done | Refused:
    """Give a list up; what it would have paid stays owed and comes back in the next one."""
    return perform(run, "cancel", actor=actor, at=at, expected=expected, note=note)


def approve(run: PayoutRun, *, actor: Post, at: datetime, expected: int) -> Done | Refused:
    """Another person releases the run; payee, account and amount are frozen and sealed."""
    return perform(run, "approve", actor=actor, at=at, expected=expected)


def send(run: PayoutRun, *, actor: Post, at: datetime, expected: int) -> BatchRun | Refused:
    """Have a worker open the accounts, verify the seals and write the bank file; the run is `sent` when it has."""
    move = PAYOUT_RUN.move("send", run.state)
    if move is None:
        return refused("no_such_move", f"“{PAYOUT_RUN.states[run.state]}”状态下不能这样办")
    if run.version != expected:
        return refused("stale", f"这件刚被更新过，现在是“{PAYOUT_RUN.states[run.state]}”，请看过再办")
    if actor.role not in move.by:
        return refused("wrong_role", f"您的岗位不能办理“{move.label}”")
    if not Area(code=actor.area_code).covers(run.area_code):
        return refused("wrong_area", "这件不在您的辖区")
    batch = batches.start(
        jobs.SEND.kind,
        f"{run.pk}:{run.version}",
        area_code=run.area_code,
        arguments={"run": run.pk, "post": actor.pk, "expected": expected},
        actor=actor,
        at=at,
    )
    run.batch = batches.again(batch, at=at)
    run.save(update_fields=["batch"])
    return run.batch


def close(run: PayoutRun, *, actor: Post, at: datetime, expected: int, note: str = "") -> Done | Refused:
    """The bank's answers are in; lines without one are in doubt from now on."""
    return perform(run, "close", actor=actor, at=at, expected=expected, note=note)


def retry(run: PayoutRun, *, actor: Post, at: datetime) -> BatchRun | Refused:
    """Take up a job of the run that stopped after failures."""
    if actor.role not in FINANCE:
        return refused("wrong_role", "由资金制单人或资金审核人办理")
    if run.batch is None or run.batch.state != BatchRun.State.FAILED:
        return refused("not_failed", "这个批次没有停下的任务")
    return batches.again(run.batch, at=at)


def drop_quarantined(line: PayoutLine, *, actor: Post, at: datetime, note: str) -> Done | Refused:
    """Give up a line whose seal was broken and that never went out; what it owed comes back in the next run."""
    if actor.role != Role.FINANCE_RELEASER:
        return refused("wrong_role", "封印不符的明细由资金审核人核查后撤下")
    if not note.strip():
        return refused("note_missing", "请写明核查结果")
    with transaction.atomic():
        run = PayoutRun.objects.select_for_update().get(pk=line.run_id)
        held = selectors.quarantined(run).filter(pk=line.pk)
        if not held.exists():
            return refused("not_quarantined", "只有封印不符、没有送银行的明细可以撤下")
        ledger.reverse_accruals(run, at, line=line.pk)
        PayoutLine.objects.filter(pk=line.reissue_of or 0, month=line.month, state=PayoutLine.State.REISSUED).update(
            state=PayoutLine.State.FAILED
        )
        held.update(state=PayoutLine.State.DROPPED, reissue_of=None)
        record(
            "drop_line", actor=actor, at=at, area_code=run.area_code, subject=run, note=note, detail={"line": line.pk}
        )
    return Done(run.version)


def fetch_file(file: BankFile, *, actor: Post, at: datetime) -> bytes | Refused:
    """Hand a bank file out; that somebody took it leaves a line."""
    if actor.role not in FINANCE:
        return refused("wrong_role", "银行文件由资金制单人或资金审核人下载")
    body = bankfile.read(file)
    if isinstance(body, bytes):
        detail = {"file": file.number, "lines": file.lines}
        record("download_bank_file", actor=actor, at=at, area_code=file.area_code, subject=file.run, detail=detail)
    return body
