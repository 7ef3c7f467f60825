"""Reading a bank's answer, CSV or XLSX: rows as they came, or what is wrong with the file and what is allowed."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from assistance.outcome import Refused, refused

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024  # a workbook is a zip: small outside, large inside
MOST_ROWS = 200_000
_COLUMNS = {
    "serial": ("流水号", "业务流水号", "商户流水号"),
    "amount": ("金额(元)", "金额（元）", "金额"),
    "result": ("结果", "处理结果", "交易结果"),
    "reason": ("原因", "失败原因", "说明", "备注"),
    "code": ("代码", "返回码", "结果代码"),
}
_NEEDED = ("serial", "amount", "result")
_SUCCESS = frozenset({"成功", "已到账", "交易成功"})
_FAILURE = frozenset({"失败", "交易失败", "退票"})
_SERIAL = re.compile(r"P(\d{4})(\d{2})-(\d{1,18})", re.ASCII)
_AMOUNT = re.compile(r"(\d{1,12})(?:\.(\d{1,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """One row as the bank gave it; what could not be read is None."""

    row: int
    serial: str
    line: int | None
    month: date | None
    amount_fen: int | None
    succeeded: bool | None
    code: str
    text: str


def read_answers(data: bytes, name: str) -> list[Answer] | Refused:
    """All rows of a file, told by its content, not by its name."""
    if len(data) > MOST_BYTES:
        return refused("too_large", f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请分开导入")
    table = _workbook(data) if data[:4] == b"PK\x03\x04" else _text(data)
    if isinstance(table, Refused):
        return table
    if len(table) > MOST_ROWS:
        return refused("too_many", f"文件超过 {MOST_ROWS} 行，请分开导入")
    columns = _columns_of(table)
    if isinstance(columns, Refused):
        return columns
    answers = [
        _answer(number, row, columns)
        for number, row in enumerate(table[1:], start=2)
        if any(cell.strip() for cell in row)
    ]
    return answers or refused("empty", f"“{name}”里没有回盘明细")


def _workbook(data: bytes) -> list[list[str]] | Refused:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                return refused("too_large", "工作簿展开后过大，请另存为 CSV 再导入")
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError, OSError):
        return refused("unreadable", "这个工作簿读不出来，请用 Excel 另存为 .xlsx 或 CSV 再导入")
    return [[_cell(value) for value in row] for row in rows]


def _cell(value: Any) -> str:
    """A number of yuan in a cell is a binary fraction: it is given back with two decimals."""
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _text(data: bytes) -> list[list[str]] | Refused:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return list(csv.reader(io.StringIO(text, newline="")))
    return refused("unreadable", "这个文件读不出来，请用银行给的 CSV（GBK 或 UTF-8）或 .xlsx 文件")


def _columns_of(table: Sequence[Sequence[str]]) -> dict[str, int] | Refused:
    header = [cell.strip() for cell in table[0]] if table else []
    found = {
        column: next(place for place, title in enumerate(header) if title in titles)
        for column, titles in _COLUMNS.items()
        if set(titles) & set(header)
    }
    missing = [_COLUMNS[column][0] for column in _NEEDED if column not in found]
    if missing:
        return refused(
            "columns", f"第1行缺少“{'”“'.join(missing)}”列；回盘文件须有：流水号、金额(元)、结果，可以有：原因、代码"
        )
    return found


def _answer(number: int, row: Sequence[str], columns: dict[str, int]) -> Answer:
    text = {column: row[place].strip() if place < len(row) else "" for column, place in columns.items()}
    line, month = _line_of(text["serial"])
    return Answer(
        row=number,
        serial=text["serial"],
        line=line,
        month=month,
        amount_fen=_fen_of(text["amount"]),
        succeeded=_meaning(text["result"]),
        code=text.get("code", "")[:20],
        text=(text.get("reason", "") or text["result"])[:120],
    )


def _line_of(serial: str) -> tuple[int | None, date | None]:
    match = _SERIAL.fullmatch(serial)
    if match is None or not 1 <= int(match[2]) <= 12 or int(match[1]) < 1:
        return None, None
    return int(match[3]), date(int(match[1]), int(match[2]), 1)


def _fen_of(text: str) -> int | None:
    match = _AMOUNT.fullmatch(text.replace(",", ""))
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else None


def _meaning(text: str) -> bool | None:
    return True if text in _SUCCESS else False if text in _FAILURE else None


def repeated(answers: Iterable[Answer]) -> dict[int, list[Answer]]:
    """Answers by line, in the order of the file."""
    by_line: dict[int, list[Answer]] = {}
    for answer in answers:
        if answer.line is not None:
            by_line.setdefault(answer.line, []).append(answer)
    return by_line
