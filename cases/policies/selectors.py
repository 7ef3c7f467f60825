"""Reading policy versions from a post: which ones it sees, whose they are, what was said, and whom they touch."""

from collections.abc import Iterable
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet

from cases.awards.models import Award
from cases.staff.models import Officer, Post, Role, scope_range
from cases.staff.scope import NATION
from cases.workflow.models import JournalLine
from eligibility import api

KIND = "policyversion"
OPEN_STATES = ("draft", "in_review")
PUBLISHED_STATES = ("published", "superseded")


def place_of(code: str) -> str:
    """A place of the book as a division code of twelve digits; the nation is all zeros."""
    return NATION if code == "0" else code


def is_own(post: Post, area: str) -> bool:
    """Whether a place lies inside the area of a post."""
    first, below = scope_range(post.area_code)
    return first <= place_of(area) < below


def may_see(post: Post, found: api.Version) -> bool:
    """What is published is public; what is being written is seen inside the place it is written for."""
    return found.state in PUBLISHED_STATES or is_own(post, found.area)


def version_of(post: Post, version_id: int) -> api.Version | None:
    """One version that the post may see."""
    found = api.version(version_id)
    return found if found is not None and may_see(post, found) else None


def open_versions(post: Post) -> list[api.Version]:
    """Drafts and versions under review for the post's own place and those below it, the newest first."""
    return api.versions(within=post.area_code, states=OPEN_STATES)


def waiting_for(post: Post) -> list[api.Version]:
    """What the policy desk has to go on with: an editor's own drafts, and for a publisher what others sent him."""
    if post.role == Role.POLICY_EDITOR:
        return [one for one in open_versions(post) if one.state == "draft" and one.drafted_by == post.officer_id]
    if post.role == Role.POLICY_PUBLISHER:
        return [one for one in open_versions(post) if one.state == "in_review" and one.drafted_by != post.officer_id]
    return []


def drafts_for(post: Post, area: str) -> list[api.Version]:
    """What is being written for one place inside the post's area, in the order in which it was begun."""
    found = api.versions(area=area, states=OPEN_STATES) if is_own(post, area) else []
    return sorted((one for one in found if one.area == area), key=lambda one: one.id)


def published_versions(post: Post, before: int | None) -> list[api.Version]:
    """What was published for the post's place and above, the newest first."""
    return api.versions(area=post.area_code, states=PUBLISHED_STATES, before=before)


def names_of_officers(ids: Iterable[int | None]) -> dict[int, str]:
    """Names by number, in one query."""
    wanted = {one for one in ids if one is not None}
    return dict(Officer.objects.filter(pk__in=wanted).values_list("pk", "name"))


def story(version_id: int) -> "QuerySet[JournalLine]":
    """What was done with a version, by whom, and what was said."""
    lines = JournalLine.objects.filter(subject_kind=KIND, subject_id=version_id)
    return lines.select_related("officer").order_by("pk")


def touched_awards(post: Post, found: api.Version, on: date) -> int:
    """How many awards that run between the version's first day and today would be calculated anew."""
    past = found.start < on
    inside = (
        Q(period__overlap=DateRange(found.start, min(found.end or on, on))) if past else Q(period__contains=found.start)
    )
    awards = Award.objects.visible_to(post).within(place_of(found.area)).filter(inside, state=Award.State.ACTIVE)
    return int(awards.filter(benefit__in=api.touched_benefits(found.values)).count())
