"""What is read from the workbook: one frozen record a row, with the row it came from, and each problem by its cell."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that cannot be taken: where, why, and what is allowed there."""

    sheet: str
    cell: str
    reason: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.sheet} {self.cell}：{self.reason}" + (f"（{self.allowed}）" if self.allowed else "")


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A row of 家庭; None is unknown."""

    row: int
    household: str
    head_name: str
    area_code: str
    setting: str
    address: str
    phone: str
    deposit: int | None
    assets_complete: bool | None
    obligors_complete: bool | None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A row of 成员; None is unknown, amounts are fen."""

    row: int
    household: str
    name: str
    id_number: str
    birth_date: date | None
    sex: str
    relation: str
    status: str
    disability: str | None  # "" = none, None = unknown
    disability_grade: str
    serious_illness: bool | None
    labour: str
    study: str
    cannot: tuple[str, ...] | None
    support_mode: str
    wage: int | None
    farming: int | None
    pension: int | None
    other: int | None
    incomes_complete: bool | None
    medical: int | None
    expenses_complete: bool | None
    hukou: str
    permit_from: date | None
    permit_until: date | None

    @property
    def known_as(self) -> tuple[str, ...]:
        """How the same person is found again in the same household: the number, else name and birthday."""
        return (self.id_number,) if self.id_number else (self.name, str(self.birth_date))


@dataclass(frozen=True, slots=True)
class AwardRow:
    """A row of 待遇; the amount is fen a month."""

    row: int
    key: str
    household: str
    benefit: str
    persons: tuple[str, ...]  # ID numbers; empty = every member of the household
    amount: int
    first_month: date
    paid_through: date | None  # the last month that the former system paid
    category: str
    reviewed_on: date | None
    supplement: int | None  # of the amount; None = unknown


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A row of 账户."""

    row: int
    household: str
    holder: str
    bank: str
    number: str


@dataclass(slots=True)
class Register:
    """A whole workbook as records, with every problem found so far and the raw rows for giving bad ones back."""

    households: list[HouseholdRow] = field(default_factory=list)
    members: list[MemberRow] = field(default_factory=list)
    awards: list[AwardRow] = field(default_factory=list)
    accounts: list[AccountRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    raw: dict[str, list[list[Any]]] = field(default_factory=dict)
    more_problems: int = 0  # beyond the ones that are listed

    @property
    def rows(self) -> int:
        """How many rows were read as records."""
        return len(self.households) + len(self.members) + len(self.awards) + len(self.accounts)
