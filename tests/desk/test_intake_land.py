"""What somebody works as, his land and his moving, told at the window for rules that few places have."""

import pytest
from django.test import Client

from cases.households.models import Household
from tests.desk.taking_in import at
from tests.desk.test_intake_rare import asked, conditions

pytestmark = pytest.mark.django_db


def test_trade_land_and_moving_are_told_and_taken_back(officer: Client, family: Household) -> None:
    assert conditions(officer, family, trade="business", land="yes", relocated="no")[0] == 302
    head = asked(family)["members"][0]
    assert (head["trade"], head["land"], head["relocated"]) == ("business", True, False)
    page = officer.get(at(family, "conditions")).content.decode()
    assert "经商、个体经营" in page
    assert conditions(officer, family, trade="", land="", relocated="")[0] == 302
    assert not {"trade", "land", "relocated"} & asked(family)["members"][0].keys()


def test_a_trade_that_is_none_is_refused_with_what_is_allowed(officer: Client, family: Household) -> None:
    status, page = conditions(officer, family, trade="fishing")
    assert (status, "fishing" in page) == (422, True)
    assert "trade" not in asked(family)["members"][0]
