"""Forms for the values of the policy book, chosen by the parameter's type: plain boxes where they suffice, careful text elsewhere."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cases.desk.figure_words import CARE, PERS, key_words
from cases.desk.forms.amounts import CellField, PlainAmountField, Share, ShareField
from cases.desk.forms.base import DeskForm
from cases.desk.forms.plaintext import PlainTextField
from cases.desk.forms.rows import RowsEditor, fits
from cases.households.vocabulary import SETTINGS
from eligibility import api

_PER_CHOICES = [(code, f"元/{PERS[code]}") for code in ("month", "year")]


class Editor(DeskForm):
    """The boxes of one parameter; `value` is what the book would keep."""

    grid: Any = None  # a table draws its cells by itself

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        self.name = name
        super().__init__(*args, prefix=name.replace(".", "-"), **kwargs)

    @property
    def sheets(self) -> list[DeskForm]:
        """The forms whose faults the page lists."""
        return [self]

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """The boxes' contents for a value of the book."""
        raise NotImplementedError

    def value(self) -> Any:
        """The value for the book."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """What the boxes say must have the form that the registry knows; the registry's own words say what is wrong."""
        given = super().clean() or {}
        if not self.errors:
            try:
                api.check_value(self.name, self.value(), self.name)
            except api.BadValue as bad:
                raise forms.ValidationError(f"{in_words(bad.path, self.name)}{bad.message}") from None
        return given


def in_words(path: str, name: str) -> str:
    """Where in a value something is wrong, as it stands in the text box."""
    return f"{path}：" if path != name else ""


class MoneyEditor(Editor):
    """One amount a month or a year."""

    amount = PlainAmountField(label="金额")
    per = forms.ChoiceField(label="单位", choices=_PER_CHOICES)

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """Amount and unit."""
        return dict(value or {"per": "month"})

    def value(self) -> Any:
        """Money as it is published."""
        return {"amount": self.cleaned_data["amount"], "per": self.cleaned_data["per"]}


class SettingMoneyEditor(Editor):
    """An amount for town and one for country; empty is not published."""

    urban = PlainAmountField(label="城市", required=False)
    urban_per = forms.ChoiceField(label="城市的单位", choices=_PER_CHOICES)
    rural = PlainAmountField(label="农村", required=False)
    rural_per = forms.ChoiceField(label="农村的单位", choices=_PER_CHOICES)

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """Amounts and units."""
        held = {code: (value or {}).get(code) or {} for code in SETTINGS}
        amounts = {code: one.get("amount", "") for code, one in held.items()}
        return amounts | {f"{code}_per": one.get("per", "month") for code, one in held.items()}

    def value(self) -> Any:
        """Both settings; an empty box is explicitly unknown."""
        given = self.cleaned_data
        return {
            code: {"amount": given[code], "per": given[f"{code}_per"]} if given[code] else None for code in SETTINGS
        }


class SettingCellEditor(Editor):
    """A sum or a multiple for town and country."""

    urban = CellField(label="城市", required=False, per="month")
    rural = CellField(label="农村", required=False, per="month")

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """One cell a setting; one value for both stands in both."""
        if isinstance(value, Mapping) and not value.keys() & set(SETTINGS):
            return dict.fromkeys(SETTINGS, value)
        return dict(value or {})

    def value(self) -> Any:
        """Both settings."""
        return {code: self.cleaned_data[code] for code in SETTINGS}


class CellEditor(Editor):
    """A sum or a multiple of another figure."""

    cell = CellField(label="数值", per="month")

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """The one cell."""
        return {"cell": value}

    def value(self) -> Any:
        """The sum or the multiple."""
        return self.cleaned_data["cell"]


class SettingChoiceEditor(Editor):
    """One of two ways for town and country (低保金计发方式)."""

    _WAYS = (("", "未公布"), ("difference", "差额补助"), ("graded", "分档补助"))
    urban = forms.ChoiceField(label="城市", choices=_WAYS, required=False)
    rural = forms.ChoiceField(label="农村", choices=_WAYS, required=False)

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """The chosen ways."""
        return dict(value or {})

    def value(self) -> Any:
        """Both settings."""
        return {code: self.cleaned_data[code] or None for code in SETTINGS}


class ShareEditor(Editor):
    """A part of the whole, typed in percent."""

    share = ShareField(label="比例", widget=forms.TextInput({"inputmode": "decimal", "class": "input--num"}))

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """A share as percent."""
        return {"share": Share(value)} if value else {}

    def value(self) -> Any:
        """The share as the book keeps it."""
        return self.cleaned_data["share"]


