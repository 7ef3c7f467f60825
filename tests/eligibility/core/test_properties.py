"""What is true of every answer, whatever the family."""

import json
from contextlib import suppress
from copy import deepcopy
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from eligibility.core.findings import Assessment
from eligibility.core.question import Question
from eligibility.core.reading import BadInput
from eligibility.sheet import written
from tests.eligibility.core.filling import told
from tests.eligibility.core.law import adult, ask, changed, family_of
from tests.eligibility.core.strategies import amounts, known_families, questions

FEW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


@FEW
@given(questions())
def test_a_refusal_names_a_failing_finding_and_a_doubt_what_is_missing(raw: dict[str, Any]) -> None:
    answer = ask(raw)
    for each in answer.answers or (answer,):
        if each.outcome == "no":
            assert any(finding.holds is False for finding in each.findings)
        if each.outcome == "unknown":
            assert each.missing
        else:
            assert each.outcome == "no" or each.per is None or each.amount_fen is not None
        assert all(finding.text for finding in each.findings)
        assert "{" not in "".join(finding.text for finding in each.findings)


BELOW = {"income_below_standard", "known_income_below_standard", "income_below_edge", "income_below_ceiling",
         "no_source_of_living", "clergy_below_standard", "income_within_grace", "assets_financial",
         "assets_vehicles_value", "assets_business_capital", "assets_houses", "assets_vehicles", "assets_business",
         "assets_houses_small", "assets_houses_area", "assets_shops", "assets_business_staff"}  # fmt: skip
ABOVE = {"income_not_below_standard", "household_not_dibao"}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(questions())
def test_the_two_sides_that_are_printed_never_contradict_the_verdict(raw: dict[str, Any]) -> None:
    answer = ask(raw)
    for finding in (finding for each in answer.answers or (answer,) for finding in each.findings):
        if finding.left is None or finding.right is None or finding.holds is None:
            continue
        gap = Decimal(finding.right) - Decimal(finding.left)
        if finding.code in BELOW | ABOVE and gap != 0:
            assert finding.holds == ((gap > 0) == (finding.code in BELOW)), finding.text


@FEW
@given(questions())
def test_an_answer_reads_back_from_its_json(raw: dict[str, Any]) -> None:
    answer = ask(raw)
    assert Assessment.from_json(json.loads(json.dumps(answer.to_json(full=True)))) == answer


@FEW
@given(questions())
def test_the_lines_of_an_amount_add_up_to_it(raw: dict[str, Any]) -> None:
    answer = ask(raw)
    for each in answer.answers or (answer,):
        if each.outcome == "yes" and each.amount_fen is not None:
            assert sum(part.fen for part in each.parts) == each.amount_fen


@FEW
@given(questions())
def test_the_same_question_has_the_same_answer_and_a_sheet(raw: dict[str, Any]) -> None:
    assert ask(raw) == ask(raw)
    assert "结论" in written(ask(raw))


@FEW
@given(known_families(), st.integers(0, 3), amounts())
def test_more_income_never_raises_the_amount(raw: dict[str, Any], who: int, more: str) -> None:
    place = who % len(raw["members"])
    if raw["policy"].get("dibao.expenditure_route"):  # whom the ordinary rule leaves out is weighed by this figure too
        raw = changed(raw, {"policy": {"rigid.income_ceiling": {"amount": "24000", "per": "year"}, **raw["policy"]}})
    richer = changed(raw, {f"members.{place}.incomes": [*raw["members"][place]["incomes"], line(more)]})
    before, after = ask(raw), ask(richer)
    assert (after.amount_fen is None) == (before.amount_fen is None) or after.outcome == "no"
    # Who just leaves the ordinary rule may come in by his spending, which the ordinary rule does not take off.
    other_way = by_spending(after) and not by_spending(before)
    assert (after.amount_fen or 0) <= (before.amount_fen or 0) or before.outcome == "unknown" or other_way


def by_spending(answer: Assessment) -> bool:
    return any(finding.code == "by_expenditure_route" for finding in answer.findings)


def line(amount: str) -> dict[str, str]:
    return {"kind": "rent", "amount": amount, "per": "month"}


@FEW
@given(questions(), st.randoms())
def test_the_order_of_the_members_does_not_matter(raw: dict[str, Any], random: Any) -> None:
    assume(raw["members"])
    people = list(raw["members"])
    random.shuffle(people)
    one, other = ask(raw), ask({**raw, "members": people})
    assert (one.outcome, one.amount_fen, sorted(one.covered)) == (
        other.outcome,
        other.amount_fen,
        sorted(other.covered),
    )
    assert dict(one.figures) == dict(other.figures)


@FEW
@given(known_families(), st.sampled_from(["assets", "members.0.incomes", "members.0.birth_date", "receives"]))
def test_what_is_sure_with_a_gap_stays_when_the_gap_is_filled(raw: dict[str, Any], gap: str) -> None:
    told, untold = ask(raw), ask(changed(raw, {gap: None}))
    if untold.outcome == "no":
        assert told.outcome == "no"
    if untold.outcome == "yes" and gap != "receives":
        assert (told.outcome, told.amount_fen) == ("yes", untold.amount_fen)


SOUGHT = ("dibao", "dibao_edge", "rigid_expenditure", "tekun", "temporary_relief")
AT_MOST = 12  # what is told may make the law look further


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(questions(SOUGHT))
def test_supplying_what_is_missing_gives_an_answer(raw: dict[str, Any]) -> None:
    question = deepcopy(raw)
    for _ in range(AT_MOST):
        answer = ask(question)
        if answer.outcome != "unknown" or [each.path for each in answer.missing] == ["on"]:
            return
        for missing in answer.missing:
            told(question, missing.path)
    raise AssertionError([missing.path for missing in answer.missing])


PATHS = (
    "benefit", "area", "on", "setting", "kind", "known_by", "policy", "application", "members", "household_income",
    "assets", "obligors", "receives", "members.0", "members.0.birth_date", "members.0.incomes", "members.0.self_care",
    "members.0.disabilities", "members.0.hardship_class", "application.months", "application.amount_requested",
    "members.0.hukou_area", "members.0.illness_code", "members.0.died_on", "application.permit_until",
    "application.grace_reason", "receives", "obligors",
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(PATHS), JSON)
def test_impossible_input_raises_bad_input_and_nothing_else(path: str, thing: Any) -> None:
    raw = changed(family_of(adult("a", "self")), {path: thing})
    with suppress(BadInput):
        assert Question.from_json(raw).benefit == raw["benefit"]
