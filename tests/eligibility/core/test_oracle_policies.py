"""Places' rules drawn at random against a calculation in fractions that was written from the specification alone."""

import random
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pytest

from tests.eligibility.core.law import adult, ask, family_of

FAMILIES = 250
ON = ("2021-07-01", "2022-06-01", "2024-02-29", "2025-12-31", "2026-01-01")
KINDS = ("wage", "wage", "wage", "business", "rent", "pension", "basic_pension", "maintenance", "scholarship",
         "land_subsidy", "grassland_subsidy", "other")  # fmt: skip
ALWAYS_EXEMPT = {"scholarship"}
SPENT = {"medical": "medical", "education": "education", "disability": "disability_rehabilitation", "care": "care"}
LEARNING = ("compulsory", "senior", "vocational", "higher")
COSTS: tuple[dict[str, Any], ...] = (
    {"method": "none"}, {"method": "share", "share": "0.10"}, {"method": "fixed", "amount": "200"},
    {"method": "share", "share": "0.15", "of": "minimum_wage"},
)  # fmt: skip
MAINTENANCE: tuple[dict[str, Any], ...] = (
    {"method": "none"}, {"method": "fixed", "amount": "100"}, {"method": "excess_share", "share": "0.5"},
    {"method": "excess_share", "threshold_times": "2", "share": "0.25", "shared_over": "supported_persons"},
)  # fmt: skip
EXEMPT: list[dict[str, Any]] = [
    {"kind": "rent", "until": "2022-06-01"}, {"kind": "land_subsidy", "from": "2022-06-02", "until": None},
    {"kind": "pension", "cap": "90"}, {"kind": "scholarship", "until": None},
]  # fmt: skip
GRADES: list[dict[str, Any]] = [
    {"grade": "A", "amount": "450", "income_from": "0", "income_below": "1200"},
    {"grade": "B", "amount": "350.55", "income_from": "1200", "income_below": "2900.01"},
    {"grade": "C", "amount": {"amount": "3000", "per": "year"}, "income_from": "2900.01", "income_below": "99999"},
]
SIZES: tuple[dict[str, Any], ...] = (
    {"amount": "142.5"}, {"share": "0.1234"}, {"times": "1.3"}, {"amount": {"amount": "1000", "per": "year"}},
)  # fmt: skip
GROUPS = ("elder", "minor", "disability", "severe_disability", "serious_illness", "student", "living_alone",
          "single_parent", "pregnant")  # fmt: skip
ASSETS: tuple[dict[str, Any], ...] = (
    {"months_of_standard": 24, "per": "person"}, {"amount": "30000", "per": "household"},
    {"amount": "9000.5", "per": "person", "exempt": ["treatment"]},
    {"months_of_standard": 12, "per": "household", "kinds": ["deposit"]},
    {"months_of_standard": 12, "per": "household", "if_serious_illness": {"amount": "9000", "per": "person"}},
    {"amount": "3000", "per": "person", "if_serious_illness": {"months_of_standard": 24, "per": "household"}},
)  # fmt: skip
VEHICLES: tuple[dict[str, Any], ...] = (
    {"max": 0, "exempt": ["disabled_car"]}, {"max": 0, "exempt": ["disabled_car"], "exempt_up_to": "9000"},
    {"max": 0, "exempt": [], "exempt_after_built_years": 10}, {"amount": "9000", "exempt": ["disabled_car"]},
)  # fmt: skip
BUILT = ("2005-02-28", "2010-06-01", "2012-03-01", "2013-01-31")


# --- drawing ---


