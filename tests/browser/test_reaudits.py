"""The re-audit pages in Chromium: calm in both widths and text sizes."""

from collections.abc import Callable

import pytest

from cases.reaudits import services
from cases.staff.scope import acting_in
from eligibility.loading import load, load_calendar, policy_files
from tests.cases.households.people import NOW
from tests.cases.reaudits.test_services import aided, opened
from tests.people import COUNTY, Town

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_re_audit_pages_are_calm(check_address: Callable[..., None], town: Town) -> None:
    load(policy_files(demo=True))
    load_calendar()
    with acting_in(COUNTY):
        case = opened(town, aided(town))
        services.start(case, actor=town.officer, at=NOW, expected=0)
        services.assess_again(case, actor=town.officer, at=NOW)
    check_address("/reaudits/", town.officer)
    check_address(f"/reaudits/{case.pk}/", town.officer)
