"""The shapes of the parameters that are records or lists of records: their keys, and what stands under each."""

from __future__ import annotations

from typing import Any

from eligibility.core.facts import (
    DISABILITIES,
    EXPENSE_KINDS,
    INCOME_KINDS,
    RELATIONS,
    RELIEF_KINDS,
    SETTINGS,
    STATUSES,
    STUDIES,
    TRADES,
    TRANSFERS_PAID,
)
from eligibility.core.routes import BOUNDS, LEVELS, SINCE, STEPS
from eligibility.core.shapes import (
    BENEFITS,
    BadValue,
    amount,
    by_setting,
    cell,
    code_of,
    day,
    decimal,
    either,
    flag,
    free_keys,
    has,
    icd_10,
    keyed,
    listed,
    maybe,
    money,
    money_or_multiple,
    multiple,
    record,
    share,
    term,
    text,
    whole,
)

GROUPS = (
    "elder",
    "minor",
    "disability",
    "severe_disability",
    "serious_illness",
    "student",
    "single_parent",
    "pregnant",
    "living_alone",
)
DOCUMENT = {"document": text, "article": text}
age = whole(0, 130)

grade = record(
    {"grade": text, "amount": cell}, {"income_from": maybe(amount), "income_below": maybe(amount), **DOCUMENT}
)
standard_by_age = record({"age_below": whole(1, 130), "standard": by_setting(money)}, DOCUMENT)
months = either(lambda value: by_setting(whole(1, 36)) if isinstance(value, dict) else whole(1, 36))
rounding = record(
    {
        "step": code_of("0.01", "0.1", "1", "10"),
        "mode": code_of("half_up", "up", "down"),
        "on": code_of("household", "person"),
    }
)


def supplement(value: Any, path: str) -> None:
    """One group of 分类施保 with exactly one of amount, share or times."""
    sizes = {"amount": cell, "share": share, "times": decimal}
    record(
        {"group": code_of(*GROUPS)},
        {
            **sizes,
            "age_from": age,
            "age_below": age,
            "setting": code_of(*SETTINGS),
            "grade_up_to": whole(1, 4),
            **DOCUMENT,
        },
    )(value, path)
    if len(sizes.keys() & value.keys()) != 1:
        raise BadValue(path, "amount、share、times 必须且只能写一项。")


single_person = record(
    {"income_times": decimal},
    {
        "groups": listed(code_of("severe_disability", "disability_3_mind", "serious_illness", "clergy")),
        "severe_outside_edge": flag,
        "amount": record(
            {"method": code_of("full", "fixed", "share", "difference")},
            {"amount": cell, "share": share, "floor_share": share},
        ),
        **DOCUMENT,
    },
)
expenditure_route = record(
    {"income_share": share},
    {"assets_years": decimal, "covers": listed(code_of("household", "person")), **DOCUMENT},
)
grace = record(
    {"months": whole(0, 12)},
    {
        "pays": maybe(code_of("full", "capped", "falling")),
        "reasons": listed(text),
        "shares": listed(share),
        "income_times": decimal,
        **DOCUMENT,
    },
)
work_refusal = record(
    {"times": whole(1, 10)},
    {"months": whole(1, 60), "effect": maybe(code_of("reduce", "stop")), "share": share, **DOCUMENT},
)

no_labour = record(
    {"age_from": age, "age_under": age, "disability": keyed(DISABILITIES, whole(1, 4))},
    {"age_from_by_hardship": keyed(tuple("123456"), age), **DOCUMENT},
)
minor = record({"until": age, "continues_in": listed(code_of(*STUDIES))}, DOCUMENT)
care_levels = record({"half_from": whole(1, 6), "full_from": whole(1, 6)}, DOCUMENT)

formula = record(
    {
        "kind": code_of(*RELIEF_KINDS),
        "method": code_of("months", "bands", "share", "fixed", "per_person_times", "by_case"),
    },
    {
        "group": text,
        "cause": text,
        "months": whole(1, 24),
        "months_max": whole(1, 24),
        "amount": cell,
        "share": share,
        "times": decimal,
        "bands": listed(record({"from": amount, "amount": cell}, {"below": maybe(amount)})),
        "per": code_of("household", "person"),
        "min": cell,
        "max": cell,
        "outside": code_of("refuse", "reason"),
        **DOCUMENT,
    },
)
REPEATS = ("once_per_cause_per_year", "once_per_year", "n_per_year", "same_cause_needs_reason", "free")
repeat = either(
    lambda value: (
        record({"rule": code_of(*REPEATS), "n": whole(1, 12)}) if has(value, "rule", "n") else code_of(*REPEATS)
    )
)


def _amounts(value: Any, path: str) -> None:
    """A cell, or a table of cells under the place's own words, to any depth."""
    table = isinstance(value, dict) and not has(value, "amount", "times")
    (free_keys(_amounts) if table else cell)(value, path)


amounts = _amounts

