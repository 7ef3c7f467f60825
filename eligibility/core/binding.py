"""Joining a rule with a case: every fact and every figure the rule asks for, as whole numbers or UNKNOWN."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Final

from eligibility.core.facts import SETTINGS, UNKNOWN, Unknown
from eligibility.core.fields import FIELDS, Value
from eligibility.core.graph import PARENT, Param, RuleBook, Table
from eligibility.core.money import MONTHS, Money, parse_basis_points, parse_yuan, portion
from eligibility.core.parameters import Figure, Figures
from eligibility.core.question import Question

LISTS: Mapping[str, str] = {
    "member": "members", "income": "incomes", "expense": "expenses", "disability": "disabilities",
    "asset": "assets", "obligor": "obligors", "received": "receives",
}  # fmt: skip
BOUND_KEPT: Final = 500  # each may hold forms of its rule
Frozen = tuple[
    tuple[str, Value | tuple[tuple[int, Value], ...]], ...
]  # the figures of a rule, to be compared and hashed


@dataclass(frozen=True, slots=True)
class Circumstance:
    """All that the choice of a figure may hang on: cases that share it share every figure of a rule."""

    on: date
    setting: Value = UNKNOWN
    kind: Value = UNKNOWN
    cause: Value = UNKNOWN
    draws: frozenset[int] = frozenset()  # the benefits the family receives


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
    frozen: Frozen
    used: Counter[Hashable] = field(default_factory=Counter)  # by what families were told of
    rules: dict[Hashable, Callable[..., Any]] = field(default_factory=dict)  # the rule with these figures put in
    latest: Callable[..., Any] | None = None  # of these the one that fitted last


@lru_cache(maxsize=BOUND_KEPT)
def bound(book: RuleBook, figures: Figures, circumstance: Circumstance) -> Bound:
    """Every figure a rule asks for, read once for all cases that share the figures and the circumstance."""
    reading = Reading(circumstance, figures)
    params = {name: reading.param(param) for name, param in book.params.items()}
    return Bound(params, reading.read, reading.lacking, _frozen(params))


def _frozen(params: Mapping[str, Value | Table]) -> Frozen:
    plain = {
        name: tuple(sorted(value.items())) if isinstance(value, Mapping) else value for name, value in params.items()
    }
    return tuple(plain.items())


def bound_for(book: RuleBook, figures: Figures, question: Question) -> Bound:
    """The figures of a rule for one question."""
    receipts = question.household.receives
    drawn = tuple([receipt.benefit for receipt in receipts]) if receipts is not UNKNOWN and receipts else ()
    return _bound_for(book, figures, question.on, question.setting, question.kind, question.application.cause, drawn)


@lru_cache(maxsize=BOUND_KEPT)
def _bound_for(
    book: RuleBook, figures: Figures, on: date, setting: Any, kind: Any, cause: Any, drawn: tuple[Any, ...]
) -> Bound:
    told = zip(_CHOOSING, (setting, kind, cause), strict=True)
    numbers = [field.encoded((value,))[0] for field, value in told]
    named = frozenset(each for each in _BENEFIT.encoded(drawn) if isinstance(each, int))
    return bound(book, figures, Circumstance(on, numbers[0], numbers[1], numbers[2], named))


@dataclass
class Case:
    """One family under the figures of a rule."""

    question: Question
    bound: Bound

    @cached_property
    def rows(self) -> "Rows":
        """The records of the family in rows."""
        return rows_of(self.question)


@dataclass(frozen=True, slots=True)
class Rows:
    """Records of every entity, the row of each one's parent, and of every parent whether the list was given at all."""

    records: Mapping[str, Sequence[Any]]
    parents: Mapping[str, Sequence[int]]
    listed: Mapping[str, Sequence[bool]]


def rows_of(question: Question) -> Rows:
    """The records of one question in rows, each entity behind one another in the order of its parents."""
    records: dict[str, Sequence[Any]] = {"household": (question,)}
    parents: dict[str, Sequence[int]] = {"household": (0,)}
    listed: dict[str, Sequence[bool]] = {}
    for entity, parent in PARENT.items():
        if parent is not None:
            holders = (question.household,) if parent == "household" else records[parent]
            lists = [getattr(holder, LISTS[entity]) for holder in holders]
            listed[entity] = [each is not UNKNOWN for each in lists]
            records[entity] = [record for each in lists if each is not UNKNOWN for record in each]
            parents[entity] = [place for place, each in enumerate(lists) if each is not UNKNOWN for _ in each]
    return Rows(records, parents, listed)


def path_of(case: Case, entity: str, row: int) -> str:
    """The path of a row in the JSON of the question: `members[1].incomes[0]`."""
    parent = PARENT[entity]
    if parent is None:
        return ""
    if parent == "household":
        return f"{LISTS[entity]}[{row}]"
    parents = case.rows.parents[entity]
    above = parents[row]
    place = row - parents.index(above)
    return f"{path_of(case, parent, above)}.{LISTS[entity]}[{place}]"
