"""New figures from a table: read by row and column, each bad cell with its place and reason, and carried into the draft."""

import io
import re
from dataclasses import replace
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.desk.forms import sheet_files
from cases.desk.forms.figures import editor_for
from cases.desk.forms.sheets import Reading, cells_of, query_of, read
from cases.register.reader import sheets_of
from eligibility import api
from tests.people import COUNTY, Town, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]

# the notice of Jiayuguan for 2022 as its table stands there (policy-rules.md 3.1, row 19)
JIAYUGUAN = """项目\t城市\t农村
低保标准\t784\t784
特困人员基本生活标准\t12228元/年\t12228元/年

项目\t对象\t标准\t单位
照料护理标准\t全护理\t5412\t元/年
\t半护理\t3612元/年\t
\t自理\t1800元/年\t"""


def reading_of(text: str) -> Reading:
    return read(cells_of(text.splitlines()), api.figures_on(COUNTY, timezone.localdate()))


def post(client: Client, town: Town, **data: Any) -> tuple[int, str]:
    sign_in(client, town.editor)
    answer = client.post(reverse("desk:policies-sheet"), {"area": COUNTY, **data})
    return answer.status_code, answer.content.decode()


def problems(text: str) -> list[tuple[str, str]]:
    return [(one.where, one.reason) for one in reading_of(text).problems]


def test_the_table_of_a_notice_fills_its_boxes() -> None:
    reading = reading_of(JIAYUGUAN)
    assert reading.problems == []
    assert reading.names == ["dibao.standard", "tekun.basic", "tekun.care"]
    boxes = dict(reading.sent())
    assert (boxes["dibao-standard-urban"], boxes["dibao-standard-rural"]) == ("784", "784")
    assert boxes["tekun-basic-urban_dispersed"] == "12228元/年"
    care = {box: text for box, text in boxes.items() if box.startswith("tekun-care")}
    assert {text for box, text in care.items() if box.endswith("full")} == {"5412元/年"}
    assert {text for box, text in care.items() if box.endswith("self")} == {"1800元/年"}
    assert len(care) == 12


# Harbin's nine districts 2021: twelve yearly amounts of 特困 (row 5), and 2022 with care by town and country (row 6)
HARBIN_2021 = """哈尔滨市2021年特困人员供养标准
单位：元/人·年
项目\t供养方式\t自理能力\t城市\t农村
特困人员供养标准\t集中供养\t全自理\t23388\t9996
\t集中供养\t半护理\t23988\t10596
\t集中供养\t全护理\t24588\t11196
\t分散供养\t全自理\t16380\t7008
\t分散供养\t半护理\t16980\t7608
\t分散供养\t全护理\t17580\t8208"""
HARBIN_2022 = """项目\t自理能力\t城市（元/月）\t农村（元/月）
低保标准\t\t835\t625
特困基本生活标准\t\t1086\t813
特困照料护理标准\t全护理\t1166\t490
\t半护理\t1116\t440
\t全自理\t1066\t390"""


def value_of(reading: Reading, name: str) -> Any:
    editor = editor_for(name, None, query_of(reading.boxes[name]))
    assert editor.is_valid()
    return editor.value()


def test_twelve_yearly_amounts_keep_their_unit_from_the_caption() -> None:
    reading = reading_of(HARBIN_2021)
    assert (reading.problems, reading.names, reading.rows) == ([], ["tekun.total"], 6)
    total = value_of(reading, "tekun.total")
    assert total["urban"]["centralised"]["self"] == {"amount": "23388.00", "per": "year"}
    assert total["rural"]["dispersed"]["full"] == {"amount": "8208.00", "per": "year"}


def test_care_by_town_and_country_fills_both_modes() -> None:
    reading = reading_of(HARBIN_2022)
    assert (reading.problems, reading.names) == ([], ["dibao.standard", "tekun.basic", "tekun.care"])
    care = value_of(reading, "tekun.care")
    assert care["urban"]["centralised"]["full"] == care["urban"]["dispersed"]["full"]
    assert care["rural"]["dispersed"]["self"] == {"amount": "390.00", "per": "month"}


