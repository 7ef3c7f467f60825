"""A month in pieces: cut where something changes, paid as the place says, and the same on every day of a piece."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.core import areas
from eligibility.core.money import yuan
from eligibility.core.months import WholeMonth, assess_month, change_days
from eligibility.core.periods import Period
from eligibility.core.question import Question
from tests.eligibility.core.law import adult, ask, changed, family_of, figures_for, published
from tests.eligibility.core.strategies import questions

BY_DAYS = {"first_month": "month_after", "change_within_month": "by_days"}
NEXT_MONTH = {"first_month": "month_after", "change_within_month": "next_month"}
COUPLE = family_of(adult("a", "self"), adult("b", "spouse"), on="2022-06-10")


def month_of(*states: dict[str, Any], payment: dict[str, str] | None = None) -> WholeMonth:
    """The month of the first state's day; each further state holds from its own day."""
    raws = [changed(raw, {"policy.payment": payment}) if payment else raw for raw in states]
    asked = [Question.from_json(raw) for raw in raws]
    first = asked[0]
    held = [(first.on.replace(day=1), first), *((question.on, question) for question in asked[1:])]
    return assess_month(held, first.on, figures_for(first), here(first))


def here(question: Question) -> list[Any]:
    return [figure for figure in published() if figure.area in areas.chain(question.area)]


def cut(month: WholeMonth) -> list[tuple[str, str | None]]:
    """Every piece by its first day and its amount."""
    return [
        (str(piece.days.start), None if piece.answer.amount_fen is None else yuan(piece.answer.amount_fen))
        for piece in month.pieces
    ]


def test_a_month_without_a_change_is_one_piece_and_needs_no_rule() -> None:
    month = month_of(COUPLE)
    assert (month.outcome, month.amount_fen, month.rule) == ("yes", 100_000, None)
    assert cut(month) == [("2022-06-01", "1000.00")]


def test_who_dies_inside_the_month_counts_up_to_the_day_of_his_death() -> None:
    month = month_of(changed(COUPLE, {"members.1.died_on": "2022-06-12"}), payment=BY_DAYS)
    assert cut(month) == [("2022-06-01", "1000.00"), ("2022-06-13", "500.00")]
    assert month.amount_fen == (100_000 * 12 + 50_000 * 18) // 30


def test_who_must_live_in_the_home_for_a_year_counts_from_the_day_it_is_full() -> None:
    long = {"members.1.joined_on": "2021-06-11", "policy.household.together": {"months": 12}}
    month = month_of(changed(COUPLE, long), payment=BY_DAYS)
    assert cut(month) == [("2022-06-01", "500.00"), ("2022-06-11", "1000.00")]


def test_who_joins_counts_from_the_day_he_comes() -> None:
    month = month_of(changed(COUPLE, {"members.1.joined_on": "2022-06-11"}), payment=BY_DAYS)
    assert cut(month) == [("2022-06-01", "500.00"), ("2022-06-11", "1000.00")]
    assert month.amount_fen == (50_000 * 10 + 100_000 * 20) // 30


def test_who_leaves_counts_until_the_day_before() -> None:
    month = month_of(changed(COUPLE, {"members.1.left_on": "2022-06-11"}), payment=NEXT_MONTH)
    assert cut(month) == [("2022-06-01", "1000.00"), ("2022-06-11", "500.00")]
    assert month.amount_fen == 100_000


def test_who_refuses_work_for_the_third_time_inside_the_month_loses_his_share_from_that_day() -> None:
    told = {"members.1.work_refusals": 3, "members.1.labour": "full", "members.1.work_refused_on": "2022-06-21",
            "policy.dibao.work_refusal": {"times": 3, "effect": "stop"}}  # fmt: skip
    month = month_of(changed(COUPLE, told), payment=BY_DAYS)
    assert cut(month) == [("2022-06-01", "1000.00"), ("2022-06-21", "500.00")]
    assert month.amount_fen == (100_000 * 20 + 50_000 * 10) // 30


def test_earnings_count_from_the_day_on_which_the_months_after_taking_up_work_are_full() -> None:
    wage = [{"kind": "wage", "amount": "300", "per": "month"}]
    told = {"members.1.incomes": wage, "members.1.employed_from": "2021-12-16",
            "policy.income.work_disregard": {"cap": "900", "months": 6}}  # fmt: skip
    assert cut(month_of(changed(COUPLE, told), payment=BY_DAYS)) == [
        ("2022-06-01", "1000.00"),
        ("2022-06-16", "700.00"),
    ]


def test_a_child_born_inside_the_month_is_no_member_before() -> None:
    child = adult("c", "child", birth_date="2022-06-10")
    month = month_of(changed(COUPLE, {"members.2": child}), payment=BY_DAYS)
    assert cut(month) == [("2022-06-01", "1000.00"), ("2022-06-10", "1500.00")]


def test_a_minor_who_turns_eighteen_inside_the_month_loses_the_supplement_that_day() -> None:
    child = adult("c", "child", birth_date="2004-06-15")
    raised = {"members.2": child, "policy.dibao.supplements": [{"group": "minor", "amount": "60"}]}
    month = month_of(changed(COUPLE, raised), payment=BY_DAYS)
    assert cut(month) == [("2022-06-01", "1560.00"), ("2022-06-15", "1500.00")]
    assert month.amount_fen == 150_000 + 6_000 * 14 // 30