def drawn_policy(chance: random.Random) -> dict[str, Any]:
    """What a place might publish."""
    standard = chance.choice((("500", "month"), ("5184.37", "year"), ("6001", "year")))
    groups = chance.sample(GROUPS, chance.randint(0, 5))
    deductible = chance.sample(sorted(SPENT), chance.randint(0, 3))
    return {
        "dibao.standard": {"rural": dict(zip(("amount", "per"), standard, strict=True))},
        "dibao.method": {"rural": chance.choice(("difference", "graded"))},
        "dibao.grades": {"rural": GRADES},
        "dibao.floor_share": chance.choice(("0", "0.20", "1.00")),
        "dibao.rounding": {"step": chance.choice(("0.01", "0.1", "1", "10")), "on": chance.choice(("household", "person")),
                           "mode": chance.choice(("half_up", "up", "down"))},
        "dibao.supplement_rule": chance.choice(("sum", "highest", "one_per_person")),
        "dibao.supplements": [
            {"group": each, **chance.choice(SIZES), **({"age_from": chance.choice((60, 80))} if each == "elder" else {})}
            for each in groups
        ],
        "expenditure.deductible": [
            {"kind": each, "person_group": chance.choice(("any", "serious_illness", "severe_disability", "student")),
             **chance.choice(({}, {"cap": "300"}, {"share": "0.5"}))} for each in deductible
        ],
        "income.employment_cost": chance.choice(COSTS), "income.maintenance": chance.choice(MAINTENANCE),
        "income.exempt": EXEMPT, "income.imputed": [], "income.period_months": chance.choice((1, 6, 12)),
        "minimum_wage": {"amount": "1800", "per": "month"}, "assets.financial": chance.choice(ASSETS),
        "assets.vehicles": chance.choice(VEHICLES),
    }  # fmt: skip


def drawn_line(chance: random.Random, kinds: Iterable[str], most: int) -> dict[str, str]:
    amount = f"{chance.randint(0, most * 100) / 100:.2f}"
    return {
        "kind": chance.choice(list(kinds)),
        "amount": amount,
        "per": chance.choice(("month", "year", "year", "once")),
    }


def drawn_person(chance: random.Random, place: int, relation: str, on: str) -> dict[str, Any]:
    years = chance.choice((0, 5, 17, 18) if relation == "child" else (30, 59, 60, 79, 80))
    born = f"{int(on[:4]) - years}{on[4:]}".replace("02-29", "02-28")
    grown_student = relation == "child" and years >= 18
    cards = [{"kind": chance.choice(("visual", "mental", "physical")), "grade": chance.randint(1, 4)}]
    return adult(
        f"m{place}", relation, birth_date=born, serious_illness=chance.random() < 0.25, pregnant=chance.random() < 0.05,
        disabilities=cards if chance.random() < 0.4 else [], full_time=True,
        study="higher" if grown_student else chance.choice(("none", "none", "compulsory")),
        incomes=[drawn_line(chance, KINDS, chance.choice((300, 4000))) for _ in range(chance.randint(0, 2))],
        expenses=[drawn_line(chance, SPENT.values(), 4000) for _ in range(chance.randint(0, 2))],
    )  # fmt: skip


def drawn_family(chance: random.Random) -> dict[str, Any]:
    on = chance.choice(ON)
    relations = ["self", *chance.choice(([], ["spouse"], ["child"], ["spouse", "child", "child"], ["child", "parent"]))]
    people = [drawn_person(chance, place, each, on) for place, each in enumerate(relations)]
    family = family_of(*people, on=on)
    family["policy"] = drawn_policy(chance)
    reasons = (None, None, "treatment", "disabled_car")
    family["assets"] = [
        {"kind": kind, "amount": str(chance.randint(0, 20_000)), "exempt_reason": chance.choice(reasons)}
        for kind in chance.sample(("deposit", "fund", "insurance", "vehicle"), chance.choice((0, 0, 1, 2)))
    ]
    for car in (each for each in family["assets"] if each["kind"] == "vehicle"):
        car["built_on"] = chance.choice(BUILT)
    family["obligors"] = [
        {"relation": "child", "household_size": chance.randint(1, 4), "supports": chance.randint(1, 3),
         "able": chance.random() < 0.8, "income": {"amount": str(chance.randint(0, 8000)), "per": "month"}}
        for _ in range(chance.choice((0, 0, 1, 2)))
    ]  # fmt: skip
    return family


# --- by hand, in fractions ---


def a_year(cell: Any, period: int = 12) -> Fraction:
    """A published cell or a declared line as a year's sum; a single sum is spread over the period."""
    if not isinstance(cell, dict):
        return Fraction(cell) * 12
    times = {"month": Fraction(12), "year": Fraction(1), "once": Fraction(12, period)}[cell["per"]]
    return Fraction(cell["amount"]) * times


def rounded(value: Fraction, step: str, mode: str) -> Fraction:
    pieces = value / Fraction(step)
    whole = pieces.numerator // pieces.denominator
    more = {"half_up": pieces - whole >= Fraction(1, 2), "up": pieces > whole, "down": False}[mode]
    return (whole + more) * Fraction(step)


