"""What was published by a moment and is in force on a day, for an area; kept in memory until the next publication."""

from __future__ import annotations

import uuid
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from eligibility.core import areas
from eligibility.core.parameters import Figure, Figures
from eligibility.core.workdays import SHANGHAI, Workdays
from eligibility.models import BookRevision, CalendarDay, ParameterValue, PolicyVersion

AREAS_KEPT = 2000
DAYS_KEPT = 4000


@dataclass(frozen=True)
class Entry:
    """A figure with the moments between which it was the last word."""

    figure: Figure
    known_from: datetime
    known_until: datetime | None

    def known_at(self, moment: datetime | None) -> bool:
        """Whether it was the last word at a moment; without one, whether it still is."""
        if moment is None:
            return self.known_until is None
        return self.known_from <= moment and (self.known_until is None or moment < self.known_until)


class Book:
    """The published book as it stood at one revision; reads each area once."""

    def __init__(self, stamp: uuid.UUID) -> None:
        self.stamp = stamp

    def figures(self, area: str, day: date, known_by: datetime | None = None) -> Figures:
        """The figures in force for an area on a day, as known by a moment."""
        return _figures(self.stamp, areas.full(area), day, known_by)

    def figures_on(self, area: str, known_by: datetime | None = None) -> Callable[[date], Figures]:
        """The same for one area and moment, as a function of the day: what the engine asks for."""
        return lambda day: self.figures(area, day, known_by)

    def seat(self, area: str) -> str:
        """The nearest place, the area itself or one above, that has ever published a figure of its own."""
        return _nearest(area, _seats(self.stamp))

    def last_heard(self, moment: datetime) -> datetime | None:
        """The latest publication by a moment; None before the first."""
        moments = _moments(self.stamp)
        place = bisect_right(moments, moment)
        return moments[place - 1] if place else None

    def history(self, area: str, name: str, known_by: datetime | None = None) -> list[Figure]:
        """Every value of a parameter here and above, newest first, as known by a moment."""
        kept = (entry.figure for entry in _entries(self.stamp, self.seat(area)) if entry.known_at(known_by))
        named = [figure for figure in kept if figure.name == name]
        return sorted(named, key=lambda figure: (figure.start, len(areas.prefix_of(figure.area))), reverse=True)

    def known(self, area: str, known_by: datetime | None = None) -> list[Figure]:
        """Every figure of an area and above, whatever its day, as known by a moment."""
        return [entry.figure for entry in _entries(self.stamp, self.seat(area)) if entry.known_at(known_by)]

    def workdays(self, area: str, known_by: datetime | None = None) -> Workdays:
        """The working calendar of an area, from the notices published by a moment."""
        moments = _notice_moments(self.stamp)
        heard = [moment for moment in moments if known_by is None or moment <= known_by]
        return _workdays(self.stamp, _nearest(area, _regions(self.stamp)), max(heard, default=None))


def current() -> Book:
    """The book at its present revision: one query, however much is asked of it."""
    stamp = BookRevision.objects.filter(pk=1).values_list("stamp", flat=True).first()
    return _book(stamp or uuid.UUID(int=0))


def turn_page() -> None:
    """Give the book a new revision, so that nobody goes on reading the old one."""
    if not BookRevision.objects.filter(pk=1).update(stamp=uuid.uuid4()):
        BookRevision.objects.update_or_create(pk=1, defaults={"stamp": uuid.uuid4()})


def hold() -> None:
    """Keep the book in one hand until the transaction ends: publications happen one after another."""
    held = BookRevision.objects.select_for_update().filter(pk=1)
    if not held:
        BookRevision.objects.get_or_create(pk=1)
        held.get()


@lru_cache(maxsize=4)
def _book(stamp: uuid.UUID) -> Book:
    return Book(stamp)


