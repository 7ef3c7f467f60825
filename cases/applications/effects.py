"""What a move of an application brings about: the rows of its round, the pinned route, the decision and the award."""

from datetime import date
from typing import Any

from assistance.outcome import Reason, Refused
from cases.applications import routes
from cases.applications.guards import limit_of, proposed_amount, trial
from cases.applications.models import MONEYLESS, Application, Decision, Gap, Notice, Objection, Opinion
from cases.assessments import services as assessments
from cases.assessments.models import Assessment
from cases.assessments.selectors import answer_of, covered_members
from cases.awards import services as awards
from cases.households.selectors import members_on
from cases.matching import services as matching
from cases.staff.models import Post, Role
from cases.staff.selectors import related_staff
from cases.workflow.perform import Act, Effect
from eligibility import api as law

Reasons = tuple[Reason, ...]
_DELIVERY = law.Term(3, "working_day")  # a refusal reaches the applicant (L57 art.21)
VISIT_AGAIN = "入户复核"  # a gap that a visit fills
_STEADY, _ABLE = "stable", "unstable_able"
_EARNED = {"wage", "business", "farming"}


def _officer(act: Act) -> Post:
    if act.actor is None:
        raise ValueError(f"{act.move.do} is never the system's")
    return act.actor


def _own(case: Application, **fields: Any) -> dict[str, Any]:
    """What every row of a round carries."""
    return {"application": case, "round": case.round, "area_code": case.area_code, **fields}


def tell_gaps(case: Application, act: Act) -> None:
    """Everything that is missing, told once and whole (L57 art.10)."""
    told = {"told_at": act.at, "told_by_id": _officer(act).officer_id}
    Gap.objects.bulk_create([Gap(**_own(case, text=line["text"], **told)) for line in act.data["reasons"]])


def accept(case: Application, act: Act) -> Reasons:
    """Pin the route, flag relatives of staff, start the clocks, and ask the registers about everybody."""
    on = routes.day_of(act.at)
    members = members_on(case.household, on)
    case.relative_flag = related_staff([bytes(one.id_index) for one in members if one.id_index]).exists()
    answer = trial(case, act)
    case.accepted_on = on
    case.extended = case.basis == "residence_permit" or bool(act.data.get("special"))
    level, route = routes.level_and_route(case, proposed_amount(case, answer), on, len(answer.covered) or 1)
    if route is None:
        return (Reason("no_route", "本地没有公布这项救助的办理程序，请政策管理人员补录后再受理"),)
    case.route, case.decision_level = routes.pinned(route, act.at), level
    matching.ask("application", case.pk, case.round, case.household, members, act.actor, act.at)
    return ()


def _assess(case: Application, act: Act) -> Assessment:
    """Keep the law's answer on the case, and who must decide the sum."""
    on = routes.day_of(act.at)
    kept = assessments.keep(
        case.household, benefit=case.benefit, kind=case.kind, on=on, actor=act.actor, at=act.at, application=case
    )
    case.assessment = kept
    case.proposed_fen = proposed_amount(case, answer_of(kept)) if kept.outcome == "yes" else None
    level, route = routes.level_and_route(case, case.proposed_fen, on, kept.persons or 1)
    if level != case.decision_level and route is not None:  # the sum has moved to another level: so do the steps
        start = routes.accepted_at(case) or act.at
        case.route = routes.pinned(route, start)
    case.decision_level = level
    return kept


def give_opinion(case: Application, act: Act) -> None:
    """The township proposes to grant, on an assessment that is kept; an objection before it is answered by it."""
    kept = _assess(case, act)
    text = str(act.data.get("text") or act.note)
    Objection.objects.filter(application=case, outcome="").update(
        outcome=str(act.data.get("objection_outcome") or text)
    )
    _write_opinion(case, act, "grant", kept, text)


def advise_refusal(case: Application, act: Act) -> None:
    """The township proposes to refuse, on an assessment that is kept."""
    _write_opinion(case, act, "refuse", _assess(case, act), act.note)


def _write_opinion(case: Application, act: Act, recommend: str, kept: Assessment, text: str) -> None:
    Opinion.objects.create(
        **_own(case),
        level="township" if _officer(act).role != Role.COUNTY_APPROVER else "county",
        recommend=recommend,
        amount_fen=case.proposed_fen,
        text=text,
        assessment=kept,
        given_at=act.at,
        given_by_id=_officer(act).officer_id,
    )


def post_notice(case: Application, act: Act) -> Reasons:
    """The notice of this round, with its last day."""
    days, ends_on = routes.notice_days(case), act.data.get("ends_on")
    if days is None or ends_on is None:
        return (Reason("no_notice_days", "本地没有公布这项救助的公示天数，请政策管理人员补录"),)
    Notice.objects.create(
        **_own(case),
        posted_on=act.data["posted_on"],
        days=days,
        ends_on=ends_on,
        place=act.data["place"],
        posted_by_id=_officer(act).officer_id,
    )
    return ()


def register_objection(case: Application, act: Act) -> None:
    """The objection belongs to the round it ended; the case is special from now on (P83 四（一）)."""
    case.extended = True
    Objection.objects.create(
        **{**_own(case), "round": case.round - 1},
        received_on=routes.day_of(act.at),
        by_whom=str(act.data.get("by_whom", "")),
        text=act.note,
        received_by_id=_officer(act).officer_id,
    )


