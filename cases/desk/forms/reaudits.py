"""What a re-audit found, as a form."""

from typing import Any

from django import forms

from cases.assessments.services import Grace
from cases.desk.forms.base import DeskForm
from cases.desk.forms.fields import Choices, DateField, MoneyField, MonthField
from cases.reaudits.grace import REASONS
from cases.reaudits.practice import GROUNDS_TO_END

_OUTCOMES = [("keep", "维持"), ("change", "按重算金额调整"), ("grace", "进入渐退期"), ("end", "停发")]


class GraceForm(DeskForm):
    """From which month the award goes on for the place's months although work has lifted the income, and why."""

    grace_from = MonthField(label="渐退期自何月起", help_text="收入超过标准以后的月份，如 2026-12")
    grace_reason = forms.ChoiceField(label="增收的原因", choices=[("", "选一种"), *REASONS.items()])
    supplement = MoneyField(
        label="原来每月低保金里的分类施保", required=False, help_text="系统发的不用填；台账导入的填，没有填 0"
    )

    def grace(self) -> Grace:
        """What the calculation is asked with."""
        given = self.cleaned_data
        return Grace(given["grace_from"], given["grace_reason"], given["supplement"])


class ProposalForm(DeskForm):
    """Evidence with its dates, what was found, and what follows; a grace only where the calculation has weighed one."""

    visited_on = DateField(label="入户日期", required=False)
    checked_on = DateField(label="信息核对日期", required=False)
    findings = forms.CharField(
        label="复核情况",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="看到什么、和谁谈过、与登记是否相符",
    )
    outcome = forms.ChoiceField(label="结论", choices=_OUTCOMES, widget=Choices)
    ground = forms.ChoiceField(
        label="停发事由",
        required=False,
        choices=[("", "按重新计算不再符合条件"), *GROUNDS_TO_END.items()],
        help_text="只在停发时选",
    )
    from_month = MonthField(label="自何月起", required=False, help_text="调整或停发时填，如 2026-12")

    def __init__(self, *args: Any, grace: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [choice for choice in _OUTCOMES if grace or choice[0] != "grace"]
        self.fields["outcome"].choices = offered  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the service takes; fields left empty are left out."""
        return {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}
