"""What is known of a family: frozen records in which a thing nobody told us is UNKNOWN, never zero and never false."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Final, Literal

from eligibility.core.money import Per


class Unknown(Enum):
    """The one value that says: nobody has told us."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("UNKNOWN is neither true nor false: ask `is UNKNOWN`")


UNKNOWN: Final = Unknown.UNKNOWN

# Codes keep their place: the rules count with the position.
RELATIONS: Final = (
    "self", "spouse", "child", "parent", "grandchild", "grandparent", "sibling", "child_in_law", "parent_in_law",
    "other",
)  # fmt: skip
STATUSES: Final = (
    "at_home", "away_working", "away_studying", "institution", "prison", "drug_isolation", "declared_missing",
    "clergy_away", "long_term_hospital", "military",
)  # fmt: skip
SEXES: Final = ("female", "male")
DISABILITIES: Final = ("visual", "hearing", "speech", "physical", "intellectual", "mental", "multiple")
LABOUR: Final = ("none", "partial", "full")
TRADES: Final = ("none", "farming", "labour", "business")
STUDIES: Final = ("none", "preschool", "compulsory", "senior", "vocational", "higher", "postgraduate")
SUPPORT_MODES: Final = ("centralised", "dispersed")
INDICATORS: Final = ("eat", "dress", "bed", "toilet", "walk", "bathe")
INCOME_KINDS: Final = (
    "wage", "business", "farming", "property", "land_transfer", "rent", "interest", "pension", "basic_pension",
    "unemployment_benefit", "maintenance", "compensation", "gift", "land_subsidy", "grassland_subsidy",
    "veteran_pension", "family_planning_reward", "scholarship", "bravery_award", "social_assistance",
    "disability_subsidy", "senior_allowance", "other",
)  # fmt: skip
EXPENSE_KINDS: Final = (
    "medical", "education", "disability_rehabilitation", "care", "housing", "employment_cost", "living", "other",
    "tax", "social_insurance", "maintenance_paid",
)  # fmt: skip
TRANSFERS_PAID: Final = (
    "tax",
    "social_insurance",
    "maintenance_paid",
)  # taken off the income, never hardship of their own
ASSET_KINDS: Final = ("deposit", "security", "fund", "insurance", "claim", "vehicle", "house", "business", "shop")
# what only some places ask of a thing, and of which kinds of things
ASSET_MEASURES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "floor_area": ("house", "shop"),
        "acquired_on": ("house", "shop", "vehicle"),
        "hired_staff": ("business",),
        "after_disaster": ("house",),
        "built_on": ("vehicle",),
    }
)
FINANCIAL_ASSETS: Final = ("deposit", "security", "fund", "insurance", "claim")
BENEFITS: Final = (
    "dibao", "dibao_edge", "rigid_expenditure", "tekun", "temporary_relief", "disability_living", "disability_care",
    "orphan", "unsupported_child", "senior_allowance", "screen",
)  # fmt: skip
SETTINGS: Final = ("urban", "rural")
SETTING_WORDS: Final = {"urban": "城市", "rural": "农村"}
RELIEF_KINDS: Final = ("emergency", "expenditure")
BASES: Final = ("hukou", "residence_permit", "emergency_place")
ICD_10: Final = re.compile(r"[A-Z][0-9]{2}(\.[0-9A-Z]{1,4})?", re.ASCII)

OLDEST: Final = 130

Setting = Literal["urban", "rural"]


@dataclass(frozen=True, slots=True)
class Income:
    """One income of one person, as declared or found; the amount belongs to the month, the year, or fell once."""

    kind: str | Unknown = UNKNOWN
    fen: int | Unknown = UNKNOWN
    per: Per | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class Expense:
    """One expense of one person: the own part, after insurance and aid."""

    kind: str | Unknown = UNKNOWN
    fen: int | Unknown = UNKNOWN
    per: Per | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class Disability:
    """One kind and grade of the disability card; grade 1 is the gravest of four."""

    kind: str | Unknown = UNKNOWN
    grade: int | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class SelfCare:
    """The six things of L43 art.21 a person can or cannot do alone."""

    eat: bool | Unknown = UNKNOWN
    dress: bool | Unknown = UNKNOWN
    bed: bool | Unknown = UNKNOWN
    toilet: bool | Unknown = UNKNOWN
    walk: bool | Unknown = UNKNOWN
    bathe: bool | Unknown = UNKNOWN


