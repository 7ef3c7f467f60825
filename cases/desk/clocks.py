"""How a deadline is said: one function for queue, case, letter and API, so that no two of them disagree."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from cases.workflow.selectors import Hours
from eligibility import api

SOON = 3  # working days; the queue's third group and the colour of the words
_WEEKDAYS = "一二三四五六日"
WorkdaysBetween = Callable[[date, date], int]


@dataclass(frozen=True)
class Clock:
    """A deadline in words: what is left, how urgent, on which day, and whether the calendar is only assumed."""

    at: datetime | None
    words: str
    tone: str = ""
    date_words: str = ""
    provisional: bool = False


def clock(
    at: datetime | None,
    now: datetime,
    *,
    unit: str = "working_day",
    provisional: bool = False,
    between: WorkdaysBetween,
) -> Clock:
    """Say how much time is left; `between` counts working days, `unit` is the unit of the step's term."""
    if at is None:
        return Clock(None, "没有期限")
    at, now = timezone.localtime(at), timezone.localtime(now)
    if unit == "hour":
        words, tone = _hours(at - now)
        return Clock(at, words, tone, f"{cdate(at, now.date())}{at:%H:%M}", provisional)
    words, tone = _days(at.date(), now.date(), unit, between)
    return Clock(at, words, tone, cdate(at, now.date()), provisional)


def _hours(left: timedelta) -> tuple[str, str]:
    minutes = int(abs(left).total_seconds() // 60)
    amount = f"{minutes // 60} 小时" if minutes >= 60 else f"{max(minutes, 1)} 分钟"
    if left < timedelta(0):
        return f"超 {amount}", "bad"
    return f"剩 {amount}", "warn"


def _days(day: date, today: date, unit: str, between: WorkdaysBetween) -> tuple[str, str]:
    if day < today:
        return f"超 {(today - day).days} 天", "bad"
    if day == today:
        return "今天到期", "warn"
    left = between(today, day)
    tone = "warn" if left <= SOON else ""
    if unit == "working_day" and left > 0:
        return f"剩 {left} 个工作日", tone
    return f"剩 {(day - today).days} 天", tone


def cdate(value: date | datetime, today: date) -> str:
    """11月24日（周二）; with the year only when it is not this year."""
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def hours_of(now: datetime, area_code: str) -> Hours:
    """Where late, today, soon and later begin for a place: soon ends with the third working day from now."""
    soon = api.workdays_for(area_code).add(now, api.Term(SOON, "working_day"))
    end_of_today = timezone.localtime(now).replace(hour=23, minute=59, second=59, microsecond=0)
    return Hours(now, end_of_today, soon.at)
