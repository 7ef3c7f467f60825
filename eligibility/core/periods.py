"""Half-open periods of days: the first day counts, the last does not, no end means until further notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date


def month_after(month: date, count: int = 1) -> date:
    """The first day of the month that lies `count` months after the one of this day."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` up to but without `end`; `end` None is open."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"期间为空：{self.start} 至 {self.end}（不含末日）。")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether at least one day is in both."""
        return (self.end is None or other.start < self.end) and (other.end is None or self.start < other.end)

    def minus(self, other: Period) -> tuple[Period, ...]:
        """What is left of this period without the days of the other: nothing, one piece or two."""
        if not self.overlaps(other):
            return (self,)
        left = (Period(self.start, other.start),) if self.start < other.start else ()
        right_exists = other.end is not None and (self.end is None or other.end < self.end)
        right = (Period(other.end, self.end),) if right_exists and other.end is not None else ()
        return left + right

    def months(self) -> Iterator[date]:
        """The first day of each calendar month that this closed period touches."""
        if self.end is None:
            raise ValueError("没有截止日的期间不能逐月展开。")
        month = self.start.replace(day=1)
        while month < self.end:
            yield month
            month = month_after(month)

    def cut(self, at: Iterable[date]) -> tuple[Period, ...]:
        """The pieces that remain when the period is cut at each of these days that lies inside it."""
        inside = sorted({day for day in at if day in self and day != self.start})
        starts = [self.start, *inside]
        return tuple(Period(start, end) for start, end in zip(starts, [*inside, self.end], strict=True))
