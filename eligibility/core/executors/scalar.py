"""One case: Python generated from the graph once per rule, every named variable kept, UNKNOWN carried through."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from eligibility.core.binding import Case
from eligibility.core.facts import UNKNOWN, Unknown
from eligibility.core.graph import Expr, RuleBook, Table, Value
from eligibility.core.money import divide

Trace = Mapping[str, Any]  # a whole number or UNKNOWN for the household, a list of them for the rows of an entity


def _pass_on(work: Callable[[int, int], int]) -> Callable[[Value, Value], Value]:
    def apply(left: Value, right: Value) -> Value:
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return UNKNOWN
        return work(left, right)

    return apply


def _times(left: Value, right: Value) -> Value:
    if left == 0 or right == 0:  # nothing times an unknown number is nothing
        return 0
    return UNKNOWN if isinstance(left, Unknown) or isinstance(right, Unknown) else left * right


def _and(left: Value, right: Value) -> Value:
    if left == 0 or right == 0:
        return 0
    return UNKNOWN if isinstance(left, Unknown) or isinstance(right, Unknown) else 1


def _or(left: Value, right: Value) -> Value:
    if left == 1 or right == 1:
        return 1
    return UNKNOWN if isinstance(left, Unknown) or isinstance(right, Unknown) else 0


def _not(value: Value) -> Value:
    return UNKNOWN if isinstance(value, Unknown) else 1 - value


def _where(condition: Value, then: Value, otherwise: Value) -> Value:
    if isinstance(condition, Unknown):
        return then if then is otherwise or then == otherwise else UNKNOWN
    return then if condition else otherwise


def _in(value: Value, codes: frozenset[int]) -> Value:
    return UNKNOWN if isinstance(value, Unknown) else int(value in codes)


def _lookup(table: Table | Unknown, key: Value, absent: Value) -> Value:
    if isinstance(table, Unknown):
        return UNKNOWN
    if isinstance(key, Unknown):  # a table without entries says the same of every key
        return UNKNOWN if table else absent
    return table.get(key, absent)


def _known(value: Value) -> Value:
    return 0 if isinstance(value, Unknown) else 1


OPERATIONS: Mapping[str, Callable[..., Value]] = {
    "add": _pass_on(lambda a, b: a + b),
    "sub": _pass_on(lambda a, b: a - b),
    "mul": _times,
    "lt": _pass_on(lambda a, b: int(a < b)),
    "le": _pass_on(lambda a, b: int(a <= b)),
    "gt": _pass_on(lambda a, b: int(a > b)),
    "ge": _pass_on(lambda a, b: int(a >= b)),
    "eq": _pass_on(lambda a, b: int(a == b)),
    "ne": _pass_on(lambda a, b: int(a != b)),
    "min": _pass_on(min),
    "max": _pass_on(max),
    "and": _and,
    "or": _or,
    "not": _not,
    "where": _where,
    "in": _in,
    "lookup": _lookup,
    "known": _known,
    "div_half_up": _pass_on(lambda a, b: divide(a, b, "half_up")),
    "div_up": _pass_on(lambda a, b: divide(a, b, "up")),
    "div_down": _pass_on(lambda a, b: divide(a, b, "down")),
}


def _total(rows: Sequence[Value]) -> Value:
    return UNKNOWN if UNKNOWN in rows else sum(row for row in rows if not isinstance(row, Unknown))


def _any(rows: Sequence[Value]) -> Value:
    if 1 in rows:
        return 1
    return UNKNOWN if UNKNOWN in rows else 0


def _greatest(rows: Sequence[Value]) -> Value:
    if UNKNOWN in rows:
        return UNKNOWN
    return max((row for row in rows if not isinstance(row, Unknown)), default=0)


_UP: Mapping[str, Callable[[Sequence[Value]], Value]] = {"total": _total, "any": _any, "greatest": _greatest}


def aggregate(op: str, values: Sequence[Value], case: Case, entity: str) -> list[Value]:
    """The rows of an entity gathered under their parents; a list nobody gave adds one unknown row."""
    rows: list[list[Value]] = [[] if given else [UNKNOWN] for given in case.listed[entity]]
    for value, parent in zip(values, case.parents[entity], strict=True):
        rows[parent].append(value)
    gather = _UP[op]
    return [gather(each) for each in rows]


class _Writer:
    """Python source of one rule book, a line for every variable and every aggregate in it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.constants: dict[str, object] = {"UNKNOWN": UNKNOWN, "aggregate": aggregate}
        self.constants.update({f"op_{name}": work for name, work in OPERATIONS.items()})
        self.gathered = 0

    def variable(self, name: str, expr: Expr) -> None:
        self.lines.append(f"v_{name} = {self.rows(expr, expr.entity)}")

    def rows(self, expr: Expr, entity: str) -> str:
        """A single value for the household, a list for any other entity."""
        source = self.source(expr, entity)
        return source if entity == "household" else f"[{source} for i in range(case.sizes[{entity!r}])]"

    def source(self, expr: Expr, entity: str) -> str:
        plain = self.plain(expr)
        if plain is not None:
            return self.row(plain, expr.entity, entity)
        arguments = ", ".join(self.argument(arg, entity) for arg in expr.args)
        return f"op_{expr.op}({arguments})"

    def plain(self, expr: Expr) -> str | None:
        """The name of something that already has rows of its own; None for an operation."""
        if expr.op in _UP:
            return self.gather(expr)
        written = {
            "const": lambda: repr(expr.args[0]),
            "param": lambda: f"case.params[{expr.args[0]!r}]",
            "input": lambda: f"case.inputs[{expr.args!r}]",
            "var": lambda: f"v_{expr.args[0]}",
            "listed": lambda: f"case.given({expr.args[0]!r})",
        }.get(expr.op)
        return written() if written else None

    def argument(self, arg: object, entity: str) -> str:
        if isinstance(arg, Expr):
            return self.source(arg, entity)
        if isinstance(arg, frozenset):
            name = f"codes_{len(self.constants)}"
            self.constants[name] = arg
            return name
        return repr(arg)

    def gather(self, expr: Expr) -> str:
        inner = expr.args[0]
        self.gathered += 1
        name = f"g_{self.gathered}"
        rows = self.rows(inner, inner.entity)
        tail = "[0]" if expr.entity == "household" else ""
        self.lines.append(f"{name} = aggregate({expr.op!r}, {rows}, case, {inner.entity!r}){tail}")
        return name

    @staticmethod
    def row(name: str, of: str, entity: str) -> str:
        if of == "household":
            return name
        return f"{name}[i]" if of == entity else f"{name}[case.parents[{entity!r}][i]]"


@cache
def compiled(book: RuleBook) -> Callable[[Case], Trace]:
    """The rule as one Python function from a case to the values of all its variables."""
    writer = _Writer()
    for var in book.vars.values():
        writer.variable(var.name, var.expr)
    answer = ", ".join(f"{name!r}: v_{name}" for name in book.vars)
    body = "\n    ".join([*writer.lines, f"return {{{answer}}}"])
    source = f"def rule(case):\n    {body}\n"
    names: dict[str, Any] = dict(writer.constants)
    # The source comes from our own graph alone; no text from outside ever reaches it.
    exec(compile(source, f"<rule {book.name}>", "exec"), names)  # noqa: S102
    rule: Callable[[Case], Trace] = names["rule"]
    return rule


def run(book: RuleBook, case: Case) -> Trace:
    """Every named variable of the rule for this case."""
    return compiled(book)(case)
