"""The end of taking an application: the trial beside it, the summary, and members pasted from a table."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from cases.applications.models import Application
from cases.desk.roster import lines_of
from cases.households.models import Household, Member
from cases.households.selectors import facts_of
from cases.households.vocabulary import relation_code
from cases.staff.scope import acting_in
from cases.workflow.models import JournalLine
from tests.cases.households.people import number
from tests.desk.taking_in import LI, at, head_of, wage
from tests.people import COUNTY

pytestmark = pytest.mark.django_db


def test_the_chosen_benefits_are_tried_beside_every_section(officer: Client, family: Household) -> None:
    chosen = {"benefits": ["dibao", "temporary_relief:emergency"], "cause": "illness", "amount_requested": "3000"}
    assert officer.post(at(family, "wish"), {**chosen, "next": "1"})["Location"] == at(family, "members")
    page = officer.get(at(family, "incomes"))
    assert [trial.label for trial in page.context["trials"]] == ["最低生活保障", "临时救助（急难型）"]
    assert all(lack.url for trial in page.context["trials"] for lack in trial.lacks)
    assert "李强：收入情况" in page.content.decode()


def test_nothing_chosen_cannot_be_handed_in(officer: Client, family: Household) -> None:
    answer = officer.post(at(family, "check"))
    assert answer.status_code == 422
    assert "至少选一项救助" in answer.content.decode()


def test_the_summary_shows_every_answer_and_makes_one_application_a_benefit(officer: Client, family: Household) -> None:
    head = head_of(family)
    officer.post(at(family, "incomes"), {"save": str(head.pk), **wage(head)})
    officer.post(
        at(family, "wish"),
        {"benefits": ["dibao", "temporary_relief:expenditure"], "cause": "illness", "amount_requested": "3000"},
    )
    text = officer.get(at(family, "check")).content.decode()
    for words in ("务工收入 每月 1,850.00 元", "因病", "3,000.00 元", "没有填"):
        assert words in text
    assert officer.post(at(family, "check")).status_code == 302
    with acting_in(COUNTY):
        rows = list(Application.objects.order_by("pk"))
    assert [(row.benefit, row.kind, row.state, row.amount_requested_fen) for row in rows] == [
        ("dibao", "", "draft", None),
        ("temporary_relief", "expenditure", "draft", 300000),
    ]
    assert officer.post(at(family, "check")).status_code == 422  # the wish is gone: no second pair
    officer.post(at(family, "wish"), {"benefits": ["dibao"]})
    again = officer.post(at(family, "check"))
    assert "已有一件正在办理" in again.content.decode()


# --- from a spreadsheet ---


def test_pasted_members_are_shown_first_and_written_together(officer: Client, family: Household) -> None:
    child, elder = number(date(2010, 9, 12), 3), number(date(1950, 1, 2), 4)
    rows = f"姓名\t关系\t身份证号\n李小雨\t女儿\t{child}\n\n李 老太\t岳母\t{elder.lower()}\n小宝\t儿子"
    shown = officer.post(at(family, "paste"), {"rows": rows, "do": "preview"})
    assert shown.status_code == 200
    assert "3 行都可用" in shown.content.decode()
    with acting_in(COUNTY):
        assert Member.objects.filter(household=family).count() == 2
    assert officer.post(at(family, "paste"), {"rows": rows, "do": "confirm"}).status_code == 302
    with acting_in(COUNTY):
        people = facts_of(family, timezone.localdate()).people
    assert [(one.member.name, one.member.relation) for one in people[2:]] == [
        ("李小雨", "child"),
        ("李 老太", "parent_in_law"),
        ("小宝", "child"),
    ]


def test_a_bad_line_is_named_and_nothing_is_half_written(officer: Client, family: Household) -> None:
    child = number(date(2010, 9, 12), 3)
    rows = f"李小雨,女儿,{child}\n李小雪,女儿,{child}\n赵四,邻居,{LI}\n钱五"
    answer = officer.post(at(family, "paste"), {"rows": rows, "do": "confirm"})
    text = answer.content.decode()
    assert answer.status_code == 422
    for words in ("身份证号和第 1 行一样", "看不懂关系“邻居”", "这一行至少要有姓名和关系", "3 行要改"):
        assert words in text
    refused = officer.post(at(family, "paste"), {"rows": f"小宝,儿子\n李二,兄弟,{LI}", "do": "confirm"})
    assert "已登记在王秀兰户" in refused.content.decode()
    with acting_in(COUNTY):
        assert Member.objects.filter(household=family).count() == 2
        assert not JournalLine.objects.filter(act="add_member", note__startswith="小宝").exists()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("妻子", "spouse"), ("长女", "child"), ("外孙女", "grandchild"), ("爷爷", "grandparent"), ("岳母", "parent_in_law"),
        ("儿媳", "child_in_law"), ("父亲", "parent"), ("弟弟", "sibling"), ("侄子", "other"), ("户主", "self"), ("spouse", "spouse"), ("", ""), ("邻居", ""),
    ],
)  # fmt: skip
def test_relations_are_read_as_people_write_them(said: str, code: str) -> None:
    assert relation_code(said) == code


def test_a_list_is_read_with_tabs_commas_and_blanks() -> None:
    for between in ("\t", "，", ",", "  "):
        (line,) = lines_of(between.join(("阿依古丽·买买提", "妻子", LI)))
        assert (line.name, line.relation, line.id_number, line.fault) == ("阿依古丽·买买提", "spouse", LI, "")
