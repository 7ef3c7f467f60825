"""The only door to the law: what is due, how much, who decides, by when; everything dated, nothing stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from eligibility import book, holidays, publishing, sheet
from eligibility.asking import answer_many, assess, assess_month
from eligibility.book import Book
from eligibility.book import current as book_now
from eligibility.core import limits, practice
from eligibility.core.areas import BadArea
from eligibility.core.areas import full as area_code
from eligibility.core.executors.answers import Answers
from eligibility.core.executors.batch import Batch, Rows, batch_of, batch_of_rows
from eligibility.core.executors.packing import Packed, packed
from eligibility.core.facts import ASSET_MEASURES
from eligibility.core.findings import Assessment, Finding
from eligibility.core.floor_area import parse_area, square_metres
from eligibility.core.limits import LimitAnswer, Span
from eligibility.core.money import by_month
from eligibility.core.months import Piece, WholeMonth
from eligibility.core.parameters import OVERLAID, Figure, Figures
from eligibility.core.periods import Period
from eligibility.core.practice import MONTHLY, ReviewTerm, next_review_by
from eligibility.core.question import Question
from eligibility.core.reading import EARLIEST, LATEST, BadInput
from eligibility.core.registry import REGISTRY, Parameter, check_value, no_such
from eligibility.core.routes import Notice, Route, Step
from eligibility.core.shapes import BadValue
from eligibility.core.turning import turning_points
from eligibility.core.workdays import SHANGHAI, BadTerm, Due, Term, Workdays, law_day
from eligibility.holidays import KINDS as DAY_KINDS
from eligibility.holidays import Change as CalendarChange
from eligibility.holidays import Day as CalendarDay
from eligibility.places import Place, export_place, nearest_places, places_with, read_place
from eligibility.policyfile import Document, PlaceFile, RegionCalendar
from eligibility.publishing import BORROWED, Draft, Refused
from eligibility.simulation import (
    WEIGHED,
    Deciders,
    Law,
    Laws,
    Mark,
    Month,
    Said,
    Weighed,
    imprint,
    law_places,
    months_of,
    touched_benefits,
)
from eligibility.versions import PAGE as VERSIONS_A_PAGE
from eligibility.versions import (
    Change,
    Replaced,
    Version,
    changes,
    holds_in,
    published_on_the_desk,
    replaced_by,
    stands_in_the_way,
    version,
    version_names,
    versions,
)

__all__ = (
    "ASSET_MEASURES",
    "BORROWED",
    "DAY_KINDS",
    "MONTHLY",
    "OVERLAID",
    "REGISTRY",
    "SHANGHAI",
    "VERSIONS_A_PAGE",
    "WEIGHED",
    "Answers",
    "Assessment",
    "BadArea",
    "BadInput",
    "BadTerm",
    "BadValue",
    "Batch",
    "Book",
    "CalendarChange",
    "CalendarDay",
    "Change",
    "Deciders",
    "Document",
    "Draft",
    "Due",
    "Figure",
    "Figures",
    "Finding",
    "Law",
    "Laws",
    "LimitAnswer",
    "Mark",
    "Month",
    "Notice",
    "Packed",
    "Parameter",
    "Period",
    "Piece",
    "Place",
    "PlaceFile",
    "Question",
    "Refused",
    "RegionCalendar",
    "Replaced",
    "ReviewTerm",
    "Route",
    "Rows",
    "Said",
    "Span",
    "Step",
    "Term",
    "Version",
    "Weighed",
    "WholeMonth",
    "answer_many",
    "area_code",
    "assess",
    "assess_month",
    "batch_of",
    "batch_of_rows",
    "book_now",
    "by_month",
    "calculation",
    "calendar_changes",
    "calendar_of",
    "calendar_years",
    "changes",
    "check_value",
    "decider_for",
    "due_on",
    "explained",
    "export_place",
    "figures_on",
    "first_month",
    "history_of",
    "holds_in",
    "imprint",
    "last_heard",
    "law_places",
    "limit_spans",
    "may_decide",
    "months_of",
    "nearest_places",
    "next_review_by",
    "no_such",
    "packed",
    "parse_area",
    "payday",
    "places_with",
    "publish_policy",
    "published_on_the_desk",
    "read_place",
    "replaced_by",
    "review_terms",
    "rewrite_policy",
    "route_drafted",
    "route_for",
    "send_policy_back",
    "send_policy_for_review",
    "square_metres",
    "standards_on",
    "stands_in_the_way",
    "take_calendar",
    "touched_benefits",
    "turning_points",
    "version",
    "version_names",
    "versions",
    "withdraw_policy",
    "workdays_for",
    "would_stand_in_the_way",
    "write_policy",
)


# --- figures ---


def figures_on(area: str, day: date, known_by: datetime | None = None) -> Figures:
    """The figures in force for an area on a day; with `known_by`, as they were known by then."""
    return book.current().figures(area, day, known_by)


def last_heard(moments: Iterable[datetime]) -> dict[datetime, datetime | None]:
    """The latest publication by each moment: two moments with the same one know the same policy."""
    present = book.current()
    return {moment: present.last_heard(moment) for moment in moments}


def standards_on(area: str, day: date, known_by: datetime | None = None) -> dict[str, Figure]:
    """What a place pays, asks and allows on a day, by parameter; what nobody had published by then is not in it."""
    return {figure.name: figure for figure in figures_on(area, day, known_by)}


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


def would_stand_in_the_way(draft: Draft, at: datetime) -> list[str]:
    """What would stop a draft that is still being written; nothing is kept."""
    return publishing.objections_to(draft, at)


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


def limit_spans(area: str, on: date, values: Mapping[str, Any]) -> list[Span]:
    """The limits among a draft's values as stretches of money, its other values counted in."""
    rows = values.get("authority")
    return limits.spans(rows, figures_on(area, on).laid_over(values)) if rows else []


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