_NO_SELF_CARE = SelfCare()


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the household."""

    ref: str
    relation: str | Unknown = UNKNOWN
    legal_duty: bool | Unknown = UNKNOWN
    status: str | Unknown = UNKNOWN
    status_since: date | Unknown = UNKNOWN
    joined_on: date | Unknown = UNKNOWN
    left_on: date | Unknown = UNKNOWN
    died_on: date | Unknown = UNKNOWN
    hukou_area: str | Unknown = UNKNOWN
    residence_area: str | Unknown = UNKNOWN
    birth_date: date | Unknown = UNKNOWN
    sex: str | Unknown = UNKNOWN
    hardship_class: int | Unknown = UNKNOWN
    disabilities: tuple[Disability, ...] | Unknown = UNKNOWN
    serious_illness: bool | Unknown = UNKNOWN
    illness_code: str | Unknown = UNKNOWN
    labour: str | Unknown = UNKNOWN
    imputed_confirmed: bool | Unknown = UNKNOWN
    employment: str | Unknown = UNKNOWN
    trade: str | Unknown = UNKNOWN
    employed_from: date | Unknown = UNKNOWN
    work_refusals: int | Unknown = UNKNOWN
    work_refused_from: date | Unknown = UNKNOWN
    work_refused_on: date | Unknown = UNKNOWN
    study: str | Unknown = UNKNOWN
    full_time: bool | Unknown = UNKNOWN
    pregnant: bool | Unknown = UNKNOWN
    land: bool | Unknown = UNKNOWN
    relocated: bool | Unknown = UNKNOWN
    self_care: SelfCare = _NO_SELF_CARE
    support_mode: str | Unknown = UNKNOWN
    incomes: tuple[Income, ...] | Unknown = UNKNOWN
    expenses: tuple[Expense, ...] | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class Asset:
    """One thing the household owns; the reason why it should not count is a code the place's rule must name."""

    kind: str | Unknown = UNKNOWN
    fen: int | Unknown = UNKNOWN
    exempt_reason: str | None = None
    floor_area: int | Unknown = UNKNOWN  # hundredths of a square metre
    acquired_on: date | Unknown = UNKNOWN
    hired_staff: int | Unknown = UNKNOWN
    after_disaster: bool | Unknown = UNKNOWN  # a home rebuilt, bought or assigned after one
    built_on: date | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class Obligor:
    """A person outside the household with a legal duty to support somebody in it."""

    relation: str | Unknown = UNKNOWN
    household_size: int | Unknown = UNKNOWN
    income_fen: int | Unknown = UNKNOWN
    income_per: Per | Unknown = UNKNOWN
    supports: int | Unknown = UNKNOWN
    able: bool | Unknown = UNKNOWN
    status: str | Unknown = UNKNOWN
    birth_date: date | Unknown = UNKNOWN
    receives: str | Unknown = UNKNOWN
    severe_disability: bool | Unknown = UNKNOWN
    property_inside: bool | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class Receipt:
    """Another benefit the household already receives."""

    benefit: str | Unknown = UNKNOWN
    start: date | Unknown = UNKNOWN
    end: date | Unknown = UNKNOWN
    fen: int | Unknown = UNKNOWN
    supplement_fen: int | Unknown = UNKNOWN
    area: str | Unknown = UNKNOWN
    cause: str | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class Household:
    """The family as the rules see it: everything they may ask about people and property."""

    members: tuple[Person, ...] | Unknown = UNKNOWN
    income_fen: int | Unknown = UNKNOWN
    income_per: Per | Unknown = UNKNOWN
    assets: tuple[Asset, ...] | Unknown = UNKNOWN
    obligors: tuple[Obligor, ...] | Unknown = UNKNOWN
    receives: tuple[Receipt, ...] | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class Application:
    """What is asked for, where, and why."""

    basis: str | Unknown = UNKNOWN
    permit_months: int | Unknown = UNKNOWN
    permit_from: date | Unknown = UNKNOWN
    permit_until: date | Unknown = UNKNOWN
    accepted_on: date | Unknown = UNKNOWN
    cause: str | Unknown = UNKNOWN
    single_person: bool = False
    grade: str | Unknown = UNKNOWN
    amount_requested: int | Unknown = UNKNOWN
    months: int | Unknown = UNKNOWN
    reason: str | Unknown = UNKNOWN
    same_cause_justified: bool | Unknown = UNKNOWN
    grace_from: date | Unknown = UNKNOWN
    grace_reason: str | Unknown = UNKNOWN


def age_on(birth: date, day: date) -> int:
    """Full years; a person born on 29 February turns a year older on 1 March of a common year."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
