"""Gaps and overlaps, drawn: who decides which sum as stretches of a money axis, and what holds when as stretches of time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from cases.desk.policy_pages import last_day
from cases.desk.templatetags.desk import Part, parts_of, yuan
from eligibility import api
from eligibility.words.codes import BENEFITS, RELIEF_KINDS

_MOST_AXIS = 5  # more stretches than this are told in a list alone


@dataclass(frozen=True)
class Piece:
    """A stretch of a strip in words: from where to where, what holds there, and its colour."""

    words: str
    holds: str
    tone: str

    @property
    def is_bad(self) -> bool:
        """Whether it is a gap or an overlap."""
        return self.tone in {"bad", "warn"}


@dataclass(frozen=True)
class Strip:
    """A bar of stretches and the same in words."""

    title: str
    parts: list[Part]
    pieces: list[Piece]
    notes: list[str]
    even: bool = False  # the stretches are of one width, so that words can stand under each

    @property
    def columns(self) -> int:
        """How many columns the words under the bar have; 0 where they do not fit."""
        return len(self.pieces) if self.even and 1 < len(self.pieces) <= _MOST_AXIS else 0

    @property
    def is_sound(self) -> bool:
        """Whether nothing is missing and nothing is twice."""
        return not any(piece.is_bad for piece in self.pieces) and not self.notes


# --- sums ---


def limit_strips(area: str, on: date, values: Mapping[str, Any]) -> list[Strip]:
    """One strip for each benefit and kind that the values limit."""
    kinds: dict[tuple[str, str], list[api.Span]] = {}
    for span in api.limit_spans(area, on, values):
        kinds.setdefault((span.benefit, span.kind), []).append(span)
    return [_limits(_title(*key), spans) for key, spans in kinds.items()]


def _title(benefit: str, kind: str) -> str:
    return f"{BENEFITS.get(benefit, benefit)}{f'（{RELIEF_KINDS[kind]}）' if kind else ''}"


def _limits(title: str, spans: list[api.Span]) -> Strip:
    """Equal pieces between the borders, because sums run from hundreds to no end at all."""
    notes = [f"{one.level_words}的限额按 {one.unresolved} 计算，而该标准尚未公布" for one in spans if one.unresolved]
    known = [one for one in spans if not one.unresolved]
    borders = sorted({0, *(fen for one in known for fen in (one.start_fen, one.end_fen) if fen is not None)})
    pieces = []
    for low, high in zip(borders, [*borders[1:], None], strict=True):
        deciders = [one for one in known if _covers(one, low, high)]
        words = f"{yuan(low)} 元以上" if high is None else f"{yuan(low)} 至 {yuan(high)} 元"
        pieces.append(Piece(words, *_decided(deciders, spans)))
    return Strip(title, parts_of([(1, one.tone) for one in pieces]), pieces, notes, even=True)


def _covers(span: api.Span, low: int, high: int | None) -> bool:
    begins = span.start_fen is not None and span.start_fen <= low
    return begins and (span.end_fen is None or (high is not None and high <= span.end_fen))


def _decided(deciders: list[api.Span], spans: list[api.Span]) -> tuple[str, str]:
    if not deciders:
        return "空档：没有规定由哪一级确认", "bad"
    if len(deciders) > 1:
        return f"重叠：{'、'.join(one.level_words for one in deciders)}", "warn"
    return deciders[0].level_words, "ab"[spans.index(deciders[0]) % 2]


# --- time ---

_BEFORE, _AFTER = timedelta(days=540), timedelta(days=540)


@dataclass(frozen=True)
class Written:
    """When a draft holds, and whether it takes the place of what was published for the same days."""

    area: str
    start: date
    end: date | None
    corrects: bool

    def covers(self, day: date) -> bool:
        """Whether it speaks on a day."""
        return self.start <= day and (self.end is None or day < self.end)


def period_strips(written: Written, names: list[str]) -> list[Strip]:
    """What holds when after publication: one strip for all parameters whose days are the same."""
    kinds: dict[Days, tuple[list[api.Figure], list[str]]] = {}
    for name in names:
        history = api.history_of(written.area, name)
        own = sorted((one for one in history if one.area == written.area), key=lambda one: one.start)
        days = tuple((one.start, one.end, one.document) for one in own)
        kinds.setdefault(days, (own, []))[1].append(name)
    return [_periods(written, figures, of) for figures, of in kinds.values()]


def overruled(written: Written, names: list[str]) -> list[str]:
    """Publications that begin after a correction and fall with it: said, because nobody may have meant them."""
    if not written.corrects:
        return []
    later = {
        (one.start, one.document)
        for name in names
        for one in api.history_of(written.area, name)
        if one.area == written.area and written.start < one.start and written.covers(one.start)
    }
    return [
        f"发布后不再用已经公布、{start:%Y-%m-%d} 起的《{document}》；要保留它，把本稿的最后一天写成 {last_day(start):%Y-%m-%d}"
        for start, document in sorted(later)
    ]


Days = tuple[tuple[date, date | None, str], ...]


def _periods(written: Written, published: list[api.Figure], names: list[str]) -> Strip:
    first, last = written.start - _BEFORE, max(written.start, written.end or written.start) + _AFTER
    ends = [day for one in published for day in (one.start, one.end) if day and first < day < last]
    borders = sorted({first, written.start, *([written.end] if written.end else []), *ends, last})
    pieces: list[tuple[int, Piece]] = []
    for low, high in pairwise(borders):
        held = next((one for one in published if one.holds_on(low)), None)
        holds, tone = _holding(written, held, low, names[0])
        pieces.append(((high - low).days, Piece(_from_to(low, high, first, last), holds, tone)))
    shown = [api.REGISTRY[name].meaning for name in names[:3]]
    title = "、".join(shown) + (f"等 {len(names)} 项" if len(names) > len(shown) else "")
    return Strip(title, parts_of([(days, one.tone) for days, one in pieces]), [one for _, one in pieces], [])


def _from_to(low: date, high: date, first: date, last: date) -> str:
    begun = "更早" if low == first else f"{low:%Y-%m-%d}"
    return f"{begun} 起" if high == last else f"{begun} 至 {last_day(high):%Y-%m-%d}"


def _holding(written: Written, held: api.Figure | None, day: date, name: str) -> tuple[str, str]:
    """What holds on a day, and its colour."""
    if written.covers(day):
        clashes = held is not None and held.start >= written.start and not written.corrects
        if clashes and held is not None:
            return f"重叠：本稿和《{held.document}》", "warn"
        return (f"本稿，替代《{held.document}》" if held is not None and written.corrects else "本稿"), "b"
    if held is not None:
        return f"现行：《{held.document}》", "a"
    above = api.figures_on(written.area, day).get(name)
    if above is None:
        return (
            "空档：没有公布过数值" if day < written.start else "空档：没有数值",
            "off" if day < written.start else "bad",
        )
    return f"按上级：《{above.document}》", "off"
