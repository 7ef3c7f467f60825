"""The demo loads on any day: a Sunday, the last of a year, and one whose holidays nobody has published."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from cases.applications.models import Application
from cases.applications.states import APPLICATION
from cases.demo.county import COUNTY
from cases.demo.loading import Loading, load
from cases.demo.register import Size
from cases.payouts.models import PayoutRun
from cases.staff.scope import acting_in

DAYS = [date(2026, 11, 22), date(2026, 12, 31), date(2027, 3, 31)]


@pytest.mark.django_db
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_demo_loads_on(day: date, tmp_path: Path, settings: Settings, policies: None) -> None:
    settings.FILES_DIR = tmp_path
    load(Loading(day, lambda *_: None), Size(rural=(45, 74), urban=(3, 4), tekun=8))
    with acting_in(COUNTY):
        states = set(Application.objects.values_list("state", flat=True))
        assert {"draft", "survey", "notice", "decision", "granted", "refused"} <= states <= set(APPLICATION.states)
        assert PayoutRun.objects.filter(state="closed").exists()
        assert PayoutRun.objects.filter(state="drafted").exists()
