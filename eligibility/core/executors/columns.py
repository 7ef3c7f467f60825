"""Many cases at once: the same graph over NumPy columns, with a mask beside every column for what is not known.

All cases of one call share one set of figures (area, setting, day), so a figure is a number or a table, never a
column. Rows of an entity stand together under their parents; offsets say where each parent's rows begin.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eligibility.core.binding import Case
from eligibility.core.facts import Unknown
from eligibility.core.graph import PARENT, Expr, RuleBook, Table, Value

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
LARGEST = 2.0**62


@dataclass(frozen=True)
class Column:
    """Numbers, and which of them are known; a number that is not known stands as zero and is never read."""

    values: Ints
    known: Bools

    def at(self, rows: Ints) -> "Column":
        return Column(self.values[rows], self.known[rows])


@dataclass(frozen=True)
class Columns:
    """Many bound cases: inputs as columns, parents of the rows, and which lists were given."""

    params: Mapping[str, Value | Table]
    inputs: Mapping[tuple[str, str], Column]
    sizes: Mapping[str, int]
    parents: Mapping[str, Ints]
    listed: Mapping[str, Bools]


def gathered(cases: Sequence[Case]) -> Columns:
    """Cases bound one by one as columns; they must have been bound with the same figures."""
    first = cases[0]
    starts = {entity: _starts(case.sizes[entity] for case in cases) for entity in PARENT}
    parents = {
        entity: _joined(np.asarray(case.parents[entity], np.int64) + starts[parent][place] for place, case in enumerate(cases))
        for entity, parent in PARENT.items()
        if parent is not None
    }  # fmt: skip
    listed = {
        entity: np.array([each for case in cases for each in case.listed[entity]], np.bool_) for entity in parents
    }
    inputs = {key: column(_rows(case.inputs[key] for case in cases)) for key in first.inputs}
    return Columns(first.params, inputs, {entity: int(rows[-1]) for entity, rows in starts.items()}, parents, listed)


def _starts(sizes: Iterable[int]) -> Ints:
    return np.concatenate(([0], np.cumsum(np.fromiter(sizes, np.int64)))).astype(np.int64)


def _joined(parts: Iterable[Ints]) -> Ints:
    return np.concatenate([*parts, np.empty(0, np.int64)]).astype(np.int64)


def _rows(values: Iterable[Any]) -> list[Any]:
    return [row for value in values for row in (value if isinstance(value, list) else [value])]


def column(values: Sequence[Value]) -> Column:
    """A column of plain values and unknowns."""
    known = np.array([not isinstance(value, Unknown) for value in values], np.bool_)
    plain = np.array([0 if isinstance(value, Unknown) else value for value in values], np.int64)
    return Column(plain, known)


def run(book: RuleBook, cases: Columns) -> dict[str, Column]:
    """Every named variable of the rule for all cases: the trace of the batch."""
    return _Run(book, cases).trace()


def _simple(work: Callable[..., Any]) -> Callable[..., Column]:
    """An operation that knows its result exactly when it knows everything it works on."""

    def apply(left: Column, right: Column) -> Column:
        return Column(np.asarray(work(left.values, right.values), np.int64), left.known & right.known)

    return apply


def _times(left: Column, right: Column) -> Column:
    """A product that would not fit is refused: a wrong sum must never come out of a batch."""
    if np.any(np.abs(left.values.astype(float) * right.values.astype(float)) >= LARGEST):
        raise OverflowError("数额过大，不能成批计算，请逐户计算")
    nothing = (left.known & (left.values == 0)) | (right.known & (right.values == 0))
    known = nothing | (left.known & right.known)
    return Column(np.where(nothing, 0, left.values * right.values), known)


def _and(left: Column, right: Column) -> Column:
    refused = (left.known & (left.values == 0)) | (right.known & (right.values == 0))
    return Column(np.where(refused, 0, 1).astype(np.int64), refused | (left.known & right.known))


def _or(left: Column, right: Column) -> Column:
    held = (left.known & (left.values == 1)) | (right.known & (right.values == 1))
    return Column(np.where(held, 1, 0).astype(np.int64), held | (left.known & right.known))


def _not(value: Column) -> Column:
    return Column(1 - value.values, value.known)


def _where(condition: Column, then: Column, otherwise: Column) -> Column:
    same = then.known & otherwise.known & (then.values == otherwise.values)
    takes_first = (condition.known & (condition.values != 0)) | same
    values = np.where(takes_first, then.values, otherwise.values)
    known = np.where(takes_first, then.known, otherwise.known) & (condition.known | same)
    return Column(values, known)


def _known(value: Column) -> Column:
    return Column(value.known.astype(np.int64), np.ones_like(value.known))


def _half_up(dividend: Ints, divisor: Ints) -> Ints:
    size = (2 * np.abs(dividend) + divisor) // (2 * divisor)
    return np.where(dividend < 0, -size, size)


def _divided(work: Callable[[Ints, Ints], Ints]) -> Callable[..., Column]:
    def apply(dividend: Column, divisor: Column) -> Column:
        known = dividend.known & divisor.known
        if np.any(known & (divisor.values <= 0)):
            raise ZeroDivisionError("除数必须大于零")
        return Column(work(dividend.values, np.where(known, divisor.values, 1)), known)

    return apply


OPERATIONS: Mapping[str, Callable[..., Column]] = {
    "add": _simple(np.add),
    "sub": _simple(np.subtract),
    "mul": _times,
    "lt": _simple(np.less),
    "le": _simple(np.less_equal),
    "gt": _simple(np.greater),
    "ge": _simple(np.greater_equal),
    "eq": _simple(np.equal),
    "ne": _simple(np.not_equal),
    "min": _simple(np.minimum),
    "max": _simple(np.maximum),
    "and": _and,
    "or": _or,
    "not": _not,
    "where": _where,
    "known": _known,
    "div_half_up": _divided(_half_up),
    "div_up": _divided(lambda a, b: -(-a // b)),
    "div_down": _divided(lambda a, b: a // b),
}


class _Run:
    """One walk over the variables of a rule, in the order in which they were written."""

    def __init__(self, book: RuleBook, cases: Columns) -> None:
        self.book, self.cases = book, cases
        self.done: dict[str, Column] = {}

    def trace(self) -> dict[str, Column]:
        for var in self.book.vars.values():
            self.done[var.name] = self.seen(var.expr, var.expr.entity)
        return self.done

    def seen(self, expr: Expr, entity: str) -> Column:
        """The value of an expression for every row of an entity below it or its own."""
        if expr.op in ("const", "param"):
            value = expr.args[0] if expr.op == "const" else self.cases.params[expr.args[0]]
            return self.spread(value, entity)
        if expr.op in ("input", "var", "listed", "total", "any", "greatest"):
            return self.lowered(self.held(expr), expr.entity, entity)
        if expr.op == "lookup":
            return self.looked_up(expr, entity)
        if expr.op == "in":
            value = self.seen(expr.args[0], entity)
            return Column(np.isin(value.values, list(expr.args[1])).astype(np.int64), value.known)
        return OPERATIONS[expr.op](*(self.seen(child, entity) for child in expr.children()))

    def spread(self, value: Value | Table, entity: str) -> Column:
        size = self.cases.sizes[entity]
        if isinstance(value, Unknown):
            return Column(np.zeros(size, np.int64), np.zeros(size, np.bool_))
        if not isinstance(value, int):
            raise TypeError("a table of the place can only be looked into")
        return Column(np.full(size, value, np.int64), np.ones(size, np.bool_))

    def held(self, expr: Expr) -> Column:
        if expr.op == "input":
            return self.cases.inputs[expr.args[0], expr.args[1]]
        if expr.op == "var":
            return self.done[expr.args[0]]
        if expr.op == "listed":
            given = self.cases.listed[expr.args[0]]
            return Column(given.astype(np.int64), np.ones_like(given))
        return self.gather(expr)

    def lowered(self, value: Column, of: str, entity: str) -> Column:
        """A value of an ancestor repeated for each of its rows."""
        chain = []
        while entity != of:
            chain.append(entity)
            entity = PARENT[entity] or of
        for below in reversed(chain):
            value = value.at(self.cases.parents[below])
        return value

    def gather(self, expr: Expr) -> Column:
        """The rows of an entity gathered under their parents; a list nobody gave counts as one unknown row."""
        inner: Expr = expr.args[0]
        rows, parents = self.seen(inner, inner.entity), self.cases.parents[inner.entity]
        size = self.cases.sizes[expr.entity]
        open_rows = np.bincount(parents[~rows.known], minlength=size) > 0
        doubtful = open_rows | ~self.cases.listed[inner.entity]
        if expr.op == "any":
            held = np.bincount(parents[rows.known & (rows.values == 1)], minlength=size) > 0
            return Column(held.astype(np.int64), held | ~doubtful)
        values = np.zeros(size, np.int64)
        if expr.op == "total":
            np.add.at(values, parents, np.where(rows.known, rows.values, 0))
            return Column(values, ~doubtful)
        least = np.iinfo(np.int64).min
        values = np.full(size, least, np.int64)
        np.maximum.at(values, parents, np.where(rows.known, rows.values, least))
        return Column(np.where(values == least, 0, values), ~doubtful)

    def looked_up(self, expr: Expr, entity: str) -> Column:
        table, absent = self.cases.params[expr.args[0].args[0]], expr.args[2]
        key = self.seen(expr.args[1], entity)
        if isinstance(table, Unknown):
            return self.spread(table, entity)
        if isinstance(table, int):
            raise TypeError("a figure that is a number cannot be looked into")
        if not table:
            return self.spread(absent, entity)
        codes, places = np.unique(key.values, return_inverse=True)
        found = column([table.get(int(each), absent) for each in codes] or [absent])
        picked = found.at(places.astype(np.int64)) if len(codes) else self.spread(absent, entity)
        return Column(picked.values, picked.known & key.known)
