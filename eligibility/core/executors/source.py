"""The Python source of a rule: the stages of its layout written down, each node once, as lean as what is known allows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NoReturn

from eligibility.core.binding import LISTS
from eligibility.core.executors.formulas import (
    ADDED,
    ALTHOUGH,
    BY_POSITIVE,
    CONDITIONS,
    OPEN,
    PLAIN,
    READS_TWICE,
    START,
    TRUTHS,
    WHOLE,
    by_number,
)
from eligibility.core.executors.layout import LEAVES, Layout, Stage, Step, loop_of
from eligibility.core.executors.values import Values
from eligibility.core.facts import UNKNOWN
from eligibility.core.fields import FIELDS
from eligibility.core.graph import PARENT, UP, Expr
from eligibility.core.money import divide
from eligibility.core.nodes import Nodes

DEEPEST: Final = 12
INDENT: Final = "    "


class Untold(Exception):
    """A form written for families told of in one way met a family told of in another."""


def untold() -> NoReturn:
    """The form does not fit."""
    raise Untold


def _is_number(node: object) -> bool:
    return isinstance(node, Expr) and node.op == "const" and isinstance(node.args[0], int)


def _record(entity: str) -> str:
    return {"household": "q", "member": "m"}.get(entity, "r")


def _told(entity: str, name: str) -> str:
    return f"{_record(entity)}.{FIELDS[entity][name].path}"


def _rows(entity: str) -> str:
    """Where the records of an entity are found from its parent's record."""
    return f"q.household.{LISTS[entity]}" if PARENT[entity] == "household" else f"m.{LISTS[entity]}"


def _table(*numbers: int) -> str:
    return "_".join(["kept", *map(str, numbers)])


