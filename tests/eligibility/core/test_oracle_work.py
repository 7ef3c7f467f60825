"""Work refused, work taken up, transfers paid and standards by age once more by hand, in Decimal."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.eligibility.core.law import adult, ask, changed, family_of
from tests.eligibility.core.strategies import amounts

MODES = {"half_up": ROUND_HALF_UP, "up": ROUND_CEILING, "down": ROUND_FLOOR}
STANDARD, OF_CHILDREN, MINIMUM_WAGE = Decimal(500), Decimal(640), Decimal(400)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "child": st.booleans(),
            "wage": amounts(90_000),
            "months_at_work": st.sampled_from([None, 0, 5, 6, 11]),
            "tax": amounts(20_000),
            "refusals": st.sampled_from([None, 0, 2, 3, 5]),
            "labour": st.sampled_from(["none", "partial", "full"]),
        }
    ),
    min_size=1,
    max_size=4,
)
ROUNDING = st.fixed_dictionaries(
    {
        "step": st.sampled_from(["0.01", "1", "10"]),
        "mode": st.sampled_from(["half_up", "up", "down"]),
        "on": st.sampled_from(["household", "person"]),
    }
)
EFFECT = st.sampled_from([{"effect": "stop"}, {"effect": "reduce", "share": "0.35"}])
DISREGARD = st.sampled_from([{"cap": "130"}, {"times_of_standard": "0.6", "months": 6, "wage_from": {"times": "1", "of": "minimum_wage"}}])  # fmt: skip


def rounded(value: Decimal, rule: dict[str, str]) -> Decimal:
    step = Decimal(rule["step"])
    return (value / step).quantize(Decimal(1), rounding=MODES[rule["mode"]]) * step


def left_out(person: dict[str, Any], rule: dict[str, Any]) -> Decimal:
    wage = Decimal(person["wage"])
    if "cap" in rule:
        return min(wage, Decimal(rule["cap"]))
    new = person["months_at_work"] is not None and person["months_at_work"] < rule["months"]
    return min(wage, STANDARD * Decimal(rule["times_of_standard"])) if new and wage >= MINIMUM_WAGE else Decimal(0)


def refuses(person: dict[str, Any]) -> bool:
    return (person["refusals"] or 0) >= 3 and person["labour"] != "none" and person["months_at_work"] is None


def by_hand(
    people: list[dict[str, Any]], rule: dict[str, str], effect: dict[str, str], disregard: dict[str, Any]
) -> Decimal | None:
    income = sum(
        (Decimal(each["wage"]) - left_out(each, disregard) - Decimal(each["tax"]) for each in people), Decimal(0)
    )
    need = sum((OF_CHILDREN if each["child"] else STANDARD for each in people), Decimal(0))
    base = need - max(income, Decimal(0))
    if base <= 0:
        return None
    kept = Decimal(0) if effect["effect"] == "stop" else 1 - Decimal(effect["share"])
    heads, few = len(people), sum(map(refuses, people))
    if rule["on"] == "household":
        return rounded(base - base * few * (1 - kept) / heads, rule)
    return rounded(base / heads, rule) * (heads - few) + rounded(base * kept / heads, rule) * few


@settings(max_examples=200, deadline=None)
@given(PEOPLE, ROUNDING, EFFECT, DISREGARD)
def test_the_graph_pays_what_the_hand_pays(
    people: list[dict[str, Any]], rule: dict[str, str], effect: dict[str, str], disregard: dict[str, Any]
) -> None:
    expected = by_hand(people, rule, effect, disregard)
    answer = ask(question(people, rule, effect, disregard))
    if expected is None:
        assert (answer.outcome, answer.amount_fen) == ("no", 0)
    else:
        assert (answer.outcome, answer.amount_fen) == ("yes", int(expected * 100))


def question(people: list[dict[str, Any]], rule: Any, effect: Any, disregard: Any) -> dict[str, Any]:
    begun = {None: None, 0: "2022-05-02", 5: "2021-12-02", 6: "2021-12-01", 11: "2021-07-01"}
    members = [
        adult(
            f"m{place}", "self" if place == 0 else "other",
            birth_date="2006-06-02" if each["child"] else "2006-06-01",
            incomes=[{"kind": "wage", "amount": each["wage"], "per": "month"}],
            expenses=[{"kind": "tax", "amount": each["tax"], "per": "month"}],
            employed_from=begun[each["months_at_work"]], work_refusals=each["refusals"], labour=each["labour"],
        )
        for place, each in enumerate(people)
    ]  # fmt: skip
    figures = {
        "policy.dibao.rounding": rule,
        "policy.dibao.work_refusal": {"times": 3, **effect},
        "policy.income.work_disregard": disregard,
        "policy.minimum_wage": {"amount": str(MINIMUM_WAGE), "per": "month"},
        "policy.dibao.standard_by_age": [
            {"age_below": 16, "standard": {"rural": {"amount": str(OF_CHILDREN), "per": "month"}}}
        ],
    }
    return changed(family_of(*members), figures)
