"""The same rule in OpenFisca: a variable for every step, incomes by kind and assets already summed in the peer's favour.

Its whole numbers have 32 bits, so it counts in whole fen a year; families.py keeps every step whole in that unit.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import MONTH
from openfisca_core.simulations.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from tests.bench import peer_decimal
from tests.bench.families import DAY, DEDUCTIBLE, EXEMPT, KINDS, STANDARD_YUAN, SUPPLEMENTS

PERIOD = "2022-06"
YEARLY = STANDARD_YUAN * 100 * 12  # fen
RELATIONS = ("self", "spouse", "child", "parent", "grandchild")
FINANCIAL = ("deposit", "security", "fund", "insurance", "claim")
# What the answer says: the findings and figures of the rule, each with all it hangs on.
ASKED = ("eligible", "amount", "base_part", "per_capita")
ASKED_OF_PERSONS = ("left_out", "supplemented")

Household = build_entity(
    key="household", plural="households", label="family", roles=[{"key": "member", "plural": "members", "label": "m"}]
)
Person = build_entity(key="person", plural="persons", label="person", is_person=True)
SYSTEM = TaxBenefitSystem([Person, Household])
PERSON_FACTS = (
    *(f"year_{kind}" for kind in KINDS), "age", "child", "away_studying", "postgraduate", "shut_out", "severe", "ill",
    "deductible", "born",
)  # fmt: skip
HOUSEHOLD_FACTS = ("money", "houses", "vehicles", "business", "by_hukou", "other_hukou", "in_tekun", "aided_elsewhere")
TODAY = DAY.year * 10_000 + DAY.month * 100 + DAY.day


def _variable(name: str, entity: Any, value_type: type, formula: Callable[..., Any] | None = None) -> None:
    told: dict[str, Any] = {"value_type": value_type, "entity": entity, "definition_period": MONTH, "label": name}
    if formula is not None:
        told["formula"] = formula
    SYSTEM.add_variable(type(name, (Variable,), told))


def _sum(household: Any, values: Any) -> Any:
    return np.rint(household.sum(values)).astype(np.int64)


def _of_counted(name: str) -> Callable[..., Any]:
    return lambda household, period: _sum(
        household, household.members(name, period) * household.members("counted", period)
    )


def _on_his_own(person: Any, period: Any) -> Any:
    away = person("postgraduate", period) * person("child", period) * person("away_studying", period)
    return (away == 1) & (person("age", period) >= 18)


def _counted_kind(kind: str) -> Callable[..., Any]:
    if kind in EXEMPT:
        return lambda person, _: np.zeros(person.count, np.int64)
    return lambda person, period: person(f"year_{kind}", period)


def _group(share: str, holds: Callable[..., Any]) -> Callable[..., Any]:
    monthly = int(STANDARD_YUAN * 100 * float(share))
    return lambda person, period: np.where(holds(person, period), monthly, 0)


def _supplement(person: Any, period: Any) -> Any:
    parts = [person(f"supplement_{group}", period) for group in SUPPLEMENTS]
    return np.where(person("counted", period), np.maximum.reduce(parts), 0)


HELD: dict[str, Callable[..., Any]] = {
    "elder": lambda p, t: p("age", t) >= 70,
    "minor": lambda p, t: p("is_minor", t),
    "severe_disability": lambda p, t: p("severe", t) == 1,
    "serious_illness": lambda p, t: p("ill", t) == 1,
}
for fact in PERSON_FACTS:
    _variable(fact, Person, int)
for fact in HOUSEHOLD_FACTS:
    _variable(fact, Household, int)
_variable("on_his_own", Person, bool, _on_his_own)
_variable("present", Person, bool, lambda p, t: p("born", t) <= TODAY)
_variable("lives_with", Person, bool, lambda p, t: p("shut_out", t) == 0)
_variable("counted", Person, bool, lambda p, t: p("present", t) & p("lives_with", t) & ~p("on_his_own", t))
_variable("left_out", Person, bool, lambda p, t: ~p("counted", t))
_variable("is_minor", Person, bool, lambda p, t: p("age", t) < 18)
for each in KINDS:
    _variable(f"counts_{each}", Person, int, _counted_kind(each))
_variable("member_wage", Person, int, lambda p, t: p("counts_wage", t))
_variable("employment_cost", Person, int, lambda p, t: p("member_wage", t).astype(np.int64) * 20 // 100)
_variable("own_income", Person, int, lambda p, t: sum(p(f"counts_{k}", t) for k in KINDS) - p("employment_cost", t))
_variable("member_deducted", Person, int, lambda p, t: p("deductible", t))
_variable("n", Household, int, lambda h, t: _sum(h, h.members("counted", t)))
_variable("standard", Household, int, lambda h, t: np.full(h.count, YEARLY))
_variable("gross", Household, int, _of_counted("own_income"))
_variable("deductions", Household, int, _of_counted("member_deducted"))
_variable("net", Household, int, lambda h, t: np.maximum(h("gross", t) - h("deductions", t), 0))
_variable("per_capita", Household, int, lambda h, t: h("net", t) // np.maximum(h("n", t), 1))
_variable("members_counted", Household, bool, lambda h, t: h("n", t) >= 1)
_variable("below", Household, bool, lambda h, t: h("net", t) < h("standard", t) * h("n", t))
_variable("money_limit", Household, int, lambda h, t: h("standard", t) * 2 * h("n", t))
_variable("money_inside", Household, bool, lambda h, t: h("money", t) <= h("money_limit", t))
_variable("houses_limit", Household, int, lambda h, t: np.full(h.count, 1))
_variable("houses_inside", Household, bool, lambda h, t: h("houses", t) <= h("houses_limit", t))
_variable("vehicles_limit", Household, int, lambda h, t: np.full(h.count, 0))
_variable("vehicles_inside", Household, bool, lambda h, t: h("vehicles", t) <= h("vehicles_limit", t))
_variable("business_limit", Household, int, lambda h, t: np.full(h.count, 0))
_variable("business_inside", Household, bool, lambda h, t: h("business", t) <= h("business_limit", t))
_variable(
    "inside", Household, bool,
    lambda h, t: h("money_inside", t) & h("houses_inside", t) & h("vehicles_inside", t) & h("business_inside", t),
)  # fmt: skip
_variable("may_apply_here", Household, bool, lambda h, t: h("by_hukou", t) == 1)
_variable("hukou_here", Household, bool, lambda h, t: h("other_hukou", t) == 0)
_variable("not_elsewhere", Household, bool, lambda h, t: h("aided_elsewhere", t) == 0)
_variable("not_in_tekun", Household, bool, lambda h, t: h("in_tekun", t) == 0)
_variable(
    "may_apply", Household, bool,
    lambda h, t: h("may_apply_here", t) & h("hukou_here", t) & h("not_elsewhere", t) & h("not_in_tekun", t),
)  # fmt: skip
_variable(
    "eligible", Household, bool,
    lambda h, t: h("members_counted", t) & h("may_apply", t) & h("below", t) & h("inside", t),
)  # fmt: skip
for group, holds in HELD.items():
    _variable(f"supplement_{group}", Person, int, _group(SUPPLEMENTS[group], holds))
_variable("supplement", Person, int, _supplement)
_variable("supplemented", Person, bool, lambda p, t: p("supplement", t) > 0)
_variable("supplement_sum", Household, int, lambda h, t: _sum(h, h.members("supplement", t)))
_variable("difference", Household, int, lambda h, t: np.maximum(h("standard", t) * h("n", t) - h("net", t), 0))
_variable("base", Household, int, lambda h, t: h("difference", t))
_variable(
    "amount", Household, int,
    lambda h, t: np.where(
        h("eligible", t), -(-(h("base", t).astype(np.int64) + 12 * h("supplement_sum", t)) // 1200) * 100, 0
    ),
)  # fmt: skip
_variable("base_part", Household, int, lambda h, t: h("amount", t) - h("supplement_sum", t))


def facts_of(raw: dict[str, Any]) -> tuple[list[dict[str, int]], dict[str, int]]:
    """A family as this engine takes it: one row a person and one for the family, sums made beforehand."""
    persons = [_person(each) for each in raw["members"]]
    owned = {**dict.fromkeys(HOUSEHOLD_FACTS, 0), "by_hukou": int(raw["application"]["basis"] == "hukou")}
    for asset in raw["assets"]:
        exempt = asset["kind"] == "vehicle" and asset["exempt_reason"] == "disabled_car"
        if asset["kind"] in FINANCIAL:
            owned["money"] += int(asset["amount"]) * 100
        elif not exempt:
            owned[{"house": "houses", "vehicle": "vehicles", "business": "business"}[asset["kind"]]] += 1
    return persons, owned


def _person(raw: dict[str, Any]) -> dict[str, int]:
    facts = dict.fromkeys(PERSON_FACTS, 0)
    for line in raw["incomes"]:
        facts[f"year_{line['kind']}"] += int(line["amount"]) * 100 * (12 if line["per"] == "month" else 1)
    for line in raw["expenses"]:
        if line["kind"] in DEDUCTIBLE:
            facts["deductible"] += min(int(line["amount"]), DEDUCTIBLE[line["kind"]]) * 100
    born = [int(part) for part in raw["birth_date"].split("-")]
    facts["age"] = DAY.year - born[0] - ((DAY.month, DAY.day) < (born[1], born[2]))
    facts["born"] = born[0] * 10_000 + born[1] * 100 + born[2]
    facts["child"] = int(raw["relation"] == "child")
    facts["away_studying"] = int(raw["status"] == "away_studying")
    facts["postgraduate"] = int(raw["study"] == "postgraduate")
    facts["shut_out"] = int(raw["status"] in peer_decimal.OUT)
    facts["ill"] = int(raw["serious_illness"])
    facts["severe"] = int(
        any(
            card["grade"] <= 2 or (card["grade"] == 3 and card["kind"] in ("intellectual", "mental"))
            for card in raw["disabilities"]
        )
    )
    return facts


def situation(raw: dict[str, Any]) -> dict[str, Any]:
    """One family in the peer's own JSON."""
    persons, owned = facts_of(raw)
    people = {f"m{row}": {fact: {PERIOD: value} for fact, value in each.items()} for row, each in enumerate(persons)}
    household = {"members": list(people), **{fact: {PERIOD: value} for fact, value in owned.items()}}
    return {"persons": people, "households": {"h": household}}


