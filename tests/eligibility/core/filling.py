"""Telling the law what it says is missing: a plain value for every path it may name."""

import re
from typing import Any

STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")

FACTS: dict[str, Any] = {
    "setting": "urban", "kind": "expenditure", "birth_date": "1980-01-01", "relation": "other", "status": "at_home",
    "study": "none", "sex": "female", "labour": "none", "trade": "none", "land": False, "relocated": False, "full_time": True, "serious_illness": False, "pregnant": False,
    "hardship_class": 1, "support_mode": "dispersed", "imputed_confirmed": False, "grade": 2, "per": "month",
    "amount": "1.00", "supplement": "0", "able": False, "household_size": 2, "supports": 1, "receives": "none",
    "severe_disability": False, "property_inside": True, "from": "2015-01-01", "benefit": "orphan", "cause": "fire",
    "floor_area": "60.00", "acquired_on": "2010-01-01", "hired_staff": 0, "after_disaster": False,
    "built_on": "2009-01-01",
    "employed_from": "2016-01-01", "legal_duty": True, "work_refusals": 0, "work_refused_from": "2016-01-01", "work_refused_on": "2016-01-01",
    "joined_on": "2015-01-01", "basis": "hukou", "permit_months": 6, "amount_requested": "900", "months": 2, "reason": "三人同时住院",
    "same_cause_justified": True, "grace_reason": "employment", "hukou_area": "110101", "residence_area": "110101",
    "members": [{"ref": "x", "relation": "self"}], "incomes": [], "expenses": [], "disabilities": [], "assets": [],
    "application.grade": "A", "obligors": [], "illness_code": "C34", "exempt_reason": "none", "area": "110101",
    **dict.fromkeys(("eat", "dress", "bed", "toilet", "walk", "bathe"), True),
}  # fmt: skip
KINDS = {"incomes": "rent", "expenses": "living", "assets": "deposit", "disabilities": "visual"}
YUAN = {"amount": "600", "per": "month"}
LEVELS = {"full": "900", "half": "600", "self": "300"}
FIGURES: dict[str, Any] = {
    "dibao.standard": {"urban": YUAN, "rural": YUAN},
    "dibao.grades": {side: [{"grade": "A", "amount": "400", "income_from": "0"}] for side in ("urban", "rural")},
    "dibao.supplements": [],
    "dibao.standard_by_age": [],
    "household.locals": {"within": "province"},
    "household.together": {"months": 6},
    "dibao.supplement_rule": "highest",
    "dibao.work_refusal": {"times": 3, "effect": "stop"},
    "income.work_disregard": {"cap": "100"},
    "dibao.single_person": {"income_times": "1.5", "severe_outside_edge": True, "amount": {"method": "full"}},
    "dibao.grace": {"months": 6, "pays": "full"},
    "dibao.expenditure_route": {"income_share": "0.70", "assets_years": "4"},
    "dibao.rounding": {"step": "0.01", "mode": "half_up", "on": "household"},
    "edge.income_times": "1.5",
    "rigid.income_ceiling": {"amount": "30000", "per": "year"},
    "rigid.expenditure_share": "0.40",
    "rigid.any_of": [{"rest_below_times": "1"}],
    "rigid.amount": {"method": "difference"},
    "rigid.lookback_months": 12,
    "tekun.basic": {"urban": YUAN, "rural": YUAN},
    "tekun.care": {"centralised": LEVELS, "dispersed": LEVELS},
    "tekun.total": {side: {"centralised": LEVELS, "dispersed": LEVELS} for side in ("urban", "rural")},
    "tekun.no_labour": {"age_from": 60, "age_under": 16, "disability": {"mental": 3}},
    "tekun.care_levels": {"half_from": 1, "full_from": 4},
    "relief.base": YUAN,
    "relief.formula": [{"kind": "emergency", "method": "fixed", "amount": "800"},
                       {"kind": "expenditure", "method": "fixed", "amount": "800"}],
    "relief.repeat": "free",
    "minimum_wage": {"amount": "2000", "per": "month"},
    "income.period_months": 12,
    "income.exempt": [],
    "income.employment_cost": {"method": "none"},
    "income.maintenance": {"method": "none"},
    "expenditure.deductible": [],
    "assets.financial": {"amount": "20000", "per": "person"},
    "assets.houses": {"max": 1},
    "assets.vehicles": {"max": 1},
    "assets.business": {"max": 1},
    "household.residence_basis": True,
    "household.counted": {"excluded": ["prison"], "clergy_away_years": 3},
    "household.other_county": "any_member",
}  # fmt: skip


def told(question: dict[str, Any], path: str) -> None:
    """Put a plain value where the law says one is missing; KeyError for a path nobody could supply."""
    if path.startswith("policy."):
        name = path.removeprefix("policy.")
        question.setdefault("policy", {})[name] = FIGURES[name]
        return
    holder: Any = question
    *above, last = path.split(".")
    for step in above:
        holder = _inside(holder, step)
    name, place = _parts(last)
    holder[name] = KINDS[_list_of(path)] if name == "kind" and "[" in path else FACTS[path if path in FACTS else name]
    if place is not None:
        raise KeyError(path)


def _list_of(path: str) -> str:
    return str(re.findall(r"(\w+)\[\d+\]", path)[-1])


def _parts(step: str) -> tuple[str, int | None]:
    found = STEP.fullmatch(step)
    if found is None:
        raise KeyError(step)
    return found[1], None if found[2] is None else int(found[2])


def _inside(holder: Any, step: str) -> Any:
    name, place = _parts(step)
    if holder.get(name) is None:
        holder[name] = {}
    return holder[name] if place is None else holder[name][place]
