"""Forms for the values of the policy book, chosen by the parameter's type: plain boxes where they suffice, careful text elsewhere."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cases.desk.forms import records, rows
from cases.desk.forms.amounts import CellField, PlainAmountField, Share, ShareField
from cases.desk.forms.editor import Editor
from cases.desk.forms.plaintext import PlainTextField
from cases.desk.forms.residence import RepeatEditor, ResidenceEditor
from cases.desk.forms.routes import RouteEditor
from cases.desk.forms.rows import RowsEditor
from eligibility import api
from eligibility.words.codes import SETTINGS
from eligibility.words.figures import CARE, CODES, PERS, key_words

_MODES = ("centralised", "dispersed")
_PER_CHOICES = [(code, f"元/{PERS[code]}") for code in ("month", "year")]


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

    def build(self) -> None:
        """The unit of this parameter."""
        self.fields["number"].unit = api.REGISTRY[self.name].unit  # type: ignore[attr-defined]
        self.fields["number"].widget = forms.TextInput({"inputmode": "numeric", "class": "input input--num"})

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """The number."""
        return {"number": value}

    def value(self) -> Any:
        """The number."""
        return self.cleaned_data["number"]


class SettingWholeEditor(Editor):
    """A whole number for town and country; what is the same for both is kept once."""

    urban = forms.IntegerField(label="城市", min_value=1, max_value=100_000)
    rural = forms.IntegerField(label="农村", min_value=1, max_value=100_000)

    def build(self) -> None:
        """The unit of this parameter."""
        for code in SETTINGS:
            self.fields[code].unit = api.REGISTRY[self.name].unit  # type: ignore[attr-defined]
            self.fields[code].widget = forms.TextInput({"inputmode": "numeric", "class": "input input--num"})

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """Both numbers."""
        return dict(value) if isinstance(value, dict) else dict.fromkeys(SETTINGS, value)

    def value(self) -> Any:
        """By setting only where the two differ."""
        both = {code: self.cleaned_data[code] for code in SETTINGS}
        return both["urban"] if both["urban"] == both["rural"] else both


class CodeEditor(Editor):
    """One of several ways that the registry knows."""

    code = forms.ChoiceField(label="办法")

    def build(self) -> None:
        """The ways of this parameter."""
        self.fields["code"].choices = [("", "选一种"), *CODES[self.name].items()]  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """The chosen way."""
        return {"code": value}

    def value(self) -> Any:
        """The chosen way."""
        return self.cleaned_data["code"]


class TableEditor(Editor):
    """城乡 × 供养方式 × 自理能力, for 特困: twelve cells; a care table that is the same for both is kept once."""

    def build(self) -> None:
        """One field a cell."""
        for key, label in self._cells():
            self.fields[key] = CellField(label=label, required=False)

    def _cells(self) -> list[tuple[str, str]]:
        return [
            (f"{setting}_{mode}_{code}", f"{SETTINGS[setting]}{key_words(mode)}{CARE[code]}")
            for setting in SETTINGS
            for mode in _MODES
            for code in CARE
        ]

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """Every cell by setting, mode and level; one table for both stands in both."""
        held = value or {}
        by_setting = held if held.keys() & set(SETTINGS) else dict.fromkeys(SETTINGS, held)
        return {
            f"{setting}_{mode}_{code}": cell
            for setting, modes in by_setting.items()
            for mode, cells in (modes or {}).items()
            for code, cell in (cells or {}).items()
        }

    def value(self) -> Any:
        """The table with an explicit unknown in each empty cell."""
        tables = {
            setting: {mode: {code: self.cleaned_data[f"{setting}_{mode}_{code}"] for code in CARE} for mode in _MODES}
            for setting in SETTINGS
        }
        one_for_both = self.name == "tekun.care" and tables["urban"] == tables["rural"]
        return tables["urban"] if one_for_both else tables

    def grid(self) -> tuple[list[str], list[tuple[str, list[Any]]]]:
        """The head and the rows of the page's table."""
        rows = [
            (f"{SETTINGS[setting]}，{key_words(mode)}", [self[f"{setting}_{mode}_{code}"] for code in CARE])
            for setting in SETTINGS
            for mode in _MODES
        ]
        return ["供养方式", *CARE.values()], rows


class BasicEditor(Editor):
    """城乡 × 供养方式, for the basic living standard: what is the same for both modes is kept once."""

    def build(self) -> None:
        """One field a cell."""
        for setting, said in SETTINGS.items():
            for mode in _MODES:
                label = f"{said}{key_words(mode)}"
                self.fields[f"{setting}_{mode}"] = CellField(label=label, required=False, per="month")

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """Every cell; what is written once stands in all it is for."""
        held = value or {}
        by_setting = held if held.keys() & set(SETTINGS) else dict.fromkeys(SETTINGS, held)
        return {
            f"{setting}_{mode}": (inner or {}).get(mode) if (inner or {}).keys() & set(_MODES) else inner or None
            for setting, inner in by_setting.items()
            for mode in _MODES
        }

    def value(self) -> Any:
        """By setting; by mode only where the two differ."""
        cells = {setting: {mode: self.cleaned_data[f"{setting}_{mode}"] for mode in _MODES} for setting in SETTINGS}
        return {
            setting: held["centralised"] if held["centralised"] == held["dispersed"] else held
            for setting, held in cells.items()
        }

    def grid(self) -> tuple[list[str], list[tuple[str, list[Any]]]]:
        """The head and the rows of the page's table."""
        rows = [(said, [self[f"{setting}_{mode}"] for mode in _MODES]) for setting, said in SETTINGS.items()]
        return ["城乡", *(key_words(mode) for mode in _MODES)], rows


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
    "int or by-setting int": SettingWholeEditor,
    "code": CodeEditor,
}


_OF_THEIR_OWN: Mapping[str, type[Editor]] = {
    "edge.income_ceiling": CellEditor,  # money in its type, a multiple of the minimum wage in some places
    "household.residence_basis": ResidenceEditor,
    "relief.repeat": RepeatEditor,
    "tekun.basic": BasicEditor,
    "tekun.care": TableEditor,
    "tekun.total": TableEditor,
}
AnyEditor = Editor | RowsEditor | RouteEditor


def editor_for(name: str, value: Any, data: Any = None) -> AnyEditor:
    """The boxes for a parameter, filled with a value; bound when there is data."""
    if name == "route" and RouteEditor.fits(value):
        return RouteEditor(value, data)
    if rows.fits(name, value) or rows.speaks(name, data):
        return RowsEditor(name, value, data)
    kind = _kind(name, value)
    return kind(name, data, initial=kind.initial_of(value))


def _kind(name: str, value: Any) -> type[Editor]:
    if records.fits(name, value):
        return records.RecordEditor
    kind = _OF_THEIR_OWN.get(name) or _BY_TYPE.get(api.REGISTRY[name].type, TextEditor)
    return TextEditor if kind is CodeEditor and name not in CODES else kind
