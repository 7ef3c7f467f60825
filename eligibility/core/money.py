"""Fen and yuan: reading amounts, the one rule from a published unit to a month, and the only place that rounds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Per = Literal["month", "year", "once"]
Rounding = Literal["half_up", "up", "down"]

PERS: Final[tuple[Per, ...]] = ("month", "year", "once")
ROUNDINGS: Final[tuple[Rounding, ...]] = ("half_up", "up", "down")

# Rules count in "fine": ten-thousandths of a fen a year. Monthly amounts, yearly amounts and shares in
# basis points of either are whole numbers in it, so nothing is rounded before the end.
BASIS_POINTS: Final = 10_000
MONTHS: Final = 12
FINE_PER_MONTHLY_FEN: Final = BASIS_POINTS * MONTHS

_YUAN = re.compile(r"\d{1,10}(\.\d{1,2})?", re.ASCII)
_DECIMAL = re.compile(r"\d{1,6}(\.\d{1,4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as it was published or declared: whole fen for one month, one year, or once."""

    fen: int
    per: Per

    def yearly_fine(self) -> int:
        """A year's worth in fine; a single amount belongs to the year it fell in."""
        return self.fen * BASIS_POINTS * (MONTHS if self.per == "month" else 1)


def parse_yuan(text: str) -> int:
    """Whole fen of a plain decimal string of yuan with at most two decimals; ValueError otherwise."""
    if not _YUAN.fullmatch(text):
        raise ValueError(text)
    return int(Decimal(text) * 100)


def parse_basis_points(text: str) -> int:
    """Ten-thousandths of a share or a multiple written as a decimal string: "0.30" is 3000, "1.5" is 15000."""
    if not _DECIMAL.fullmatch(text):
        raise ValueError(text)
    return int(Decimal(text) * BASIS_POINTS)


def yuan(fen: int) -> str:
    """The amount as it is printed: two decimals, no grouping."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def divide(dividend: int, divisor: int, rounding: Rounding) -> int:
    """Integer division with a named rounding; half_up is away from zero, up is towards plus infinity."""
    if divisor <= 0:
        raise ZeroDivisionError("除数必须大于零")
    if rounding == "up":
        return -(-dividend // divisor)
    if rounding == "down":
        return dividend // divisor
    size = (2 * abs(dividend) + divisor) // (2 * divisor)
    return size if dividend >= 0 else -size


def fine_of(yuan_a_year: str) -> int:
    """Fine of plain yuan a year."""
    return parse_yuan(yuan_a_year) * BASIS_POINTS


def portion(amount: int, basis_points: int) -> int:
    """So many ten-thousandths of an amount, half up."""
    return divide(amount * basis_points, BASIS_POINTS, "half_up")


def monthly_fen(fine: int) -> int:
    """THE monthly amount of a yearly one: a twelfth, half a fen upwards (5400.00 a year is 450.00 a month)."""
    return divide(fine, FINE_PER_MONTHLY_FEN, "half_up")


def by_days(pieces: Sequence[tuple[int, int]]) -> int:
    """The sum of a month whose pieces are worth so much a month for so many days: one division, half up."""
    days = sum(length for _, length in pieces)
    return divide(sum(fen * length for fen, length in pieces), days, "half_up")


def by_month(money: Mapping[str, str]) -> int | None:
    """A published amount as whole fen a month; None for a sum that is paid once."""
    fen = parse_yuan(money["amount"])
    if money["per"] == "month":
        return fen
    return monthly_fen(Money(fen, "year").yearly_fine()) if money["per"] == "year" else None
