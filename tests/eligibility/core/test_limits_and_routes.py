"""Limits that are multiples, and the plan of a route; no database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eligibility.core.limits import decider_for, may_decide, referenced
from eligibility.core.parameters import Figure, Figures
from eligibility.core.routes import Route, chosen
from eligibility.core.workdays import Workdays

DAY = date(2022, 3, 1)
KNOWN = datetime(2022, 1, 1, tzinfo=UTC)
STANDARD = {"urban": {"amount": "672.00", "per": "month"}, "rural": {"amount": "5184.00", "per": "year"}}


def figures(area: str = "63", **values: object) -> Figures:
    named = {name.replace("__", "."): value for name, value in values.items()}
    rows = [
        Figure(name, value, "630000000000", date(2021, 1, 1), None, KNOWN, "文件", "", "v")
        for name, value in named.items()
    ]
    return Figures(rows, area=area, on=DAY)


def rows(*bounds: tuple[str, object, object], **more: object) -> list[dict[str, object]]:
    return [{"benefit": "dibao", "level": level, "from": low, "to": high, **more} for level, low, high in bounds]


def test_a_yearly_and_a_monthly_amount_are_each_read_in_both_units():
    held = figures(dibao__standard=STANDARD)
    assert referenced("dibao.standard.urban.annual", held) == 672 * 12 * 100
    assert referenced("dibao.standard.rural", held) == 432 * 100
    assert referenced("dibao.standard.rural.annual", held) == 5184 * 100


def test_a_multiple_of_a_multiple_is_resolved():
    held = figures(dibao__standard=STANDARD, tekun__basic={"times": "1.5", "of": "dibao.standard.urban"})
    assert referenced("tekun.basic", held) == 1008 * 100


def test_a_limit_that_rests_on_an_unknown_figure_waits_higher_and_allows_nobody():
    authority = rows(
        ("township", "0", "5000.00"),
        ("county", "5000.00", {"times": "5", "of": "dibao.standard.urban.annual"}),
        ("committee", {"times": "5", "of": "dibao.standard.urban.annual"}, None),
    )
    held = figures(authority=authority)
    assert decider_for(held, "dibao", None, 500000).level == "township"
    answer = decider_for(held, "dibao", None, 500001)
    assert (answer.level, answer.allowed) == ("committee", False)
    assert "dibao.standard.urban.annual" in answer.reason
    assert not may_decide(held, "dibao", None, "committee", 500001).allowed


def test_an_unknown_amount_waits_unless_one_level_decides_every_amount():
    every = figures(authority=rows(("county", "0", None)))
    some = figures(authority=rows(("township", "0", "2000.00"), ("county", "2000.00", None)))
    assert (decider_for(every, "dibao", None, None).level, decider_for(every, "dibao", None, None).allowed) == (
        "county",
        True,
    )
    assert (decider_for(some, "dibao", None, None).level, decider_for(some, "dibao", None, None).allowed) == (
        "county",
        False,
    )


def test_exclusive_bounds_give_the_bound_itself_to_the_higher_level():
    authority = rows(("township", "0", "2000.00"), inclusive=False)
    authority += rows(("county", "2000.00", None), from_inclusive=True)
    held = figures(authority=authority)
    assert [decider_for(held, "dibao", None, fen).level for fen in (199999, 200000)] == ["township", "county"]


def test_a_limit_per_person_grows_with_the_household():
    held = figures(authority=rows(("township", "0", "1000.00"), ("county", "1000.00", None), per="person"))
    assert decider_for(held, "dibao", None, 300000, persons=3).level == "township"
    assert decider_for(held, "dibao", None, 300001, persons=3).level == "county"
    assert decider_for(held, "dibao", None, 300000, persons=3).limit_to_fen == 300000


def test_a_limit_in_times_of_a_standard_is_a_unit():
    unit = {"times": "1", "of": "dibao.standard.urban"}
    held = figures(dibao__standard=STANDARD, authority=rows(("township", "0", "3"), ("county", "3", None), unit=unit))
    assert [decider_for(held, "dibao", None, fen).level for fen in (201600, 201601)] == ["township", "county"]


def test_the_nearest_place_that_regulates_a_benefit_leaves_the_others_to_the_nation():
    nation = Figure("authority", [{"benefit": "tekun", "level": "county", "from": "0", "to": None}], "0",
                    date(2014, 1, 1), None, KNOWN, "全国", "", "v")  # fmt: skip
    place = Figure(
        "authority", rows(("township", "0", None)), "630000000000", date(2020, 1, 1), None, KNOWN, "省", "", "v"
    )
    held = Figures([nation, place], area="6325", on=DAY)
    assert (decider_for(held, "dibao", None, 1).document, decider_for(held, "tekun", None, 1).document) == (
        "省",
        "全国",
    )


# --- routes ---

PLAIN = {
    "benefit": "dibao",
    "steps": [
        {"step": "survey", "level": "township", "term": {"n": 3, "unit": "working_day"}, "since": "acceptance", "bounds": "start"},
        {"step": "opinion", "level": "township", "term": {"n": 5, "unit": "working_day"}, "since": "acceptance"},
        {"step": "notice", "level": "township", "term": {"n": 7, "unit": "day"}},
        {"step": "decide", "level": "county", "term": {"n": 2, "unit": "working_day"}},
        {"step": "pay", "level": "county"},
        {"step": "papers", "level": "county", "term": {"n": 1, "unit": "day"}},
    ],
    "total": {"n": 30, "unit": "working_day"},
    "extended": {"n": 45, "unit": "working_day"},
}  # fmt: skip
WEEKDAYS = Workdays({date(2022, 1, 1) + timedelta(days=n): (5 + n) % 7 < 5 for n in range(365)})


def test_steps_follow_one_another_as_far_as_acceptance_fixes_them():
    route = Route.from_json(PLAIN)
    plan = {one.step.code: one.due and one.due.day.isoformat() for one in route.plan(date(2022, 8, 1), WEEKDAYS)}
    assert plan == {
        "survey": "2022-08-04",
        "opinion": "2022-08-08",
        "notice": "2022-08-15",
        "decide": "2022-08-17",
        "pay": None,
        "papers": None,
    }


def test_the_extended_total_is_used_only_when_asked_for():
    route = Route.from_json(PLAIN)
    short, long = route.due(date(2022, 8, 1), WEEKDAYS), route.due(date(2022, 8, 1), WEEKDAYS, extended=True)
    assert short is not None
    assert long is not None
    assert (short.day, long.day) == (date(2022, 9, 12), date(2022, 10, 3))


def test_hours_from_a_day_without_a_time_have_no_moment_yet():
    plain = {"benefit": "temporary_relief", "steps": [], "total": {"n": 24, "unit": "hour"}}
    route = Route.from_json(plain)
    assert route.due(date(2022, 8, 1), WEEKDAYS) is None
    assert route.due(datetime(2022, 8, 1, 9, tzinfo=UTC), WEEKDAYS) is not None


@pytest.mark.parametrize(("level", "total"), [("township", 20), ("county", 30), (None, 30)])
def test_the_route_for_the_deciding_level_comes_before_the_one_for_all(level, total):
    entries = [
        {"benefit": "dibao", "steps": [], "total": {"n": 30, "unit": "working_day"}},
        {"benefit": "dibao", "decides": "township", "steps": [], "total": {"n": 20, "unit": "working_day"}},
    ]
    entry = chosen(entries, "dibao", None, level)
    assert entry is not None
    assert entry["total"]["n"] == total
