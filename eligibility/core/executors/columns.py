"""Many cases at once: the same graph over NumPy columns, with a mask beside a column where something is not known.

All cases of one run share one set of figures, which is put into the rule first; each node is computed once for all
rows of its own entity. Chunks keep the columns in the cache and a million families in a small memory.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np

from eligibility.core.binding import Bound, Frozen
from eligibility.core.executors.batch import Batch, Column, Ints
from eligibility.core.executors.folding import Folded, Told
from eligibility.core.facts import Unknown
from eligibility.core.graph import PARENT, UP, Expr, RuleBook

LARGEST: Final = 2**62
DENSE: Final = 1 << 14  # a table of greater keys is no list of places
Order = list[tuple[Expr, tuple[Expr, ...]]]
Known = Any  # an array of truths, one truth for every row, or None where all are known


def run(book: RuleBook, bound: Bound, cases: Batch) -> dict[str, Column]:
    """Every named variable of the rule for all cases: the trace of the batch."""
    return computed(book, bound, cases, tuple(book.vars))


def computed(book: RuleBook, bound: Bound, cases: Batch, wanted: tuple[str, ...]) -> dict[str, Column]:
    """The variables that are wanted, and nothing they do not need."""
    graph, order = _ordered(book, bound.frozen, wanted, told_of(book, cases))
    return _Run(graph, bound, cases).trace(order, {name: book.vars[name].expr for name in wanted})


def told_of(book: RuleBook, cases: Batch) -> Told:
    """Which of the facts a rule asks for are told of every row, and which of none."""
    held = {key: cases.fields[key] for key in book.inputs}
    sure = frozenset(key for key, column in held.items() if column.known is None)
    untold = frozenset(key for key, column in held.items() if column.is_untold())
    return Told(sure, untold, frozenset(entity for entity, given in cases.listed.items() if given.all()))


@lru_cache(maxsize=256)
def _ordered(book: RuleBook, frozen: Frozen, wanted: tuple[str, ...], told: Told) -> tuple[Folded, Order]:
    """The rule with these figures put in, and the nodes of the wanted variables, each with those nobody reads after it."""
    params = {name: dict(value) if isinstance(value, tuple) else value for name, value in frozen}
    graph = Folded(book, params, told, wanted)
    nodes = graph.needed(book.vars[name].expr for name in wanted)
    last = {part: node for node in nodes for part in node.children()}
    kept = {graph.of(book.vars[name].expr) for name in wanted}
    over: dict[Expr, list[Expr]] = defaultdict(list)
    for part, node in last.items():
        if part not in kept:
            over[node].append(part)
    return graph, [(node, tuple(over[node])) for node in nodes]


def _both(one: Known, other: Known) -> Known:
    return other if one is None else one if other is None else one & other


def _whole(column: Column) -> Any:
    """Numbers to count with; a truth counts as 0 or 1."""
    values = column.values
    return values.astype(np.int64) if values.dtype == np.bool_ else values


def _truth(column: Column) -> Any:
    """Whether each holds; a number holds where it is not zero."""
    values = column.values
    return values if values.dtype == np.bool_ else values != 0


def _simple(work: Callable[..., Any]) -> Callable[..., Column]:
    """An operation that knows its result exactly when it knows everything it works on."""

    def apply(left: Column, right: Column) -> Column:
        return Column(work(_whole(left), _whole(right)), _both(left.known, right.known))

    return apply


def _greatest_of(values: Any) -> int:
    return max(int(np.max(values)), -int(np.min(values))) if np.size(values) else 0


def _times(left: Column, right: Column) -> Column:
    """A product that would not fit is refused: a wrong sum must never come out of a batch."""
    one, other = _whole(left), _whole(right)
    if _greatest_of(one) * _greatest_of(other) >= LARGEST:
        raise OverflowError("数额过大，不能成批计算，请逐户计算")
    known = _both(left.known, right.known)
    if known is None:
        return Column(one * other)
    nothing = _is_told(left, one == 0) | _is_told(right, other == 0)  # nothing times an unknown number is nothing
    return Column(np.where(nothing, 0, one * other), nothing | known)


def _is_told(column: Column, held: Any) -> Any:
    return held if column.known is None else held & column.known


def _and(left: Column, right: Column) -> Column:
    one, other, known = _truth(left), _truth(right), _both(left.known, right.known)
    if known is None:
        return Column(one & other)
    refused = _is_told(left, ~one) | _is_told(right, ~other)
    return Column(~refused, refused | known)


def _or(left: Column, right: Column) -> Column:
    one, other, known = _truth(left), _truth(right), _both(left.known, right.known)
    if known is None:
        return Column(one | other)
    held = _is_told(left, one) | _is_told(right, other)
    return Column(held, held | known)


def _not(value: Column) -> Column:
    return Column(~_truth(value), value.known)


def _where(condition: Column, then: Column, otherwise: Column) -> Column:
    first, one, other = _truth(condition), then.values, otherwise.values
    if one.dtype != other.dtype:
        one, other = _whole(then), _whole(otherwise)
    if condition.known is None and then.known is None and otherwise.known is None:
        return Column(_chosen(first, one, other))
    then_known, other_known = _mask(then), _mask(otherwise)
    known = _chosen(first, then_known, other_known)
    if condition.known is not None:
        same = then_known & other_known & (one == other)
        known = (known & condition.known) | same
        first = (first & condition.known) | same
    return Column(_chosen(first, one, other), known)


def _chosen(first: Any, one: Any, other: Any) -> Any:
    """One where `first` holds, else the other. Truths and nothing need no choice row by row, which is slow."""
    if one.dtype == np.bool_:
        return (first & one) | (~first & other)
    return one * first if np.ndim(other) == 0 and other == 0 else np.where(first, one, other)


def _mask(column: Column) -> Any:
    return np.True_ if column.known is None else column.known


def _known(value: Column) -> Column:
    return Column(np.ones(np.shape(value.values), np.bool_) if value.known is None else np.asarray(value.known))


def _half_up(dividend: Ints, divisor: Ints) -> Ints:
    size = (2 * np.abs(dividend) + divisor) // (2 * divisor)
    return np.asarray(np.where(dividend < 0, -size, size))


def _divided(work: Callable[[Ints, Ints], Ints]) -> Callable[..., Column]:
    def apply(dividend: Column, divisor: Column) -> Column:
        by, known = _whole(divisor), _both(dividend.known, divisor.known)
        if np.any((by <= 0) if known is None else known & (by <= 0)):
            raise ZeroDivisionError("除数必须大于零")
        return Column(work(_whole(dividend), by if known is None else np.where(known, by, 1)), known)

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
        self.seen_from: dict[Expr, dict[str, Column]] = defaultdict(dict)
        self.begins: dict[str, Ints] = {}
        self.told: dict[str, Callable[[Expr], Column]] = {
            "const": self.constant, "param": self.table, "input": self.fact, "listed": self.given,
            "lookup": self.looked_up, "in": self.among, **dict.fromkeys(UP, self.gathered),
        }  # fmt: skip

    def trace(self, order: Order, wanted: Mapping[str, Expr]) -> dict[str, Column]:
        """Columns that nobody reads any more are let go at once: memory still in the caches is taken up again."""
        for node, over in order:
            self.done[node] = self.value(node)
            for part in over:
                del self.done[part]
                self.seen_from.pop(part, None)
        return {name: self.whole(self.graph.of(expr), expr.entity) for name, expr in wanted.items()}

    def whole(self, node: Expr, entity: str) -> Column:
        """A column with a number for every row, also where one number stands for all."""
        held, shape = self.lowered(node, entity), (self.cases.sizes[entity],)
        known = held.known
        if known is not None:
            known = np.broadcast_to(known, shape)
        values = held.values
        whole = values if values.shape == shape else np.broadcast_to(values, shape)
        return Column(whole, None if known is None or known.all() else known)

    def value(self, node: Expr) -> Column:
        told = self.told.get(node.op)
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
        return Column(self.cases.listed[node.args[0]])

    def among(self, node: Expr) -> Column:
        value = self.lowered(node.args[0], node.entity)
        return Column(_looked_up(dict.fromkeys(node.args[1], 1), 0, _whole(value)) == 1, value.known)

    def lowered(self, node: Expr, entity: str) -> Column:
        """A value of an ancestor for each row of an entity below it; one number for all stays one number."""
        held = self.done[node]
        if node.entity == entity or np.ndim(held.values) == 0:
            return held
        seen = self.seen_from[node]
        if entity not in seen:
            above = self.lowered(node, PARENT[entity] or "household")
            seen[entity] = above.at(self.cases.parents[entity])
        return seen[entity]

    def gathered(self, node: Expr) -> Column:
        """The rows of an entity gathered under their parents; a list nobody gave counts as one unknown row."""
        entity = node.args[0].entity
        rows, given, begins = self.done[node.args[0]], self.cases.listed[entity], self.stretches(entity)
        size = self.cases.sizes[entity]
        known = None if rows.known is None else np.broadcast_to(rows.known, (size,))
        doubtful = None if given.all() else ~given
        if known is not None:
            unsure = self.touched(~known, entity)
            doubtful = unsure if doubtful is None else doubtful | unsure
        sure = None if doubtful is None else ~doubtful
        if node.op == "any":
            held = self.touched(np.broadcast_to(_is_told(rows, _truth(rows)), (size,)), entity)
            return Column(held, None if sure is None else sure | held)
        values = np.broadcast_to(_whole(rows), (size,))
        if node.op == "total":
            return Column(_sums(values if known is None else np.where(known, values, 0), begins), sure)
        least = np.iinfo(np.int64).min
        return Column(_maxima(values if known is None else np.where(known, values, least), begins), sure)

    def touched(self, rows: Any, entity: str) -> Any:
        """The parents of the rows that hold; few rows do, where one is looked for."""
        found = np.zeros(self.cases.sizes[PARENT[entity] or "household"], np.bool_)
        found[self.cases.parents[entity].take(np.flatnonzero(rows))] = True
        return found

    def stretches(self, entity: str) -> Ints:
        """Where the rows of each parent begin, and where the last ones end."""
        if entity not in self.begins:
            parents = self.cases.parents[entity]
            above = self.cases.sizes[PARENT[entity] or "household"]
            counts = np.bincount(parents, minlength=above)
            self.begins[entity] = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
        return self.begins[entity]

    def looked_up(self, node: Expr) -> Column:
        table, absent = self.bound.params[node.args[0].args[0]], node.args[2]
        if isinstance(table, int | Unknown):
            raise TypeError("a figure that is a number cannot be looked into")
        key = self.lowered(node.args[1], node.entity)
        numbers = {code: value for code, value in table.items() if not isinstance(value, Unknown)}
        values = _looked_up(numbers, 0 if isinstance(absent, Unknown) else absent, _whole(key))
        if not isinstance(absent, Unknown) and len(numbers) == len(table):
            return Column(values, key.known)
        told = {code: int(code in numbers) for code in table}
        return Column(
            values, _both(_looked_up(told, int(not isinstance(absent, Unknown)), _whole(key)) == 1, key.known)
        )


def _looked_up(table: Mapping[int, int], absent: int, keys: Any) -> Any:
    """What a table says of every key: by place where the keys are small numbers, else key by key."""
    greatest = max(table, default=0)
    if min(table, default=0) >= 0 and greatest < DENSE:
        places = np.full(greatest + 3, absent, np.int64)  # what stands at both ends is for every number beyond
        places[np.fromiter(table, np.int64) + 1] = list(table.values())
        return places.take(keys + 1, mode="clip")
    found = np.full(np.shape(keys), absent, np.int64)
    for code, value in table.items():
        found = np.where(keys == code, value, found)
    return found


def _sums(values: Ints, begins: Ints) -> Ints:
    """The sum of every stretch; sums of a whole column may wrap, their differences do not."""
    running = np.empty(len(values) + 1, np.int64)
    running[0] = 0
    np.cumsum(values, dtype=np.int64, out=running[1:])
    return np.diff(running.take(begins))


def _maxima(values: Ints, begins: Ints) -> Ints:
    """The greatest of every stretch; zero where there is none or none is known."""
    least = np.iinfo(np.int64).min
    found = np.full(len(begins) - 1, least, np.int64)
    filled = np.flatnonzero(begins[1:] > begins[:-1])
    if len(filled):
        found[filled] = np.maximum.reduceat(values, begins[filled])
    return np.where(found == least, 0, found)
