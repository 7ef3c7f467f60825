"""Families with members, as the tests of awards and payouts need them: invented people, accounts of no bank."""

from datetime import UTC, date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from assistance.fields import blind_index
from cases.households.models import Household, Member, PaymentAccount
from tests.people import VILLAGE

LONG_AGO = datetime(2024, 1, 5, 2, tzinfo=UTC)


def family(number: str, *, persons: int = 1, area_code: str = VILLAGE, account: bool = True) -> Household:
    """A household with members who have ID indexes, and a payment account from 2024 on."""
    household = Household.objects.create(
        number=number, head_name=f"户主{number}", setting="rural", area_code=area_code, created_at=LONG_AGO
    )
    Member.objects.bulk_create(
        [
            Member(
                household=household,
                area_code=area_code,
                name=f"成员{number}-{place}",
                relation="head" if place == 0 else "child",
                period=DateRange(date(2024, 1, 1), None),
                id_index=blind_index(f"{number}-{place}", "person"),
                recorded_at=LONG_AGO,
            )
            for place in range(persons)
        ]
    )
    if account:
        give_account(household, f"6217{number:0>12}", start=date(2024, 1, 1))
    return household


def give_account(household: Household, text: str, *, start: date) -> PaymentAccount:
    """A payment account in force from a day on."""
    account: PaymentAccount = PaymentAccount.objects.create(
        household=household,
        area_code=household.area_code,
        holder=household.head_name,
        bank="青阳农商银行",
        number=text,
        number_index=blind_index(text, "account"),
        number_mask=f"{text[:4]}****{text[-4:]}",
        period=DateRange(start, None),
        recorded_at=LONG_AGO,
    )
    return account


def members(household: Household) -> list[Member]:
    """The members in the order they were written."""
    return list(household.members.order_by("pk"))
