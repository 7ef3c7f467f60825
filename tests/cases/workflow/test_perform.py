"""`perform` is the one writer of state: it checks who, where, what version and what law, and writes all or nothing."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from cases.reaudits.models import Reaudit
from cases.workflow.models import JournalLine, Participation
from cases.workflow.perform import perform, possible
from tests.cases.workflow.cases import a_reaudit
from tests.people import COUNTY, Town

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)


@pytest.fixture
def case(town: Town, scope: Callable[[str], None]) -> Reaudit:
    scope(COUNTY)
    return a_reaudit(town, NOW)


def test_a_move_writes_state_version_and_journal(case: Reaudit, town: Town) -> None:
    done = perform(case, "start", actor=town.officer, at=NOW, expected=0)
    assert done
    assert (case.state, case.version) == ("checking", 1)
    last = JournalLine.objects.filter(subject_kind="reaudit", subject_id=case.pk).latest("id")
    assert (last.act, last.from_state, last.to_state, last.officer) == (
        "start",
        "due",
        "checking",
        town.officer.officer,
    )


@pytest.mark.parametrize(
    ("who", "action", "expected", "code"),
    [
        ("officer", "start", 7, "stale"),
        ("officer", "confirm", 0, "no_such_move"),
        ("officer", "fly", 0, "no_such_move"),
        ("maker", "start", 0, "wrong_role"),
        ("outsider", "start", 0, "wrong_area"),
        ("far_approver", "start", 0, "wrong_role"),
        ("officer", "drop", 0, "wrong_role"),
    ],
)
def test_a_refusal_says_why_and_writes_nothing(
    case: Reaudit, town: Town, who: str, action: str, expected: int, code: str
) -> None:
    before = JournalLine.objects.count()
    answer = perform(case, action, actor=getattr(town, who), at=NOW, note="因故", expected=expected)
    assert not answer
    assert [reason.code for reason in answer.reasons] == [code]  # type: ignore[union-attr]
    case.refresh_from_db()
    assert (case.state, case.version, JournalLine.objects.count(), Participation.objects.count()) == (
        "due",
        0,
        before,
        0,
    )


def test_the_second_click_is_told_that_the_case_has_moved(case: Reaudit, town: Town) -> None:
    assert perform(case, "start", actor=town.officer, at=NOW, expected=0)
    again = perform(case, "start", actor=town.officer, at=NOW, expected=0)
    assert "刚被更新过" in str(again)


def test_only_the_system_makes_the_system_s_moves(case: Reaudit) -> None:
    assert not perform(case, "start", actor=None, at=NOW, expected=None)
    assert perform(case, "drop", actor=None, at=NOW, note="待遇已停", expected=None)
    assert case.state == "closed"


def test_a_move_that_needs_a_note_asks_for_it(case: Reaudit) -> None:
    answer = perform(case, "drop", actor=None, at=NOW, note="  ", expected=None)
    assert "须写明理由" in str(answer)


def test_buttons_come_from_the_table(case: Reaudit, town: Town) -> None:
    assert [move.do for move in possible(case, town.officer)] == ["start"]
    assert possible(case, town.auditor) == ()
