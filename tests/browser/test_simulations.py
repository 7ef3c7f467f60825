"""The pages of a simulation and of what followed, in a real browser: both widths and sizes, and the way without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.policies import simulations
from cases.policies.models import Simulation
from cases.reaudits import recalculation
from cases.staff.scope import acting_as, acting_in
from cases.workflow import batches
from cases.workflow.models import BatchRun
from eligibility import api
from eligibility.loading import load, load_calendar, policy_files
from tests.browser.conftest import BrowserPage
from tests.cases.households.people import NOW
from tests.cases.policies.published import a_raise, decided, imported, published, single
from tests.people import COUNTY, OTHER_VILLAGE, Town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def raise_(town: Town) -> api.Version:
    """A late raise over some families in two townships; one amount was wrong before, one steps over the new limit."""
    load(policy_files(demo=True))
    load_calendar()
    limits = [
        {"benefit": "dibao", "level": "township", "from": "0", "to": "480.00", "unit": "yuan", "per": "household"},
        {"benefit": "dibao", "level": "county", "from": "480.00", "to": None, "per": "household"},
    ]
    with acting_in(COUNTY):
        for order in range(4):
            decided(single(town, order, pension_fen=25_000 + order * 7_000))
        decided(single(town, 5))
        decided(single(town, 6, pension_fen=30_000, area=OTHER_VILLAGE))
        imported(single(town, 7), 12_300)
        version = a_raise(town, "700.00", authority=limits)
    with acting_as(town.editor):
        assert isinstance(simulations.start(version, actor=town.editor, at=NOW), Simulation)
    return version


def test_the_simulation_is_calm_and_its_list_too(
    check_address: Callable[..., None], town: Town, raise_: api.Version
) -> None:
    check_address(f"/policies/versions/{raise_.id}/simulation/", town.publisher)
    check_address(f"/policies/versions/{raise_.id}/simulation/cases/?mark=crosses", town.supervisor)


def test_what_followed_is_calm(check_address: Callable[..., None], town: Town, raise_: api.Version) -> None:
    with acting_in(COUNTY):
        published(town, raise_)
        recalculation.start_due(NOW)
        batch = BatchRun.objects.get(key=recalculation.key_of(raise_.id, COUNTY))
        batches.advance(batch.pk, COUNTY, lambda: NOW)
    check_address(f"/policies/versions/{raise_.id}/recalculation/", town.auditor)
    check_address(f"/policies/versions/{raise_.id}/recalculation/?kind=looked", town.auditor)
    check_address(f"/policies/versions/{raise_.id}/decided/", town.auditor)


def test_one_press_simulates_and_one_more_shows_who(
    browser_page: BrowserPage, check_page: Callable[[Page], None], town: Town, raise_: api.Version
) -> None:
    page = browser_page(post=town.publisher)
    page.goto(f"/policies/versions/{raise_.id}/simulation/")
    page.get_by_role("button", name="重新测算").click()
    page.get_by_role("link", name="青河镇").click()
    expect(page.get_by_role("row").nth(5)).to_be_visible()
    check_page(page)
