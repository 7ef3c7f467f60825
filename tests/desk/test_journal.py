"""The journal: in words, of the post's area only, found by what, who, when and which case; never a number, never a write."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.applications import services as applications
from cases.applications.models import Application
from cases.desk import acts
from cases.households import services as households
from cases.households.models import Household
from cases.staff.models import SignInAttempt
from cases.staff.scope import acting_in
from cases.workflow import journal
from cases.workflow.models import JournalLine
from tests.cases.households.people import NOW, TODAY, number
from tests.house.source import ROOT
from tests.people import COUNTY, OTHER_VILLAGE, VILLAGE, Town, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nation")]
ID = number(TODAY.replace(year=1970), 7)


@pytest.fixture
def household(town: Town) -> Household:
    """One family with an application that was withdrawn, and one of another township."""
    by = {"actor": town.officer, "at": NOW}
    family = households.register_household(area_code=VILLAGE, name="王秀兰", id_number=ID, **by)  # type: ignore[arg-type]
    assert isinstance(family, Household)
    (case,) = applications.open_intake(family, benefits=[applications.Ask("dibao")], **by)  # type: ignore[arg-type, misc]
    assert applications.withdraw(case, expected=case.version, note="已找到工作", **by)  # type: ignore[arg-type]
    member = family.members.get()
    assert households.reveal(member, why=f"核对 {ID} 手机 13800001234", actor=town.officer, at=NOW) == ID
    assert households.register_household(area_code=OTHER_VILLAGE, name="外镇户", actor=town.outsider, at=NOW)
    return family


def shown(client: Client, **query: Any) -> str:
    answer = client.get(reverse("desk:journal-list"), query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def rows(page: str) -> list[str]:
    """The body's rows without marks."""
    body = page.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0] if "<tbody>" in page else ""
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body.split("</tr>") if row.strip()]


def test_lines_are_said_in_words_with_who_where_and_what(client: Client, town: Town, household: Household) -> None:
    sign_in(client, town.auditor)
    page = shown(client)
    case = Application.objects.get()
    assert any(
        all(
            word in row
            for word in ("张敏（乡镇经办人）", "申请人撤回", "待受理 → 已撤回", case.number, "柳林村", "已找到工作")
        )
        for row in rows(page)
    )
    assert any(all(word in row for word in ("登记家庭", f"家庭 {household.number}")) for row in rows(page))
    assert reverse("desk:households-detail", args=[household.pk]) in page


def test_no_number_is_shown_even_when_somebody_typed_one_into_a_note(
    client: Client, town: Town, household: Household
) -> None:
    sign_in(client, town.auditor)
    page = shown(client, what="reveals")
    assert len(rows(page)) == 1
    assert "身份证号" in page
    assert f"核对 ****{ID[-4:]} 手机 ****1234" in page
    assert ID not in page
    assert "13800001234" not in page


def test_each_township_is_read_by_those_above_it_and_by_nobody_beside_it(
    client: Client, town: Town, household: Household
) -> None:
    sign_in(client, town.supervisor)
    assert "外镇李" in shown(client)
    sign_in(client, town.far_approver)
    assert rows(shown(client)) == []
    assert rows(shown(client, kind="household", number=household.number)) == []
    for post in (town.officer, town.head, town.maker, town.editor, town.assistant):
        sign_in(client, post)
        assert client.get(reverse("desk:journal-list")).status_code == 403


def test_a_link_is_drawn_only_for_who_may_open_the_page(client: Client, town: Town, household: Household) -> None:
    sign_in(client, town.admin)
    page = shown(client)
    assert household.number in page
    assert reverse("desk:households-detail", args=[household.pk]) not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"what": "moves"}, {"申请人撤回", "建立"}),
        ({"what": "reveals"}, {"查看完整号码"}),
        ({"what": "exports"}, {"下载银行文件"}),
        ({"what": "policy"}, {"发布政策"}),
        ({"officer": "外镇"}, {"登记家庭"}),
        ({"officer": "publisher"}, {"发布政策"}),
        ({"officer": "没有这个人"}, set()),
        ({"officer": "nobody", "what": "moves"}, set()),
    ],
)
def test_lines_are_narrowed_by_what_and_by_whom(
    client: Client, town: Town, household: Household, query: dict[str, str], expected: set[str]
) -> None:
    detail = {"file": "P202611-1", "lines": 3}
    journal.record("download_bank_file", actor=town.maker, at=NOW, area_code=COUNTY, kind="payoutrun", detail=detail)
    journal.record("publish_policy", actor=town.publisher, at=NOW, area_code=COUNTY, kind="policyversion")
    sign_in(client, town.auditor)
    found = rows(shown(client, **query))
    assert {label for label in acts.ACTS.values() for row in found if label in row} | {
        "申请人撤回" for row in found if "申请人撤回" in row
    } == expected


