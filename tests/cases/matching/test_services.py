"""A workbook goes out and comes back: row by row with reasons, once, and only a verdict makes a figure count."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from assistance.outcome import Refused
from cases.applications import selectors, services
from cases.applications.models import Application
from cases.households.models import Asset, Income
from cases.households.services import record_asset
from cases.households.services_facts import Measures
from cases.matching import services as matching
from cases.matching.counting import counted
from cases.matching.gateways import spreadsheet
from cases.matching.models import Discrepancy, Enquiry, ReturnFile
from cases.staff.scope import acting_in
from cases.workflow.models import JournalLine
from tests.cases.applications.steps import DAY, NOW, accepted, answers, whole
from tests.cases.assessments.test_services import LI, WANG
from tests.people import COUNTY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]


@pytest.fixture
def case(town: Town) -> Iterator[Application]:
    with acting_in(COUNTY):
        yield accepted(whole(town), town.officer)


def enquiries(case: Application) -> dict[str, Enquiry]:
    return {row.member.name: row for row in Enquiry.objects.filter(subject_id=case.pk).select_related("member")}


def taken(case: Application, town: Town, *lines: tuple[Enquiry, str, str, str, str]) -> matching.TakenBack:
    answer = services.take_back(answers(*lines), "返回.xlsx", town.officer, NOW)
    assert isinstance(answer, matching.TakenBack), answer
    case.refresh_from_db()
    return answer


def test_the_workbook_holds_id_numbers_as_text_and_the_export_leaves_a_line(case: Application, town: Town) -> None:
    content, count = matching.export(town.officer, NOW)
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    assert count == 3
    assert [(sheet.cell(row, 3).value, sheet.cell(row, 3).data_type) for row in (2, 3)] == [(WANG, "s"), (LI, "s")]
    line = JournalLine.objects.get(act="export_enquiries")
    assert line.officer == town.officer.officer
    assert sorted(line.detail["enquiries"]) == sorted(row.pk for row in enquiries(case).values())
    assert WANG not in str(line.detail)


def test_the_exported_workbook_filled_in_comes_back(case: Application, town: Town) -> None:
    content, _ = matching.export(town.officer, NOW)
    book = openpyxl.load_workbook(BytesIO(content))
    for row in (2, 3, 4):
        book.worksheets[0].cell(row, 6).value = "无"
    out = BytesIO()
    book.save(out)
    answer = services.take_back(out.getvalue(), "a.xlsx", town.officer, NOW)
    assert isinstance(answer, matching.TakenBack)
    assert (answer.answered, answer.items, answer.bad) == (3, 0, ())


def test_an_undeclared_wage_is_a_difference_with_its_effect_on_the_result(case: Application, town: Town) -> None:
    asked = enquiries(case)
    answer = taken(
        case,
        town,
        (asked["李强"], "务工收入", "1850", "每月", "养老保险缴费，5 至 8 月"),
        (asked["李强"], "存款", "11240.36", "", ""),
    )
    assert (answer.answered, answer.items, answer.differing) == (1, 2, 2)
    assert case.open_differences == 2
    wage, deposit = Discrepancy.objects.order_by("pk")
    assert (wage.declared_fen, wage.returned_fen) == (0, 185_000)
    effects = selectors.effects_of(selectors.dossier(case, DAY))
    assert "人均" in effects[wage.pk].words
    assert effects[wage.pk].changes
    assert effects[deposit.pk].words == "不影响"


def test_rows_that_come_back_empty_are_no_faults_and_go_on_waiting(case: Application, town: Town) -> None:
    content, _ = matching.export(town.officer, NOW)
    answer = services.take_back(content, "a.xlsx", town.officer, NOW)
    assert isinstance(answer, matching.TakenBack)
    assert (answer.answered, answer.bad, answer.empty) == (0, (), 3)
    assert all(row.answered_at is None for row in enquiries(case).values())


@pytest.mark.parametrize(
    ("item", "amount", "unit", "text", "reason"),
    [
        ("工资", "100", "每月", "", "不在表里"),
        ("务工收入", "-5", "每月", "", "不能为负"),
        ("务工收入", "1.005", "每月", "", "最多两位小数"),
        ("务工收入", "nan", "每月", "", "金额"),
        ("务工收入", "100", "每天", "", "单位"),
        ("死亡", "", "", "", "须在说明里写明"),
        ("", "100", "每月", "", "项目没有填"),
    ],
)
def test_a_line_that_cannot_be_read_leaves_its_person_waiting(
    case: Application, town: Town, item: str, amount: str, unit: str, text: str, reason: str
) -> None:
    asked = enquiries(case)
    answer = taken(
        case,
        town,
        (asked["李强"], item, amount, unit, text),
        (asked["李强"], "存款", "1", "", ""),
        (asked["王秀兰"], "无", "", "", ""),
    )
    assert answer.answered == 1
    assert reason in answer.bad[0].reason
    assert {line.row for line in answer.bad} == {2, 3}
    assert enquiries(case)["李强"].answered_at is None
    assert not Discrepancy.objects.exists()


def test_the_same_bytes_twice_change_nothing(case: Application, town: Town) -> None:
    content = answers((enquiries(case)["李强"], "务工收入", "1850", "每月", ""))
    services.take_back(content, "a.xlsx", town.officer, NOW)
    again = services.take_back(content, "a.xlsx", town.officer, NOW)
    assert isinstance(again, matching.TakenBack)
    assert again.again
    assert (ReturnFile.objects.count(), Discrepancy.objects.count()) == (1, 1)


def test_another_file_about_an_answered_person_or_a_wrong_name_is_refused_row_by_row(
    case: Application, town: Town
) -> None:
    asked = enquiries(case)
    taken(case, town, (asked["李强"], "务工收入", "1850", "每月", ""))
    asked["王秀兰"].member.name = "王大兰"
    answer = taken(case, town, (asked["李强"], "务工收入", "1900", "每月", ""), (asked["王秀兰"], "无", "", "", ""))
    assert [line.reason for line in answer.bad] == [
        "此人的核对结果已经收过，这一行没有再收",
        "姓名“王大兰”与核对编号不符，这个编号是王秀兰，看看是不是错行",
    ]
    assert Discrepancy.objects.get().returned_fen == 185_000


def test_a_file_of_another_township_answers_nobody_here(case: Application, town: Town) -> None:
    content = answers((enquiries(case)["李强"], "务工收入", "1850", "每月", ""))
    answer = services.take_back(content, "a.xlsx", town.outsider, NOW)
    assert isinstance(answer, matching.TakenBack)
    assert (answer.answered, answer.bad[0].reason) == (0, "没有这个核对编号，或者不在您的辖区")


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_bytes_that_are_no_workbook_are_refused(case: Application, town: Town, content: bytes) -> None:
    assert isinstance(services.take_back(content, "a.xlsx", town.officer, NOW), Refused)


def test_counting_writes_a_verified_fact_in_place_of_the_declared_one(case: Application, town: Town) -> None:
    asked = enquiries(case)
    taken(case, town, (asked["李强"], "种植养殖收入", "9000", "每年", ""))
    row = Discrepancy.objects.get()
    judged = services.judge(row, "counted", "", town.officer, NOW)
    assert not isinstance(judged, Refused), judged
    standing = Income.objects.filter(member__name="李强", kind="farming", voided_at__isnull=True)
    assert [(fact.amount_fen, fact.source) for fact in standing] == [(900_000, "verified")]
    case.refresh_from_db()
    assert case.open_differences == 0
    again = services.judge(row, "accepted", "", town.officer, NOW)
    assert isinstance(again, Refused)
    assert again.reasons[0].code == "stale"


def test_a_house_that_is_worth_another_sum_keeps_its_size_and_its_day(case: Application, town: Town) -> None:
    told = Measures(floor_area=88_50, acquired_on=date(2019, 5, 1))
    declared = record_asset(case.household, kind="house", amount_fen=1, told=told, actor=town.officer, at=NOW)
    assert isinstance(declared, Asset)
    taken(case, town, (enquiries(case)["李强"], "住房", "200000", "", "不动产登记"))
    row = Discrepancy.objects.get()
    question = {
        "assets": [{"kind": "house", "amount": "0.01", "floor_area": "88.50"}, {"kind": "deposit", "amount": "5.00"}]
    }
    assert counted(question, row, "")["assets"] == [
        {"kind": "deposit", "amount": "5.00"}, {"kind": "house", "amount": "200000.00", "floor_area": "88.50"},
    ]  # fmt: skip
    two = {"assets": question["assets"][:1] * 2}  # which of two it is, nobody said
    assert counted(two, row, "")["assets"] == [{"kind": "house", "amount": "200000.00"}]
    judged = services.judge(row, "counted", "", town.officer, NOW)
    assert not isinstance(judged, Refused), judged
    (house,) = Asset.objects.filter(household=case.household, kind="house", voided_at__isnull=True)
    assert (house.amount_fen, house.floor_area, house.acquired_on) == (20_000_000, 88_50, date(2019, 5, 1))


def test_asking_for_proof_keeps_the_difference_open(case: Application, town: Town) -> None:
    taken(case, town, (enquiries(case)["李强"], "务工收入", "1850", "每月", ""))
    services.judge(Discrepancy.objects.get(), "proof", "", town.officer, NOW)
    case.refresh_from_db()
    assert case.open_differences == 1


def test_a_formula_in_a_name_stays_text() -> None:
    content = spreadsheet.written([spreadsheet.Asked(1, "=cmd|' /C calc'!A0", "", "", "")])
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1][1] == "=cmd|' /C calc'!A0"
    assert openpyxl.load_workbook(BytesIO(content)).worksheets[0]["B2"].data_type == "s"