@pytest.mark.parametrize(
    "text",
    [
        "项目\t新值\n农村低保标准（元/年）\t5184",
        "项目\t农村（元/人·年）\n低保标准\t5184",
        "单位：元/年\n农村低保标准\t5184",
    ],
)
def test_a_yearly_sum_is_never_read_as_a_monthly_one(text: str) -> None:
    reading = reading_of(text)
    assert reading.problems == []
    assert value_of(reading, "dibao.standard")["rural"] == {"amount": "5184.00", "per": "year"}


def test_a_table_without_head_and_with_blanks_is_read_too() -> None:
    reading = reading_of("低保标准 城市 850\n最低工资 2200")
    assert (reading.problems, reading.names) == ([], ["dibao.standard", "minimum_wage"])
    assert [line.after for one in reading.found for line in one.lines] == [
        "850.00 元/月（每年 10,200.00 元）",
        "2,200.00 元/月（每年 26,400.00 元）",
    ]


def test_three_columns_without_head_may_end_in_the_unit() -> None:
    reading = reading_of("低保标准，城市\t900\t元/月\n低保标准（农村）\t8400\t元/年")
    assert reading.problems == []
    assert value_of(reading, "dibao.standard") == {
        "urban": {"amount": "900.00", "per": "month"},
        "rural": {"amount": "8400.00", "per": "year"},
    }


def test_town_and_country_alike_fill_both_boxes() -> None:
    reading = reading_of("低保标准\t城乡\t784")
    assert {one["amount"] for one in value_of(reading, "dibao.standard").values()} == {"784.00"}


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        ("项目\t新值\n低宝标准\t800", "第 2 行第 1 列", "没有这个项目；相近的有 低保标准"),
        ("项目\t城市\n低保标准\t八百", "第 2 行第 2 列", "不是金额"),
        ("项目\t城市\n低保标准\t-1", "第 2 行第 2 列", "不能小于"),
        ("项目\t城市\n低保标准\t1.005", "第 2 行第 2 列", "两位小数"),
        (
            "项目\t细目\t新值\n低保标准\t郊区\t800\n\n项目\t细目\t新值\n低保金取整\t取整\t元",
            "第 5 行第 3 列",
            "可用的是",
        ),
        ("低保标准\t郊区\t800", "第 1 行第 3 列", "细目“郊区”不可用，可用的是：城市、农村"),
        ("低保标准\t900\t8400", "第 1 行第 3 列", "细目“900”不可用"),
        ("项目\t细目\t新值\n低保标准\t城市\t元/月", "第 2 行第 3 列", "不是金额"),
        ("项目\t新值\n权限限额\t2000", "第 2 行第 1 列", "没有这个项目"),
        ("项目\t新值\n谁可以审核确认多少金额\t2000", "第 2 行第 2 列", "请用“权限限额”表填"),
        ("项目\t新值\n低保标准\t\n每人最低补助占标准的份额\t130", "第 3 行第 2 列", "0 至 100"),
        ("【权限限额】\n救助类型\t由谁确认\t多少元以下\n高龄\t乡镇\t3000", "第 3 行第 1 列", "可用的是：最低生活保障"),
        ("【权限限额】\n救助类型\t由谁确认\t限额", "第 2 行第 3 列", "没有这一列"),
    ],
)
def test_a_bad_cell_is_named_with_its_reason(text: str, where: str, reason: str) -> None:
    found = problems(text)
    assert any(place == where and reason in why for place, why in found), found


def test_a_list_pasted_whole_takes_the_place_of_the_one_in_force() -> None:
    text = "【权限限额】\n救助类型\t由谁确认\t多少元以上\t多少元以下\n低保\t乡镇\t0\t3000\n最低生活保障\t县级\t3000\t"
    reading = reading_of(text)
    assert reading.problems == []
    (found,) = reading.found
    assert ("最低生活保障 乡镇（街道） 至", "2,000.00 元", "3,000.00 元") in [
        (line.label, line.before, line.after) for line in found.lines
    ]


