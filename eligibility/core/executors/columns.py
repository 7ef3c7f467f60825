"""Many cases at once: the same graph over NumPy columns, with a mask beside a column where something is not known.

All cases of one run share one set of figures, which is put into the rule first; each node is computed once for all
rows of its own entity. Chunks keep the columns in the cache and a million families in a small memory.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np

from eligibility.core.binding import Bound
from eligibility.core.executors.batch import Batch, Column, Ints
from eligibility.core.executors.folding import Folded
from eligibility.core.facts import Unknown
from eligibility.core.graph import PARENT, UP, Expr, RuleBook

LARGEST: Final = 2**62
Known = Any  # an array of truths, one truth for every row, or None where all are known


def run(book: RuleBook, bound: Bound, cases: Batch) -> dict[str, Column]:
    """Every named variable of the rule for all cases: the trace of the batch."""
    return computed(book, bound, cases, tuple(book.vars))


def computed(book: RuleBook, bound: Bound, cases: Batch, wanted: tuple[str, ...]) -> dict[str, Column]:
    """The variables that are wanted, and nothing they do not need."""
    return _Run(_folded(book, bound), bound, cases).trace({name: book.vars[name].expr for name in wanted})


@lru_cache(maxsize=256)
def _folded(book: RuleBook, bound: Bound) -> Folded:
    return Folded(book, bound.params)


def _both(one: Known, other: Known) -> Known:
    return other if one is None else one if other is None else one & other


def _simple(work: Callable[..., Any]) -> Callable[..., Column]:
    """An operation that knows its result exactly when it knows everything it works on."""

    def apply(left: Column, right: Column) -> Column:
        return Column(work(left.values, right.values), _both(left.known, right.known))

    return apply


def _compared(work: Callable[..., Any]) -> Callable[..., Column]:
    def apply(left: Column, right: Column) -> Column:
        return Column(work(left.values, right.values).astype(np.int64), _both(left.known, right.known))

    return apply


def _greatest_of(column: Column) -> int:
    return max(int(np.max(column.values)), -int(np.min(column.values))) if np.size(column.values) else 0


def _times(left: Column, right: Column) -> Column:
    """A product that would not fit is refused: a wrong sum must never come out of a batch."""
    if _greatest_of(left) * _greatest_of(right) >= LARGEST:
        raise OverflowError("数额过大，不能成批计算，请逐户计算")
    known = _both(left.known, right.known)
    if known is None:
        return Column(left.values * right.values)
    nothing = _is(left, 0) | _is(right, 0)  # nothing times an unknown number is nothing
    return Column(np.where(nothing, 0, left.values * right.values), nothing | known)


def _is(column: Column, value: int) -> Any:
    held = column.values == value
    return held if column.known is None else held & column.known


def _and(left: Column, right: Column) -> Column:
    refused = _is(left, 0) | _is(right, 0)
    known = _both(left.known, right.known)
    return Column((~refused).astype(np.int64), None if known is None else refused | known)


def _or(left: Column, right: Column) -> Column:
    held = _is(left, 1) | _is(right, 1)
    known = _both(left.known, right.known)
    return Column(held.astype(np.int64), None if known is None else held | known)


def _not(value: Column) -> Column:
    return Column(1 - value.values, value.known)


def _where(condition: Column, then: Column, otherwise: Column) -> Column:
    first = condition.values != 0
    if condition.known is None and then.known is None and otherwise.known is None:
        return Column(np.where(first, then.values, otherwise.values))
    then_known, other_known = _mask(then), _mask(otherwise)
    same = then_known & other_known & (then.values == otherwise.values)
    known = np.where(first, then_known, other_known)
    if condition.known is not None:
        known = (known & condition.known) | same
        first = (first & condition.known) | same
    return Column(np.where(first, then.values, otherwise.values), known)


def _mask(column: Column) -> Any:
    return np.True_ if column.known is None else column.known


def _known(value: Column) -> Column:
    if value.known is None:
        return Column(np.ones_like(value.values))
    return Column(np.asarray(value.known).astype(np.int64))


def _half_up(dividend: Ints, divisor: Ints) -> Ints:
    size = (2 * np.abs(dividend) + divisor) // (2 * divisor)
    return np.where(dividend < 0, -size, size)


def _divided(work: Callable[[Ints, Ints], Ints]) -> Callable[..., Column]:
    def apply(dividend: Column, divisor: Column) -> Column:
        known = _both(dividend.known, divisor.known)
        if np.any(_mask(Column(divisor.values, known)) & (divisor.values <= 0)):
            raise ZeroDivisionError("除数必须大于零")
        by = divisor.values if known is None else np.where(known, divisor.values, 1)
        return Column(work(dividend.values, by), known)

    return apply


OPERATIONS: Mapping[str, Callable[..., Column]] = {
    "add": _simple(np.add),
    "sub": _simple(np.subtract),
    "mul": _times,
    "lt": _compared(np.less),
    "le": _compared(np.less_equal),
    "gt": _compared(np.greater),
    "ge": _compared(np.greater_equal),
    "eq": _compared(np.equal),
    "ne": _compared(np.not_equal),
    "min": _simple(np.minimum),
    "max": _simple(np.maximum),
    "and": _and,
    "or": _or,
    "not": _not,
    "where": _where,
    "known": _known,
    "spread": lambda value: value,
    "div_half_up": _divided(_half_up),
    "div_up": _divided(lambda a, b: -(-a // b)),
    "div_down": _divided(lambda a, b: a // b),
}


class _Run:
    """One walk over the nodes of a rule, each after what it is made of."""

    def __init__(self, graph: Folded, bound: Bound, cases: Batch) -> None:
        self.graph, self.bound, self.cases = graph, bound, cases
        self.done: dict[Expr, Column] = {}
        self.seen_from: dict[tuple[Expr, str], Column] = {}

    def trace(self, wanted: Mapping[str, Expr]) -> dict[str, Column]:
        for node in self.graph.needed(wanted.values()):
            self.done[node] = self.value(node)
        return {name: self.whole(self.graph.of(expr), expr.entity) for name, expr in wanted.items()}

    def whole(self, node: Expr, entity: str) -> Column:
        """A column with a number for every row, also where one number stands for all."""
        held, size = self.lowered(node, entity), self.cases.sizes[entity]
        known = held.known
        if known is not None:
            known = np.broadcast_to(known, (size,))
        return Column(np.broadcast_to(held.values, (size,)), None if known is None or known.all() else known)

    def value(self, node: Expr) -> Column:
        told = {
            "const": self.constant, "param": self.table, "input": self.fact, "listed": self.given,
            "lookup": self.looked_up, "in": self.among, **dict.fromkeys(UP, self.gathered),
        }.get(node.op)  # fmt: skip
        if told is not None:
            return told(node)
        return OPERATIONS[node.op](*(self.lowered(child, node.entity) for child in node.children()))

    def constant(self, node: Expr) -> Column:
        value = node.args[0]
        if isinstance(value, Unknown):
            return Column(np.int64(0), np.False_)  # type: ignore[arg-type]
        return Column(np.int64(value))  # type: ignore[arg-type]

    def table(self, _: Expr) -> Column:
        return Column(np.int64(0))  # type: ignore[arg-type] # a table is only looked into

    def fact(self, node: Expr) -> Column:
        return self.cases.fields[node.args[0], node.args[1]]

    def given(self, node: Expr) -> Column:
        return Column(self.cases.listed[node.args[0]].astype(np.int64))

    def among(self, node: Expr) -> Column:
        value = self.lowered(node.args[0], node.entity)
        return Column(np.isin(value.values, list(node.args[1])).astype(np.int64), value.known)

    def lowered(self, node: Expr, entity: str) -> Column:
        """A value of an ancestor for each row of an entity below it; one number for all stays one number."""
        held = self.done[node]
        if node.entity == entity or np.ndim(held.values) == 0:
            return held
        if (node, entity) not in self.seen_from:
            above = self.lowered(node, PARENT[entity] or "household")
            self.seen_from[node, entity] = above.at(self.cases.parents[entity])
        return self.seen_from[node, entity]

    def gathered(self, node: Expr) -> Column:
        """The rows of an entity gathered under their parents; a list nobody gave counts as one unknown row."""
        entity = node.args[0].entity
        rows, parents, given = self.done[node.args[0]], self.cases.parents[entity], self.cases.listed[entity]
        values = np.broadcast_to(rows.values, parents.shape)
        known = None if rows.known is None else np.broadcast_to(rows.known, parents.shape)
        begins = np.searchsorted(parents, np.arange(len(given) + 1))
        doubtful = None if given.all() else ~given
        if known is not None:
            unsure = _sums((~known).astype(np.int64), begins) > 0
            doubtful = unsure if doubtful is None else doubtful | unsure
        sure = None if doubtful is None else ~doubtful
        if node.op == "any":
            held = _sums(((values == 1) if known is None else (values == 1) & known).astype(np.int64), begins) > 0
            return Column(held.astype(np.int64), None if sure is None else sure | held)
        values = (
            values if known is None else np.where(known, values, 0 if node.op == "total" else np.iinfo(np.int64).min)
        )
        return Column(_sums(values, begins) if node.op == "total" else _maxima(values, begins), sure)

    def looked_up(self, node: Expr) -> Column:
        table, absent = self.bound.params[node.args[0].args[0]], node.args[2]
        if isinstance(table, int | Unknown):
            raise TypeError("a figure that is a number cannot be looked into")
        key = self.lowered(node.args[1], node.entity)
        codes, places = np.unique(key.values, return_inverse=True)
        found = [table.get(int(each), absent) for each in codes]
        values = np.array([0 if isinstance(each, Unknown) else each for each in found], np.int64)
        told = np.array([not isinstance(each, Unknown) for each in found], np.bool_)
        at = places.reshape(np.shape(key.values))
        return Column(values[at], _both(None if told.all() else told[at], key.known))


def _sums(values: Ints, begins: Ints) -> Ints:
    """The sum of every stretch; sums of a whole column may wrap, their differences do not."""
    running = np.concatenate((np.zeros(1, np.int64), np.cumsum(values)))
    return running[begins[1:]] - running[begins[:-1]]


def _maxima(values: Ints, begins: Ints) -> Ints:
    """The greatest of every stretch; zero where there is none or none is known."""
    least = np.iinfo(np.int64).min
    found = np.full(len(begins) - 1, least, np.int64)
    filled = np.flatnonzero(begins[1:] > begins[:-1])
    if len(filled):
        found[filled] = np.maximum.reduceat(values, begins[filled])
    return np.where(found == least, 0, found)
