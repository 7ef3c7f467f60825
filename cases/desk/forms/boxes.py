"""Boxes for the small things that a record of the policy book says: a choice, yes or no, a number, a share, a list of words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from cases.desk.forms.amounts import CellField, PlainAmountField, Share, ShareField
from cases.desk.forms.fields import Ticks, narrow
from eligibility.words.figures import code_words

_NUMBER = forms.TextInput({"inputmode": "numeric", "class": "input--num"})
_BREAKS = re.compile(r"[、，,；;\n]+")


@dataclass(frozen=True)
class Box:
    """One box of a record: where its content stands in the value, and how it goes in and out."""

    path: str
    make: Callable[[], forms.Field]
    shown: Callable[[Any], Any] = lambda value: value
    kept: Callable[[Any], Any] = lambda typed: typed
    fits: Callable[[Any], bool] = lambda _value: True

    @property
    def field_name(self) -> str:
        """Its name on the page."""
        return self.path.replace(".", "_")


class WordsField(forms.CharField):
    """Several words in one box, parted by 、; codes are shown and read in words."""

    def __init__(self, key: str, codes: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        self.key, self.codes = key, {said: code for code, said in (codes or {}).items()}
        super().__init__(required=False, max_length=400, **kwargs)

    def to_python(self, value: Any) -> Any:
        """A list; None when empty."""
        parts = [narrow(part) for part in _BREAKS.split(str(value or ""))]
        return [self.codes.get(part, part) for part in parts if part] or None

    def prepare_value(self, value: Any) -> Any:
        """The words with their signs between; what was typed stays as typed."""
        return "、".join(code_words(self.key, str(one)) for one in value) if isinstance(value, list) else value


def choice(path: str, label: str, words: Mapping[str, str], *, required: bool = False) -> Box:
    """One of several; nothing chosen leaves it out."""
    options = [("", "选一种" if required else "未写明"), *words.items()]
    return Box(
        path, lambda: forms.ChoiceField(label=label, choices=options, required=required),
        fits=lambda value: value in words,
    )  # fmt: skip


def ticks(path: str, label: str, words: Mapping[str, str]) -> Box:
    """Any of several; none ticked leaves it out."""
    return Box(
        path,
        lambda: forms.MultipleChoiceField(label=label, choices=list(words.items()), required=False, widget=Ticks),
        kept=lambda typed: list(typed) or None,
        fits=lambda value: isinstance(value, list) and set(value) <= words.keys(),
    )


def flag(path: str, label: str, *, required: bool = False) -> Box:
    """Yes, no, or not written."""
    options = [*([] if required else [("", "未写明")]), ("yes", "是"), ("no", "否")]
    return Box(
        path, lambda: forms.ChoiceField(label=label, choices=options, required=required),
        shown=lambda value: "yes" if value else "no",
        kept={"yes": True, "no": False}.get,
        fits=lambda value: isinstance(value, bool),
    )  # fmt: skip


def whole(path: str, label: str, *, least: int = 0, most: int = 1000, unit: str = "", required: bool = False) -> Box:
    """A whole number."""

    def make() -> forms.Field:
        widget = forms.TextInput(dict(_NUMBER.attrs))
        field = forms.IntegerField(label=label, min_value=least, max_value=most, required=required, widget=widget)
        field.unit = unit  # type: ignore[attr-defined]  # read by components/field.html
        return field

    return Box(path, make, fits=lambda value: isinstance(value, int) and not isinstance(value, bool))


def times(path: str, label: str, *, required: bool = False) -> Box:
    """So many times something, as written."""

    def make() -> forms.Field:
        widget = forms.TextInput({"inputmode": "decimal", "class": "input--num"})
        field = forms.CharField(label=label, max_length=12, required=required, widget=widget)
        field.unit = "倍"  # type: ignore[attr-defined]  # read by components/field.html
        return field

    return Box(path, make, shown=str, kept=lambda typed: narrow(typed) or None)


def share(path: str, label: str) -> Box:
    """A part of the whole, typed in percent."""
    return Box(
        path,
        lambda: ShareField(label=label, required=False, widget=forms.TextInput({"inputmode": "decimal"})),
        shown=Share,
        kept=lambda typed: typed or None,
    )


def amount(path: str, label: str) -> Box:
    """A bare sum in yuan."""
    return Box(path, lambda: PlainAmountField(label=label, required=False), kept=lambda typed: typed or None)


def cell(path: str, label: str, per: str = "") -> Box:
    """A sum or a multiple of another figure."""
    return Box(path, lambda: CellField(label=label, required=False, per=per))


def words(path: str, label: str, codes: Mapping[str, str] | None = None) -> Box:
    """Several words in one box."""
    key = path.rpartition(".")[2]
    return Box(path, lambda: WordsField(key, codes, label=label), fits=lambda value: isinstance(value, list))


def text(path: str, label: str) -> Box:
    """A line of text."""
    return Box(
        path, lambda: forms.CharField(label=label, max_length=200, required=False), kept=lambda typed: typed or None
    )
