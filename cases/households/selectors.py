"""Reading families: the whole of one in a constant number of queries, and the list and search of many."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.households import identity
from cases.households.models import (
    Aid,
    Asset,
    Condition,
    Consent,
    Expense,
    Household,
    Income,
    Member,
    Obligor,
    PaymentAccount,
    Residence,
)
from cases.staff.models import Post


@dataclass
class Person:
    """One member with everything dated that is known of him on the day."""

    member: Member
    conditions: dict[str, Condition] = field(default_factory=dict)
    incomes: list[Income] = field(default_factory=list)
    expenses: list[Expense] = field(default_factory=list)
    residences: dict[str, Residence] = field(default_factory=dict)
    consents: list[Consent] = field(default_factory=list)


@dataclass
class Family:
    """A household as it stood on one day."""

    household: Household
    day: date
    people: list[Person]
    assets: list[Asset]
    obligors: list[Obligor]
    accounts: list[PaymentAccount]
    aids: list[Aid]

    @property
    def head(self) -> Person | None:
        """The person the family is called by, if still a member."""
        return next((one for one in self.people if one.member.relation == "self"), None)


def _standing(rows: "QuerySet[Any]", day: date) -> "QuerySet[Any]":
    return rows.filter(voided_at__isnull=True, period__contains=day).order_by("pk")


def members_on(household: Household, day: date) -> list[Member]:
    """Who lives together on a day, the head first."""
    rows: list[Member] = list(_standing(Member.objects.filter(household=household), day))
    for row in rows:
        row.household = household
    return sorted(rows, key=lambda row: (row.relation != "self", row.pk))


def facts_of(household: Household, day: date) -> Family:
    """The whole family on a day, in ten queries however large it is."""
    return families_on([household], day)[household.pk]


def families_on(households: Iterable[Household], day: date) -> dict[int, Family]:
    """Many whole families on a day, in the same ten queries."""
    by_id = {row.pk: row for row in households}
    of_them = Q(household__in=by_id)
    members: list[Member] = list(_standing(Member.objects.filter(of_them), day))
    for row in members:
        row.household = by_id[row.household_id]
    people = {row.pk: Person(row) for row in sorted(members, key=lambda row: (row.relation != "self", row.pk))}
    _fill(people, day)
    owned = {
        model: _by_household(_standing(model.objects.filter(of_them), day))
        for model in (Asset, Obligor, PaymentAccount)
    }
    begun = Q(started_on__isnull=True) | Q(started_on__lte=day)  # what is over counts: relief is not given twice
    aids = _by_household(Aid.objects.filter(of_them, begun, voided_at__isnull=True).order_by("pk"))
    living: dict[int, list[Person]] = defaultdict(list)
    for person in people.values():
        living[person.member.household_id].append(person)
    return {
        pk: Family(row, day, living[pk], owned[Asset][pk], owned[Obligor][pk], owned[PaymentAccount][pk], aids[pk])
        for pk, row in by_id.items()
    }


def _by_household(rows: "QuerySet[Any]") -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.household_id].append(row)
    return found


def _fill(people: dict[int, Person], day: date) -> None:
    """Lay every member's dated rows on him; each row knows its member without another query."""
    for condition in _of(Condition, people, day):
        people[condition.member_id].conditions[condition.name] = condition
    for income in _of(Income, people, day):
        people[income.member_id].incomes.append(income)
    for expense in _of(Expense, people, day):
        people[expense.member_id].expenses.append(expense)
    for residence in _of(Residence, people, day):
        people[residence.member_id].residences[residence.kind] = residence
    valid = Q(until__isnull=True) | Q(until__gte=day)
    for consent in _known(
        Consent.objects.filter(valid, member__in=people, voided_at__isnull=True, signed_on__lte=day), people
    ):
        people[consent.member_id].consents.append(consent)


def _of(model: Any, people: dict[int, Person], day: date) -> Iterable[Any]:
    return _known(_standing(model.objects.filter(member__in=people), day), people)


def _known(rows: "QuerySet[Any]", people: dict[int, Person]) -> Iterable[Any]:
    for row in rows.order_by("pk"):
        row.member = people[row.member_id].member
        yield row


# --- many ---


def families(post: Post, text: str = "", setting: str = "") -> "QuerySet[Household]":
    """The families an officer may see, narrowed by a search (name, initials, ID number, last four, number) and setting."""
    rows: QuerySet[Household] = Household.objects.visible_to(post)
    if setting:
        rows = rows.filter(setting=setting)
    return rows.filter(_matches(post, text.strip())) if text.strip() else rows


def _matches(post: Post, text: str) -> Q:
    """What a piece of typed text can mean: it is read by its shape, never tried on every column."""
    number = identity.normal(text)
    if re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return _has_member(post, id_index=identity.person_index(number))
    if re.fullmatch(r"[0-9]{3}[0-9X]", number):
        return _has_member(post, id_tail_index=identity.tail_index(number))
    if re.fullmatch(r"[0-9]{6}-[0-9]{4}-[0-9]+", text):
        return Q(number=text)
    if text.isascii():
        letters = text.lower()
        return Q(head_pinyin__startswith=letters) | _has_member(post, initials__startswith=letters)
    name = identity.tidy_name(text)
    return Q(head_name__startswith=name) | _has_member(post, name__startswith=name)


def _has_member(post: Post, **like: Any) -> Q:
    members = Member.objects.visible_to(post).filter(household=OuterRef("pk"), voided_at__isnull=True, **like)
    return Q(Exists(members))


def search(post: Post, text: str, limit: int = 8) -> list[Household]:
    """The first families that a piece of typed text finds, with their members' names left to the caller."""
    return list(families(post, text).order_by("head_pinyin", "pk")[:limit]) if text.strip() else []


def person_known(post: Post, id_number: str, day: date) -> list[Member]:
    """Every household, past and present, in which an officer may see this person."""
    index = identity.person_index(id_number)
    rows = Member.objects.visible_to(post).filter(id_index=index, voided_at__isnull=True).select_related("household")
    return sorted(rows, key=lambda row: (not _lasts(row, day), -row.pk))


def _lasts(row: Member, day: date) -> bool:
    return row.period.upper is None or row.period.upper > day


def sharing_account(post: Post, account: PaymentAccount) -> "QuerySet[Household]":
    """Other families that are paid into the same account."""
    same = PaymentAccount.objects.visible_to(post).filter(number_index=account.number_index, voided_at__isnull=True)
    return Household.objects.visible_to(post).filter(accounts__in=same).exclude(pk=account.household_id)
