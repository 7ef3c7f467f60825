"""Fen and yuan, and the named roundings."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.core.money import Money, divide, monthly_fen, parse_basis_points, parse_yuan, yuan


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_what_is_printed_reads_back(fen: int) -> None:
    assert parse_yuan(yuan(fen)) == fen


@pytest.mark.parametrize("text", ["x", "-1", "+1", "1.", ".5", "1.234", "1,0", "1 ", "٣", "0x1", "1_000", "Infinity"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_yuan(text)


@pytest.mark.parametrize(
    ("fen", "per", "month"),
    [(540000, "year", 45000), (518400, "year", 43200), (65500, "month", 65500), (500, "year", 42)],
)
def test_the_monthly_amount_of_a_published_one(fen: int, per: str, month: int) -> None:
    assert monthly_fen(Money(fen, per).yearly_fine()) == month  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("dividend", "rounding", "result"),
    [
        (5, "half_up", 3),
        (-5, "half_up", -3),
        (4, "half_up", 2),
        (5, "up", 3),
        (5, "down", 2),
        (-5, "up", -2),
        (-5, "down", -3),
    ],
)
def test_a_division_by_two_is_rounded_as_named(dividend: int, rounding: str, result: int) -> None:
    assert divide(dividend, 2, rounding) == result  # type: ignore[arg-type]


@pytest.mark.parametrize("divisor", [0, -1])
def test_nothing_is_divided_by_nothing(divisor: int) -> None:
    with pytest.raises(ZeroDivisionError):
        divide(1, divisor, "half_up")


def test_shares_and_times_are_basis_points() -> None:
    assert (parse_basis_points("0.30"), parse_basis_points("1.5"), parse_basis_points("2")) == (3000, 15000, 20000)


def test_half_a_fen_a_month_goes_up() -> None:
    assert monthly_fen(120_000 * 7 + 60_000) == 8
