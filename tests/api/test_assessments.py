"""Kept answers over the machines' face: what a provincial platform reads is what was decided on, to the word."""

from collections.abc import Callable
from typing import Any

import pytest

from cases.assessments.models import Assessment
from cases.staff.models import Post
from cases.staff.scope import acting_in
from eligibility import api
from tests.api.calling import Caller
from tests.cases.applications.cases import waiting_case
from tests.people import COUNTY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]


@pytest.fixture
def kept(town: Town) -> Assessment:
    case = waiting_case(town)
    with acting_in(COUNTY):
        return Assessment.objects.get(pk=case.assessment_id)


def test_a_kept_answer_comes_with_its_question_figures_and_sheet(
    town: Town, kept: Assessment, caller: Callable[[Post], Caller]
) -> None:
    found: dict[str, Any] = caller(town.approver).client.get(f"/api/v1/assessments/{kept.pk}/").json()
    assert (found["outcome"], found["engine"], found["persons"]) == (kept.outcome, kept.engine, kept.persons)
    assert found["answer"] == kept.answer
    assert found["explanation"].startswith("最低生活保障测算单")
    again = api.assess(found["question"])
    assert again.to_json(full=True)["findings"] == found["answer"]["findings"]
    assert again.amount_fen == kept.amount_fen


def test_the_list_is_short_and_narrowed_by_family_benefit_and_outcome(
    town: Town, kept: Assessment, caller: Callable[[Post], Caller]
) -> None:
    client = caller(town.approver).client
    (row,) = client.get(f"/api/v1/assessments/?household={kept.household_id}&benefit=dibao&outcome=yes").json()["results"]
    assert row["id"] == kept.pk
    assert "question" not in row
    assert client.get("/api/v1/assessments/?outcome=no").json()["results"] == []
    assert client.get("/api/v1/assessments/?on=2026").status_code == 400


def test_asking_anew_keeps_nothing(town: Town, kept: Assessment, caller: Callable[[Post], Caller]) -> None:
    answer = caller(town.approver).client.post("/api/v1/assessments/", data=kept.question, format="json")
    assert answer.status_code == 200
    assert answer.json()["outcome"] == kept.outcome
    with acting_in(COUNTY):
        assert Assessment.objects.count() == 1
