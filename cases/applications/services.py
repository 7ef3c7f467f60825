"""Taking applications in and moving them: each act is one call of `perform`, and a refusal says what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from assistance.outcome import Done, Reason, Refused, refused
from cases.applications import routes
from cases.applications.grades import set_grade
from cases.applications.guards import GUARDS, trial
from cases.applications.models import Application, Intake
from cases.applications.practice import PRACTICE
from cases.applications.reasons import refused_for, returned
from cases.applications.selectors import ending_notices, last_opinion_day
from cases.applications.services_survey import ask_registers, fill_gap, judge, may_write, record_visit, take_back
from cases.households.models import Household, Member
from cases.households.vocabulary import BASES
from cases.staff.models import Area, Post
from cases.staff.scope import NATION, acting_in
from cases.workflow.journal import record
from cases.workflow.perform import Act, open_case, perform
from eligibility.words.codes import BENEFITS, RELIEF_KINDS

__all__ = [
    "Ask",
    "accept",
    "advise_refusal",
    "ask_registers",
    "change_wish",
    "complete_papers",
    "end_notices",
    "end_notices_everywhere",
    "fill_gap",
    "give_opinion",
    "grant",
    "grant_first",
    "hold_appraisal",
    "judge",
    "missing_for_acceptance",
    "open_intake",
    "order_visit",
    "post_notice",
    "record_visit",
    "refuse_application",
    "register_objection",
    "resubmit",
    "review",
    "send_back",
    "send_on",
    "take_back",
    "tell_gaps",
    "terminate",
    "withdraw",
]


@dataclass(frozen=True, slots=True)
class Ask:
    """One benefit a household asks for."""

    benefit: str
    kind: str = ""
    basis: str = "hukou"
    cause: str = ""
    single_person: bool = False
    grade: str = ""
    amount_requested_fen: int | None = None
    months: int | None = None
    reason: str = ""
    outside_reason: str = ""
    same_cause_justified: bool | None = None


# --- intake ---


def open_intake(
    household: Household,
    *,
    benefits: Sequence[Ask],
    actor: Post,
    at: datetime,
    applicant: Member | None = None,
    channel: str = Intake.Channel.WINDOW,
) -> list[Application] | Refused:
    """One visit, one application for each benefit asked; drafts may be incomplete."""
    if reasons := _asked_wrong(household, benefits, actor):
        return Refused(reasons)
    applicant = applicant or household.members.filter(relation="self", voided_at__isnull=True).first()
    with transaction.atomic():
        intake = Intake.objects.create(
            area_code=household.area_code,
            household=household,
            channel=channel,
            asked_at=at,
            registered_by_id=actor.officer_id,
        )
        return [_opened(intake, ask, applicant, actor, at) for ask in benefits]


def _asked_wrong(household: Household, benefits: Sequence[Ask], actor: Post) -> tuple[Reason, ...]:
    found = [] if benefits else [Reason("nothing", "至少选一项救助")]
    if not Area(code=actor.area_code).covers(household.area_code):
        found.append(Reason("wrong_area", "这一户不在您的辖区"))
    for ask in benefits:
        found += _ask_wrong(ask)
    running = set(
        Application.objects.filter(household=household, benefit__in=[ask.benefit for ask in benefits])
        .exclude(state__in=PRACTICE.machine.finals)
        .values_list("benefit", "kind")
    )
    found += [
        Reason("running", f"{BENEFITS[ask.benefit]}已有一件正在办理，不用再申请")
        for ask in benefits
        if (ask.benefit, ask.kind) in running
    ]
    return tuple(found)


def _ask_wrong(ask: Ask) -> list[Reason]:
    found = []
    if ask.benefit not in BENEFITS:
        found.append(Reason("benefit", f"选救助类型：{'、'.join(BENEFITS.values())}"))
    if ask.basis not in BASES:
        found.append(Reason("basis", f"选在哪里申请的依据：{'、'.join(BASES.values())}"))
    if (ask.benefit == "temporary_relief") != (ask.kind in RELIEF_KINDS):
        found.append(Reason("kind", f"临时救助须选类别：{'、'.join(RELIEF_KINDS.values())}"))
    if ask.amount_requested_fen is not None and ask.amount_requested_fen <= 0:
        found.append(Reason("amount", "申请金额须大于零，没有就空着"))
    return found


def _opened(intake: Intake, ask: Ask, applicant: Member | None, actor: Post, at: datetime) -> Application:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('cases_application', 'id'))")
        (running,) = cursor.fetchone()
    case = Application(
        pk=running,
        number=f"{intake.area_code[:6]}-SQ{routes.day_of(at).year}-{running:06d}",
        intake=intake,
        household=intake.household,
        area_code=intake.area_code,
        applicant=applicant,
        **{name: getattr(ask, name) for name in Ask.__slots__},
    )
    open_case(case, actor=actor, at=at)
    return case


def change_wish(case: Application, *, actor: Post, at: datetime, expected: int, **wish: Any) -> Application | Refused:
    """Put a draft's own particulars right: basis, cause, amount, months, reason, applicant."""
    with transaction.atomic():
        row: Application = Application.objects.select_for_update().get(pk=case.pk)
        if isinstance(refusal := may_write(row, actor, expected), Refused):
            return refusal
        if row.state != "draft":
            return refused("accepted", "已经受理，申请内容不能再改")
        fields = sorted(set(wish) & {*Ask.__slots__, "applicant"} - {"benefit", "kind"})
        for name in fields:
            setattr(row, name, wish[name])
        row.save(update_fields=fields)
        record("change_wish", actor=actor, at=at, area_code=row.area_code, subject=row, detail={"fields": fields})
    return row


