"""Where a place pays 低保 by grade, the appraisal gives the grade: with the opinion, and with a line of who changed it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from cases.applications import services
from cases.applications.grades import grades_of
from cases.applications.models import Application
from cases.applications.services import Ask
from cases.staff.scope import acting_in
from cases.workflow.models import JournalLine
from eligibility.loading import load
from tests.cases.applications.steps import DAY, NOW, accepted, checked, reasons, visited, whole
from tests.people import COUNTY, Town, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]
FOR_B = 3 * 30000 + 19500  # three people, and 分类施保 for two of them
GRADED = """
area: "990101001"
name: 青河镇
documents:
  - document: 青河镇按档发放的规定（测试）
    published: 2025-12-01
    from: 2026-01-01
    values:
      dibao.method: {urban: difference, rural: graded}
      dibao.grades: {rural: [{grade: A, amount: "500.00"}, {grade: B, amount: "300.00"}]}
"""


@pytest.fixture(autouse=True)
def graded(policies: None, tmp_path: Path, town: Town) -> Iterator[None]:
    path = tmp_path / "graded.yaml"
    path.write_text(GRADED, encoding="utf-8")
    load([path])
    with acting_in(COUNTY):
        yield


def surveyed(town: Town, grade: str = "") -> Application:
    case = accepted(whole(town), town.officer, Ask("dibao", grade=grade))
    checked(case, town.officer)
    visited(case, town.officer, town.second)
    return case


def opine(town: Town, case: Application, grade: str = "") -> object:
    return services.give_opinion(case, actor=town.officer, at=NOW, expected=None, text="建议给予", grade=grade)


def lines() -> list[JournalLine]:
    return list(JournalLine.objects.filter(act="set_grade").order_by("pk"))


def test_the_published_grades_are_offered_with_their_sums(town: Town) -> None:
    assert grades_of(surveyed(town), DAY) == {"A": "A（每人每月 500.00 元）", "B": "B（每人每月 300.00 元）"}


def test_without_a_grade_the_law_waits_for_it_and_the_opinion_gives_it(town: Town) -> None:
    case = surveyed(town)  # accepted without one: the appraisal comes after acceptance
    assert reasons(opine(town, case)) == {"unknown"}
    assert opine(town, case, "B")
    case.refresh_from_db()
    assert (case.grade, case.state, case.proposed_fen) == ("B", "opinion", FOR_B)
    (line,) = lines()
    assert (line.officer_id, line.detail) == (town.officer.officer_id, {"from": "", "to": "B"})


def test_the_appraisal_corrects_what_the_window_wrote(town: Town) -> None:
    case = surveyed(town, grade="A")
    assert opine(town, case, "B")
    case.refresh_from_db()
    assert (case.grade, case.proposed_fen) == ("B", FOR_B)
    assert lines()[0].detail == {"from": "A", "to": "B"}


def test_the_same_grade_leaves_no_line_and_a_wrong_one_is_refused(town: Town) -> None:
    case = surveyed(town, grade="A")
    assert reasons(opine(town, case, "Z")) == {"grade"}
    assert opine(town, case, "A")
    assert lines() == []


def test_a_refused_opinion_leaves_no_grade_behind(town: Town) -> None:
    case = accepted(whole(town), town.officer, Ask("dibao", grade="A"))
    checked(case, town.officer)
    assert reasons(opine(town, case, "B")) == {"no_visit"}
    case.refresh_from_db()
    assert (case.grade, lines()) == ("A", [])


def test_the_page_asks_for_the_grade_only_where_it_counts(town: Town, client: Client) -> None:
    case = surveyed(town, grade="A")
    sign_in(client, town.officer)
    page = client.get(f"/applications/{case.pk}/opinion/").content.decode()
    assert "B（每人每月 300.00 元）" in page
    sent = {"version": case.version, "recommend": "grant", "text": "建议给予"}
    answer = client.post(f"/applications/{case.pk}/opinion/", sent)
    assert answer.status_code == 422
    assert "选评定的档次" in answer.content.decode()
    assert client.post(f"/applications/{case.pk}/opinion/", {**sent, "grade": "B"}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.grade) == ("opinion", "B")
    assert "B 档" in client.get(f"/applications/{case.pk}/").content.decode()
    Application.objects.filter(pk=case.pk).update(benefit="tekun")
    assert "评定的档次" not in client.get(f"/applications/{case.pk}/opinion/").content.decode()
