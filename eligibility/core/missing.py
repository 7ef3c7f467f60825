"""Why a variable is unknown: walks the graph back to the facts and figures nobody has given."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from eligibility.core.binding import LISTS, Case, path_of
from eligibility.core.executors.scalar import dissect
from eligibility.core.facts import UNKNOWN
from eligibility.core.findings import Missing
from eligibility.core.graph import PARENT, UP, Expr, RuleBook
from eligibility.core.nodes import nodes_of
from eligibility.core.registry import REGISTRY

LIST_LABELS = {
    "member": "家庭成员", "income": "收入情况（没有收入请写 []）", "expense": "支出情况（没有支出请写 []）",
    "disability": "残疾情况（没有残疾请写 []）", "asset": "家庭财产（没有请写 []）",
    "obligor": "法定赡养、抚养、扶养义务人（没有请写 []）", "received": "正在享受的其他救助",
}  # fmt: skip

# What the reading of a figure itself waits for.
ASKED_FIRST = {
    "setting": "缺少城乡类别（urban 或 rural）", "kind": "缺少临时救助类型（emergency 或 expenditure）",
}  # fmt: skip


class Causes:
    """The missing facts and figures behind the unknown variables of one answered case."""

    def __init__(self, book: RuleBook, case: Case, lacking: Mapping[str, list[str]], where: str) -> None:
        self.book, self.case, self.lacking, self.where = book, case, lacking, where
        self.graph = nodes_of(book)
        self.seen: set[tuple[Expr, int]] = set()
        self.found: dict[str, Missing] = {}

    @cached_property
    def values(self) -> Mapping[Expr, Any]:
        """The value of every node; computed when somebody asks why."""
        return dissect(self.book, self.case)

    def of(self, name: str, row: int = 0) -> None:
        """Add what keeps this variable of this row from being known."""
        node = self.graph.of(self.book.vars[name].expr)
        if self.is_open(node, node.entity, row):
            self.walk(node, node.entity, row)

    def is_open(self, node: Expr, seen_from: str, row: int) -> bool:
        """Whether a node is unknown, seen from a row of its own entity or of one below."""
        return self.value(node, seen_from, row) is UNKNOWN

    def value(self, node: Expr, seen_from: str, row: int) -> Any:
        """The value of a node, seen from a row of its own entity or of one below."""
        value = self.values[node]
        return value if node.entity == "household" else value[self.row_of(node.entity, seen_from, row)]

    def walk(self, node: Expr, seen_from: str, row: int) -> None:
        """Follow one unknown node down to the facts and figures it waits for."""
        own = self.row_of(node.entity, seen_from, row)
        if (node, own) in self.seen:
            return
        self.seen.add((node, own))
        if node.op == "param":
            self.figure(node.args[0])
        elif node.op == "input":
            self.fact(node, own)
        elif node.op == "lookup":
            self.cell(node, own)
        elif node.op in UP:
            self.rows(node, own)
        else:
            for child in self.open_children(node, own):
                self.walk(child, node.entity, own)

    def open_children(self, node: Expr, row: int) -> Iterator[Expr]:
        children = list(node.children())
        if node.op == "where" and not self.is_open(children[0], node.entity, row):
            children = [children[1] if self.value(children[0], node.entity, row) else children[2]]
        elif node.op == "where":
            children = children[:1]
        return (child for child in children if self.is_open(child, node.entity, row))

    def rows(self, node: Expr, parent_row: int) -> None:
        """The unknown rows behind a sum, or the list itself."""
        inner: Expr = node.args[0]
        if not self.case.rows.listed[inner.entity][parent_row]:
            above = path_of(self.case, PARENT[inner.entity] or "household", parent_row)
            path = f"{above}.{LISTS[inner.entity]}" if above else LISTS[inner.entity]
            self.add(path, f"缺少{LIST_LABELS[inner.entity]}")
        for row, parent in enumerate(self.case.rows.parents[inner.entity]):
            if parent == parent_row and self.is_open(inner, inner.entity, row):
                self.walk(inner, inner.entity, row)

    def cell(self, node: Expr, row: int) -> None:
        """A table nobody published, a key nobody told or the place does not know, or a cell that was left out."""
        table, key = node.args[0], node.args[1]
        if self.is_open(table, node.entity, row):
            self.figure(table.args[0])
        elif self.is_open(key, node.entity, row):
            self.walk(key, node.entity, row)
        elif key.op == "input" and self.value(key, node.entity, row) not in self.values[table]:
            self.fact(key, self.row_of(key.entity, node.entity, row))
        else:
            self.figure(table.args[0])

    def fact(self, node: Expr, row: int) -> None:
        asked = self.book.inputs[node.args[0], node.args[1]]
        above = path_of(self.case, asked.entity, row)
        self.add(f"{above}.{asked.path}" if above else asked.path, f"缺少{asked.label}")

    def figure(self, name: str) -> None:
        """The figure nobody published: the one it is a multiple of, where that is the one lacking."""
        parameter = self.lacking.get(name, [self.book.params[name].parameter])[-1]
        if parameter in ASKED_FIRST:
            self.add(parameter, ASKED_FIRST[parameter])
            return
        meaning = REGISTRY[parameter].meaning
        self.add(f"policy.{parameter}", f"{self.where} 没有已公布的参数 {parameter}（{meaning}），暂不能判断")

    def add(self, path: str, text: str) -> None:
        self.found.setdefault(path, Missing(path, text))

    def row_of(self, entity: str, seen_from: str, row: int) -> int:
        """The row of an ancestor that a row belongs to."""
        step = seen_from
        while step != entity:
            parent = PARENT[step]
            if parent is None or parent == "household":
                return 0
            row, step = self.case.rows.parents[step][row], parent
        return row