# --- the moves ---


def missing_for_acceptance(case: Application, *, actor: Post, at: datetime) -> tuple[Reason, ...]:
    """Everything that stands between a draft and its acceptance, for the page and for the notice of gaps."""
    move = PRACTICE.machine.move("accept", "draft")
    if move is None:
        raise LookupError("the table has no acceptance")
    act = Act(move, actor, at, "")
    return tuple(reason for name in move.only_if for reason in GUARDS[name](case, act))


def tell_gaps(
    case: Application, *, actor: Post, at: datetime, expected: int | None, lines: Iterable[str]
) -> Done | Refused:
    """The notice of everything that is missing (一次性告知, L57 art.10)."""
    reasons = returned((), lines)
    return perform(case, "tell_gaps", actor=actor, at=at, expected=expected, data={"reasons": reasons})


def accept(case: Application, *, actor: Post, at: datetime, expected: int | None, special: str = "") -> Done | Refused:
    """Accept the whole: pins the route, starts the clocks, asks the registers."""
    return perform(case, "accept", actor=actor, at=at, expected=expected, data={"special": special})


def hold_appraisal(case: Application, *, actor: Post, at: datetime, expected: int | None) -> Done | Refused:
    """To the democratic appraisal, where the place keeps it or after an objection."""
    return perform(case, "hold_appraisal", actor=actor, at=at, expected=expected)


def give_opinion(
    case: Application,
    *,
    actor: Post,
    at: datetime,
    expected: int | None,
    text: str,
    objection_outcome: str = "",
    grade: str = "",
) -> Done | Refused:
    """Propose to grant, on an assessment that is kept; with the grade that was appraised, where the place is graded."""
    data = {"text": text, "objection_outcome": objection_outcome}
    with transaction.atomic():
        refusal = None
        if grade:
            refusal = set_grade(case, grade, actor=actor, at=at, on=routes.day_of(at), expected=expected)
        answer: Done | Refused = (
            perform(case, "give_opinion", actor=actor, at=at, note=text, expected=expected, data=data)
            if refusal is None
            else refusal
        )
        if isinstance(answer, Refused):
            transaction.set_rollback(True)  # no grade without the opinion it belongs to
    return answer


def advise_refusal(case: Application, *, actor: Post, at: datetime, expected: int | None, text: str) -> Done | Refused:
    """Propose to refuse, on an assessment that is kept."""
    return perform(case, "advise_refusal", actor=actor, at=at, note=text, expected=expected)


def post_notice(
    case: Application, *, actor: Post, at: datetime, expected: int | None, posted_on: date, place: str
) -> Done | Refused:
    """Post the notice; its last day follows from the place's rule."""
    if not place.strip():
        return refused("place", "填张贴地点")
    if posted_on > routes.day_of(at):
        return refused("posted_on", "张贴日期在今天以后")
    opined = last_opinion_day(case)
    if opined is not None and posted_on < opined:
        return refused("posted_on", f"张贴日期早于提出审核意见的 {opined}，公示不能倒填")
    days = routes.notice_days(case)
    data = {
        "posted_on": posted_on,
        "place": place.strip()[:120],
        "ends_on": routes.last_notice_day(case, posted_on, days) if days else None,
    }
    return perform(case, "post_notice", actor=actor, at=at, expected=expected, data=data)


