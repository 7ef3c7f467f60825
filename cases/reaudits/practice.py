"""What the re-audit's table of moves means: its guards, and what a confirmed re-audit does to the award."""

from typing import Any

from assistance.outcome import Reason, Refused, refused
from cases.awards import services as awards
from cases.awards.models import Award, AwardPeriod
from cases.reaudits import grace
from cases.reaudits.models import Reaudit, ReauditDecision
from cases.reaudits.states import REAUDIT
from cases.staff.models import Role
from cases.workflow.perform import Act, Practice
from eligibility import api as law

LEVEL_OF = {Role.TOWNSHIP_HEAD: "township", Role.COUNTY_APPROVER: "county"}
# Grounds on which an award ends whatever the calculation says (L57 art.29, 32; L43 art.24; L649 art.68).
GROUNDS_TO_END = {
    "death": "死亡",
    "renounced": "本人自愿退出",
    "imprisoned": "服刑",
    "uncooperative": "无正当理由拒不配合核查",
    "fraud": "虚报、隐瞒、伪造",
    "moved": "迁出",
}


_WORDS = {"keep": "维持", "change": "调整", "grace": "渐退期", "end": "停发"}
_NEW_AMOUNT = frozenset({"change", "grace"})


def amount_now(award: Award) -> int | None:
    """What the award is worth in its last written period, fen a month."""
    last = AwardPeriod.objects.filter(award=award, voided_at__isnull=True).order_by("-period").first()
    return last.amount_fen if last else None


def visited_or_checked(_case: Reaudit, act: Act) -> tuple[Reason, ...]:
    """A re-audit rests on a home visit or an information check, dated (L57 art.31)."""
    if act.data.get("visited_on") or act.data.get("checked_on"):
        return ()
    return (Reason("no_evidence", "请填写入户日期或信息核对日期"),)


def outcome_stated(case: Reaudit, act: Act) -> tuple[Reason, ...]:
    """Keep, change, go on for the months of a grace, or end, with what each needs."""
    outcome = act.data.get("outcome")
    if outcome not in _WORDS:
        return (Reason("no_outcome", "请选择维持、调整或停发"),)
    if not act.data.get("findings"):
        return (Reason("no_findings", "请写明复核情况"),)
    month = act.data.get("from_month")
    if outcome != "keep" and (month is None or month.day != 1):
        return (Reason("no_month", "调整或停发须写明自哪个月起"),)
    if outcome != "keep" and month < case.award.period.lower:
        return (Reason("month_too_early", "不能早于待遇的起始月份"),)
    return ()


def assessment_agrees(case: Reaudit, act: Act) -> tuple[Reason, ...]:
    """What is proposed follows from the calculation, or from a ground on which an award ends anyway."""
    outcome, assessment = act.data.get("outcome"), act.data.get("assessment")
    if outcome == "end" and act.data.get("ground") in GROUNDS_TO_END:
        return ()
    if assessment is None or assessment.household_id != case.household_id:
        return (Reason("not_assessed", "请先按最新情况重新计算"),)
    if assessment.outcome == "unknown":
        missing = "；".join(entry["text"] for entry in assessment.answer.get("missing", []))
        return (Reason("unknown", f"尚不能判断，还缺：{missing}"),)
    says = _what_follows(case, assessment)
    if outcome == says or outcome not in _WORDS:
        return ()
    return (Reason("disagrees", f"重新计算的结论是“{_WORDS[says]}”，与所选“{_WORDS[outcome]}”不一致"),)


def _what_follows(case: Reaudit, assessment: Any) -> str:
    if assessment.outcome == "no":
        return "end"
    if grace.is_of_grace(assessment):
        return "grace"
    return "keep" if assessment.amount_fen == amount_now(case.award) else "change"


def inside_limit(case: Reaudit, act: Act) -> tuple[Reason, ...]:
    """The level that may decide the amount decides the re-audit; no limit found waits at the higher level."""
    if act.actor is None:
        return ()
    award = case.award
    amount = case.new_amount_fen if case.outcome in _NEW_AMOUNT else amount_now(award)
    if amount is None:
        return (Reason("no_amount", "这项待遇没有金额记录，请先核对台账"),)
    persons = award.persons.filter(voided_at__isnull=True).count() or 1
    answer = law.decider_for(case.area_code, award.benefit, award.kind or None, amount, act.at.date(), persons=persons)
    level = LEVEL_OF.get(Role(act.actor.role))
    if answer.level == level or (answer.level == "committee" and level == "county"):
        return ()
    return (Reason("over_limit", f"按授权应由{'乡镇' if answer.level == 'township' else '县级'}决定：{answer.reason}"),)


def write_proposal(case: Reaudit, act: Act) -> None:
    """Keep what was found and proposed on the case."""
    data = act.data
    case.assessment = data.get("assessment")
    case.visited_on = data.get("visited_on")
    case.findings = str(data["findings"])
    case.outcome = str(data["outcome"])
    case.from_month = data.get("from_month") if case.outcome != "keep" else None
    case.new_amount_fen = case.assessment.amount_fen if case.outcome in _NEW_AMOUNT and case.assessment else None


def apply_outcome(case: Reaudit, act: Act) -> tuple[Reason, ...]:
    """Write the decision and change or end the award from its month; the next review counts from today."""
    if act.actor is None:
        return (Reason("needs_person", "复核须由工作人员确认"),)
    ReauditDecision.objects.create(
        reaudit=case,
        area_code=case.area_code,
        outcome=case.outcome,
        amount_fen=case.new_amount_fen if case.outcome in _NEW_AMOUNT else None,
        from_month=case.from_month,
        reasons=[{"text": case.findings}],
        assessment=case.assessment,
        decided_at=act.at,
        decided_by_id=act.actor.officer_id,
    )
    answer = _change_award(case, act)
    if isinstance(answer, Refused):
        return answer.reasons
    Award.objects.filter(pk=case.award_id).update(reviewed_on=act.at.date(), next_review_on=None)
    return ()


def _change_award(case: Reaudit, act: Act) -> object:
    if case.from_month is None:  # kept
        return None
    if case.outcome == "end":
        return awards.end(case.award, from_month=case.from_month, reason="reaudit", at=act.at, actor=act.actor)
    if case.outcome == "grace" and case.assessment is not None:
        return grace.give(case, case.assessment, at=act.at, actor=act.actor)
    if case.new_amount_fen is None:
        return refused("no_amount", "调整后的金额还没有算出，请先重新计算")
    return awards.change(
        case.award,
        new_amount_fen=case.new_amount_fen,
        from_month=case.from_month,
        assessment=case.assessment,
        reason="reaudit",
        at=act.at,
        actor=act.actor,
    )


PRACTICE = Practice(
    machine=REAUDIT,
    model=Reaudit,
    guards={
        "visited_or_checked": visited_or_checked,
        "outcome_stated": outcome_stated,
        "assessment_agrees": assessment_agrees,
        "inside_limit": inside_limit,
    },
    effects={"propose": write_proposal, "confirm": apply_outcome},
)
