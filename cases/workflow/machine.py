"""The table of moves and its self-check; pure, read by the engine, the buttons, the permission matrix, the diagram and the tests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum


class Eyes(Enum):
    """How a move counts for four eyes within one round of a case."""

    ANY = "any"  # may be done by somebody who has handled this round before
    FRESH = "fresh"  # only by a person who has done nothing in this round yet
    NONE = "none"  # leaves no standing: who sends a case back may still decide it when it returns


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that may be done to a case."""

    do: str
    label: str
    source: tuple[str, ...]
    to: str
    by: tuple[str, ...]  # roles; empty = only the system moves it
    only_if: tuple[str, ...] = ()  # names of guards
    starts: str | None = None  # step of the route whose clock begins with this move
    eyes: Eyes = Eyes.ANY
    note_required: bool = False
    new_round: bool = False  # the case begins again: four eyes count anew


@dataclass(frozen=True, slots=True)
class Machine:
    """All states and moves of one kind of case."""

    name: str
    label: str
    states: Mapping[str, str]  # code → Chinese label
    initial: str
    finals: frozenset[str]
    moves: tuple[Move, ...]
    guards: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        faults = tuple(self.faults())
        if faults:
            raise ValueError(f"{self.name}: " + "; ".join(faults))
        MACHINES[self.name] = self

    def faults(self) -> Iterable[str]:
        """What is wrong with the table: unknown states or guards, unreachable states, dead ends, the same move twice."""
        seen: set[tuple[str, str]] = set()
        for move in self.moves:
            for state in (*move.source, move.to):
                if state not in self.states:
                    yield f"move {move.do} names unknown state {state}"
            for guard in move.only_if:
                if guard not in self.guards:
                    yield f"move {move.do} names unknown guard {guard}"
            for state in move.source:
                if state in self.finals:
                    yield f"final state {state} is left by {move.do}"
                if (state, move.do) in seen:
                    yield f"move {move.do} stands twice for state {state}"
                seen.add((state, move.do))
        reached = self._reachable()
        yield from (f"state {state} cannot be reached" for state in self.states if state not in reached)
        leaves = {state for move in self.moves for state in move.source}
        yield from (
            f"state {state} is an undeclared dead end" for state in self.states if state not in leaves | self.finals
        )

    def _reachable(self) -> set[str]:
        reached, grown = {self.initial}, True
        while grown:
            new = {move.to for move in self.moves if reached.intersection(move.source)} - reached
            reached |= new
            grown = bool(new)
        return reached

    def move(self, action: str, state: str) -> Move | None:
        """The move named `action` out of `state`, or None."""
        return next((move for move in self.moves if move.do == action and state in move.source), None)

    def open_to(self, role: str, state: str) -> tuple[Move, ...]:
        """Moves that a role may try in a state; guards are asked when it is done."""
        return tuple(move for move in self.moves if state in move.source and role in move.by)

    def transitions(self) -> frozenset[tuple[str, str]]:
        """The opening and every pair of states that some move joins; PostgreSQL keeps these as rows."""
        return frozenset({("", self.initial)} | {(state, move.to) for move in self.moves for state in move.source})


MACHINES: dict[str, Machine] = {}
