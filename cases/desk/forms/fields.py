"""Fields of the desk: what every face reads from what people type, and the ID number."""

from typing import Any

from django.core.exceptions import ValidationError

from assistance.typed import Choices, DateField, MoneyField, MonthField, Ticks, TypedField, narrow, words_of
from cases.households import identity
from eligibility import api

__all__ = [
    "AreaField",
    "Choices",
    "DateField",
    "IdNumberField",
    "MoneyField",
    "MonthField",
    "Ticks",
    "narrow",
    "words_of",
]


class AreaField(TypedField):
    """A floor area as people write it, 88.5 or 88.50㎡ → whole hundredths of a square metre."""

    unit = "平方米"
    input_attrs = {"inputmode": "decimal", "class": "input--num", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """Hundredths of a square metre, or None when empty."""
        text = narrow(str(value)) if value not in self.empty_values else ""
        for unit in ("平方米", "m2", "平米", "平"):
            text = text.removesuffix(unit).strip()
        if not text:
            return None
        try:
            return api.parse_area(text)
        except ValueError:
            allowed = "大于零、最多两位小数的平方米数，例如 88.50"
            raise ValidationError(f"“{value}”不是面积，写成{allowed}", code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """Hundredths back to square metres for the box; what the user typed stays as typed."""
        return api.square_metres(value) if isinstance(value, int) else value


class IdNumberField(TypedField):
    """An 18-place citizen ID number (GB 11643): real date, right check digit; full width and lower-case x are put right."""

    input_attrs = {"inputmode": "text", "class": "w-l", "autocomplete": "off", "spellcheck": "false", "maxlength": "24"}

    def to_python(self, value: Any) -> Any:
        """The normal form, or an empty text."""
        text = identity.normal(str(value or ""))
        fault = identity.id_check(text) if text else None
        if fault is not None:
            raise ValidationError(fault.text, code=fault.code)
        return text
