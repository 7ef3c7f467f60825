"""Fields for what people type and paste in Chinese: money, days, months, and choices as large labels; for every face."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_MAX_YUAN = Decimal("99999999.99")
_AMOUNT = re.compile(r"^-?[0-9]{1,12}(\.[0-9]*)?$")
_DATE = re.compile(r"^([0-9]{4})(?:[-/.年]\s*([0-9]{1,2})(?:[-/.月]\s*([0-9]{1,2})日?)|([0-9]{2})([0-9]{2}))$")
_MONTH = re.compile(r"^([0-9]{4})[-/.年]?\s*([0-9]{1,2})月?$")


def narrow(text: str) -> str:
    """One line of plain letters and digits: no full width, no control signs (PostgreSQL takes no NUL), no blanks around."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isprintable()).strip()


class Choices(forms.RadioSelect):
    """One of a few, as large labels."""

    template_name = "components/choices.html"


class Ticks(forms.CheckboxSelectMultiple):
    """Any of a few, as large labels."""

    template_name = "components/choices.html"


class TypedField(forms.CharField):
    """A text box whose content becomes something else; normalised before it is read."""

    input_attrs: dict[str, str] = {}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Keyboard and width of the box."""
        return {**super().widget_attrs(widget), **self.input_attrs}


class MoneyField(TypedField):
    """An amount in yuan as people write it → whole fen; 6,648 / ６６４８ / 6648元 / ￥6648.50."""

    unit = "元"
    input_attrs = {"inputmode": "decimal", "class": "input--num", "autocomplete": "off"}

    def __init__(self, *, min_fen: int | None = 0, **kwargs: Any) -> None:
        self.min_fen = min_fen
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Whole fen, or None when empty."""
        text = narrow(str(value)) if value not in self.empty_values else ""
        text = text.removesuffix("元").lstrip("¥").replace(",", "").replace("，", "").replace(" ", "")
        if not text:
            return None
        if not _AMOUNT.match(text):
            raise ValidationError(f"“{value}”不是金额，写成 6648 或 6,648.50", code="invalid")
        return self._fen(Decimal(text))

    def _fen(self, amount: Decimal) -> int:
        if amount != amount.quantize(Decimal("0.01")):
            raise ValidationError("金额最多两位小数，写到分，例如 6648.50", code="decimals")
        if abs(amount) > _MAX_YUAN:
            raise ValidationError(f"金额不能超过 {_MAX_YUAN:,} 元，看看是不是多写了几位", code="too_large")
        fen = int(amount * 100)
        if self.min_fen is not None and fen < self.min_fen:
            raise ValidationError(f"金额不能小于 {Decimal(self.min_fen) / 100:,.2f} 元", code="too_small")
        return fen

    def prepare_value(self, value: Any) -> Any:
        """Fen back to yuan for the box; what the user typed stays as typed."""
        return f"{Decimal(value) / 100:,.2f}" if isinstance(value, int) else value


class DateField(TypedField):
    """A day as people write it: 2027-01-01, 20270101, 2027年1月1日, 2027/1/1."""

    input_attrs = {"inputmode": "numeric", "class": "w-m", "autocomplete": "off"}
    ways = "写成 2027-01-01、20270101 或 2027年1月1日"

    def __init__(self, *, earliest: date = date(1900, 1, 1), latest: date | None = None, **kwargs: Any) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """A date, or None when empty."""
        if isinstance(value, date) or value in self.empty_values:
            return value or None
        match = _DATE.match(narrow(str(value)).replace(" ", ""))
        if not match:
            raise ValidationError(f"“{value}”看不出是哪一天，{self.ways}", code="invalid")
        year, month, day = (int(part) for part in match.groups() if part is not None)
        try:
            found = date(year, month, day)
        except ValueError as error:
            raise ValidationError(f"没有{year}年{month}月{day}日这一天", code="no_such_day") from error
        return self._within(found)

    def _within(self, found: date) -> date:
        if found < self.earliest:
            raise ValidationError(f"日期不能早于{words_of(self.earliest)}", code="too_early")
        if self.latest is not None and found > self.latest:
            raise ValidationError(f"日期不能晚于{words_of(self.latest)}", code="too_late")
        return found

    def prepare_value(self, value: Any) -> Any:
        """ISO form for the box; what the user typed stays as typed."""
        return value.isoformat() if isinstance(value, date) else value


class MonthField(DateField):
    """A month as people write it: 2027-01, 202701, 2027年1月 → its first day."""

    ways = "写成 2027-01 或 2027年1月"

    def to_python(self, value: Any) -> Any:
        """The first day of the month, or None when empty."""
        if isinstance(value, date) or value in self.empty_values:
            return value or None
        match = _MONTH.match(narrow(str(value)).replace(" ", ""))
        if not match or not 1 <= int(match[2]) <= 12:
            raise ValidationError(f"“{value}”看不出是哪个月，{self.ways}", code="invalid")
        return self._within(date(int(match[1]), int(match[2]), 1))

    def prepare_value(self, value: Any) -> Any:
        """Year and month for the box."""
        return f"{value:%Y-%m}" if isinstance(value, date) else value


def words_of(day: date) -> str:
    """2027年1月1日."""
    return f"{day.year}年{day.month}月{day.day}日"
