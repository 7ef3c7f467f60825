"""The workbench counts what waits for a post, by clock, inside its area."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.policies import services
from cases.reaudits.models import Reaudit
from cases.reaudits.states import REAUDIT
from cases.staff.models import Post, Role
from cases.staff.scope import acting_in
from cases.workflow.selectors import Hours, by_clock, waits_for
from eligibility import api
from tests.cases.workflow.cases import a_reaudit
from tests.people import COUNTY, Town, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(town: Town, scope: Callable[[str], None]) -> Reaudit:
    scope(COUNTY)
    return a_reaudit(town, timezone.now())


def test_a_state_waits_for_those_who_make_its_first_move() -> None:
    assert waits_for(REAUDIT, Role.TOWNSHIP_OFFICER) == ("due", "checking")
    assert waits_for(REAUDIT, Role.COUNTY_APPROVER) == ("proposed",)
    assert waits_for(REAUDIT, Role.AUDITOR) == ()


@pytest.mark.parametrize(
    ("shift", "column"),
    [
        (timedelta(minutes=-1), "overdue"),
        (timedelta(minutes=1), "today"),
        (timedelta(days=2), "soon"),
        (timedelta(days=9), "later"),
        (None, "later"),
    ],
)
def test_a_case_is_counted_under_its_clock_and_nowhere_else(
    case: Reaudit, shift: timedelta | None, column: str
) -> None:
    now = timezone.now().replace(hour=2, minute=0)  # ten in the morning in China
    hours = Hours(now, now + timedelta(hours=13), now + timedelta(days=5))
    Reaudit.objects.filter(pk=case.pk).update(step_due_at=None if shift is None else now + shift)
    (line,) = by_clock(Reaudit.objects.all(), REAUDIT, ["due"], hours)
    assert line.total == 1
    assert getattr(line, column) == 1


def test_the_officer_sees_what_waits_and_the_approver_does_not_yet(client: Client, town: Town, case: Reaudit) -> None:
    sign_in(client, town.officer)
    (section,) = client.get("/").context["sections"]
    assert [(pile.line.label, pile.line.total) for pile in section.piles] == [("待复核", 1)]
    sign_in(client, town.approver)
    page = client.get("/")
    assert page.context["sections"] == []
    assert "现在没有要办的" in page.content.decode()


def test_an_overdue_case_is_said_first(client: Client, town: Town, case: Reaudit) -> None:
    Reaudit.objects.filter(pk=case.pk).update(step_due_at=timezone.now() - timedelta(days=3))
    sign_in(client, town.officer)
    assert "超期 1 件" in client.get("/").content.decode()


def test_another_township_s_officer_counts_none_of_it(client: Client, town: Town, case: Reaudit) -> None:
    sign_in(client, town.outsider)
    assert client.get("/").context["sections"] == []


def test_the_auditor_watches_every_open_state(client: Client, town: Town, case: Reaudit) -> None:
    sign_in(client, town.auditor)
    (section,) = client.get("/").context["sections"]
    assert section.piles[0].line.total == 1


def test_a_draft_waits_for_its_drafter_and_what_he_sent_for_the_publisher(client: Client, town: Town) -> None:
    draft = api.Draft(area=COUNTY, document="青民发〔2026〕77号", start=date(2027, 1, 1), end=None,
                      values={"minimum_wage": {"amount": "2200", "per": "month"}})  # fmt: skip
    with acting_in(COUNTY):
        kept = services.draft(draft, actor=town.editor, at=timezone.now())
    assert isinstance(kept, api.Version), str(kept)
    assert waiting(client, town.editor) == ["青民发〔2026〕77号"]
    assert waiting(client, town.publisher) == []
    with acting_in(COUNTY):
        services.send_for_review(kept.id, actor=town.editor, at=timezone.now())
    assert waiting(client, town.editor) == []
    assert waiting(client, town.publisher) == ["青民发〔2026〕77号"]
    assert waiting(client, town.officer) == []


def waiting(client: Client, post: Post) -> list[str]:
    """The policies on the workbench of a post; where there is one, nobody is told that nothing waits."""
    sign_in(client, post)
    page = client.get("/")
    found = [version.document for version in page.context["policies"]]
    assert ("现在没有要办的" in page.content.decode()) == (not found)
    assert all(document in page.content.decode() for document in found)
    return found
