"""What is known beforehand put into a rule: what it settles is settled once, and not again for every family.

Beforehand are known the figures of a place, and, for families told of in the same way, which facts are told at all.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache, reduce

from eligibility.core.executors.formulas import ALTHOUGH, PLAIN
from eligibility.core.facts import UNKNOWN, Unknown
from eligibility.core.fields import FIELDS, Value
from eligibility.core.graph import UP, Expr, RuleBook, Table, finer
from eligibility.core.money import divide
from eligibility.core.nodes import Nodes


@cache
def _operation(op: str) -> Callable[..., Value]:
    """What an operation makes of values, in the same words the source is written in."""
    although = ALTHOUGH.get(op, "U").format(a="a", b="b", c="c")
    watched = "a is U" if op == "where" else "a is U or b is U"
    plain = PLAIN[op].format(a="a", b="b", c="c")
    made: Callable[..., Value] = eval(  # noqa: S307 - the words of our own table of operations
        f"lambda a, b=0, c=0: ({although}) if {watched} else ({plain})", {"U": UNKNOWN, "divide": divide}
    )
    return made


def _is(node: Expr, value: Value) -> bool:
    return node.op == "const" and (node.args[0] is value or (value is not UNKNOWN and node.args[0] == value))


def _codes_of(key: Expr) -> Set[int]:
    """Every number a fact with codes may have; a number that nothing bounds is in no table of codes."""
    codes = FIELDS[key.args[0]][key.args[1]].codes if key.op == "input" else None
    return {-1} if codes is None else frozenset(codes.values())


def _unchanged(op: str, one: Expr, other: Expr | None = None) -> Expr | None:
    """The operand that an operation leaves as it is: nothing added, or cut at a bound that holds already."""
    if other is None:
        return None
    if op in ("add", "sub") and _is(other, 0):
        return one
    if op == "add" and _is(one, 0):
        return other
    if op in ("min", "max"):
        for this, bound in ((one, other), (other, one)):
            if this.op == op and any(bound is part for part in this.args):
                return this
    return None


@dataclass(frozen=True, slots=True)
class Told:
    """Which facts a family is told of: the inputs known of every row, those known of none, the lists all given."""

    sure: frozenset[tuple[str, str]] = frozenset()
    untold: frozenset[tuple[str, str]] = frozenset()
    given: frozenset[str] = frozenset()


class Folded(Nodes):
    """The nodes of a rule that are left when its figures are known."""

    def __init__(
        self,
        book: RuleBook,
        params: Mapping[str, Value | Table],
        told: Told = Told(),
        wanted: Iterable[str] | None = None,
    ) -> None:
        self.params, self.sure, self.given, self.untold = params, told.sure, told.given, told.untold
        super().__init__(book, wanted)

    def constant(self, value: Value) -> Expr:
        """The node of a plain value."""
        return self.made(Expr("const", (value,)))

    def shared(self, expr: Expr) -> Expr:
        """The node that stands for an expression once its parts are simple."""
        args = tuple(self.of(arg) if isinstance(arg, Expr) else arg for arg in expr.args)
        if expr.op in UP:
            return self._gathered(expr, args[0])
        if expr.op == "param":
            return self._figure(expr)
        if expr.op == "input" and expr.args in self.untold:
            return self.constant(UNKNOWN)
        if expr.op == "listed" and expr.args[0] in self.given:
            return self.constant(1)
        if expr.op not in PLAIN and expr.op != "known":
            return self.made(expr)
        entity = reduce(finer, (arg.entity for arg in args if isinstance(arg, Expr)), "household")
        node = Expr(expr.op, args, entity, expr.truth)
        simple = self._simple(node)
        return self.made(node) if simple is None else simple

    def _is_sure(self, node: Expr) -> bool:
        """A table whose every value is known tells something of every known key."""
        if node.op != "lookup":
            return super()._is_sure(node)
        table, key, absent = node.args
        values = self.params[table.args[0]]
        if isinstance(values, int | Unknown) or UNKNOWN in values.values() or not self.is_sure(key):
            return False
        return absent is not UNKNOWN or _codes_of(key) <= values.keys()

    def filled(self, node: Expr) -> Mapping[int, Value] | None:
        """What a table says of every code its key may have."""
        table, key, absent = node.args
        values, codes = self.params[table.args[0]], _codes_of(key)
        if not self.is_sure(key) or isinstance(values, int | Unknown) or -1 in codes:
            return None
        return {code: values.get(code, absent) for code in codes}

    def _figure(self, expr: Expr) -> Expr:
        value = self.params[expr.args[0]]
        return self.constant(value) if isinstance(value, int | Unknown) else self.made(expr)

    def _gathered(self, expr: Expr, inner: Expr) -> Expr:
        """Nothing in any row comes to nothing, if the list was given at all."""
        entity = expr.args[0].entity
        if _is(inner, 0):
            given = self.shared(Expr("listed", (entity,), expr.entity, True))
            if given.op == "const":
                return self.constant(0)
            parts = (given, self.constant(0), self.constant(UNKNOWN))
            return self.made(Expr("where", parts, expr.entity, expr.truth))
        if inner.entity != entity:
            inner = self.made(Expr("spread", (inner,), entity, inner.truth))
        return self.made(Expr(expr.op, (inner,), expr.entity, expr.truth))

    def _simple(self, node: Expr) -> Expr | None:
        """A simpler node that says the same; None where there is none."""
        parts = [arg for arg in node.args if isinstance(arg, Expr)]
        if node.op == "known":
            return self.constant(0) if _is(parts[0], UNKNOWN) else self.constant(1) if self.is_sure(parts[0]) else None
        if node.op == "lookup":
            return self._looked_up(*node.args)
        if all(part.op == "const" for part in parts):
            values = [arg.args[0] if isinstance(arg, Expr) else arg for arg in node.args]
            return self.constant(_operation(node.op)(*values))
        if node.op == "where":
            return self._chosen(*parts)
        if node.op in ALTHOUGH:
            return self._absorbed(node.op, *parts)
        return self.constant(UNKNOWN) if any(_is(part, UNKNOWN) for part in parts) else _unchanged(node.op, *parts)

    def _chosen(self, condition: Expr, then: Expr, otherwise: Expr) -> Expr | None:
        if then is otherwise:
            return then
        if condition.op != "const" or _is(condition, UNKNOWN):
            return condition if condition.truth and _is(then, 1) and _is(otherwise, 0) else None
        return then if condition.args[0] else otherwise

    def _looked_up(self, table: Expr, key: Expr, absent: Value) -> Expr | None:
        if table.op == "const":
            return self.constant(UNKNOWN)
        values = self.params[table.args[0]]
        if not values:
            return self.constant(absent)
        if key.op != "const" or isinstance(values, int | Unknown):
            return None
        return self.constant(UNKNOWN if _is(key, UNKNOWN) else values.get(key.args[0], absent))

    def _absorbed(self, op: str, one: Expr, other: Expr) -> Expr | None:
        """An operand that decides alone, or that changes nothing."""
        decides, neutral = {"and": (0, 1), "or": (1, 0), "mul": (0, 1)}[op]
        for this, that in ((one, other), (other, one)):
            if _is(this, decides):
                return self.constant(decides)
            if _is(this, neutral) and (that.truth or op == "mul"):
                return that
        return None
