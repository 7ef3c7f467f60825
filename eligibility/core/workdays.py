"""Terms of the law on the official calendar: working days, days, hours and months, and the moment a term ends."""

from __future__ import annotations

import calendar as civil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import accumulate
from typing import Any

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # the law's days; no summer time since 1991
A_DAY = timedelta(days=1)
DAYS_KEPT = 20_000
UNITS = ("working_day", "day", "hour", "month")
UNIT_WORDS = {"working_day": "个工作日", "day": "日", "hour": "小时", "month": "个月"}
LONGEST = {"working_day": 2000, "day": 4000, "hour": 10000, "month": 240}


class BadTerm(ValueError):
    """A term that cannot be counted; the message says what is allowed."""


@dataclass(frozen=True)
class Term:
    """So many of one unit; a term without a unit is no term."""

    n: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise BadTerm(f"期限没有可用的单位：{self.unit!r}。应为 {'、'.join(UNITS)} 之一。")
        if isinstance(self.n, bool) or not isinstance(self.n, int) or not 0 < self.n <= LONGEST[self.unit]:
            raise BadTerm(f"期限数目不对：{self.n!r}。应为 1 至 {LONGEST[self.unit]} 的整数。")

    def __str__(self) -> str:
        return f"{self.n}{UNIT_WORDS[self.unit]}"

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Term:
        """Read `{n, unit}`."""
        return cls(plain.get("n", 0), plain.get("unit", ""))

    def to_json(self) -> dict[str, Any]:
        """Write `{n, unit}`."""
        return {"n": self.n, "unit": self.unit}


@dataclass(frozen=True)
class Due:
    """The last moment of a term; provisional when it runs through a year whose holidays are not published."""

    at: datetime
    provisional: bool = False

    @property
    def day(self) -> date:
        """The due day on the law's calendar."""
        return self.at.astimezone(SHANGHAI).date()


def end_of(day: date) -> datetime:
    """The last second of a day."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


@lru_cache(maxsize=DAYS_KEPT)
def due_by(day: date, provisional: bool = False) -> Due:
    """The end of a day as a due moment."""
    return Due(end_of(day), provisional)


def law_day(moment: date | datetime) -> date:
    """The day in China on which a moment lies; a naive moment is already Chinese time."""
    if not isinstance(moment, datetime):
        return moment
    return moment.astimezone(SHANGHAI).date() if moment.tzinfo else moment.date()


def later_month(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day (民法典 art.202)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, civil.monthrange(year, month + 1)[1]))


class Workdays:
    """Working days numbered once, so that any term is two look-ups however long it is.

    `calendar` says for each day of each published year whether people work; other years know weekends only.
    """

    def __init__(self, calendar: Mapping[date, bool]) -> None:
        known = Counter(day.year for day in calendar)  # a region's own feast does not publish a whole year
        self.published = frozenset(year for year, days in known.items() if days >= 365)
        first = min(self.published, default=2018)
        last = max(self.published, default=first) + 1
        start, stop = date(first, 1, 1), date(last + 1, 1, 1)
        every = [start + timedelta(days=n) for n in range((stop - start).days)]
        works = [calendar.get(day, day.weekday() < 5) for day in every]
        self._work = [day for day, open_ in zip(every, works, strict=True) if open_]
        self._done = list(accumulate(map(int, works)))  # working days up to and including each day
        self._special = dict(calendar)
        self._span, self._base = (start, stop), start.toordinal()

    def is_working(self, day: date) -> bool:
        """Whether the offices are open; weekends only in a year without a notice."""
        return self._special.get(day, day.weekday() < 5)

    def between(self, after: date, until: date) -> int:
        """How many working days lie after one day and up to another; negative when the second is earlier."""
        if until < after:
            return -self.between(until, after)
        if self._inside(after) and self._inside(until):
            return self._done[until.toordinal() - self._base] - self._done[after.toordinal() - self._base]
        return sum(self.is_working(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))

    def add(self, start: date | datetime, term: Term, *, first_day_counts: bool = False) -> Due:
        """The moment a term ends; the day of acceptance does not count (民法典 art.201) unless the place says so."""
        if term.unit == "hour":
            return self._hours(start, term.n)
        day = law_day(start) if isinstance(start, datetime) else start
        origin = day - A_DAY if first_day_counts else day
        if term.unit == "working_day":
            last = self._working_day(origin, term.n)
            return due_by(last, self._runs_unpublished(origin, last))
        return due_by(origin + timedelta(days=term.n) if term.unit == "day" else later_month(origin, term.n))

    def off_moved(self, day: date, when_off: str) -> Due:
        """The day itself when the offices are open, else the nearest open day before or after it."""
        step = timedelta(days=-1 if when_off == "earlier" else 1)
        moved = day
        while not self.is_working(moved):
            moved += step
        return Due(end_of(moved), bool({day.year, moved.year} - self.published))

    def _hours(self, start: date | datetime, hours: int) -> Due:
        if not isinstance(start, datetime):
            raise BadTerm("按小时计算的期限需要起算时刻，例如 2025-01-24T16:00。")
        moment = start if start.tzinfo else start.replace(tzinfo=SHANGHAI)
        return Due(moment.astimezone(SHANGHAI) + timedelta(hours=hours))

    def _inside(self, day: date) -> bool:
        return self._span[0] <= day < self._span[1]

    def _working_day(self, origin: date, n: int) -> date:
        if self._inside(origin):
            place = self._done[origin.toordinal() - self._base] + n - 1
            if place < len(self._work):
                return self._work[place]
        day = origin
        while n:
            day += timedelta(days=1)
            n -= self.is_working(day)
        return day

    def _runs_unpublished(self, origin: date, last: date) -> bool:
        first = origin + A_DAY
        if first.year == last.year:
            return last.year not in self.published
        return any(year not in self.published for year in range(first.year, last.year + 1))
