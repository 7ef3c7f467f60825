"""How a case is told on a page: its six dated steps, four figures, differences with their effect, and the explained result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cases.applications.models import Application
from cases.applications.routes import has_notice
from cases.applications.selectors import Dossier, Effect, effects_of
from cases.applications.states import APPLICATION
from cases.assessments.missing import lacks
from cases.desk.lacks import TAKERS, linked
from cases.desk.templatetags.desk import yuan
from cases.households.vocabulary import PERS
from cases.matching.models import Discrepancy
from cases.matching.vocabulary import ITEMS, VERDICTS
from cases.staff.models import Area
from eligibility import api as law
from eligibility.words.codes import BENEFITS, RELIEF_KINDS

SHORT = {
    "dibao": "低保",
    "dibao_edge": "低保边缘",
    "rigid_expenditure": "刚性支出困难",
    "tekun": "特困供养",
    "temporary_relief": "临时救助",
}
CHOICES = (("accepted", "采信，不计入"), ("counted", "计入"), ("proof", "要求补充证明"))
_STATE_TONES = {"granted": "ok", "refused": "bad", "terminated": "bad", "returned": "warn", "withdrawn": ""}


@dataclass(frozen=True)
class Step:
    """One dot of the way: done, now or to come, and when."""

    label: str
    when: str
    state: str


def benefit_words(case: Application) -> str:
    """低保, 临时救助急难型."""
    return SHORT.get(case.benefit, BENEFITS.get(case.benefit, case.benefit)) + RELIEF_KINDS.get(case.kind, "")


def place_names(cases: Sequence[Application], width: int = 9) -> dict[str, str]:
    """Township (or village, width 12) of each case, in one query; keyed by the case's own area code."""
    codes = {case.area_code: case.area_code[:width].ljust(12, "0") for case in cases}
    names = dict(Area.objects.filter(code__in=set(codes.values())).values_list("code", "name"))
    return {code: names.get(place, "") for code, place in codes.items()}


def short_day(day: date | datetime | None) -> str:
    """10月14日."""
    if day is None:
        return ""
    local = timezone.localtime(day) if isinstance(day, datetime) else day
    return f"{local.month}月{local.day}日"


def sheet(found: Dossier) -> dict[str, Any]:
    """Everything the case's page and the queue's right side draw."""
    case = found.case
    effects = effects_of(found)
    differing = [row for row in found.differences if not row.agrees]
    waiting = len(found.open_differences)
    return {
        "found": found,
        "case": case,
        "title": f"{case.household.head_name}户",
        "tags": _tags(case),
        "meta": _meta(found),
        "steps": _steps(found),
        "facts": _facts(found),
        "diffs": [_difference(row, effects.get(row.pk)) for row in differing],
        "agreed": [row for row in found.differences if row.agrees],
        "waiting": waiting,
        "answered_on": _answered(found),
        "missing": linked(lacks(found.answer, found.family), case.household, wish_url=_wish_url(case)),
        "takers": TAKERS,
        "failing": [finding for finding in found.answer.findings if finding.holds is False],
        "clock_unit": "hour" if case.kind == "emergency" and case.state == "survey" else "working_day",
        "consents": sum(bool(person.consents) for person in found.family.people),
        "labels": {move.do: move.label for move in APPLICATION.moves} | OTHER_ACTS,
    }


def _wish_url(case: Application) -> str:
    return reverse("desk:applications-wish", args=[case.pk]) if case.state == "draft" else ""


OTHER_ACTS = {
    "open": "登记申请",
    "record_visit": "登记入户调查",
    "explain_difference": "说明差异",
    "judge_difference": "判断差异",
    "fill_gap": "补齐一项",
    "change_wish": "改申请内容",
    "set_grade": "评定档次",
}


def _tags(case: Application) -> list[dict[str, str]]:
    tags = [{"words": benefit_words(case), "tone": "info"}]
    if case.state != "decision":
        tags.append({"words": APPLICATION.states[case.state], "tone": _STATE_TONES.get(case.state, "")})
    if case.relative_flag:
        tags.append({"words": "经办人近亲属", "tone": "warn"})
    if case.round > 1:
        tags.append({"words": f"第 {case.round} 轮", "tone": "warn"})
    return tags


def _meta(found: Dossier) -> list[str]:
    case = found.case
    places = place_names([case], 9)[case.area_code] + place_names([case], 12)[case.area_code]
    officers = [found.visits[0].first_officer.name, found.visits[0].second_officer.name] if found.visits else []
    return [
        f"{len(found.family.people)} 人",
        places,
        *([f"{case.grade} 档"] if case.grade else []),
        *([f"经办 {'、'.join(officers)}"] if officers else []),
        f"编号 {case.number}",
    ]


def _answered(found: Dossier) -> datetime | None:
    times = [row.answered_at for row in found.enquiries if row.answered_at]
    return max(times) if times and all(row.answered_at for row in found.enquiries) else None