def age(person: dict[str, Any], on: str) -> int:
    born: str = person["birth_date"]
    return int(on[:4]) - int(born[:4]) - (on[5:] < born[5:])


def severe(person: dict[str, Any]) -> bool:
    return any(
        card["grade"] <= 2 or (card["grade"] == 3 and card["kind"] == "mental") for card in person["disabilities"]
    )


def income_of(person: dict[str, Any], family: dict[str, Any]) -> Fraction:
    policy, on = family["policy"], family["on"]
    rules = {row["kind"]: row for row in policy["income.exempt"]
             if (row.get("from") or "") <= on <= (row.get("until") or "9")}  # fmt: skip
    total, wage = Fraction(0), Fraction(0)
    for line in person["incomes"]:
        counted = a_year(line, policy["income.period_months"])
        if line["kind"] in rules:
            cap = rules[line["kind"]].get("cap")
            counted = max(counted - a_year(cap), Fraction(0)) if cap else Fraction(0)
        total += counted
        wage += counted if line["kind"] == "wage" else 0
    rule = policy["income.employment_cost"]
    share_of = a_year(policy["minimum_wage"]) if rule.get("of") == "minimum_wage" else wage
    cost = {"none": Fraction(0), "fixed": a_year(rule.get("amount", "0")),
            "share": share_of * Fraction(rule.get("share", "0"))}[rule["method"]]  # fmt: skip
    return total - min(wage, cost)


def deducted_of(person: dict[str, Any], policy: dict[str, Any]) -> Fraction:
    inside = {"any": True, "serious_illness": person["serious_illness"], "severe_disability": severe(person),
              "student": person["study"] in LEARNING}  # fmt: skip
    total = Fraction(0)
    for bill in person["expenses"]:
        best = Fraction(0)
        for row in policy["expenditure.deductible"]:
            if SPENT[row["kind"]] == bill["kind"] and inside[row["person_group"]]:
                line = a_year(bill, policy["income.period_months"]) * Fraction(row.get("share", "1"))
                best = max(best, min(line, a_year(row["cap"])) if row.get("cap") else line)
        total += best
    return total


def maintained(family: dict[str, Any], standard: Fraction) -> Fraction:
    """What obligors are taken to pay beyond what is declared as received from them."""
    rule, paid = family["policy"]["income.maintenance"], Fraction(0)
    for obligor in family["obligors"]:
        start = obligor["household_size"] * standard * Fraction(rule.get("threshold_times", "1"))
        excess = max(a_year(obligor["income"]) - start, Fraction(0)) * Fraction(rule.get("share", "0"))
        pays = {"none": Fraction(0), "fixed": a_year(rule.get("amount", "0")),
                "excess_share": excess / obligor["supports"]}[rule["method"]]  # fmt: skip
        paid += pays if obligor["able"] else 0
    received = sum(
        a_year(line, family["policy"]["income.period_months"])
        for person in family["members"] for line in person["incomes"] if line["kind"] == "maintenance"
    )  # fmt: skip
    return max(paid - received, Fraction(0))


def owns_too_much(family: dict[str, Any], standard: Fraction) -> bool:
    rule, vehicles = family["policy"]["assets.financial"], family["policy"]["assets.vehicles"]
    kinds = rule.get("kinds", ("deposit", "fund", "insurance"))
    limit = limit_in_yuan(rule, family, standard)
    if "if_serious_illness" in rule and any(person["serious_illness"] for person in family["members"]):
        limit = max(limit, limit_in_yuan(rule["if_serious_illness"], family, standard))
    owned = sum(Fraction(each["amount"]) for each in family["assets"]
                if each["kind"] in kinds and each["exempt_reason"] not in rule.get("exempt", ()))  # fmt: skip
    return owned > limit or too_many_cars(family, vehicles)


def limit_in_yuan(rule: dict[str, Any], family: dict[str, Any], standard: Fraction) -> Fraction:
    limit = standard / 12 * rule["months_of_standard"] if "months_of_standard" in rule else Fraction(rule["amount"])
    return limit * (len(family["members"]) if rule["per"] == "person" else 1)


