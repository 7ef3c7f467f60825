"""Reading cases of any kind by whom they wait for and by their clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from cases.workflow.machine import Machine


@dataclass(frozen=True, slots=True)
class ByClock:
    """How many cases of one state are late, due today, due soon, due later, or have no clock."""

    state: str
    label: str
    overdue: int
    today: int
    soon: int
    later: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.overdue + self.today + self.soon + self.later


@dataclass(frozen=True, slots=True)
class Hours:
    """The edges between late, today, soon and later."""

    now: datetime
    end_of_today: datetime
    end_of_soon: datetime

    def condition(self, name: str, column: str = "step_due_at") -> Q:
        """Which rows are `overdue`, `today`, `soon` or `later`; cases without a clock are later."""
        return {
            "overdue": Q(**{f"{column}__lt": self.now}),
            "today": Q(**{f"{column}__gte": self.now, f"{column}__lte": self.end_of_today}),
            "soon": Q(**{f"{column}__gt": self.end_of_today, f"{column}__lte": self.end_of_soon}),
            "later": Q(**{f"{column}__gt": self.end_of_soon}) | Q(**{f"{column}__isnull": True}),
        }[name]


def waits_for(machine: Machine, role: str) -> tuple[str, ...]:
    """States whose first move in the table belongs to the role: later moves (withdrawal, termination) wait for nobody."""
    first = {state: move for move in reversed(machine.moves) for state in move.source}
    return tuple(state for state in machine.states if state in first and role in first[state].by)


def open_states(machine: Machine) -> tuple[str, ...]:
    """States that are not final."""
    return tuple(state for state in machine.states if state not in machine.finals)


def by_clock(rows: "QuerySet[Any]", machine: Machine, states: Sequence[str], hours: Hours) -> list[ByClock]:
    """One line a state in the table's order, in one query; states without a case are left out."""
    counts = {name: Count("pk", filter=hours.condition(name)) for name in ("overdue", "today", "soon", "later")}
    found = rows.filter(state__in=states).order_by().values("state").annotate(**counts)
    by_state = {line["state"]: line for line in found}
    return [
        ByClock(state, machine.states[state], *(by_state[state][name] for name in counts))
        for state in machine.states
        if state in by_state
    ]