@lru_cache(maxsize=4)
def _seats(stamp: uuid.UUID) -> frozenset[str]:  # noqa: ARG001 - the stamp is the cache's key
    rows = ParameterValue.objects.filter(known__isnull=False).order_by("area").values_list("area", flat=True)
    return frozenset({*rows.distinct(), areas.NATIONAL})


@lru_cache(maxsize=4)
def _moments(stamp: uuid.UUID) -> tuple[datetime, ...]:  # noqa: ARG001 - the stamp is the cache's key
    rows = ParameterValue.objects.filter(known__isnull=False).values_list("version__published_at", flat=True)
    return tuple(sorted(moment for moment in rows.order_by().distinct() if moment is not None))


def _nearest(area: str, seats: frozenset[str]) -> str:
    """The area itself or the nearest above it that is one of these: a county's villages read what it reads, once."""
    return next(place for place in areas.chain(area) if place in seats)


@lru_cache(maxsize=AREAS_KEPT)
def _entries(stamp: uuid.UUID, area: str) -> tuple[Entry, ...]:  # noqa: ARG001 - the stamp is the cache's key
    rows = (
        ParameterValue.objects.filter(known__isnull=False, area__in=areas.chain(area))
        .select_related("version")
        .order_by("area", "name", "period", "known")
    )
    return tuple(_entry(row) for row in rows)


def _entry(row: ParameterValue) -> Entry:
    published = row.version.published_at
    if published is None:
        raise ValueError(f"figure {row.pk} is known but its version was never published")  # a check refuses it
    figure = Figure(
        name=row.name,
        value=row.value,
        area=row.area,
        start=row.period.lower,
        end=row.period.upper,
        published_at=published,
        document=row.version.document,
        article=row.article or row.version.article,
        version=version_text(row.name, row.version),
    )
    return Entry(figure, row.known.lower, row.known.upper)


def version_text(name: str, version: PolicyVersion) -> str:
    """How an answer names the publication of a figure; restated remainders of a cut period keep it.

    A file knows the day of a publication; an officer's is named to the second, so that a figure corrected within the
    hour is not taken for the wrong one.
    """
    return f"{name}@{version.area}/{version.period.lower}/{_published(version.published_at)}"


def _published(moment: datetime | None) -> str:
    if moment is None:
        return ""
    here = moment.astimezone(SHANGHAI)
    return here.date().isoformat() if here.time() == time() else here.replace(tzinfo=None).isoformat(timespec="seconds")


@lru_cache(maxsize=DAYS_KEPT)
def _figures(stamp: uuid.UUID, area: str, day: date, known_by: datetime | None) -> Figures:
    known = (entry.figure for entry in _entries(stamp, _nearest(area, _seats(stamp))) if entry.known_at(known_by))
    return Figures(known, area=area, on=day, known_by=known_by)


@lru_cache(maxsize=2)
def _days(stamp: uuid.UUID) -> tuple[CalendarDay, ...]:  # noqa: ARG001 - the stamp is the cache's key
    return tuple(CalendarDay.objects.order_by("published_at", "day"))


@lru_cache(maxsize=2)
def _regions(stamp: uuid.UUID) -> frozenset[str]:
    return frozenset({*(row.region for row in _days(stamp)), areas.NATIONAL})


@lru_cache(maxsize=2)
def _notice_moments(stamp: uuid.UUID) -> tuple[datetime, ...]:
    return tuple(sorted({row.published_at for row in _days(stamp)}))


@lru_cache(maxsize=64)
def _workdays(stamp: uuid.UUID, area: str, heard: datetime | None) -> Workdays:
    """Later notices take over from earlier ones, and a region's own from the nation's."""
    order = {place: -rank for rank, place in enumerate(areas.chain(area))}
    rows = [row for row in _days(stamp) if row.region in order and heard is not None and row.published_at <= heard]
    rows.sort(key=lambda row: (order[row.region], row.published_at))
    return Workdays({row.day: row.works for row in rows})
