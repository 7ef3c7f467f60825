"""What is asked about a policy: place and day, the document with its dates, which parameters, and a word about an act."""

import csv
import io
import re
import zipfile
from datetime import date, timedelta
from typing import Any

from django import forms
from python_calamine import CalamineError, CalamineWorkbook

from cases.desk.forms.base import DeskForm
from cases.desk.forms.fields import DateField
from eligibility import api

Choices = list[tuple[str, str]]
_FAR = date(2100, 1, 1)


class PlaceDayForm(DeskForm):
    """Which place and which day the pages speak of."""

    area = forms.ChoiceField(label="地区", required=False)
    day = DateField(label="哪一天", required=False, earliest=date(2000, 1, 1), latest=_FAR)

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = places  # type: ignore[attr-defined]


class ChooseForm(DeskForm):
    """Which parameters a new document sets, and for which place."""

    area = forms.ChoiceField(label="适用地区")
    name = forms.MultipleChoiceField(label="要改哪些", error_messages={"required": "至少选一项要改的参数"})

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = places  # type: ignore[attr-defined]
        self.fields["name"].choices = [(name, one.meaning) for name, one in api.REGISTRY.items()]  # type: ignore[attr-defined]


class DocumentForm(DeskForm):
    """The document that gives the figures force, and the days between which they hold."""

    document = forms.CharField(label="文件名称和文号", max_length=300)
    article = forms.CharField(label="条款", max_length=200, required=False, help_text="例如 第三条")
    start = DateField(label="施行日期", latest=_FAR, earliest=date(1999, 1, 1), help_text="例如 2027年1月1日")
    last = DateField(label="最后一天", required=False, latest=_FAR, help_text="没有写明就空着")
    corrects = forms.BooleanField(label="更正或追溯替代已经发布的数值", required=False)
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=500,
        help_text="施行日期早于今天的，必须写明追溯施行的理由",
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_document(self) -> str:
        """One line without control signs."""
        return narrow_but_wide(self.cleaned_data["document"])

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first; a day that is past needs its reason."""
        given: dict[str, Any] = super().clean() or {}
        start, last = given.get("start"), given.get("last")
        if start and last and last < start:
            self.add_error("last", "最后一天不能早于施行日期")
        if start and start < self.today and not (given.get("note") or "").strip():
            self.add_error("note", "施行日期早于今天，写明追溯施行的理由")
        return given

    @property
    def end(self) -> date | None:
        """The first day on which the figures hold no more, as the book keeps it."""
        last = self.cleaned_data.get("last")
        return last + timedelta(days=1) if last else None


def narrow_but_wide(text: str) -> str:
    """Without control signs, but with the full-width brackets that document numbers carry."""
    return "".join(sign for sign in text if sign.isprintable()).strip()


class ActForm(DeskForm):
    """An act on a version and the word that some acts need."""

    do = forms.CharField(max_length=20)
    note = forms.CharField(label="说明", required=False, max_length=500, widget=forms.Textarea({"rows": 2}))


# --- a year's holidays ---

MOST_BYTES = 1 << 20
MOST_UNPACKED = 20 << 20
MOST_ROWS = 400
_KINDS = {
    "holiday": ("放假", "节假日", "法定节假日", "holiday"),
    "make_up": ("上班", "调休上班", "补班", "make_up"),
}
_NUMBER = re.compile(r"\d")


class HolidayForm(DeskForm):
    """The file of a year's holiday notice; valid only when every row is."""

    number = forms.CharField(label="通知文号", max_length=100, help_text="例如 国办发明电〔2026〕9号")
    file = forms.FileField(
        label="放假安排",
        max_length=120,
        help_text="CSV 或 .xlsx，第1行为列名：日期、类别；类别写 放假 或 上班，只列放假和调休上班的日子",
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx"}),
        error_messages={"empty": "这个文件是空的", "required": "选一个放假安排文件"},
    )

    def clean_number(self) -> str:
        """A number of a document has a digit in it."""
        text = narrow_but_wide(self.cleaned_data["number"])
        if not _NUMBER.search(text):
            raise forms.ValidationError("文号里要有年份和编号，例如 国办发明电〔2026〕9号")
        return text

    def clean_file(self) -> dict[date, str]:
        """The days that the notice names."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError("文件超过 1 MB；一年的放假安排只有几十行")
        self.file_name = narrow_but_wide(str(upload.name))[:100]
        return _days_of(_table_of(upload.read()))


def _table_of(content: bytes) -> list[list[str]]:
    if content[:4] == b"PK\x03\x04":
        return _workbook(content)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return _csv(text)
    raise forms.ValidationError("这个文件读不出来，请另存为 CSV（UTF-8 或 GBK）或 .xlsx")


def _csv(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        raise forms.ValidationError("这个 CSV 的引号或换行不成对，请用 Excel 打开后重新保存") from None


def _workbook(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise forms.ValidationError("工作簿展开后过大，请另存为 CSV")
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError, OSError):
        raise forms.ValidationError("这个工作簿读不出来，请用 Excel 另存为 .xlsx 或 CSV") from None
    return [[str(cell) for cell in row] for row in rows]


def _days_of(table: list[list[str]]) -> dict[date, str]:
    header = [cell.strip() for cell in table[0]] if table else []
    if "日期" not in header or "类别" not in header:
        raise forms.ValidationError("第1行要有“日期”和“类别”两列")
    rows = [(number, row) for number, row in enumerate(table[1:], start=2) if any(cell.strip() for cell in row)]
    if len(rows) > MOST_ROWS:
        raise forms.ValidationError(f"有 {len(rows)} 行，最多 {MOST_ROWS} 行；只列放假和调休上班的日子")
    places = header.index("日期"), header.index("类别")
    faults: list[str] = []
    days: dict[date, str] = {}
    for number, row in rows:
        cells = [row[place] if place < len(row) else "" for place in places]
        _take_row(number, cells, days, faults)
    faults += _whole(days)
    if faults:
        raise forms.ValidationError([forms.ValidationError(fault) for fault in faults[:20]])
    return days


def _take_row(number: int, cells: list[str], days: dict[date, str], faults: list[str]) -> None:
    try:
        day = DateField().to_python(cells[0].split(" ")[0])
    except forms.ValidationError as wrong:
        faults.append(f"第 {number} 行：{wrong.messages[0]}")
        return
    kind = next((code for code, said in _KINDS.items() if cells[1].strip() in said), "")
    if day is None or not kind:
        faults.append(
            f"第 {number} 行：类别“{cells[1][:20]}”不可用，应为 放假 或 上班" if day else f"第 {number} 行：没有日期"
        )
    elif day in days:
        faults.append(f"第 {number} 行：{day} 写了两次")
    elif kind == "make_up" and day.weekday() < 5:
        faults.append(f"第 {number} 行：{day} 不是周末，本来就上班，不用列")
    else:
        days[day] = kind


def _whole(days: dict[date, str]) -> list[str]:
    years = sorted({day.year for day in days})
    if not years:
        return ["文件里没有可用的日期"]
    return [] if len(years) == 1 else [f"文件里有 {'、'.join(map(str, years))} 几年，请一年一个文件"]
