"""What a parameter's value may look like: small checks that name the path, what was found and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from eligibility.core import facts
from eligibility.core.facts import ICD_10, SETTINGS
from eligibility.core.floor_area import parse_area
from eligibility.core.money import BASIS_POINTS, PERS, parse_basis_points, parse_yuan
from eligibility.core.workdays import LONGEST, UNITS

Shape = Callable[[Any, str], None]

BENEFITS = tuple(code for code in facts.BENEFITS if code != "screen")  # `screen` is a question, not a benefit


_UNKEPT = re.compile("[\x00\ud800-\udfff]")  # neither is a letter to PostgreSQL


class BadValue(ValueError):
    """A value the registry does not take: where, and what is allowed there."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


def shown(value: object) -> str:
    """A value as an error message shows it, cut short."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def refuse(path: str, value: object, allowed: str) -> BadValue:
    """The one form of every refusal of a value."""
    return BadValue(path, f"{shown(value)} 不可用；应为{allowed}。")


def text(value: Any, path: str) -> None:
    """Any text that is not empty, of letters that a database keeps."""
    if not isinstance(value, str) or not value.strip() or _UNKEPT.search(value):
        raise refuse(path, value, "非空文字")


def flag(value: Any, path: str) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise refuse(path, value, " true 或 false")


def day(value: Any, path: str) -> None:
    """A date as text."""
    try:
        plain = date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        plain = None
    if plain is None or plain != value:  # 20251231 is a date to Python, and would not compare with others as text
        raise refuse(path, value, "日期，如 2025-12-31")


def whole(least: int, most: int) -> Shape:
    """A whole number between two bounds, both allowed."""

    def check(value: Any, path: str) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise refuse(path, value, f" {least} 至 {most} 的整数")

    return check


def code_of(*codes: str) -> Shape:
    """One of these codes."""

    def check(value: Any, path: str) -> None:
        if value not in codes:
            raise refuse(path, value, f"：{'、'.join(codes)}")

    return check


def icd_10(value: Any, path: str) -> None:
    """A category of the classification of diseases, or one disease of it."""
    if not isinstance(value, str) or not ICD_10.fullmatch(value):
        raise refuse(path, value, "疾病编码（ICD-10），如 C34 或 N18.0")


def amount(value: Any, path: str) -> None:
    """Yuan as a decimal string with at most two decimals."""
    allowed = '非负金额字符串，整数部分至多十位，最多两位小数，如 "5184.00"'
    if not isinstance(value, str):
        raise refuse(path, value, allowed)
    try:
        parse_yuan(value)
    except ValueError:
        raise refuse(path, value, allowed) from None


def floor_area(value: Any, path: str) -> None:
    """Square metres as a decimal string, more than none."""
    allowed = '大于零的平方米数字符串，整数部分至多五位，最多两位小数，如 "30.00"'
    if not isinstance(value, str):
        raise refuse(path, value, allowed)
    try:
        parse_area(value)
    except ValueError:
        raise refuse(path, value, allowed) from None


def decimal(value: Any, path: str) -> None:
    """A number of times, as a decimal string."""
    allowed = '非负小数字符串，最多四位小数，如 "1.5"'
    if not isinstance(value, str):
        raise refuse(path, value, allowed)
    try:
        parse_basis_points(value)
    except ValueError:
        raise refuse(path, value, allowed) from None


def share(value: Any, path: str) -> None:
    """A part of the whole, from 0 to 1, as a decimal string."""
    decimal(value, path)
    if parse_basis_points(value) > BASIS_POINTS:
        raise refuse(path, value, ' 0 至 1 的小数字符串，如 "0.30"')


def nothing(value: Any, path: str) -> None:
    """Explicitly unknown."""
    if value is not None:
        raise refuse(path, value, " null")


def maybe(shape: Shape) -> Shape:
    """The shape, or null for `unknown`."""

    def check(value: Any, path: str) -> None:
        if value is not None:
            shape(value, path)

    return check


def record(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """An object with these keys and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any, path: str) -> None:
        if not isinstance(value, Mapping):
            raise refuse(path, value, f"对象，含 {'、'.join(known)}")
        for key in value:
            if key not in known:
                raise BadValue(f"{path}.{key}", f"没有这一项；可用的是：{'、'.join(known)}。")
        for key in required:
            if key not in value:
                raise BadValue(f"{path}.{key}", "缺少这一项。")
        for key, inner in value.items():
            known[key](inner, f"{path}.{key}")

    return check


