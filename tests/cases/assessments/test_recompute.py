"""Kept answers come out again to the fen; what was published late shows only when asked as known later; tampering is found."""

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.assessments import services
from cases.assessments.models import Assessment
from cases.assessments.recompute import recomputed
from cases.households.models import Household, Member
from cases.staff.scope import acting_as, acting_in
from cases.workflow.models import JournalLine
from tests.cases.assessments.test_services import tell_the_rest, wang
from tests.cases.households.people import TODAY
from tests.people import COUNTY, OTHER_COUNTY, OTHER_TOWNSHIP, TOWNSHIP, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]
BEFORE, AFTER = datetime(2026, 10, 14, tzinfo=UTC), datetime(2026, 11, 2, 2, tzinfo=UTC)


@pytest.fixture
def household(town: Town) -> Household:
    with acting_as(town.officer):
        family = wang(town)
        tell_the_rest(town, family)
        family.refresh_from_db()
        Member.objects.update(period="[2020-01-01,)")
        return family


def keep(town: Town, household: Household, at: datetime = AFTER, benefit: str = "dibao", kind: str = "") -> Assessment:
    with acting_as(town.officer):
        return services.keep(household, benefit=benefit, kind=kind, on=TODAY, actor=town.officer, at=at)


def said(*line: str) -> str:
    """What the command prints when everything comes out again."""
    out = StringIO()
    call_command("recompute", *line, stdout=out)
    return out.getvalue()


def complained(*line: str) -> tuple[str, int]:
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("recompute", *line, stdout=out)
    return out.getvalue() + str(error.value), error.value.returncode


def tamper(row: Assessment, statement: str) -> None:
    """Change a kept row as only the owner of the tables can: with the guard taken off (the test's rollback puts it back)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("ALTER TABLE cases_assessment DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE cases_assessment SET {statement} WHERE id = %s", [row.pk])
        assert cursor.rowcount == 1


def rows_there() -> tuple[int, int]:
    with acting_in(COUNTY):
        return JournalLine.objects.count(), Assessment.objects.count()


def test_every_kept_answer_of_every_benefit_comes_out_again(town: Town, household: Household) -> None:
    for benefit in ("dibao", "dibao_edge", "rigid_expenditure", "tekun"):
        keep(town, household, benefit=benefit)
    keep(town, household, benefit="temporary_relief", kind="emergency")
    keep(town, household, at=BEFORE)
    assert said("--area", COUNTY) == "重算 6 件，一致 6 件，不一致 0 件\n"
    assert said("--area", COUNTY, "--benefit", "dibao") == "重算 2 件，一致 2 件，不一致 0 件\n"


def test_a_standard_published_late_differs_only_when_asked_as_known_later(town: Town, household: Household) -> None:
    """The demo county's standard of July 2026 was published on 15 October."""
    early = keep(town, household, at=BEFORE)
    keep(town, household, at=AFTER)
    assert "不一致 0 件" in said("--area", COUNTY)
    words, code = complained("--area", COUNTY, "--as-known-on", "2026-11-01")
    assert code == 1
    assert f"审核计算 {early.pk}" in words
    assert "重算 2 件，一致 1 件，不一致 1 件" in words
    assert "dibao.standard" in words
    assert "'609.00'" in words
    assert "'650.00'" in words
    words, _ = complained("--area", COUNTY, "--as-known-on", "2026-10-14")
    assert f"审核计算 {early.pk}" not in words


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("amount_fen = amount_fen + 1", "金额（列）"),
        ("outcome = 'no'", "结论（列）"),
        ("persons = 9", "保障人数（列）"),
        ("answer = jsonb_set(answer, '{amount}', '\"9999.00\"')", "金额"),
        ("answer = jsonb_set(answer, '{parts,0,amount}', '\"1.00\"')", "金额构成"),
        ("answer = jsonb_set(answer, '{findings,0,text}', '\"改过\"')", "依据"),
        ("question = jsonb_set(question, '{members,1,incomes,0,amount}', '\"1.00\"')", "金额"),
    ],
)
def test_a_row_that_somebody_changed_is_found(town: Town, household: Household, statement: str, what: str) -> None:
    row = keep(town, household)
    with acting_as(town.officer):
        tamper(row, statement)
    words, code = complained("--area", COUNTY)
    assert code == 1
    assert what in words.split("。")[0]
    assert "可能被改动过" in words


