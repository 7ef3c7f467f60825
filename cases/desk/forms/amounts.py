"""Boxes for sums of the policy book: a plain amount, or a multiple of another figure as people write it."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.desk.forms.fields import MoneyField, narrow
from eligibility.words.figures import PERS, REFERENCE_WORDS, REFERENCES

_MULTIPLE = re.compile(r"(?:([^\d×*]+?)\s*[×*x]\s*([\d.]+)倍?|([^\d×*]+?)的?\s*([\d.]+)\s*倍)")
_PER = re.compile(r"(.*?)元?/(月|年|次)")
_PER_CODES = {said: code for code, said in PERS.items()}


class PlainAmountField(MoneyField):
    """An amount in yuan → the decimal text that the book keeps, or an empty text."""

    def to_python(self, value: Any) -> Any:
        """Two decimals, no separators."""
        fen = super().to_python(value)
        return "" if fen is None else f"{fen // 100}.{fen % 100:02d}"


class CellField(forms.CharField):
    """A cell: 850, 5184元/年, or 最低工资×0.35; empty is not published. `per` is what a bare amount means where it needs one."""

    def __init__(self, *, per: str = "", **kwargs: Any) -> None:
        self.per = per
        kwargs.setdefault("max_length", 60)
        super().__init__(**kwargs)
        self.widget.attrs["autocomplete"] = "off"

    def to_python(self, value: Any) -> Any:
        """A decimal text, `{amount, per}`, `{times, of}` or None."""
        text = narrow(str(value)) if value not in self.empty_values else ""
        if not text:
            return None
        multiple = _MULTIPLE.fullmatch(text)
        if multiple is not None:
            return self._multiple(multiple[1] or multiple[3], multiple[2] or multiple[4])
        dated = _PER.fullmatch(text)
        amount = PlainAmountField().to_python(dated[1] if dated else text)
        if dated:
            return {"amount": amount, "per": _PER_CODES[dated[2]]}
        return {"amount": amount, "per": self.per} if self.per else amount

    def _multiple(self, base: str, times: str) -> dict[str, str]:
        of = REFERENCES.get(base.strip(), base.strip())
        if of not in REFERENCE_WORDS:
            raise ValidationError(f"“{base}”不是可用的基数，可用的是：{'、'.join(REFERENCES)}", code="base")
        return {"times": times, "of": of}

    def prepare_value(self, value: Any) -> Any:
        """As it is typed; what the user typed stays as typed."""
        if not isinstance(value, Mapping):
            return value
        if "times" in value:
            return f"{REFERENCE_WORDS.get(value['of'], value['of'])}×{value['times']}"
        if value["per"] == self.per:
            return value["amount"]
        return f"{value['amount']}元/{PERS[value['per']]}"


class SizeField(CellField):
    """How much a supplement adds: 10%, 0.3倍, or an amount."""

    def to_python(self, value: Any) -> Any:
        """`{share}`, `{times}` or `{amount}`; None when empty."""
        text = narrow(str(value)) if value not in self.empty_values else ""
        for sign, key in (("%", "share"), ("倍", "times")):
            number = text.removesuffix(sign).strip()
            if text.endswith(sign) and re.fullmatch(r"\d{1,6}(\.\d{1,4})?", number):
                return {key: _share_of(number) if key == "share" else number}
        cell = super().to_python(value)
        return None if cell is None else {"amount": cell}

    def prepare_value(self, value: Any) -> Any:
        """As it is typed."""
        if isinstance(value, Mapping) and "share" in value:
            return f"{percent_of(value['share'])}%"
        if isinstance(value, Mapping) and value.keys() == {"times"}:
            return f"{value['times']}倍"
        if isinstance(value, Mapping) and value.keys() == {"amount"}:
            return super().prepare_value(value["amount"])
        return super().prepare_value(value)


class ShareField(forms.CharField):
    """A share typed in percent → the decimal text that the book keeps, or an empty text."""

    unit = "%"

    def to_python(self, value: Any) -> Any:
        """0 to 100, two decimals at most."""
        text = narrow(str(value)).removesuffix("%").strip() if value not in self.empty_values else ""
        if not text:
            return ""
        if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", text) or _hundredths(text) > 10_000:
            raise ValidationError(f"“{value}”不是比例，写 0 至 100 的数，最多两位小数", code="share")
        return _share_of(text)

    def prepare_value(self, value: Any) -> Any:
        """A share of the book comes as `share:0.30`; what the user typed stays as typed."""
        return percent_of(value.share) if isinstance(value, Share) else value


class Share:
    """A share as the book keeps it, so that a box can tell it from what was typed."""

    def __init__(self, share: str) -> None:
        self.share = share


def _hundredths(percent: str) -> int:
    whole, _, rest = percent.partition(".")
    return int(whole) * 100 + int(f"{rest:0<2}")


def _share_of(percent: str) -> str:
    """30 → 0.30; 12.5 → 0.125, in whole hundredths of a percent."""
    hundredths = _hundredths(percent) if re.fullmatch(r"\d{1,6}(\.\d{1,2})?", percent) else None
    if hundredths is None:
        raise ValidationError(f"“{percent}%”最多两位小数", code="share")
    whole, rest = divmod(hundredths, 10_000)
    text = f"{whole}.{rest:04d}".rstrip("0")
    return f"{text}{'0' * max(0, 2 - len(text.partition('.')[2]))}"


def percent_of(share: str) -> str:
    """0.30 → 30."""
    whole, _, rest = share.partition(".")
    hundredths = int(whole) * 10_000 + int(f"{rest:0<4}")
    return f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
