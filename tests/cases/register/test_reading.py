"""The workbook is opened behind a gate, and every cell that cannot be taken is named with what is allowed."""

import io
import struct
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from assistance.outcome import Refused
from cases.register.layout import SHEETS
from cases.register.reader import Unreadable, sheets_of
from cases.register.records import Register
from cases.register.template import bad_rows_of, workbook_of
from cases.register.workbook import read_workbook
from tests.cases.register.books import SON, WANG, workbook


def read(content: bytes, name: str = "台账.xlsx") -> Register:
    register = read_workbook(name, content)
    assert isinstance(register, Register), register
    return register


def refusal(content: bytes, name: str = "台账.xlsx") -> str:
    answer = read_workbook(name, content)
    assert isinstance(answer, Refused)
    return answer.reasons[0].code


def archive(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", method) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return body.getvalue()


def test_a_sound_workbook_becomes_records() -> None:
    register = read(workbook())
    assert register.problems == []
    assert [len(rows) for rows in (register.households, register.members, register.awards, register.accounts)] == [
        2,
        3,
        2,
        2,
    ]
    wang, son, zhao = register.members
    assert (wang.id_number, wang.disability, wang.disability_grade, wang.pension) == (WANG, "physical", "2", 18050)
    assert (son.wage, son.farming, son.disability, son.cannot) == (70000, None, "", None)
    assert (zhao.name, zhao.cannot) == ("赵𠮷祥", ("walk", "bathe"))
    assert register.awards[0].first_month == date(2025, 7, 1)
    assert register.awards[0].persons == (WANG,)


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        ("成员!C2", 1.23e17, "身份证号必须是文本格式"),
        ("成员!C2", "1.23E+17", "身份证号必须是文本格式"),
        ("成员!C2", int(WANG[:17] + "0"), "身份证号必须是文本格式"),
        ("成员!C2", WANG[:17] + ("1" if WANG[17] != "1" else "2"), "末位校验不对"),
        ("成员!C2", "990101195002300019", "出生日期 19500230 不存在"),
        ("成员!B2", "", "没有填姓名"),
        ("成员!F2", "岳母", "不在可选项里"),
        ("成员!J2", "有", "不是“是”或“否”"),
        ("成员!M4", "无、行走", "不能和别的一起填"),
        ("家庭!G2", -1, "不是能接受的金额"),
        ("家庭!C2", 990101001001.5e5, "必须是文本格式"),
        ("家庭!A2", "Q" * 25, "太长"),
        ("待遇!E2", 650.005, "小数多于两位"),
        ("待遇!E2", "六百五十", "不是金额"),
        ("待遇!E2", "NaN", "不是能接受的金额"),
        ("待遇!F2", "2025-13", "不是年月"),
        ("待遇!D2", f"{WANG}、{WANG}", "写了两次"),
        ("账户!D2", 6228480000000000011, "必须是文本格式"),
    ],
)
def test_a_bad_cell_is_named_with_its_reason(place: str, value: Any, reason: str) -> None:
    register = read(workbook({place: value}))
    sheet, cell = place.split("!")
    assert [(problem.sheet, problem.cell) for problem in register.problems] == [(sheet, cell)]
    assert reason in register.problems[0].reason
    assert register.problems[0].allowed


@pytest.mark.parametrize(
    ("place", "value", "name", "expected"),
    [
        ("成员!C2", WANG.lower(), "id_number", WANG),
        ("成员!C2", f" {WANG[:6]} {WANG[6:]} ", "id_number", WANG),
        ("成员!O3", "７００元", "wage", 70000),
        ("成员!O3", 609.0000000001, "wage", 60900),
        ("成员!B2", "阿依古丽•买买提", "name", "阿依古丽·买买提"),
    ],
)
def test_what_people_really_type_is_understood(place: str, value: Any, name: str, expected: Any) -> None:
    register = read(workbook({place: value}))
    assert register.problems == []
    assert expected in {getattr(row, name) for row in register.members}


def test_a_date_cell_of_excel_is_a_month_and_a_day() -> None:
    register = read(workbook({"待遇!F2": datetime(2025, 8, 1), "待遇!I2": date(2025, 12, 31)}))
    assert register.problems == []
    assert (register.awards[0].first_month, register.awards[0].reviewed_on) == (date(2025, 8, 1), date(2025, 12, 31))


def test_columns_may_stand_in_any_order_but_none_may_be_missing_or_unknown() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    page = book["账户"]
    for row in page.iter_rows():
        row[1].value, row[2].value = row[2].value, row[1].value
    page["E1"] = "备注二"
    body = io.BytesIO()
    book.save(body)
    assert [str(problem)[:9] for problem in read(body.getvalue()).problems] == ["账户 E1：列名“"]
    page["E1"] = None
    body = io.BytesIO()
    book.save(body)
    assert [account.bank for account in read(body.getvalue()).accounts] == ["青阳农商行", "青阳农商行"]


