"""Sums told by the month, by the year or once, as whole fen a year over the place's accounting period (L57 art.13)."""

from eligibility.core.binding import Reading
from eligibility.core.facts import UNKNOWN
from eligibility.core.fields import Value
from eligibility.core.graph import Expr, RuleBook, divide, where
from eligibility.core.money import MONTHS, PERS


def yearly(rules: RuleBook, entity: str, label: str, months: Expr | None = None) -> Expr:
    """Whole fen a year of a declared line: twelve months of a monthly one; a single sum is spread over the period."""
    fen = rules.input(entity, "fen", f"{label}金额", "amount")
    per = rules.input(entity, "per", f"{label}金额的周期", "per")
    return year_of(fen, per, period(rules) if months is None else months)


def period(rules: RuleBook) -> Expr:
    """The months over which the place counts income."""

    def read(reading: Reading) -> Value:
        months = reading.by_setting("income.period_months")
        return UNKNOWN if months is UNKNOWN else int(months)

    return rules.param("period_months", "收入核算期（月）", "income.period_months", read)


def year_of(fen: Expr, per: Expr, months: Expr) -> Expr:
    """Whole fen a year of a sum and what it is told per."""
    once = divide(fen * MONTHS, months, "half_up")
    return where(per == PERS.index("month"), fen * MONTHS, where(per == PERS.index("year"), fen, once))