def send_back(case: Application, act: Act) -> None:
    """Every reason becomes something to fill before the case may come again."""
    tell_gaps(case, act)


def order_visit(case: Application, act: Act) -> None:
    """A visit is asked for; the township fills it by going there."""
    told = {"told_at": act.at, "told_by_id": _officer(act).officer_id}
    Gap.objects.create(**_own(case, text=f"{VISIT_AGAIN}：{act.note}"[:200], **told))


def resubmit(case: Application, act: Act) -> None:
    """The case comes again on today's facts, with the township's word on it."""
    kept = _assess(case, act)
    _write_opinion(case, act, "grant" if kept.outcome == "yes" else "refuse", kept, act.note or "已按要求补正")


def grant(case: Application, act: Act) -> Reasons:
    """Write the decision with what it rests on, and the award it brings about."""
    kept = _assess(case, act)
    if kept.outcome != "yes":
        return (Reason("not_eligible", "计算结果已变，请退回重新上报"),)
    return _give(case, act, kept, case.proposed_fen)


def grant_first(case: Application, act: Act) -> Reasons:
    """Relief first, papers afterwards (中办发〔2020〕18号 十五): the sum is the officer's within the limit."""
    kept = _assess(case, act)
    amount = act.data.get("amount_fen") or case.proposed_fen
    if amount is None:
        return (Reason("no_amount", "填先行救助的金额"),)
    case.proposed_fen = amount
    return _give(case, act, kept, amount)


def _give(case: Application, act: Act, kept: Assessment, amount_fen: int | None) -> Reasons:
    on = routes.day_of(act.at)
    month = law.first_month(case.area_code, case.benefit, on)
    unpaid = amount_fen is None and case.benefit in MONEYLESS
    if month is None and not unpaid and case.benefit != "temporary_relief":
        return (Reason("no_first_month", "本地没有公布从哪个月起发，请政策管理人员补录"),)
    month = month or on.replace(day=1)
    persons = covered_members(kept) or list(members_on(case.household, on))
    per = kept.per or ("once" if case.benefit == "temporary_relief" else "month")
    decision = _decide(case, act, kept, "grant", amount_fen=amount_fen, per=per, first_month=month)
    award = awards.grant(
        case.household, case.benefit, case.kind, amount_fen, per, month, kept, decision.pk, persons,
        _category(kept), act.at, months=_months(case, on), actor=act.actor,
    )  # fmt: skip
    return award.reasons if isinstance(award, Refused) else ()


def _months(case: Application, on: date) -> int | None:
    if case.benefit == "rigid_expenditure":  # valid for twelve months at most (L62 art.10)
        return int(law.figures_on(case.area_code, on).value("rigid.valid_months") or 12)
    return case.months if case.benefit == "temporary_relief" else None


def _category(kept: Assessment) -> str:
    """Half-yearly for a family whose earners can work, yearly for the rest (L57 art.31)."""
    able = (
        member.get("labour") in {"full", "partial"} and any(row["kind"] in _EARNED for row in member.get("incomes", ()))
        for member in kept.question.get("members", ())
    )
    return _ABLE if any(able) else _STEADY


def refuse(case: Application, act: Act) -> None:
    """The written refusal: reasons with their articles, where to appeal, and when it must be delivered."""
    kept = _assess(case, act)
    deliver = law.due_on(act.at, _DELIVERY, case.area_code)
    _decide(case, act, kept, "refuse", reasons=act.data["reasons"], deliver_by=deliver.at)


def _decide(case: Application, act: Act, kept: Assessment, outcome: str, **fields: Any) -> Decision:
    limit = limit_of(case, act, fields.get("amount_fen"))
    reasons = fields.pop("reasons", None) or [
        {"code": each["code"], "text": each["text"], "article": each["article"]}
        for each in kept.answer["findings"]
        if each["holds"]
    ]
    decision: Decision = Decision.objects.create(
        **_own(case),
        level=case.decision_level,
        outcome=outcome,
        limit={**limit.to_json(), "level": limit.level},
        document=limit.document,
        reasons=reasons,
        appeal=appeal_text(case, routes.day_of(act.at)),
        assessment=kept,
        decided_at=act.at,
        decided_by_id=_officer(act).officer_id,
        **fields,
    )
    return decision


def appeal_text(case: Application, on: date) -> str:
    """Where and until when to appeal (L57 art.38; 行政复议法 art.20; 行政诉讼法 art.46)."""
    figure = law.figures_on(case.area_code, on).get("appeal")
    if figure is None:
        return "对本决定不服的，可以依法申请行政复议或者提起行政诉讼。"
    days, months = figure.value["reconsideration_days"], figure.value["court_months"]
    return (
        f"对本决定不服的，可以自知道之日起 {days} 日内向作出决定的机关的同级人民政府申请行政复议，"
        f"也可以自知道之日起 {months} 个月内向人民法院提起行政诉讼。（{figure.document} {figure.article}）"
    )


EFFECTS: dict[str, Effect] = {
    "tell_gaps": tell_gaps,
    "accept": accept,
    "give_opinion": give_opinion,
    "advise_refusal": advise_refusal,
    "post_notice": post_notice,
    "object": register_objection,
    "send_back": send_back,
    "order_visit": order_visit,
    "resubmit": resubmit,
    "grant": grant,
    "grant_first": grant_first,
    "refuse": refuse,
}
