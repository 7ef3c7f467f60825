"""Opening re-audits when they fall due, and moving them."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from assistance.outcome import Done, Refused
from cases.assessments import services as assessments
from cases.assessments.models import Assessment
from cases.assessments.services import Grace
from cases.awards.models import Award
from cases.reaudits import practice  # noqa: F401  (registers the practice that `perform` asks)
from cases.reaudits.grace import cannot_begin, is_of_grace, months_of
from cases.reaudits.models import Reaudit
from cases.reaudits.selectors import falling_due
from cases.staff.models import Area, Post, scope_range
from cases.staff.scope import NATION, acting_in
from cases.workflow.perform import open_many, perform
from eligibility import api as law

_ANY = "any"


def open_due_everywhere(*, on: date, at: datetime) -> int:
    """Open what falls due in every county, each in its own transaction and scope; how many were opened."""
    with acting_in(NATION):
        counties = list(Area.objects.filter(level=Area.Level.COUNTY).order_by("code").values_list("code", flat=True))
    return sum(open_due(code, on=on, at=at) for code in counties)


def open_due(area_code: str, *, on: date, at: datetime) -> int:
    """Open a re-audit for each award of one county that falls due; running it twice opens nothing twice."""
    with acting_in(area_code), transaction.atomic():
        plan_reviews(area_code, on=on)
        awards = falling_due(area_code, on).select_for_update(of=("self",), skip_locked=True)
        cases = [
            opened_for(award, reason="periodic", due_on=award.next_review_on)
            for award in awards
            if award.next_review_on is not None
        ]
        open_many(cases, at=at)
        return len(cases)


def opened_for(award: Award, *, reason: str, due_on: date) -> Reaudit:
    """A re-audit of an award, not saved yet; whoever makes many opens them together."""
    return Reaudit(
        area_code=award.area_code,
        award=award,
        household_id=award.household_id,
        reason=reason,
        category=award.category,
        due_on=due_on,
        step="review",
        step_due_at=_end_of(due_on),
        due_at=_end_of(due_on),
    )


def plan_reviews(area_code: str, *, on: date) -> None:
    """Store the next review date of every active award of one county that has none: last look + the category's term.

    The shortest term that fits the category applies (L57 art.31: yearly, half-yearly when income is unsteady).
    """
    first, below = scope_range(area_code)
    with connection.cursor() as cursor:
        for (benefit, category), months in _terms(area_code, on).items():
            cursor.execute(
                "UPDATE cases_award SET next_review_on ="
                " (coalesce(reviewed_on, lower(period)) + make_interval(months => %s))::date - 1"
                " WHERE state = 'active' AND next_review_on IS NULL AND benefit = %s AND (%s = 'any' OR category = %s)"
                " AND area_code >= %s AND area_code < %s",
                [months, benefit, category, category, first, below],
            )


def _terms(area_code: str, on: date) -> dict[tuple[str, str], int]:
    """(benefit, category) → months, each category before "any"."""
    found: dict[tuple[str, str], int] = defaultdict(lambda: 10**6)
    for benefit in ("dibao", "tekun"):
        for term in law.review_terms(area_code, benefit, on):
            if term.every.unit == "month" and term.when != "death":
                found[benefit, term.when] = min(found[benefit, term.when], term.every.n)
    return dict(sorted(found.items(), key=lambda item: (item[0][1] == _ANY, item[0])))


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=timezone.get_default_timezone())


def start(case: Reaudit, *, actor: Post, at: datetime, expected: int) -> Done | Refused:
    """A township officer takes the re-audit up."""
    return perform(case, "start", actor=actor, at=at, expected=expected)


def assess_again(case: Reaudit, *, actor: Post, at: datetime, grace: Grace | None = None) -> Assessment | Refused:
    """Apply the law to today's facts of the household, asked as the award was asked for, and keep the answer.

    With a grace it is asked for today or for the month in which the grace begins, whichever is later.
    """
    on = timezone.localtime(at).date()
    if grace is not None and (reasons := cannot_begin(case, grace, on)):
        return Refused(reasons)
    paid = case.award.periods.filter(voided_at__isnull=True, assessment__isnull=False).order_by("-period").first()
    behind = paid.assessment if paid else None
    wish = assessments.wish_behind(behind) if behind else assessments.Wish()
    return assessments.keep(
        case.household,
        application=wish if grace is None else replace(wish, grace=grace),
        benefit=case.award.benefit,
        kind=case.award.kind,
        area_code=case.area_code,
        on=on if grace is None else max(on, grace.since),
        actor=actor,
        at=at,
    )


def propose(case: Reaudit, *, actor: Post, at: datetime, expected: int, **data: Any) -> Done | Refused:
    """State what was found: outcome keep | change | grace | end, findings, visited_on or checked_on, from_month, ground, assessment."""
    kept = data.get("assessment")
    if data.get("outcome") == "grace" and kept is not None and is_of_grace(kept):
        data["from_month"] = next((month for month, _ in months_of(kept)), None)
    return perform(
        case, "propose", actor=actor, at=at, expected=expected, note=str(data.get("findings", "")), data=data
    )


def confirm(case: Reaudit, *, actor: Post, at: datetime, expected: int) -> Done | Refused:
    """Another person inside the limit confirms; the award changes from the stated month."""
    return perform(case, "confirm", actor=actor, at=at, expected=expected)


def send_back(case: Reaudit, *, actor: Post, at: datetime, expected: int, note: str) -> Done | Refused:
    """Back to the township, with the reason."""
    return perform(case, "send_back", actor=actor, at=at, expected=expected, note=note)
