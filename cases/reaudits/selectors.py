"""Reading re-audits: the queue by clock, and the awards that fall due."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from cases.assessments.models import Assessment
from cases.awards.models import Award
from cases.reaudits.models import Reaudit
from cases.staff.models import Post
from cases.workflow.models import JournalLine

# The queue needs time to work before the law's last day: a month is what a township takes for a home visit.
OPEN_AHEAD = timedelta(days=30)


def falling_due(area_code: str, on: date) -> QuerySet[Award]:
    """Active awards whose next review is due within 30 days (or overdue) and that have no re-audit for it yet."""
    opened = Reaudit.objects.filter(award=OuterRef("pk"), due_on=OuterRef("next_review_on"))
    running = Reaudit.objects.filter(award=OuterRef("pk")).exclude(state="closed")
    due = Award.objects.within(area_code).filter(state=Award.State.ACTIVE, next_review_on__lte=on + OPEN_AHEAD)
    return due.exclude(Exists(opened)).exclude(Exists(running)).order_by("next_review_on", "pk")


def open_cases(post: Post, states: Sequence[str]) -> QuerySet[Reaudit]:
    """Re-audits of the post's area in some states; the list pages them by deadline."""
    return Reaudit.objects.visible_to(post).filter(state__in=states).select_related("household", "award")


def open_of(post: Post, households: Collection[int]) -> QuerySet[Reaudit]:
    """The open re-audits of some families inside the area of a post, the most urgent first."""
    rows = Reaudit.objects.visible_to(post).filter(household__in=households)
    return rows.exclude(state="closed").order_by("step_due_at", "id")


def find(post: Post, pk: int) -> Reaudit | None:
    """One re-audit of the post's area."""
    return Reaudit.objects.visible_to(post).select_related("household", "award", "assessment").filter(pk=pk).first()


def latest_assessment(case: Reaudit) -> Assessment | None:
    """The last calculation kept for the household and benefit since the re-audit was opened."""
    kept = Assessment.objects.filter(
        household=case.household_id, benefit=case.award.benefit, made_at__gte=case.created_at
    )
    return kept.order_by("-pk").first()


def opened_for(case: Reaudit) -> str:
    """Why a re-audit was opened, where it was not simply due."""
    first = JournalLine.objects.filter(subject_kind=Reaudit.MACHINE, subject_id=case.pk, seq=0).first()
    return first.note if first is not None else ""
