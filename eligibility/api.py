"""The only door to the law: what is due, how much, who decides, by when; everything dated, nothing stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from eligibility import book
from eligibility.book import Book
from eligibility.core import limits, routes
from eligibility.core.areas import BadArea
from eligibility.core.facts import UNKNOWN, Person
from eligibility.core.findings import Assessment
from eligibility.core.limits import LimitAnswer
from eligibility.core.parameters import REGISTRY, BadValue, Figure, Figures, Parameter
from eligibility.core.periods import Period, month_after
from eligibility.core.question import Question
from eligibility.core.reading import BadInput
from eligibility.core.routes import Notice, Route, Step
from eligibility.core.workdays import SHANGHAI, BadTerm, Due, Term, Workdays

__all__ = (
    "REGISTRY",
    "SHANGHAI",
    "Assessment",
    "BadArea",
    "BadInput",
    "BadTerm",
    "BadValue",
    "Book",
    "Due",
    "Figure",
    "Figures",
    "LimitAnswer",
    "Notice",
    "Parameter",
    "Period",
    "Question",
    "ReviewTerm",
    "Route",
    "Step",
    "Term",
    "assess",
    "decider_for",
    "due_on",
    "explained",
    "figures_on",
    "first_month",
    "history_of",
    "may_decide",
    "next_review_by",
    "payday",
    "review_terms",
    "route_for",
    "standards_on",
    "workdays_for",
)

STABLE, UNSTABLE_ABLE, ANY = "stable", "unstable_able", "any"
STEADY_INCOMES = frozenset({"wage", "pension", "basic_pension", "veteran_pension", "unemployment_benefit"})
ADVISORY = ("dibao_edge", "rigid_expenditure")  # recognised, not paid: nothing starts in a month


@dataclass(frozen=True)
class ReviewTerm:
    """How often one kind of recipient is looked at again, and on whose word."""

    category: str
    when: str
    every: Term
    document: str


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
    return _route(figures_on(area, on, known_by), benefit, kind, level)


def _route(figures: Figures, benefit: str, kind: str | None, level: str | None) -> Route | None:
    decider = level or limits.lowest_level(figures, benefit, kind)
    for figure in figures.chain("route"):
        entry = routes.chosen(figure.value, benefit, kind, decider)
        if entry is not None:
            route = Route.from_json({**entry, "kind": kind, "decides": decider, "document": _document(entry, figure)})
            return replace(
                route.decided_at(decider),
                version=figure.version,
                notice=_notice(figures, benefit),
                first_day_counts=bool((figures.value("clock") or {}).get("first_day_counts", False)),
                pauses=tuple(pause["reason"] for pause in figures.value("pause") or ()),
            )
    return None


def _document(entry: Mapping[str, Any], figure: Figure) -> str:
    parts = (entry.get("document") or figure.document, entry.get("article") or figure.article)
    return " ".join(part for part in parts if part)


def _notice(figures: Figures, benefit: str) -> Notice | None:
    value = figures.value("notice")
    notice = Notice.from_json(value) if value else None
    return notice if notice and (not notice.benefits or benefit in notice.benefits) else None


# --- clocks ---


def workdays_for(area: str = "0", known_by: datetime | None = None) -> Workdays:
    """The working calendar of an area, for counting many terms."""
    return book.current().workdays(area, known_by)


def due_on(start: date | datetime, term: Term, area: str = "0", known_by: datetime | None = None) -> Due:
    """The moment by which something is due; the first day counts only where the place says so."""
    present = book.current()
    day = routes.law_day(start)
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
    return _first_month(figures_on(area, decided_on, known_by), benefit, decided_on)


def _first_month(figures: Figures, benefit: str, decided_on: date) -> date | None:
    if benefit == "temporary_relief" or benefit in ADVISORY:
        return None
    payment = figures.value("payment")
    if not payment:
        return None
    return decided_on.replace(day=1) if payment["first_month"] == "month_of" else month_after(decided_on)


def review_terms(area: str, benefit: str, on: date, known_by: datetime | None = None) -> list[ReviewTerm]:
    """How often recipients of a benefit are looked at again, by category."""
    return _review_terms(figures_on(area, on, known_by), benefit)


def _review_terms(figures: Figures, benefit: str) -> list[ReviewTerm]:
    figure = figures.get("review")
    if figure is None:
        return []
    return [
        ReviewTerm(row["category"], row.get("when", ANY), Term.from_json(row["every"]), _document(row, figure))
        for row in figure.value
        if row["category"] == benefit
    ]


def next_review_by(terms: list[ReviewTerm], start: date, *, when: str = STABLE) -> date | None:
    """The last day by which someone who is paid from `start` must have been looked at again."""
    fitting = [term for term in terms if term.when in {when, ANY}]
    months = [term.every.n for term in fitting if term.every.unit == "month"]
    return month_after(start, min(months)) - timedelta(days=1) if months else None


# --- the whole question ---


def assess(question: Question | object, *, policy_book: Book | None = None) -> Assessment:
    """Answer one question: outcome, amount and reasons from the law, route and dates from the book."""
    from eligibility.core import engine

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


def explained(answer: Assessment) -> str:
    """The calculation as a sheet in Chinese."""
    from eligibility.core import sheet

    return sheet.written(answer)


def _with_route(answer: Assessment, asked: Question, figures: Figures, workdays: Workdays) -> Assessment:
    kind = asked.kind if isinstance(asked.kind, str) and answer.benefit == "temporary_relief" else None
    amount = answer.amount_fen if answer.outcome == "yes" else None
    if answer.outcome == "unknown" and kind is not None:
        asked_for = asked.application.amount_requested  # who decides hangs on the sum asked for, not on the formula
        amount = None if asked_for is UNKNOWN else asked_for
    if answer.benefit in ADVISORY or answer.outcome == "no":
        amount = 0  # a refusal and a recognition cost nothing: the lowest level that decides the benefit decides them
    limit = limits.decider_for(figures, answer.benefit, kind, amount, persons=max(len(answer.covered), 1))
    route = _route(figures, answer.benefit, kind, limit.level if limit.allowed else None)
    accepted = None if asked.application.accepted_on is UNKNOWN else asked.application.accepted_on
    start = _first_month(figures, answer.benefit, asked.on) if answer.outcome == "yes" else None
    review = _review(answer, asked, figures, start)
    provisional = bool(route and accepted and _is_provisional(route, accepted, workdays))
    warnings = (*answer.warnings, PROVISIONAL) if provisional else answer.warnings
    return answer.with_route(
        route=_route_json(route, limit, accepted, workdays),
        first_month=start.strftime("%Y-%m") if start else None,
        next_review_by=review.isoformat() if review else None,
        warnings=warnings,
    )


PROVISIONAL = "期限跨入尚未公布放假安排的年份，暂按周末推算，公布后会变。"


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
    terms = _review_terms(figures, answer.benefit)
    return next_review_by(terms, start or month_after(asked.on), when=_stability(asked))


def _stability(asked: Question) -> str:
    """Half-yearly where somebody is able to work and none of the incomes is steady (L57 art.31)."""
    members = asked.household.members
    if members is UNKNOWN:
        return STABLE
    return UNSTABLE_ABLE if any(_able_and_unsteady(person) for person in members) else STABLE


def _able_and_unsteady(person: Person) -> bool:
    if person.labour not in {"partial", "full"} or person.incomes is UNKNOWN:
        return False
    return not any(income.kind in STEADY_INCOMES for income in person.incomes)
