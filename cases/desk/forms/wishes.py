"""The particulars of a draft: only the boxes that its benefit has."""

from typing import Any

from django import forms

from cases.applications.models import Application
from cases.desk.forms.fields import MoneyField
from cases.desk.forms.intake import ReliefBoxes, choices_of, said_of
from cases.households import vocabulary as words

_RELIEF = ("cause", "amount_requested", "months", "same_cause_justified", "outside_reason")
_OTHERS = ("single_person", "grade")


class DraftForm(ReliefBoxes):
    """What an application says about itself."""

    basis = forms.ChoiceField(label="在本地申请的依据", choices=choices_of(words.BASES, None))
    cause = forms.ChoiceField(label="困难原因", choices=choices_of(words.CAUSES, "没有说"), required=False)
    amount_requested = MoneyField(label="临时救助申请金额", required=False)
    months = forms.IntegerField(label="困难持续月数", min_value=1, max_value=60, required=False)
    single_person = forms.BooleanField(label="只为申请人一个人申请（单人保）", required=False)
    grade = forms.CharField(
        label="评定的档次", max_length=10, required=False, help_text="只在按档次发低保金的地方填，如 A"
    )
    reason = forms.CharField(label="申请理由", max_length=500, required=False, widget=forms.Textarea({"rows": 3}))

    field_order = ("basis", "cause", "amount_requested", "months", "single_person", "grade", "reason")

    def __init__(self, *args: Any, case: Application, **kwargs: Any) -> None:
        names = ("basis", "cause", "months", "single_person", "grade", "reason", "outside_reason")
        initial = {name: getattr(case, name) for name in names}
        initial["amount_requested"] = case.amount_requested_fen
        initial["same_cause_justified"] = said_of(case.same_cause_justified)
        super().__init__(*args, initial=initial, auto_id="wish_%s", **kwargs)
        for name in _OTHERS if case.benefit == "temporary_relief" else _RELIEF:
            del self.fields[name]

    def clean_amount_requested(self) -> int | None:
        """Nothing or more than nothing."""
        fen: int | None = self.cleaned_data["amount_requested"]
        if fen == 0:
            raise forms.ValidationError("申请金额须大于零，没有就空着", code="too_small")
        return fen

    def wish(self) -> dict[str, Any]:
        """What the service writes."""
        given = dict(self.cleaned_data)
        if "amount_requested" in given:
            given["amount_requested_fen"] = given.pop("amount_requested")
        return given
