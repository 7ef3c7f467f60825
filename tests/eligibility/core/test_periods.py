"""Half-open periods and timelines; no database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.core.areas import BadArea, chain, covers, full
from eligibility.core.periods import Period, month_after
from eligibility.core.timeline import NotInForce, Timeline

DAYS = st.dates(date(2020, 1, 1), date(2026, 1, 1))


def test_the_first_day_is_in_and_the_last_is_not():
    period = Period(date(2022, 1, 1), date(2022, 2, 1))
    assert [day in period for day in (date(2021, 12, 31), date(2022, 1, 1), date(2022, 1, 31), date(2022, 2, 1))] == [
        False,
        True,
        True,
        False,
    ]


def test_an_empty_period_is_refused():
    with pytest.raises(ValueError, match="期间为空"):
        Period(date(2022, 1, 1), date(2022, 1, 1))


def test_months_are_those_the_period_touches():
    assert list(Period(date(2022, 1, 31), date(2022, 3, 1)).months()) == [date(2022, 1, 1), date(2022, 2, 1)]
    assert list(Period(date(2022, 1, 31), date(2022, 3, 2)).months())[-1] == date(2022, 3, 1)
    with pytest.raises(ValueError, match="没有截止日"):
        list(Period(date(2022, 1, 1)).months())


def test_a_period_is_cut_where_something_changes_and_nowhere_else():
    year = Period(date(2022, 1, 1), date(2023, 1, 1))
    pieces = year.cut([date(2022, 7, 1), date(2021, 7, 1), date(2022, 1, 1), date(2022, 7, 1), date(2023, 1, 1)])
    assert pieces == (Period(date(2022, 1, 1), date(2022, 7, 1)), Period(date(2022, 7, 1), date(2023, 1, 1)))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(DAYS)
    return Period(start, draw(st.one_of(st.none(), st.integers(1, 900).map(lambda n: start + timedelta(days=n)))))


@given(periods(), periods(), DAYS)
def test_what_remains_of_a_period_is_exactly_the_days_the_other_does_not_hold(one, other, day):
    assert any(day in piece for piece in one.minus(other)) == (day in one and day not in other)


@given(periods(), st.lists(DAYS, max_size=5), DAYS)
def test_cutting_loses_no_day_and_doubles_none(period, cuts, day):
    assert sum(day in piece for piece in period.cut(cuts)) == (day in period)


@given(DAYS, st.integers(-50, 50))
def test_the_month_after_is_undone_by_the_month_before(day, n):
    assert month_after(month_after(day, n), -n) == day.replace(day=1)


def test_a_timeline_answers_from_the_day_of_each_change():
    rules = Timeline({date(2021, 7, 1): "L57", date(2013, 1, 1): "L220", date(2030, 1, 1): None})
    assert [rules.on(date(2021, 6, 30)), rules.on(date(2021, 7, 1))] == ["L220", "L57"]
    for outside in (date(2012, 12, 31), date(2030, 1, 1)):
        with pytest.raises(NotInForce, match="2013-01-01"):
            rules.on(outside)


def test_a_code_names_itself_and_all_that_stand_above_it():
    assert chain("610728102000") == ("610728102000", "610728000000", "610700000000", "610000000000", "0")
    assert chain("61") == ("610000000000", "0")
    assert chain("0") == ("0",)
    assert full("6100") == "610000000000"
    assert covers("6107", "610728102000")
    assert covers("0", "610728102000")
    assert not covers("6107", "6108")


@pytest.mark.parametrize("code", ["", "6", "610", "61070", "6107281020001", "61a7", "００", "001234", "-1"])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(BadArea, match="区划代码"):
        full(code)
