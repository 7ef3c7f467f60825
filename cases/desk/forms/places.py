"""What is asked about a whole place: which file to take in, where a new county begins, and whose figures it begins with."""

from datetime import date
from typing import Any

from django import forms

from cases.desk.forms.base import DeskForm
from cases.desk.forms.fields import Choices as Radios
from cases.desk.forms.fields import DateField
from cases.desk.forms.policies import Choices

MOST_BYTES = 1 << 20
AS_WRITTEN = ""


class PlaceFileForm(DeskForm):
    """The file of a whole place, and for which place it is read."""

    file = forms.FileField(
        label="地区政策文件",
        required=False,
        max_length=120,
        help_text="由“导出”得到的 .yaml 文件；先给您看，再存为草稿，仍由另一人发布",
        widget=forms.ClearableFileInput({"accept": ".yaml,.yml,.txt"}),
        error_messages={"empty": "这个文件是空的"},
    )
    text = forms.CharField(required=False, max_length=MOST_BYTES, strip=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    area = forms.ChoiceField(label="用在哪里", required=False)

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [(code, f"{name}（作为底稿，改过文件名称才能发布）") for code, name in places]
        self.fields["area"].choices = [(AS_WRITTEN, "文件里写的地区"), *told]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The text of the file, or the one that was shown before."""
        given: dict[str, Any] = super().clean() or {}
        upload = given.get("file")
        if upload is not None:
            given["text"], given["name"] = self._read(upload), str(upload.name)[:120]
        if not given.get("text") and not self.errors:
            self.add_error("file", "选一个地区政策文件")
        return given

    def _read(self, upload: Any) -> str:
        if upload.size > MOST_BYTES:
            self.add_error("file", "文件超过 1 MB；一个地区的政策文件只有几十 KB")
            return ""
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("file", "这个文件读不出来，应为 UTF-8 的 .yaml 文件")
            return ""


class BeginForm(DeskForm):
    """Which county is set up, and from which day its figures hold."""

    area = forms.ChoiceField(label="哪个区县")
    start = DateField(
        label="从哪天起用", earliest=date(1999, 1, 1), latest=date(2100, 1, 1), help_text="例如 2027年1月1日"
    )
    note = forms.CharField(
        label="说明", required=False, max_length=500, help_text="早于今天的，写明追溯施行的理由",
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, places: Choices, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A day that is past needs its reason."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("start") and given["start"] < self.today and not (given.get("note") or "").strip():
            self.add_error("note", "起用日期早于今天，写明追溯施行的理由")
        return given


class LenderForm(BeginForm):
    """Whose figures the new county begins with."""

    lender = forms.ChoiceField(label="拿哪里的政策作底稿", widget=Radios, error_messages={"required": "选一个地区"})

    def __init__(self, *args: Any, lenders: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lender"].choices = lenders  # type: ignore[attr-defined]
        for name in ("area", "start", "note"):
            self.fields[name].widget = forms.HiddenInput()
