"""What a payout run knows beyond its table of moves: when a move is not allowed, and what it writes."""

from hashlib import sha256

from django.utils import timezone

from assistance.outcome import Reason
from cases.payouts import bankfile, drafting, ledger, sealing, selectors
from cases.payouts.models import BankFile, PayoutLine, PayoutRun
from cases.payouts.states import PAYOUT_RUN
from cases.workflow import batches
from cases.workflow.journal import record
from cases.workflow.models import BatchRun
from cases.workflow.perform import Act, Practice

BROKEN = "seal_broken"
State = PayoutLine.State


def draft_finished(run: PayoutRun, _act: Act) -> tuple[Reason, ...]:
    """The whole list stands, and there is something on it."""
    if run.batch is None or run.batch.state != BatchRun.State.DONE:
        return (Reason("draft_unfinished", "发放明细还在生成，请等生成完毕后再核对"),)
    if not selectors.lines(run, State.PLANNED).exists():
        return (Reason("empty_run", "这个批次没有应发明细，请作废"),)
    return ()


def awards_unchanged(run: PayoutRun, _act: Act) -> tuple[Reason, ...]:
    """No award was reduced or ended after the list was made: better drafted again than got back later."""
    changed = selectors.changed_since_draft(run)
    if not changed:
        return ()
    return (Reason("awards_changed", f"有 {changed} 项待遇在生成明细后已调低或停发，请退回并重新生成明细"),)


def accounts_known(run: PayoutRun, act: Act) -> tuple[Reason, ...]:
    """Every household on the list can be paid today."""
    missing = list(selectors.without_account(run, timezone.localtime(act.at).date()).order_by("pk")[:4])
    if not missing:
        return ()
    names = "、".join(line.household.head_name for line in missing[:3])
    return (
        Reason("account_missing", f"{names}{'等' if len(missing) > 3 else ''}没有发放账户，请补登账户或重新生成明细"),
    )


def seals_match(run: PayoutRun, _act: Act) -> tuple[Reason, ...]:
    """Payee, account and amount of every line are what was approved."""
    whole, broken = sealing.verified(run)
    if broken:
        return (Reason(BROKEN, f"有 {len(broken)} 笔的收款人、账号或金额与审批时不符，须先撤出核查"),)
    if not whole:
        return (Reason("nothing_to_send", "没有可送银行的明细"),)
    return ()


def unanswered_explained(run: PayoutRun, act: Act) -> tuple[Reason, ...]:
    """Closing with lines that have no answer needs a word about them; they stay in doubt and are never sent again by themselves."""
    open_lines = selectors.unanswered(run)
    if not open_lines or act.note:
        return ()
    return (Reason("unanswered", f"还有 {open_lines} 笔没有银行结果；仍要对账完成的，请写明情况，这些明细将列为待查"),)


def finish_draft(run: PayoutRun, _act: Act) -> None:
    """Write the totals of the list."""
    total = selectors.proof(run).of(State.PLANNED)
    run.lines, run.amount_fen = total.lines, total.fen


def redraft(run: PayoutRun, act: Act) -> None:
    """Drop the list and begin again."""
    drafting.drop_lines(run, act.at)
    run.lines, run.amount_fen = 0, 0
    run.batch = begin_draft(run, act)


def begin_draft(run: PayoutRun, act: Act) -> BatchRun:
    """The job that drafts a run; a run that is drafted again has another version and another job."""
    return batches.start(
        selectors.DRAFT,
        f"{run.pk}:{run.version}",
        area_code=run.area_code,
        arguments={"run": run.pk, "on": timezone.localtime(act.at).date().isoformat()},
        actor=act.actor,
        at=act.at,
    )


def cancel(run: PayoutRun, act: Act) -> None:
    """Drop the list for good; a later run finds the same months owed."""
    drafting.drop_lines(run, act.at)


def approve(run: PayoutRun, act: Act) -> None:
    """Freeze and seal payee, account and amount; opening the accounts leaves a line."""
    sealed = sealing.freeze(run, act.at)
    record("seal_accounts", actor=act.actor, at=act.at, area_code=run.area_code, subject=run, detail={"lines": sealed})


def send(run: PayoutRun, act: Act) -> None:
    """Write the bank file and book the money as in transit; opening the accounts leaves a line."""
    payments, _ = sealing.verified(run)
    body, number = bankfile.body_of(run, payments), bankfile.number_of(run)
    PayoutLine.objects.filter(run=run, state=State.PLANNED).update(state=State.SENT)
    ledger.post_sends(run, act.at)
    BankFile.objects.create(
        run=run,
        area_code=run.area_code,
        number=number,
        digest=sha256(body).digest(),
        lines=len(payments),
        amount_fen=sum(payment.amount_fen for payment in payments),
        written_at=act.at,
    )
    detail = {"file": number, "lines": len(payments)}
    record("reveal", actor=act.actor, at=act.at, area_code=run.area_code, subject=run, detail=detail)
    bankfile.write(run, body)  # last: a crash before the commit writes the same bytes again under the same number


def close(run: PayoutRun, _act: Act) -> None:
    """What has no answer is in doubt; it is never sent again by itself."""
    PayoutLine.objects.filter(run=run, state=State.SENT).update(state=State.IN_DOUBT, result_text="银行未回盘")


PRACTICE = Practice(
    machine=PAYOUT_RUN,
    model=PayoutRun,
    guards={
        "draft_finished": draft_finished,
        "awards_unchanged": awards_unchanged,
        "accounts_known": accounts_known,
        "seals_match": seals_match,
        "unanswered_explained": unanswered_explained,
    },
    effects={
        "finish_draft": finish_draft,
        "redraft": redraft,
        "cancel": cancel,
        "approve": approve,
        "send": send,
        "close": close,
    },
)
