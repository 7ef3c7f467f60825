"""The invented county's register as a workbook: the size of Donghai in document 001, the same file for the same seed and day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from cases.demo import families
from cases.demo.county import Place, places
from cases.demo.families import Part, Sort
from cases.demo.persons import REGISTERED, Population
from cases.register import layout
from cases.register.template import workbook_of

SEED = 20260101


@dataclass(frozen=True, slots=True)
class Size:
    """How many households and persons of each benefit; the default is Donghai's."""

    rural: tuple[int, int] = (8_084, 13_326)
    urban: tuple[int, int] = (114, 167)
    tekun: int = 1_452


DONGHAI = Size()
_BANKS = ("青阳农商行", "邮储银行青阳县支行", "农业银行青阳县支行")
_SHARE_OF_SIZES = ((1, 60), (2, 24), (3, 10), (4, 4), (5, 2))
_DUE_SOON = 40  # about so many awards fall due for review around the day


@dataclass(slots=True)
class _Sheets:
    households: list[list[Any]] = field(default_factory=list)
    members: list[list[Any]] = field(default_factory=list)
    awards: list[list[Any]] = field(default_factory=list)
    accounts: list[list[Any]] = field(default_factory=list)


def register(on: date, *, size: Size = DONGHAI, seed: int = SEED) -> bytes:
    """The workbook as the county exports it on a day: families in receipt, paid up to the month before."""
    writer = Writer(on, seed)
    for number, sort in enumerate(_sorts(writer.random, size, on), start=1):
        writer.add_recipient(f"QY{number:06d}", sort)
    return writer.workbook()


def _sorts(random: Random, size: Size, on: date) -> Iterator[Sort]:
    for setting, (households, persons) in (("rural", size.rural), ("urban", size.urban)):
        for members in _sizes(random, households, persons):
            yield families.dibao(random, setting, members, on)
    for _ in range(size.tekun):
        yield families.tekun(random, on)


def _sizes(random: Random, households: int, persons: int) -> list[int]:
    """Sizes of so many households that hold exactly so many persons."""
    sizes = random.choices([size for size, _ in _SHARE_OF_SIZES], [share for _, share in _SHARE_OF_SIZES], k=households)
    while (short := persons - sum(sizes)) != 0:
        place = random.randrange(households)
        step = 1 if short > 0 else -1
        if 1 <= sizes[place] + step <= 5:
            sizes[place] += step
    return sizes


def _words(codes: Mapping[str, str], code: str) -> str:
    return next(word for word, found in codes.items() if found == code)


class Writer:
    """Turns sorts into people with names, numbers, addresses and accounts."""

    def __init__(self, on: date, seed: int, prefix: str = REGISTERED) -> None:
        self.on = on
        self.population = Population(seed, prefix)
        self.random = self.population.random
        self.sheets = _Sheets()
        everywhere = places()
        self.rural = [place for place in everywhere if place.setting == "rural"]
        self.urban = [place for place in everywhere if place.setting == "urban"]

    def workbook(self) -> bytes:
        """Everything added so far, in the four sheets."""
        sheets = self.sheets
        rows = (sheets.households, sheets.members, sheets.awards, sheets.accounts)
        return workbook_of({sheet.name: some for sheet, some in zip(layout.SHEETS, rows, strict=True)})

    def add_recipient(self, key: str, sort: Sort) -> None:
        """A household with what it receives."""
        self.add(key, sort, self.random.choice(self.rural if sort.setting == "rural" else self.urban))
        unsteady = any(part.labour == "full" for part in sort.parts)
        first, reviewed = self._since(unsteady)
        benefit = _words(layout.BENEFIT, sort.benefit)
        category = "有劳动能力且收入不稳定" if unsteady else "收入稳定"
        row = [
            f"DY{key[2:]}",
            key,
            benefit,
            "",
            sort.amount_fen / 100,
            first,
            _month_back(self.on, 1),
            category,
            reviewed,
        ]
        self.sheets.awards.append(row)

    def add(self, key: str, sort: Sort, place: Place) -> None:
        """A household with its members and its account."""
        names = self._members(key, sort, place)
        self.sheets.households.append(
            [key, names[0], place.code, _words(layout.SETTING, sort.setting), self._address(place), self._phone(),
             sort.deposit, "是", "是"]
        )  # fmt: skip
        account = f"{REGISTERED}{int(key[2:]):07d}{self.random.randrange(10**6):06d}"
        self.sheets.accounts.append([key, names[0], self.random.choice(_BANKS), account])

    def _members(self, key: str, sort: Sort, place: Place) -> list[str]:
        surname, names = "", []
        for part in sort.parts:
            inherits = part.relation in {"child", "grandchild", "sibling"}
            name = self.population.name(part.sex, surname if inherits else "")
            surname = surname or name[:1]
            names.append(name)
            self.sheets.members.append(self._member(key, name, part, place))
        return names

    def _member(self, key: str, name: str, part: Part, place: Place) -> list[Any]:
        born = self.population.birthday(self.random.randint(*part.ages), self.on)
        incomes = dict(part.incomes)
        cannot = None if part.cannot is None else [_words(layout.SELF_CARE, code) for code in part.cannot]
        return [
            key, name, self.population.id_number(born, part.sex), "", "", _words(layout.RELATION, part.relation), "在家",
            _words(layout.DISABILITY, part.disability), _words(layout.GRADE, str(part.grade)) if part.grade else "",
            "是" if part.ill else "否", _words(layout.LABOUR, part.labour), _words(layout.STUDY, part.study),
            "" if cannot is None else "、".join(cannot) or "无",
            _words(layout.SUPPORT, part.support) if part.support else "",
            *(incomes.get(kind, 0) for kind in ("wage", "farming", "pension")), 0, "是", part.medical, "是", place.code,
        ]  # fmt: skip

    def _since(self, unsteady: bool) -> tuple[str, str]:
        """First month, and the day of the last review; a few were looked at so long ago that the next review is due."""
        months = self.random.randint(3, 84)
        first = _month_back(self.on, months)
        if months < 5:  # granted so lately that the first review is still to come
            return first, ""
        term, latest = (183, 60) if unsteady else (365, 240)
        due = months > 13 and self.random.random() < _DUE_SOON / 8_000
        days = term + self.random.randint(-60, -15) if due else self.random.randint(5, min(latest, 30 * (months - 2)))
        return first, (self.on - timedelta(days=days)).isoformat()

    def _address(self, place: Place) -> str:
        return f"{place.name}{self.random.randint(1, 9)}组{self.random.randint(1, 99)}号"

    def _phone(self) -> str:
        return f"129{self.random.randrange(10**8):08d}"  # 129 was never given to a network


def _month_back(on: date, months: int) -> str:
    count = on.year * 12 + on.month - 1 - months
    return f"{count // 12}-{count % 12 + 1:02d}"
