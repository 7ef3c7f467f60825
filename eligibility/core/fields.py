"""Every raw fact a rule may ask for, entity by entity, and how each stands as a whole number in a column.

A rule reads numbers only: a code is its place in the list of its kind, a truth is 0 or 1, money is fen, a day is
20220601, a text the place may name (a grade, a reason) is a number made of the text. What nobody told is UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from hashlib import blake2b
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from eligibility.core.areas import prefix_of
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
    TRADES,
    UNKNOWN,
    Unknown,
)
from eligibility.core.money import PERS

Value = int | Unknown
TEXT_BYTES = 7  # a number of 56 bits: stays positive and exact in a column of 64
NO_TEXT = 0
AREAS_KEPT = 50_000
NONE_OR_BENEFITS = ("none", *BENEFITS)


@dataclass(frozen=True, slots=True)
class Field:
    """One fact: where a record of facts.py keeps it, and how it becomes a number."""

    name: str
    path: str
    codes: Mapping[Any, int] | None = None  # the number of each value; without them and without `number` it is one
    number: Callable[[Any], Value] | None = None  # of a value that was told

    def read(self, record: Any) -> Any:
        """The value as the record has it."""
        return attrgetter(self.path)(record)

    def encoded(self, values: Iterable[Any]) -> list[Value]:
        """Values of records as numbers; a code that the law does not know tells it nothing."""
        if self.codes is not None:
            codes = self.codes
            return [codes.get(value, UNKNOWN) for value in values]
        if self.number is not None:
            number = self.number
            return [UNKNOWN if value is UNKNOWN else number(value) for value in values]
        return list(values)


def code(codes: tuple[str, ...], value: str | Unknown) -> Value:
    """The number of a code, which is its place in the list of its kind."""
    return UNKNOWN if isinstance(value, Unknown) else codes.index(value)


def day_number(day: date) -> int:
    """A day as 20220601: later days are greater, and full years are a division by 10,000."""
    return day.year * 10_000 + day.month * 100 + day.day


@cache
def text_number(text: str | None) -> int:
    """A text as a number that only this text has; told to be nothing is zero."""
    return int.from_bytes(blake2b(text.encode(), digest_size=TEXT_BYTES).digest()) if text else NO_TEXT


@lru_cache(maxsize=AREAS_KEPT)
def area_number(code: str) -> int:
    """A division code as its twelve digits; the nation is zero."""
    return int(prefix_of(code).ljust(12, "0"))


def illness_group(code: str) -> int:
    """The category of a disease, which is the first three signs of its code."""
    return text_number(code[:3])


def _truth(name: str, path: str | None = None) -> Field:
    return Field(name, path or name, {True: 1, False: 0})


def _number(name: str, path: str | None = None) -> Field:
    return Field(name, path or name)


def _code(name: str, codes: tuple[str, ...], path: str | None = None) -> Field:
    return Field(name, path or name, {each: place for place, each in enumerate(codes)})


def _day(name: str, path: str | None = None) -> Field:
    return Field(name, path or name, number=day_number)


def _text(name: str, path: str | None = None) -> Field:
    return Field(name, path or name, number=text_number)


def _area(name: str, path: str | None = None) -> Field:
    return Field(name, path or name, number=area_number)


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
            _area("area"),
            _number("permit_months", "application.permit_months"),
            _day("permit_from", "application.permit_from"),
            _day("permit_until", "application.permit_until"),
            _day("accepted_on", "application.accepted_on"),
            _text("cause", "application.cause"),
            _text("grade", "application.grade"),
            _number("amount_requested", "application.amount_requested"),
            _number("months", "application.months"),
            _text("reason", "application.reason"),
            _truth("same_cause_justified", "application.same_cause_justified"),
            _day("grace_from", "application.grace_from"),
            _text("grace_reason", "application.grace_reason"),
            _truth("single_person", "application.single_person"),
        ),
        "member": _of(
            _code("relation", RELATIONS),
            _truth("legal_duty"),
            _code("status", STATUSES),
            _day("status_since"),
            _day("joined_on"),
            _day("left_on"),
            _day("died_on"),
            _area("hukou_area"),
            _area("residence_area"),
            _day("birth_date"),
            _code("sex", SEXES),
            _number("hardship_class"),
            _truth("serious_illness"),
            _text("illness_code"),
            Field("illness_group", "illness_code", number=illness_group),
            _code("labour", LABOUR),
            _truth("imputed_confirmed"),
            _code("trade", TRADES),
            _day("employed_from"),
            _number("work_refusals"),
            _day("work_refused_from"),
            _day("work_refused_on"),
            _code("study", STUDIES),
            _truth("full_time"),
            _truth("pregnant"),
            _truth("land"),
            _truth("relocated"),
            _code("support_mode", SUPPORT_MODES),
            *(_truth(f"can_{name}", f"self_care.{name}") for name in INDICATORS),
        ),
        "disability": _of(_code("kind", DISABILITIES), _number("grade")),
        "income": _of(_code("kind", INCOME_KINDS), _number("fen"), _code("per", PERS)),
        "expense": _of(_code("kind", EXPENSE_KINDS), _number("fen"), _code("per", PERS)),
        "asset": _of(
            _code("kind", ASSET_KINDS),
            _number("fen"),
            _text("exempt_reason"),
            _number("floor_area"),
            _day("acquired_on"),
            _number("hired_staff"),
            _truth("after_disaster"),
            _day("built_on"),
        ),
        "obligor": _of(
            _truth("able"),
            _number("income_fen"),
            _code("income_per", PERS),
            _number("household_size"),
            _number("supports"),
            _code("relation", RELATIONS),
            _code("status", STATUSES),
            _day("birth_date"),
            _code("receives", NONE_OR_BENEFITS),
            _truth("severe_disability"),
            _truth("property_inside"),
        ),
        "received": _of(
            _code("benefit", BENEFITS),
            _day("start"),
            _day("end"),
            _number("fen"),
            _number("supplement_fen"),
            _area("area"),
            _text("cause"),
        ),
    }
)
