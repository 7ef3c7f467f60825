"""What callers send: strict bodies, amounts as yuan strings, and each fault with the path where it stands."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from eligibility import api

_YUAN = re.compile(r"([0-9]{1,11})(?:\.([0-9]{1,2}))?", re.ASCII)
_MOST_FEN = 10**13


@extend_schema_field({"type": "string", "pattern": r"^[0-9]{1,11}(\.[0-9]{1,2})?$", "example": "1386.00"})
class YuanInput(serializers.Field[int, Any, str, Any]):
    """An amount as the assessment interface writes it: a string of yuan with at most two decimals → whole fen."""

    def to_internal_value(self, data: Any) -> int:
        """Yuan to fen, exactly; a JSON number is refused because it may have been rounded on its way."""
        found = _YUAN.fullmatch(data) if isinstance(data, str) else None
        if found is None:
            raise ValidationError('金额应为字符串，单位元，最多两位小数，例如 "1386.00"')
        fen = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
        if fen >= _MOST_FEN:
            raise ValidationError("金额过大，看看是不是多写了几位")
        return fen

    def to_representation(self, value: int) -> str:
        """Fen to yuan."""
        return f"{value // 100}.{value % 100:02d}"


@extend_schema_field({"type": "string", "pattern": r"^[0-9]{1,5}(\.[0-9]{1,2})?$", "example": "88.50"})
class AreaInput(serializers.Field[int, Any, str, Any]):
    """A floor area as the assessment interface writes it: a string of square metres → whole hundredths of one."""

    def to_internal_value(self, data: Any) -> int:
        """Square metres to hundredths, exactly."""
        try:
            return api.parse_area(data if isinstance(data, str) else "")
        except ValueError:
            raise ValidationError('面积应为字符串，单位平方米，大于零，最多两位小数，例如 "88.50"') from None

    def to_representation(self, value: int) -> str:
        """Hundredths to square metres."""
        return api.square_metres(value)


class RowNumber(serializers.IntegerField):
    """The number of a row, inside what PostgreSQL can hold."""

    def __init__(self, *, required: bool = True, help_text: str = "") -> None:
        super().__init__(required=required, help_text=help_text, min_value=1, max_value=2**63 - 1)


class Body(serializers.Serializer[Any]):
    """A body in which every key is known: a misspelt one is a fault, never silently dropped."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse unknown keys beside what is wrong with the known ones."""
        if isinstance(data, Mapping):
            unknown = sorted(str(name) for name in set(data) - set(self.fields))
            if unknown:
                allowed = "、".join(self.fields)
                raise ValidationError({name: [f"没有这一项；可以有：{allowed}"] for name in unknown})
        return super().to_internal_value(data)


class Expected(Body):
    """What every move carries: the version the caller saw."""

    expected = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="调用方看到的版本号")


class Noted(Expected):
    """A move with a word beside it."""

    note = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")


def read(body: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The checked body of an act; what cannot be read is 400 with every path and what is allowed there."""
    asked = body(data=request.data)
    if not asked.is_valid():
        faults = [{"path": path, "text": text} for path, text in _faults(asked.errors)]
        raise ValidationError({"invalid": faults})
    return dict(asked.validated_data)


def _faults(errors: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every message with its path, as the assessment interface writes paths: members[0].incomes[1].amount."""
    if isinstance(errors, Mapping):
        for name, inner in errors.items():
            own = "" if name == "non_field_errors" else f".{name}" if path else str(name)
            own = f"[{name}]" if isinstance(name, int) else own
            yield from _faults(inner, path + own)
    elif isinstance(errors, list) and any(isinstance(inner, (Mapping, list)) for inner in errors):
        for place, inner in enumerate(errors):
            yield from _faults(inner, f"{path}[{place}]")
    elif isinstance(errors, list):
        yield from ((path, str(text)) for text in errors)
    else:
        yield path, str(errors)