def test_a_workbook_from_before_a_column_was_there_is_read_and_says_nothing_in_it() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook({"成员!W2": "2025-03-01", "待遇!J2": 60})))
    book["成员"].delete_cols(23, 2)
    book["待遇"].delete_cols(10)
    body = io.BytesIO()
    book.save(body)
    register = read(body.getvalue())
    assert register.problems == []
    assert {row.permit_from for row in register.members} == {None}
    assert {row.supplement for row in register.awards} == {None}


def test_a_thousand_problems_are_listed_and_the_rest_counted() -> None:
    bad = ["Q-9", "", "", "", "", "户主"]
    register = read(workbook(more={"成员": [bad] * 1500}))
    assert len(register.problems) == 1000
    assert register.more_problems == 500


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("台账.xls", workbook(), "kind"),
        ("台账.csv", b"a,b", "kind"),
        ("台账.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "kind"),
        ("台账.xlsx", b"PK\x03\x04 cut off", "broken"),
        ("台账.xlsx", b"", "broken"),
        ("台账.xlsx", workbook()[:-400], "broken"),
        ("台账.xlsx", archive({"xl/workbook.xml": b"0" * 50_000_000}), "bomb"),
        ("台账.xlsx", archive({f"{n}": b"" for n in range(2_001)}), "bomb"),
        ("台账.xlsx", archive({"xl/workbook.xml": b"<x/>", "../../etc/cron.d/x": b"x"}), "paths"),
        ("台账.xlsx", archive({"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"x"}), "macros"),
        ("台账.xlsx", archive({"hello.txt": b"hello"}), "broken"),
        ("台账.xlsx", archive({"xl/workbook.xml": b"<x/>"}), "broken"),
        ("台账.xlsx", b"0" * (20 * 1024 * 1024 + 1), "size"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_workbook_is_refused_whole(name: str, content: bytes, code: str) -> None:
    assert refusal(content, name) == code


def with_sheet_data(data: str) -> bytes:
    """The sound workbook with the XML of its first sheet's cells replaced by hand."""
    files = {}
    with zipfile.ZipFile(io.BytesIO(workbook())) as packed:
        for name in packed.namelist():
            files[name] = packed.read(name)
    head = b'<?xml version="1.0"?>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    files["xl/worksheets/sheet1.xml"] = (
        head + f'<worksheet xmlns="{space}"><sheetData>{data}</sheetData></worksheet>'.encode()
    )
    return archive(files)


def test_a_cell_at_the_far_corner_ends_the_reader_and_not_us() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(Unreadable):
        sheets_of(with_sheet_data(far))
    assert refusal(with_sheet_data(far)) == "broken"


def test_entities_are_not_expanded() -> None:
    content = with_sheet_data('<row r="1"><c r="A1" t="str"><v>&a;</v></c></row>')
    files = {}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            files[name] = packed.read(name)
    laughs = '<!DOCTYPE x [<!ENTITY a "户编号"><!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet'
    sheet = files["xl/worksheets/sheet1.xml"].decode().replace("<worksheet", laughs, 1)
    files["xl/worksheets/sheet1.xml"] = sheet.encode()
    answer = read_workbook("台账.xlsx", archive(files))
    assert isinstance(answer, Refused) or all("户编号" not in str(cell) for cell in answer.raw["家庭"][0])


def test_an_archive_that_lies_about_its_size_is_stopped() -> None:
    honest = archive({"xl/workbook.xml": b"<x/>" * 10, "xl/worksheets/sheet1.xml": b"0" * 3_000_000})
    lying = honest.replace(struct.pack("<L", 3_000_000), struct.pack("<L", 10))
    assert refusal(lying) in {"broken", "bomb"}


def test_the_template_is_itself_a_workbook_without_rows() -> None:
    assert refusal(workbook_of()) == "empty"
    book = openpyxl.load_workbook(io.BytesIO(workbook_of()))
    assert book.sheetnames == [sheet.name for sheet in SHEETS]
    rules = {str(rule.sqref): rule.formula1 for rule in book["待遇"].data_validations.dataValidation}
    assert rules["C2:C20001"] == '"低保,特困"'
    assert book["成员"].column_dimensions["C"].width > 20


def test_what_goes_out_never_holds_a_formula() -> None:
    attack = '=HYPERLINK("http://x","y")'
    register = read(workbook({"家庭!E2": attack, "成员!C2": "+1", "成员!B2": "@SUM(1)"}))
    assert register.problems
    for content in (bad_rows_of(register), workbook_of({"家庭": [["Q-1", attack]]})):
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell for page in book for row in page.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}


def test_the_bad_rows_come_back_alone_with_their_reasons() -> None:
    register = read(workbook({"成员!C3": SON[:17] + "?", "成员!J4": "有"}))
    page = openpyxl.load_workbook(io.BytesIO(bad_rows_of(register)))["成员"]
    rows = list(page.iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]] == ["王小军", "赵𠮷祥"]
    assert rows[0][-1] == "不能导入的原因"
    assert "C3" in str(rows[1][-1])
    again = read(bad_rows_of(register))
    assert [problem.cell for problem in again.problems] == ["C2", "J3"]
