"""The calculation sheet on a page: every part of the answer, in words, and the kept one as it was kept."""

from typing import Any

import pytest
from django.test import Client

from cases.assessments.models import Assessment
from cases.assessments.selectors import answer_of
from cases.staff.scope import acting_in
from eligibility import api
from tests.cases.applications.cases import waiting_case
from tests.people import COUNTY, Town, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]


def shown(client: Client, town: Town, address: str) -> str:
    sign_in(client, town.head)
    answer: Any = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_kept_sheet_says_every_step_every_figure_and_its_document(client: Client, town: Town) -> None:
    case = waiting_case(town)
    with acting_in(COUNTY):
        row = Assessment.objects.get(pk=case.assessment_id)
    page = shown(client, town, f"/calculations/{row.pk}/")
    answer = answer_of(row)
    told = {part.code: part for part in api.calculation(answer)}
    assert {"conclusion", "findings", "money", "turning", "steps", "figures"} <= told.keys()
    for finding in answer.findings:
        assert finding.text in page
    for _, label, value, _, _ in told["steps"].rows:
        assert label in page
        assert value in page
    for name, value, source, version in told["figures"].rows:
        assert all(words in page for words in (name, value, source, version))
    assert "达到" in page  # what would change the answer


def test_no_figure_is_shown_as_it_is_written_in_a_file(client: Client, town: Town) -> None:
    case = waiting_case(town)
    page = shown(client, town, f"/calculations/{case.assessment_id}/")
    assert "家庭月收入" in page
    for sign in ("{&quot;", "&#x27;amount", "per&quot;", "None", "dibao.standard.urban"):
        assert sign not in page


def test_the_dossier_and_the_family_lead_to_the_sheet_and_the_live_one_says_it_is_not_kept(
    client: Client, town: Town
) -> None:
    case = waiting_case(town)
    live = f"/applications/{case.pk}/calculation/"
    dossier = shown(client, town, f"/applications/{case.pk}/")
    assert live in dossier
    assert f"/calculations/{case.assessment_id}/" in dossier
    assert f"/calculations/{case.assessment_id}/" in shown(client, town, f"/households/{case.household_id}/")
    assert "还没有留存" in shown(client, town, live)
