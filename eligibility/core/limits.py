"""Which level may decide which benefit up to what amount; without a limit the case waits at the higher level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from eligibility.core.money import parse_yuan, yuan
from eligibility.core.parameters import Figure, Figures
from eligibility.core.routes import LEVEL_WORDS, LEVELS
from eligibility.core.shapes import base_of

HIGHEST_WORDS = "请先由政策管理人员补录有关标准或权限，在此之前案件在上一级等待。"


@dataclass(frozen=True)
class LimitAnswer:
    """The level that decides, whether it (or the level asked about) may, and the limit that says so.

    `limit_from_fen` is exclusive unless it is zero; `limit_to_fen` None is without an upper limit.
    """

    level: str
    allowed: bool
    limit_from_fen: int | None
    limit_to_fen: int | None
    inclusive: bool
    document: str
    reason: str

    def to_json(self) -> dict[str, Any]:
        """The `limit` of an assessment's route."""
        return {
            "from": None if self.limit_from_fen is None else yuan(self.limit_from_fen),
            "to": None if self.limit_to_fen is None else yuan(self.limit_to_fen),
            "inclusive": self.inclusive,
            "document": self.document,
        }


@dataclass(frozen=True)
class Band:
    """One row of `authority`, resolved to exact fen; `unresolved` names the sum nobody published."""

    row: Mapping[str, Any]
    start: Fraction | None
    end: Fraction | None
    open_end: bool
    unresolved: str | None = None

    @property
    def inclusive(self) -> bool:
        """Whether the upper bound itself still belongs to the row (以下 includes it, 民法典 art.1259)."""
        return bool(self.row.get("inclusive", True))


class Unresolved(LookupError):
    """A bound is a multiple of a parameter that has no value here; the argument is its name."""


class Circular(Unresolved):
    """A multiple that comes back to itself; the argument is its name."""


def fen_of(money: Mapping[str, Any], *, per: str) -> Fraction:
    """A published amount as fen a month or a year, exactly; a sum paid once stays what it is."""
    fen = Fraction(parse_yuan(money["amount"]))
    if money["per"] == per or money["per"] == "once":
        return fen
    return fen * 12 if per == "year" else fen / 12


def referenced(name: str, figures: Figures, above: tuple[str, ...] = ()) -> Fraction:
    """The fen that a reference such as `dibao.standard.urban.annual` stands for, or Unresolved."""
    if name in above:
        raise Circular(name)
    base = base_of(name)
    rest = name.removeprefix(base).strip(".").split(".")
    value: Any = figures.value(base)
    if isinstance(value, Mapping) and not value.keys() & {"amount", "times"}:
        setting = next((part for part in rest if part in {"urban", "rural"}), "urban")
        value = value.get(setting)
    if value is None or not value.keys() & {"amount", "times"}:  # a figure by support mode is no one sum
        raise Unresolved(name)
    per = "year" if "annual" in rest else "month"
    if "times" in value:
        return (
            Fraction(value["times"]) * referenced(value["of"], figures, (*above, name)) * (12 if per == "year" else 1)
        )
    return fen_of(value, per=per)


def _bound(value: Any, unit: Any, figures: Figures) -> Fraction | None:
    if value is None:
        return None
    if isinstance(value, Mapping):
        return Fraction(value["times"]) * referenced(value["of"], figures)
    if isinstance(unit, Mapping):
        return Fraction(value) * Fraction(unit["times"]) * referenced(unit["of"], figures)
    return Fraction(parse_yuan(value))


def resolved(row: Mapping[str, Any], figures: Figures) -> Band:
    """A row with its bounds in fen, or the name of the parameter that is missing."""
    unit = row.get("unit", "yuan")
    start: Fraction | None = None
    try:
        start = _bound(row.get("from", "0"), unit, figures) or Fraction(0)
        end = _bound(row.get("to"), unit, figures)
    except Unresolved as missing:
        return Band(row, start, None, open_end=False, unresolved=str(missing))
    return Band(row, start, end, open_end=end is None)


@dataclass(frozen=True)
class Span:
    """One row of `authority` as a stretch of money, for drawing: fen from and to, or the sum nobody published."""

    benefit: str
    kind: str
    level: str
    level_words: str
    start_fen: int | None
    end_fen: int | None
    unresolved: str


def spans(rows: list[Mapping[str, Any]], figures: Figures) -> list[Span]:
    """The rows as stretches, by benefit and kind, the lowest level first."""
    found = [
        Span(
            row["benefit"],
            row.get("kind") or "",
            row["level"],
            LEVEL_WORDS[row["level"]],
            None if band.start is None else int(band.start),
            None if band.end is None else int(band.end),
            band.unresolved or "",
        )
        for row in rows
        for band in [resolved(row, figures)]
    ]
    return sorted(found, key=lambda span: (span.benefit, span.kind, LEVELS.index(span.level)))


