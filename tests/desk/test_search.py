"""Search finds a family inside the area of the post, and nothing beyond it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.applications import services as services_of
from cases.applications.services import Ask
from cases.households import services
from cases.households.models import Household
from cases.staff.scope import acting_in
from tests.cases.applications.cases import waiting_case
from tests.cases.households.people import NOW, number
from tests.people import COUNTY, OTHER_VILLAGE, VILLAGE, Town, sign_in

pytestmark = pytest.mark.django_db
MINE = number(date(1978, 3, 7), 1)


@pytest.fixture
def families(town: Town, scope: Callable[[str], None]) -> list[Household]:
    scope(COUNTY)
    made = [
        services.register_household(area_code=area, name=name, id_number=id_number, actor=town.approver, at=NOW)
        for area, name, id_number in ((VILLAGE, "王秀兰", MINE), (OTHER_VILLAGE, "王秀英", number(date(1980, 1, 2), 5)))
    ]
    assert all(isinstance(one, Household) for one in made)
    return made  # type: ignore[return-value]


def found(client: Client, text: str) -> list[str]:
    response = client.get("/search/", {"q": text})
    assert response.status_code == 200
    return [family.household.head_name for family, *_ in response.context["families"]]


@pytest.mark.parametrize("text", ["王秀兰", "王", "wxl", "WXL", "ｗｘｌ", MINE[-4:], MINE, f" {MINE.lower()} "])
def test_a_family_is_found_by_name_initials_or_number(
    client: Client, town: Town, families: list[Household], text: str
) -> None:
    sign_in(client, town.officer)
    assert found(client, text) == ["王秀兰"]


def test_the_county_finds_both_and_the_other_township_only_its_own(
    client: Client, town: Town, families: list[Household]
) -> None:
    sign_in(client, town.approver)
    assert sorted(found(client, "王秀")) == ["王秀兰", "王秀英"]
    sign_in(client, town.outsider)
    assert found(client, "王秀") == ["王秀英"]
    assert found(client, MINE) == []


@pytest.mark.parametrize("text", ["", " ", "查无此人", "%", "_", "'; drop table", "王" * 300, "\x00", "0000"])
def test_what_finds_nobody_is_answered_calmly(client: Client, town: Town, families: list[Household], text: str) -> None:
    sign_in(client, town.officer)
    assert found(client, text) == []


def test_a_family_is_shown_with_its_open_cases_their_state_and_clock(
    client: Client, town: Town, policies: None, django_assert_max_num_queries: Any
) -> None:
    case = waiting_case(town)
    with acting_in(COUNTY):
        services_of.open_intake(case.household, benefits=[Ask("tekun")], actor=town.officer, at=timezone.now())
    sign_in(client, town.head)
    page = client.get("/search/", {"q": case.household.head_name}).content.decode()
    assert f'<a href="/applications/{case.pk}/">低保，待确认</a>' in page
    assert "剩 3 个工作日" in page
    assert "特困供养，待受理" in page
    sign_in(client, town.maker)  # the finance office sees that there is a case, but has no dossier to open
    page = client.get("/search/", {"q": case.household.head_name}).content.decode()
    assert "低保，待确认" in page
    assert "/applications/" not in page
    with django_assert_max_num_queries(22):  # the family whole, and two queries for what is open
        client.get("/search/", {"q": case.household.head_name})


def test_the_page_shows_no_whole_id_number(client: Client, town: Town, families: list[Household]) -> None:
    sign_in(client, town.officer)
    page = client.get("/search/", {"q": "王秀兰"}).content.decode()
    assert MINE not in page
    assert MINE[-4:] in page
