"""Joining a rule with a case: every fact and every figure the rule asks for, as whole numbers or UNKNOWN."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, Final

from eligibility.core.facts import SETTINGS, UNKNOWN, Unknown
from eligibility.core.fields import FIELDS, Field, Value
from eligibility.core.graph import PARENT, Param, RuleBook, Table
from eligibility.core.money import MONTHS, Money, parse_basis_points, parse_yuan, portion
from eligibility.core.parameters import Figure, Figures
from eligibility.core.question import Question

LISTS: Mapping[str, str] = {
    "member": "members", "income": "incomes", "expense": "expenses", "disability": "disabilities",
    "asset": "assets", "obligor": "obligors", "received": "receives",
}  # fmt: skip
BOUND_KEPT: Final = 4000


@dataclass(frozen=True, slots=True)
class Circumstance:
    """All that the choice of a figure may hang on: cases that share it share every figure of a rule."""

    on: date
    setting: Value = UNKNOWN
    kind: Value = UNKNOWN
    cause: Value = UNKNOWN
    draws: frozenset[int] = frozenset()  # the benefits the family receives

    @classmethod
    def of(cls, question: Question) -> "Circumstance":
        """The circumstance of one question."""
        receipts = question.household.receives
        drawn = () if isinstance(receipts, Unknown) else receipts
        named = _BENEFIT.encoded(receipt.benefit for receipt in drawn)
        told = zip(_CHOOSING, (question.setting, question.kind, question.application.cause), strict=True)
        setting, kind, cause = (field.encoded((value,))[0] for field, value in told)
        return cls(question.on, setting, kind, cause, frozenset(each for each in named if isinstance(each, int)))


_BENEFIT = FIELDS["received"]["benefit"]
_CHOOSING = tuple(FIELDS["household"][name] for name in ("setting", "kind", "cause"))


@dataclass
class Reading:
    """The figures of a rule while they are being read; it remembers what was read and what was lacking."""

    circumstance: Circumstance
    figures: Figures
    read: dict[str, Figure] = field(default_factory=dict)
    lacking: dict[str, list[str]] = field(default_factory=dict)  # by param of the rule: names nobody published
    _param: str = ""
    _pending: tuple[str, ...] = ()

    @property
    def on(self) -> date:
        return self.circumstance.on

    @property
    def setting(self) -> str | Unknown:
        side = self.circumstance.setting
        return side if isinstance(side, Unknown) else SETTINGS[side]

    def value(self, name: str) -> Any:
        """The published value of a parameter, or UNKNOWN."""
        figure = self.figures.get(name)
        if figure is None or figure.value is None:
            return self.lack(name)
        self.read[name] = figure
        return figure.value

    def lack(self, name: str) -> Unknown:
        """Note what the figure being read is waiting for."""
        self.lacking.setdefault(self._param, []).append(name)
        return UNKNOWN

    def param(self, param: Param) -> Value | Table:
        """The value of one figure of a rule."""
        self._param = param.name
        return param.read(self)

    def by_setting(self, name: str, setting: str | Unknown | None = None) -> Any:
        """The value for the town or the country; one side may be unpublished."""
        value, side = self.value(name), self.setting if setting is None else setting
        if not isinstance(value, Mapping) or value.keys().isdisjoint(SETTINGS):
            return value
        if isinstance(side, Unknown):
            return self.lack("setting")
        found = value.get(side)
        return self.lack(name) if found is None else found

    def yearly(self, value: Any) -> Value:
        """Fine of a money object, of a multiple of another parameter, or of plain yuan a month."""
        if value is None or value is UNKNOWN:
            return UNKNOWN
        if not isinstance(value, Mapping):
            return Money(parse_yuan(value), "month").yearly_fine()
        if "times" in value:
            base = self.referred(value["of"])
            return base if isinstance(base, Unknown) else portion(base, parse_basis_points(value["times"]))
        return Money(parse_yuan(value["amount"]), value["per"]).yearly_fine()

    def lump(self, value: Any) -> Value:
        """Fine of a sum paid once, on the scale of monthly sums, so that both are printed alike."""
        plain = value["amount"] if isinstance(value, Mapping) and "amount" in value else value
        return self.yearly(plain)

    def referred(self, name: str) -> Value:
        """Fine of the parameter a multiple names: `dibao.standard.urban.annual` is twelve months of `.urban`."""
        plain = name.removesuffix(".annual")
        setting = next((each for each in SETTINGS if plain.endswith(f".{each}")), None)
        base = plain.removesuffix(f".{setting}") if setting else plain
        if base in self._pending:  # a multiple of itself has no value
            return self.lack(base)
        self._pending += (base,)
        found = self.yearly(self.by_setting(base, setting))
        self._pending = self._pending[:-1]
        if isinstance(found, Unknown):
            return UNKNOWN
        return found * MONTHS if name.endswith(".annual") else found


@dataclass(slots=True, eq=False)
class Bound:
    """The figures of one rule in one circumstance as numbers and tables, where they come from, and what is lacking."""

    params: Mapping[str, Value | Table]
    read: Mapping[str, Figure]
    lacking: Mapping[str, list[str]]
    used: Counter[Hashable] = field(default_factory=Counter)  # by what families were told of
    rules: dict[Hashable, Callable[["Case"], Any]] = field(default_factory=dict)  # the rule with these figures put in


@lru_cache(maxsize=BOUND_KEPT)
def bound(book: RuleBook, figures: Figures, circumstance: Circumstance) -> Bound:
    """Every figure a rule asks for, read once for all cases that share the figures and the circumstance."""
    reading = Reading(circumstance, figures)
    return Bound({name: reading.param(param) for name, param in book.params.items()}, reading.read, reading.lacking)


@dataclass(slots=True)
class Case:
    """One family as the executors read it: numbers in rows, parents of the rows, and which lists were given."""

    bound: Bound
    inputs: dict[tuple[str, str], Any]
    sizes: dict[str, int]
    parents: dict[str, list[int]]
    listed: dict[str, list[bool]]


def rows_of(question: Question) -> dict[str, tuple[list[Any], list[int], list[bool]]]:
    """The records of every entity, the row of each one's parent, and which parents have a list at all."""
    household = question.household
    rows: dict[str, tuple[list[Any], list[int], list[bool]]] = {"household": ([question], [], [])}
    for entity, parent in PARENT.items():
        if parent is not None:
            holders = [household] if parent == "household" else rows[parent][0]
            rows[entity] = _gathered(getattr(holder, LISTS[entity]) for holder in holders)
    return rows


