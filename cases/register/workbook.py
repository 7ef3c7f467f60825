"""From the bytes of a workbook to typed records, with every problem by sheet, cell and reason."""

from collections.abc import Callable, Mapping
from typing import Any

from assistance.outcome import Refused, refused
from cases.register.cells import BadCell, read, text_of
from cases.register.gate import check_archive
from cases.register.layout import ACCOUNTS, AWARDS, HOUSEHOLDS, MEMBERS, SHEETS, WHY, Column, Holds, Sheet
from cases.register.reader import Cells, Unreadable, sheets_of
from cases.register.records import AccountRow, AwardRow, HouseholdRow, MemberRow, Problem, Register

MOST_PROBLEMS = 1_000
_SCALARS = frozenset({Holds.TEXT, Holds.CODE, Holds.ID_NUMBER, Holds.CHOICE})  # an empty one is ""


def read_workbook(name: str, content: bytes) -> Register | Refused:
    """Every row as a record; a file that is no such workbook is refused whole."""
    refusal = check_archive(name, content)
    if refusal is not None:
        return refusal
    try:
        sheets = sheets_of(content)
    except Unreadable:
        return refused("broken", "这个文件读不出来或者大得不正常；请用 Excel 打开确认后重新保存，再上传")
    missing = [sheet.name for sheet in SHEETS if sheet.name not in sheets]
    if missing:
        wanted = "、".join(sheet.name for sheet in SHEETS)
        return refused("sheets", f"工作簿里没有工作表“{'”“'.join(missing)}”；应有 {wanted} 四张，请用模板")
    register = Register()
    _read_sheet(register, HOUSEHOLDS, sheets, register.households, HouseholdRow)
    _read_sheet(register, MEMBERS, sheets, register.members, MemberRow)
    _read_sheet(register, AWARDS, sheets, register.awards, AwardRow)
    _read_sheet(register, ACCOUNTS, sheets, register.accounts, AccountRow)
    if not register.rows and not register.problems:
        return refused("empty", "工作簿里一行数据也没有；从第 2 行开始填")
    return register


def _read_sheet(
    register: Register, sheet: Sheet, sheets: Mapping[str, Cells], into: list[Any], record: Callable[..., Any]
) -> None:
    cells = sheets[sheet.name]
    register.raw[sheet.name] = cells
    places = _places(register, sheet, cells[0] if cells else [])
    if places is None:
        return
    for number, row in enumerate(cells[1:], start=2):
        if all(_is_empty(cell) for cell in row):
            continue
        values = _values(register, sheet, places, number, row)
        if values is not None:
            into.append(record(row=number, **values))


_NOWHERE = 10**6


def _places(register: Register, sheet: Sheet, headings: list[Any]) -> dict[str, int] | None:
    """Where each column stands; the order is free, an unknown, doubled or missing heading is a problem.

    A column that may lack and does stands nowhere: behind every cell of every row.
    """
    found = [text_of(heading).replace(" ", "") for heading in headings]
    known = {column.heading for column in sheet.columns}
    before = len(register.problems)
    for place, heading in enumerate(found):
        if heading and heading != WHY and (heading not in known or found.index(heading) != place):
            add(register, sheet.name, f"{letters(place)}1", f"列名“{heading[:20]}”不认识或者重复", "列名照模板")
    lacking = [column.heading for column in sheet.columns if not column.may_lack and column.heading not in found]
    if lacking:
        add(register, sheet.name, "A1", f"缺少列：{'、'.join(lacking)}", "不填的列也要留着列名")
    if len(register.problems) > before:
        return None
    return {
        column.name: found.index(column.heading) if column.heading in found else _NOWHERE for column in sheet.columns
    }


def _values(
    register: Register, sheet: Sheet, places: Mapping[str, int], number: int, row: list[Any]
) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    whole = True
    for column in sheet.columns:
        cell = row[places[column.name]] if places[column.name] < len(row) else ""
        try:
            values[column.name] = _value(column, cell)
        except BadCell as bad:
            whole = False
            add(register, sheet.name, f"{letters(places[column.name])}{number}", str(bad), column.allowed)
    return values if whole else None


def _value(column: Column, cell: Any) -> Any:
    if not _is_empty(cell):
        return read(column, cell)
    if column.required:
        raise BadCell(f"没有填{column.heading}")
    if column.holds is Holds.ID_NUMBERS:
        return ()
    # "无" reads as "" too, so a choice that knows "无" says None when nothing is written
    return None if column.holds not in _SCALARS or "" in (column.codes or {}).values() else ""


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def add(register: Register, sheet: str, cell: str, reason: str, allowed: str = "") -> None:
    """Note a problem; beyond a thousand only their number is kept, a person has to start over anyway."""
    if len(register.problems) < MOST_PROBLEMS:
        register.problems.append(Problem(sheet, cell, reason, allowed))
    else:
        register.more_problems += 1


def letters(place: int) -> str:
    """The letters of the column at a place: 0 → A, 26 → AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def cell_of(sheet: Sheet, register: Register, name: str, row: int) -> str:
    """The cell of a column in a row, where the file at hand has that column."""
    headings = [text_of(heading).replace(" ", "") for heading in register.raw[sheet.name][0]]
    column = next(column for column in sheet.columns if column.name == name)
    return f"{letters(headings.index(column.heading))}{row}"