def assess(case: dict[str, Any]) -> tuple[bool, int, Any]:
    """One simulation with its trace."""
    simulation = SimulationBuilder().build_from_entities(SYSTEM, case)
    simulation.trace = True
    answer = {name: simulation.calculate(name, PERIOD) for name in (*ASKED, *ASKED_OF_PERSONS)}
    return bool(answer["eligible"][0]), int(answer["amount"][0]), simulation.tracer


def columns(raw: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any], Any]:
    """Many families as this engine's arrays: persons, households, and whose each person is."""
    rows = [facts_of(each) for each in raw]
    people = [person for persons, _ in rows for person in persons]
    persons = {fact: np.array([each[fact] for each in people], np.int32) for fact in PERSON_FACTS}
    owned = {fact: np.array([each[fact] for _, each in rows], np.int32) for fact in HOUSEHOLD_FACTS}
    return persons, owned, np.repeat(np.arange(len(rows)), [len(each) for each, _ in rows])


def assess_many(persons: dict[str, Any], owned: dict[str, Any], whose: Any) -> tuple[Any, Any]:
    """One vectorised simulation of all families."""
    builder = SimulationBuilder()
    builder.create_entities(SYSTEM)
    builder.declare_person_entity("person", np.arange(len(whose)).astype(str))
    households = builder.declare_entity("household", np.arange(len(owned["money"])).astype(str))
    builder.join_with_persons(households, whose.astype(str), np.full(len(whose), "member"))
    simulation = builder.build(SYSTEM)
    for facts in (persons, owned):
        for name, values in facts.items():
            simulation.set_input(name, PERIOD, values)
    answer = {name: simulation.calculate(name, PERIOD) for name in (*ASKED, *ASKED_OF_PERSONS)}
    return answer["eligible"], answer["amount"]
