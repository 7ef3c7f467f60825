"""A draft is weighed against today's families before it is law: what it costs, whom it moves, what nobody does by himself."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from assistance.outcome import Refused
from cases.assessments import services as assessments
from cases.policies import simulations
from cases.policies.models import SimulatedCase, Simulation
from cases.staff.scope import acting_as, acting_in
from cases.workflow.models import BatchRun, JournalLine
from eligibility import api
from tests.cases.households.people import NOW, TODAY
from tests.cases.policies.published import a_raise, decided, hard_pressed, imported, published, single, worth_today
from tests.people import COUNTY, OTHER_VILLAGE, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]


@pytest.fixture(autouse=True)
def county(town: Town) -> Iterator[None]:
    with acting_in(COUNTY):
        yield


def simulated(town: Town, version: api.Version) -> Simulation:
    with acting_as(town.editor):
        made = simulations.start(version, actor=town.editor, at=NOW)
    assert isinstance(made, Simulation), made
    assert made.batch is not None
    assert made.batch.state == BatchRun.State.DONE, made.batch.message
    return made


def row_of(made: Simulation, household: object) -> SimulatedCase:
    return SimulatedCase.objects.get(simulation=made, household=household)


def test_a_raise_says_its_cost_by_township_and_the_back_pay_of_every_month(town: Town) -> None:
    """650 → 700 from July, published in November: fifty yuan more a month, and four months to make good."""
    here, there = single(town, 1), single(town, 2, area=OTHER_VILLAGE)
    decided(here)
    decided(there, first=date(2026, 9, 1))
    made = simulated(town, a_raise(town, "700.00"))
    assert worth_today(here) == 45_000
    rows = {row.household_id: row for row in SimulatedCase.objects.filter(simulation=made)}
    first = rows[here.pk]
    assert (first.mark, first.registered_fen, first.before_fen, first.after_fen) == ("raised", 45_000, 45_000, 50_000)
    assert (first.gain_fen, first.back_pay_fen, rows[there.pk].back_pay_fen) == (5_000, 4 * 5_000, 2 * 5_000)
    assert made.summary["back_pay"] == {
        "2026-07-01": [1, 5_000], "2026-08-01": [1, 5_000], "2026-09-01": [2, 10_000], "2026-10-01": [2, 10_000],
    }  # fmt: skip
    assert [(town_["town"], town_["paid"], town_["gain"]) for town_ in made.summary["towns"]] == [
        ("990101001", 45_000, 5_000), ("990101002", 45_000, 5_000),
    ]  # fmt: skip
    assert made.summary["winners"] == {"count": 2, "sum": 10_000, "most": 5_000, "least": 5_000}


def test_who_would_be_let_in_is_found_among_those_about_whom_the_law_was_asked(town: Town) -> None:
    asked, never = single(town, 3, pension_fen=68_000), single(town, 4, pension_fen=68_000)
    assert assessments.keep(asked, benefit="dibao", on=TODAY, actor=town.officer, at=NOW).outcome == "no"
    made = simulated(town, a_raise(town, "700.00"))
    assert row_of(made, asked).mark == "enters"
    assert row_of(made, asked).gain_fen == row_of(made, asked).after_fen
    assert not SimulatedCase.objects.filter(simulation=made, household=never).exists()


def test_money_for_rigid_hardship_lets_in_whom_the_nation_only_recognises(town: Town) -> None:
    family, held = hard_pressed(town, 3), single(town, 4)
    decided(held)
    assert assessments.keep(family, benefit="rigid_expenditure", on=TODAY, actor=town.officer, at=NOW).amount_fen is None
    amount = {"method": "fixed", "amount": "300", "per": "person"}
    made = simulated(town, a_raise(town, "650.00", **{"rigid.amount": amount}))
    row = row_of(made, family)
    assert (row.mark, row.benefit, row.before, row.before_fen) == ("enters", "rigid_expenditure", "yes", None)
    assert (row.after_fen, row.gain_fen) == (30_000, 30_000)
    assert row_of(made, held).mark == "same"


def test_a_raise_of_the_money_for_rigid_hardship_is_weighed_like_any_other(town: Town) -> None:
    fixed = {"method": "fixed", "per": "person"}
    published(town, a_raise(town, "650.00", **{"rigid.amount": fixed | {"amount": "300"}}))
    family = hard_pressed(town, 3)
    decided(family, benefit="rigid_expenditure")
    made = simulated(town, a_raise(town, "650.00", **{"rigid.amount": fixed | {"amount": "350"}}))
    row = row_of(made, family)
    assert (row.mark, row.before_fen, row.after_fen, row.back_pay_fen) == ("raised", 30_000, 35_000, 4 * 5_000)


def test_nothing_grave_happens_by_itself_and_each_kind_is_told_apart(town: Town) -> None:
    """A lower standard: one has more than it, one gets less, one was paid wrongly before."""
    ends, lowered, wrong = single(town, 5, pension_fen=60_500), single(town, 6), single(town, 7)
    for each in (ends, lowered):
        decided(each)
    imported(wrong, 30_000)
    version = a_raise(town, "605.00")
    made = simulated(town, version)
    assert row_of(made, ends).mark == "ends"
    assert row_of(made, lowered).mark == "lowered"
    assert (row_of(made, wrong).mark, row_of(made, wrong).imported) == ("differs", True)
    assert made.summary["losers"]["count"] == 3


def test_an_answer_that_becomes_unknown_names_what_is_missing(town: Town) -> None:
    """The draft forgot the country: what a rural family may have cannot be told any more."""
    family = single(town, 9)
    decided(family)
    only_urban = {"urban": {"amount": "850.00", "per": "month"}}
    version = a_raise(town, "700.00", **{"dibao.standard": only_urban})
    made = simulated(town, version)
    row = row_of(made, family)
    assert (row.mark, row.after, row.gain_fen, row.back_pay_fen) == ("unclear", "unknown", 0, 0)
    with acting_as(town.editor):
        assert simulations.open_points(made, version, [row]) == {row.pk: "本地还没有公布低保标准"}


def test_a_step_over_the_township_s_limit_is_marked(town: Town) -> None:
    limits = [
        {"benefit": "dibao", "level": "township", "from": "0", "to": "480.00", "unit": "yuan", "per": "household"},
        {"benefit": "dibao", "level": "county", "from": "480.00", "to": None, "per": "household"},
    ]
    family = single(town, 10)
    decided(family)
    made = simulated(town, a_raise(town, "700.00", authority=limits))
    row = row_of(made, family)
    assert (row.mark, row.level_before, row.level_after) == ("crosses", "township", "county")


def test_a_simulation_goes_stale_with_the_day_and_with_the_book(town: Town) -> None:
    version = a_raise(town, "700.00")
    made = simulated(town, version)
    assert not simulations.is_stale(made, version, TODAY)
    assert simulations.is_stale(made, version, date(2026, 11, 3))
    other = a_raise(town, "690.00", start=date(2026, 8, 1))
    published(town, other)
    assert simulations.is_stale(made, version, TODAY)


def test_a_version_without_money_or_already_law_is_not_weighed(town: Town) -> None:
    with acting_as(town.editor):
        law = published(town, a_raise(town, "700.00"))
        answer = simulations.start(law, actor=town.editor, at=NOW)
    assert isinstance(answer, Refused)
    assert "已发布" in str(answer)


def test_a_simulation_leaves_a_line_and_is_seen_inside_its_area_only(town: Town) -> None:
    version = a_raise(town, "700.00")
    made = simulated(town, version)
    assert JournalLine.objects.filter(act="simulate_policy", subject_id=version.id).count() == 1
    with acting_as(town.supervisor):
        assert simulations.latest(town.supervisor, version.id) == made
    with acting_as(town.far_approver):
        assert simulations.latest(town.far_approver, version.id) is None


def test_the_rows_behind_a_number_are_those_it_counts(town: Town) -> None:
    decided(single(town, 11))
    imported(single(town, 12), 30_000)
    made = simulated(town, a_raise(town, "700.00"))
    wanted: list[tuple[dict[str, Any], int]] = [
        ({}, 2), ({"mark": "winners"}, 2), ({"mark": "raised"}, 1), ({"mark": "differs"}, 1), ({"mark": "losers"}, 0),
        ({"mark": "back_pay"}, 1), ({"town": "990101001"}, 2), ({"town": "990101002"}, 0), ({"benefit": "tekun"}, 0),
    ]  # fmt: skip
    with acting_as(town.editor):
        for chosen, count in wanted:
            assert simulations.cases_of(town.editor, made, chosen).count() == count, chosen