def route_drafted(
    area: str, benefit: str, kind: str | None, on: date, values: Mapping[str, Any], *, level: str | None = None
) -> Route | None:
    """The steps a case would take if a draft's values held."""
    return practice.route(figures_on(area, on).laid_over(values), benefit, kind, level)


# --- clocks ---


def workdays_for(area: str = "0", known_by: datetime | None = None) -> Workdays:
    """The working calendar of an area, for counting many terms."""
    return book.current().workdays(area, known_by)


def due_on(start: date | datetime, term: Term, area: str = "0", known_by: datetime | None = None) -> Due:
    """The moment by which something is due; the first day counts only where the place says so."""
    _countable(start)
    present = book.current()
    day = law_day(start)
    clock = present.figures(area, day, known_by).value("clock") or {}
    first = bool(clock.get("first_day_counts", False))
    return present.workdays(area, known_by).add(start, term, first_day_counts=first)


def calendar_years(area: str = "0") -> list[int]:
    """The years whose holidays are published for a place, the latest first."""
    return holidays.years(area)


def calendar_of(year: int, area: str = "0") -> list[CalendarDay]:
    """Every day of a year with what kind of day it is, and by which notice."""
    return holidays.year_of(year, area)


def calendar_changes(year: int, special: Mapping[date, str], area: str = "0") -> list[CalendarChange]:
    """What a notice that names these days would change of a year."""
    return holidays.changes(year, special, area)


def take_calendar(year: int, special: Mapping[date, str], *, area: str, notice: str, source: str, at: datetime) -> int:
    """Take a year's notice in for a place; answers with the number of days that changed."""
    return holidays.take(year, special, region=area, notice=notice, source=source, at=at)


def _countable(start: date | datetime) -> None:
    """Raise BadTerm for a day so far away that no calendar reaches it."""
    if not EARLIEST.year <= start.year <= LATEST.year:
        raise BadTerm(f"只能推算 {EARLIEST.year} 年至 {LATEST.year} 年的日期，收到 {start.isoformat()}。")


def payday(month: date, area: str = "0", known_by: datetime | None = None) -> Due | None:
    """The day by which a month is paid; None where no place has published one."""
    _countable(month)
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


def calculation(answer: Assessment) -> list[sheet.Section]:
    """The same sheet in its parts, for a page."""
    return list(sheet.sections(answer))
