"""A month under the law: cut on every day on which a figure, an age, a term or the family changes; each piece assessed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from eligibility.core.engine import assess
from eligibility.core.facts import Person, Unknown
from eligibility.core.findings import Assessment, Json, Missing, Outcome
from eligibility.core.money import by_days, yuan
from eligibility.core.parameters import Figure, Figures
from eligibility.core.periods import Period, month_after
from eligibility.core.question import Question
from eligibility.core.rules import TURNS

RULE = "change_within_month"  # a key of `payment`; no national text says how a month with a change is paid
NEXT_MONTH, BY_DAYS = "next_month", "by_days"
OPEN_RULE = Missing(f"policy.payment.{RULE}", "当月情况有变化，本地没有公布当月按月初情况发放还是按天计算，暂不能判断")
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Piece:
    """Days of one month on which nothing changes, and the answer of all of them."""

    days: Period
    answer: Assessment

    def to_json(self) -> Json:
        return {"from": str(self.days.start), "to": str(self.days.end), "answer": self.answer.to_json()}


@dataclass(frozen=True, slots=True)
class WholeMonth:
    """What one month comes to: its pieces, the place's rule for a month with a change, and the sum."""

    first: date
    rule: str | None
    pieces: tuple[Piece, ...]
    outcome: Outcome
    amount_fen: int | None
    missing: tuple[Missing, ...]

    def to_json(self) -> Json:
        return {
            "month": self.first.strftime("%Y-%m"), "rule": self.rule, "outcome": self.outcome,
            "amount": None if self.amount_fen is None else yuan(self.amount_fen),
            "pieces": [piece.to_json() for piece in self.pieces],
            "missing": [missing.to_json() for missing in self.missing],
        }  # fmt: skip


def assess_month(
    states: Sequence[tuple[date, Question]],
    month: date,
    figures_on: Callable[[date], Figures],
    published: Iterable[Figure],
) -> WholeMonth:
    """The answer for the month of a day; each state of the family holds from its day until the next one's.

    The first state holds before its own day as well: nothing else is known of that time.
    """
    first = month.replace(day=1)
    whole = Period(first, month_after(first))
    ordered = sorted(states, key=lambda state: state[0])
    turns = {day for day, _ in ordered[1:]} | change_days((question for _, question in ordered), published, whole)
    pieces = tuple(
        Piece(days, assess(replace(_held(ordered, days.start), on=days.start), figures_on)) for days in whole.cut(turns)
    )
    payment = _payment(_held(ordered, first), figures_on(first))
    return _summed(first, pieces, payment.get(RULE) if isinstance(payment, Mapping) else None)


def _held(ordered: Sequence[tuple[date, Question]], day: date) -> Question:
    """The last state that began by this day; before the first one, the first."""
    begun = [question for start, question in ordered if start <= day]
    return begun[-1] if begun else ordered[0][1]


def _payment(question: Question, figures: Figures) -> Any:
    return figures.laid_over(question.policy).value("payment")


def _summed(first: date, pieces: tuple[Piece, ...], rule: str | None) -> WholeMonth:
    """What is alike all month needs no rule; otherwise the first day's answer, or each piece by its days."""
    alike = len({(piece.answer.outcome, piece.answer.amount_fen) for piece in pieces}) == 1
    if not alike and rule is None:
        return WholeMonth(first, None, pieces, "unknown", None, (OPEN_RULE,))
    counted = pieces[:1] if alike or rule == NEXT_MONTH else pieces
    missing = tuple(dict.fromkeys(each for piece in counted for each in piece.answer.missing))
    outcomes = [piece.answer.outcome for piece in counted]
    if "unknown" in outcomes:
        return WholeMonth(first, rule, pieces, "unknown", None, missing)
    sums = [piece.answer.amount_fen for piece in counted]
    if None in sums:  # recognised without money
        return WholeMonth(first, rule, pieces, outcomes[0], None, missing)
    lengths = [_length(piece.days) for piece in counted]
    total = by_days([(fen or 0, days) for fen, days in zip(sums, lengths, strict=True)])
    return WholeMonth(first, rule, pieces, "yes" if "yes" in outcomes else "no", total, missing)


