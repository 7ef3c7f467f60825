"""Amounts and periods as the assessment interface writes them: yuan with two decimals, first day and last day."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


@extend_schema_field({"type": "string", "example": "1386.00", "nullable": True})
class YuanField(serializers.Field[int, Any, str, Any]):
    """Read-only amount: fen in the row, yuan in JSON."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: int) -> str:
        """Fen to yuan."""
        return yuan(value)


@extend_schema_field(
    {
        "type": "object",
        "properties": {
            "from": {"type": "string", "format": "date"},
            "until": {"type": "string", "format": "date", "nullable": True},
        },
    }
)
class PeriodField(serializers.Field[Any, Any, dict[str, Any], Any]):
    """Read-only half-open period: `until` is the first day that no longer belongs to it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Any) -> dict[str, Any]:
        """A range of days as two dates."""
        return {"from": value.lower and value.lower.isoformat(), "until": value.upper and value.upper.isoformat()}
