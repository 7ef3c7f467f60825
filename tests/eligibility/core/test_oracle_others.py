"""The other benefits once more by hand, in Decimal: an independent word beside the graph."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.eligibility.core.law import adult, ask, changed, family_of
from tests.eligibility.core.strategies import amounts

OFTEN = settings(max_examples=120, deadline=None)
INDICATORS = ("eat", "dress", "bed", "toilet", "walk", "bathe")
STANDARD = Decimal(500)  # what family_of says for the country
CARE = {"centralised": {"full": "913.35", "half": "601", "self": "200"},
        "dispersed": {"full": "700", "half": "400.05", "self": "99.99"}}  # fmt: skip


def fen(amount: Decimal) -> int:
    return int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def rent(amount: str) -> list[dict[str, str]]:
    return [{"kind": "rent", "amount": amount, "per": "month"}]


def years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@OFTEN
@given(
    st.dates(date(1930, 1, 1), date(2021, 12, 31)),
    st.one_of(st.none(), st.tuples(st.sampled_from(["visual", "hearing", "physical", "intellectual", "mental"]), st.integers(1, 4))),
    amounts(60_000),
    st.lists(st.booleans(), min_size=6, max_size=6),
    st.sampled_from(["centralised", "dispersed"]),
)  # fmt: skip
def test_tekun_is_given_and_paid_as_the_articles_say(
    born: date, card: tuple[str, int] | None, income: str, able: list[bool], mode: str
) -> None:
    on = date(2022, 6, 1)
    person = adult(
        "a", "self", birth_date=str(born), incomes=rent(income), support_mode=mode,
        disabilities=[] if card is None else [{"kind": card[0], "grade": card[1]}],
        self_care=dict(zip(INDICATORS, able, strict=True)),
    )  # fmt: skip
    policy = {"policy.tekun.basic": {"rural": {"amount": "7799", "per": "year"}}, "policy.tekun.care": CARE}
    answer = ask(changed(family_of(person, benefit="tekun", on=str(on)), policy))
    worst = {"visual": 1, "physical": 2, "intellectual": 3, "mental": 3}
    helpless = years(born, on) >= 60 or years(born, on) < 18 or (card is not None and card[1] <= worst.get(card[0], 0))
    if not helpless or Decimal(income) >= STANDARD:
        assert (answer.outcome, answer.amount_fen) == ("no", 0)
        return
    failed = able.count(False)
    level = "self" if failed == 0 else "half" if failed <= 3 else "full"
    assert (answer.outcome, answer.amount_fen) == ("yes", fen(Decimal(7799) / 12) + fen(Decimal(CARE[mode][level])))


@OFTEN
@given(st.lists(amounts(120_000), min_size=1, max_size=4), st.sampled_from(["1.5", "2", "1.25"]))
def test_the_edge_lies_between_the_standard_and_its_multiple(incomes: list[str], times: str) -> None:
    people = [
        adult(f"m{place}", "self" if place == 0 else "other", incomes=rent(each)) for place, each in enumerate(incomes)
    ]
    answer = ask(changed(family_of(*people, benefit="dibao_edge"), {"policy.edge.income_times": times}))
    head = sum(map(Decimal, incomes)) / len(incomes)
    assert answer.outcome == ("yes" if STANDARD <= head < STANDARD * Decimal(times) else "no")


@OFTEN
@given(amounts(300_000), st.lists(st.tuples(st.sampled_from(["medical", "education", "housing", "living"]), amounts(900_000)), max_size=4),
       st.sampled_from(["0.40", "0.60", "1.00"]))  # fmt: skip
def test_rigid_spending_is_weighed_against_the_income(income: str, spent: list[tuple[str, str]], share: str) -> None:
    bills = [{"kind": kind, "amount": amount, "per": "year"} for kind, amount in spent]
    family = family_of(
        adult("a", "self", incomes=rent(income), expenses=bills), benefit="rigid_expenditure", on="2025-06-01"
    )
    policy = {
        "policy.rigid.expenditure_share": share,
        "policy.rigid.income_ceiling": {"amount": "24000", "per": "year"},
    }
    answer = ask(changed(family, policy))
    a_year = Decimal(income) * 12
    rigid = sum((Decimal(amount) for kind, amount in spent if kind != "housing"), Decimal(0))
    assert answer.outcome == ("yes" if a_year < 24_000 and rigid > a_year * Decimal(share) else "no")


@OFTEN
@given(
    st.integers(1, 4),
    amounts(4_000_000),
    st.sampled_from(["0.10", "0.35"]),
    st.sampled_from(["500", "3000"]),
    st.sampled_from(["5000", "20000"]),
)
def test_relief_by_share_is_cut_at_its_bounds(heads: int, bill: str, share: str, least: str, most: str) -> None:
    people = [adult(f"m{place}", "self" if place == 0 else "other") for place in range(heads)]
    people[0]["expenses"] = [{"kind": "medical", "amount": bill, "per": "once"}]
    family = family_of(*people, benefit="temporary_relief", kind="expenditure")
    rule = {"kind": "expenditure", "method": "share", "share": share, "min": least, "max": most}
    told = {"policy.relief.formula": [rule], "policy.rigid.income_ceiling": {"amount": "24000", "per": "year"},
            "application.cause": "illness"}  # fmt: skip
    answer = ask(changed(family, told))
    given_sum = min(max(Decimal(bill) * Decimal(share), Decimal(least)), Decimal(most))
    assert (answer.outcome, answer.amount_fen) == ("yes", fen(given_sum))


@OFTEN
@given(st.integers(1, 5), st.integers(1, 9), st.one_of(st.none(), st.integers(1, 9)), st.integers(1, 6))
def test_relief_by_months_is_the_base_for_every_person(heads: int, months: int, asked: int | None, more: int) -> None:
    people = [adult(f"m{place}", "self" if place == 0 else "other") for place in range(heads)]
    family = family_of(*people, benefit="temporary_relief", kind="emergency")
    rule = {"kind": "emergency", "method": "months", "months": months, "months_max": months + more}
    answer = ask(
        changed(family, {"policy.relief.formula": [rule], "application.cause": "fire", "application.months": asked})
    )
    paid = months if asked is None else min(asked, months + more)
    assert answer.amount_fen == 70_000 * heads * paid


@OFTEN
@given(
    amounts(120_000),
    amounts(60_000),
    st.sampled_from(["full", "fixed", "share", "difference"]),
    st.sampled_from(["0", "0.30"]),
)
def test_who_applies_alone_is_paid_by_the_places_method(family_income: str, own: str, method: str, floor: str) -> None:
    grave = adult("a", "self", incomes=rent(own), disabilities=[{"kind": "visual", "grade": 1}])
    family = family_of(grave, adult("b", "spouse", incomes=rent(family_income)))
    paid = {"method": method, "amount": "313", "share": "0.65", "floor_share": floor}
    alone = {"application.single_person": True, "policy.dibao.single_person": {"income_times": "1.5", "amount": paid}}
    answer = ask(changed(family, alone))
    total = Decimal(family_income) + Decimal(own)
    if not STANDARD * 2 <= total < STANDARD * 3:
        assert answer.outcome == "no"
        return
    sums = {"full": STANDARD, "fixed": Decimal(313), "share": STANDARD * Decimal("0.65"),
            "difference": max(STANDARD - Decimal(own), STANDARD * Decimal(floor), Decimal(0))}  # fmt: skip
    assert (answer.outcome, answer.amount_fen) == ("yes", fen(sums[method]))


@OFTEN
@given(st.integers(1, 4), amounts(200_000), amounts(5_000), st.sampled_from(["full", "capped"]), st.integers(0, 8))
def test_the_months_of_grace_pay_what_was_drawn(heads: int, drawn: str, within: str, pays: str, passed: int) -> None:
    if Decimal(within) > Decimal(drawn):
        return
    people = [adult(f"m{place}", "self" if place == 0 else "other") for place in range(heads)]
    people[0]["incomes"] = rent(str(500 * heads))
    family = family_of(*people, on=f"2022-{1 + passed:02d}-15")
    told = {"application.grace_from": "2022-01-15", "application.grace_reason": "employment",
            "policy.dibao.grace": {"months": 6, "pays": pays},
            "receives": [{"benefit": "dibao", "from": "2021-01-01", "amount": drawn, "supplement": within}]}  # fmt: skip
    answer = ask(changed(family, told))
    base = Decimal(drawn) - Decimal(within)
    expected = min(base, STANDARD * heads) if pays == "capped" else base
    assert answer.outcome == ("yes" if passed < 6 else "no")
    assert answer.amount_fen == (fen(expected) if passed < 6 else 0)
