"""What of a register is in the database already: found by 户编号, ID number and 待遇编号, in a constant number of queries."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from cases.awards.models import Award, AwardPeriod, AwardPerson
from cases.households.models import Household, Member, PaymentAccount
from cases.staff.models import Area
from cases.staff.scope import NATION, acting_in
from cases.staff.selectors import villages_within

_CHUNK = 5_000
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Standing:
    """A member as the database knows the person: in which household (number), where, until when."""

    member: Member
    household: str
    area_code: str
    name: str
    relation: str
    until: date | None


@dataclass(frozen=True, slots=True)
class StandingAward:
    """An award as the database knows it."""

    pk: int
    household: str
    benefit: str
    amount_fen: int | None
    first_month: date


@dataclass(slots=True)
class Stock:
    """Everything that the workbook's keys meet."""

    households: dict[str, Household] = field(default_factory=dict)  # number → household
    people: dict[bytes, list[Standing]] = field(default_factory=dict)  # index of the ID number → where it stands
    unnumbered: dict[tuple[str, str, date | None], Standing] = field(default_factory=dict)  # household, name, birthday
    awards: dict[str, StandingAward] = field(default_factory=dict)  # register key → award
    aided: dict[tuple[bytes, str], set[str | None]] = field(default_factory=dict)  # person, group → register keys
    accounts: dict[str, tuple[bytes, str]] = field(default_factory=dict)  # household number → index and holder


def villages_of(area_code: str) -> dict[str, str]:
    """Codes and names of the places that a register of this area may fill."""
    return dict(villages_within(area_code).values_list("code", "name"))


def area_named(area_code: str) -> Area | None:
    """The area with this code, if the tree has it."""
    return Area.objects.filter(code=area_code).first()


def only_county() -> str | None:
    """The code of the only county in the tree; None when there is none or more than one."""
    counties = list(Area.objects.filter(level=Area.Level.COUNTY).values_list("code", flat=True)[:2])
    return counties[0] if len(counties) == 1 else None


def stock_of(numbers: Sequence[str], people: Sequence[bytes], keys: Sequence[str]) -> Stock:
    """Look over the whole nation: a person may not be aided here while aided elsewhere, whoever asks.

    What lies outside the asker's area is only ever told as "elsewhere".
    """
    stock = Stock()
    with acting_in(NATION):
        for some_numbers in in_chunks(numbers):
            _add_households(stock, some_numbers)
        for some_people in in_chunks(people):
            _add_people(stock, some_people)
        for some_keys in in_chunks(keys):
            _add_awards(stock, some_keys)
    return stock


def _add_households(stock: Stock, numbers: Sequence[str]) -> None:
    for household in Household.objects.filter(number__in=numbers).order_by("pk"):
        stock.households[household.number] = household
    nameless = Member.objects.filter(household__number__in=numbers, id_index=None, voided_at=None)
    for member in nameless.select_related("household").order_by("pk"):
        stock.unnumbered[member.household.number, member.name, member.birth_date] = _standing(member)
    held = PaymentAccount.objects.filter(household__number__in=numbers, voided_at=None, period__upper_inf=True)
    for number, index, holder in held.order_by("pk").values_list("household__number", "number_index", "holder"):
        stock.accounts[number] = (bytes(index), holder)


def _add_people(stock: Stock, people: Sequence[bytes]) -> None:
    rows = Member.objects.filter(id_index__in=people, voided_at=None).select_related("household")
    for member in rows.defer("id_number").order_by("pk"):
        stock.people.setdefault(bytes(member.id_index or b""), []).append(_standing(member))
    covered = AwardPerson.objects.filter(person_index__in=people, voided_at=None, period__upper_inf=True)
    for index, group, key in covered.order_by("pk").values_list("person_index", "scheme_group", "award__register_key"):
        stock.aided.setdefault((bytes(index), group), set()).add(key)


def _add_awards(stock: Stock, keys: Sequence[str]) -> None:
    amounts = dict(
        AwardPeriod.objects.filter(award__register_key__in=keys, voided_at=None)
        .order_by("period")
        .values_list("award_id", "amount_fen")
    )
    for award in Award.objects.filter(register_key__in=keys).select_related("household").order_by("pk"):
        stock.awards[str(award.register_key)] = StandingAward(
            award.pk, award.household.number, award.benefit, amounts.get(award.pk), award.period.lower
        )


def _standing(member: Member) -> Standing:
    return Standing(
        member, member.household.number, member.area_code, member.name, member.relation, member.period.upper
    )


def in_chunks(items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    """Parts of a size that one statement takes well."""
    whole = list(items)
    return (whole[start : start + _CHUNK] for start in range(0, len(whole), _CHUNK))
