"""What keeps an answer waiting, by name: whose fact it is, in plain words, and in which part of the intake it is told."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cases.households.selectors import Family, Person
from cases.households.vocabulary import CONDITIONS
from eligibility import api

_MEMBER = re.compile(r"members\[(\d+)\]\.?(\w*)")
_FOR_MACHINES = re.compile(r"（[^（）]*写 \[\]）|（[a-z_ 或]+）")  # how the public JSON writes an empty list or a code
_PARTS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(CONDITIONS, "conditions"),
        **dict.fromkeys(("employed_from", "work_refused_from", "work_refused_on"), "conditions"),
        **dict.fromkeys(("birth_date", "sex", "relation", "status", "ref", "members", "setting"), "members"),
        **dict.fromkeys(("status_since", "joined_on", "left_on", "died_on"), "members"),
        **dict.fromkeys(("incomes", "household_income"), "incomes"),
        **dict.fromkeys(("basis", "permit_months", "permit_from", "permit_until"), "residences"),
        **dict.fromkeys(("hukou_area", "residence_area"), "residences"),
        **dict.fromkeys(("reason", "same_cause_justified"), "wish"),
        "receives": "aids",
        **dict.fromkeys(("cause", "amount_requested", "months", "single_person", "grade", "kind"), "wish"),
        "expenses": "expenses",
        "assets": "assets",
        "obligors": "obligors",
    }
)


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is not known yet; `part` is empty when no form can tell it (a figure nobody published)."""

    whose: str
    what: str
    part: str
    member_id: int | None = None
    path: str = field(default="", compare=False)  # as the law names it
    asks: str = field(default="", compare=False)  # the name of the fact

    def __str__(self) -> str:
        return f"{self.whose}：{self.what}" if self.whose else self.what


def lacks(answer: api.Assessment, family: Family) -> list[Lack]:
    """Everything the answer waits for, in the order of the rule, each once."""
    return list(dict.fromkeys(_lack(missing.path, missing.text, family) for missing in answer.missing))


def _lack(path: str, text: str, family: Family) -> Lack:
    words = _FOR_MACHINES.sub("", text).removeprefix("缺少")
    if path.startswith("policy"):
        return Lack("", _unpublished(path, words), "", path=path)
    match = _MEMBER.match(path)
    person = next(_person(family, int(match[1])), None) if match else None
    names = [match[2] or "members"] if match else re.findall("[a-z_]+", path)
    part = next((_PARTS[name] for name in names if name in _PARTS), "")
    if person is None:
        return Lack("", words, part, path=path)
    return Lack(person.member.name, words, part, person.member.pk, path, names[0])


def _person(family: Family, place: int) -> Iterator[Person]:
    """The member at a place of the question, which leaves out who was not born yet."""
    born = [one for one in family.people if one.member.birth_date is None or one.member.birth_date <= family.day]
    yield from born[place : place + 1]


def _unpublished(path: str, words: str) -> str:
    name = path.removeprefix("policy.")
    return f"本地还没有公布{api.REGISTRY[name].meaning}" if name in api.REGISTRY else words
