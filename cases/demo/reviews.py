"""The demo's re-audits: those that fall due, some at work, and the raise that was published late."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from assistance.outcome import Refused
from cases.awards.models import Award
from cases.demo.county import COUNTY
from cases.reaudits import services
from cases.reaudits.models import Reaudit
from cases.staff.models import Post, Role
from cases.workflow.perform import open_case
from eligibility import api

_RAISED = 5  # awards that the township has looked at again since the late standard
_STARTED = 4
_REASON = "alert:standard_raised"


class NotReviewed(Exception):
    """A step of the demo's re-audits was refused."""


def late_standard() -> tuple[date, date] | None:
    """From when the newest 低保 standard counts and when it was published, if it was published late."""
    figures = api.history_of(COUNTY, "dibao.standard")
    newest = figures[0] if figures else None
    published = timezone.localdate(newest.published_at) if newest else None
    return (newest.start, published) if newest and published and published > newest.start else None


def open_what_is_due(today: date, at: datetime, posts: dict[str, Post]) -> int:
    """Open every re-audit that falls due, and have some taken up."""
    opened = services.open_due(COUNTY, on=today, at=at)
    officers = {post.area_code: post for post in posts.values() if post.role == Role.TOWNSHIP_OFFICER}
    for case in Reaudit.objects.filter(state="due").order_by("due_on", "pk")[:_STARTED]:
        _done(services.start(case, actor=officers[_township(case)], at=at, expected=case.version))
    return opened


def raise_some(awards: list[Award], at: datetime, posts: dict[str, Post]) -> None:
    """The late standard counts from a past month: the next run pays what those months lacked."""
    for award in awards[:_RAISED]:
        case = Reaudit(
            area_code=award.area_code, award=award, household=award.household, reason=_REASON, category=award.category,
            due_on=timezone.localdate(at) + timedelta(days=30),
        )  # fmt: skip
        open_case(case, actor=None, at=at)
        _change(case, at, posts)


def _change(case: Reaudit, at: datetime, posts: dict[str, Post]) -> None:
    here = [post for post in posts.values() if post.area_code == _township(case)]
    officer = next(post for post in here if post.role == Role.TOWNSHIP_OFFICER)
    _done(services.start(case, actor=officer, at=at, expected=case.version))
    assessment = services.assess_again(case, actor=officer, at=at)
    if isinstance(assessment, Refused):
        raise NotReviewed(str(assessment))
    proposed = services.propose(
        case, actor=officer, at=at, expected=case.version, outcome="change", findings="低保标准提高，按新标准补差",
        checked_on=timezone.localdate(at), from_month=case.award.period.lower, assessment=assessment,
    )  # fmt: skip
    _done(proposed)
    decider = api.decider_for(case.area_code, case.award.benefit, None, assessment.amount_fen, timezone.localdate(at))
    role = Role.TOWNSHIP_HEAD if decider.level == "township" else Role.COUNTY_APPROVER
    confirmer = next(post for post in [*here, *posts.values()] if post.role == role)
    _done(services.confirm(case, actor=confirmer, at=at, expected=case.version))


def _township(case: Reaudit) -> str:
    return f"{case.area_code[:9]}000"


def _done(answer: object) -> None:
    if isinstance(answer, Refused):
        raise NotReviewed(str(answer))
