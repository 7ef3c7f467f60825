"""Terms on the official calendar, on both sides of every boundary; no database."""

from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.core.workdays import SHANGHAI, BadTerm, Term, Workdays, later_month, law_day

FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
OFFICIAL = Workdays({day: chinese_calendar.is_workday(day) for day in DAYS})


def due(start: str, n: int, unit: str = "working_day") -> str:
    return OFFICIAL.add(date.fromisoformat(start), Term(n, unit)).day.isoformat()


@pytest.mark.parametrize(
    ("start", "n", "last"),
    [
        ("2022-09-26", 15, "2022-10-20"),  # the week of National Day, with work on 8 and 9 October
        ("2022-09-30", 1, "2022-10-08"),
        ("2022-06-01", 3, "2022-06-07"),  # Dragon Boat from 3 to 5 June
        ("2022-06-01", 15, "2022-06-23"),
        ("2022-10-08", 1, "2022-10-09"),  # a Sunday that is worked
        ("2025-01-26", 1, "2025-01-27"),
        ("2025-01-27", 1, "2025-02-05"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
    ],
)
def test_working_days_skip_holidays_and_count_the_days_worked_instead(start, n, last):
    assert due(start, n) == last


def test_the_day_of_acceptance_does_not_count_unless_the_place_says_so():
    start = date(2022, 9, 26)
    assert OFFICIAL.add(start, Term(1, "working_day")).day == date(2022, 9, 27)
    assert OFFICIAL.add(start, Term(1, "working_day"), first_day_counts=True).day == start
    assert OFFICIAL.add(start, Term(7, "day"), first_day_counts=True).day == date(2022, 10, 2)


def test_a_case_accepted_on_a_day_off_begins_on_the_next_working_day():
    assert due("2022-10-01", 1) == due("2022-10-07", 1) == "2022-10-08"


def test_notice_days_are_calendar_days():
    assert due("2022-09-28", 7, "day") == "2022-10-05"


def test_a_term_in_days_lasts_to_the_last_second_of_its_day():
    at = OFFICIAL.add(date(2022, 9, 26), Term(1, "working_day")).at
    assert at.isoformat() == "2022-09-27T23:59:59+08:00"


def test_hours_run_through_nights_and_holidays_to_the_second():
    started = datetime(2025, 1, 28, 23, 30, 1, tzinfo=SHANGHAI)
    assert OFFICIAL.add(started, Term(12, "hour")).at == started + timedelta(hours=12)
    assert OFFICIAL.add(datetime(2025, 1, 24, 16), Term(24, "hour")).at.isoformat() == "2025-01-25T16:00:00+08:00"


def test_hours_from_a_bare_day_are_refused():
    with pytest.raises(BadTerm, match="起算时刻"):
        OFFICIAL.add(date(2025, 1, 24), Term(12, "hour"))


@pytest.mark.parametrize(
    ("start", "n", "last"),
    [("2024-01-31", 1, "2024-02-29"), ("2023-01-31", 1, "2023-02-28"), ("2024-02-29", 12, "2025-02-28"),
     ("2024-08-31", 6, "2025-02-28"), ("2024-12-15", 1, "2025-01-15")],
)  # fmt: skip
def test_a_month_ends_on_the_same_day_or_the_last_one_there_is(start, n, last):
    assert due(start, n, "month") == last


def test_a_year_without_a_notice_uses_weekends_only_and_is_provisional():
    sure = OFFICIAL.add(date(2026, 12, 30), Term(1, "working_day"))
    unsure = OFFICIAL.add(date(2026, 12, 31), Term(1, "working_day"))
    assert (sure.day, sure.provisional) == (date(2026, 12, 31), False)
    assert (unsure.day, unsure.provisional) == (date(2027, 1, 1), True)
    assert OFFICIAL.add(date(2031, 5, 1), Term(3, "working_day")).day == date(2031, 5, 6)
    assert OFFICIAL.add(date(2017, 12, 31), Term(1, "working_day")).provisional is False
    assert OFFICIAL.add(date(2017, 12, 30), Term(1, "working_day")).provisional is True


def test_a_region_s_own_feast_does_not_publish_the_year():
    feast = date(2027, 3, 3)
    calendar = Workdays({**{day: chinese_calendar.is_workday(day) for day in DAYS}, feast: False})
    after = calendar.add(date(2027, 3, 2), Term(1, "working_day"))
    assert (after.day, after.provisional) == (date(2027, 3, 4), True)


def test_calendar_days_months_and_hours_are_never_provisional():
    assert not OFFICIAL.add(date(2026, 12, 30), Term(30, "day")).provisional
    assert not OFFICIAL.add(date(2026, 12, 30), Term(3, "month")).provisional


def test_a_payday_moves_off_a_day_off_as_the_place_says():
    assert OFFICIAL.off_moved(date(2022, 4, 10), "earlier").day == date(2022, 4, 8)
    assert OFFICIAL.off_moved(date(2022, 4, 10), "later").day == date(2022, 4, 11)
    assert OFFICIAL.off_moved(date(2022, 3, 10), "earlier").day == date(2022, 3, 10)


@pytest.mark.parametrize(
    ("n", "unit"), [(0, "day"), (-1, "day"), (True, "day"), (1.5, "day"), (5, ""), (5, "week"), (2001, "working_day")]
)
def test_a_term_without_a_number_or_a_unit_is_refused(n, unit):
    with pytest.raises(BadTerm, match="应为"):
        Term(n, unit)


def test_a_moment_is_the_chinese_day_wherever_it_was_written():
    assert law_day(datetime.fromisoformat("2026-11-30T16:30:00+00:00")) == date(2026, 12, 1)
    assert law_day(datetime(2026, 11, 30, 16, 30)) == date(2026, 11, 30)


@given(st.sampled_from(DAYS[:-200]), st.integers(1, 60))
def test_numbered_days_agree_with_counting_one_by_one(start, n):
    day, left = start, n
    while left:
        day += timedelta(days=1)
        left -= chinese_calendar.is_workday(day)
    counted = OFFICIAL.add(start, Term(n, "working_day"))
    assert (counted.day, counted.provisional) == (day, False)
    assert OFFICIAL.between(start, day) == n
    assert OFFICIAL.between(day, start) == -n


@given(st.dates(date(2010, 1, 1), date(2035, 1, 1)), st.integers(1, 400))
def test_between_undoes_add_in_published_and_unpublished_years(start, n):
    assert OFFICIAL.between(start, OFFICIAL.add(start, Term(n, "working_day")).day) == n


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 60))
def test_a_term_in_months_ends_in_the_right_month_and_never_after_its_day(start, n):
    end = later_month(start, n)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == n
    assert end.day <= start.day
