"""Workbooks that go out: the empty template, a filled register, and the bad rows given back with their reasons."""

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from cases.register.layout import AS_TEXT, SHEETS, WHY, Column, Holds, Sheet
from cases.register.records import Register

_ROWS_WITH_LISTS = 20_000


def workbook_of(rows: Mapping[str, Iterable[Sequence[Any]]] | None = None) -> bytes:
    """The template, filled with rows by sheet when they are given; every text is written as text, never as a formula."""
    given = rows or {}
    return _write([(sheet, given.get(sheet.name, ()), ()) for sheet in SHEETS], lists=not given)


def bad_rows_of(register: Register) -> bytes:
    """The bad rows alone, in the same four sheets, each with its reasons: what to put right in the register."""
    reasons: dict[tuple[str, int], list[str]] = defaultdict(list)
    for problem in register.problems:
        row = int(problem.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        reasons[problem.sheet, row].append(f"{problem.cell} {problem.reason}")
    sheets = []
    for sheet in SHEETS:
        cells = register.raw.get(sheet.name, [])
        bad = sorted(row for name, row in reasons if name == sheet.name and 1 < row <= len(cells))
        sheets.append((sheet, [cells[row - 1] for row in bad], ["；".join(reasons[sheet.name, row]) for row in bad]))
    return _write(sheets, lists=False, register=register)


def _write(
    sheets: Iterable[tuple[Sheet, Iterable[Sequence[Any]], Sequence[str]]],
    *,
    lists: bool,
    register: Register | None = None,
) -> bytes:
    body = io.BytesIO()
    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(body, {"in_memory": True, **settings}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True, "valign": "top"})
        must = book.add_format({"bold": True, "bg_color": "#D3E2F0", "bottom": 1, "text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@"})
        for sheet, rows, reasons in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 2)
            for place, column in enumerate(sheet.columns):
                page.set_column(place, place, _width(column), text if column.holds in AS_TEXT else None)
                if register is None:
                    page.write_string(0, place, column.heading, must if column.required else head)
                    page.write_comment(0, place, column.allowed)
                if lists:
                    _offer(page, place, column)
            headings = register.raw.get(sheet.name, [[]])[0] if register else []
            for place, heading in enumerate(headings):
                page.write_string(0, place, str(heading), head)
            if register:
                page.write_string(0, len(headings), WHY, must)
            _fill(page, rows, reasons, len(headings), text)
    return body.getvalue()


def _offer(page: Any, place: int, column: Column) -> None:
    choices = ["是", "否"] if column.holds is Holds.YES_NO else list(column.codes or ())
    if choices and column.holds is not Holds.CHOICES:
        rule = {"validate": "list", "source": choices, "error_title": column.heading, "error_message": column.allowed}
        page.data_validation(1, place, _ROWS_WITH_LISTS, place, rule)


def _fill(page: Any, rows: Iterable[Sequence[Any]], reasons: Sequence[str], width: int, text: Any) -> None:
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    page.write_string(number, place, cell, text)
            elif cell is not None:
                page.write(number, place, cell)
        if reasons:
            page.write_string(number, width, reasons[number - 1])


def _width(column: Column) -> int:
    if column.holds in {Holds.ID_NUMBER, Holds.ID_NUMBERS}:
        return 22
    return max(10, min(28, 2 * len(column.heading) + 2))
