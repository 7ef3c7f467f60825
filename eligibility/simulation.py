"""What a version of the book changes: the law without it and with it over many families, and what follows for an award."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Any

from eligibility import asking, book
from eligibility.core import areas, limits, practice
from eligibility.core.executors.batch import Batch
from eligibility.core.periods import month_after
from eligibility.versions import Version

WEIGHED = (*practice.MONTHLY, *practice.PAID_BY)  # what may be paid by the month, somewhere
_ALREADY_LAW = ("published", "superseded")
# Figures that decide who is asked and when, and figures of relief paid once, move no monthly amount.
_MOVES_NOTHING = frozenset(
    {
        "authority", "route", "notice", "pause", "clock", "check.valid_days", "spot_check", "payment", "review", "recovery",
        "reserve_fund", "appeal",
    }
)  # fmt: skip
_OF_ONE_BENEFIT = {
    # what a family of high expenditure spends is asked for 低保 too
    "rigid.items": ("dibao", "rigid_expenditure"), "rigid.lookback_months": ("dibao", "rigid_expenditure"),
    "rigid.": ("rigid_expenditure",), "edge.": ("dibao", "rigid_expenditure"),
    "tekun.": ("tekun",), "relief.": (), "dibao.": ("dibao",),
}  # fmt: skip
# 特困 is a multiple of the 低保 standard in most places; what people have is asked of obligors (L43 art.8) and of spenders
_OF_ALL = ("dibao.standard", "dibao.standard_by_age", "rigid.income_ceiling")


def touched_benefits(names: Iterable[str]) -> tuple[str, ...]:
    """The monthly benefits whose amounts these parameters can move; a name that is not sorted here can move all of them."""
    found: set[str] = set()
    for name in names:
        found.update(_touched_by(name))
    return tuple(benefit for benefit in WEIGHED if benefit in found)


def _touched_by(name: str) -> tuple[str, ...]:
    if name in _MOVES_NOTHING:
        return ()
    if name in _OF_ALL:
        return WEIGHED
    return next((benefits for start, benefits in _OF_ONE_BENEFIT.items() if name.startswith(start)), WEIGHED)


def months_of(start: date, end: date | None, today: date) -> tuple[date, ...]:
    """The months a version is weighed for: from its first whole month to this one, or its first where that is to come.

    A version that begins inside a month counts from the next: an award is worth one amount a month.
    """
    first = start if start.day == 1 else month_after(start)
    this = today.replace(day=1)
    months, month = [first], month_after(first)
    while month <= this:
        months.append(month)
        month = month_after(month)
    return tuple(each for each in months if end is None or each < end)


def imprint(version: Version) -> str:
    """What a simulation rests on: the version's own figures and the book around them; another imprint makes it stale."""
    said = [version.values, str(version.start), str(version.end), str(book.current().stamp)]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


# --- the law without the version, and with it ---


@dataclass(frozen=True)
class Laws:
    """Both laws of a version: as if it did not exist, and as if it were in force (or as it is, once it is published)."""

    version: Version
    known_by: datetime | None = None  # by when the rest of the book was known; None: now

    @property
    def is_published(self) -> bool:
        return self.version.state in _ALREADY_LAW

    def without(self, month: date) -> Law:
        """The law of a month before the version: as known just before its publication, or of its eve when that was early."""
        published = self.version.published_at
        if published is None:
            return Law(month, self.known_by, {}, self.version.area)
        if self.version.start > published.date():
            return Law(self.version.start - timedelta(days=1), self.known_by, {}, self.version.area)
        return Law(month, published - timedelta(microseconds=1), {}, self.version.area)

    def under(self, month: date) -> Law:
        """The law of a month with the version."""
        given = {} if self.is_published else self.version.values
        return Law(month, self.known_by, given, self.version.area)


