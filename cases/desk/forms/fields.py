"""Fields of the desk: what every face reads from what people type, and the ID number."""

from typing import Any

from django.core.exceptions import ValidationError

from assistance.typed import Choices, DateField, MoneyField, MonthField, Ticks, TypedField, narrow, words_of
from cases.households import identity

__all__ = ["Choices", "DateField", "IdNumberField", "MoneyField", "MonthField", "Ticks", "narrow", "words_of"]


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
