"""What is asked on the pages of a family: the list's filter, why a number is shown, and how a member leaves."""

from typing import Any

from django import forms

from cases.desk.forms.base import DeskForm
from cases.desk.forms.fields import DateField
from eligibility.words.codes import SETTINGS

REASONS = ("核对证件", "办理发放", "信息核对", "接受查询")


class FilterForm(DeskForm):
    """The list's search box and setting; anything odd is simply not a filter."""

    q = forms.CharField(max_length=40, required=False)
    setting = forms.ChoiceField(choices=[("", "全部"), *SETTINGS.items()], required=False)


class RevealForm(DeskForm):
    """Which number is shown and why; who looked stays in the journal."""

    token = forms.CharField(max_length=40, widget=forms.HiddenInput)
    why = forms.ChoiceField(label="为什么要看", choices=[(words, words) for words in REASONS])


class LeaveForm(DeskForm):
    """A member no longer lives with the family, or has died."""

    on = DateField(label="从哪天起不再共同生活", required=False, help_text="写成 2027-01-01")
    reason = forms.CharField(label="原因", max_length=60, required=False, help_text="例如 分户、结婚迁出")
    died_on = DateField(label="去世日期", required=False, help_text="去世的只填这一项")

    def clean(self) -> dict[str, Any]:
        """A death says its day alone; anything else says from when and why."""
        data = super().clean() or {}
        if data.get("died_on") and data.get("on"):
            self.add_error("on", "已填去世日期，这一项空着：去世的第二天起不再计入")
        return data
