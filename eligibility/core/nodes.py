"""The nodes of a finished rule: names resolved, equal expressions shared, each after what it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from eligibility.core.graph import UP, Expr, RuleBook


class Nodes:
    """The graph of a rule with every node once: names resolved, equal expressions shared, each after its parts."""

    sure: frozenset[tuple[str, str]] = frozenset()  # inputs that are known of every row
    untold: frozenset[tuple[str, str]] = frozenset()  # inputs that are known of no row
    given: frozenset[str] = frozenset()  # entities whose lists were all given

    def __init__(self, book: RuleBook, wanted: Iterable[str] | None = None) -> None:
        """Of the whole rule, or of the named variables and what they are made of."""
        self.order: list[Expr] = []
        self._book = book
        self._node_of: dict[Expr, Expr] = {}
        self._same: dict[tuple[Any, ...], Expr] = {}
        self._place: dict[Expr, int] = {}
        self._certain: dict[Expr, bool] = {}
        for name in book.vars if wanted is None else wanted:
            self.of(book.vars[name].expr)

    def of(self, expr: Expr) -> Expr:
        """The one node that stands for an expression."""
        found = self._node_of.get(expr)
        if found is None:
            found = self.of(self._book.vars[expr.args[0]].expr) if expr.op == "var" else self.shared(expr)
            self._node_of[expr] = found
        return found

    def shared(self, expr: Expr) -> Expr:
        """The one node for an expression that is not a name."""
        return self.made(
            Expr(expr.op, tuple(self.of(a) if isinstance(a, Expr) else a for a in expr.args), expr.entity, expr.truth)
        )

    def made(self, node: Expr) -> Expr:
        """The one node like this, whose parts are nodes already."""
        told = tuple(("node", self._place[arg]) if isinstance(arg, Expr) else arg for arg in node.args)
        key = (node.op, node.entity, *told)
        if key not in self._same:
            self._same[key] = self._node_of[node] = node
            self._place[node] = len(self.order)
            self.order.append(node)
        return self._same[key]

    def is_sure(self, node: Expr) -> bool:
        """Whether a node is known whatever else a case says."""
        if node not in self._certain:
            self._certain[node] = self._is_sure(node)
        return self._certain[node]

    def _is_sure(self, node: Expr) -> bool:
        if node.op == "input":
            return node.args in self.sure
        if node.op == "const":
            return isinstance(node.args[0], int)
        if node.op in ("known", "listed"):
            return True
        if node.op in UP and node.args[0].entity not in self.given:
            return False
        return node.op not in ("param", "lookup") and all(self.is_sure(child) for child in node.children())

    def filled(self, node: Expr) -> Mapping[int, Any] | None:
        """What a table says of every code its key may have; None where table or codes are not known beforehand."""
        return None

    def needed(self, wanted: Iterable[Expr]) -> list[Expr]:
        """The nodes that these expressions are made of, each after its parts."""
        marked: set[Expr] = set()
        left = [self.of(expr) for expr in wanted]
        while left:
            node = left.pop()
            if node not in marked:
                marked.add(node)
                left.extend(node.children())
        return [node for node in self.order if node in marked]


@cache
def nodes_of(book: RuleBook) -> Nodes:
    """The nodes of a finished rule."""
    return Nodes(book)
