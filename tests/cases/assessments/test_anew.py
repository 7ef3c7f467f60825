"""Families whose facts begin or end between the months that are weighed are read anew for each month; the others once."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from cases.assessments import anew
from cases.assessments.anew import Months
from cases.households import services as households
from cases.households.models import Household
from cases.households.selectors import members_on
from cases.staff.scope import acting_in
from tests.cases.households.people import NOW, TODAY
from tests.cases.policies.published import decided, single
from tests.people import COUNTY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]
MONTHS = (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))
BETWEEN = date(2026, 9, 15)


@pytest.fixture(autouse=True)
def county(town: Town) -> Iterator[None]:
    with acting_in(COUNTY):
        yield


def moved(*families: Household) -> list[int]:
    held = anew.holdings(COUNTY, [family.pk for family in families], ["dibao"])
    assert len(held) == len(families)
    return Months(COUNTY, held, MONTHS).moved


def income(family: Household, **by: Any) -> object:
    return households.record_income(members_on(family, TODAY)[0], kind="wage", amount_fen=1_000, per="month", **by)


def condition(family: Household, **by: Any) -> object:
    return households.record_condition(members_on(family, TODAY)[0], name="employment", value="打零工", **by)


def expense(family: Household, **by: Any) -> object:
    return households.record_expense(members_on(family, TODAY)[0], kind="medical", amount_fen=1_000, per="month", **by)


def asset(family: Household, **by: Any) -> object:
    return households.record_asset(family, kind="deposit", amount_fen=1_000, **by)


def obligor(family: Household, **by: Any) -> object:
    return households.record_obligor(family, name="王二", relation="sibling", **by)


def aid(family: Household, *, since: date, **by: Any) -> object:
    return households.record_aid(family, benefit="temporary_relief", started_on=since, **by)


@pytest.mark.parametrize("begin", [income, condition, expense, asset, obligor, aid])
def test_a_fact_that_begins_between_the_months_has_its_family_read_for_each(
    town: Town, begin: Callable[..., object]
) -> None:
    changed, still = single(town, 1), single(town, 2)
    for family in (changed, still):
        decided(family)
    made = begin(changed, actor=town.officer, at=NOW, since=BETWEEN)
    assert not hasattr(made, "reasons"), made
    begin(still, actor=town.officer, at=NOW, since=date(2026, 11, 2))
    assert moved(changed, still) == [changed.pk]
