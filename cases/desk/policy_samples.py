"""A new route on the calendar: the cases accepted last as they would run under it, with weekends, holidays and make-up days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cases.applications.models import Application
from cases.applications.selectors import accepted_lately
from cases.staff.models import Post
from eligibility import api
from eligibility.words.codes import BENEFITS, RELIEF_KINDS
from eligibility.words.figures import STEPS

CLOCKS = frozenset({"route", "notice", "clock"})  # the parameters that move a due day
_CASES, _MOST_WEEKS = 3, 14
_SHORT = {
    "survey": "调查", "check": "核对", "appraisal": "评议", "care_assessment": "评估", "opinion": "意见", "notice": "公示",
    "review": "复核", "decide": "确认", "answer": "答复", "relief": "救助", "papers": "手续", "pay": "发放",
}  # fmt: skip


@dataclass
class Cell:
    """One day of the sample: what kind of day it is and what falls due on it."""

    day: date
    kind: str
    inside: bool
    marks: list[str] = field(default_factory=list)

    @property
    def is_due(self) -> bool:
        """Whether something falls due."""
        return bool(self.marks)


@dataclass(frozen=True)
class StepLine:
    """One step's last day, under the route the case was accepted on and under the new one."""

    name: str
    before: str
    after: str
    shift: str


@dataclass(frozen=True)
class Sample:
    """One case on the calendar."""

    title: str
    subtitle: str
    months: str
    weeks: list[list[Cell]]
    lines: list[StepLine]
    provisional: bool
    cut: bool
    is_real: bool


@dataclass(frozen=True)
class _Case:
    """What a sample needs of a case, real or made up."""

    title: str
    benefit: str
    kind: str | None
    level: str | None
    area: str
    accepted: datetime
    before: api.Route | None


def samples_of(post: Post, area: str, start: date, values: Mapping[str, Any]) -> list[Sample]:
    """Three cases under a draft's values; none where the values move no clock."""
    if not CLOCKS & values.keys():
        return []
    benefits = list(dict.fromkeys(row["benefit"] for row in values.get("route", ()))) or list(BENEFITS)
    cases = [_real(case) for case in accepted_lately(post, benefits, _CASES)] or _made_up(area, start, values)
    found = [_sample(case, values) for case in cases]
    return [one for one in found if one is not None]


def _real(case: Application) -> _Case:
    pinned = api.Route.from_json(case.route or {})
    return _Case(
        case.number, case.benefit, case.kind or None, pinned.decides, case.area_code,
        datetime.fromisoformat((case.route or {})["accepted_at"]), pinned,
    )  # fmt: skip


def _made_up(area: str, start: date, values: Mapping[str, Any]) -> list[_Case]:
    """Where nothing was accepted yet: the first routes of the draft, accepted on its first working morning."""
    first = api.workdays_for(area).off_moved(start, "later").day
    accepted = datetime.combine(first, time(9), api.SHANGHAI)
    rows = values.get("route") or [{"benefit": "dibao"}, {"benefit": "tekun"}]
    return [
        _Case("示例", row["benefit"], row.get("kind"), row.get("decides"), area, accepted, None)
        for row in rows[:_CASES]
    ]


def _sample(case: _Case, values: Mapping[str, Any]) -> Sample | None:
    day = timezone.localtime(case.accepted).date()
    route = api.route_drafted(case.area, case.benefit, case.kind, day, values, level=case.level)
    if route is None:
        return None
    new = _dues(route, case)
    old = _dues(case.before, case) if case.before else {}
    ends = [due.day for due in new.values() if due]
    last = max([*ends, day])
    weeks, cut = _weeks(day, last, case.area, new)
    kind = f"（{RELIEF_KINDS[case.kind]}）" if case.kind else ""
    return Sample(
        title=f"{BENEFITS.get(case.benefit, case.benefit)}{kind}",
        subtitle=f"{case.title}，{day.month}月{day.day}日受理",
        months=f"{day.year}年{day.month}月至{'' if last.year == day.year else f'{last.year}年'}{last.month}月",
        weeks=weeks,
        lines=_lines(old, new, known=case.before is not None),
        provisional=any(due.provisional for due in new.values() if due),
        cut=cut,
        is_real=case.before is not None,
    )


Dues = dict[str, api.Due | None]


def _dues(route: api.Route, case: _Case) -> Dues:
    """The last moment of each step, and of the whole."""
    workdays = api.workdays_for(case.area)
    steps: Dues = {one.step.code: one.due for one in route.plan(case.accepted, workdays) if one.step.code != "accept"}
    return {**steps, "total": route.due(case.accepted, workdays)}


def _lines(old: Dues, new: Dues, *, known: bool) -> list[StepLine]:
    lines = []
    for code in dict.fromkeys([*new, *old]):
        before, after = old.get(code), new.get(code)
        if before is None and after is None:
            continue
        name = "全程" if code == "total" else STEPS[code]
        lines.append(StepLine(name, _words(before), _words(after), _shift(before, after) if known else ""))
    return lines


def _words(due: api.Due | None) -> str:
    if due is None:
        return "没有期限"
    local = timezone.localtime(due.at)
    hour = "" if (local.hour, local.minute) == (23, 59) else f" {local:%H:%M}"
    return f"{local.month}月{local.day}日{hour}"


def _shift(before: api.Due | None, after: api.Due | None) -> str:
    if before is None or after is None:
        return ""
    days = (after.day - before.day).days
    return "不变" if not days else f"{'晚' if days > 0 else '早'} {abs(days)} 天"


def _weeks(first: date, last: date, area: str, dues: Dues) -> tuple[list[list[Cell]], bool]:
    """The weeks from acceptance to the last due day, Monday first."""
    monday = first - timedelta(days=first.weekday())
    count = (last - monday).days // 7 + 1
    days = [monday + timedelta(days=n) for n in range(7 * min(count, _MOST_WEEKS))]
    kinds = {one.day: one.kind for year in {day.year for day in days} for one in api.calendar_of(year, area)}
    cells = [Cell(day, kinds[day], first <= day <= last) for day in days]
    by_day = {cell.day: cell for cell in cells}
    by_day[first].marks.append("受理")
    for code, due in dues.items():
        cell = by_day.get(due.day) if due else None
        if cell is not None:
            cell.marks.append("全程" if code == "total" else _SHORT[code])
    return [cells[n : n + 7] for n in range(0, len(cells), 7)], count > _MOST_WEEKS