def _gathered(lists: Iterable[Any]) -> tuple[list[Any], list[int], list[bool]]:
    records: list[Any] = []
    parents: list[int] = []
    given: list[bool] = []
    for place, each in enumerate(lists):
        given.append(each is not UNKNOWN)
        if each is not UNKNOWN:
            records.extend(each)
            parents.extend([place] * len(each))
    return records, parents, given


@cache
def _readers(book: RuleBook) -> list[tuple[str, list[tuple[tuple[str, str], Field]], Callable[[Any], tuple[Any, ...]]]]:
    """For every entity a rule asks about: its fields, and one reading of all of them."""
    found = []
    for entity in PARENT:
        asked = [(key, FIELDS[entity][key[1]]) for key in book.inputs if key[0] == entity]
        paths = [field.path for _, field in asked]
        if len(paths) == 1:
            paths *= 2  # one path alone would be read as a value, not as a tuple
            asked *= 2
        if paths:
            found.append((entity, asked, attrgetter(*paths)))
    return found


def bind(book: RuleBook, question: Question, bound: Bound) -> Case:
    """The case of one question under one rule."""
    rows = rows_of(question)
    inputs: dict[tuple[str, str], Any] = {}
    for entity, asked, read in _readers(book):
        records = rows[entity][0]
        columns = zip(*map(read, records), strict=True) if records else ((),) * len(asked)
        for (key, each), values in zip(asked, columns, strict=True):
            inputs[key] = each.encoded(values)
    for key in book.inputs:
        if key[0] == "household":
            inputs[key] = inputs[key][0]
    return Case(
        bound=bound,
        inputs=inputs,
        sizes={entity: len(each[0]) for entity, each in rows.items()},
        parents={entity: each[1] for entity, each in rows.items()},
        listed={entity: each[2] for entity, each in rows.items()},
    )


def path_of(case: Case, entity: str, row: int) -> str:
    """The path of a row in the JSON of the question: `members[1].incomes[0]`."""
    parent = PARENT[entity]
    if parent is None:
        return ""
    if parent == "household":
        return f"{LISTS[entity]}[{row}]"
    above = case.parents[entity][row]
    place = row - case.parents[entity].index(above)
    return f"{path_of(case, parent, above)}.{LISTS[entity]}[{place}]"