def send_on(case: Application, *, actor: Post, at: datetime, expected: int | None) -> Done | Refused:
    """To its decision without a notice, where none is on the route."""
    return perform(case, "send_on", actor=actor, at=at, expected=expected)


def register_objection(
    case: Application, *, actor: Post, at: datetime, expected: int | None, text: str, by_whom: str = ""
) -> Done | Refused:
    """Somebody objects: a new round begins with a new survey (L57 art.19)."""
    data = {"by_whom": by_whom.strip()[:60]}
    return perform(case, "object", actor=actor, at=at, note=text, expected=expected, data=data)


def review(case: Application, *, actor: Post, at: datetime, expected: int | None) -> Done | Refused:
    """The county has looked at it; another person decides."""
    return perform(case, "review", actor=actor, at=at, expected=expected)


def grant(case: Application, *, actor: Post, at: datetime, expected: int | None, note: str = "") -> Done | Refused:
    """Decide to grant: writes the decision and the award."""
    return perform(case, "grant", actor=actor, at=at, note=note, expected=expected)


def refuse_application(
    case: Application, *, actor: Post, at: datetime, expected: int | None, codes: Sequence[str], note: str
) -> Done | Refused:
    """Decide to refuse, with grounds, articles and where to appeal (L57 art.21)."""
    move = PRACTICE.machine.move("refuse", "decision")
    reasons = refused_for(codes, trial(case, Act(move, actor, at, note))) if move else []
    if reasons and note.strip():
        reasons.append({"code": "words", "text": note.strip(), "article": ""})  # the letter says it to the applicant
    return perform(case, "refuse", actor=actor, at=at, note=note, expected=expected, data={"reasons": reasons})


def send_back(
    case: Application,
    *,
    actor: Post,
    at: datetime,
    expected: int | None,
    codes: Sequence[str] = (),
    lines: Sequence[str] = (),
) -> Done | Refused:
    """Back to the township with what is to be filled."""
    reasons = returned(codes, lines)
    note = "；".join(reason["text"] for reason in reasons)
    return perform(case, "send_back", actor=actor, at=at, note=note, expected=expected, data={"reasons": reasons})


def order_visit(case: Application, *, actor: Post, at: datetime, expected: int | None, note: str) -> Done | Refused:
    """Have the home visited again before deciding."""
    return perform(case, "order_visit", actor=actor, at=at, note=note, expected=expected)


def resubmit(case: Application, *, actor: Post, at: datetime, expected: int | None, note: str = "") -> Done | Refused:
    """Send a returned case up again, on today's facts."""
    return perform(case, "resubmit", actor=actor, at=at, note=note, expected=expected)


def grant_first(
    case: Application, *, actor: Post, at: datetime, expected: int | None, amount_fen: int | None, note: str
) -> Done | Refused:
    """Relief first in an emergency; the papers follow."""
    data = {"amount_fen": amount_fen} if amount_fen else {}
    return perform(case, "grant_first", actor=actor, at=at, note=note, expected=expected, data=data)


def complete_papers(case: Application, *, actor: Post, at: datetime, expected: int | None) -> Done | Refused:
    """The papers of a relief that was given first are whole."""
    return perform(case, "complete_papers", actor=actor, at=at, expected=expected)


def withdraw(case: Application, *, actor: Post, at: datetime, expected: int | None, note: str) -> Done | Refused:
    """The applicant takes the application back."""
    return perform(case, "withdraw", actor=actor, at=at, note=note, expected=expected)


def terminate(case: Application, *, actor: Post, at: datetime, expected: int | None, note: str) -> Done | Refused:
    """End a case whose family refuses to cooperate without reason (L57 art.29)."""
    return perform(case, "terminate", actor=actor, at=at, note=note, expected=expected)


# --- the end of notices ---


def end_notices_everywhere(*, on: date, at: datetime) -> int:
    """End every notice whose last day has passed, county by county; how many cases moved."""
    with acting_in(NATION):
        counties = list(Area.objects.filter(level=Area.Level.COUNTY).order_by("code").values_list("code", flat=True))
    return sum(end_notices(code, on=on, at=at) for code in counties)


def end_notices(area_code: str, *, on: date, at: datetime) -> int:
    """End the notices of one area that ran out before a day; twice changes nothing, one that cannot move stays."""
    moved = 0
    with acting_in(area_code):
        for case in ending_notices(area_code, on):
            up = routes.has_step(case, "review")
            moved += bool(perform(case, "send_up" if up else "end_notice", actor=None, at=at, expected=None))
    return moved
