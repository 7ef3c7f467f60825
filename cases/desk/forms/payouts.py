"""Forms of the payout pages: which month to draft, the bank's answer, and a word about a move."""

from django import forms

from cases.desk.forms.base import DeskForm
from cases.desk.forms.fields import MonthField
from eligibility.words.codes import BENEFITS

PAYABLE = ("dibao", "tekun", "temporary_relief", "rigid_expenditure")  # the last where a place pays it


class DraftForm(DeskForm):
    """Which benefit and month to make a list for."""

    benefit = forms.ChoiceField(label="救助类型", choices=[(code, BENEFITS[code]) for code in PAYABLE])
    month = MonthField(label="发放月份", help_text="例如 2026-12；以前月份欠发的一并补发")


class ReturnForm(DeskForm):
    """The bank's answer."""

    file = forms.FileField(
        label="回盘文件",
        help_text="CSV 或 .xlsx，第1行为列名：流水号、金额(元)、结果，可以有：原因、代码",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={"empty": "这个文件是空的，请换一个文件"},
    )


class MoveForm(DeskForm):
    """A move, the version that was seen, and the note that some moves need."""

    do = forms.CharField(max_length=20)
    version = forms.IntegerField(min_value=0)
    note = forms.CharField(label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
