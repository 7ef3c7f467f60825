"""Division codes: which place a code names, and which places stand above it."""

from __future__ import annotations

NATIONAL = "0"
_LENGTHS = (2, 4, 6, 9, 12)  # province, city, county, township, village


class BadArea(ValueError):
    """A text that is no division code nor the beginning of one."""


def prefix_of(code: str) -> str:
    """The significant digits of a code: `630000000000` and `63` are both `63`; the nation is empty."""
    if code.strip("0") == "" and code:
        return ""
    if not (code.isascii() and code.isdigit()) or len(code) not in _LENGTHS:
        raise BadArea(f"不是行政区划代码：{code!r}。应为 2、4、6、9 或 12 位数字（全国为 0）。")
    if code.startswith("00"):
        raise BadArea(f"不是行政区划代码：{code!r}。前两位不能为 00。")
    return next(code[:n] for n in _LENGTHS if not code[n:].strip("0"))


def full(code: str) -> str:
    """The twelve-digit form of a code or prefix; `0` for the nation."""
    return prefix_of(code).ljust(12, "0") if prefix_of(code) else NATIONAL


def covers(place: str, code: str) -> bool:
    """Whether a place holds another: every code that begins with its own significant digits."""
    return prefix_of(code).startswith(prefix_of(place))


def chain(code: str) -> tuple[str, ...]:
    """The place itself and all that stand above it, nearest first, the nation last."""
    prefix = prefix_of(code)
    above = [prefix[:n].ljust(12, "0") for n in reversed(_LENGTHS) if n <= len(prefix)]
    return (*dict.fromkeys(above), NATIONAL)