def test_the_template_comes_back_with_one_new_value(client: Client, town: Town) -> None:
    sign_in(client, town.editor)
    answer = client.get(reverse("desk:policies-sheet_template"), {"area": COUNTY})
    rows = sheets_of(answer.content)["数值"]
    numbers = {(row[0], row[1]): number for number, row in enumerate(rows)}
    assert rows[numbers["低保标准", "城市"]][2] == "820.00"
    assert rows[numbers["低保标准", "城市"]][4] == "元/月"
    assert rows[numbers["上年度当地人均可支配收入", ""]][2:5] == ["32600.00", "", "元/年"]
    rows[numbers["低保标准", "城市"]][3] = 850
    rows[numbers["公示", "公示"]][3] = "十"
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as book:
        page = book.add_worksheet("数值")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    status, shown = post(client, town, file=SimpleUploadedFile("新标准.xlsx", body.getvalue()))
    assert status == 422
    assert f"数值 D{numbers['公示', '公示'] + 1}" in shown
    assert "850.00 元/月" in shown


def test_the_template_unchanged_changes_nothing() -> None:
    figures = api.figures_on(COUNTY, timezone.localdate())
    reading = read(sheet_files.rows_of_workbook(sheet_files.template_of(figures)), figures)
    assert reading.problems == []
    assert [one.name for one in reading.found if one.lines] == []
    assert (reading.names, reading.sent()) == ([], [])


def test_the_lists_of_the_template_that_nobody_touched_stay_out_of_the_draft() -> None:
    """They may be the nation's: carried along they would become the county's own."""
    figures = api.figures_on(COUNTY, timezone.localdate())
    grid = sheet_files.rows_of_workbook(sheet_files.template_of(figures))
    filled = [
        replace(row, cells=(*row.cells[:3], "905", *row.cells[4:])) if row.cells[:2] == ("低保标准", "城市") else row
        for row in grid
    ]
    assert read(filled, figures).names == ["dibao.standard"]


def test_what_was_read_is_carried_into_the_draft(client: Client, town: Town) -> None:
    status, page = post(client, town, rows=JIAYUGUAN)
    assert (status, "带进草稿" in page) == (200, True)
    found = re.search(r'action="(/policies/draft/[^"]+)"', page)
    assert found is not None
    address = found[1].replace("&amp;", "&")
    boxes: dict[str, list[str]] = {}
    for box, text in reading_of(JIAYUGUAN).sent():
        boxes.setdefault(box, []).append(text)
    answer = client.post(address, {**boxes, "do": "fill"})
    drafted = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="784"' in drafted
    assert "填写政策草稿" in drafted
    told = {**boxes, "document": "嘉民发〔2022〕1号", "start": "2027-01-01", "do": "save"}
    assert client.post(address, told).status_code == 302
    (version,) = api.versions(area=COUNTY, states=("draft",))
    assert version.values["dibao.standard"]["rural"] == {"amount": "784.00", "per": "month"}
    assert version.values["tekun.care"]["dispersed"]["half"] == {"amount": "3612.00", "per": "year"}


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"PK\x03\x04broken", "读不出来"), (b"\0\0\0", "读不出来"), (b"", "空的"), (b"x" * (3 << 20), "2 MB")],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(client: Client, town: Town, content: bytes, words: str) -> None:
    status, page = post(client, town, file=SimpleUploadedFile("x.xlsx", content))
    assert (status, words in page) == (422, True)


def test_nothing_at_all_asks_for_a_table_and_keeps_what_was_typed(client: Client, town: Town) -> None:
    assert "粘贴一张表" in post(client, town)[1]
    status, page = post(client, town, rows="低宝标准\t800")
    assert (status, "低宝标准\t800" in page) == (422, True)


@pytest.mark.parametrize("who", ["publisher", "officer", "approver", "auditor"])
def test_only_an_editor_drafts_from_a_table(client: Client, town: Town, who: str) -> None:
    sign_in(client, getattr(town, who))
    assert client.get(reverse("desk:policies-sheet")).status_code == 403
    assert client.get(reverse("desk:policies-sheet_template")).status_code == 403
