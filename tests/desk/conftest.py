"""Fixtures of the desk's tests: an officer at the window and a family of two."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.households import services
from cases.households.models import Household, Member
from cases.staff.scope import acting_as
from tests.desk.taking_in import LI, WANG
from tests.people import VILLAGE, Town, sign_in


@pytest.fixture
def officer(client: Client, town: Town, policies: None) -> Client:
    """The township's officer, signed in."""
    sign_in(client, town.officer)
    return client


@pytest.fixture
def family(town: Town) -> Household:
    """王秀兰 and 李强."""
    with acting_as(town.officer):
        by: dict[str, Any] = {"actor": town.officer, "at": timezone.now()}
        made = services.register_household(area_code=VILLAGE, name="王秀兰", id_number=WANG, **by)
        assert isinstance(made, Household)
        assert isinstance(services.add_member(made, name="李强", relation="spouse", id_number=LI, **by), Member)
        return made
