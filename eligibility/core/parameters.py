"""Figures: what a place has published under the names of the registry, and which of them holds on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from eligibility.core import areas
from eligibility.core.registry import REGISTRY, check_value, no_such
from eligibility.core.shapes import BadValue, refuse

OVERLAID = "question"  # the `version` of a figure that came with the question


@dataclass(frozen=True)
class Figure:
    """One value in force: where, from when to when, since when it was known, and what gives it force."""

    name: str
    value: Any
    area: str
    start: date
    end: date | None
    published_at: datetime
    document: str
    article: str
    version: str

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in its period."""
        return self.start <= day and (self.end is None or day < self.end)


class Figures:
    """The figures of one area on one day: the most specific place wins, and nothing is ever assumed."""

    def __init__(
        self,
        figures: Iterable[Figure],
        *,
        area: str,
        on: date,
        known_by: datetime | None = None,
        masked: frozenset[str] = frozenset(),
    ) -> None:
        self.area, self.on, self.known_by = area, on, known_by
        self._masked = masked
        self._chains = self._sorted(figures)

    def _sorted(self, figures: Iterable[Figure]) -> dict[str, tuple[Figure, ...]]:
        order = {place: rank for rank, place in enumerate(areas.chain(self.area))}
        latest: dict[tuple[str, str], Figure] = {}
        for figure in figures:
            known = self.known_by is None or figure.published_at <= self.known_by
            if not (known and figure.area in order and figure.holds_on(self.on)):
                continue
            held = latest.get((figure.name, figure.area))
            if held is None or figure.published_at > held.published_at:
                latest[figure.name, figure.area] = figure
        chains: dict[str, list[Figure]] = defaultdict(list)
        for figure in sorted(latest.values(), key=lambda one: order[one.area]):
            chains[figure.name].append(figure)
        return {name: tuple(chain) for name, chain in chains.items()}

    def get(self, name: str) -> Figure | None:
        """The figure in force, or None where nobody has published one; a name outside the registry is a KeyError."""
        chain = self.chain(name)
        return chain[0] if chain else None

    def value(self, name: str) -> Any:
        """The value in force, or None."""
        figure = self.get(name)
        return figure.value if figure else None

    def chain(self, name: str) -> tuple[Figure, ...]:
        """Every figure of this name that holds here, the most specific place first.

        `authority` and `route` are read row by row: a place that regulates one benefit leaves the others to the nation.
        """
        if name not in REGISTRY:
            raise KeyError(name)
        return () if name in self._masked else self._chains.get(name, ())

    def __iter__(self) -> Iterator[Figure]:
        return (chain[0] for name, chain in sorted(self._chains.items()) if name not in self._masked)

    def laid_over(self, policy: Mapping[str, object]) -> Figures:
        """The same figures with a question's own values on top; null makes a parameter unknown."""
        if not isinstance(policy, Mapping):
            raise refuse("policy", policy, "对象：参数名到参数值")
        given = {name: value for name, value in policy.items() if value is not None}
        unknown = policy.keys() - given.keys()
        for name in sorted(unknown - REGISTRY.keys()):
            raise BadValue(f"policy.{name}", no_such(name))
        for name, value in given.items():
            check_value(name, value, f"policy.{name}")
        merged = Figures((), area=self.area, on=self.on, known_by=self.known_by)
        merged._masked = (self._masked | unknown) - given.keys()
        merged._chains = {
            **self._chains,
            **{name: (self._given(name, value), *self._chains.get(name, ())) for name, value in given.items()},
        }
        return merged

    def _given(self, name: str, value: object) -> Figure:
        moment = self.known_by or datetime.min.replace(tzinfo=UTC)
        return Figure(name, value, self.area, date.min, None, moment, "本次测算给定", "", OVERLAID)
