"""Why a move of an application is not allowed now: each guard names what is missing, in words a person can act on."""

from collections.abc import Mapping
from typing import Any

from assistance.outcome import Reason
from cases.applications import routes
from cases.applications.models import MONEYLESS, Application, Gap, Notice, Objection, Opinion, Visit
from cases.assessments import services as assessments
from cases.assessments.missing import lacks
from cases.households.selectors import Family, facts_of, members_on
from cases.matching.selectors import differences_of, enquiries_of, unsettled
from cases.staff.models import Role
from cases.staff.selectors import related_staff
from cases.workflow.perform import Act, Guard
from eligibility import api as law
from eligibility.words.figures import LEVELS

Reasons = tuple[Reason, ...]
LEVEL_OF: Mapping[str, tuple[str, ...]] = {
    Role.TOWNSHIP_HEAD: ("township",),
    Role.COUNTY_APPROVER: ("county", "committee"),  # the county convenes the 一事一议 and enters what it found
}
GRADE = "application.grade"
_PAID = {"dibao", "tekun", "temporary_relief"}


def trial(case: Application, act: Act) -> law.Assessment:
    """The law's answer about the family as it stands now; nothing is stored."""
    return assessments.trial(
        case.household,
        benefit=case.benefit,
        kind=case.kind,
        on=routes.day_of(act.at),
        application=case,
        known_by=act.at,
    )


def proposed_amount(case: Application, answer: law.Assessment) -> int | None:
    """What would be granted: the calculated sum, or the sum asked for where the place publishes no formula for relief."""
    if answer.amount_fen is not None or case.benefit != "temporary_relief":
        return answer.amount_fen
    return case.amount_requested_fen


def is_whole(case: Application, act: Act) -> Reasons:
    """Everything the rule asks for is told, every member has a number, and there is an account (L57 art.10)."""
    family = facts_of(case.household, routes.day_of(act.at))
    found = _who_and_where(case, family)
    if case.kind == "emergency" and act.move.do == "accept":
        return tuple(found)  # relief first: what is missing is told afterwards (中办发〔2020〕18号 十五)
    # a figure that nobody published is no paper of the family's, a grade is what the appraisal will give: neither keeps
    # the family out
    waiting = [lack for lack in lacks(trial(case, act), family) if lack.part and lack.path != GRADE]
    found += [Reason("missing", str(lack)) for lack in waiting]
    return tuple(found)


def _who_and_where(case: Application, family: Family) -> list[Reason]:
    found = []
    current = {person.member.pk for person in family.people}
    if case.applicant_id not in current:
        found.append(Reason("applicant", "申请人不是现在的家庭成员，请选申请人"))
    found += [
        Reason("id_number", f"{person.member.name}：缺少身份证号")
        for person in family.people
        if person.member.id_index is None
    ]
    if case.benefit in _PAID and not family.accounts:
        found.append(Reason("account", "缺少发放账户：户名、开户行、账号"))
    return found


def consent_signed(case: Application, act: Act) -> Reasons:
    """Every member has authorised the information check (L57 art.9)."""
    if case.kind == "emergency" and act.move.do == "accept":
        return ()
    family = facts_of(case.household, routes.day_of(act.at))
    return tuple(
        Reason("consent", f"{person.member.name}：缺少核对授权书") for person in family.people if not person.consents
    )


def route_known(case: Application, act: Act) -> Reasons:
    """The place has published how this benefit is handled."""
    if routes.level_and_route(case, None, routes.day_of(act.at), 1)[1] is not None:
        return ()
    return (Reason("no_route", "本地没有公布这项救助的办理程序，请政策管理人员补录后再受理"),)


def gaps_filled(case: Application, _act: Act) -> Reasons:
    """Nothing that was asked for is still missing."""
    rows = Gap.objects.filter(application=case, filled_at__isnull=True).order_by("pk")
    return tuple(Reason("gap", f"还没有补齐：{gap.text}") for gap in rows)


