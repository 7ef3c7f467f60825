"""The form that takes a register's workbook."""

from django import forms

from cases.desk.forms.base import DeskForm
from cases.register.gate import MOST_BYTES


class UploadForm(DeskForm):
    """One workbook."""

    file = forms.FileField(
        label="台账工作簿",
        max_length=120,
        help_text=f"用模板填写的 .xlsx，最大 {MOST_BYTES >> 20} MB",
        widget=forms.ClearableFileInput({"accept": ".xlsx"}),
        error_messages={"empty": "这个文件是空的", "required": "选一个台账工作簿"},
    )