def test_lines_are_narrowed_by_day_both_days_included(client: Client, town: Town) -> None:
    days = [datetime(2026, 11, day, hour, tzinfo=UTC) for day, hour in ((1, 15), (1, 16), (2, 15), (2, 16))]
    for at in days:  # 23:00 and 00:00 in China, the border of the days of the law
        journal.record("export_bad_rows", actor=town.approver, at=at, area_code=COUNTY, kind="register")
    sign_in(client, town.auditor)
    assert len(rows(shown(client, since="2026-11-02", until="2026年11月2日"))) == 2
    assert len(rows(shown(client, since="20261103"))) == 1
    assert len(rows(shown(client, until="2026-11-01"))) == 1


def test_one_case_is_found_by_its_kind_and_number(client: Client, town: Town, household: Household) -> None:
    case = Application.objects.get()
    sign_in(client, town.approver)
    assert all(case.number in row for row in rows(shown(client, kind="application", number=f" {case.number} ")))
    assert len(rows(shown(client, kind="household", number=household.number))) == 2
    for query in ({"kind": "payout_run", "number": "9" * 30}, {"kind": "reaudit", "number": "十"}):
        assert rows(shown(client, **query)) == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"since": "2026-02-30"}, "没有2026年2月30日这一天"),
        ({"since": "2026-11-03", "until": "2026-11-02"}, "结束日期不能早于"),
        ({"number": "990101-2026-000001"}, "还要选哪类事项"),
        ({"kind": "lottery"}, "lottery"),
    ],
)
def test_a_condition_that_cannot_be_read_is_explained(
    client: Client, town: Town, query: dict[str, str], words: str
) -> None:
    sign_in(client, town.auditor)
    answer = client.get(reverse("desk:journal-list"), query)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_strange_addresses_are_answers_not_errors(client: Client, town: Town) -> None:
    sign_in(client, town.auditor)
    for query in ({"what": "x"}, {"after": "x"}, {"officer": "\x00a"}, {"number": "\x00", "kind": "application"}):
        assert client.get(reverse("desk:journal-list"), query).status_code in {200, 422}


def test_sign_ins_of_the_areas_officers_are_shown_and_no_others(client: Client, town: Town) -> None:
    for login, right in (("officer", True), ("officer", False), ("far_approver", True), ("my-secret-typo", False)):
        SignInAttempt.objects.create(login=login, at=NOW, succeeded=right, address="10.0.0.9")
    sign_in(client, town.auditor)
    page = shown(client, what="sign-ins")
    assert [("登录成功" in row, "登录失败" in row) for row in rows(page)] == [(False, True), (True, False)]
    assert "my-secret-typo" not in page
    assert "外县审批" not in page
    assert rows(shown(client, what="sign-ins", officer="刘")) == []
    assert rows(shown(client, what="sign-ins", since="2026-11-20")) == []


def test_pages_follow_each_other_at_a_constant_number_of_queries(
    client: Client, town: Town, household: Household
) -> None:
    before = JournalLine.objects.count()
    for place in range(120):
        at = NOW + timedelta(minutes=place)
        journal.record("assess", actor=town.officer, at=at, area_code=VILLAGE, subject=household)
    sign_in(client, town.auditor)
    seen, address = 0, reverse("desk:journal-list")
    counts = set()
    while address:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).content.decode()
        counts.add(len(queries))
        seen += len(rows(page))
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = reverse("desk:journal-list") + found[1].replace("&amp;", "&") if found else ""
    assert seen == before + 120
    assert max(counts) <= 13, counts  # less where a page has no application or no family on it


def test_reading_writes_nothing_and_nothing_else_is_offered(client: Client, town: Town, household: Household) -> None:
    before = JournalLine.objects.count()
    sign_in(client, town.auditor)
    shown(client)
    assert JournalLine.objects.count() == before
    assert client.post(reverse("desk:journal-list")).status_code == 405


def test_every_act_in_the_code_has_its_word() -> None:
    """Acts are written as the first argument of `record(` or of the rooms' own `_journal(`, `_record(` and `change(`."""
    called = re.compile(r"(?:\brecord|_journal|_kept|_tell)\(\s*\"([a-z_]+)\"")
    found = {act for path in (ROOT / "cases").rglob("*.py") for act in called.findall(path.read_text())}
    assert {"reveal", "assess", "grant_award"} <= found
    assert found - set(acts.ACTS) == set()


def test_every_kind_of_subject_has_its_word(client: Client, town: Town, household: Household) -> None:
    with acting_in(COUNTY):
        assert {line.subject_kind for line in JournalLine.objects.all()} <= set(acts.KINDS)
    assert set(acts.MACHINES) <= set(acts.KINDS)