class DecimalEditor(Editor):
    """So many times something."""

    times = forms.CharField(
        label="倍数", max_length=12, widget=forms.TextInput({"inputmode": "decimal", "class": "input--num"})
    )

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """The number as written."""
        return {"times": value or ""}

    def value(self) -> Any:
        """The number as written."""
        return self.cleaned_data["times"].strip()


class WholeEditor(Editor):
    """A whole number."""

    number = forms.IntegerField(label="数目", min_value=0, max_value=100_000)

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(name, *args, **kwargs)
        self.fields["number"].unit = api.REGISTRY[name].unit  # type: ignore[attr-defined]
        self.fields["number"].widget = forms.TextInput({"inputmode": "numeric", "class": "input input--num"})

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """The number."""
        return {"number": value}

    def value(self) -> Any:
        """The number."""
        return self.cleaned_data["number"]


class CodeEditor(Editor):
    """How several supplements of one person meet."""

    code = forms.ChoiceField(
        label="办法", choices=[("highest", "取最高一项"), ("sum", "各项相加"), ("one_per_person", "每人只计一项")]
    )

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """The chosen way."""
        return {"code": value}

    def value(self) -> Any:
        """The chosen way."""
        return self.cleaned_data["code"]


class TableEditor(Editor):
    """供养方式 × 自理能力, for 特困: twelve cells by setting, or six for both."""

    settings_of = {"tekun.total": tuple(SETTINGS), "tekun.care": ("",)}

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        self.settings = self.settings_of[name]
        super().__init__(name, *args, **kwargs)
        for key, label in self._cells():
            field = CellField(label=label, required=False)
            field.widget.attrs["class"] = "input"
            self.fields[key] = field

    def _cells(self) -> list[tuple[str, str]]:
        return [
            (f"{setting}_{mode}_{code}", f"{SETTINGS.get(setting, '')}{key_words(mode)}{CARE[code]}")
            for setting in self.settings
            for mode in ("centralised", "dispersed")
            for code in CARE
        ]

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """Every cell by setting, mode and level."""
        held = value or {}
        by_setting = held if held.keys() & set(SETTINGS) else {"": held}
        return {
            f"{setting}_{mode}_{code}": cell
            for setting, modes in by_setting.items()
            for mode, cells in (modes or {}).items()
            for code, cell in (cells or {}).items()
        }

    def value(self) -> Any:
        """The table with an explicit unknown in each empty cell."""
        tables = {
            setting: {
                mode: {code: self.cleaned_data[f"{setting}_{mode}_{code}"] for code in CARE}
                for mode in ("centralised", "dispersed")
            }
            for setting in self.settings
        }
        return tables.get("", tables)

    def grid(self) -> tuple[list[str], list[tuple[str, list[Any]]]]:
        """The head and the rows of the page's table."""
        rows = [
            (f"{SETTINGS.get(setting, '')}{key_words(mode)}", [self[f"{setting}_{mode}_{code}"] for code in CARE])
            for setting in self.settings
            for mode in ("centralised", "dispersed")
        ]
        return ["供养方式", *CARE.values()], rows


class TextEditor(Editor):
    """The careful text editor for the shapes that have no boxes of their own."""

    text = PlainTextField(label="内容")

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """The value as text."""
        return {"text": value}

    def value(self) -> Any:
        """What the text says."""
        return self.cleaned_data["text"]


_BY_TYPE: Mapping[str, type[Editor]] = {
    "by-setting money": SettingMoneyEditor,
    "by-setting money or multiple": SettingCellEditor,
    "by-setting code": SettingChoiceEditor,
    "money": MoneyEditor,
    "money or multiple": CellEditor,
    "share": ShareEditor,
    "decimal": DecimalEditor,
    "int": WholeEditor,
    "code": CodeEditor,
}


def editor_for(name: str, value: Any, data: Any = None) -> Editor | RowsEditor:
    """The boxes for a parameter, filled with a value; bound when there is data."""
    if fits(name, value):
        return RowsEditor(name, value, data)
    kind = TableEditor if name in TableEditor.settings_of else _BY_TYPE.get(api.REGISTRY[name].type, TextEditor)
    if kind is TableEditor and name == "tekun.care" and (value or {}).keys() & set(SETTINGS):
        kind = TextEditor  # a place with a table of its own for town and for country
    return kind(name, data, initial=kind.initial_of(value))
