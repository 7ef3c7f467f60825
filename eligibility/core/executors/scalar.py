"""One case: Python generated from the graph; every named variable kept, UNKNOWN carried through.

The general form of a rule is written once and serves every place. A place whose figures are asked for often gets its
own form, with those figures put in; both say the same, which tests/eligibility/core/test_columns.py holds to.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from eligibility.core.binding import Bound, Case
from eligibility.core.executors.folding import Folded, Told
from eligibility.core.executors.source import Untold, Writer
from eligibility.core.facts import UNKNOWN
from eligibility.core.fields import FIELDS, Value
from eligibility.core.graph import Expr, RuleBook, Table
from eligibility.core.nodes import Nodes, nodes_of
from eligibility.core.question import Question

Trace = Mapping[str, Any]  # a whole number or UNKNOWN for the household, a tuple of them for the rows of an entity
Rule = Callable[[Question, Mapping[str, Value | Table]], Mapping[Any, Any]]
OFTEN: Final = 30  # cases with the same figures and told of alike, after which writing the rule for them pays
MOST_FORMS: Final = 16  # of one rule with one set of figures


def run(book: RuleBook, case: Case) -> Trace:
    """Every named variable of the rule for this case."""
    bound = case.bound
    if bound.latest is not None:
        try:
            trace: Trace = bound.latest(case.question, bound.params)
        except (Untold, KeyError):  # a code that is not told is in no table of codes
            bound.latest = None
        else:
            return trace
    rule = _fitting(book, case)
    return (rule or general(book))(case.question, bound.params)


def _fitting(book: RuleBook, case: Case) -> Rule | None:
    """The form for families told of like this one; None until there have been enough of them."""
    bound, told = case.bound, told_of(book, case)
    if told not in bound.rules:
        bound.used[told] += 1
        if bound.used[told] < OFTEN or len(bound.rules) >= MOST_FORMS:
            return None
        bound.rules[told] = own(book, bound, told)
    bound.latest = bound.rules[told]
    return bound.latest


def dissect(book: RuleBook, case: Case) -> Mapping[Expr, Any]:
    """The value of every node of the rule for this case: one value for the household, a tuple for the rows."""
    return _dissected(book)(case.question, case.bound.params)


@cache
def general(book: RuleBook) -> Rule:
    """The rule as one Python function, whatever the figures are."""
    return _written(book, nodes_of(book), {name: var.expr for name, var in book.vars.items()})


def own(book: RuleBook, bound: Bound, told: Told = Told()) -> Rule:  # noqa: B008 - frozen
    """The rule as one Python function for these figures, and for families told of in this way."""
    return _written(book, Folded(book, bound.params, told), {name: var.expr for name, var in book.vars.items()})


def told_of(book: RuleBook, case: Case) -> Told:
    """Which of the facts a rule asks for are told."""
    sure, open_ones = [], []
    for entity, name in book.inputs:
        values = list(map(FIELDS[entity][name].read, case.rows.records[entity]))
        if UNKNOWN not in values:
            sure.append((entity, name))
        elif all(value is UNKNOWN for value in values):
            open_ones.append((entity, name))
    given = frozenset(entity for entity, lists in case.rows.listed.items() if False not in lists)
    return Told(frozenset(sure), frozenset(open_ones), given)


@cache
def _dissected(book: RuleBook) -> Rule:
    return _written(book, nodes_of(book), {node: node for node in nodes_of(book).order})


def _written(book: RuleBook, graph: Nodes, wanted: Mapping[Any, Expr]) -> Rule:
    writer = Writer(graph, tuple(wanted.values()))
    source = writer.written(tuple(wanted))
    names: dict[str, Any] = dict(writer.constants)
    # The source comes from our own graph alone; no text from outside ever reaches it.
    exec(compile(source, f"<rule {book.name}>", "exec"), names)  # noqa: S102
    rule: Rule = names["rule"]
    return rule
