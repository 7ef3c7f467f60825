"""One case: Python generated from the graph; every named variable kept, UNKNOWN carried through.

The general form of a rule is written once and serves every place. A place whose figures are asked for often gets its
own form, with those figures put in; both say the same, which tests/eligibility/core/test_columns.py holds to.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from eligibility.core.binding import Case
from eligibility.core.executors.folding import Folded
from eligibility.core.executors.source import Writer
from eligibility.core.facts import UNKNOWN
from eligibility.core.graph import Expr, Nodes, RuleBook, nodes_of

Trace = Mapping[str, Any]  # a whole number or UNKNOWN for the household, a list of them for the rows of an entity
Rule = Callable[[Case], Mapping[Any, Any]]
OFTEN: Final = 30  # cases with the same figures, after which writing the rule for them pays for itself


def run(book: RuleBook, case: Case) -> Trace:
    """Every named variable of the rule for this case."""
    bound = case.bound
    if bound.rule is None:
        bound.used += 1
        if bound.used < OFTEN:
            return general(book)(case)
        bound.rule = own(book, case)
    trace: Trace = bound.rule(case)
    return trace


def dissect(book: RuleBook, case: Case) -> Mapping[Expr, Any]:
    """The value of every node of the rule for this case: one value for the household, a list for the rows."""
    return _dissected(book)(case)


@cache
def general(book: RuleBook) -> Rule:
    """The rule as one Python function, whatever the figures are."""
    return _written(book, nodes_of(book), {name: var.expr for name, var in book.vars.items()})


def own(book: RuleBook, case: Case) -> Rule:
    """The rule as one Python function for the figures of this case."""
    return _written(book, Folded(book, case.bound.params), {name: var.expr for name, var in book.vars.items()})


@cache
def _dissected(book: RuleBook) -> Rule:
    return _written(book, nodes_of(book), {node: node for node in nodes_of(book).order})


def _written(book: RuleBook, graph: Nodes, wanted: Mapping[Any, Expr]) -> Rule:
    writer = Writer(graph, tuple(wanted.values()))
    source = writer.written()
    names: dict[str, Any] = {"U": UNKNOWN, "keys": tuple(wanted), **writer.constants}
    # The source comes from our own graph alone; no text from outside ever reaches it.
    exec(compile(source, f"<rule {book.name}>", "exec"), names)  # noqa: S102
    rule: Rule = names["rule"]
    return rule
