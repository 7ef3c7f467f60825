"""How the questions are asked: a choice whose first answer is 不清楚, money that may be left open, and a birth month."""

import re
from calendar import monthrange
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assistance.typed import Choices, MoneyField, TypedField, narrow

Pairs = tuple[tuple[str, str], ...]
OPEN = ("", "不清楚")
YES_OR_NO: Pairs = (("no", "没有"), ("yes", "有"), OPEN)
EARLIEST = 1900
_BIRTH = re.compile(r"^([0-9]{4})(?:[-/.年]?([0-9]{1,2})(?:[-/.月]([0-9]{1,2})日?|月)?|年)?$")


def radios(label: str, pairs: Pairs, **more: Any) -> forms.ChoiceField:
    """One of a few, all in sight."""
    return forms.ChoiceField(label=label, choices=pairs, required=False, widget=Choices, **more)


def pick(label: str, pairs: Pairs, *, first: str = OPEN[1], **more: Any) -> forms.ChoiceField:
    """One of many, folded."""
    return forms.ChoiceField(
        label=label, choices=(("", first), *pairs), required=False, widget=forms.Select({"class": "input"}), **more
    )


def money(label: str, **more: Any) -> MoneyField:
    """An amount; left empty it is unknown, 0 says there is none."""
    field = MoneyField(label=label, required=False, **more)
    field.widget.attrs |= {"class": "input input--num", "maxlength": "24"}
    return field


def number(label: str, most: int) -> forms.IntegerField:
    """A small count of people."""
    box = forms.TextInput({"class": "input", "inputmode": "numeric", "autocomplete": "off"})
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), f"填 1 到 {most} 的整数，不清楚就空着")
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=most, widget=box, error_messages=errors
    )


class BirthField(TypedField):
    """A year, a month or a day of birth as people write it → the first and the last day it can have been."""

    input_attrs = {"class": "input", "inputmode": "text", "autocomplete": "off", "maxlength": "20"}
    ways = "写成 1960年3月，只记得年份就写 1960"

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        """First and last possible day, or None when empty."""
        text = narrow(str(value or "")).replace(" ", "")
        if not text:
            return None
        told = _BIRTH.match(text)
        if told is None:
            raise ValidationError(f"“{value}”看不出是哪年哪月，{self.ways}", code="invalid")
        year, month, day = (int(part) if part else None for part in told.groups())
        return self._stretch(year or 0, month, day)

    def _stretch(self, year: int, month: int | None, day: int | None) -> tuple[date, date]:
        if not EARLIEST <= year <= self.today.year:
            raise ValidationError(f"年份应在 {EARLIEST} 到 {self.today.year} 之间", code="year")
        try:
            first = date(year, month or 1, day or 1)
        except ValueError as error:
            raise ValidationError(f"没有这一天，{self.ways}", code="no_such_day") from error
        if first > self.today:
            raise ValidationError("出生年月还没有到，看看是不是写错了", code="future")
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
        return first, min(last, self.today)
