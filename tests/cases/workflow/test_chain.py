"""History is the state: PostgreSQL refuses every state that no journal line brought about, and every line that no move allows."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from cases.reaudits.models import Reaudit
from cases.workflow.models import JournalLine, Participation
from tests.cases.workflow.cases import a_reaudit
from tests.people import COUNTY, Town

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)


def line(case: Reaudit, seq: int, before: str, after: str) -> JournalLine:
    return JournalLine.objects.create(
        at=NOW,
        act="forged",
        subject_kind="reaudit",
        subject_id=case.pk,
        seq=seq,
        from_state=before,
        to_state=after,
        area_code=case.area_code,
    )


@pytest.fixture
def case(town: Town, scope: Callable[[str], None]) -> Reaudit:
    scope(COUNTY)
    return a_reaudit(town, NOW)


def settle() -> None:
    """Ask the keys that are checked at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_state_written_past_the_journal_is_refused(case: Reaudit) -> None:
    with pytest.raises(IntegrityError, match="state_is_journalled"), transaction.atomic():
        Reaudit.objects.filter(pk=case.pk).update(state="closed")
        settle()


def test_a_version_without_a_line_is_refused(case: Reaudit) -> None:
    with pytest.raises(IntegrityError, match="state_is_journalled"), transaction.atomic():
        Reaudit.objects.filter(pk=case.pk).update(version=5)
        settle()


@pytest.mark.parametrize(
    ("seq", "before", "after", "wall"),
    [
        (1, "due", "closed_by_hand", "move_is_in_the_table"),
        (1, "due", "proposed", "move_is_in_the_table"),  # skips the check
        (1, "checking", "proposed", "move_continues"),  # lies about the state before
        (2, "due", "checking", "move_continues"),  # leaves a gap
        (0, "", "due", "move_once"),  # opens twice
        (1, "", "due", "first_line_opens"),  # opens in the middle
    ],
)
def test_a_forged_line_is_refused(case: Reaudit, seq: int, before: str, after: str, wall: str) -> None:
    with pytest.raises(IntegrityError, match=wall), transaction.atomic():
        line(case, seq, before, after)


def test_a_true_line_and_its_state_are_taken(case: Reaudit) -> None:
    line(case, 1, "due", "checking")
    Reaudit.objects.filter(pk=case.pk).update(state="checking", version=1)
    settle()


def test_one_person_stands_once_in_a_round(case: Reaudit, town: Town) -> None:
    row = {"subject_kind": "reaudit", "subject_id": case.pk, "round": 1, "officer": town.officer.officer, "at": NOW}
    Participation.objects.create(act="propose", **row)
    with pytest.raises(IntegrityError, match="one_person_once_in_a_round"), transaction.atomic():
        Participation.objects.create(act="confirm", **row)
    Participation.objects.create(act="confirm", **{**row, "round": 2})


@pytest.mark.parametrize("statement", ["UPDATE cases_journalline SET note = 'x'", "DELETE FROM cases_journalline"])
@pytest.mark.parametrize("replica", [False, True])
def test_the_journal_is_append_only_even_for_its_owner(case: Reaudit, statement: str, replica: bool) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        if replica:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)


def test_negative_control_without_the_key_the_forged_state_stands(case: Reaudit) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_reaudit DROP CONSTRAINT reaudit_state_is_journalled")
        cursor.execute("SET LOCAL ROLE assistance_app")
        Reaudit.objects.filter(pk=case.pk).update(state="closed")
        assert Reaudit.objects.get(pk=case.pk).state == "closed"
        transaction.set_rollback(True)