def _length(days: Period) -> int:
    return ((days.end or days.start) - days.start).days


# --- the days on which an answer may change ---


def change_days(questions: Iterable[Question], published: Iterable[Figure], within: Period) -> set[date]:
    """Every day inside a period on which the law may answer these questions differently than the day before."""
    asked = list(questions)
    dates = {day for figure in published for day in _of_figure(figure.start, figure.end, figure.value)}
    for question in asked:
        dates.update(_of_question(question))
        dates.update(day for value in question.policy.values() for day in _inner(value))
    dates.update(TURNS)
    dates.update(date(year, 1, 1) for year in _years(within))
    returning = {day for question in asked for day in _anniversaries(question, within)}
    return {day for day in dates | returning if day in within}


def _years(within: Period) -> range:
    last = within.end or within.start
    return range(within.start.year, last.year + 1)


def _of_figure(start: date, end: date | None, value: Any) -> Iterator[date]:
    yield start
    if end is not None:
        yield end
    yield from _inner(value)


def _inner(value: Any) -> Iterator[date]:
    """Dates inside a figure: a row that begins on a day or ends with one."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in ("from", "until") and isinstance(inner, str) and len(inner) == len("2021-01-01"):
                yield date.fromisoformat(inner) + (A_DAY if key == "until" else timedelta())
            else:
                yield from _inner(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _inner(inner)


def _of_question(question: Question) -> Iterator[date]:
    """Days that stand in the question itself; a last day changes things on the day after it."""
    asked, family = question.application, question.household
    begins: list[date | Unknown] = [asked.permit_from, asked.grace_from]
    lasts: list[date | Unknown] = [asked.permit_until]
    for person in _known(family.members):
        begins += [person.birth_date, person.joined_on, person.left_on, person.status_since]
        begins += [person.employed_from, person.work_refused_on]
        lasts += [person.died_on]
    for receipt in _known(family.receives):
        begins += [receipt.start]
        lasts += [receipt.end]
    yield from (day for day in begins if not isinstance(day, Unknown))
    yield from (day + A_DAY for day in lasts if not isinstance(day, Unknown))


def _known(rows: tuple[Any, ...] | Unknown) -> tuple[Any, ...]:
    return () if isinstance(rows, Unknown) else rows


def _anniversaries(question: Question, within: Period) -> Iterator[date]:
    """Birthdays, full years of a status, and full months of a permit, of a grace period, of work or of living together."""
    people: Iterable[Person] = _known(question.household.members)
    yearly = [day for person in people for day in (person.birth_date, person.status_since)]
    yearly += [obligor.birth_date for obligor in _known(question.household.obligors)]
    for day in yearly:
        if not isinstance(day, Unknown):
            yield from (same_day(day, year, day.month) for year in _years(within))
    monthly = [question.application.permit_from, question.application.grace_from]
    monthly += [day for person in people for day in (person.employed_from, person.joined_on)]
    monthly += _purchases(question)
    for day in monthly:
        if not isinstance(day, Unknown):
            yield from (same_day(day, month.year, month.month) for month in Period(within.start, within.end).months())


def _purchases(question: Question) -> list[date]:
    """A thing is old on the day itself, and no late purchase any more on the day after it."""
    bought = (day for asset in _known(question.household.assets) for day in (asset.acquired_on, asset.built_on))
    return [day for told in bought if not isinstance(told, Unknown) for day in (told, told + A_DAY)]


def same_day(day: date, year: int, month: int) -> date:
    """The day of the month in another month; where the month is too short, the first of the next (age_on's rule)."""
    try:
        return day.replace(year=year, month=month)
    except ValueError:
        return month_after(date(year, month, 1))
