"""Every address of the machines' face that names a row, asked by everybody from elsewhere; and its own people."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, reverse
from rest_framework.test import APIClient

from cases.api.urls import router
from cases.households.models import Household
from cases.staff.models import Post
from cases.staff.scope import acting_in
from tests.people import COUNTY, OTHER_COUNTY, OTHER_TOWNSHIP, Town
from tests.walls import NAMES, Keys, people_elsewhere, rows_of, state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]

_TREE = {"areas-detail"}  # the tree of places is nobody's secret
NAMED = [
    each for each in router.urls
    if isinstance(each, URLPattern) and each.pattern.regex.groupindex and each.name not in _TREE
]  # fmt: skip
LISTS = [each.name for each in router.urls if isinstance(each, URLPattern) and (each.name or "").endswith("-list")]
_OF = {
    "households": "household", "applications": "case", "assessments": "calculation", "awards": "award", "payout-runs": "run", "payout-lines": "line",
    "differences": "difference", "reaudits": "look",
}  # fmt: skip
_SHUT = {403, 404, 405}
_OF_THE_BODY = 400  # said before any row is looked for, so it tells nothing of one


@pytest.fixture
def rows(town: Town, settings: Any, tmp_path: Path) -> Keys:
    settings.FILES_DIR = tmp_path
    with acting_in(COUNTY):
        return rows_of(town)


def address(page: URLPattern, rows: Keys) -> str:
    name = str(page.name)
    stem = next(each for each in sorted(_OF, key=len, reverse=True) if name.startswith(each))
    given = {**rows, "pk": rows[_OF[stem]]}
    return reverse(f"api:{name}", kwargs={key: given[key] for key in page.pattern.regex.groupindex})


def signed_in(post: Post) -> APIClient:
    client = APIClient()
    client.force_login(post.officer)
    return client


def asked(client: APIClient, url: str) -> list[Any]:
    bodies: tuple[dict[str, Any], ...] = ({"expected": 0}, {"verdict": "accepted", "explanation": "x"})
    return [client.get(url), *(client.post(url, each, format="json") for each in bodies)]


def test_nobody_from_elsewhere_gets_in_by_an_address(town: Town, rows: Keys) -> None:
    assert len(NAMED) >= 45
    before, open_doors = state(), []
    for post in people_elsewhere():
        client = signed_in(post)
        for page in NAMED:
            for answer in asked(client, address(page, rows)):
                said = answer.content.decode()
                if answer.status_code not in {*_SHUT, _OF_THE_BODY} or any(name in said for name in NAMES):
                    open_doors.append((post.role, page.name, answer.status_code, said[:80]))
    assert not open_doors, open_doors
    assert state() == before


def test_negative_control_its_own_people_find_something_behind_every_address(town: Town, rows: Keys) -> None:
    shut = []
    for page in NAMED:
        statuses: set[int] = set()
        for post in town.posts.values():
            if post.area_code not in {OTHER_TOWNSHIP, OTHER_COUNTY} and statuses <= _SHUT:
                client, url = signed_in(post), address(page, rows)
                statuses |= {client.get(url).status_code, client.post(url, {}, format="json").status_code}
        if statuses <= _SHUT:
            shut.append((page.name, statuses))
    assert not shut, shut


def test_lists_know_nothing_of_elsewhere(town: Town, rows: Keys) -> None:
    with acting_in(COUNTY):
        secret = {row.number for row in Household.objects.all() if len(row.number) > 3} | set(NAMES)
    found = []
    for post in people_elsewhere():
        client = signed_in(post)
        for name in LISTS:
            for query in ("", f"?household={rows['household']}", "?area=990101001001"):
                said = client.get(reverse(f"api:{name}") + query).content.decode()
                found += [(post.role, name, query, word) for word in secret if word in said]
    assert not found, found