def test_who_was_born_on_29_february_turns_older_on_1_march() -> None:
    born = {"on": "2022-03-10", "members.1.birth_date": "2004-02-29"}
    month = month_of(changed(COUPLE, {**born, "policy.dibao.supplements": [{"group": "minor", "amount": "60"}]}))
    assert cut(month) == [("2022-03-01", "1000.00")]


def test_an_exemption_that_ends_cuts_the_month_on_the_day_after() -> None:
    rent = {"members.0.incomes": [{"kind": "rent", "amount": "300", "per": "month"}]}
    ends = {"policy.income.exempt": [{"kind": "rent", "until": "2022-06-20"}]}
    month = month_of(changed(COUPLE, {**rent, **ends}), payment=BY_DAYS)
    assert cut(month) == [("2022-06-01", "1000.00"), ("2022-06-21", "700.00")]


def test_a_state_of_the_family_holds_from_its_day() -> None:
    earning = changed(
        COUPLE, {"on": "2022-06-16", "members.0.incomes": [{"kind": "rent", "amount": "300", "per": "month"}]}
    )
    month = month_of(COUPLE, earning, payment=BY_DAYS)
    assert cut(month) == [("2022-06-01", "1000.00"), ("2022-06-16", "700.00")]
    assert month.amount_fen == 85_000


def test_a_change_with_no_rule_of_the_place_cannot_be_told() -> None:
    month = month_of(changed(COUPLE, {"members.1.died_on": "2022-06-12", "policy.payment": None}))
    assert (month.outcome, month.amount_fen) == ("unknown", None)
    assert [missing.path for missing in month.missing] == ["policy.payment.change_within_month"]


def test_a_piece_that_waits_for_something_makes_the_month_wait() -> None:
    untold = changed(COUPLE, {"on": "2022-06-16", "members.0.incomes": None})
    month = month_of(COUPLE, untold, payment=BY_DAYS)
    assert (month.outcome, month.amount_fen) == ("unknown", None)
    assert "members[0].incomes" in [missing.path for missing in month.missing]


def test_a_piece_without_a_right_is_paid_nothing() -> None:
    rich = changed(
        COUPLE, {"on": "2022-06-16", "members.0.incomes": [{"kind": "rent", "amount": "3000", "per": "month"}]}
    )
    month = month_of(COUPLE, rich, payment=BY_DAYS)
    assert (month.outcome, month.amount_fen) == ("yes", 50_000)


def test_the_days_of_a_month_are_divided_once() -> None:
    odd = {"members.0.incomes": [{"kind": "rent", "amount": "0.01", "per": "month"}], "members.1.died_on": "2022-06-07"}
    month = month_of(changed(COUPLE, odd), payment=BY_DAYS)
    assert cut(month) == [("2022-06-01", "999.99"), ("2022-06-08", "499.99")]
    assert month.amount_fen == round((99_999 * 7 + 49_999 * 23) / 30)


def test_a_month_writes_itself_as_json() -> None:
    plain = month_of(changed(COUPLE, {"members.1.died_on": "2022-06-12"}), payment=BY_DAYS).to_json()
    assert (plain["month"], plain["rule"], plain["amount"]) == ("2022-06", "by_days", "700.00")
    assert [(piece["from"], piece["to"]) for piece in plain["pieces"]] == [
        ("2022-06-01", "2022-06-13"),
        ("2022-06-13", "2022-07-01"),
    ]


@pytest.mark.parametrize(
    ("change", "days"),
    [
        ({"application.permit_from": "2021-12-20"}, ["2022-06-20"]),
        ({"application.permit_until": "2022-06-20"}, ["2022-06-21"]),
        ({"application.grace_from": "2022-01-05"}, ["2022-06-05"]),
        ({"receives": [{"benefit": "tekun", "from": "2022-06-03", "to": "2022-06-08"}]}, ["2022-06-03", "2022-06-09"]),
        ({"members.1.status_since": "2019-06-25"}, ["2022-06-25"]),
        ({"obligors": [{"birth_date": "1962-06-30"}]}, ["2022-06-30"]),
        ({"area": "610702"}, []),
    ],
)
def test_every_dated_fact_cuts(change: dict[str, Any], days: list[str]) -> None:
    question = Question.from_json(changed(COUPLE, change))
    found = change_days([question], here(question), Period(date(2022, 6, 1), date(2022, 7, 1)))
    assert sorted(str(day) for day in found if day.day != 1) == days


STARTS = st.sampled_from(["2021-06-10", "2021-12-20", "2020-12-15", "2025-12-12", "2022-05-20"])


@settings(max_examples=60, deadline=None)
@given(questions(), STARTS, st.integers(0, 45), st.integers(0, 45))
def test_the_answer_is_the_same_on_every_day_between_two_change_days(
    raw: dict[str, Any], start: str, one: int, other: int
) -> None:
    first = date.fromisoformat(start)
    within = Period(first, first + timedelta(days=46))
    question = Question.from_json({**raw, "on": start})
    pieces = within.cut(change_days([question], here(question), within))
    days = [within.start + timedelta(days=shift) for shift in (one, other)]
    piece = next(each for each in pieces if days[0] in each)
    if days[1] in piece:
        answers = [ask({**raw, "on": str(day)}) for day in days]
        assert said(answers[0]) == said(answers[1])


def said(answer: Any) -> Any:
    """What an answer says of outcome, money and persons, for each benefit it is about."""
    return [(each.outcome, each.amount_fen, each.covered, dict(each.figures)) for each in answer.answers or (answer,)]
