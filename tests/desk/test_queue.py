"""The approver's queue: one request a decision, nothing twice, the next case by itself; with and without script."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.applications.models import Application, Decision
from cases.awards.models import Award
from cases.matching.models import Discrepancy
from cases.staff.models import Post
from cases.staff.scope import acting_in
from tests.cases.applications.cases import several, waiting_case
from tests.people import COUNTY, Town, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]


@pytest.fixture
def head(client: Client, town: Town) -> Client:
    sign_in(client, town.head)
    return client


def now() -> datetime:
    return timezone.now()


def decide(client: Client, case: Application, **data: Any) -> Any:
    return client.post(f"/decisions/{case.pk}/decide/", {"version": case.version, "do": "grant", **data})


def htmx(client: Client, case: Application, **data: Any) -> Any:
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/decisions/{case.pk}/"}
    return client.post(f"/decisions/{case.pk}/decide/", {"version": case.version, "do": "grant", **data}, headers=headers)


def test_the_queue_is_grouped_by_clock_and_leads_to_the_first_case(head: Client, town: Town) -> None:
    late, later = several(town, 2)
    with acting_in(COUNTY):
        Application.objects.filter(pk=late.pk).update(step_due_at=now() - timedelta(days=2))
    page = head.get("/decisions/").content.decode()
    assert page.index("超期") < page.index(f"/decisions/{late.pk}/") < page.index(f"/decisions/{later.pk}/")
    assert "全部 2" in page
    assert f'hx-get="/decisions/{late.pk}/?in=list"' in page