def keyed(keys: Sequence[str], shape: Shape) -> Shape:
    """An object with at least one of these keys, all of one shape; a key left out is unknown."""

    def check(value: Any, path: str) -> None:
        record({}, dict.fromkeys(keys, shape))(value, path)
        if not value:
            raise BadValue(path, f"至少要有一项：{'、'.join(keys)}。")

    return check


def by_setting(shape: Shape) -> Shape:
    """Urban and rural, each of one shape or unknown."""
    return keyed(SETTINGS, maybe(shape))


def listed(shape: Shape) -> Shape:
    """A list; empty says there is none."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, list):
            raise refuse(path, value, "列表（没有则写 []）")
        for place, inner in enumerate(value):
            shape(inner, f"{path}[{place}]")

    return check


def either(choose: Callable[[Any], Shape]) -> Shape:
    """One of several shapes, told apart by looking at the value, so that the message fits what was meant."""

    def check(value: Any, path: str) -> None:
        choose(value)(value, path)

    return check


def free_keys(shape: Shape) -> Shape:
    """An object whose keys are the place's own words."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, Mapping) or not value:
            raise refuse(path, value, "非空对象")
        for key, inner in value.items():
            text(key, path)
            shape(inner, f"{path}.{key}")

    return check


def has(value: Any, *keys: str) -> bool:
    """Whether a value is an object with one of these keys."""
    return isinstance(value, Mapping) and any(key in value for key in keys)


def reference(value: Any, path: str) -> None:
    """The name of a money parameter, with `.urban` or `.rural` and `.annual` where it needs them."""
    if not isinstance(value, str) or base_of(value) not in MONEY_NAMES:
        raise refuse(path, value, f"一项金额参数，可加 .urban/.rural 与 .annual：{'、'.join(MONEY_NAMES)}")


def base_of(name: str) -> str:
    """The parameter a reference begins with: `dibao.standard` of `dibao.standard.urban.annual`."""
    return re.sub(r"(\.(urban|rural))?(\.annual)?$", "", name)


MONEY_NAMES = ("dibao.standard", "tekun.basic", "minimum_wage", "relief.base", "rigid.income_ceiling")

money = record({"amount": amount, "per": code_of(*PERS)})
multiple = record({"times": decimal, "of": reference})
money_or_multiple = either(lambda value: multiple if has(value, "times", "of") else money)


def _cell(value: Any) -> Shape:
    if isinstance(value, Mapping):
        return money_or_multiple
    return amount


cell = maybe(either(_cell))
_modes = keyed(facts.SUPPORT_MODES, maybe(money_or_multiple))
_by_mode = either(lambda value: _modes if has(value, *facts.SUPPORT_MODES) else money_or_multiple)
basic = either(lambda value: by_setting(_by_mode) if has(value, *SETTINGS) else _by_mode)


def term(value: Any, path: str) -> None:
    """So many of a unit."""
    record({"n": whole(1, 10000), "unit": code_of(*UNITS)})(value, path)
    whole(1, LONGEST[value["unit"]])(value["n"], f"{path}.n")


CARE = ("full", "half", "self")
levels = keyed(CARE, cell)
by_mode = keyed(facts.SUPPORT_MODES, levels)
care_table = either(lambda value: keyed(SETTINGS, by_mode) if has(value, *SETTINGS) else by_mode)
total_table = keyed(SETTINGS, by_mode)
