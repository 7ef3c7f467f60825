"""王秀兰's family at the window, and the words of its forms, for the tests of taking an application."""

from datetime import date
from typing import Any

from django.test import Client
from django.utils import timezone

from cases.assessments.services import question_of
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


def asked(family: Household) -> dict[str, Any]:
    """What the law is told about the family today."""
    with acting_in(COUNTY):
        return question_of(Household.objects.get(pk=family.pk), benefit="dibao", on=timezone.localdate())


def post(client: Client, family: Household, code: str, key: object, **fields: str) -> tuple[int, str]:
    """One card of a section, saved."""
    typed = {f"{key}-{name}": value for name, value in {"replaces": "", **fields}.items()}
    answer = client.post(at(family, code), {**typed, "save": str(key), "version": str(version(family))})
    return answer.status_code, answer.content.decode()


def seen(client: Client, family: Household, code: str) -> tuple[str, str]:
    """The section with what was saved, and the page of the family."""
    section, whole = (client.get(path).content.decode() for path in (at(family, code), f"/households/{family.pk}/"))
    return section, whole
