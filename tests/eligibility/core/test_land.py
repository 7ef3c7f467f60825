"""Families side by side say what one family says where the rule or the town is chosen by what is told: land, money of a place."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.core.executors.answers import answers
from eligibility.core.executors.batch import batch_of
from eligibility.core.facts import SETTINGS
from eligibility.core.parameters import Figures
from eligibility.core.question import Question
from tests.eligibility.core.law import adult, ask, changed, family_of, published

TOLD = st.sampled_from([None, True, False])
CARE = {mode: {"full": "0", "half": "0", "self": "0"} for mode in ("centralised", "dispersed")}
SELF_CARE = dict.fromkeys(("eat", "dress", "bed", "toilet", "walk", "bathe"), True)
OLD = adult("a", "self", birth_date="1950-01-01", support_mode="dispersed", self_care=SELF_CARE)
DESTITUTE = changed(
    family_of(OLD, benefit="tekun"),
    {
        "policy.tekun.basic": {"rural": {"amount": "650", "per": "month"}, "urban": {"amount": "910", "per": "month"}},
        "policy.tekun.care": CARE,
    },
)
HARD = family_of(
    adult("a", "self", incomes=[{"kind": "rent", "amount": "600", "per": "month"}],
          expenses=[{"kind": "medical", "amount": "6000", "per": "year"}]),
    benefit="rigid_expenditure", on="2025-06-01",
)  # fmt: skip
RIGID = {"policy.rigid.income_ceiling": {"amount": "24000", "per": "year"}, "policy.rigid.expenditure_share": "0.40"}


def of_many(raw: dict[str, Any]) -> tuple[str, int | None, int]:
    """Outcome, amount and persons out of the columns."""
    question = Question.from_json(raw)

    def figures_for(area: str, on: date) -> Figures:
        return Figures(published(), area=area, on=on).laid_over(question.policy)

    found = answers(batch_of([question, question]), question.benefit, figures_for)
    return found.outcome[1], found.amount_fen[1], found.covered[1]


def of_one(raw: dict[str, Any]) -> tuple[str, int | None, int]:
    answer = ask(raw)
    return answer.outcome, answer.amount_fen, len(answer.covered)


@settings(max_examples=120, deadline=None)
@given(TOLD, TOLD, st.sampled_from([None, *SETTINGS]), st.sampled_from(["2021-06-30", "2021-07-01", "2024-01-01"]))
def test_town_and_country_follow_land_and_moving_only_where_nobody_told(
    land: bool | None, moved: bool | None, setting: str | None, on: str
) -> None:
    told = {"members.0.land": land, "members.0.relocated": moved, "setting": setting, "on": on}
    raw = changed(DESTITUTE, told)
    article = "urban" if moved else "rural" if moved is False and land else None
    side = setting or (article if on >= "2021-07-01" else None)
    expected = {"urban": 91_000, "rural": 65_000, None: None}[side]
    assert of_one(raw) == of_many(raw) == ("yes" if side else "unknown", expected, 1 if side else 0)


def test_two_families_of_one_batch_are_each_placed_by_their_own_land() -> None:
    raws = [
        changed(DESTITUTE, {"setting": None, "members.0.land": True, "members.0.relocated": False}),
        changed(DESTITUTE, {"setting": None, "members.0.relocated": True}),
        changed(DESTITUTE, {"setting": None}),
        changed(DESTITUTE, {"setting": "rural", "members.0.relocated": True}),
    ]
    policy = Question.from_json(raws[0]).policy

    def figures_for(area: str, on: date) -> Figures:
        return Figures(published(), area=area, on=on).laid_over(policy)

    found = answers(batch_of([Question.from_json(raw) for raw in raws]), "tekun", figures_for)
    assert found.amount_fen == [65_000, 91_000, None, 65_000]


@pytest.mark.parametrize(
    ("amount", "fen"),
    [
        (None, None),
        ({"method": "difference"}, 40_000),
        ({"method": "share", "share": "0.5"}, 25_000),
        ({"method": "fixed", "amount": "33.33"}, 3_333),
    ],
)
def test_a_place_that_pays_money_pays_it_in_columns_as_well(amount: dict[str, str] | None, fen: int | None) -> None:
    raw = changed(HARD, {**RIGID, "policy.rigid.amount": amount})
    assert of_one(raw) == of_many(raw) == ("yes", fen, 1)
