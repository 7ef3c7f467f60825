"""Invented persons: ID numbers under the prefix no place has, with a right check digit."""

from datetime import UTC, date, datetime

from cases.households.identity import check_digit

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)
TODAY = date(2026, 11, 2)


def number(birth: date, order: int = 1, *, male: bool = False) -> str:
    """An ID number that belongs to nobody: prefix 990101, the order's last digit says the sex."""
    first = f"990101{birth:%Y%m%d}{order * 2 + (1 if male else 0):03d}"
    return first + check_digit(first)
