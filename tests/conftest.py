"""Fixtures for all tests: the application's own database role, an area scope, the published book, and the four people."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from pytest_django import DjangoDbBlocker

from cases.staff.scope import NATION, acting_in
from eligibility.loading import load, load_calendar, policy_files
from tests import people

pytest_plugins = ["tests.order"]


def _take_role(connection: object, **_kwargs: object) -> None:
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f"SET ROLE {settings.APP_ROLE}")


@pytest.fixture(autouse=True)
def as_application_role(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that touch the database speak as the application's role, also from other threads; `owner` in marks turns it off."""
    if request.node.get_closest_marker("django_db") is None and not {"db", "transactional_db", "live_server"} & set(
        request.fixturenames
    ):
        yield
        return
    if request.node.get_closest_marker("owner"):
        yield
        return
    request.getfixturevalue("transactional_db" if _commits(request) else "db")
    _take_role(connection)
    connection_created.connect(_take_role, dispatch_uid="take-role")
    yield
    connection_created.disconnect(dispatch_uid="take-role")
    if connection.connection is not None and not connection.connection.closed:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def _commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return bool({"transactional_db", "live_server"} & set(request.fixturenames)) or bool(
        marker and marker.kwargs.get("transaction")
    )


@pytest.fixture
def scope() -> Iterator[Callable[[str], None]]:
    """Enter an area's scope for the rest of the test: scope("990101000000")."""
    with ExitStack() as stack:
        yield lambda area_code: stack.enter_context(acting_in(area_code))


@pytest.fixture
def nation(db: None) -> Iterator[None]:
    """The whole nation's scope, for setting up and looking behind the walls."""
    with acting_in(NATION):
        yield


@pytest.fixture
def town(db: None) -> people.Town:
    """A county with two townships and the people of every page test; see tests/people.py."""
    return people.make_town()


@pytest.fixture(scope="module")
def shipped(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Every policy file that ships with the project, the invented county among them, and the calendar; once a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(policy_files(demo=True))
        load_calendar()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def policies(shipped: None, db: None) -> None:
    """The starting book under one test, which changes nothing of it for the next."""