@dataclass(frozen=True)
class Law:
    """The book on one day, with values that a place would publish laid over where no nearer place has its own."""

    on: date
    known_by: datetime | None
    given: Mapping[str, Any]
    place: str

    def figures(self, area: str) -> Any:
        """The figures of an area under this law."""
        return book.current().figures(area, self.on, self.known_by).laid_over(self.overlay(area))

    def overlay(self, area: str) -> dict[str, Any]:
        """What of the given values holds in an area: the most specific place wins."""
        if not self.given:
            return {}
        figures = book.current().figures(area, self.on, self.known_by)
        rank = areas.chain(area).index(areas.full(self.place))
        own = set(areas.chain(area)[:rank])
        return {
            name: value
            for name, value in self.given.items()
            if (held := figures.get(name)) is None or areas.full(held.area) not in own
        }

    def answers(self, families: Batch, benefit: str) -> list[Said]:
        """What this law says on its day of every family of a batch."""
        families = families.on(self.on)
        found: list[Said | None] = [None] * len(families)
        for policy, places in self._same_overlay(families.areas):
            said = asking.answer_many(families, benefit, known_by=self.known_by, policy=policy)
            each = list(map(Said, said.outcome, said.amount_fen, said.covered))
            for place in places:
                found[place] = each[place]
        return [one for one in found if one is not None]

    def _same_overlay(self, codes: Sequence[str]) -> Iterator[tuple[dict[str, Any], Iterable[int]]]:
        """The families in groups for which the same values are laid over: nearly always one."""
        names = {seat: frozenset(self.overlay(seat)) for seat in set(law_places(codes).values())}
        if len(set(names.values())) == 1:
            yield {name: self.given[name] for name in next(iter(names.values()))}, range(len(codes))
            return
        groups: dict[frozenset[str], list[int]] = defaultdict(list)
        seats = law_places(codes)
        for place, code in enumerate(codes):
            groups[names[seats[code]]].append(place)
        for each, places in groups.items():
            yield {name: self.given[name] for name in each}, places


def law_places(codes: Iterable[str]) -> dict[str, str]:
    """For each area the nearest place that publishes figures of its own: there the law is the same, and read once."""
    present = book.current()
    return {code: present.seat(code) for code in set(codes)}


class Deciders:
    """Which level decides an amount under a law; each different amount is asked once."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self._figures: dict[str, Any] = {}
        self._levels: dict[tuple[str, str, int, int], str] = {}

    def level(self, area: str, benefit: str, fen: int, persons: int) -> str:
        key = area, benefit, fen, persons
        if key not in self._levels:
            if area not in self._figures:
                self._figures[area] = self.law.figures(area)
            answer = limits.decider_for(self._figures[area], benefit, None, fen, persons=max(persons, 1))
            self._levels[key] = answer.level
        return self._levels[key]


# --- what follows for one award ---


class Mark(StrEnum):
    """What a version does to an award, or to a family without one."""

    SAME = "same"
    RAISED = "raised"
    CROSSES = "crosses"
    LOWERED = "lowered"
    ENDS = "ends"
    UNCLEAR = "unclear"
    DIFFERS = "differs"
    APART = "apart"
    ENTERS = "enters"


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of the law about one family."""

    outcome: str
    fen: int | None
    persons: int = 0

    @property
    def due(self) -> int | None:
        """What is to be paid; None where that cannot be told."""
        return self.fen if self.outcome == "yes" else 0 if self.outcome == "no" else None


@dataclass(frozen=True, slots=True)
class Month:
    """One month of an award: what it is worth by the register, and what both laws say."""

    month: date
    registered: int
    before: Said
    after: Said


@dataclass(frozen=True)
class Weighed:
    """An award under both laws; `level_before` and `level_after` say who decides the amounts of the last month."""

    months: tuple[Month, ...]
    level_before: str = ""
    level_after: str = ""

    @cached_property
    def mark(self) -> Mark:
        """What follows, the gravest first: nothing is cut, and nobody decides beyond his limit, without a person."""
        if all(each.after.outcome == "yes" and each.after.fen == each.registered for each in self.months):
            return Mark.SAME
        if any(each.before.due != each.registered for each in self.months):
            return Mark.DIFFERS
        if any(each.after.outcome == "unknown" for each in self.months):
            return Mark.UNCLEAR
        if any(each.after.outcome == "no" for each in self.months):
            return Mark.ENDS
        if any((each.after.fen or 0) < each.registered for each in self.months):
            return Mark.LOWERED
        return Mark.CROSSES if self.level_before != self.level_after else Mark.RAISED

    @property
    def gain(self) -> int:
        """By how much the version alone moves the amount of the last month; 0 where one of the laws cannot tell."""
        last = self.months[-1]
        return (last.after.due or 0) - (last.before.due or 0) if None not in {last.before.due, last.after.due} else 0

    def back_pay(self, this: date) -> dict[date, int]:
        """What the months before this one lacked, where the award follows the version."""
        if self.mark not in {Mark.RAISED, Mark.CROSSES}:
            return {}
        return {each.month: (each.after.fen or 0) - each.registered for each in self.months if each.month < this}

    def stretches(self) -> list[Month]:
        """The first month of each amount that the award is worth from now on, beginning where the register is wrong."""
        found: list[Month] = []
        for each in self.months:
            if each.after.fen != (found[-1].after.fen if found else each.registered):
                found.append(each)
        return found
