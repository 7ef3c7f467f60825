"""A table of new figures as a file: the workbook to fill in, and a workbook or text that came back."""

import io
from typing import Any

import xlsxwriter
from django import forms

from cases.desk.forms.base import DeskForm
from cases.desk.forms.leaves import leaves_of
from cases.desk.forms.lists import LIST_TITLES, head_of, lines_of
from cases.desk.forms.sheets import GridRow, cells_of
from cases.register.reader import Unreadable, sheets_of
from eligibility import api
from eligibility.words.figures import ORDER, subject_of

SINGLE = "数值"
MOST_BYTES = 2 << 20
MOST_LINES = 1000
MOST_CELLS = 30
_HEAD = ("项目", "细目", "现行", "新值", "单位")
_LEGEND = "只填“新值”一列，空着的不改；金额写 820 或 5184元/年，倍数写 最低工资×0.35，比例写 30。其余各表写全，写进去的整张替换现行的。"


class SheetForm(DeskForm):
    """Where the new figures come from: a table pasted, or a file."""

    area = forms.ChoiceField(label="适用地区")
    rows = forms.CharField(
        label="把表格粘贴在这里",
        required=False,
        max_length=100_000,
        strip=False,
        help_text="从 Excel、WPS 或通知里复制，第一行可以是列名：项目、细目、新值、单位，也可以是 项目、城市、农村",
        widget=forms.Textarea({"rows": 10, "spellcheck": "false", "class": "mono", "wrap": "off"}),
    )
    file = forms.FileField(
        label="或者选填好的 Excel 文件",
        required=False,
        max_length=120,
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.et,.csv"}),
        error_messages={"empty": "这个文件是空的"},
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = places  # type: ignore[attr-defined]
        self.grid: list[GridRow] = []

    def clean(self) -> dict[str, Any]:
        """The rows of the file, or of the text where there is no file."""
        given: dict[str, Any] = super().clean() or {}
        upload, text = given.get("file"), given.get("rows") or ""
        if upload is not None:
            self.grid = self._of_file(upload)
        elif text.strip():
            self.grid = cells_of(text.splitlines())
        elif not self.errors:
            self.add_error("rows", "粘贴一张表，或者选一个文件")
        if len(self.grid) > MOST_LINES:
            self.add_error("rows", f"有 {len(self.grid)} 行，一次最多 {MOST_LINES} 行")
        return given

    def _of_file(self, upload: Any) -> list[GridRow]:
        if upload.size > MOST_BYTES:
            self.add_error("file", "文件超过 2 MB；政策数值只有几十行")
            return []
        content = upload.read()
        try:
            return rows_of_text(content) or rows_of_workbook(content)
        except Unreadable:
            self.add_error("file", "这个文件读不出来，请用 Excel 另存为 .xlsx，或者把表格粘贴到上面")
            return []


def rows_of_text(content: bytes) -> list[GridRow]:
    """A CSV as rows; none where the file is no text."""
    if b"\0" in content or content[:2] == b"PK":
        return []
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            lines = content.decode(encoding).splitlines()
        except UnicodeDecodeError:
            continue
        return cells_of([line.replace(",", "\t") if "\t" not in line else line for line in lines])
    return []


def rows_of_workbook(content: bytes) -> list[GridRow]:
    """Every sheet that a table of figures may have, one after another; a list's sheet begins with its title."""
    grid: list[GridRow] = []
    for place, (name, rows) in enumerate(sheets_of(content).items()):
        told = [GridRow(name, n, _texts(row)) for n, row in enumerate(rows[: MOST_LINES + 1], start=1)]
        if name in LIST_TITLES and sum(any(row.cells) for row in told) > 1:
            grid += [GridRow(name, 0, ()), GridRow(name, 0, (f"【{name}】",)), *told]
        elif name == SINGLE or place == 0:
            grid += told
    return grid


def _texts(row: list[Any]) -> tuple[str, ...]:
    return tuple(_text(cell) for cell in row[:MOST_CELLS])


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return "".join(sign for sign in str(cell) if sign.isprintable()).strip()


def as_text(grid: list[GridRow]) -> str:
    """The rows as they can be put right in the box."""
    return "\n".join("\t".join(row.cells).rstrip("\t") for row in grid)


# --- the workbook to fill in ---


def template_of(figures: api.Figures) -> bytes:
    """Every figure that a cell can hold, with what is in force beside an empty cell; and each list as it is."""
    body = io.BytesIO()
    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(body, {"in_memory": True, **settings}) as book:
        head = book.add_format({"bold": True, "bg_color": "#D3E2F0", "bottom": 1})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        _write_single(book.add_worksheet(SINGLE), figures, head, text)
        for title, name in LIST_TITLES.items():
            page = book.add_worksheet(title)
            page.freeze_panes(1, 0)
            for row, cells in enumerate([head_of(name), *_held(name, figures)]):
                for column, cell in enumerate(cells):
                    page.write_string(row, column, cell, text if row else head)
            page.set_column(0, len(head_of(name)), 16, text)
    return body.getvalue()


def _held(name: str, figures: api.Figures) -> list[list[str]]:
    return lines_of(name, figures.value(name))


def _write_single(page: Any, figures: api.Figures, head: Any, text: Any) -> None:
    page.freeze_panes(1, 0)
    for column, (label, width) in enumerate(zip(_HEAD, (40, 30, 24, 24, 14), strict=True)):
        page.set_column(column, column, width, text)
        page.write_string(0, column, label, head)
    page.write_comment(0, 3, _LEGEND)
    ordered = sorted(api.REGISTRY.values(), key=lambda one: ORDER.index(subject_of(one.name)))
    leaves = [leaf for one in ordered for leaf in leaves_of(one.name, figures.value(one.name))]
    for row, leaf in enumerate(leaves, start=1):
        parameter = api.REGISTRY[leaf.name]
        for column, cell in enumerate((parameter.meaning, leaf.detail, leaf.typed, "", leaf.per or parameter.unit)):
            page.write_string(row, column, cell, text)
        choices = [str(said) for code, said in getattr(leaf.field, "choices", ()) if code]
        if choices and not isinstance(leaf.field, forms.MultipleChoiceField):
            page.data_validation(row, 3, row, 3, {"validate": "list", "source": choices})
