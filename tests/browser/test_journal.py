"""The journal in a real browser: both widths, both sizes, with and without script."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from cases.households import services as households
from cases.households.models import Household
from cases.staff.scope import acting_in
from cases.workflow import journal
from tests.cases.households.people import NOW
from tests.people import COUNTY, VILLAGE, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(town: Town) -> None:
    """More lines than one page holds, with a long note among them."""
    with acting_in(COUNTY):
        family = households.register_household(area_code=VILLAGE, name="王秀兰", actor=town.officer, at=NOW)
        assert isinstance(family, Household)
        for place in range(60):
            note = "欧阳娜仁花的核对授权书" * (8 if place == 59 else 0)
            at = NOW + timedelta(minutes=place)
            journal.record("assess", actor=town.officer, at=at, area_code=VILLAGE, subject=family, note=note)


def test_the_journal_is_calm_at_both_widths_and_sizes(
    town: Town, written: None, check_address: Callable[..., None]
) -> None:
    check_address("/journal/", town.auditor)
    check_address("/journal/?since=2026-11-31", town.auditor, status=422)
    check_address("/journal/?what=sign-ins", town.admin)
