"""Working-day deadlines over the numbered calendar, beside the calendar library asked day by day; both must agree."""

import random
from datetime import date, timedelta

import chinese_calendar

from eligibility.core.workdays import Term, Workdays
from tests.bench.alternating import Result, one_by_one, times_faster

FIRST, LAST = date(2019, 1, 1), date(2025, 12, 31)
TERMS = (3, 5, 7, 10, 15, 20, 30, 45)


def measure(n: int, runs: int) -> Result:
    """How many times faster one deadline is; the library answers a hundredth of the dates and is counted up."""
    calendar = Workdays({day: chinese_calendar.is_workday(day) for day in _days(FIRST, LAST)})
    chance = random.Random(n)
    span = (LAST - FIRST).days - 120
    asked = [(FIRST + timedelta(days=chance.randrange(span)), chance.choice(TERMS)) for _ in range(n)]
    few = asked[: max(n // 100, 1)]
    for start, term in few:
        due = calendar.add(start, Term(term, "working_day")).at.date()
        if due != _by_library(start, term):
            raise AssertionError(f"{start} and {term} working days: {due} is not {_by_library(start, term)}")
    terms = {term: Term(term, "working_day") for term in TERMS}
    share = len(asked) / len(few)
    result = times_faster(
        lambda: one_by_one(calendar.add, ((start, terms[term]) for start, term in asked)),
        lambda: one_by_one(_by_library, iter(few)),
        runs,
    )
    return Result(result.ratio * share, result.median_s, result.baseline_s * share, result.runs)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=each) for each in range((last - first).days + 1)]


def _by_library(start: date, term: int) -> date:
    day = start
    while term:
        day += timedelta(days=1)
        term -= chinese_calendar.is_workday(day)
    return day
