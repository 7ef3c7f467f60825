"""The demo loads on any day: a Sunday, the last of a year, and one whose holidays nobody has published."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
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
        assert states == set(APPLICATION.states)
        _clocks_tell_something(day)
        assert PayoutRun.objects.filter(state="closed").exists()
        assert PayoutRun.objects.filter(state="drafted").exists()


def _clocks_tell_something(day: date) -> None:
    """In every part of the clock there is a case to see, on weekends too; an emergency's clock counts hours."""
    opening = timezone.make_aware(datetime.combine(day, time(8)))
    running = Application.objects.exclude(state__in=APPLICATION.finals).exclude(step_due_at=None)
    in_days, in_hours = running.exclude(kind="emergency"), running.filter(kind="emergency", state="survey")
    next_workday = opening + timedelta(days=12)  # over the longest run of holidays
    assert in_days.filter(step_due_at__lt=opening).exists()
    assert in_days.filter(step_due_at__range=(opening, next_workday)).exists()
    assert in_days.filter(step_due_at__gt=opening + timedelta(days=5)).exists()
    assert in_hours.filter(step_due_at__range=(opening, opening + timedelta(hours=24))).exists()
    waiting = running.filter(state__in=("review", "decision"), decision_level="county")
    assert waiting.filter(step_due_at__lt=opening).exists()
    assert waiting.filter(step_due_at__gt=opening).exists()
