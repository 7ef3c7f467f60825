"""A value that changes on known days: which shape of a rule was in force."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


class NotInForce(LookupError):
    """Nothing was in force yet on the day asked for."""


class Timeline(Generic[T]):
    """Values by the day from which they hold; `None` ends the rule."""

    def __init__(self, changes: Mapping[date, T | None]) -> None:
        if not changes:
            raise ValueError("时间线至少要有一个起始日。")
        ordered = sorted(changes.items(), key=lambda change: change[0])
        self.starts = [start for start, _ in ordered]
        self._values = [value for _, value in ordered]

    def on(self, day: date) -> T:
        """The value in force on this day, or NotInForce with the day it begins."""
        place = bisect_right(self.starts, day) - 1
        value = self._values[place] if place >= 0 else None
        if value is None:
            raise NotInForce(f"{day} 没有施行的规定；最早自 {self.starts[0]} 起施行。")
        return value
