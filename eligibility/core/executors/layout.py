"""In which loop of a rule's Python each node is computed: the household's lines, one pass over the members at a time.

A pass over the members holds their own lines and the loops over their items, in the order in which one needs the other.
What is gathered for the household stands ready after the pass, and a later pass may read it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from eligibility.core.graph import PARENT, UP, Expr

LEAVES: Final = ("const", "param")


@dataclass(slots=True)
class Step:
    """Nodes of one entity that are computed together, and what is gathered from its rows on the way."""

    entity: str
    nodes: list[Expr] = field(default_factory=list)
    gathered: list[Expr] = field(default_factory=list)


@dataclass(slots=True)
class Stage:
    """The household's lines, or one loop over the rows of an entity right below it."""

    entity: str
    steps: list[Step] = field(default_factory=list)


def loop_of(node: Expr) -> str:
    """The entity over whose rows a node is computed: what is gathered, over the rows it is gathered from."""
    entity: str = node.args[0].entity if node.op in UP else node.entity
    return entity


def outermost(entity: str) -> str:
    """The entity right below the household in whose loop the rows of an entity are met."""
    parent = PARENT[entity]
    return entity if parent in (None, "household") else outermost(parent)


class Layout:
    """The stages of a rule, and where in them each node stands."""

    def __init__(self, nodes: Iterable[Expr]) -> None:
        self.stages: list[Stage] = []
        self.stage_of: dict[Expr, int] = {}
        self.step_of: dict[Expr, int] = {}
        for node in nodes:
            if node.op not in LEAVES:
                self._place(node)

    def is_together(self, one: Expr, other: Expr) -> bool:
        """Whether two nodes are computed for the same row in the same step."""
        same = self.stage_of[one] == self.stage_of[other] and self.step_of[one] == self.step_of[other]
        return same and loop_of(one) == loop_of(other)

    def _place(self, node: Expr) -> None:
        """The earliest step in which all that a node is made of stands ready."""
        loop = loop_of(node)
        parts = [part for part in node.children() if part in self.stage_of]
        stage = self._stage(outermost(loop), max((self._ready(part, loop) for part in parts), default=0))
        here = [part for part in parts if self.stage_of[part] == stage]
        step = self._step(self.stages[stage], loop, max((self._ready_here(part, loop) for part in here), default=0))
        self.stage_of[node], self.step_of[node] = stage, step
        held = self.stages[stage].steps[step]
        (held.gathered if node.op in UP else held.nodes).append(node)

    def _ready(self, part: Expr, loop: str) -> int:
        """The first stage that may read a part: its own, unless it is only whole when the loop is over."""
        whole_later = part.entity == "household" and part.op in UP
        same = outermost(part.entity) == outermost(loop) and not whole_later
        return self.stage_of[part] + (0 if same else 1)

    def _ready_here(self, part: Expr, loop: str) -> int:
        same = loop_of(part) == loop and part.op not in UP
        return self.step_of[part] + (0 if same else 1)

    def _stage(self, entity: str, ready: int) -> int:
        for place in range(ready, len(self.stages)):
            if self.stages[place].entity == entity:
                return place
        self.stages.append(Stage(entity))
        return len(self.stages) - 1

    @staticmethod
    def _step(stage: Stage, entity: str, ready: int) -> int:
        for place in range(ready, len(stage.steps)):
            if stage.steps[place].entity == entity:
                return place
        stage.steps.append(Step(entity))
        return len(stage.steps) - 1
