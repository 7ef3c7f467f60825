"""Forms of the procedure: acceptance, visit, opinion, notice, objection, return, refusal, and a returned workbook."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from cases.applications.reasons import REFUSE, RETURN
from cases.applications.routes import SPECIAL
from cases.desk.forms.base import DeskForm
from cases.desk.forms.fields import Choices, DateField, MoneyField, Ticks
from cases.matching.vocabulary import VERDICTS
from cases.staff.models import Officer

_FILE_LIMIT = 5 * 1024 * 1024


def _long(**attrs: Any) -> forms.Textarea:
    return forms.Textarea({"rows": 3, **attrs})


class AcceptForm(DeskForm):
    """Whether the case may take longer, and why."""

    special = forms.ChoiceField(
        label="特殊情形",
        required=False,
        choices=[("", "没有"), *((code, words) for code, words in SPECIAL.items() if code != "objection")],
        help_text="特殊情形按延长的期限办理",
    )


class GapsForm(DeskForm):
    """What is missing, one a line."""

    lines = forms.CharField(
        label="还缺什么", widget=_long(rows=6), help_text="一行一项：谁、什么材料、哪段时间", max_length=4000
    )


class VisitForm(DeskForm):
    """A home visit by two officers."""

    visited_on = DateField(label="入户日期")
    first = forms.ModelChoiceField(Officer.objects.none(), label="调查人一", empty_label="选一人")
    second = forms.ModelChoiceField(Officer.objects.none(), label="调查人二", empty_label="选一人")
    place = forms.CharField(label="地点", max_length=120)
    present = forms.CharField(label="在场人员", max_length=120, required=False)
    findings = forms.CharField(label="看到的情况", max_length=4000, widget=_long(rows=4))
    agrees = forms.TypedChoiceField(
        label="与申报",
        choices=[("yes", "基本相符"), ("no", "不相符")],
        coerce=lambda value: value == "yes",
        widget=Choices,
    )

    def __init__(self, *args: Any, officers: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].queryset = officers  # type: ignore[attr-defined]
        self.fields["visited_on"].latest = today  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two persons, not one twice."""
        data = super().clean() or {}
        if data.get("first") and data.get("first") == data.get("second"):
            self.add_error("second", "入户调查须由两名不同的工作人员进行")
        return data


class OpinionForm(DeskForm):
    """The township's opinion."""

    recommend = forms.ChoiceField(label="意见", choices=[("grant", "建议给予"), ("refuse", "建议不予")], widget=Choices)
    grade = forms.ChoiceField(label="评定的档次", required=False)
    text = forms.CharField(label="理由", max_length=2000, widget=_long())
    objection_outcome = forms.CharField(label="异议处理结果", max_length=1000, required=False, widget=_long(rows=2))

    def __init__(self, *args: Any, objected: bool = False, grades: Mapping[str, str] | None = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        if not objected:
            del self.fields["objection_outcome"]
        if grades:
            self.fields["grade"].choices = [("", "选一档"), *grades.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["grade"]

    def clean(self) -> dict[str, Any]:
        """Where the place pays by grade, a grant needs one."""
        data = super().clean() or {}
        if "grade" in self.fields and data.get("recommend") == "grant" and not data.get("grade"):
            self.add_error("grade", "选评定的档次")
        return data


class ObjectionForm(DeskForm):
    """Somebody objects during the notice."""

    by_whom = forms.CharField(label="提出人", max_length=60, required=False, help_text="不愿留名的可以空着")
    text = forms.CharField(label="异议内容", max_length=2000, widget=_long())


class NoteForm(DeskForm):
    """Why."""

    note = forms.CharField(label="理由", max_length=2000, widget=_long())


class VisitAgainForm(NoteForm):
    """What to look at when the home is visited again."""

    note = forms.CharField(label="要核实什么", max_length=150, widget=_long(rows=2))


class ReturnForm(DeskForm):
    """Why a case goes back, and what is to be filled."""

    codes = forms.MultipleChoiceField(label="退回原因", required=False, choices=list(RETURN.items()), widget=Ticks)
    lines = forms.CharField(
        label="要补什么",
        required=False,
        max_length=2000,
        widget=_long(rows=2),
        help_text="一行一项：谁、什么材料、哪段时间",
    )

    def clean(self) -> dict[str, Any]:
        """At least one reason or one line."""
        data = super().clean() or {}
        if not data.get("codes") and not (data.get("lines") or "").strip():
            self.add_error("codes", "至少选一条原因，或写明要补什么")
        return data


class RefuseForm(DeskForm):
    """Why a case is refused."""

    codes = forms.MultipleChoiceField(
        label="不予确认的依据", choices=[(code, words) for code, (words, _) in REFUSE.items()], widget=Ticks
    )
    note = forms.CharField(label="告知申请人的话", max_length=1000, widget=_long(rows=2))


class ReliefForm(DeskForm):
    """Relief first: how much, and why it cannot wait."""

    amount = MoneyField(label="先行救助金额", min_fen=1)
    note = forms.CharField(label="紧急情况", max_length=1000, widget=_long(rows=2))


class NoticeForm(DeskForm):
    """Where and when the notices of this week hang."""

    posted_on = DateField(label="张贴日期")
    place = forms.CharField(label="张贴地点", max_length=120, initial="村（居）务公开栏")


class JudgeForm(DeskForm):
    """One verdict on one difference."""

    verdict = forms.ChoiceField(label="判断", choices=list(VERDICTS.items()))
    explanation = forms.CharField(label="说明", max_length=300, required=False)


class ExplainForm(DeskForm):
    """How a difference came about."""

    explanation = forms.CharField(label="差异的原因和证明", max_length=300, widget=_long(rows=2))


class ReturnFileForm(DeskForm):
    """The workbook that came back."""

    file = forms.FileField(
        label="核对结果", widget=forms.ClearableFileInput({"accept": ".xlsx"}), help_text="用导出的那张表填好的 .xlsx"
    )

    def clean_file(self) -> Any:
        """Not larger than a workbook of that kind can be."""
        file = self.cleaned_data["file"]
        if file.size > _FILE_LIMIT:
            raise forms.ValidationError("文件超过 5 MB，请分开上传")
        return file
