"""The first gateway: a workbook goes out with the persons to ask about, the same workbook comes back with what is known of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from cases.matching.vocabulary import CODE_OF, ITEMS, NOTHING, PER_OF, is_money

NAME = "spreadsheet"
HEADER = (
    "核对编号",
    "姓名",
    "身份证号",
    "户编号",
    "授权日期",
    "项目",
    "金额（元）",
    "单位",
    "数据来源",
    "说明",
)
_WIDTHS = (12, 10, 22, 24, 12, 18, 14, 8, 18, 40)
_ASKED = 5  # so many columns are ours; the others are for the answer
_MOST_ROWS = 50_000
_MOST_FEN = 10**13


@dataclass(frozen=True, slots=True)
class Asked:
    """One person to ask about."""

    enquiry_id: int
    name: str
    id_number: str
    household: str
    signed_on: str


@dataclass(frozen=True, slots=True)
class Answered:
    """One line that can be read: about which enquiry, and what the register says (item empty: nothing found)."""

    row: int
    enquiry_id: int
    name: str
    item: str
    fen: int | None
    per: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that cannot be taken, and why; `enquiry_id` 0 where not even that can be read."""

    row: int
    enquiry_id: int
    reason: str


class Unreadable(ValueError):
    """The file as a whole cannot be read; the message says what is allowed."""


def number_of(enquiry_id: int) -> str:
    """The number under which an enquiry goes out."""
    return f"HD{enquiry_id:08d}"


def written(asked: Iterable[Asked]) -> bytes:
    """The workbook to send; ID numbers are text, so that no digit is lost."""
    out = BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    ) as book:
        sheet = book.add_worksheet("核对")
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for column, (words, width) in enumerate(zip(HEADER, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width, text)
            sheet.write_string(0, column, words, bold)
        sheet.freeze_panes(1, 0)
        for row, one in enumerate(asked, start=1):
            cells = (number_of(one.enquiry_id), one.name, one.id_number, one.household, one.signed_on)
            for column, value in enumerate(cells):
                sheet.write_string(row, column, value, text)
        _explain(book)
    return out.getvalue()


def _explain(book: Any) -> None:
    sheet = book.add_worksheet("填写说明")
    lines = (
        "一人有几项情况就写几行，核对编号和姓名照抄；没有情况的，项目填“无”。",
        f"项目：{'、'.join(ITEMS.values())}",
        f"收入、财产须填金额；收入的单位填 {'、'.join(PER_OF)}。其他项目须填说明，相符的填“一致”。",
    )
    for row, words in enumerate(lines):
        sheet.write_string(row, 0, words)


def read(content: bytes) -> tuple[list[Answered], list[BadRow], int]:
    """Every line of a returned workbook, good or with what is wrong with it, and how many came back empty; Unreadable
    for another kind of file."""
    try:
        sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
        rows: Sequence[Sequence[Any]] = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise Unreadable("这个文件打不开，请上传核对单位返回的 Excel 工作簿（.xlsx）") from error
    if not rows or [_text(cell) for cell in rows[0]][: len(HEADER)] != list(HEADER):
        raise Unreadable(f"第一行应为：{'、'.join(HEADER)}，请用导出的那张表填写")
    if len(rows) > _MOST_ROWS:
        raise Unreadable(f"一次最多 {_MOST_ROWS} 行，这个文件有 {len(rows)} 行，请分开上传")
    good: list[Answered] = []
    bad: list[BadRow] = []
    empty = 0
    for number, cells in enumerate(rows[1:], start=2):
        said = [_text(cell) for cell in cells] + [""] * len(HEADER)
        if not any(said[_ASKED : len(HEADER)]):
            empty += any(said)  # the person as we asked for him, and nothing beside: still without an answer
            continue
        line = _line(number, said)
        (good if isinstance(line, Answered) else bad).append(line)  # type: ignore[arg-type]
    return good, bad, empty


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _line(row: int, cells: Sequence[str]) -> Answered | BadRow:
    number, name, _, _, _, words, amount, unit, source, text = cells[: len(HEADER)]
    digits = number.upper().removeprefix("HD")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        return BadRow(row, 0, f"核对编号“{number}”不对，应像 HD00000012，照抄导出表")
    key = int(digits)
    if words == NOTHING:
        return Answered(row, key, name, "", None, "", source[:60], text[:200])
    item = CODE_OF.get(words, "")
    money = is_money(item)
    fen = _fen(amount) if money else None
    per = "" if not money else PER_OF.get(unit, "") if item.startswith("income:") else "once"
    if reason := _fault(words, item, amount, unit, text, fen, per):
        return BadRow(row, key, reason)
    return Answered(row, key, name, item, fen, per, source[:60], text[:200])


def _fault(words: str, item: str, amount: str, unit: str, text: str, fen: int | None, per: str) -> str:
    """What is wrong with a line: what it says and what is allowed; empty when nothing is."""
    if not item:
        return f"项目“{words}”不在表里，没有情况的填“无”" if words else "项目没有填，没有情况的填“无”"
    if not is_money(item):
        return "" if text else f"“{words}”须在说明里写明，相符的填“一致”"
    if fen is None:
        return f"金额“{amount}”不对，写成 1850 或 1850.00，不能为负，最多两位小数"
    return "" if per else f"收入的单位“{unit}”不对，应为 {'、'.join(PER_OF)}"


def _fen(text: str) -> int | None:
    try:
        fen = Decimal(text.replace(",", "")) * 100
    except InvalidOperation:
        return None
    return int(fen) if fen.is_finite() and fen == fen.to_integral_value() and 0 <= fen < _MOST_FEN else None