def too_many_cars(family: dict[str, Any], rule: dict[str, Any]) -> bool:
    years = rule.get("exempt_after_built_years", 999)
    cars = [
        Fraction(each["amount"]) for each in family["assets"]
        if each["kind"] == "vehicle" and each["exempt_reason"] not in rule["exempt"]
        and Fraction(each["amount"]) > Fraction(rule.get("exempt_up_to", -1))
        and f"{int(each['built_on'][:4]) + years:04}{each['built_on'][4:]}" > family["on"]
    ]  # fmt: skip
    return len(cars) > rule.get("max", len(cars)) or sum(cars) > Fraction(rule.get("amount", sum(cars)))


def supplement_of(person: dict[str, Any], family: dict[str, Any], standard: Fraction) -> Fraction:
    people, on, years = family["members"], family["on"], age(person, family["on"])
    minors = any(each["relation"] == "child" and age(each, on) < 18 for each in people)
    mated = any(each["relation"] == "spouse" for each in people)
    inside = {
        "minor": years < 18, "disability": bool(person["disabilities"]), "severe_disability": severe(person),
        "serious_illness": person["serious_illness"], "student": person["study"] in LEARNING,
        "pregnant": person["pregnant"], "living_alone": len(people) == 1,
        "single_parent": person["relation"] == "self" and minors and not mated,
    }  # fmt: skip
    sizes = [
        a_year(row["amount"]) if "amount" in row else standard * Fraction(row.get("share") or row["times"])
        for row in family["policy"]["dibao.supplements"]
        if (years >= row["age_from"] if row["group"] == "elder" else inside[row["group"]])
    ]
    return (
        sum(sizes, Fraction(0))
        if family["policy"]["dibao.supplement_rule"] == "sum"
        else max(sizes, default=Fraction(0))
    )


def by_hand(family: dict[str, Any]) -> tuple[str, int]:
    """Outcome and fen a month."""
    policy, people = family["policy"], family["members"]
    standard, heads = a_year(policy["dibao.standard"]["rural"]), len(people)
    gross = sum((income_of(each, family) for each in people), Fraction(0)) + maintained(family, standard)
    net = max(gross - sum((deducted_of(each, policy) for each in people), Fraction(0)), Fraction(0))
    if net >= standard * heads or owns_too_much(family, standard):
        return "no", 0
    if policy["dibao.method"]["rural"] == "graded":
        grade = next(
            row for row in GRADES if Fraction(row["income_from"]) <= net / heads < Fraction(row["income_below"])
        )
        base = a_year(grade["amount"]) * heads
    else:
        base = max(standard * heads - net, standard * Fraction(policy["dibao.floor_share"]) * heads)
    extra = sum((supplement_of(each, family, standard) for each in people), Fraction(0))
    rule = policy["dibao.rounding"]
    if rule["on"] == "household":
        amount = rounded((base + extra) / 12, rule["step"], rule["mode"])
    else:
        amount = rounded(base / 12 / heads, rule["step"], rule["mode"]) * heads + rounded(extra / 12, "0.01", "half_up")
    return "yes", int(amount * 100)


@pytest.mark.parametrize("seed", [20261122, random.SystemRandom().randrange(10**9)], ids=["fixed", "random"])
def test_every_place_pays_what_the_fractions_pay(seed: int) -> None:
    chance = random.Random(seed)
    outcomes = set()
    for number in range(FAMILIES):
        family = drawn_family(chance)
        answer, expected = ask(family), by_hand(family)
        assert (answer.outcome, answer.amount_fen) == expected, f"family {number} of seed {seed}: {family}"
        outcomes.add(answer.outcome)
    assert outcomes == {"yes", "no"}


@pytest.mark.parametrize("seed", [20261122, random.SystemRandom().randrange(10**9)], ids=["fixed", "random"])
def test_what_was_told_with_a_fact_missing_is_not_taken_back_when_it_is_given(seed: int) -> None:
    """An answer in spite of an unknown fact is the answer whatever that fact is; and what is unknown names it."""
    chance = random.Random(seed)
    kept = 0
    for number in range(FAMILIES):
        family = drawn_family(chance)
        whole = ask(family)
        person = chance.choice(family["members"])
        told = chance.choice(("incomes", "expenses", "disabilities", "serious_illness", "birth_date"))
        person[told] = None
        answer = ask(family)
        if answer.outcome == "unknown":
            assert answer.missing, f"family {number} of seed {seed}"
            continue
        kept += 1
        said = (answer.outcome, answer.amount_fen)
        assert said == (whole.outcome, whole.amount_fen), f"family {number} of seed {seed}, without {told}: {family}"
    assert kept
