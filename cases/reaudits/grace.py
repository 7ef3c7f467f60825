"""渐退期: an award goes on for the place's months after work has lifted the income over the standard (L57 art.33)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from assistance.outcome import Reason, Refused
from cases.assessments.models import Assessment
from cases.assessments.services import Grace
from cases.awards import services as awards
from cases.awards.models import Award
from cases.reaudits.models import Reaudit
from cases.staff.models import Post
from eligibility import api as law

NAME = "dibao.grace"
REASONS = {"employment": "就业增收", "other": "其他增收"}
_LONGEST = 60  # months that an application can name
_AHEAD = 3


def rule_of(area_code: str, on: date) -> dict[str, Any]:
    """What the place has published about the grace; empty where it has published nothing."""
    return dict(law.figures_on(area_code, on).value(NAME) or {})


def cannot_begin(case: Reaudit, grace: Grace, today: date) -> tuple[Reason, ...]:
    """Why a grace cannot be weighed at all; whether the law allows it the calculation says."""
    found = []
    if case.award.benefit != "dibao":
        found.append(Reason("grace", "只有低保有渐退期"))
    if grace.reason not in REASONS:
        found.append(Reason("grace_reason", f"选增收的原因：{'、'.join(REASONS.values())}"))
    if grace.since.day != 1:
        found.append(Reason("grace_from", "渐退期从某月一日起，写作 2026-12"))
    if grace.since <= case.award.period.lower:
        found.append(Reason("grace_from", f"渐退期应晚于待遇的起始月份 {case.award.period.lower:%Y-%m}"))
    latest = _later(today.replace(day=1), _AHEAD)
    if grace.since > latest:
        found.append(Reason("grace_from", f"渐退期最晚从 {latest:%Y-%m} 起，再晚的到时候再复核"))
    return tuple(found)


def is_of_grace(row: Assessment | None) -> bool:
    """Whether a kept answer weighed a grace, and allowed it."""
    return row is not None and row.outcome == "yes" and "grace_from" in row.question.get("application", {})


def months_of(row: Assessment) -> list[tuple[date, int]]:
    """Every month the award still goes on, with its amount: the kept question put for each, until the law says no."""
    begins = date.fromisoformat(row.question["application"]["grace_from"])
    return list(_months(row, max(begins, row.on.replace(day=1))))


def _months(row: Assessment, first: date) -> Iterator[tuple[date, int]]:
    for place in range(_LONGEST):
        month = _later(first, place)
        answer = law.assess({**row.question, "on": max(month, row.on).isoformat()})
        if answer.outcome != "yes" or not answer.amount_fen:
            return
        yield month, answer.amount_fen


def _later(month: date, count: int) -> date:
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def give(case: Reaudit, row: Assessment, *, at: datetime, actor: Post | None) -> Award | Refused:
    """Write the months of the grace and end the award behind them, or nothing."""
    months = months_of(row)
    if not months:
        return Refused((Reason("no_grace", "渐退期已满，没有可以继续发放的月份，请重新计算"),))
    with transaction.atomic():
        for month, fen in _steps(months):
            answer = awards.change(case.award, fen, month, row, "grace", at, actor=actor)
            if isinstance(answer, Refused):
                transaction.set_rollback(True)
                return answer
        ended = awards.end(case.award, _later(months[-1][0], 1), "grace", at, actor=actor)
        if isinstance(ended, Refused):
            transaction.set_rollback(True)
        return ended


def _steps(months: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """The months in which the amount becomes another one."""
    return [one for place, one in enumerate(months) if place == 0 or months[place - 1][1] != one[1]]