def rows_for(figures: Figures, benefit: str, kind: str | None) -> tuple[Figure | None, list[Mapping[str, Any]]]:
    """The rows of the nearest place that regulates this benefit and kind, and the figure they stand in."""
    for figure in figures.chain("authority"):
        rows = [row for row in figure.value if row["benefit"] == benefit and row.get("kind") in {None, kind}]
        named = [row for row in rows if row.get("kind") == kind] if kind else rows
        if named or rows:
            return figure, named or rows
    return None, []


def bands(figures: Figures, benefit: str, kind: str | None) -> Iterator[Band]:
    """The resolved rows, lowest level first."""
    _, rows = rows_for(figures, benefit, kind)
    yield from (resolved(row, figures) for row in sorted(rows, key=lambda row: LEVELS.index(row["level"])))


def lowest_level(figures: Figures, benefit: str, kind: str | None) -> str | None:
    """The lowest level that may decide any amount of this benefit here; None where nothing is published."""
    return next((band.row["level"] for band in bands(figures, benefit, kind)), None)


def _contains(band: Band, fen: int, persons: int) -> bool | None:
    each = Fraction(fen, persons) if band.row.get("per") == "person" else Fraction(fen)
    if band.start is None:
        return None
    if each < band.start or (each == band.start and band.start > 0 and not _starts_at(band)):
        return False
    if band.end is None:
        return True if band.open_end else None
    return each < band.end or (each == band.end and band.inclusive)


def _starts_at(band: Band) -> bool:
    """A lower bound belongs to the row itself only where the place writes so (`from_inclusive`)."""
    return bool(band.row.get("from_inclusive", False))


def decider_for(
    figures: Figures, benefit: str, kind: str | None, amount_fen: int | None, *, persons: int = 1
) -> LimitAnswer:
    """The level that decides this amount; an unknown amount or limit waits at the higher level and is never allowed."""
    figure, _ = rows_for(figures, benefit, kind)
    found = list(bands(figures, benefit, kind))
    if not found or figure is None:
        return LimitAnswer("county", False, None, None, True, "", f"没有查到该项救助的审核确认权限。{HIGHEST_WORDS}")
    document = figure.document
    if amount_fen is None:
        only = found[0] if len(found) == 1 and found[0].open_end else None
        if only is not None:
            return _answer(only, document, persons)
        return LimitAnswer(
            found[-1].row["level"], False, None, None, True, document, "金额尚未确定，不能判断由哪一级确认。"
        )
    for band in found:
        inside = _contains(band, amount_fen, persons)
        if inside:
            return _answer(band, document, persons)
        if inside is None:
            reason = f"权限上限按 {band.unresolved} 计算，而该标准在本地尚未公布。{HIGHEST_WORDS}"
            return LimitAnswer(found[-1].row["level"], False, None, None, True, document, reason)
    reason = f"{yuan(amount_fen)} 元超出已公布的全部权限。{HIGHEST_WORDS}"
    return LimitAnswer(found[-1].row["level"], False, None, None, True, document, reason)


def _answer(band: Band, document: str, persons: int) -> LimitAnswer:
    times = persons if band.row.get("per") == "person" else 1
    start = None if band.start is None else int(band.start * times)
    end = None if band.end is None else int(band.end * times)  # whole fen below: exact for amounts in fen
    lower = f"{yuan(start)} 元以上、" if start else ""
    upper = "不设上限的" if end is None else f"不{'超过' if band.inclusive else '满'} {yuan(end)} 元的"
    level = band.row["level"]
    reason = f"{lower}{upper}，由{LEVEL_WORDS[level]}审核确认。"
    return LimitAnswer(level, True, start, end, band.inclusive, band.row.get("document", document), reason)


def may_decide(
    figures: Figures, benefit: str, kind: str | None, level: str, amount_fen: int | None, *, persons: int = 1
) -> LimitAnswer:
    """Whether a level may decide this amount: the level the limit names, or one above it; nobody when none is found."""
    answer = decider_for(figures, benefit, kind, amount_fen, persons=persons)
    if not answer.allowed or LEVELS.index(level) >= LEVELS.index(answer.level):
        return answer
    limit = _own_limit(figures, benefit, kind, level, persons)
    reason = f"超出{LEVEL_WORDS[level]}的权限{limit}，应由{LEVEL_WORDS[answer.level]}审核确认。"
    return LimitAnswer(
        answer.level, False, answer.limit_from_fen, answer.limit_to_fen, answer.inclusive, answer.document, reason
    )


def _own_limit(figures: Figures, benefit: str, kind: str | None, level: str, persons: int) -> str:
    own = [band for band in bands(figures, benefit, kind) if band.row["level"] == level and band.end is not None]
    if not own or own[0].end is None:
        return ""
    times = persons if own[0].row.get("per") == "person" else 1
    return f"（{yuan(int(own[0].end * times))} 元）"
