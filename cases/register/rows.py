"""From the rows of a workbook to the rows of the database: what a cell of 成员 says becomes a dated fact."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from assistance.fields import blind_index
from cases.awards.services import Grant
from cases.households.identity import give_number, mask_account, pinyin_of
from cases.households.models import (
    Asset,
    Condition,
    Expense,
    Fact,
    Household,
    Income,
    Member,
    PaymentAccount,
    Per,
    Residence,
)
from cases.register.facts import MemberFacts
from cases.register.layout import INCOMES, SELF_CARE
from cases.register.records import AccountRow, AwardRow, HouseholdRow, MemberRow
from cases.staff.models import Post

_INDICATORS = tuple(code for code in SELF_CARE.values() if code)
_pinyin = lru_cache(maxsize=50_000)(pinyin_of)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who took the register in, when, and from which file: stands on every fact."""

    actor: Post | None
    at: datetime
    evidence: str  # name of the file and the row's sheet

    def marks(self) -> dict[str, Any]:
        """The columns that every fact has."""
        return {
            "source": Fact.Source.REGISTER,
            "evidence": self.evidence,
            "recorded_at": self.at,
            "recorded_by_id": self.actor.officer_id if self.actor else None,
        }


def household_of(row: HouseholdRow, origin: Origin) -> Household:
    """A household that is not there yet."""
    return Household(
        number=row.household,
        head_name=row.head_name,
        head_pinyin=_pinyin(row.head_name)[0],
        setting=row.setting,
        area_code=row.area_code,
        address=row.address,
        phone=row.phone,
        assets_complete=bool(row.assets_complete),
        obligors_complete=bool(row.obligors_complete),
        created_at=origin.at,
        created_by_id=origin.actor.officer_id if origin.actor else None,
    )


def member_of(row: MemberRow, household: Household, since: date, origin: Origin) -> Member:
    """A member who is not there yet, living in the household from `since` or from birth."""
    member = Member(
        household=household,
        area_code=household.area_code,
        name=row.name,
        relation=row.relation,
        status=row.status or "at_home",
        birth_date=row.birth_date,
        sex=row.sex,
        incomes_complete=bool(row.incomes_complete),
        expenses_complete=bool(row.expenses_complete),
        **origin.marks(),
    )
    member.pinyin, member.initials = _pinyin(row.name)
    if row.id_number:
        give_number(member, row.id_number)
    member.period = DateRange(max(since, member.birth_date or since), None)
    return member


def add_facts(facts: MemberFacts, row: MemberRow, member: Member) -> None:
    """Everything the row says about a person; what it does not say gets no row, and "none" of an amount gets none either."""
    for name, value in _conditions(row):
        facts.add(Condition, member, name, json.dumps(value))
    for kind, per in INCOMES.items():
        if amount := getattr(row, kind):
            facts.add(Income, member, kind, amount, per)
    if row.medical:
        facts.add(Expense, member, "medical", row.medical, Per.YEAR.value)
    if row.hukou:
        facts.add(Residence, member, "hukou", row.hukou, None, None)
    if row.permit_from or row.permit_until:
        facts.add(Residence, member, "residence_permit", member.area_code, row.permit_from, row.permit_until)


def _conditions(row: MemberRow) -> Iterator[tuple[str, Any]]:
    if row.disability is not None:
        known = [{"kind": row.disability, "grade": int(row.disability_grade)}] if row.disability else []
        yield "disabilities", known
    if row.serious_illness is not None:
        yield "serious_illness", row.serious_illness
    for name in ("labour", "study", "support_mode"):
        if value := getattr(row, name):
            yield name, value
    if row.cannot is not None:
        yield "self_care", {indicator: indicator not in row.cannot for indicator in _INDICATORS}


def deposit_of(row: HouseholdRow, household: Household, since: date, origin: Origin) -> Asset:
    """The family's savings."""
    return Asset(
        household=household,
        area_code=household.area_code,
        kind="deposit",
        amount_fen=row.deposit,
        period=DateRange(since, None),
        **origin.marks(),
    )


def account_of(row: AccountRow, household: Household, since: date, origin: Origin) -> PaymentAccount:
    """Where the household is paid."""
    return PaymentAccount(
        household=household,
        area_code=household.area_code,
        holder=row.holder,
        bank=row.bank,
        number=row.number,
        number_index=blind_index(row.number, "account"),
        number_mask=mask_account(row.number),
        period=DateRange(since, None),
        **origin.marks(),
    )


def grant_of(row: AwardRow, household: Household, persons: Sequence[Member], on: date) -> Grant:
    """An entitlement that another system decided, and paid up to some month."""
    paid = month_after(row.paid_through) if row.paid_through else on.replace(day=1)
    return Grant(
        household=household,
        benefit=row.benefit,
        amount_fen=row.amount,
        first_month=row.first_month,
        persons=persons,
        category=row.category or "stable",
        register_key=row.key,
        owed_from=max(paid, row.first_month),
        reviewed_on=row.reviewed_on,
        reason="register",
        parts=_parts(row),
    )


def _parts(row: AwardRow) -> list[dict[str, Any]]:
    """What the amount is made of, where the workbook says it."""
    if row.supplement is None:
        return []
    parts = (("base", row.amount - row.supplement), ("supplement", row.supplement))
    return [{"what": what, "member": None, "amount": f"{fen // 100}.{fen % 100:02d}"} for what, fen in parts]


def month_after(month: date) -> date:
    """The first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
