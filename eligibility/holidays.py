"""The working calendar by years: what a year says now, what a notice would change of it, and taking the notice in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from eligibility import book
from eligibility.core import areas
from eligibility.models import CalendarDay

Kind = CalendarDay.Kind
KINDS: Mapping[str, str] = {kind.value: str(kind.label) for kind in Kind}


@dataclass(frozen=True)
class Day:
    """One day as the offices keep it; `notice` is empty where no notice speaks and the weekday decides."""

    day: date
    kind: str
    notice: str = ""
    published_at: datetime | None = None

    @property
    def words(self) -> str:
        """工作日, 休息日, 节假日 or 调休上班."""
        return KINDS[self.kind]

    @property
    def works(self) -> bool:
        """Whether the offices are open."""
        return self.kind in {Kind.WORKDAY, Kind.MAKE_UP}


@dataclass(frozen=True)
class Change:
    """A day that a notice would turn into another kind of day."""

    day: date
    before: str
    after: str


def years(region: str) -> list[int]:
    """The years for which a place has a notice, the latest first."""
    rows = CalendarDay.objects.filter(region__in=areas.chain(region))
    return [day.year for day in rows.dates("day", "year", order="DESC")]


def year_of(year: int, region: str) -> list[Day]:
    """Every day of a year: a region's own notice over the nation's, a later one over an earlier one, else the weekday."""
    order = {place: -rank for rank, place in enumerate(areas.chain(region))}
    rows = list(CalendarDay.objects.filter(region__in=order, day__year=year))
    rows.sort(key=lambda row: (order[row.region], row.published_at))
    said = {row.day: Day(row.day, row.kind, row.notice, row.published_at) for row in rows}
    return [said.get(day) or Day(day, _by_weekday(day)) for day in _days(year)]


def changes(year: int, special: Mapping[date, str], region: str) -> list[Change]:
    """The days that would be another kind of day if a notice named only these special ones."""
    planned = _planned(year, special)
    return [
        Change(day.day, day.kind, planned[day.day]) for day in year_of(year, region) if day.kind != planned[day.day]
    ]


def take(year: int, special: Mapping[date, str], *, region: str, notice: str, source: str, at: datetime) -> int:
    """Write a year as its notice says it; known from this moment, so that no term counted before it changes."""
    with transaction.atomic():
        book.hold()
        changed = len(changes(year, special, region))
        rows = [
            CalendarDay(
                day=day, kind=kind, region=areas.full(region), notice=notice, source=source, published_at=at
            )
            for day, kind in _planned(year, special).items()
        ]  # fmt: skip
        CalendarDay.objects.bulk_create(rows)
        book.turn_page()
    return changed


def _planned(year: int, special: Mapping[date, str]) -> dict[date, str]:
    return {day: special.get(day, _by_weekday(day)) for day in _days(year)}


def _by_weekday(day: date) -> str:
    return Kind.WORKDAY.value if day.weekday() < 5 else Kind.REST.value


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
