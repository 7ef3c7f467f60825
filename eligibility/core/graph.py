"""The small language the rules are written in: named integer variables over household > member > item.

A rule book is a graph. Nothing is computed while it is written; the executors are generated from it, and the
named variables are the trace. A variable may be UNKNOWN: `&` and `|` are Kleene's, everything else passes it on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from eligibility.core.facts import UNKNOWN, Unknown
from eligibility.core.fields import FIELDS, Value
from eligibility.core.money import BASIS_POINTS, ROUNDINGS, Rounding

if TYPE_CHECKING:
    from eligibility.core.binding import Reading

Table = Mapping[int, Value]

PARENT: Final[Mapping[str, str | None]] = {
    "household": None, "member": "household", "income": "member", "expense": "member", "disability": "member",
    "asset": "household", "obligor": "household", "received": "household",
}  # fmt: skip

UP: Final = ("total", "any", "greatest")  # operations that gather rows under their parents

# What a number means, and so how it is printed.
FINE, FEN, COUNT, CODE, TRUTH, SHARE, AREA = "fine", "fen", "count", "code", "truth", "share", "area"


def ancestors(entity: str) -> Iterator[str]:
    """The entity itself, then its parents up to the household."""
    step: str | None = entity
    while step is not None:
        yield step
        step = PARENT[step]


def finer(one: str, other: str) -> str:
    """Of two entities on one chain the one that lies below; TypeError for two that lie side by side."""
    if one in ancestors(other):
        return other
    if other in ancestors(one):
        return one
    raise TypeError(f"{one} and {other} are not on one chain: aggregate first")


@dataclass(frozen=True, eq=False, slots=True)
class Expr:
    """A node of the graph; it has no value and no truth while the rule is being written."""

    op: str
    args: tuple[Any, ...]
    entity: str = "household"
    truth: bool = False

    def _with(self, op: str, other: object, *, truth: bool = False) -> Expr:
        right = wrap(other)
        return Expr(op, (self, right), finer(self.entity, right.entity), truth)

    def __add__(self, other: object) -> Expr:
        return self._with("add", other)

    __radd__ = __add__

    def __sub__(self, other: object) -> Expr:
        return self._with("sub", other)

    def __rsub__(self, other: object) -> Expr:
        return wrap(other) - self

    def __mul__(self, other: object) -> Expr:
        return self._with("mul", other)

    __rmul__ = __mul__

    def __lt__(self, other: object) -> Expr:
        return self._with("lt", other, truth=True)

    def __le__(self, other: object) -> Expr:
        return self._with("le", other, truth=True)

    def __gt__(self, other: object) -> Expr:
        return self._with("gt", other, truth=True)

    def __ge__(self, other: object) -> Expr:
        return self._with("ge", other, truth=True)

    def __eq__(self, other: object) -> Expr:  # type: ignore[override]
        return self._with("eq", other, truth=True)

    def __ne__(self, other: object) -> Expr:  # type: ignore[override]
        return self._with("ne", other, truth=True)

    def __and__(self, other: object) -> Expr:
        return self._with("and", other, truth=True)

    def __or__(self, other: object) -> Expr:
        return self._with("or", other, truth=True)

    def __invert__(self) -> Expr:
        return Expr("not", (self,), self.entity, True)

    def __hash__(self) -> int:
        return id(self)

    def __bool__(self) -> bool:
        raise TypeError("a rule has no truth value while it is being written: use where(), & and |")

    def children(self) -> Iterator[Expr]:
        return (arg for arg in self.args if isinstance(arg, Expr))


def wrap(value: object) -> Expr:
    """An expression of a plain whole number; anything else has no place in a rule."""
    if isinstance(value, Expr):
        return value
    if isinstance(value, bool | int | Unknown):
        return Expr("const", (value if isinstance(value, Unknown) else int(value),), truth=isinstance(value, bool))
    raise TypeError(f"{value!r}: only whole numbers (fen, basis points, codes, days) enter a rule")


def least(one: object, other: object) -> Expr:
    """The smaller of two."""
    left, right = wrap(one), wrap(other)
    return Expr("min", (left, right), finer(left.entity, right.entity))


def most(one: object, other: object) -> Expr:
    """The greater of two."""
    left, right = wrap(one), wrap(other)
    return Expr("max", (left, right), finer(left.entity, right.entity))


def where(condition: Expr, then: object, otherwise: object) -> Expr:
    """One or the other; unknown when the condition is, unless both are the same."""
    one, other = wrap(then), wrap(otherwise)
    entity = finer(condition.entity, finer(one.entity, other.entity))
    return Expr("where", (condition, one, other), entity, one.truth)


def divide(dividend: object, divisor: object, rounding: Rounding) -> Expr:
    """Division, which exists only with a named rounding."""
    if rounding not in ROUNDINGS:
        raise ValueError(rounding)
    left, right = wrap(dividend), wrap(divisor)
    return Expr(f"div_{rounding}", (left, right), finer(left.entity, right.entity))


def one_of(value: Expr, codes: tuple[int, ...]) -> Expr:
    """Whether a code is one of these."""
    return Expr("in", (value, frozenset(codes)), value.entity, True)


def lookup(table: Expr, key: object, absent: Value = UNKNOWN) -> Expr:
    """The value a table of the place gives for a key; what is not in the table is `absent`."""
    index = wrap(key)
    return Expr("lookup", (table, index, absent), index.entity)


def known(value: Expr) -> Expr:
    """Whether a value is known: the one question that is never itself unknown."""
    return Expr("known", (value,), value.entity, True)


def total(value: Expr, to: str) -> Expr:
    """The sum over the rows of a household or a member; unknown when a row or the list itself is."""
    return _up("total", value, to)


def any_of(value: Expr, to: str) -> Expr:
    """Whether it holds for at least one row."""
    return _up("any", value, to)


def all_of(value: Expr, to: str) -> Expr:
    """Whether it holds for every row."""
    return ~any_of(~value, to)


def greatest(value: Expr, to: str) -> Expr:
    """The greatest value over the rows; zero when there is none."""
    return _up("greatest", value, to)


def listed(entity: str) -> Expr:
    """Whether the list of these rows was given at all."""
    return Expr("listed", (entity,), PARENT[entity] or "household", True)


def _up(op: str, value: Expr, to: str) -> Expr:
    parent = PARENT[value.entity]
    if parent is None or to not in ancestors(parent):
        raise TypeError(f"{to} does not contain {value.entity}")
    step = Expr(op, (value,), parent, op == "any")
    return step if parent == to else _up(op, step, to)


@dataclass(frozen=True, slots=True)
class Input:
    """A fact a rule asks for: a field of fields.py, what it is called, and its place in the JSON of its row."""

    entity: str
    name: str
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Param:
    """A figure a rule asks for: which parameter of the registry, and how to read it as a number or a table."""

    name: str
    label: str
    parameter: str
    read: Callable[[Reading], Value | Table]


@dataclass(frozen=True, slots=True)
class Var:
    """A named variable: the unit of the trace; with `only_if` it is a step of the calculation only where that one is true."""

    name: str
    expr: Expr
    label: str
    article: str
    unit: str
    only_if: str | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """A sentence the answer rests on: the variable that decides, the two sides, and the words for both ways.

    A note (`decides` false) is only said; with `only_if` it is said only where that variable is true.
    """

    code: str
    holds: str
    yes: str
    no: str
    article: str
    left: str | None = None
    right: str | None = None
    parameter: str | tuple[str, ...] | None = None  # of several the first that the place has published
    decides: bool = True
    only_if: str | None = None


@dataclass(frozen=True, slots=True)
class PartOf:
    """A line of the amount: a variable in fen of the household or of each member."""

    what: str
    var: str


@dataclass(eq=False)
class RuleBook:
    """One rule: what it reads, its variables in order, its tests, and where its answer stands."""

    name: str
    article: str
    inputs: dict[tuple[str, str], Input] = field(default_factory=dict)
    params: dict[str, Param] = field(default_factory=dict)
    vars: dict[str, Var] = field(default_factory=dict)
    tests: list[Test] = field(default_factory=list)
    parts: list[PartOf] = field(default_factory=list)
    figures: dict[str, str] = field(default_factory=dict)
    optional: list[str] = field(default_factory=list)
    covered: str | None = None
    eligible: str | None = None
    amount: str | None = None
    per: str | None = None

    def input(self, entity: str, name: str, label: str, path: str) -> Expr:
        """A fact of every row of the entity; `path` is its place in the JSON of that row. KeyError for no such field."""
        self.inputs.setdefault((entity, FIELDS[entity][name].name), Input(entity, name, label, path))
        return Expr("input", (entity, name), entity, False)

    def param(self, name: str, label: str, parameter: str, read: Callable[[Reading], Value | Table]) -> Expr:
        """A figure of the place."""
        self.params.setdefault(name, Param(name, label, parameter, read))
        return Expr("param", (name,))

    def let(
        self, name: str, expr: Expr, label: str, article: str = "", unit: str = FINE, *, only_if: str | None = None
    ) -> Expr:
        """Name an expression: from here on it is part of the trace."""
        if name in self.vars:
            raise ValueError(f"{name} is named twice")
        self.vars[name] = Var(name, expr, label, article, TRUTH if expr.truth else unit, only_if)
        return Expr("var", (name,), expr.entity, expr.truth)

    def test(self, code: str, expr: Expr, yes: str, no: str, **more: Any) -> Expr:
        """Name a condition of the answer and give it its sentences."""
        label = more.pop("label", code)
        held = expr if expr.op == "var" else self.let(code, expr, label, more.get("article", ""))
        self.tests.append(Test(code, held.args[0], yes, no, more.pop("article", ""), **more))
        return held

    def note(self, code: str, expr: Expr, text: str, **more: Any) -> None:
        """Something the answer says without depending on it; said only of the rows where it is true."""
        self.test(code, expr, text, text, decides=False, **more)

    def ask(self, code: str, expr: Expr, text: str, **more: Any) -> None:
        """An open point that does not hold the answer up: said, and listed as missing, only while it is unknown."""
        self.test(code, expr, text, text, decides=False, **more)
        self.optional.append(expr.args[0])

    def parts_of(self, what: str, var: str) -> None:
        """A line of the amount."""
        self.parts.append(PartOf(what, var))

    def decide(self) -> Expr:
        """The answer: every deciding test of the household holds."""
        verdict: Expr | None = None
        for test in self.tests:
            if test.decides and self.vars[test.holds].expr.entity == "household":
                held = Expr("var", (test.holds,), "household", True)
                verdict = held if verdict is None else verdict & held
        if verdict is None:
            raise ValueError(f"{self.name} decides nothing")
        self.eligible = "eligible"
        return self.let("eligible", verdict, "符合条件", self.article)

    def parameters(self) -> tuple[str, ...]:
        """The names of the registry this rule reads."""
        return tuple(dict.fromkeys(param.parameter for param in self.params.values()))


def share_of(value: object, basis_points: object) -> Expr:
    """A share in basis points of whole fen a year, which is a whole number of fine."""
    return wrap(value) * basis_points


def fine(value: object) -> Expr:
    """Whole fen a year as fine."""
    return wrap(value) * BASIS_POINTS
