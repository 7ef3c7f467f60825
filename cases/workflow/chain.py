"""The tables of moves as rows, so that PostgreSQL can refuse a move that is in no table."""

from collections.abc import Iterable

from cases.workflow.machine import Machine
from cases.workflow.models import Transition


def keep_transitions(machines: Iterable[Machine], using: str = "default") -> None:
    """Add what is missing; a pair that history used is never taken away."""
    rows = [
        Transition(machine=machine.name, from_state=before, to_state=after)
        for machine in machines
        for before, after in sorted(machine.transitions())
    ]
    Transition.objects.using(using).bulk_create(rows, ignore_conflicts=True)
