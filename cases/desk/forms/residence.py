"""Two parameters that are a code in one place and a record in another: who may apply by residence permit, how often relief is given."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cases.desk.forms.editor import Editor
from eligibility.words.figures import ANYWHERE

_REPEATS = ("once_per_cause_per_year", "once_per_year", "n_per_year", "same_cause_needs_reason", "free")


class ResidenceEditor(Editor):
    """Whether holders of a residence permit may apply where they live, and after how many months."""

    may = forms.ChoiceField(
        label="居住证持有人",
        choices=[("", "选一种"), ("no", "不可在居住地申请"), ("yes", "可在居住地申请"), ("months", "居住证满下列月数的可以")],
    )  # fmt: skip
    months = forms.IntegerField(
        label="满几个月", min_value=0, max_value=120, required=False, widget=forms.TextInput({"inputmode": "numeric"})
    )

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """The way, and the months where there are some."""
        if isinstance(value, Mapping):
            return {"may": "months", "months": value["permit_months"]}
        return {} if value is None else {"may": "yes" if value else "no"}

    def clean_months(self) -> int | None:
        """The months belong to the way that counts them."""
        months: int | None = self.cleaned_data["months"]
        if self.cleaned_data.get("may") == "months" and months is None:
            raise forms.ValidationError("填居住证要满几个月")
        return months

    def value(self) -> Any:
        """Yes, no, or so many months."""
        given = self.cleaned_data
        return {"permit_months": given["months"]} if given["may"] == "months" else given["may"] == "yes"


class RepeatEditor(Editor):
    """How often relief is given for one cause."""

    rule = forms.ChoiceField(label="次数", choices=[("", "选一种"), *((code, ANYWHERE[code]) for code in _REPEATS)])
    n = forms.IntegerField(
        label="一年几次", min_value=1, max_value=12, required=False, widget=forms.TextInput({"inputmode": "numeric"})
    )

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """The rule, and the number where it has one."""
        return dict(value) if isinstance(value, Mapping) else {"rule": value}

    def clean_n(self) -> int | None:
        """The number belongs to the rule that counts."""
        number: int | None = self.cleaned_data["n"]
        if self.cleaned_data.get("rule") == "n_per_year" and number is None:
            raise forms.ValidationError("填一年几次")
        return number

    def value(self) -> Any:
        """The rule alone, or with its number."""
        given = self.cleaned_data
        return {"rule": given["rule"], "n": given["n"]} if given["n"] else given["rule"]
