"""Why a variable is unknown: walks the graph back to the facts and figures nobody has given."""

from collections.abc import Iterator
from typing import Any

from eligibility.core.binding import LISTS, Case, Reading, path_of
from eligibility.core.executors.scalar import OPERATIONS, Trace, aggregate
from eligibility.core.facts import UNKNOWN
from eligibility.core.findings import Missing
from eligibility.core.graph import PARENT, Expr, RuleBook
from eligibility.core.parameters import REGISTRY

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

    def __init__(self, book: RuleBook, case: Case, trace: Trace, reading: Reading) -> None:
        self.book, self.case, self.trace, self.reading = book, case, trace, reading
        self.seen: set[tuple[str, int]] = set()
        self.found: dict[str, Missing] = {}

    def of(self, name: str, row: int = 0) -> None:
        """Add what keeps this variable of this row from being known."""
        if (name, row) in self.seen:
            return
        self.seen.add((name, row))
        expr = self.book.vars[name].expr
        if self.value(expr, expr.entity, row) is UNKNOWN:
            self.walk(expr, expr.entity, row)

    def walk(self, expr: Expr, entity: str, row: int) -> None:
        """Follow one unknown expression down to its leaves."""
        if expr.op in ("param", "input", "lookup", "total", "any", "greatest"):
            self.leaf(expr, entity, row)
        elif expr.op == "var":
            self.of(expr.args[0], self.row_of(expr.entity, entity, row))
        else:
            for child in self.unknown_children(expr, entity, row):
                self.walk(child, entity, row)

    def unknown_children(self, expr: Expr, entity: str, row: int) -> Iterator[Expr]:
        children = list(expr.children())
        if expr.op == "where":
            condition = self.value(children[0], entity, row)
            children = children[:1] if condition is UNKNOWN else [children[1] if condition else children[2]]
        return (child for child in children if self.value(child, entity, row) is UNKNOWN)

    def leaf(self, expr: Expr, entity: str, row: int) -> None:
        if expr.op == "param":
            self.figure(expr.args[0])
        elif expr.op == "input":
            self.fact(expr, self.row_of(expr.entity, entity, row))
        elif expr.op == "lookup":
            self.cell(expr, entity, row)
        else:
            self.rows(expr, self.row_of(expr.entity, entity, row))

    def rows(self, expr: Expr, parent_row: int) -> None:
        """The unknown rows behind a sum, or the list itself."""
        inner: Expr = expr.args[0]
        if not self.case.listed[inner.entity][parent_row]:
            above = path_of(self.case, PARENT[inner.entity] or "household", parent_row)
            path = f"{above}.{LISTS[inner.entity]}" if above else LISTS[inner.entity]
            self.add(path, f"缺少{LIST_LABELS[inner.entity]}")
        for row, parent in enumerate(self.case.parents[inner.entity]):
            if parent == parent_row and self.value(inner, inner.entity, row) is UNKNOWN:
                self.walk(inner, inner.entity, row)

    def cell(self, expr: Expr, entity: str, row: int) -> None:
        table, key = expr.args[0], expr.args[1]
        if self.value(table, entity, row) is not UNKNOWN and self.value(key, entity, row) is UNKNOWN:
            self.walk(key, entity, row)
        else:
            self.figure(table.args[0])

    def fact(self, expr: Expr, row: int) -> None:
        asked = self.book.inputs[expr.args[0], expr.args[1]]
        above = path_of(self.case, asked.entity, row)
        self.add(f"{above}.{asked.path}" if above else asked.path, f"缺少{asked.label}")

    def figure(self, name: str) -> None:
        """The figure nobody published: the one it is a multiple of, where that is the one lacking."""
        parameter = self.reading.lacking.get(name, [self.book.params[name].parameter])[-1]
        if parameter in ASKED_FIRST:
            self.add(parameter, ASKED_FIRST[parameter])
            return
        where = f"{self.reading.question.area} 在 {self.reading.on}"
        meaning = REGISTRY[parameter].meaning
        self.add(f"policy.{parameter}", f"{where} 没有已公布的参数 {parameter}（{meaning}），暂不能判断")

    def add(self, path: str, text: str) -> None:
        self.found.setdefault(path, Missing(path, text))

    def value(self, expr: Expr, entity: str, row: int) -> Any:
        """The value of an expression seen from a row."""
        own = self.row_of(expr.entity, entity, row)
        if expr.op in ("const", "param", "input", "var", "listed", "total", "any", "greatest"):
            held = self.held(expr)
            return held[own] if expr.entity != "household" and isinstance(held, list) else held
        values = [self.value(arg, entity, row) if isinstance(arg, Expr) else arg for arg in expr.args]
        return OPERATIONS[expr.op](*values)

    def held(self, expr: Expr) -> Any:
        """What stands in the case or in the trace for a leaf; a list for the rows of an entity."""
        if expr.op == "const":
            return expr.args[0]
        if expr.op == "param":
            return self.case.params[expr.args[0]]
        if expr.op == "input":
            return self.case.inputs[expr.args[0], expr.args[1]]
        if expr.op == "var":
            return self.trace[expr.args[0]]
        if expr.op == "listed":
            return self.case.given(expr.args[0])
        return self.gathered(expr)

    def gathered(self, expr: Expr) -> Any:
        inner: Expr = expr.args[0]
        rows = [self.value(inner, inner.entity, row) for row in range(self.case.sizes[inner.entity])]
        gathered = aggregate(expr.op, rows, self.case, inner.entity)
        return gathered[0] if expr.entity == "household" else gathered

    def row_of(self, entity: str, seen_from: str, row: int) -> int:
        """The row of an ancestor that a row belongs to."""
        step = seen_from
        while step != entity:
            parent = PARENT[step]
            if parent is None or parent == "household":
                return 0
            row, step = self.case.parents[step][row], parent
        return row
