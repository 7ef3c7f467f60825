"""A county's worth of families with accounts and awards, written in bulk."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from assistance.fields import blind_index, seal
from cases.awards.services import Grant, grant_all
from cases.households.models import Household, Member, PaymentAccount
from tests.people import VILLAGE


def a_county_of_families(families: int) -> int:
    """Households, members, accounts and awards of last month and this one; the fen that are owed."""
    now = timezone.now()
    this = timezone.localdate().replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    households = Household.objects.bulk_create(
        [
            Household(number=f"F{n}", head_name=f"户{n}", setting="rural", area_code=VILLAGE, created_at=now)
            for n in range(families)
        ]
    )
    always = DateRange(date(2024, 1, 1), None)
    people = Member.objects.bulk_create(
        [
            Member(
                household=household,
                area_code=VILLAGE,
                name=household.head_name,
                relation="self",
                period=always,
                id_index=blind_index(household.number, "person"),
                recorded_at=now,
            )
            for household in households
        ]
    )
    PaymentAccount.objects.bulk_create([_account(household, always) for household in households])
    amounts = [40_000 + n % 977 for n in range(families)]
    granted = grant_all(
        [
            Grant(household, "dibao", amount, last if n % 3 else this, [person])
            for n, (household, person, amount) in enumerate(zip(households, people, amounts, strict=True))
        ],
        at=now,
    )
    assert isinstance(granted, tuple)
    return sum(amount * (2 if n % 3 else 1) for n, amount in enumerate(amounts))


def _account(household: Household, always: DateRange) -> PaymentAccount:
    number = f"6217{household.pk:012d}"
    account = PaymentAccount(
        household=household,
        area_code=VILLAGE,
        holder=household.head_name,
        bank="青阳农商银行",
        number_index=blind_index(number, "account"),
        number_mask=f"6217****{number[-4:]}",
        period=always,
        recorded_at=household.created_at,
    )
    account.number = seal(number, "cases_paymentaccount.number", account.uid)
    return account
