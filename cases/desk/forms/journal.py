"""The form above the journal: whose acts, from which day to which, about which case."""

from typing import Any

from django import forms

from cases.desk.forms.base import DeskForm
from cases.desk.forms.fields import DateField, narrow

KINDS = (
    ("household", "家庭（户编号）"),
    ("application", "申请（申请编号）"),
    ("reaudit", "定期复核（编号）"),
    ("payout_run", "发放批次（编号）"),
)


class JournalForm(DeskForm):
    """Everything may be left empty; a number needs its kind."""

    officer = forms.CharField(label="经办人姓名或登录名", required=False, max_length=40)
    since = DateField(label="从哪天", required=False)
    until = DateField(label="到哪天", required=False)
    kind = forms.ChoiceField(label="哪类事项", required=False, choices=[("", "全部"), *KINDS])
    number = forms.CharField(label="编号", required=False, max_length=40)

    def clean_officer(self) -> str:
        """Without blanks and full width."""
        return narrow(self.cleaned_data["officer"])

    def clean_number(self) -> str:
        """Without blanks and full width."""
        return narrow(self.cleaned_data["number"])

    def clean(self) -> dict[str, Any]:
        """The days in order, the number with its kind."""
        asked = super().clean() or self.cleaned_data
        since, until = asked.get("since"), asked.get("until")
        if since and until and until < since:
            self.add_error("until", f"结束日期不能早于 {since}")
        if asked.get("number") and not asked.get("kind"):
            self.add_error("kind", "填了编号，还要选哪类事项")
        return asked
