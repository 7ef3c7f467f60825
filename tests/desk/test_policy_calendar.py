"""The calendar page: twelve months, a year's notice brought by one and taken by another, and files that are refused."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.staff.models import Post, Role
from cases.staff.scope import acting_in
from cases.workflow.models import JournalLine
from eligibility import api
from tests.people import COUNTY, OTHER_COUNTY, Town, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]

NUMBER = "国办发明电〔2026〕9号"
ROWS = "日期,类别\n2027-01-01,放假\n2027/2/5,放假\n2027年2月8日,放假\n2027-02-14,上班\n"


def bring(client: Client, post: Post, content: bytes, name: str = "2027.csv", number: str = NUMBER) -> tuple[int, str]:
    sign_in(client, post)
    file = SimpleUploadedFile(name, content)
    answer = client.post(reverse("desk:policies-calendar"), {"number": number, "file": file})
    return answer.status_code, answer.get("Location") or answer.content.decode()


def workbook() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["类别", "日期"])
        sheet.write_row(1, 0, ["放假"])
        sheet.write_datetime(1, 1, date(2027, 1, 1))  # type: ignore[arg-type]  # a date is taken as well
    return made.getvalue()


def test_a_year_is_drawn_with_its_days_off_and_make_up_days(client: Client, town: Town) -> None:
    sign_in(client, town.officer)
    page = client.get(reverse("desk:policies-calendar"), {"year": "2026"}).content.decode()
    assert "国办发明电〔2025〕7号" in page
    assert page.count("<caption>") == 12
    assert page.count("day--make_up") - 1 == len([one for one in api.calendar_of(2026) if one.kind == "make_up"])
    assert "放假安排未公布" in client.get(reverse("desk:policies-calendar"), {"year": "2027"}).content.decode()
    for year in ("0", "x", "99999", "-1"):
        assert client.get(reverse("desk:policies-calendar"), {"year": year}).status_code == 200


def test_a_notice_is_taken_in_by_a_second_person_and_counts_from_then(client: Client, town: Town) -> None:
    status, address = bring(client, town.editor, ROWS.encode())
    assert status == 302
    page = client.get(address).content.decode()
    assert "采用后有 4 天不一样" in page
    assert client.post(address).status_code == 422
    assert api.due_on(date(2026, 12, 31), api.Term(1, "working_day"), COUNTY).provisional
    sign_in(client, town.publisher)
    assert client.post(address).status_code == 302
    due = api.due_on(date(2026, 12, 31), api.Term(1, "working_day"), COUNTY)
    assert (due.day, due.provisional) == (date(2027, 1, 4), False)
    assert "采用，改了 4 天" in client.get(address).content.decode()
    assert "已经采用过了" in client.post(address).content.decode()
    with acting_in(COUNTY):
        acts = set(JournalLine.objects.filter(subject_kind="calendar").values_list("act", flat=True))
    assert acts == {"bring_calendar", "take_calendar"}


def test_a_countys_calendar_is_not_another_countys(client: Client, town: Town) -> None:
    _, address = bring(client, town.editor, ROWS.encode())
    sign_in(client, town.far_approver)
    assert client.get(address).status_code == 404
    sign_in(client, town.publisher)
    client.post(address)
    assert api.calendar_years(COUNTY)[0] == 2027
    assert api.calendar_years(OTHER_COUNTY)[0] == 2026


def test_the_same_person_in_two_posts_cannot_take_it(client: Client, town: Town) -> None:
    _, address = bring(client, town.editor, ROWS.encode())
    second = Post.objects.create(
        officer=town.editor.officer, area=town.editor.area, role=Role.POLICY_PUBLISHER, period=town.editor.period
    )
    sign_in(client, second)
    assert "上传人不能采用" in client.post(address).content.decode()
    assert api.calendar_years(COUNTY)[0] == 2026


def test_a_workbook_and_an_old_chinese_encoding_are_read(client: Client, town: Town) -> None:
    assert bring(client, town.editor, workbook(), "2027.xlsx")[0] == 302
    assert bring(client, town.editor, ROWS.encode("gb18030"))[0] == 302


def test_only_an_editor_brings_a_notice(client: Client, town: Town) -> None:
    status, page = bring(client, town.publisher, ROWS.encode())
    assert status == 422
    assert "放假通知由政策拟稿人上传" in page
    with acting_in(COUNTY):
        assert not JournalLine.objects.filter(subject_kind="calendar").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        ("日期\n2027-01-01\n".encode(), "第1行要有"),
        ("日期,类别\n2027-02-30,放假\n".encode(), "第 2 行"),
        ("日期,类别\n2027-01-01,休假\n".encode(), "应为 放假 或 上班"),
        ("日期,类别\n2027-01-01,放假\n2027-01-01,放假\n".encode(), "写了两次"),
        ("日期,类别\n2027-01-04,上班\n".encode(), "不是周末"),
        ("日期,类别\n2027-01-01,放假\n2028-01-01,放假\n".encode(), "一年一个文件"),
        ("日期,类别\n".encode(), "没有可用的日期"),
        (b"PK\x03\x04broken", "读不出来"),
        (b"\xff\xfe\x00\x00", "读不出来"),
        (("日期,类别\n" + "2027-01-01,放假\n" * 401).encode(), "最多 400 行"),
    ],
)
def test_a_bad_file_says_what_is_wrong_and_changes_nothing(
    client: Client, town: Town, content: bytes, words: str
) -> None:
    status, page = bring(client, town.editor, content)
    assert status == 422
    assert words in page
    with acting_in(COUNTY):
        assert not JournalLine.objects.filter(subject_kind="calendar").exists()


def test_a_number_without_a_digit_is_refused(client: Client, town: Town) -> None:
    assert "文号里要有年份和编号" in bring(client, town.editor, ROWS.encode(), number="通知")[1]
