"""The only door to the law: what is due, how much, who decides, by when; everything dated, nothing stored."""

from __future__ import annotations

from datetime import date, datetime

from eligibility import book, publishing
from eligibility.asking import assess
from eligibility.book import Book
from eligibility.core import limits, practice, sheet
from eligibility.core.areas import BadArea
from eligibility.core.findings import Assessment
from eligibility.core.limits import LimitAnswer
from eligibility.core.parameters import REGISTRY, BadValue, Figure, Figures, Parameter
from eligibility.core.periods import Period
from eligibility.core.practice import ReviewTerm, next_review_by
from eligibility.core.question import Question
from eligibility.core.reading import BadInput
from eligibility.core.routes import Notice, Route, Step
from eligibility.core.workdays import SHANGHAI, BadTerm, Due, Term, Workdays, law_day
from eligibility.publishing import Draft, Refused
from eligibility.versions import Change, Version, changes, stands_in_the_way, version, versions

__all__ = (
    "REGISTRY",
    "SHANGHAI",
    "Assessment",
    "BadArea",
    "BadInput",
    "BadTerm",
    "BadValue",
    "Book",
    "Change",
    "Draft",
    "Due",
    "Figure",
    "Figures",
    "LimitAnswer",
    "Notice",
    "Parameter",
    "Period",
    "Question",
    "Refused",
    "ReviewTerm",
    "Route",
    "Step",
    "Term",
    "Version",
    "assess",
    "changes",
    "decider_for",
    "due_on",
    "explained",
    "figures_on",
    "first_month",
    "history_of",
    "may_decide",
    "next_review_by",
    "payday",
    "publish_policy",
    "review_terms",
    "rewrite_policy",
    "route_for",
    "send_policy_back",
    "send_policy_for_review",
    "standards_on",
    "stands_in_the_way",
    "version",
    "versions",
    "withdraw_policy",
    "workdays_for",
    "write_policy",
)


# --- figures ---


def figures_on(area: str, day: date, known_by: datetime | None = None) -> Figures:
    """The figures in force for an area on a day; with `known_by`, as they were known by then."""
    return book.current().figures(area, day, known_by)


def standards_on(area: str, day: date, known_by: datetime | None = None) -> dict[str, list[Figure]]:
    """Every parameter in force, each with its history here and above, newest first."""
    present = book.current()
    names = [figure.name for figure in present.figures(area, day, known_by)]
    return {name: present.history(area, name, known_by) for name in names}


def history_of(area: str, name: str, known_by: datetime | None = None) -> list[Figure]:
    """Every value one parameter has had here and above, newest first."""
    if name not in REGISTRY:
        raise KeyError(name)
    return book.current().history(area, name, known_by)


# --- writing the book: every act answers with the version, or with what stands in the way ---


def write_policy(draft: Draft, *, by: int) -> Version | Refused:
    """Keep a draft."""
    return _read_back(publishing.write(draft, by=by))


def rewrite_policy(version_id: int, draft: Draft, *, by: int) -> Version | Refused:
    """Put a new draft in the place of an old one."""
    return _read_back(publishing.rewrite(version_id, draft, by=by))


def send_policy_for_review(version_id: int, *, by: int) -> Version | Refused:
    """Hand a draft to a second person."""
    return _read_back(publishing.send_for_review(version_id, by=by))


def send_policy_back(version_id: int, *, by: int, note: str) -> Version | Refused:
    """Return a version under review to its drafter."""
    return _read_back(publishing.send_back(version_id, by=by, note=note))


def withdraw_policy(version_id: int, *, by: int, note: str) -> Version | Refused:
    """Give up a version that is not published."""
    return _read_back(publishing.withdraw(version_id, by=by, note=note))


def publish_policy(version_id: int, *, by: int, at: datetime) -> Version | Refused:
    """Publish a reviewed version; never by its drafter."""
    return _read_back(publishing.publish(version_id, by=by, at=at))


def _read_back(outcome: publishing.Outcome) -> Version | Refused:
    if isinstance(outcome, Refused):
        return outcome
    kept = version(outcome.pk)
    if kept is None:
        raise LookupError(f"policy version {outcome.pk} vanished")
    return kept


# --- who decides ---


def decider_for(
    area: str,
    benefit: str,
    kind: str | None,
    amount_fen: int | None,
    on: date,
    *,
    known_by: datetime | None = None,
    persons: int = 1,
) -> LimitAnswer:
    """The level that decides this amount; without a limit the case waits at the higher level."""
    return limits.decider_for(figures_on(area, on, known_by), benefit, kind, amount_fen, persons=persons)


def may_decide(
    area: str,
    benefit: str,
    kind: str | None,
    level: str,
    amount_fen: int | None,
    on: date,
    *,
    known_by: datetime | None = None,
    persons: int = 1,
) -> LimitAnswer:
    """Whether a level may decide this amount, and if not, who does."""
    return limits.may_decide(figures_on(area, on, known_by), benefit, kind, level, amount_fen, persons=persons)


def route_for(
    area: str,
    benefit: str,
    kind: str | None,
    on: date,
    known_by: datetime | None = None,
    *,
    level: str | None = None,
) -> Route | None:
    """The steps of a case accepted on a day; `level` is who decides, by default the lowest level that ever may."""
    return practice.route(figures_on(area, on, known_by), benefit, kind, level)


# --- clocks ---


def workdays_for(area: str = "0", known_by: datetime | None = None) -> Workdays:
    """The working calendar of an area, for counting many terms."""
    return book.current().workdays(area, known_by)


def due_on(start: date | datetime, term: Term, area: str = "0", known_by: datetime | None = None) -> Due:
    """The moment by which something is due; the first day counts only where the place says so."""
    present = book.current()
    day = law_day(start)
    clock = present.figures(area, day, known_by).value("clock") or {}
    first = bool(clock.get("first_day_counts", False))
    return present.workdays(area, known_by).add(start, term, first_day_counts=first)


def payday(month: date, area: str = "0", known_by: datetime | None = None) -> Due | None:
    """The day by which a month is paid; None where no place has published one."""
    present = book.current()
    first = month.replace(day=1)
    payment = present.figures(area, first, known_by).value("payment")
    if not payment or "pay_by_day" not in payment:
        return None
    day = first.replace(day=payment["pay_by_day"])
    return present.workdays(area, known_by).off_moved(day, payment.get("when_off", "earlier"))


def first_month(area: str, benefit: str, decided_on: date, known_by: datetime | None = None) -> date | None:
    """The first month that is paid after a decision, as its first day; None where it is not a monthly benefit."""
    return practice.first_month(figures_on(area, decided_on, known_by), benefit, decided_on)


def review_terms(area: str, benefit: str, on: date, known_by: datetime | None = None) -> list[ReviewTerm]:
    """How often recipients of a benefit are looked at again, by category."""
    return practice.review_terms(figures_on(area, on, known_by), benefit)


# --- the whole question ---


def explained(answer: Assessment) -> str:
    """The calculation as a sheet in Chinese."""
    return sheet.written(answer)
