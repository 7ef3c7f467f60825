"""The dibao amount once more, by hand and in Decimal: an independent word beside the graph."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.eligibility.core.law import adult, ask, family_of
from tests.eligibility.core.strategies import amounts

MODES = {"half_up": ROUND_HALF_UP, "up": ROUND_CEILING, "down": ROUND_FLOOR}
EXEMPT = {"scholarship", "veteran_pension", "basic_pension", "social_assistance", "bravery_award",
          "family_planning_reward", "disability_subsidy"}  # fmt: skip
SHARES = {"elder": Decimal("0.30"), "minor": Decimal("0.15"), "ill": Decimal("0.40"), "severe": Decimal("0.50")}

PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "birth_date": st.sampled_from(["1950-01-01", "1952-06-01", "1952-06-02", "1985-01-01", "2004-06-01",
                                           "2004-06-02", "2015-01-01"]),
            "ill": st.booleans(),
            "grade": st.sampled_from([None, 1, 2, 3, 4]),
            "mind": st.booleans(),
            "incomes": st.lists(
                st.tuples(
                    st.sampled_from(["wage", "farming", "rent", "pension", "scholarship", "basic_pension"]),
                    amounts(80_000),
                    st.sampled_from(["month", "year", "once"]),
                ),
                max_size=3,
            ),
            "medical": st.one_of(st.none(), amounts(500_000)),
        }
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip
ROUNDING = st.fixed_dictionaries(
    {
        "step": st.sampled_from(["0.01", "0.1", "1", "10"]),
        "mode": st.sampled_from(["half_up", "up", "down"]),
        "on": st.sampled_from(["household", "person"]),
    }
)


def rounded(value: Decimal, step: str, mode: str) -> Decimal:
    return (value / Decimal(step)).quantize(Decimal(1), rounding=MODES[mode]) * Decimal(step)


def a_year(amount: str, per: str) -> Decimal:
    return Decimal(amount) * (12 if per == "month" else 1)


def supplement(person: dict[str, Any], standard: Decimal) -> Decimal:
    shares = [Decimal(0)]
    if person["birth_date"] <= "1952-06-01":
        shares.append(SHARES["elder"])
    if person["birth_date"] > "2004-06-01":
        shares.append(SHARES["minor"])
    if person["ill"]:
        shares.append(SHARES["ill"])
    if person["grade"] is not None and (person["grade"] <= 2 or (person["grade"] == 3 and person["mind"])):
        shares.append(SHARES["severe"])
    return standard * max(shares)


def by_hand(
    people: list[dict[str, Any]], standard_year: Decimal, rule: dict[str, str], floor: Decimal
) -> Decimal | None:
    """The yearly values are the base; the month appears once, at the end."""
    income = sum(
        (a_year(amount, per) for p in people for kind, amount, per in p["incomes"] if kind not in EXEMPT), Decimal(0)
    )
    spent = sum((Decimal(p["medical"]) for p in people if p["ill"] and p["medical"] is not None), Decimal(0))
    net, heads = max(income - spent, Decimal(0)), len(people)
    if net >= standard_year * heads:
        return None
    base = max(standard_year * heads - net, standard_year * floor * heads)
    extras = sum((supplement(person, standard_year) for person in people), Decimal(0))
    if rule["on"] == "household":
        return rounded((base + extras) / 12, rule["step"], rule["mode"])
    each = rounded(base / (heads * 12), rule["step"], rule["mode"])
    return each * heads + rounded(extras / 12, "0.01", "half_up")


@settings(max_examples=150, deadline=None)
@given(
    PEOPLE,
    st.sampled_from([("5000", "year"), ("672", "month"), ("5184.37", "year")]),
    ROUNDING,
    st.sampled_from(["0", "0.20"]),
)
def test_the_graph_pays_what_the_hand_pays(
    people: Any, standard: tuple[str, str], rule: dict[str, str], floor: str
) -> None:
    amount, per = standard
    expected = by_hand(people, a_year(amount, per), rule, Decimal(floor))
    answer = ask(question(people, standard, rule, floor))
    if expected is None:
        assert (answer.outcome, answer.amount_fen) == ("no", 0)
    else:
        assert (answer.outcome, answer.amount_fen) == ("yes", int(expected * 100))


def question(
    people: list[dict[str, Any]], standard: tuple[str, str], rule: dict[str, str], floor: str
) -> dict[str, Any]:
    members = [
        adult(
            f"m{place}",
            "self" if place == 0 else "other",
            birth_date=person["birth_date"],
            serious_illness=person["ill"],
            disabilities=[] if person["grade"] is None else [
                {"kind": "mental" if person["mind"] else "visual", "grade": person["grade"]}
            ],
            incomes=[{"kind": kind, "amount": amount, "per": per} for kind, amount, per in person["incomes"]],
            expenses=[] if person["medical"] is None else [{"kind": "medical", "amount": person["medical"], "per": "year"}],
        )
        for place, person in enumerate(people)
    ]  # fmt: skip
    plain = family_of(*members)
    plain["policy"] |= {
        "dibao.standard": {"rural": {"amount": standard[0], "per": standard[1]}},
        "dibao.rounding": rule,
        "dibao.floor_share": floor,
        "dibao.supplement_rule": "highest",
        "dibao.supplements": [
            {"group": "elder", "age_from": 70, "share": "0.30"},
            {"group": "minor", "age_below": 18, "share": "0.15"},
            {"group": "serious_illness", "share": "0.40"},
            {"group": "severe_disability", "share": "0.50"},
        ],
        "expenditure.deductible": [{"kind": "medical", "person_group": "serious_illness"}],
    }
    return plain
