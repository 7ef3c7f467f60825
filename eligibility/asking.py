"""A whole question to the law and the book at once: outcome and amount, who decides, by when, from which month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from eligibility import book
from eligibility.book import Book
from eligibility.core import engine, limits, months, practice, routes
from eligibility.core.areas import BadArea
from eligibility.core.executors.answers import Answers, answers
from eligibility.core.executors.batch import Batch
from eligibility.core.facts import UNKNOWN, Person
from eligibility.core.findings import Assessment
from eligibility.core.limits import LimitAnswer
from eligibility.core.months import WholeMonth
from eligibility.core.parameters import Figures
from eligibility.core.periods import month_after
from eligibility.core.question import Question
from eligibility.core.reading import BadInput
from eligibility.core.routes import Route, Step
from eligibility.core.shapes import BadValue
from eligibility.core.workdays import SHANGHAI, Due, Workdays

PROVISIONAL = "期限跨入尚未公布放假安排的年份，暂按周末推算，公布后会变。"
STEADY_INCOMES = frozenset({"wage", "pension", "basic_pension", "veteran_pension", "unemployment_benefit"})


def assess(question: Question | object, *, policy_book: Book | None = None) -> Assessment:
    """Answer one question: outcome, amount and reasons from the law, route and dates from the book."""
    asked = question if isinstance(question, Question) else Question.from_json(question)
    present = policy_book or book.current()
    try:
        figures = present.figures(asked.area, asked.on, asked.known_by)
        overlaid = figures.laid_over(asked.policy)
    except BadArea as bad:
        raise BadInput("area", str(bad)) from bad
    except BadValue as bad:
        raise BadInput(bad.path, bad.message) from bad
    answer = engine.assess(asked, present.figures_on(asked.area, asked.known_by))
    workdays = present.workdays(asked.area, asked.known_by)
    if answer.answers:
        each = tuple(_with_route(one, asked, overlaid, workdays) for one in answer.answers)
        return replace(answer, answers=each)
    return _with_route(answer, asked, overlaid, workdays)


def answer_many(
    batch: Batch,
    benefit: str,
    *,
    known_by: datetime | None = None,
    policy: Mapping[str, object] | None = None,
    policy_book: Book | None = None,
) -> Answers:
    """Every family of a batch on its own day, without the words; `policy` is laid over the published figures.

    BadValue for a policy the registry does not take, OverflowError for sums that no column holds.
    """
    present = policy_book or book.current()
    by_area: dict[tuple[str, date], Figures] = {}

    def figures_for(area: str, on: date) -> Figures:
        seat = present.seat(area)
        if (seat, on) not in by_area:
            plain = present.figures(seat, on, known_by)
            by_area[seat, on] = plain.laid_over(policy) if policy else plain
        return by_area[seat, on]

    seats = {area: present.seat(area) for area in set(batch.areas)}
    return answers(replace(batch, areas=[seats[area] for area in batch.areas]), benefit, figures_for)


def assess_month(
    states: Sequence[tuple[date, Question]], month: date, *, policy_book: Book | None = None
) -> WholeMonth:
    """The answer for a whole month in pieces; each state of the family holds from its day, all about one benefit."""
    asked = states[0][1]
    present = policy_book or book.current()
    if asked.benefit not in practice.MONTHLY:
        raise BadInput("benefit", f"按月测算只用于按月发放的救助项目：{'、'.join(practice.MONTHLY)}")
    try:
        published = present.known(asked.area, asked.known_by)
        return months.assess_month(states, month, present.figures_on(asked.area, asked.known_by), published)
    except BadArea as bad:
        raise BadInput("area", str(bad)) from bad
    except BadValue as bad:
        raise BadInput(bad.path, bad.message) from bad


def _with_route(answer: Assessment, asked: Question, figures: Figures, workdays: Workdays) -> Assessment:
    kind = asked.kind if isinstance(asked.kind, str) and answer.benefit == "temporary_relief" else None
    amount = answer.amount_fen if answer.outcome == "yes" else None
    if answer.outcome == "unknown" and kind is not None:
        asked_for = asked.application.amount_requested  # who decides hangs on the sum asked for, not on the formula
        amount = None if asked_for is UNKNOWN else asked_for
    recognised = answer.benefit in practice.RECOGNISED_ONLY and answer.amount_fen is None
    if recognised or answer.outcome == "no":
        amount = 0  # a refusal and a recognition cost nothing: the lowest level that decides the benefit decides them
    limit = limits.decider_for(figures, answer.benefit, kind, amount, persons=max(len(answer.covered), 1))
    route = practice.route(figures, answer.benefit, kind, limit.level if limit.allowed else None)
    accepted = None if asked.application.accepted_on is UNKNOWN else asked.application.accepted_on
    start = practice.first_month(figures, answer.benefit, asked.on) if answer.outcome == "yes" else None
    review = _review(answer, asked, figures, start)
    provisional = bool(route and accepted and _is_provisional(route, accepted, workdays))
    warnings = (*answer.warnings, PROVISIONAL) if provisional else answer.warnings
    return answer.with_route(
        route=_route_json(route, limit, accepted, workdays),
        first_month=start.strftime("%Y-%m") if start else None,
        next_review_by=review.isoformat() if review else None,
        warnings=warnings,
    )


def _is_provisional(route: Route, accepted: date, workdays: Workdays) -> bool:
    dues = [planned.due for planned in route.plan(accepted, workdays)] + [route.due(accepted, workdays)]
    return any(due.provisional for due in dues if due is not None)


def _route_json(
    route: Route | None, limit: LimitAnswer, accepted: date | None, workdays: Workdays
) -> dict[str, Any] | None:
    if route is None and not limit.document:
        return None
    plain: dict[str, Any] = {
        "decided_by": limit.level,
        "allowed": limit.allowed,
        "limit": limit.to_json(),
        "reason": limit.reason,
        "steps": [],
        "total": None,
        "due": None,
    }
    if route is not None:
        planned = route.plan(accepted, workdays) if accepted else [routes.StepDue(step, None) for step in route.steps]
        total = route.due(accepted, workdays) if accepted else None
        plain["steps"] = [{**_step_json(one.step), "due": _iso(one.due)} for one in planned]
        plain["total"] = route.total.to_json() if route.total else None
        plain["extended"] = route.extended.to_json() if route.extended else None
        plain["due"] = _iso(total)
        plain["document"] = route.document
        plain["version"] = route.version
    return plain


def _step_json(step: Step) -> dict[str, Any]:
    return {key: value for key, value in step.to_json().items() if key in {"step", "level", "term", "only_if"}}


def _iso(due: Due | None) -> str | None:
    return due.at.astimezone(SHANGHAI).isoformat() if due else None


def _review(answer: Assessment, asked: Question, figures: Figures, start: date | None) -> date | None:
    if answer.outcome != "yes" or answer.benefit == "temporary_relief":
        return None
    terms = practice.review_terms(figures, answer.benefit)
    return practice.next_review_by(terms, start or month_after(asked.on), when=_stability(asked))


def _stability(asked: Question) -> str:
    """Half-yearly where somebody is able to work and none of the incomes is steady (L57 art.31)."""
    members = asked.household.members
    if members is UNKNOWN:
        return practice.STABLE
    return practice.UNSTABLE_ABLE if any(_able_and_unsteady(person) for person in members) else practice.STABLE


def _able_and_unsteady(person: Person) -> bool:
    if person.labour not in {"partial", "full"} or person.incomes is UNKNOWN:
        return False
    return not any(income.kind in STEADY_INCOMES for income in person.incomes)
