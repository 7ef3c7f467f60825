"""What a place's figures say of the way of a case: its route, its first paid month, and when it is looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from eligibility.core import limits, routes
from eligibility.core.parameters import Figure, Figures
from eligibility.core.periods import month_after
from eligibility.core.routes import Notice, Route
from eligibility.core.workdays import Term

STABLE, UNSTABLE_ABLE, ANY = "stable", "unstable_able", "any"
MONTHLY = ("dibao", "tekun")  # paid by the month, and answered by the rules of benefits/
RECOGNISED_ONLY = ("dibao_edge", "rigid_expenditure")  # recognised, not paid: nothing starts in a month
PAID_BY = {"rigid_expenditure": "rigid.amount"}  # unless the place has published what it pays


@dataclass(frozen=True)
class ReviewTerm:
    """How often one kind of recipient is looked at again, and on whose word."""

    category: str
    when: str
    every: Term
    document: str


def route(figures: Figures, benefit: str, kind: str | None, level: str | None = None) -> Route | None:
    """The nearest place's steps for a benefit, as the deciding level takes them; by default the lowest that ever decides."""
    decider = level or limits.lowest_level(figures, benefit, kind)
    for figure in figures.chain("route"):
        entry = routes.chosen(figure.value, benefit, kind, decider)
        if entry is not None:
            found = Route.from_json({**entry, "kind": kind, "decides": decider, "document": _document(entry, figure)})
            return replace(
                found.decided_at(decider),
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


def first_month(figures: Figures, benefit: str, decided_on: date) -> date | None:
    """The first day of the first month that is paid; None for what is not paid monthly."""
    if benefit == "temporary_relief" or not _is_paid(figures, benefit):
        return None
    payment = figures.value("payment")
    if not payment:
        return None
    return decided_on.replace(day=1) if payment["first_month"] == "month_of" else month_after(decided_on)


def _is_paid(figures: Figures, benefit: str) -> bool:
    return benefit not in RECOGNISED_ONLY or (benefit in PAID_BY and figures.value(PAID_BY[benefit]) is not None)


def review_terms(figures: Figures, benefit: str) -> list[ReviewTerm]:
    """How often recipients of a benefit are looked at again, by category."""
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
