"""What a re-audit found, as a form."""

from typing import Any

from django import forms

from cases.desk.forms.base import DeskForm
from cases.desk.forms.fields import Choices, DateField, MonthField
from cases.reaudits.practice import GROUNDS_TO_END


class ProposalForm(DeskForm):
    """Evidence with its dates, what was found, and what follows."""

    visited_on = DateField(label="入户日期", required=False)
    checked_on = DateField(label="信息核对日期", required=False)
    findings = forms.CharField(
        label="复核情况",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="看到什么、和谁谈过、与登记是否相符",
    )
    outcome = forms.ChoiceField(
        label="结论", choices=[("keep", "维持"), ("change", "按重算金额调整"), ("end", "停发")], widget=Choices
    )
    ground = forms.ChoiceField(
        label="停发事由",
        required=False,
        choices=[("", "按重新计算不再符合条件"), *GROUNDS_TO_END.items()],
        help_text="只在停发时选",
    )
    from_month = MonthField(label="自何月起", required=False, help_text="调整或停发时填，如 2026-12")

    def said(self) -> dict[str, Any]:
        """What the service takes; fields left empty are left out."""
        return {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}
