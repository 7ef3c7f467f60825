"""Floor area: square metres as a text outside, whole hundredths of one inside."""

import re
from decimal import Decimal
from typing import Final

HUNDREDTHS: Final = 100
_METRES = re.compile(r"\d{1,5}(\.\d{1,2})?", re.ASCII)


def parse_area(text: str) -> int:
    """Hundredths of a square metre of a plain decimal string, more than none; ValueError otherwise."""
    if not _METRES.fullmatch(text) or not Decimal(text):
        raise ValueError(text)
    return int(Decimal(text) * HUNDREDTHS)


def square_metres(hundredths: int) -> str:
    """The area as it is printed: two decimals."""
    return f"{hundredths // HUNDREDTHS}.{hundredths % HUNDREDTHS:02d}"
