"""Invented families under one place's figures, the same for every side of a measure; everything a rule asks for is told."""

import random
from datetime import UTC, date, datetime
from typing import Any, Final

from eligibility.core.parameters import Figure, Figures
from eligibility.core.question import Question

DAY: Final = date(2022, 6, 1)
AREA: Final = "990101000000"
# The sums are such that a fifth of a wage and a share of the standard are whole fen: a peer whose numbers have
# 32 bits can then hold every one of them, and all sides must agree to the fen.
STANDARD_YUAN: Final = 600
KINDS: Final = (
    "wage", "business", "farming", "rent", "interest", "pension", "basic_pension", "maintenance", "gift",
    "scholarship", "veteran_pension", "land_subsidy",
)  # fmt: skip
EXEMPT: Final = ("basic_pension", "scholarship", "veteran_pension")
DEDUCTIBLE: Final = {"medical": 20_000, "education": 8_000}  # yuan a year, a line
SUPPLEMENTS: Final = {"elder": "0.30", "minor": "0.20", "severe_disability": "0.50", "serious_illness": "0.30"}
SPENT_ON: Final = ("medical", "education", "housing", "living")
STATUSES: Final = ("at_home", "at_home", "at_home", "away_working", "prison")

POLICY: Final[dict[str, Any]] = {
    "dibao.standard": {"rural": {"amount": str(STANDARD_YUAN), "per": "month"}, "urban": None},
    "dibao.method": {"rural": "difference", "urban": None},
    "dibao.rounding": {"step": "1", "mode": "up", "on": "household"},
    "dibao.supplements": [
        {"group": group, "share": share, **({"age_from": 70} if group == "elder" else {})}
        for group, share in SUPPLEMENTS.items()
    ],
    "dibao.supplement_rule": "highest",
    "income.period_months": 12,
    "income.exempt": [{"kind": kind} for kind in EXEMPT],
    "income.employment_cost": {"method": "share", "share": "0.20", "of": "wage"},
    "income.maintenance": {"method": "none"},
    "expenditure.deductible": [{"kind": kind, "cap": {"amount": str(cap), "per": "year"}} for kind, cap in DEDUCTIBLE.items()],
    "assets.financial": {"months_of_standard": "24", "per": "person"},
    "assets.houses": {"max": 1},
    "assets.vehicles": {"max": 0, "exempt": ["disabled_car"]},
    "assets.business": {"max": 0},
    "household.counted": {"included": [], "excluded": ["prison", "drug_isolation", "declared_missing", "clergy_away"]},
    "household.residence_basis": True,
}  # fmt: skip


def figures() -> Figures:
    """The figures of the place, published once."""
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    return Figures(
        (
            Figure(name, value, AREA, date(2020, 1, 1), None, moment, "bench", "", "bench")
            for name, value in POLICY.items()
        ),
        area=AREA,
        on=DAY,
    )


def families(n: int, seed: int = 20_221_120) -> list[dict[str, Any]]:
    """So many families as assess.md writes them."""
    chance = random.Random(seed)
    return [_family(chance, place) for place in range(n)]


def questions(raw: list[dict[str, Any]]) -> list[Question]:
    """The same families as the engine reads them."""
    return [Question.from_json(each) for each in raw]


def _family(chance: random.Random, place: int) -> dict[str, Any]:
    size = chance.choice((1, 1, 2, 2, 3, 3, 4, 5, 6))
    return {
        "id": str(place),
        "benefit": "dibao",
        "area": AREA,
        "setting": "rural",
        "on": DAY.isoformat(),
        "application": {"basis": "hukou"},
        "members": [_member(chance, f"m{row}", row == 0) for row in range(size)],
        "assets": [_asset(chance) for _ in range(chance.randint(0, 4))],
        "obligors": [],
        "receives": [],
    }


def _member(chance: random.Random, ref: str, is_self: bool) -> dict[str, Any]:
    age = chance.randint(18, 85) if is_self else chance.randint(0, 85)
    study = "none" if age > 26 else chance.choice(("none", "compulsory", "higher", "postgraduate"))
    return {
        "ref": ref,
        "relation": "self" if is_self else chance.choice(("spouse", "child", "parent", "grandchild")),
        "status": "at_home" if is_self else "away_studying" if study != "none" else chance.choice(STATUSES),
        "birth_date": date(DAY.year - age, 3, 2).isoformat(),
        "sex": chance.choice(("female", "male")),
        "disabilities": [_card(chance)] if chance.random() < 0.15 else [],
        "serious_illness": chance.random() < 0.1,
        "labour": chance.choice(("none", "partial", "full")),
        "study": study,
        "full_time": study != "none",
        "hukou_area": AREA,
        "pregnant": False,
        "incomes": [_income(chance) for _ in range(chance.randint(0, 9))],
        "expenses": [_expense(chance) for _ in range(chance.randint(0, 5))],
    }


def _card(chance: random.Random) -> dict[str, Any]:
    return {"kind": chance.choice(("visual", "physical", "intellectual", "mental")), "grade": chance.randint(1, 4)}


def _income(chance: random.Random) -> dict[str, Any]:
    per = chance.choice(("month", "year"))
    return {
        "kind": chance.choice(KINDS),
        "amount": str(chance.randint(0, 20) * (10 if per == "month" else 90)),
        "per": per,
    }


def _expense(chance: random.Random) -> dict[str, Any]:
    return {"kind": chance.choice(SPENT_ON), "amount": str(chance.randint(1, 25) * 1000), "per": "year"}


def _asset(chance: random.Random) -> dict[str, Any]:
    kind = chance.choice(("deposit", "deposit", "insurance", "house", "house", "vehicle"))
    value = chance.randint(1, 30) * 500
    reason = "disabled_car" if kind == "vehicle" and chance.random() < 0.8 else None
    return {"kind": kind, "amount": str(value), "exempt_reason": reason}
