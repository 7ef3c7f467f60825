"""Full months and years between two days of the graph, where a day is a number like 20220601."""

from eligibility.core.graph import Expr, divide, where

MONTH, YEAR = 100, 10_000


def full_years(start: Expr, end: Expr) -> Expr:
    """Years that have passed; what began on 29 February is a year older on 1 March."""
    return divide(end - start, YEAR, "down")


def full_months(start: Expr, end: Expr) -> Expr:
    """Months that have passed; what began on the 31st is a month older on the 1st after a shorter month."""
    return _month_number(end) - _month_number(start) - where(_of_month(end) < _of_month(start), 1, 0)


def months_before(day: Expr, months: Expr) -> Expr:
    """The same day so many months earlier, as a number that need not be a day: 31 February lies behind every other day of it."""
    month = _month_number(day) - months - 1
    year = divide(month, 12, "down")
    return year * YEAR + (month - year * 12 + 1) * MONTH + _of_month(day)


def years_before(day: Expr, years: Expr) -> Expr:
    """The same day so many years earlier, as a number."""
    return day - years * YEAR


def _month_number(day: Expr) -> Expr:
    """Months since the year 0: 202206 less 88 for every year is 2022 x 12 + 6."""
    return divide(day, MONTH, "down") - divide(day, YEAR, "down") * (MONTH - 12)


def _of_month(day: Expr) -> Expr:
    return day - divide(day, MONTH, "down") * MONTH
