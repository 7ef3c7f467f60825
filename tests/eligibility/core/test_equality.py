"""A hundred thousand random families: the columns say what the single case says, of every variable, of all of them.

Families are made of raw records, so that also what no form would let in comes: sums from the edges, days before birth,
lists nobody gave. One seed is fixed; the other is new in every run and stands in the message.
"""

import os
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from eligibility.core.binding import Case, bound_for
from eligibility.core.executors import columns, scalar
from eligibility.core.executors.batch import batch_of
from eligibility.core.facts import (
    UNKNOWN,
    Application,
    Asset,
    Disability,
    Expense,
    Household,
    Income,
    Obligor,
    Person,
    Receipt,
    SelfCare,
)
from eligibility.core.fields import FIELDS, Field, area_number, day_number
from eligibility.core.graph import RuleBook
from eligibility.core.parameters import Figures
from eligibility.core.question import Question
from eligibility.core.rules import ALONE, IN_GRACE, PAID, RULES
from tests.eligibility.core.law import figures_for
from tests.eligibility.core.strategies import AREAS, DAYS

pytestmark = pytest.mark.slow
BATCHES, FAMILIES = 15, 500
SEEDS = (20_221_120, int.from_bytes(os.urandom(4)))
TIMELINES = {
    **RULES,
    **{f"{name}_alone": each for name, each in ALONE.items()},
    **{f"{name}_grace": each for name, each in IN_GRACE.items()},
    **{f"{name}_paid": each for name, each in PAID.items()},
}
SUMS = (0, 1, 99, 100, 4_999, 5_000, 60_000, 70_000, 70_001, 84_000, 720_000, 1_000_000_000)
NUMBERS: Mapping[str, tuple[int, ...]] = {
    "grade": (1, 2, 3, 4), "household_size": (1, 2, 3, 6), "supports": (1, 2, 3), "hardship_class": (0, 1, 5, 6),
    "months": (1, 2, 4, 12), "work_refusals": (0, 2, 3, 4), "permit_months": (0, 5, 6, 7, 24), "grace_month": (1, 2, 3, 6, 7),
    "floor_area": (1, 4_500, 5_999, 6_000, 6_001, 9_000, 12_000), "hired_staff": (0, 1, 2, 3),
}  # fmt: skip
TEXTS = ("A", "甲", "illness", "C34.1", "disabled_car", "for_living")
POLICIES: tuple[dict[str, Any], ...] = (
    {},
    {
        "dibao.standard": {"urban": {"amount": "700", "per": "month"}, "rural": {"amount": "6001", "per": "year"}},
        "dibao.supplements": [
            {"group": "elder", "age_from": 70, "share": "0.30"}, {"group": "severe_disability", "share": "0.50"},
            {"group": "serious_illness", "amount": "33.33"}, {"group": "minor", "share": "0.15"},
            {"group": "single_parent", "amount": "50"}, {"group": "living_alone", "share": "0.10"},
        ],
        "dibao.supplement_rule": "highest",
        "dibao.rounding": {"step": "0.1", "mode": "half_up", "on": "person"},
        "dibao.floor_share": "0.20",
        "expenditure.deductible": [{"kind": "medical", "person_group": "serious_illness", "cap": "100"}, {"kind": "education"}],
        "income.employment_cost": {"method": "share", "share": "0.10", "of": "wage"},
        "income.maintenance": {"method": "excess_share", "threshold_times": "1", "share": "0.25"},
        "assets.financial": {"months_of_standard": "12", "per": "person"},
        "assets.houses": {"max": 1},
        "assets.vehicles": {"max": 0, "exempt": ["disabled_car"]},
        "assets.business": {"max": 0},
        "tekun.basic": {"times": "1.3", "of": "dibao.standard"},
        "rigid.income_ceiling": {"amount": "24000", "per": "year"},
        "rigid.expenditure_share": "0.40",
        "relief.formula": [{"kind": "expenditure", "method": "months", "months": 2, "months_max": 4},
                           {"kind": "emergency", "method": "fixed", "amount": "800", "max": "1000", "outside": "reason"}],
        "minimum_wage": {"amount": "2000", "per": "month"},
        "household.locals": {"within": "city", "outsiders": ["spouse", "child"]},
        "rigid.rest_below_times": "1.5",
        "dibao.standard_by_age": [{"age_below": 18, "standard": {"urban": {"amount": "900", "per": "month"}}}],
        "income.period_months": {"urban": 1, "rural": 12},
        "dibao.work_refusal": {"times": 3, "months": 6, "effect": "reduce", "share": "0.35"},
        "income.work_disregard": {"times_of_standard": "0.5", "months": 12, "months_least": 6,
                                  "wage_from": {"times": "0.3", "of": "minimum_wage"}, "drawing": True},
        "income.imputed": [{"age_from": 18, "age_to": 60, "labour": "full", "times_of": "minimum_wage", "times": "0.3"}],
    },
    {
        "dibao.standard": {"urban": {"amount": "700", "per": "month"}, "rural": {"amount": "6001", "per": "year"}},
        "dibao.supplements": [],
        "expenditure.deductible": [{"kind": "medical"}],
        "assets.financial": {"months_of_standard": "12", "per": "person"},
        "minimum_wage": {"amount": "2000", "per": "month"},
        "rigid.income_ceiling": {"amount": "24000", "per": "year"},
        "rigid.any_of": [{"kinds": ["medical"], "share": "0.40"}, {"share": "0.60", "rest_below_times": "2"}],
        "rigid.amount": {"method": "share", "share": "0.35", "max": {"amount": "250", "per": "month"}},
        "dibao.expenditure_route": {"income_share": "0.70", "assets_years": "4"},
        "dibao.single_person": {"income_times": "1.5", "amount": {"method": "full"}},
        "household.together": {"months": 12, "relations": ["parent", "spouse", "child"], "outsiders_of": "province"},
        "income.maintenance": {"method": "excess_share", "threshold_times": "1", "share": "0.1",
                               "bands": [{"up_to": 1, "share": "0.5", "threshold_times": "2"}, {"share": "0.4"}]},
        "income.imputed": [
            {"disability": [{"kind": "mental", "grade_to": 3}, {"grade_to": 1}], "times_of": "minimum_wage", "times": "0"},
            {"age_from": 18, "age_to": 59, "disability": "any", "times_of": "minimum_wage", "times": "0.2"},
            {"age_from": 18, "serious_illness": True, "times_of": "minimum_wage", "times": "0.2", "deduct": "100"},
            {"sex": "male", "trade": "business", "times_of": "minimum_wage", "times": "1.5"},
            {"labour": "full", "times_of": "minimum_wage", "times": "1", "deduct": {"times": "0.3", "of": "minimum_wage"}},
        ],
    },
)  # fmt: skip
LOCAL_FORMS: dict[str, Any] = {
    "assets.houses": {"max": 1, "if_small": {"max": 2, "area_per_person": "30.00"}, "shops_max": 0,
                      "area_most": {"area_per_person": "45.00", "area_times": "1.3", "area_times_after_disaster": "2"}, "not_acquired_within_months": 12},
    "assets.vehicles": {"max": 1, "exempt": ["disabled_car"], "exempt_after_years": 18, "amount": "30000",
                        "not_acquired_within_months": 6},
    "assets.business": {"max": 1, "months_of_standard": "24", "per": "person", "hired_staff_max": 1},
    "edge.assets_houses": {"max": 1, "if_small": {"max": 3, "area_per_person": "15.00", "area_times": "2", "inclusive": True}},
    "rigid.assets_vehicles": {"months_of_standard": 12, "exempt_after_years": 50, "exempt_after_built_years": 17,
                              "exempt_up_to": "700.00"},
    "edge.assets_business": {"amount": "50.00"},
    "assets.financial": {"amount": "50.00", "per": "household", "if_serious_illness": {"amount": "700.00", "per": "person"}},
}  # fmt: skip
POLICIES += ({**POLICIES[-1], **LOCAL_FORMS},)


