"""The starting book for the tests of the law's tables."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from eligibility.loading import load, load_calendar, policy_files


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