def _steps(found: Dossier) -> list[Step]:
    case = found.case
    notice = next((row for row in found.notices if row.round == case.round), None)
    opinion = found.opinions[0] if found.opinions else None
    decided = found.decisions[0] if found.decisions else None
    level = {"township": "乡镇确认", "county": "县级确认", "committee": "一事一议"}.get(case.decision_level, "确认")
    hung = _span(notice.posted_on, notice.ends_on) if notice else ""
    dated = [
        ("受理", short_day(case.accepted_on)),
        ("信息核对", short_day(_answered(found))),
        ("入户调查", short_day(found.visits[0].visited_on) if found.visits else ""),
        ("审核意见", short_day(opinion.given_at) if opinion else ""),
        ("公示", hung if has_notice(case) or not case.route else "不需要"),
        (level, short_day(decided.decided_at) if decided else ""),
    ]
    current = next((place for place, (_, when) in enumerate(dated) if not when), len(dated))
    if case.state == "notice":
        current = 4
    elif case.state in {"decision", "review"}:
        current = 5
    steps = []
    for place, (label, when) in enumerate(dated):
        state = "now" if place == current else "done" if when else ""
        steps.append(Step(label, when or ("今天" if state == "now" and case.state == "decision" else "未办"), state))
    return steps


def _span(start: date, end: date) -> str:
    """11月2日至9日."""
    return f"{short_day(start)}至{f'{end.day}日' if end.month == start.month else short_day(end)}"


def _facts(found: Dossier) -> list[dict[str, str]]:
    figures, answer, case = found.answer.figures, found.answer, found.case
    amount = answer.amount_fen if answer.amount_fen is not None else case.proposed_fen or case.amount_requested_fen
    per = PERS.get(answer.per or "month", "").replace("每", "/").replace("一次", "/次")
    last = {
        "label": f"拟给予（{len(answer.covered) or len(found.family.people)} 人）",
        "value": yuan(amount),
        "unit": f"元{per}",
    }
    share, standard = figures.get("per_capita_income_month"), figures.get("standard_month")
    words = {"yes": "符合", "no": "不符合", "unknown": "尚不能判断"}[answer.outcome]
    if answer.benefit == "tekun":
        earned = [{"label": "月人均收入", "value": share, "unit": "元"}] if share else []
        return [*earned, *(_parts(answer) or [{"label": "计算结论", "value": words}]), last]
    if not share or not standard:
        return [{"label": "计算结论", "value": words}, last]
    setting = {"urban": "城市", "rural": "农村"}.get(case.household.setting, "")
    return [
        {"label": "月人均收入", "value": share, "unit": "元"},
        {"label": f"低保标准（{setting}）", "value": standard, "unit": "元"},
        {"label": "月人均差额", "value": f"{max(Decimal(standard) - Decimal(share), Decimal(0)):.2f}", "unit": "元"},
        last if answer.outcome == "yes" else {"label": "计算结论", "value": words},
    ]


_PARTS = {"base": "供养标准", "basic": "基本生活", "care": "照料护理"}


def _parts(answer: law.Assessment) -> list[dict[str, str]]:
    """What a 特困 sum is made of: basic living and the care that somebody needs, or one total (L43 art.21)."""
    sums = {what: sum(part.fen for part in answer.parts if part.what == what) for what in _PARTS}
    return [{"label": _PARTS[what], "value": yuan(fen), "unit": "元/月"} for what, fen in sums.items() if fen]


def _difference(row: Discrepancy, effect: Effect | None) -> dict[str, Any]:
    open_now = row.verdict in {"open", "proof"}
    judged = (
        ""
        if open_now or row.judged_by is None
        else f"{VERDICTS[row.verdict]}（{row.judged_by.name} {short_day(row.judged_at)}）"
    )
    words = effect.words.removeprefix("若计入，") if effect else row.text
    head, _, rest = words.partition("，")
    changes = effect is not None and effect.changes
    return {
        "pk": row.pk,
        "open": open_now,
        "subject": f"{row.enquiry.member.name}{ITEMS.get(row.item, row.item)}",
        "declared": _declared(row),
        "found": f"{yuan(row.returned_fen)} 元{_per(row)}" if row.returned_fen is not None else row.text,
        "found_note": "，".join(
            part for part in (row.source, row.text if row.returned_fen is not None else "") if part
        ),
        "tone": "bad" if changes and open_now else "",
        "effect_label": "若计入" if changes else "影响",
        "effect": head if effect else "须先核实",
        "effect_note": rest,
        "effect_tone": "bad"
        if changes and effect is not None and effect.answer.outcome != "yes"
        else "ok"
        if effect and not changes
        else "",
        "explanation": f"镇里说明：“{row.explanation}”" if row.explanation else "",
        "choices": CHOICES,
        "chosen": row.verdict,
        "name": "verdict",
        "judged": judged,
    }


def _per(row: Discrepancy) -> str:
    return {"month": "/月", "year": "/年"}.get(row.returned_per, "")


def _declared(row: Discrepancy) -> str:
    if row.declared_fen is None:
        return "未申报"
    return f"{yuan(row.declared_fen)} 元{_per(row)}" if row.declared_fen else "无"
