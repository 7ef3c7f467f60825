"""What PostgreSQL itself refuses of permits, benefits elsewhere and things owned, and the same rows a day or a fen on the right side."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from cases.households import services
from cases.households.models import Aid, Asset, Household, Residence
from cases.households.selectors import members_on
from cases.staff.scope import acting_as, acting_in
from tests.cases.households.people import NOW, TODAY
from tests.people import COUNTY, OTHER_COUNTY, VILLAGE, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(town: Town) -> Household:
    with acting_as(town.officer):
        made = services.register_household(area_code=VILLAGE, name="王秀兰", actor=town.officer, at=NOW)
        assert isinstance(made, Household)
        return made


def written(model: type[Model], **columns: Any) -> bool:
    """Whether the row could be written past every service."""
    try:
        with transaction.atomic():
            model(area_code=VILLAGE, recorded_at=NOW, **columns).save(force_insert=True)
    except IntegrityError:
        return False
    return True


@pytest.mark.parametrize(("until", "stands"), [(date(2026, 2, 28), False), (date(2026, 3, 1), True), (None, True)])
def test_a_permit_ends_on_the_day_of_its_issue_at_the_earliest(
    town: Town, family: Household, until: date | None, stands: bool
) -> None:
    with acting_in(COUNTY):
        head = members_on(family, TODAY)[0]
        days = {"issued_on": date(2026, 3, 1), "valid_until": until, "period": "[2026-03-01,)"}
        assert written(Residence, member=head, kind="residence_permit", place_code=VILLAGE, **days) is stands


@pytest.mark.parametrize(
    ("columns", "stands"),
    [
        ({"started_on": date(2026, 3, 1), "ended_on": date(2026, 2, 28)}, False),
        ({"started_on": date(2026, 3, 1), "ended_on": date(2026, 3, 1)}, True),
        ({"amount_fen": 600_00, "supplement_fen": 600_01}, False),
        ({"amount_fen": 600_00, "supplement_fen": 600_00}, True),
        ({"amount_fen": 600_00, "supplement_fen": -1}, False),
    ],
)
def test_a_benefit_elsewhere_ends_after_its_start_and_holds_its_supplement(
    town: Town, family: Household, columns: dict[str, Any], stands: bool
) -> None:
    with acting_in(COUNTY):
        assert written(Aid, household=family, benefit="dibao", **columns) is stands


@pytest.mark.parametrize(
    ("columns", "stands"),
    [
        ({"floor_area": 0}, False),
        ({"floor_area": 1}, True),
        ({"hired_staff": -1}, False),
        ({"hired_staff": 0}, True),
        ({"floor_area": 1, "hired_staff": -1}, False),
        ({"acquired_on": date(2026, 3, 2)}, False),
        ({"acquired_on": date(2026, 3, 1)}, True),
        ({"built_on": date(2026, 3, 2)}, False),
        ({"built_on": date(2026, 3, 1)}, True),
        ({}, True),
    ],
)
def test_a_thing_has_a_size_and_is_owned_from_its_purchase_on(
    town: Town, family: Household, columns: dict[str, Any], stands: bool
) -> None:
    with acting_in(COUNTY):
        assert written(Asset, household=family, kind="house", period="[2026-03-01,)", **columns) is stands


def test_a_benefit_elsewhere_is_seen_inside_its_county_only(town: Town, family: Household) -> None:
    with acting_as(town.officer):
        assert isinstance(services.record_aid(family, benefit="dibao", actor=town.officer, at=NOW), Aid)
    with acting_in(COUNTY):
        assert Aid.objects.count() == 1
    with acting_in(OTHER_COUNTY):
        assert not Aid.objects.exists()