class Maker:
    """Random records; `gap` is how often nobody has told."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.gap = chance, 0.0

    def value(self, field: Field) -> Any:
        if self.chance.random() < self.gap:
            return UNKNOWN
        if field.codes is not None:
            return self.chance.choice(tuple(field.codes))
        if field.number is day_number:
            return date(2022, 6, 1) - timedelta(days=self.chance.choice((0, 1, 6570, 6574, 6575, 21915, 30000)) - 3)
        if field.number is area_number:
            return self.chance.choice(AREAS)
        if field.number is not None:
            return self.chance.choice(TEXTS)
        return self.chance.choice(NUMBERS.get(field.name, SUMS))

    def told(self, entity: str, inside: str = "") -> dict[str, Any]:
        """Every field of an entity (or of one of its parts) with a value."""
        paths = {field.path: field for field in FIELDS[entity].values() if field.path.rpartition(".")[0] == inside}
        return {path.rpartition(".")[2]: self.value(field) for path, field in paths.items()}

    def rows(self, most: int, make: Any) -> Any:
        if self.chance.random() < self.gap / 2:
            return UNKNOWN
        return tuple(make(place) for place in range(self.chance.randint(0, most)))

    def person(self, place: int) -> Person:
        return Person(
            ref=f"m{place}",
            **self.told("member"),
            self_care=SelfCare(**self.told("member", "self_care")),
            disabilities=self.rows(2, lambda _: Disability(**self.told("disability"))),
            incomes=self.rows(4, lambda _: Income(**self.told("income"))),
            expenses=self.rows(3, lambda _: Expense(**self.told("expense"))),
        )

    def question(self, shared: Question) -> Question:
        received = shared.household.receives
        told = self.told("household", "application")
        household = Household(
            **self.told("household", "household"),
            members=self.rows(4, self.person),
            assets=self.rows(3, lambda _: Asset(**self.told("asset"))),
            obligors=self.rows(2, lambda _: Obligor(**self.told("obligor"))),
            receives=received if received is UNKNOWN else tuple(self.receipt(each) for each in received),
        )
        return replace(
            shared, household=household, application=Application(**{**told, "cause": shared.application.cause})
        )

    def receipt(self, like: Receipt) -> Receipt:
        return Receipt(**{**self.told("received"), "benefit": like.benefit})

    def shared(self) -> Question:
        """What all families of one batch have in common: place, day, kind, cause, and what they draw."""
        choose = self.chance.choice
        return Question(
            "dibao", choose(AREAS), date.fromisoformat(choose(DAYS)),
            kind=choose((UNKNOWN, "emergency", "expenditure")), setting=choose((UNKNOWN, "urban", "rural")),
            application=Application(cause=choose((UNKNOWN, "illness", "fire"))),
            household=Household(receives=choose((UNKNOWN, (), (Receipt("dibao"),), (Receipt("temporary_relief"),)))),
        )  # fmt: skip


def compared(book: RuleBook, asked: list[Question], figures: Figures) -> int:
    """How many values were the same in both executors."""
    held = bound_for(book, figures, asked[0])
    found = columns.run(book, held, batch_of(asked))
    traces = [scalar.run(book, Case(question, held)) for question in asked]
    values = 0
    for name, var in book.vars.items():
        single = var.expr.entity == "household"
        expected = [row for trace in traces for row in ((trace[name],) if single else trace[name])]
        assert found[name].plain() == expected, name
        values += len(expected)
    return values


@pytest.mark.parametrize("seed", SEEDS, ids=["fixed", "new"])
@pytest.mark.parametrize("rule", TIMELINES)
def test_the_columns_say_what_the_single_case_says_of_every_variable(rule: str, seed: int) -> None:
    chance = random.Random(f"{rule} {seed}")
    maker, values = Maker(chance), 0
    for number in range(BATCHES):
        shared = maker.shared()
        if shared.on < TIMELINES[rule].starts[0]:
            shared = replace(shared, on=TIMELINES[rule].starts[-1])
        maker.gap = (0.0, 0.15, 0.5)[number % 3]
        asked = [maker.question(shared) for _ in range(FAMILIES)]
        figures = figures_for(shared)(shared.on).laid_over(chance.choice(POLICIES))
        try:
            values += compared(TIMELINES[rule].on(shared.on), asked, figures)
        except AssertionError as difference:
            raise AssertionError(f"seed {seed}, batch {number}: {difference}") from difference
    assert values > BATCHES * FAMILIES * 30


def test_the_families_compared_are_a_hundred_thousand() -> None:
    assert len(SEEDS) * len(TIMELINES) * BATCHES * FAMILIES >= 100_000