def visit_done(case: Application, _act: Act) -> Reasons:
    """Two officers have been to the home in this round (L57 art.16)."""
    if Visit.objects.filter(application=case, round=case.round).exists():
        return ()
    return (Reason("no_visit", "还没有登记入户调查（须两名工作人员）"),)


def checks_back(case: Application, act: Act) -> Reasons:
    """The registers have answered about every member (L57 art.17)."""
    asked = {row.member_id: row for row in enquiries_of("application", case.pk)}
    found = []
    for member in members_on(case.household, routes.day_of(act.at)):
        row = asked.get(member.pk)
        if row is None:
            found.append(Reason("not_asked", f"{member.name}：还没有发起信息核对"))
        elif row.answered_at is None:
            found.append(Reason("not_answered", f"{member.name}：信息核对还没有返回"))
    return tuple(found)


def differences_judged(case: Application, _act: Act) -> Reasons:
    """Somebody has settled every difference between the registers and the declaration."""
    count = unsettled("application", [case.pk]).get(case.pk, 0)
    return (Reason("differences", f"先判断 {count} 项差异"),) if count else ()


def assessed(case: Application, act: Act) -> Reasons:
    """The law can tell, one way or the other."""
    answer = trial(case, act)
    if answer.outcome != "unknown":
        return ()
    return tuple(Reason("unknown", f"尚不能判断，还缺：{missing.text}") for missing in answer.missing)


def assessed_yes(case: Application, act: Act) -> Reasons:
    """The law says yes as the family stands now, and to a decision with the sum that was proposed and posted."""
    answer = trial(case, act)
    if answer.outcome == "unknown":
        return tuple(Reason("unknown", f"尚不能判断，还缺：{missing.text}") for missing in answer.missing)
    if answer.outcome == "no":
        return tuple(
            Reason("not_eligible", f"计算结果不符合：{finding.text}")
            for finding in answer.findings
            if finding.holds is False
        )
    amount = proposed_amount(case, answer)
    if amount is None and case.benefit not in MONEYLESS:
        return (Reason("no_amount", "没有可以给予的金额：本地没有公布算法，也没有填申请金额"),)
    if act.move.do == "grant" and amount != case.proposed_fen:
        words = f"现在计算为 {_yuan(amount)}，上报时为 {_yuan(case.proposed_fen)}"
        return (Reason("amount_moved", f"{words}，请退回重新上报"),)
    return ()


def _yuan(fen: int | None) -> str:
    return "无金额" if fen is None else f"{fen // 100:,}.{fen % 100:02d} 元"


def limit_of(case: Application, act: Act, amount_fen: int | None) -> law.LimitAnswer:
    """What the published limits say about an amount of this case on the day."""
    persons = case.assessment.persons if case.assessment else 1
    return law.decider_for(
        case.area_code, case.benefit, case.kind or None, amount_fen, routes.day_of(act.at), persons=persons or 1
    )


def inside_limit(case: Application, act: Act) -> Reasons:
    """The level that the route and the limit name decides, and no other; without a limit the case waits."""
    if act.actor is None:
        return ()
    if act.move.do == "refuse":
        level = case.decision_level
    else:
        amount = act.data.get("amount_fen", case.proposed_fen)
        answer = limit_of(case, act, amount)
        if not answer.allowed and (amount is not None or case.benefit not in MONEYLESS):
            return (Reason("no_limit", answer.reason),)
        level = "county" if case.relative_flag else answer.level
    if level in LEVEL_OF.get(act.actor.role, ()):
        return ()
    return (Reason("over_limit", f"这件按授权由{LEVELS.get(level, '县级')}决定"),)


def no_kin(case: Application, act: Act) -> Reasons:
    """Nobody handles his own case or that of a recorded relative (L57 art.11)."""
    if act.actor is None:
        return ()
    indexes = [bytes(m.id_index) for m in members_on(case.household, routes.day_of(act.at)) if m.id_index]
    own = bytes(act.actor.officer.person_index) in indexes
    if own or related_staff(indexes).filter(officer=act.actor.officer_id).exists():
        return (Reason("kin", "您是申请家庭的成员或已备案的近亲属，须回避，请由其他人员办理"),)
    return ()


