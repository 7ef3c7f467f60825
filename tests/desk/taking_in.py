"""王秀兰's family at the window, and the words of its forms, for the tests of taking an application."""

from datetime import date

from cases.households.models import Household, Income, Member
from cases.staff.scope import acting_in
from tests.cases.households.people import number
from tests.people import COUNTY

WANG, LI = number(date(1978, 3, 7), 1), number(date(1975, 5, 2), 2, male=True)
HTMX = {"HX-Request": "true"}


def head_of(family: Household) -> Member:
    with acting_in(COUNTY):
        found: Member = Member.objects.get(household=family, relation="self")
        return found


def incomes(family: Household) -> list[int]:
    with acting_in(COUNTY):
        rows = Income.objects.filter(member__household=family, voided_at=None).order_by("pk")
        return list(rows.values_list("amount_fen", flat=True))


def version(family: Household) -> int:
    with acting_in(COUNTY):
        return int(Household.objects.get(pk=family.pk).version)


def at(family: Household, code: str) -> str:
    return f"/intake/{family.pk}/{code}/"


def typed(member: Member, **fields: str) -> dict[str, str]:
    """What the boxes of one member's card hold."""
    blank = {"replaces": "", "kind": "", "amount": "", "per": "", "evidence": ""}
    return {f"{member.pk}-{name}": value for name, value in {**blank, **fields}.items()}


def wage(member: Member, amount: str = "1850") -> dict[str, str]:
    return typed(member, kind="wage", amount=amount, per="month")
