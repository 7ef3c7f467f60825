"""Eight approvers press at once: one decision, one award; the others are told who was quicker. Real threads, real locks."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from assistance.outcome import Done, Refused
from cases.applications import services
from cases.applications.models import Application, Decision
from cases.awards.models import Award
from cases.staff.models import Officer, Post, Role
from cases.staff.scope import acting_as, acting_in
from cases.workflow.models import JournalLine, Participation
from eligibility.loading import load, load_calendar, policy_files
from tests.cases.applications.cases import waiting_case
from tests.people import COUNTY, Town

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 8


def test_eight_presses_on_one_case_grant_it_once(town: Town) -> None:
    load(policy_files(demo=True))
    load_calendar()
    case, at, barrier = waiting_case(town), timezone.now(), Barrier(PRESSES)
    heads = [_head(town.head, order) for order in range(PRESSES)]

    def press(post: Post) -> Done | Refused:
        try:
            barrier.wait(timeout=60)
            with acting_as(post):
                seen = Application.objects.get(pk=case.pk)
                return services.grant(seen, actor=post, at=at, expected=case.version)
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESSES) as pool:
        answers = list(pool.map(press, heads))

    won = [answer for answer in answers if isinstance(answer, Done)]
    lost = {reason.code for answer in answers if isinstance(answer, Refused) for reason in answer.reasons}
    assert len(won) == 1, answers
    assert lost <= {"stale", "busy"}
    with acting_in(COUNTY):
        assert Decision.objects.filter(application=case).count() == 1
        assert Award.objects.filter(household=case.household_id).count() == 1
        assert JournalLine.objects.filter(subject_kind="application", subject_id=case.pk, act="grant").count() == 1
        assert Participation.objects.filter(subject_id=case.pk, act="grant").count() == 1


def _head(like: Post, order: int) -> Post:
    """Another township head, so that nothing but the case itself stands between the eight."""
    officer = Officer.objects.create(login=f"head{order}", name=f"负责人{order}", person_index=bytes([order]) * 32)
    return Post.objects.create(officer=officer, area=like.area, role=Role.TOWNSHIP_HEAD, period=like.period)
