"""Invented families for the property tests: ordinary ones, and ones full of gaps."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from eligibility.core.facts import (
    ASSET_KINDS,
    ASSET_MEASURES,
    DISABILITIES,
    EXPENSE_KINDS,
    INCOME_KINDS,
    LABOUR,
    RELATIONS,
    SEXES,
    STATUSES,
    STUDIES,
    SUPPORT_MODES,
    TRADES,
)
from tests.eligibility.core.law import adult, family_of

PERS = ("month", "year", "once")
DAYS = ("2016-12-31", "2020-06-01", "2021-06-30", "2021-07-01", "2022-06-01", "2023-02-28", "2025-12-31", "2026-09-01")
BENEFITS = ("dibao", "dibao_edge", "rigid_expenditure", "tekun", "temporary_relief", "screen")
AREAS = ("632500000000", "610702", "230200", "320722", "990101", "110000")


def gaps(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The value, or nobody has told us."""
    return st.one_of(st.none(), strategy, strategy, strategy)


def rarely(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly nobody has told us."""
    return st.one_of(st.none(), st.none(), st.none(), strategy)


def amounts(most_fen: int = 900_000) -> st.SearchStrategy[str]:
    return st.integers(0, most_fen).map(lambda fen: f"{fen // 100}.{fen % 100:02d}")


def lines(kinds: tuple[str, ...]) -> st.SearchStrategy[list[dict[str, Any]]]:
    line = {"kind": gaps(st.sampled_from(kinds)), "amount": gaps(amounts()), "per": gaps(st.sampled_from(PERS))}
    return st.lists(st.fixed_dictionaries(line), max_size=3)


DISABILITY = st.fixed_dictionaries({"kind": gaps(st.sampled_from(DISABILITIES)), "grade": gaps(st.integers(1, 4))})
BIRTHS = st.dates(min_value=date(1920, 1, 1), max_value=date(2016, 1, 1))
DATES = st.dates(min_value=date(2016, 1, 1), max_value=date(2026, 12, 31)).map(str)
EARLY = st.dates(min_value=date(2015, 1, 1), max_value=date(2022, 6, 30)).map(str)
LATE = st.dates(min_value=date(2022, 6, 30), max_value=date(2026, 12, 31)).map(str)
SELF_CARE = st.fixed_dictionaries(
    {name: gaps(st.booleans()) for name in ("eat", "dress", "bed", "toilet", "walk", "bathe")}
)


def members() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "relation": gaps(st.sampled_from(RELATIONS[1:])),
            "status": gaps(st.sampled_from(STATUSES)),
            "status_since": rarely(DATES),
            "joined_on": rarely(EARLY),
            "left_on": rarely(LATE),
            "died_on": rarely(LATE),
            "hukou_area": rarely(st.sampled_from(AREAS)),
            "residence_area": rarely(st.sampled_from(AREAS)),
            "birth_date": gaps(BIRTHS.map(str)),
            "hardship_class": gaps(st.integers(0, 6)),
            "disabilities": gaps(st.lists(DISABILITY, max_size=2)),
            "serious_illness": gaps(st.booleans()),
            "illness_code": rarely(st.sampled_from(["C34", "C34.1", "N18.5"])),
            "sex": gaps(st.sampled_from(SEXES)),
            "labour": gaps(st.sampled_from(LABOUR)),
            "imputed_confirmed": gaps(st.booleans()),
            "trade": rarely(st.sampled_from(TRADES)),
            "land": rarely(st.booleans()),
            "relocated": rarely(st.booleans()),
            "legal_duty": rarely(st.booleans()),
            "employed_from": rarely(DATES),
            "work_refusals": rarely(st.integers(0, 4)),
            "work_refused_from": rarely(EARLY),
            "work_refused_on": rarely(LATE),
            "full_time": gaps(st.booleans()),
            "study": gaps(st.sampled_from(STUDIES)),
            "self_care": gaps(SELF_CARE),
            "support_mode": gaps(st.sampled_from(SUPPORT_MODES)),
            "incomes": gaps(lines(INCOME_KINDS)),
            "expenses": gaps(lines(EXPENSE_KINDS)),
        }
    )


MEASURES: dict[str, st.SearchStrategy[Any]] = {
    "floor_area": st.integers(1, 20_000).map(lambda area: f"{area // 100}.{area % 100:02d}"),
    "acquired_on": st.dates(min_value=date(2010, 1, 1), max_value=date(2016, 12, 31)).map(str),
    "hired_staff": st.integers(0, 3),
    "after_disaster": st.booleans(),
    "built_on": st.dates(min_value=date(2008, 1, 1), max_value=date(2016, 12, 31)).map(str),
}


@st.composite
def things(draw: st.DrawFn) -> dict[str, Any]:
    """One thing that is owned; it is measured as its kind can be."""
    kind = draw(gaps(st.sampled_from(ASSET_KINDS)))
    measured = {name: draw(gaps(MEASURES[name])) for name, kinds in ASSET_MEASURES.items() if kind in kinds}
    reason = draw(st.sampled_from([None, "disabled_car", "for_living"]))
    return {"kind": kind, "amount": draw(gaps(amounts(5_000_000))), "exempt_reason": reason, **measured}


OBLIGOR = st.fixed_dictionaries(
    {
        "relation": gaps(st.sampled_from(RELATIONS[1:])),
        "household_size": gaps(st.integers(1, 5)),
        "income": gaps(st.fixed_dictionaries({"amount": gaps(amounts()), "per": gaps(st.sampled_from(PERS))})),
        "supports": gaps(st.integers(1, 3)),
        "able": gaps(st.booleans()),
        "status": rarely(st.sampled_from(STATUSES)),
        "birth_date": gaps(BIRTHS.map(str)),
        "receives": rarely(st.sampled_from(["none", "tekun", "dibao"])),
        "severe_disability": rarely(st.booleans()),
        "property_inside": rarely(st.booleans()),
    }
)
RECEIPT = st.fixed_dictionaries(
    {
        "benefit": gaps(st.sampled_from((*BENEFITS[:-1], "orphan"))),
        "from": gaps(st.sampled_from(["2016-01-01", "2022-01-01"])),
        "amount": gaps(amounts(200_000).filter(lambda amount: float(amount) >= 50)),
        "supplement": rarely(amounts(5_000)),
        "area": rarely(st.sampled_from(AREAS)),
        "cause": rarely(st.sampled_from(["illness", "fire"])),
    }
)


@st.composite
def questions(draw: st.DrawFn, benefits: tuple[str, ...] = BENEFITS) -> dict[str, Any]:
    """A question that can be read, whatever is missing in it."""
    people = draw(gaps(st.lists(members(), min_size=1, max_size=4)))
    if people is not None:
        for place, person in enumerate(people):
            person["ref"] = f"m{place}"
        people[0]["relation"] = draw(st.sampled_from(["self", None]))
    return {
        "benefit": draw(st.sampled_from(benefits)),
        "kind": draw(gaps(st.sampled_from(["emergency", "expenditure"]))),
        "area": draw(st.sampled_from(AREAS)),
        "setting": draw(gaps(st.sampled_from(["urban", "rural"]))),
        "on": draw(st.sampled_from(DAYS)),
        "policy": draw(POLICIES),
        "application": {
            "basis": draw(gaps(st.sampled_from(["hukou", "residence_permit", "emergency_place"]))),
            "single_person": draw(st.booleans()),
            "cause": draw(gaps(st.sampled_from(["illness", "fire", "study"]))),
            "amount_requested": draw(gaps(amounts())),
            "months": draw(gaps(st.integers(1, 6))),
            "permit_from": draw(rarely(EARLY)),
            "permit_until": draw(rarely(LATE)),
            "grace_from": draw(rarely(DATES)),
            "grace_reason": draw(gaps(st.sampled_from(["employment", "other"]))),
            "same_cause_justified": draw(rarely(st.booleans())),
            "reason": draw(rarely(st.just("同时住院"))),
        },
        "members": people,
        "household_income": draw(
            st.one_of(st.none(), st.fixed_dictionaries({"amount": amounts(), "per": st.just("year")}))
        ),
        "assets": draw(gaps(st.lists(things(), max_size=3))),
        "obligors": draw(gaps(st.lists(OBLIGOR, max_size=2))),
        "receives": draw(gaps(st.lists(RECEIPT, max_size=2))),
    }


STANDARD = {"urban": {"amount": "700", "per": "month"}, "rural": {"amount": "6001", "per": "year"}}
HOUSES: tuple[dict[str, Any], ...] = (
    {"max": 1},
    {"max": 1, "if_small": {"max": 2, "area_per_person": "30.00"}, "shops_max": 0, "not_acquired_within_months": 12},
    {"max": 1, "if_small": {"max": 2, "area_per_person": "15.00", "area_times": "2", "inclusive": True}},
    {"max": 2, "area_most": {"area_per_person": "40.00", "area_times": "1.3"}},
    {"area_most": {"area_per_person": "30.00", "area_times_after_disaster": "1.3"}},
)
POLICIES = st.fixed_dictionaries(
    {},
    optional={
        "dibao.standard": st.just(STANDARD),
        "dibao.supplements": st.sampled_from(
            [
                [],
                [
                    {"group": "elder", "age_from": 70, "share": "0.30"},
                    {"group": "severe_disability", "share": "0.50"},
                    {"group": "serious_illness", "amount": "33.33"},
                    {"group": "minor", "share": "0.15"},
                ],
            ]
        ),
        "dibao.supplement_rule": st.sampled_from(["sum", "highest"]),
        "dibao.grace": st.sampled_from(
            [
                {"months": 6, "pays": "capped", "reasons": ["employment"], "income_times": "1.5"},
                {"months": 12, "pays": "falling", "shares": ["1.00", "0.50"]},
            ]
        ),
        "income.imputed": st.sampled_from(
            [
                [{"age_from": 18, "age_to": 60, "labour": "full", "times_of": "minimum_wage", "times": "0.3"}],
                [
                    {"disability": [{"kind": "mental"}, {"grade_to": 2}], "times_of": "minimum_wage", "times": "0"},
                    {"serious_illness": True, "times_of": "minimum_wage", "times": "0.2"},
                    {"age_from": 18, "trade": "business", "times_of": "minimum_wage", "times": "1.5", "deduct": "300"},
                ],
            ]
        ),
        "household.locals": st.just({"within": "city", "outsiders": ["spouse"]}),
        "dibao.expenditure_route": st.sampled_from(
            [{"income_share": "0.70", "assets_years": "4"}, {"income_share": "1", "covers": ["person"]}]
        ),
        "household.together": st.sampled_from(
            [{"months": 12, "relations": ["parent", "child"], "outsiders_of": "city"}, {"months": 3}]
        ),
        "dibao.standard_by_age": st.just([{"age_below": 16, "standard": STANDARD}]),
        "income.period_months": st.sampled_from([1, {"urban": 1, "rural": 12}]),
        "dibao.work_refusal": st.sampled_from(
            [{"times": 3, "effect": "stop"}, {"times": 2, "months": 6, "effect": "reduce", "share": "0.50"}]
        ),
        "income.work_disregard": st.sampled_from(
            [{"cap": "150", "months": 12, "months_least": 6}, {"times_of_standard": "1.5", "drawing": True}]
        ),
        "minimum_wage": st.just({"amount": "2000", "per": "month"}),
        "household.serious_illnesses": st.just([{"code": "C34"}]),
        "household.other_county": st.sampled_from(["any_member", "residence"]),
        "household.residence_basis": st.sampled_from([True, {"permit_months": 6}]),
        "rigid.items": st.just([{"kind": "medical", "cap": "500"}, {"kind": "housing"}]),
        "relief.formula": st.sampled_from(
            [
                [{"kind": "emergency", "method": "fixed", "amount": "800", "max": "1000", "outside": "reason"}],
                [{"kind": "expenditure", "method": "months", "months": 2, "months_max": 4}],
            ]
        ),
        "edge.assets_financial": st.just({"months_of_standard": 36, "per": "person"}),
        "dibao.rounding": st.sampled_from(
            [
                {"step": "1", "mode": "up", "on": "household"},
                {"step": "0.1", "mode": "half_up", "on": "person"},
                {"step": "10", "mode": "down", "on": "household"},
            ]
        ),
        "dibao.floor_share": st.sampled_from([None, "0.20"]),
        "expenditure.deductible": st.sampled_from(
            [[], [{"kind": "medical", "person_group": "serious_illness", "cap": "100"}, {"kind": "education"}]]
        ),
        "income.employment_cost": st.sampled_from(
            [{"method": "share", "share": "0.10", "of": "wage"}, {"method": "fixed", "amount": "200"}]
        ),
        "income.maintenance": st.sampled_from(
            [
                {"method": "none"},
                {"method": "excess_share", "threshold_times": "1", "share": "0.25"},
                {"method": "excess_share", "bands": [{"up_to": 1, "share": "0.5"}, {"share": "0.4"}]},
            ]
        ),
        "assets.financial": st.sampled_from(
            [
                {"months_of_standard": "12", "per": "person"},
                {
                    "months_of_standard": "12",
                    "per": "person",
                    "if_serious_illness": {"amount": "20000", "per": "household"},
                },
            ]
        ),
        "assets.houses": st.sampled_from(HOUSES),
        "assets.vehicles": st.sampled_from(
            [
                {"max": 0, "exempt": ["disabled_car"]},
                {"max": 1, "exempt_after_years": 3, "amount": "30000", "not_acquired_within_months": 12},
                {"max": 0, "exempt_after_built_years": 6, "exempt_up_to": "30000"},
                {"amount": "30000"},
            ]
        ),
        "assets.business": st.sampled_from(
            [{"max": 0}, {"max": 1, "months_of_standard": "24", "per": "person", "hired_staff_max": 0}]
        ),
        "edge.assets_houses": st.sampled_from(HOUSES),
        "rigid.assets_business": st.just({"max": 1, "amount": "100000"}),
        "tekun.basic": st.just({"times": "1.3", "of": "dibao.standard"}),
        "rigid.income_ceiling": st.just({"amount": "24000", "per": "year"}),
        "rigid.expenditure_share": st.just("0.40"),
        "rigid.any_of": st.just([{"kinds": ["medical"], "share": "0.40"}, {"rest_below_times": "1"}]),
        "rigid.amount": st.sampled_from(
            [{"method": "difference", "max": "300"}, {"method": "fixed", "amount": "100.01", "per": "person"}]
        ),
    },
)


@st.composite
def known_families(draw: st.DrawFn) -> dict[str, Any]:
    """A dibao question in which everything the rule asks for has been told."""
    count = draw(st.integers(1, 4))
    people = [
        adult(
            f"m{place}",
            "self" if place == 0 else draw(st.sampled_from(RELATIONS[1:])),
            birth_date=str(draw(BIRTHS)),
            serious_illness=draw(st.booleans()),
            disabilities=draw(
                st.sampled_from([[], [{"kind": "visual", "grade": 2}], [{"kind": "mental", "grade": 3}]])
            ),
            incomes=draw(known_lines(INCOME_KINDS)),
            expenses=draw(known_lines(EXPENSE_KINDS[:5])),
        )
        for place in range(count)
    ]
    policy = draw(POLICIES)
    plain = family_of(*people, area=draw(st.sampled_from(AREAS)), on=draw(st.sampled_from(DAYS)))
    plain["policy"] = {**plain["policy"], "dibao.supplement_rule": "highest", **policy}
    return plain


def known_lines(kinds: tuple[str, ...]) -> st.SearchStrategy[list[dict[str, Any]]]:
    line = {"kind": st.sampled_from(kinds), "amount": amounts(90_000), "per": st.sampled_from(PERS)}
    return st.lists(st.fixed_dictionaries(line), max_size=3)
