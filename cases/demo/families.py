"""Families of the invented register: who lives together, what each can do, earns and suffers, and what the law gives them.

The amount comes from the engine, asked once for each sort of family: what differs inside a sort (names, days of birth
within an age band, villages) the law does not look at.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from random import Random
from typing import Any

from cases.demo.county import COUNTY
from eligibility import api

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One person of a family, as far as the law looks: an age band and circumstances."""

    relation: str
    sex: str
    ages: tuple[int, int]
    labour: str = "none"
    study: str = "none"
    disability: str = ""
    grade: int = 0
    ill: bool = False
    incomes: tuple[tuple[str, int], ...] = ()  # kind and whole yuan, per month (wage, pension) or year
    medical: int = 0
    cannot: tuple[str, ...] | None = None
    support: str = ""


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of family: the same answer of the law for all of it."""

    benefit: str
    setting: str
    parts: tuple[Part, ...]
    deposit: int = 0
    amount_fen: int = field(default=0, compare=False)


_PENSIONS = (160, 200, 230)
_WAGES = (600, 1000)
_FARMING = (0, 1800)
_DISABILITIES = (("physical", 2), ("mental", 2), ("intellectual", 1), ("visual", 1), ("physical", 3))
_SORTS_OF_A_SIZE = 50
_BANDS = ((60, 69), (70, 79), (80, 89))
INCOME_PER = {"wage": "month", "pension": "month", "farming": "year"}
_INDICATORS = ("eat", "dress", "bed", "toilet", "walk", "bathe")


def _elder(random: Random, relation: str, sex: str) -> Part:
    return Part(relation, sex, random.choice(_BANDS), incomes=(("pension", random.choice(_PENSIONS)),))


def _disabled(random: Random, relation: str, sex: str, ages: tuple[int, int] = (30, 59)) -> Part:
    kind, grade = random.choice(_DISABILITIES)
    return Part(relation, sex, ages, disability=kind, grade=grade)


def _ill(random: Random, relation: str, sex: str) -> Part:
    return Part(relation, sex, (35, 59), labour=random.choice(("none", "partial")), ill=True, medical=3600)


def _worker(random: Random, relation: str, sex: str) -> Part:
    incomes = (("wage", random.choice(_WAGES)), ("farming", random.choice(_FARMING)))
    return Part(relation, sex, (28, 55), labour="full", incomes=tuple((kind, yuan) for kind, yuan in incomes if yuan))


def _pupil(relation: str, sex: str) -> Part:
    return Part(relation, sex, (7, 15), labour="none", study="compulsory")


def _sex(random: Random) -> str:
    return random.choice(("female", "male"))


def _of_one(random: Random) -> tuple[Part, ...]:
    shapes = (_elder, _elder, _elder, _disabled, _ill)
    return (random.choice(shapes)(random, "self", _sex(random)),)


def _of_two(random: Random) -> tuple[Part, ...]:
    kind = random.randrange(4)
    if kind == 0:
        return _elder(random, "self", "male"), _elder(random, "spouse", "female")
    if kind == 1:
        return _elder(random, "self", "female"), _disabled(random, "child", "male", (30, 44))
    if kind == 2:
        return _worker(random, "self", "female"), _pupil("child", _sex(random))
    return _ill(random, "self", "male"), replace(_worker(random, "spouse", "female"), incomes=(("farming", 1800),))


def _of_three(random: Random) -> tuple[Part, ...]:
    parents = (_ill(random, "self", "male"), _worker(random, "spouse", "female"))
    if random.random() < 0.5:
        return *parents, _pupil("child", _sex(random))
    return _elder(random, "self", "female"), _pupil("grandchild", "female"), _pupil("grandchild", "male")


def _of_four(random: Random) -> tuple[Part, ...]:
    return *_of_three_with_child(random), _elder(random, "parent", "female")


def _of_five(random: Random) -> tuple[Part, ...]:
    return *_of_four(random), _pupil("child", _sex(random))


def _of_three_with_child(random: Random) -> tuple[Part, ...]:
    disabled = _disabled(random, "self", "male", (30, 44))
    return disabled, _worker(random, "spouse", "female"), _pupil("child", _sex(random))


_SHAPES: dict[int, Callable[[Random], tuple[Part, ...]]] = {
    1: _of_one,
    2: _of_two,
    3: _of_three,
    4: _of_four,
    5: _of_five,
}


def dibao(random: Random, setting: str, size: int, on: date) -> Sort:
    """A sort of family of this size that the law gives 低保."""
    return random.choice(_sorts_of(setting, size, on))


@cache
def _sorts_of(setting: str, size: int, on: date) -> tuple[Sort, ...]:
    """Some sorts of one size, each asked about once; the same on every run."""
    random = Random(f"{setting} {size}")  # noqa: S311 - invented people, not keys
    found: list[Sort] = []
    while len(found) < _SORTS_OF_A_SIZE:
        sort = Sort("dibao", setting, _SHAPES[size](random), deposit=random.choice((0, 0, 2000)))
        if amount := amount_of(sort, on):
            found.append(replace(sort, amount_fen=amount))
    return tuple(found)


def tekun(random: Random, on: date) -> Sort:
    """A person whom the law gives 特困: old, severely disabled or an orphan, and nobody to turn to."""
    support = "centralised" if random.random() < 0.18 else "dispersed"
    cannot = random.choice(((), (), (), ("bathe",), ("walk", "bathe"), ("dress", "bed", "toilet", "walk", "bathe")))
    chance = random.random()
    if chance < 0.9:
        part = Part("self", "male" if random.random() < 0.85 else "female", random.choice(_BANDS))
    elif chance < 0.98:
        part = Part("self", _sex(random), (25, 58), disability="intellectual", grade=2)
    else:
        part = Part("self", _sex(random), (8, 14), study="compulsory")
    sort = Sort("tekun", "rural", (replace(part, cannot=cannot, support=support),))
    amount = amount_of(sort, on)
    if not amount:
        raise ValueError(f"the law refuses 特困 to {sort}")
    return replace(sort, amount_fen=amount)


def well_off(random: Random) -> Sort:
    """A family that earns too much: the law refuses it."""
    earner = Part("self", "male", (35, 50), labour="full", incomes=(("wage", 3200),))
    return Sort("dibao", "rural", (earner, _worker(random, "spouse", "female"), _pupil("child", _sex(random))))


def struck(random: Random) -> Sort:
    """A family with an earner that something has struck: it asks for temporary relief."""
    earner = Part("self", "male", (35, 50), labour="full", incomes=(("wage", 1000),), medical=24_000)
    return Sort("temporary_relief", "rural", (earner, _pupil("child", _sex(random))))


@cache
def amount_of(sort: Sort, on: date) -> int | None:
    """What the law gives this sort of family on a day in fen; None when it is not a clear yes."""
    answer = api.assess(question_of(sort, on))
    return answer.amount_fen if answer.outcome == "yes" else None


def question_of(sort: Sort, on: date) -> Json:
    """The question of assess.md for a family in the middle of the sort's age bands."""
    return {
        "benefit": sort.benefit,
        "area": COUNTY,
        "setting": sort.setting,
        "on": on.isoformat(),
        "application": {"basis": "hukou"},
        "members": [_member(part, place, on) for place, part in enumerate(sort.parts)],
        "assets": [{"kind": "deposit", "amount": str(sort.deposit)}] if sort.deposit else [],
        "obligors": [],
    }


def _member(part: Part, place: int, on: date) -> Json:
    member: Json = {
        "ref": str(place),
        "relation": part.relation,
        "status": "at_home",
        "sex": part.sex,
        "birth_date": date(on.year - sum(part.ages) // 2, 1, 1).isoformat(),
        "disabilities": [{"kind": part.disability, "grade": part.grade}] if part.disability else [],
        "serious_illness": part.ill,
        "labour": part.labour,
        "study": part.study,
        "incomes": [{"kind": kind, "amount": str(yuan), "per": INCOME_PER[kind]} for kind, yuan in part.incomes],
        "expenses": [{"kind": "medical", "amount": str(part.medical), "per": "year"}] if part.medical else [],
    }
    if part.cannot is not None:
        member["self_care"] = {indicator: indicator not in part.cannot for indicator in _INDICATORS}
    if part.support:
        member["support_mode"] = part.support
    return member
