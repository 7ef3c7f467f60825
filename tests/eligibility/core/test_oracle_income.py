"""Supposed income and maintenance once more by hand: rows tried one after another, in Decimal, beside the tables of the graph."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.core.facts import DISABILITIES, LABOUR, SEXES, TRADES
from tests.eligibility.core.law import adult, ask, changed, family_of

OFTEN = settings(max_examples=250, deadline=None)
WAGE, STANDARD = Decimal(2000), Decimal(9000)
CARD = st.fixed_dictionaries(
    {}, optional={"kind": st.sampled_from(DISABILITIES), "grade_from": st.integers(1, 3), "grade_to": st.integers(2, 4)}
)
ROW = st.fixed_dictionaries(
    {"times_of": st.just("minimum_wage"), "times": st.sampled_from(["0", "0.2", "0.5", "1", "1.5"])},
    optional={
        "age_from": st.integers(15, 50), "age_to": st.integers(30, 70), "sex": st.sampled_from(SEXES),
        "labour": st.sampled_from(LABOUR), "trade": st.sampled_from(TRADES), "serious_illness": st.booleans(),
        "disability": st.one_of(st.just("any"), st.lists(CARD, min_size=1, max_size=2)),
        "deduct": st.sampled_from(["300", "0.01", "4000"]),
    },
)  # fmt: skip
HELD = st.lists(st.fixed_dictionaries({"kind": st.sampled_from(DISABILITIES), "grade": st.integers(1, 4)}), max_size=2)
WORKER = st.fixed_dictionaries(
    {"age": st.integers(10, 80), "sex": st.sampled_from(SEXES), "labour": st.sampled_from(LABOUR),
     "trade": st.sampled_from(TRADES), "serious_illness": st.booleans(), "disabilities": HELD}
)  # fmt: skip


def fits(row: dict[str, Any], worker: dict[str, Any]) -> bool:
    """Whether one row is for one worker."""
    plain = all(row.get(key) in (None, worker[key]) for key in ("sex", "labour", "trade", "serious_illness"))
    cards = row.get("disability")
    named = [{}] if cards == "any" else cards
    held = cards is None or any(
        card.get("kind") in (None, own["kind"]) and card.get("grade_from", 1) <= own["grade"] <= card.get("grade_to", 4)
        for card in named or ()
        for own in worker["disabilities"]
    )
    return plain and held and row.get("age_from", 0) <= worker["age"] <= row.get("age_to", 200)


def member(place: int, worker: dict[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in worker.items() if key != "age"}
    born = f"{2022 - worker['age']}-01-01"
    return adult(
        f"m{place}",
        "self" if place == 0 else "sibling",
        birth_date=born,
        legal_duty=True,
        imputed_confirmed=True,
        **told,
    )


@OFTEN
@given(st.lists(ROW, min_size=1, max_size=5), st.lists(WORKER, min_size=1, max_size=3))
def test_the_first_row_that_fits_counts_and_the_household_is_spared_once(
    rows: list[dict[str, Any]], workers: list[dict[str, Any]]
) -> None:
    standard = {"rural": {"amount": str(STANDARD), "per": "month"}}
    family = family_of(*(member(place, worker) for place, worker in enumerate(workers)))
    policy = {
        "policy.dibao.standard": standard, "policy.minimum_wage": {"amount": str(WAGE), "per": "month"},
        "policy.income.imputed": rows,
    }  # fmt: skip
    answer = ask(changed(family, policy))
    supposed, spared = Decimal(0), Decimal(0)
    for worker in workers:
        row = next((row for row in rows if fits(row, worker)), None)
        if row is not None and Decimal(row["times"]):
            supposed += WAGE * Decimal(row["times"])
            spared = max(spared, Decimal(row.get("deduct", 0)))
    lacks = STANDARD * len(workers) - (supposed - min(supposed, spared))
    assert (answer.outcome, answer.missing) == ("yes", ())
    assert answer.amount_fen == int(lacks * 100)


@OFTEN
@given(
    st.lists(st.tuples(st.sampled_from(["child", "parent"]), st.integers(0, 500_000), st.integers(1, 3)), max_size=4),
    st.integers(0, 2),
    st.integers(1, 3),
)
def test_children_pay_the_share_of_their_number(obligors: list[tuple[str, int, int]], at_home: int, up_to: int) -> None:
    named = [
        {"relation": relation, "household_size": size, "income": {"amount": f"{fen / 100:.2f}", "per": "month"},
         "supports": 1, "able": True}
        for relation, fen, size in obligors
    ]  # fmt: skip
    grown = [adult(f"c{place}", "child", birth_date="2000-01-01") for place in range(at_home)]
    family = family_of(adult("a", "self", birth_date="1950-01-01"), *grown, obligors=named)
    rule = {"method": "excess_share", "share": "0.1", "bands": [{"up_to": up_to, "share": "0.5"}, {"share": "0.4"}]}
    policy = {
        "policy.dibao.standard": {"rural": {"amount": "9000", "per": "month"}}, "policy.income.maintenance": rule,
    }  # fmt: skip
    answer = ask(changed(family, policy))
    children = at_home + sum(1 for relation, _, _ in obligors if relation == "child")
    paid = Decimal(0)
    for relation, fen, size in obligors:
        share = Decimal("0.1") if relation == "parent" else Decimal("0.5") if children <= up_to else Decimal("0.4")
        excess = max(Decimal(fen) * 12 - STANDARD * 100 * 12 * size, Decimal(0)).quantize(Decimal(1), ROUND_DOWN)
        paid += excess * share
    lacks = STANDARD * 100 * (1 + at_home) - paid / 12
    expected = int(lacks.quantize(Decimal(1), ROUND_HALF_UP))
    assert answer.outcome == ("yes" if lacks > 0 else "no")
    assert answer.amount_fen == (expected if lacks > 0 else 0)
