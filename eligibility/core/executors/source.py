"""The Python source of a rule: what each operation is, and in which loop each node of the graph is computed."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from eligibility.core.graph import UP, Expr, Nodes
from eligibility.core.money import divide

LEAVES: Final = ("const", "param", "input", "listed")
READS_TWICE: Final = ("min", "max", "div_half_up", "div_up", "div_down", "lookup")
DEEPEST: Final = 12
# {a} {b} {c} are the operands; {open} asks whether one of those that may be unknown is. U is UNKNOWN.
PLAIN: Final = {
    "add": "{a} + {b}", "sub": "{a} - {b}", "lt": "1 if {a} < {b} else 0", "le": "1 if {a} <= {b} else 0",
    "gt": "1 if {a} > {b} else 0", "ge": "1 if {a} >= {b} else 0", "eq": "1 if {a} == {b} else 0",
    "ne": "1 if {a} != {b} else 0", "min": "{a} if {a} <= {b} else {b}", "max": "{a} if {a} >= {b} else {b}",
    "not": "1 - {a}", "in": "1 if {a} in {b} else 0", "mul": "{a} * {b}",
    "div_half_up": "divide({a}, {b}, 'half_up')", "div_up": "divide({a}, {b}, 'up')",
    "div_down": "divide({a}, {b}, 'down')",
    "and": "1 if {a} and {b} else 0", "or": "1 if {a} == 1 or {b} == 1 else 0", "where": "{b} if {a} else {c}",
    "lookup": "{a}.get({b}, {c})", "spread": "{a}",
}  # fmt: skip
# What comes out although an operand is unknown; for every other operation the result is unknown too.
ALTHOUGH: Final = {
    "mul": "0 if {a} == 0 or {b} == 0 else U",  # nothing times an unknown number is nothing
    "and": "0 if {a} == 0 or {b} == 0 else U",
    "or": "1 if {a} == 1 or {b} == 1 else U",
    "where": "{b} if {b} == {c} else U",
    "lookup": "{c} if {a} is not U and not {a} else U",  # a table without entries says the same of every key
}


def _is_number(node: Expr) -> bool:
    return node.op == "const" and isinstance(node.args[0], int)


class Writer:
    """Lays the nodes of a rule out in stages and writes them down."""

    def __init__(self, graph: Nodes, wanted: tuple[Expr, ...]) -> None:
        self.graph, self.wanted = graph, wanted
        self.nodes = graph.needed(wanted)
        self.names: dict[Expr, str] = {}
        self.constants: dict[str, Any] = {}
        self.lists: set[Expr] = set()
        self.nested: set[Expr] = set()
        self.stages: list[tuple[str, list[Expr]]] = []
        self.stage_of: dict[Expr, int] = {}
        self.gathered_in: dict[int, list[Expr]] = {}
        for place, node in enumerate(self.nodes):
            self.names[node] = self._constant(node.args[0]) if node.op == "const" else f"n{place}"
        for node in self.nodes:
            if node.op not in LEAVES:
                self._place(node)

    # --- stages ---

    def _place(self, node: Expr) -> None:
        """Put a node in the earliest stage of its entity in which all it is made of stands ready."""
        if node.op in UP:
            inner = node.args[0]
            stage = self._stage(inner.entity, self._ready(inner, inner.entity))
            self.gathered_in.setdefault(stage, []).append(node)
            self.stage_of[node] = stage
            return
        ready = max((self._ready(child, node.entity) for child in node.children()), default=0)
        stage = self._stage(node.entity, ready)
        self.stages[stage][1].append(node)
        self.stage_of[node] = stage

    def _ready(self, child: Expr, entity: str) -> int:
        """The first stage in which a loop over an entity may read a node."""
        if child not in self.stage_of:
            return 0
        same_loop = child.entity == entity and child.op not in UP
        return self.stage_of[child] + (0 if same_loop else 1)

    def _stage(self, entity: str, ready: int) -> int:
        for place in range(ready, len(self.stages)):
            if self.stages[place][0] == entity:
                return place
        self.stages.append((entity, []))
        return len(self.stages) - 1

    # --- source ---

    def written(self) -> str:
        """The function `rule(case)`; it answers with the values that are wanted, in their order."""
        kept = [self.graph.of(expr) for expr in self.wanted]
        self.lists = self._lists_needed(kept)
        self._settle_nested(kept)
        lines = list(self._opening())
        for stage, (entity, nodes) in enumerate(self.stages):
            gathered = self.gathered_in.get(stage, [])
            lines += self._straight(nodes) if entity == "household" else self._loop(stage, entity, nodes, gathered)
        values = ", ".join(self._value(node, expr.entity) for node, expr in zip(kept, self.wanted, strict=True))
        lines.append(f"return dict(zip(keys, ({values},), strict=True))")
        return "def rule(case):\n    " + "\n    ".join(lines) + "\n"

    def _value(self, node: Expr, entity: str) -> str:
        """A value as the trace keeps it: one for the household, a list for every other entity."""
        if entity == "household":
            return self.names[node]
        if node.entity == entity:
            return self._list(node)
        if node.entity == "household":
            return f"[{self.names[node]}] * sizes[{entity!r}]"
        return f"[{self._list(node)}[p] for p in parents[{entity!r}]]"

    def _lists_needed(self, kept: Iterable[Expr]) -> set[Expr]:
        """The rows that somebody reads after the loop in which they are computed."""
        needed = {node for node in kept if node.entity != "household"}
        for node in self.nodes:
            for child in node.children():
                if child.entity == "household" or child.op in LEAVES:
                    continue
                entity = node.args[0].entity if node.op in UP else node.entity
                if child.entity != entity or self.stage_of[child] != self.stage_of[node]:
                    needed.add(child)
        return needed

    def _settle_nested(self, kept: Iterable[Expr]) -> None:
        """Nodes that are surely known and that one formula alone reads, and reads once, are written inside it."""
        readers: dict[Expr, list[Expr]] = {}
        for node in self.nodes:
            for child in node.children():
                readers.setdefault(child, []).append(node)
        depths: dict[Expr, int] = {}
        held = {*kept, *self.lists}
        for node in self.nodes:
            reader = readers.get(node, [])
            depth = 1 + max((depths[child] for child in node.children() if child in self.nested), default=0)
            if (
                len(reader) == 1 and node not in held and depth <= DEEPEST and node.op not in (*LEAVES, *UP)
                and reader[0].op not in (*READS_TWICE, *UP) and self.graph.is_sure(node)
                and self.graph.is_sure(reader[0]) and self.stage_of[node] == self.stage_of[reader[0]]
            ):  # fmt: skip
                self.nested.add(node)
                depths[node] = depth

    def _opening(self) -> Iterator[str]:
        yield "params, inputs, listed, sizes, parents = case.bound.params, case.inputs, case.listed, case.sizes, case.parents"
        for node in self.nodes:
            name = self._list(node) if node.entity != "household" else self.names[node]
            if node.op == "param":
                yield f"{name} = params[{node.args[0]!r}]"
            elif node.op == "input":
                yield f"{name} = inputs[{node.args!r}]"
            elif node.op == "listed":
                given = f"listed[{node.args[0]!r}]"
                yield f"{name} = int({given}[0])" if node.entity == "household" else f"{name} = list(map(int, {given}))"

    def _straight(self, nodes: list[Expr]) -> Iterator[str]:
        alone = (node for node in nodes if node not in self.nested)
        return (f"{self.names[node]} = {self._formula(node, 'household')}" for node in alone)

    def _loop(self, stage: int, entity: str, nodes: list[Expr], gathered: list[Expr]) -> Iterator[str]:
        own = [node for node in nodes if node in self.lists]
        for node in own:
            yield f"{self._list(node)} = []; add_{self.names[node]} = {self._list(node)}.append"
        for node in gathered:
            yield from self._before(node, entity)
        body = [f"{self.names[node]} = {self._formula(node, entity)}" for node in nodes if node not in self.nested]
        body += [f"add_{self.names[node]}({self.names[node]})" for node in own]
        body += [line for node in gathered for line in self._within(node, entity)]
        read = self._read_in(stage, entity, nodes, gathered)
        if body:
            yield self._head(entity, read)
            yield from (f"    {line}" for line in body)
        for node in gathered:
            yield from self._after(node, entity)

    def _head(self, entity: str, read: list[Expr]) -> str:
        targets = ["p", *(self.names[node] for node in read)]
        sources = [f"parents[{entity!r}]", *(self._list(node) for node in read)]
        return f"for {', '.join(targets)} in zip({', '.join(sources)}, strict=True):"

    def _read_in(self, stage: int, entity: str, nodes: list[Expr], gathered: list[Expr]) -> list[Expr]:
        """The rows of the same entity that this loop reads and does not compute."""
        asked = [child for node in nodes for child in node.children()]
        asked += [node.args[0] for node in gathered]
        rows = dict.fromkeys(child for child in asked if child.entity == entity and child.op != "const")
        return [
            child for child in rows
            if (child.op in LEAVES or child.op in UP or self.stage_of[child] != stage)
        ]  # fmt: skip

    # --- gathering rows under their parents; a list nobody gave counts as one unknown row ---

    def _before(self, node: Expr, entity: str) -> Iterator[str]:
        name, start = self.names[node], "None" if node.op == "greatest" else "0"
        of_household = node.entity == "household"
        yield f"{name} = {start}" if of_household else f"{self._list(node)} = [{start}] * sizes['member']"
        if not self.graph.is_sure(node):
            given = f"listed[{entity!r}]"
            yield f"open_{name} = not {given}[0]" if of_household else f"open_{name} = [not each for each in {given}]"

    def _within(self, node: Expr, entity: str) -> Iterator[str]:
        inner, at = node.args[0], "" if node.entity == "household" else "[p]"
        held = f"{self.names[node] if not at else self._list(node)}{at}"
        value = self._operand(inner, entity)
        add = {
            "total": f"{held} += {value}",
            "any": f"if {value} == 1: {held} = 1",
            "greatest": f"if {held} is None or {value} > {held}: {held} = {value}",
        }[node.op]
        if self.graph.is_sure(inner):
            yield add
        else:
            yield f"if {value} is U: open_{self.names[node]}{at} = True"
            yield f"else: {add}" if not add.startswith("if") else f"el{add}"

    def _after(self, node: Expr, entity: str) -> Iterator[str]:
        name = self.names[node]
        if self.graph.is_sure(node):
            if node.op == "greatest":
                rows = self._list(node)
                yield f"{name} = {name} or 0" if node.entity == "household" else f"{rows} = [v or 0 for v in {rows}]"
            return
        told = {"total": "{v}", "any": "1 if {v} else", "greatest": "({v} or 0)"}[node.op]
        unknown = "{t} U if {o} else 0" if node.op == "any" else "U if {o} else {t}"
        if node.entity == "household":
            yield f"{name} = " + unknown.format(t=told.format(v=name), o=f"open_{name}")
        else:
            row = unknown.format(t=told.format(v="v"), o="o")
            yield f"{self._list(node)} = [{row} for v, o in zip({self._list(node)}, open_{name}, strict=True)]"

    # --- one node ---

    def _formula(self, node: Expr, entity: str) -> str:
        operands = [self._operand(arg, entity) for arg in node.args]
        names = dict(zip("abc", operands, strict=False))
        if node.op == "known":
            return "1" if self.graph.is_sure(node.args[0]) else "0 if {a} is U else 1".format(**names)
        plain = self._division(node, names) or PLAIN[node.op].format(**names)
        unsure = [self._operand(each, entity) for each in self._watched(node) if not self.graph.is_sure(each)]
        if not unsure:
            return plain
        although = ALTHOUGH.get(node.op, "U").format(**names)
        is_open = " or ".join(f"{each} is U" for each in dict.fromkeys(unsure))
        return f"({although}) if {is_open} else ({plain})"

    def _division(self, node: Expr, names: dict[str, str]) -> str | None:
        """A division by a number that stands in the rule needs no question about it; half up is away from zero."""
        if not node.op.startswith("div_"):
            return None
        divisor = node.args[1]
        if not _is_number(divisor) or divisor.args[0] <= 0:
            self.constants["divide"] = divide
            return None
        by = divisor.args[0]
        return {
            "div_half_up": "({a} + {half}) // {by} if {a} >= 0 else -(({half} - {a}) // {by})"
            if by % 2 == 0
            else "(2 * {a} + {by}) // {twice} if {a} >= 0 else -(({by} - 2 * {a}) // {twice})",
            "div_up": "-(-{a} // {by})",
            "div_down": "{a} // {by}",
        }[node.op].format(a=names["a"], by=by, half=by // 2, twice=2 * by)

    def _watched(self, node: Expr) -> list[Expr]:
        """The operands whose being unknown matters: of a choice only what it hangs on."""
        if node.op == "where":
            return [node.args[0]]
        return list(node.children())

    def _operand(self, arg: object, entity: str) -> str:
        if not isinstance(arg, Expr):
            return self._constant(arg)
        if arg in self.nested:
            return f"({self._formula(arg, entity)})"
        return self.names[arg] if arg.entity in ("household", entity) else f"{self._list(arg)}[p]"

    def _constant(self, value: object) -> str:
        if isinstance(value, int):
            return f"({value})" if value < 0 else repr(int(value))
        if isinstance(value, frozenset):
            name = f"codes{len(self.constants)}"
            self.constants[name] = value
            return name
        return "U"

    def _list(self, node: Expr) -> str:
        return f"all_{self.names[node]}"