class Writer:
    """Writes `rule(question, params)`, which answers with the wanted values in their order."""

    def __init__(self, graph: Nodes, wanted: tuple[Expr, ...]) -> None:
        self.graph = graph
        self.wanted = [self._at(graph.of(expr), expr.entity) for expr in wanted]
        self.entities = [expr.entity for expr in wanted]
        self.nodes = graph.needed(self.wanted)
        self.constants: dict[str, Any] = {"U": UNKNOWN, "untold": untold, "divide": divide, "values": Values}
        self.names = {
            node: self._constant(node.args[0]) if node.op == "const" else f"n{place}"
            for place, node in enumerate(self.nodes)
        }
        tables = {node: graph.filled(node) for node in self.nodes if node.op == "lookup" and node.args[0].op == "param"}
        self.filled = {node: told for node, told in tables.items() if told is not None}
        self.layout = Layout(self.nodes)
        self.lists = self._lists_needed()
        self.nested: set[Expr] = set()
        self.checked: set[str] = set()
        self._settle_nested()

    def _at(self, node: Expr, entity: str) -> Expr:
        """A value told for every row of an entity below the one it was found for."""
        if entity in (node.entity, "household") or node.entity == "household":
            return node
        return self.graph.made(Expr("spread", (node,), entity, node.truth))

    def written(self, keys: tuple[Any, ...]) -> str:
        """The whole function."""
        lines = list(self._opening())
        for place, stage in enumerate(self.layout.stages):
            lines += self._stage(place, stage)
        lines += self._answer(keys)
        return "def rule(q, params):\n" + "\n".join(INDENT + line for line in lines) + "\n"

    def _answer(self, keys: tuple[Any, ...]) -> Iterator[str]:
        """The end of the function: what moves from family to family, beside what these figures have settled for all."""
        told = dict(zip(keys, zip(self.wanted, self.entities, strict=True), strict=True))
        fixed = {
            key: node.args[0] for key, (node, entity) in told.items() if node.op == "const" and entity == "household"
        }
        moving = {key: place for place, key in enumerate(key for key in told if key not in fixed)}
        places, always = self._constant({key: moving.get(key, -1) for key in keys}), self._constant(fixed)
        spread = self._spread()
        for (node, entity), name in spread.items():
            yield f"{name} = ({self._operand(node)},) * {self._count(entity)}"
        held = [spread.get(told[key]) or self._value(*told[key]) for key in moving]
        yield f"return values({places}, {always}, ({''.join(f'{each}, ' for each in held)}))"

    def _value(self, node: Expr, entity: str) -> str:
        """A value as the trace keeps it: one for the household, a tuple for every other entity."""
        return self.names[node] if entity == "household" else self._list(node)

    def _spread(self) -> dict[tuple[Expr, str], str]:
        """Names for what is the same in every row of an entity: such a tuple is made once, however many wait for it."""
        told = dict.fromkeys(zip(self.wanted, self.entities, strict=True))
        alike = [(node, entity) for node, entity in told if entity not in ("household", node.entity)]
        return {each: f"alike_{place}" for place, each in enumerate(alike)}

    def _count(self, entity: str) -> str:
        if PARENT[entity] == "household":
            return f"len(rows_{entity})"
        listed = next((node for node in self.wanted if node.entity == entity), None)
        if listed is not None:
            return f"len({self._list(listed)})"
        return f"sum(len(m.{LISTS[entity]}) for m in rows_member if m.{LISTS[entity]} is not U)"

    # --- what has to outlive its loop, and what needs no line of its own ---

    def _lists_needed(self) -> set[Expr]:
        needed = {node for node in self.wanted if node.entity != "household"}
        for node in self.nodes:
            for part in node.children():
                if part.entity != "household" and self.layout.stage_of[part] != self.layout.stage_of[node]:
                    needed.add(part)
        return needed

    def _settle_nested(self) -> None:
        """Nodes that are surely known and that one formula alone reads, and reads once, are written inside it."""
        readers: dict[Expr, list[Expr]] = {}
        for node in self.nodes:
            for part in node.children():
                readers.setdefault(part, []).append(node)
        held, depths = {*self.wanted, *self.lists}, dict[Expr, int]()
        for node in self.nodes:
            depth = 1 + max((depths[part] for part in node.children() if part in self.nested), default=0)
            reader = readers.get(node, [])
            if len(reader) == 1 and node not in held and depth <= DEEPEST and self._fits_inside(node, reader[0]):
                self.nested.add(node)
                depths[node] = depth

    def _fits_inside(self, node: Expr, reader: Expr) -> bool:
        if node.op in (*LEAVES, *UP) or reader.op in (*READS_TWICE, "greatest"):
            return False
        if reader.op == "any" and node.op not in TRUTHS:
            return False
        sure = self.graph.is_sure(node) and (reader.op in UP or self.graph.is_sure(reader))
        return sure and self.layout.is_together(node, reader)

    # --- the loops ---

    def _opening(self) -> Iterator[str]:
        for entity, name in sorted(self.graph.untold):
            told = f"{_told(entity, name)} is not U"
            if entity == "household":
                yield f"if {told}: untold()"
        asked = {part for node in self.nodes if node not in self.filled for part in node.children()}
        for entity in (each for each in PARENT if PARENT[each] == "household"):
            rows = f"rows_{entity}"
            yield f"{rows} = {_rows(entity)}"
            yield f"if {rows} is U: {'untold()' if entity in self.graph.given else f'{rows} = ()'}"
        for node in self.nodes:
            if node.op == "param" and node in asked:
                yield f"{self.names[node]} = params[{node.args[0]!r}]"

    def _stage(self, place: int, stage: Stage) -> Iterator[str]:
        if stage.entity == "household":
            yield from (line for step in stage.steps for line in self._lines(step))
            return
        inside = [node for step in stage.steps for node in step.nodes + step.gathered]
        read = self._read_again(place, inside)
        tables = self._tables(place, stage, inside)
        for name in tables:
            yield f"{name} = []; add_{name} = {name}.append"
        yield from (f"next_{self.names[node]} = iter({self._list(node)}).__next__" for node in read["items"])
        for_household = [node for node in inside if node.op in UP and node.entity == "household"]
        for node in for_household:
            yield from self._begin(node)
        names = [self.names[node] for node in read["rows"]]
        lists = [self._list(node) for node in read["rows"]]
        rows = f"rows_{stage.entity}"
        source = f"zip({', '.join([rows, *lists])}, strict=True)" if lists else rows
        yield f"for {', '.join([_record(stage.entity), *names])} in {source}:"
        yield from (INDENT + line for line in self._body(place, stage, read["items"], tables))
        for node in for_household:
            yield from self._end(node)
        for name, nodes in tables.items():
            turned = ", ".join(map(self._list, nodes))
            yield f"{turned}, = zip(*{name}) if {name} else ((),) * {len(nodes)}"

    def _tables(self, place: int, stage: Stage, inside: list[Expr]) -> dict[str, list[Expr]]:
        """What is kept of every row of a loop: one tuple a row, turned into a column a node when the loop is over."""
        own = [node for node in inside if node.entity == stage.entity and node in self.lists]
        found = {_table(place): own}
        for number, step in enumerate(stage.steps):
            if step.entity != stage.entity:
                found[_table(place, number)] = [node for node in step.nodes if node in self.lists]
        return {name: nodes for name, nodes in found.items() if nodes}

    def _keep(self, tables: Mapping[str, list[Expr]], name: str) -> Iterator[str]:
        if name in tables:
            yield f"add_{name}(({', '.join(self.names[node] for node in tables[name])},))"

    def _read_again(self, place: int, inside: list[Expr]) -> dict[str, list[Expr]]:
        """Rows computed in an earlier stage: of the entity itself, and of the items below it."""
        parts = dict.fromkeys(part for node in inside for part in node.children())
        old = [p for p in parts if p.entity != "household" and p.op not in LEAVES and self.layout.stage_of[p] != place]
        own = [node for node in old if PARENT[node.entity] == "household"]
        return {"rows": own, "items": [node for node in old if PARENT[node.entity] != "household"]}

    def _body(self, place: int, stage: Stage, again: list[Expr], tables: Mapping[str, list[Expr]]) -> Iterator[str]:
        yield from self._checks(stage.entity)
        for number, step in enumerate(stage.steps):
            if step.entity == stage.entity:
                yield from self._lines(step)
                yield from self._gathering(step.gathered)
            else:
                old = [node for node in again if node.entity == step.entity]
                yield from self._items(step, old, list(self._keep(tables, _table(place, number))))
        yield from self._keep(tables, _table(place))

    def _checks(self, entity: str) -> Iterator[str]:
        """The form fits only families of whom just these facts are not told: looked at in the first loop over the rows."""
        if entity not in self.checked:
            self.checked.add(entity)
            facts = dict.fromkeys(_told(entity, name) for each, name in sorted(self.graph.untold) if each == entity)
            if facts:
                yield f"if {' or '.join(f'{fact} is not U' for fact in facts)}: untold()"

    def _items(self, step: Step, again: list[Expr], keep: list[str]) -> Iterator[str]:
        """One loop over the items of the member at hand."""
        here = [node for node in step.gathered if node.entity != "household"]
        for node in here:
            yield from self._begin(node)
        yield f"rows = {_rows(step.entity)}"
        yield f"if rows is U: {'untold()' if step.entity in self.graph.given else 'rows = ()'}"
        yield "for r in rows:"
        yield from (f"{INDENT}{self.names[node]} = next_{self.names[node]}()" for node in again)
        yield from (INDENT + line for line in self._checks(step.entity))
        yield from (INDENT + line for line in self._lines(step))
        yield from (INDENT + line for line in self._gathering(step.gathered))
        yield from (INDENT + line for line in keep)
        for node in here:
            yield from self._end(node)

    def _lines(self, step: Step) -> Iterator[str]:
        for node in step.nodes:
            if node not in self.nested:
                yield f"{self.names[node]} = {self._formula(node)}"

    # --- gathering rows; a list nobody gave counts as one unknown row ---

    def _begin(self, node: Expr) -> Iterator[str]:
        yield f"{self.names[node]} = {START[node.op]}"
        if not self.graph.is_sure(node):
            given = loop_of(node) in self.graph.given
            yield f"open_{self.names[node]} = {False if given else f'{_rows(loop_of(node))} is U'}"

    def _gathering(self, nodes: Iterable[Expr]) -> Iterator[str]:
        for node in nodes:
            inner = node.args[0]
            if inner in self.nested:
                yield self._added(node, inner)
                continue
            value = self._operand(inner)
            add = ADDED[node.op].format(held=self.names[node], value=value)
            if self.graph.is_sure(inner):
                yield add
            else:
                yield f"if {value} is U: open_{self.names[node]} = True"
                yield f"el{add}" if add.startswith("if") else f"else: {add}"

    def _added(self, node: Expr, inner: Expr) -> str:
        """A row that is surely known and read by nobody else, added without a line of its own."""
        name = self.names[node]
        if node.op == "any" or inner.op in TRUTHS:
            return f"if {self._truth(inner)}: {name} {'' if node.op == 'any' else '+'}= 1"
        if inner.op == "where" and _is_number(inner.args[2]) and inner.args[2].args[0] == 0:
            condition, then = self._conditions(inner)[:2]
            return f"if {condition}: {name} += {then}"
        return f"{name} += {self._formula(inner)}"

    def _end(self, node: Expr) -> Iterator[str]:
        name = self.names[node]
        told = WHOLE[node.op] if self.graph.is_sure(node) else OPEN[node.op]
        if told:
            yield f"{name} = {told.format(held=name, open=f'open_{name}')}"

    # --- one node ---

    def _formula(self, node: Expr) -> str:
        if node.op in ("input", "listed", "known") or node in self.filled:
            return self._told(node)
        if self.graph.is_sure(node) or not (unsure := self._unsure(node)):
            return self._plain(node, self._conditions(node))
        operands = [self._operand(arg) for arg in node.args]
        although = ALTHOUGH.get(node.op, "U").format(**dict(zip("abc", operands, strict=False)))
        if any(part.op == "const" for part in unsure):
            return although  # an operand that never is known
        is_open = " or ".join(f"{each} is U" for each in dict.fromkeys(map(self._operand, unsure)))
        return f"({although}) if {is_open} else ({self._plain(node, operands)})"

    def _told(self, node: Expr) -> str:
        """What is read rather than computed: a fact, whether it is told, what a table says of a code."""
        if node in self.filled:
            return f"{self._constant(self.filled[node])}[{self._operand(node.args[1])}]"
        if node.op == "input":
            return self._fact(*node.args)
        if node.op == "listed":
            return f"0 if {_rows(node.args[0])} is U else 1"
        return "1" if self.graph.is_sure(node.args[0]) else f"0 if {self._operand(node.args[0])} is U else 1"

    def _unsure(self, node: Expr) -> list[Expr]:
        """The operands whose being unknown matters: of a choice only what it hangs on."""
        watched = [node.args[0]] if node.op == "where" else list(node.children())
        return [each for each in watched if not self.graph.is_sure(each)]

    def _plain(self, node: Expr, operands: list[str]) -> str:
        if node.op.startswith("div_") and _is_number(node.args[1]) and node.args[1].args[0] > 0:
            return by_number(node.op, operands[0], node.args[1].args[0])
        if node.op.startswith("div_") and self._is_positive(node.args[1]):
            return BY_POSITIVE[node.op].format(a=operands[0], b=operands[1])
        return PLAIN[node.op].format(**dict(zip("abc", operands, strict=False)))

    def _is_positive(self, node: Expr) -> bool:
        """Whether a number that is known is surely greater than zero."""
        if node.op == "const":
            return _is_number(node) and node.args[0] > 0
        return node.op == "max" and any(map(self._is_positive, node.args))

    def _conditions(self, node: Expr) -> list[str]:
        """The operands; where only the truth of one matters, no number is made of it first."""
        asked = CONDITIONS.get(node.op, 0)
        return [self._truth(arg) if place < asked else self._operand(arg) for place, arg in enumerate(node.args)]

    def _truth(self, node: object) -> str:
        """What is true where the number of a node, surely known, is not zero."""
        if not isinstance(node, Expr) or node not in self.nested or not self.graph.is_sure(node):
            return self._operand(node)
        if node.op in TRUTHS:
            return "(" + self._formula(node)[len("1 if ") : -len(" else 0")] + ")"
        if node.op == "not":
            return f"(not {self._truth(node.args[0])})"
        if node.op == "where":
            condition, then, otherwise = map(self._truth, node.args)
            return f"({then} if {condition} else {otherwise})"
        return self._operand(node)

    def _fact(self, entity: str, name: str) -> str:
        """A fact out of its record; where it is taken for known and is not, the form does not fit the case."""
        field, told, sure = FIELDS[entity][name], _told(entity, name), (entity, name) in self.graph.sure
        if field.codes is not None:
            return f"{self._constant(field.codes if sure else {**field.codes, UNKNOWN: UNKNOWN})}[{told}]"
        value = "v" if field.number is None else f"{self._constant(field.number)}(v)"
        return f"{value} if (v := {told}) is not U else {'untold()' if sure else 'U'}"

    def _operand(self, arg: object) -> str:
        if not isinstance(arg, Expr):
            return self._constant(arg)
        return f"({self._formula(arg)})" if arg in self.nested else self.names[arg]

    def _constant(self, value: object) -> str:
        if value is UNKNOWN:
            return "U"
        if isinstance(value, int):
            return f"({value})" if value < 0 else repr(int(value))
        name = f"held{len(self.constants)}"
        self.constants[name] = value
        return name

    def _list(self, node: Expr) -> str:
        return f"all_{self.names[node]}"