def route_lacks_appraisal(case: Application, _act: Act) -> Reasons:
    """The democratic appraisal is a step only where the place keeps it."""
    if routes.has_step(case, "appraisal"):
        return (Reason("appraisal_first", "本地办理程序有民主评议，请先转民主评议"),)
    return ()


def route_has_notice(case: Application, _act: Act) -> Reasons:
    """There is a notice on this route and its days are published."""
    if not routes.has_notice(case):
        return (Reason("no_notice", "这项救助不用公示，请直接送确认"),)
    if routes.notice_days(case) is None:
        return (Reason("no_notice_days", "本地没有公布这项救助的公示天数，请政策管理人员补录"),)
    return ()


def route_lacks_notice(case: Application, _act: Act) -> Reasons:
    """The case goes to its decision without a notice only where no notice is on its route."""
    return (Reason("notice_first", "须先公示"),) if routes.has_notice(case) else ()


def notice_over(case: Application, act: Act) -> Reasons:
    """The last day of the notice has passed (L57 art.19)."""
    notice = Notice.objects.filter(application=case, round=case.round).first()
    if notice is None:
        return (Reason("not_posted", "还没有张贴公示"),)
    if routes.day_of(act.at) <= notice.ends_on:
        return (Reason("notice_runs", f"公示到 {notice.ends_on:%Y-%m-%d} 止，次日送确认"),)
    return ()


def notice_held(case: Application, act: Act) -> Reasons:
    """No grant without its public notice in this round, where the route has one (L57 art.19)."""
    return notice_over(case, act) if routes.has_notice(case) else ()


def no_open_objection(case: Application, _act: Act) -> Reasons:
    """No objection of this round waits for an answer."""
    if Objection.objects.filter(application=case, round=case.round, outcome="").exists():
        return (Reason("objection", "有异议还没有处理"),)
    return ()


def route_has_review(case: Application, _act: Act) -> Reasons:
    """The county reviews first only where the route has that step."""
    return () if routes.has_step(case, "review") else (Reason("no_review", "这条办理路径没有县级复核"),)


def route_lacks_review(case: Application, _act: Act) -> Reasons:
    """Without the county's review the case goes straight to its decision."""
    return (Reason("review_first", "须先送县级复核"),) if routes.has_step(case, "review") else ()


def is_emergency(case: Application, _act: Act) -> Reasons:
    """Relief comes first only in an emergency (中办发〔2020〕18号 十五)."""
    if case.benefit == "temporary_relief" and case.kind == "emergency":
        return ()
    return (Reason("not_emergency", "只有急难型临时救助可以先行救助"),)


def reasons_given(_case: Application, act: Act) -> Reasons:
    """At least one reason is chosen or written."""
    return () if act.data.get("reasons") else (Reason("no_reasons", "至少选一条原因，或写明缺什么"),)


def opinion_given(case: Application, _act: Act) -> Reasons:
    """The township has proposed to grant in this round."""
    last = Opinion.objects.filter(application=case, round=case.round).order_by("-pk").first()
    if last is not None and last.recommend == "grant":
        return ()
    return (Reason("no_opinion", "乡镇没有建议给予的审核意见"),)


def open_items(case: Application) -> list[Any]:
    """The differences that still wait, for the screens."""
    return [
        row for row in differences_of("application", case.pk) if not row.agrees and row.verdict in {"open", "proof"}
    ]


GUARDS: dict[str, Guard] = {
    guard.__name__: guard
    for guard in (
        is_whole, consent_signed, route_known, gaps_filled, visit_done, checks_back, differences_judged, assessed,
        assessed_yes, inside_limit, no_kin, route_lacks_appraisal, route_has_notice, route_lacks_notice, notice_over, notice_held,
        no_open_objection, route_has_review, route_lacks_review, is_emergency, reasons_given, opinion_given,
    )
}  # fmt: skip
