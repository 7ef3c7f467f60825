"""Every raw fact a rule may ask for, entity by entity, and how each stands as a whole number in a column.

A rule reads numbers only: a code is its place in the list of its kind, a truth is 0 or 1, money is fen, a day is
20220601, a text the place may name (a grade, a reason) is a number made of the text. What nobody told is UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import blake2b
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from eligibility.core.facts import (
    ASSET_KINDS,
    BASES,
    BENEFITS,
    DISABILITIES,
    EXPENSE_KINDS,
    INCOME_KINDS,
    INDICATORS,
    LABOUR,
    RELATIONS,
    RELIEF_KINDS,
    SETTINGS,
    SEXES,
    STATUSES,
    STUDIES,
    SUPPORT_MODES,
    UNKNOWN,
    Unknown,
)
from eligibility.core.money import PERS

Value = int | Unknown
TEXT_BYTES = 7  # a number of 56 bits: stays positive and exact in a column of 64
NO_TEXT = 0


@dataclass(frozen=True, slots=True)
class Field:
    """One fact: where a record of facts.py keeps it, and how it becomes a number."""

    name: str
    path: str
    number: Callable[[Any], Value] | None  # None: the value is the number

    def read(self, record: Any) -> Any:
        """The value as the record has it."""
        return attrgetter(self.path)(record)

    def encoded(self, values: Iterable[Any]) -> list[Value]:
        """Values of records as numbers."""
        return list(values if self.number is None else map(self.number, values))


def code(codes: tuple[str, ...], value: str | Unknown) -> Value:
    """The number of a code, which is its place in the list of its kind."""
    return UNKNOWN if isinstance(value, Unknown) else codes.index(value)


def day_number(day: date | Unknown) -> Value:
    """A day as 20220601: later days are greater, and full years are a division by 10,000."""
    return day if isinstance(day, Unknown) else day.year * 10_000 + day.month * 100 + day.day


@cache
def text_number(text: str) -> int:
    """A text as a number that only this text has."""
    return int.from_bytes(blake2b(text.encode(), digest_size=TEXT_BYTES).digest())


def _of_text(text: str | Unknown | None) -> Value:
    """Told to be nothing is zero; not told is unknown."""
    return text if isinstance(text, Unknown) else text_number(text) if text else NO_TEXT


def _truth(name: str, path: str | None = None) -> Field:
    numbers: dict[Any, Value] = {True: 1, False: 0, UNKNOWN: UNKNOWN}
    return Field(name, path or name, numbers.__getitem__)


def _number(name: str, path: str | None = None) -> Field:
    return Field(name, path or name, None)


def _code(name: str, codes: tuple[str, ...], path: str | None = None) -> Field:
    numbers: dict[Any, Value] = {each: place for place, each in enumerate(codes)}
    return Field(name, path or name, {**numbers, UNKNOWN: UNKNOWN}.__getitem__)


def _day(name: str, path: str | None = None) -> Field:
    return Field(name, path or name, day_number)


def _text(name: str, path: str | None = None) -> Field:
    return Field(name, path or name, _of_text)


def _of(*fields: Field) -> Mapping[str, Field]:
    return MappingProxyType({field.name: field for field in fields})


FIELDS: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {
        "household": _of(
            _day("on"),
            _code("setting", SETTINGS),
            _code("kind", RELIEF_KINDS),
            _number("income_fen", "household.income_fen"),
            _code("income_per", PERS, "household.income_per"),
            _code("basis", BASES, "application.basis"),
            _number("permit_months", "application.permit_months"),
            _text("cause", "application.cause"),
            _text("grade", "application.grade"),
            _number("amount_requested", "application.amount_requested"),
            _number("months", "application.months"),
            _truth("single_person", "application.single_person"),
        ),
        "member": _of(
            _code("relation", RELATIONS),
            _code("status", STATUSES),
            _day("birth_date"),
            _code("sex", SEXES),
            _number("hardship_class"),
            _truth("serious_illness"),
            _code("labour", LABOUR),
            _code("study", STUDIES),
            _truth("full_time"),
            _truth("pregnant"),
            _code("support_mode", SUPPORT_MODES),
            *(_truth(f"can_{name}", f"self_care.{name}") for name in INDICATORS),
        ),
        "disability": _of(_code("kind", DISABILITIES), _number("grade")),
        "income": _of(_code("kind", INCOME_KINDS), _number("fen"), _code("per", PERS)),
        "expense": _of(_code("kind", EXPENSE_KINDS), _number("fen"), _code("per", PERS)),
        "asset": _of(_code("kind", ASSET_KINDS), _number("fen"), _text("exempt_reason")),
        "obligor": _of(
            _truth("able"),
            _number("income_fen"),
            _code("income_per", PERS),
            _number("household_size"),
            _number("supports"),
        ),
        "received": _of(_code("benefit", BENEFITS), _day("start"), _day("end"), _number("fen")),
    }
)
