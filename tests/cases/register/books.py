"""Small register workbooks for the tests: a sound one, and any of its cells changed."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from cases.households.identity import check_digit
from cases.register.layout import SHEETS
from tests.people import VILLAGE


def id_number(birth: str, sequence: int) -> str:
    """A number with the right check digit under the prefix that no place has."""
    first = f"990101{birth}{sequence:03d}"
    return first + check_digit(first)


WANG = id_number("19500302", 102)
SON = id_number("19800615", 111)
ZHAO = id_number("19471120", 121)

ROWS: dict[str, list[list[Any]]] = {
    "家庭": [
        ["Q-0001", "王秀兰", VILLAGE, "农村", "柳林村3组12号", "13900000001", 1200, "是", "是"],
        ["Q-0002", "赵𠮷祥", VILLAGE, "农村", "", "", 0, "是", "是"],
    ],
    "成员": [
        ["Q-0001", "王秀兰", WANG, "", "", "户主", "在家", "肢体", "二级", "否", "无", "不在学", "无", "", 0, 1200, 180.5, 0, "是", 3600, "是", VILLAGE],
        ["Q-0001", "王小军", SON, "", "", "子女", "外出务工", "无", "", "否", "有", "不在学", "", "", 700, "", "", "", "是", "", "", ""],
        ["Q-0002", "赵𠮷祥", ZHAO, "", "", "户主", "在家", "无", "", "否", "无", "不在学", "行走、洗澡", "分散", 0, 0, 150, 0, "是", 0, "是", VILLAGE],
    ],
    "待遇": [
        ["D-0001", "Q-0001", "低保", WANG, 650, "2025-07", "2026-09", "收入稳定", "2025-12-01"],
        ["T-0002", "Q-0002", "特困", "", 930.5, "2024-03", "", "", ""],
    ],
    "账户": [
        ["Q-0001", "王秀兰", "青阳农商行", "6228480000000000011"],
        ["Q-0002", "赵𠮷祥", "青阳农商行", "6228480000000000029"],
    ],
}  # fmt: skip


def workbook(changes: dict[str, Any] | None = None, more: dict[str, Sequence[Sequence[Any]]] | None = None) -> bytes:
    """The sound register as a file, with cells changed by "sheet!cell" and rows added at the end of sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in SHEETS:
        page = book.create_sheet(sheet.name)
        page.append([column.heading for column in sheet.columns])
        for row in [*ROWS[sheet.name], *(more or {}).get(sheet.name, [])]:
            page.append([None if cell == "" else cell for cell in row])
    for place, value in (changes or {}).items():
        name, cell = place.split("!")
        book[name][cell] = value
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()
