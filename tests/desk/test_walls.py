"""Every address of the desk that names a row, asked by everybody from elsewhere; and its own people, who are let in."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from cases.applications.models import Application
from cases.desk.urls import urlpatterns
from cases.households.models import Household
from cases.policies import holidays
from cases.register import uploads
from cases.staff.scope import acting_in
from tests.cases.payouts.paying import NOW
from tests.cases.register.books import workbook
from tests.desk.test_policies import drafted
from tests.people import COUNTY, OTHER_COUNTY, OTHER_TOWNSHIP, Town, sign_in
from tests.walls import NAMES, Keys, people_elsewhere, rows_of, state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]
NAMED = [each for each in urlpatterns if isinstance(each, URLPattern) and each.pattern.converters]
_LAW = {"policies-figure", "policies-setup"}  # a published figure is nobody's secret, and a step of a form no row
_NOT_YET = {"applications-letter", "simulations-cases", "simulations-export"}  # no decision, and nothing was simulated
_SHUT = {403, 404, 405}
POSTED = {
    "version": 0, "do": "grant", "verdict": "accepted", "explanation": "x", "note": "x", "text": "x", "lines": "x",
    "reason": "x", "code": "wish",
}  # fmt: skip


@pytest.fixture
def keys(client: Client, town: Town, settings: Any, tmp_path: Path) -> Callable[[URLPattern], Keys]:
    """The rows of one township and its county, by what an address calls them."""
    settings.FILES_DIR = tmp_path
    version = drafted(client, town)
    with acting_in(COUNTY):
        rows = rows_of(town)
        rows["register"] = uploads.receive("a.xlsx", workbook(), actor=town.approver, at=NOW).pk  # type: ignore[union-attr]
        notice = holidays.Notice(2027, "国办发明电〔2026〕9号", "a.xlsx", {date(2027, 1, 1): "holiday"})
        rows["holiday"] = holidays.bring(notice, actor=town.editor, at=NOW).pk  # type: ignore[union-attr]
    own = {
        "households": rows["household"], "intake": rows["household"], "applications": rows["case"],
        "decisions": rows["case"], "matching": rows["case"], "calculations": rows["calculation"], "reaudits": rows["look"], "register": rows["register"],
        "policies": version.id, "simulations": version.id, "payouts": rows["run"],
    }  # fmt: skip
    special = {
        "policies-holiday": "holiday",
        "payouts-return": "answer",
        "payouts-file": "file",
        "payouts-drop": "line",
    }

    def of(page: URLPattern) -> Keys:
        name = page.name or ""
        row = rows[special[name]] if name in special else own[name.partition("-")[0]]
        given = {**rows, "pk": row, "code": "incomes", "do": "refuse"}
        if name == "applications-note":
            given["do"] = "withdraw"
        return {key: given[key] for key in page.pattern.converters}

    return of


def asked(client: Client, url: str) -> list[Any]:
    return [client.get(url), client.post(url, POSTED), client.post(url, POSTED, headers={"HX-Request": "true"})]


def test_nobody_from_elsewhere_gets_in_by_an_address(client: Client, keys: Callable[[URLPattern], Keys]) -> None:
    open_doors = []
    pages = [(page, reverse(f"desk:{page.name}", kwargs=keys(page))) for page in NAMED if page.name not in _LAW]
    assert len(pages) >= 40
    before = state()
    for post in people_elsewhere():
        sign_in(client, post)
        for page, url in pages:
            for answer in asked(client, url):
                said = answer.content.decode(errors="replace")
                if answer.status_code not in _SHUT or any(name in said for name in NAMES):
                    open_doors.append((post.role, page.name, answer.status_code))
    assert not open_doors, open_doors
    assert state() == before


def test_negative_control_its_own_people_find_something_behind_every_address(
    client: Client, town: Town, keys: Callable[[URLPattern], Keys]
) -> None:
    shut = []
    keys(NAMED[0])
    with acting_in(COUNTY):
        case = Application.objects.order_by("pk").first()
        assert case is not None
        members = list(case.household.members.values_list("pk", flat=True))
    for page in NAMED:
        if page.name in _LAW | _NOT_YET:
            continue
        url = reverse(f"desk:{page.name}", kwargs=keys(page))
        statuses = set()
        for post in town.posts.values():
            if post.area_code not in {OTHER_TOWNSHIP, OTHER_COUNTY}:
                sign_in(client, post)
                statuses.add(client.get(url).status_code)
                if statuses <= _SHUT:  # an address that only acts, or not this one's work
                    told = {"do": "start", "version": 0, "token": f"member:{keys(page).get('member', members[0])}"}
                    statuses.add(client.post(url, told).status_code)
                if statuses - _SHUT:
                    break
        else:
            shut.append((page.name, statuses))
    assert not shut, shut


def test_lists_search_and_exports_know_nothing_of_elsewhere(client: Client, keys: Callable[[URLPattern], Keys]) -> None:
    plain = [each for each in urlpatterns if isinstance(each, URLPattern) and not each.pattern.converters]
    addresses = [reverse(f"desk:{page.name}") for page in plain if page.name not in {"logout", "dev-ui", "dev-split"}]
    addresses += ["/search/?q=周德福", "/search/?q=王", "/households/?q=王", "/journal/?q=王秀兰"]
    found = []
    keys(NAMED[0])
    with acting_in(COUNTY):
        secret = {row.number for row in Household.objects.all()} | {row.number for row in Application.objects.all()}
    secret = {number for number in secret if len(number) > 3} | set(NAMES)
    for post in people_elsewhere():
        for address in addresses:
            sign_in(client, post)
            said = client.get(address).content.decode(errors="replace")
            found += [(post.role, address, word) for word in secret if word in said]
    assert not found, found