exemption = record(
    {"kind": code_of(*INCOME_KINDS)}, {"until": maybe(day), "from": maybe(day), "label": text, "cap": cell, **DOCUMENT}
)
employment_cost = record(
    {"method": code_of("none", "share", "fixed")},
    {"share": share, "amount": cell, "of": code_of("wage", "minimum_wage"), **DOCUMENT},
)
work_disregard = record(
    {},
    {
        "cap": cell,
        "times_of_standard": decimal,
        "months": whole(1, 60),
        "months_least": whole(1, 60),
        "wage_from": money_or_multiple,
        "drawing": flag,
        **DOCUMENT,
    },
)
held_card = record({}, {"kind": code_of(*DISABILITIES), "grade_from": whole(1, 4), "grade_to": whole(1, 4)})
imputed = record(
    {"times_of": code_of("minimum_wage"), "times": decimal},
    {
        "age_from": age,
        "age_to": age,
        "sex": code_of("female", "male"),
        "labour": code_of("none", "partial", "full"),
        "disability": either(lambda value: listed(held_card) if isinstance(value, list) else code_of("any")),
        "serious_illness": flag,
        "trade": code_of(*TRADES),
        "deduct": cell,
        **DOCUMENT,
    },
)
maintenance_band = record({"share": share}, {"up_to": whole(1, 60), "threshold_times": decimal, **DOCUMENT})
maintenance = record(
    {"method": code_of("none", "excess_share", "fixed")},
    {
        "threshold_times": decimal,
        "share": share,
        "amount": cell,
        "shared_over": code_of("supported_persons"),
        "bands": listed(maintenance_band),
        "exempt_relations": listed(code_of(*RELATIONS[1:])),
        "exempt_age_from": age,
        **DOCUMENT,
    },
)
# `disability` is the short name of parameters.md for what the household spends on rehabilitation.
SPENDING = tuple(kind for kind in EXPENSE_KINDS if kind not in TRANSFERS_PAID)
SPENT_ON = {**{kind: kind for kind in SPENDING}, "disability": "disability_rehabilitation"}
rigid_item = record({"kind": code_of(*SPENT_ON)}, {"cap": maybe(cell), "share": share, "label": text, **DOCUMENT})
rigid_condition = record(
    {}, {"kinds": listed(code_of(*SPENT_ON)), "share": decimal, "rest_below_times": decimal, **DOCUMENT}
)
rigid_amount = record(
    {"method": code_of("difference", "fixed", "share")},
    {"amount": cell, "share": share, "per": code_of("person", "household"), "max": cell, **DOCUMENT},
)
illness = record({"code": icd_10}, {"label": text, **DOCUMENT})
deductible = record(
    {"kind": code_of(*SPENT_ON)},
    {"person_group": code_of("any", *GROUPS), "cap": maybe(cell), "share": share, "label": text, **DOCUMENT},
)


residence = either(
    lambda value: record({"permit_months": whole(0, 120)}, DOCUMENT) if isinstance(value, dict) else flag
)
local_members = record(
    {"within": code_of("province", "city", "county")}, {"outsiders": listed(code_of(*RELATIONS[1:])), **DOCUMENT}
)
together = record(
    {"months": whole(1, 120)},
    {
        "relations": listed(code_of(*RELATIONS[1:])),
        "outsiders_of": code_of("province", "city", "county"),
        **DOCUMENT,
    },
)
counted = record(
    {"excluded": listed(code_of(*STATUSES))}, {"included": listed(text), "clergy_away_years": whole(1, 20), **DOCUMENT}
)

LIMIT = maybe(either(lambda value: multiple if isinstance(value, dict) else amount))
UNIT = either(lambda value: multiple if isinstance(value, dict) else code_of("yuan"))
authority = record(
    {"benefit": code_of(*BENEFITS), "level": code_of(*LEVELS)},
    {
        "kind": maybe(code_of(*RELIEF_KINDS)),
        "from": LIMIT,
        "to": LIMIT,
        "unit": UNIT,
        "per": code_of("household", "person"),
        "inclusive": flag,
        "from_inclusive": flag,
        **DOCUMENT,
    },
)
step = record(
    {"step": code_of(*STEPS), "level": code_of(*LEVELS)},
    {
        "term": maybe(term),
        "counts": flag,
        "only_if": maybe(text),
        "since": code_of(*SINCE),
        "bounds": code_of(*BOUNDS),
        **DOCUMENT,
    },
)
route = record(
    {"benefit": code_of(*BENEFITS), "steps": listed(step)},
    {
        "kind": maybe(code_of(*RELIEF_KINDS)),
        "decides": maybe(code_of(*LEVELS)),
        "total": maybe(term),
        "extended": maybe(term),
        **DOCUMENT,
    },
)
notice = record(
    {"days": whole(1, 60)},
    {"first_day_counts": flag, "second_days": maybe(whole(1, 60)), "for": listed(code_of(*BENEFITS)), **DOCUMENT},
)
pause = record({"reason": text, "document": text}, {"article": text, "label": text, "longest": term})
clock = record({"first_day_counts": flag}, DOCUMENT)
spot_check = record({}, {**dict.fromkeys(BENEFITS, share), "always": listed(text), **DOCUMENT})
payment = record(
    {"first_month": code_of("month_after", "month_of")},
    {
        "pay_by_day": whole(1, 28),
        "when_off": code_of("earlier", "later"),
        "cycle": code_of("month", "quarter"),
        "closes_on": whole(1, 28),
        "change_within_month": code_of("next_month", "by_days"),
        **DOCUMENT,
    },
)
review = record({"category": text, "every": term}, {"when": text, **DOCUMENT})
recovery = record({}, {"set_off": flag, "share_of_month": share, "instalments_max": whole(1, 120), **DOCUMENT})
reserve_fund = record({}, {"township_limit": cell, "replenish_at": cell, **DOCUMENT})
appeal = record(
    {"reconsideration_days": whole(1, 365), "court_months": whole(1, 24)}, {"answer_days": whole(1, 365), **DOCUMENT}
)