def test_a_question_that_can_no_longer_be_read_is_a_difference_not_an_error(town: Town, household: Household) -> None:
    row = keep(town, household)
    with acting_as(town.officer):
        tamper(row, "question = jsonb_set(question, '{setting}', '\"seaside\"')")
    words, code = complained("--area", COUNTY)
    assert code == 1
    assert "不能再读" in words
    assert "setting" in words


def test_only_the_area_that_was_asked_is_read(town: Town, household: Household) -> None:
    keep(town, household)
    assert "重算 1 件" in said("--area", TOWNSHIP)
    for elsewhere in (OTHER_TOWNSHIP, OTHER_COUNTY):
        assert "重算 0 件" in said("--area", elsewhere)


def test_rows_are_read_in_pages_however_many_there_are(town: Town, household: Household) -> None:
    rows = [keep(town, household) for _ in range(5)]
    found = recomputed(COUNTY, at_once=2)
    with CaptureQueriesContext(connection) as queries:
        assert next(found) is None
        assert next(found) is None
    assert len([query for query in queries if 'FROM "cases_assessment"' in query["sql"]]) == 1
    assert list(found) == [None, None, None]
    assert len(rows) == 5


def test_nothing_is_written_and_nothing_could_be(
    town: Town, household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = keep(town, household)
    before = rows_there()
    said("--area", COUNTY)
    assert rows_there() == before

    def write(_row: Assessment, _moment: Any) -> None:
        JournalLine.objects.create(at=AFTER, act="x", subject_kind="x", area_code=row.area_code)

    monkeypatch.setattr("cases.assessments.recompute.compared", write)
    with pytest.raises(InternalError, match="read-only transaction"), transaction.atomic():
        list(recomputed(COUNTY))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("--area", "9901"), "12位数字"),
        (("--area", "青阳县"), "12位数字"),
        (("--area", "110101000000"), "没有区划"),
        (("--area", COUNTY, "--as-known-on", "2026-02-30"), "2026-07-31"),
        (("--area", COUNTY, "--as-known-on", "昨天"), "2026-07-31"),
        (("--area", COUNTY, "--as-known-on", "20260731"), "2026-07-31"),
        (("--area", COUNTY, "--as-known-on", "9999-12-31"), "2026-07-31"),
        (("--area", COUNTY, "--benefit", "lottery"), "dibao"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_is_allowed(town: Town, line: tuple[str, ...], words: str) -> None:
    said_, code = complained(*line)
    assert code == 2
    assert words in said_


def test_the_sums_of_a_large_area_are_asked_of_whole_columns(
    town: Town, household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    for benefit in ("dibao", "dibao_edge", "rigid_expenditure", "tekun"):
        keep(town, household, benefit=benefit)
    keep(town, household, benefit="temporary_relief", kind="emergency")
    early = keep(town, household, at=BEFORE)
    asked: list[int] = []
    monkeypatch.setattr("cases.assessments.recompute.compared", lambda row, _=None: asked.append(row.pk))
    assert said("--area", COUNTY, "--sums") == "重算 6 件，一致 6 件，不一致 0 件\n"
    assert asked == []
    said("--area", COUNTY, "--sums", "--as-known-on", "2026-11-01")
    assert asked == [early.pk]


@pytest.mark.parametrize(
    "statement",
    [
        "amount_fen = amount_fen + 1",
        "outcome = 'no'",
        "persons = 9",
        "answer = jsonb_set(answer, '{amount}', '\"9999.00\"')",
        "answer = jsonb_set(answer, '{outcome}', '\"no\"')",
        "packed = NULL, amount_fen = amount_fen + 1",
        "packed = '\\x0102'::bytea, amount_fen = amount_fen + 1",
    ],
)
def test_a_changed_sum_is_found_by_the_columns_too(town: Town, household: Household, statement: str) -> None:
    row = keep(town, household)
    keep(town, household)
    with acting_as(town.officer):
        tamper(row, statement)
    words, code = complained("--area", COUNTY, "--sums")
    assert code == 1
    assert f"审核计算 {row.pk}" in words
    assert "重算 2 件，一致 1 件，不一致 1 件" in words
