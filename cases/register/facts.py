"""Facts of many members at once: gathered by kind, written by one statement a kind with the member's own place and period."""

from collections import defaultdict
from datetime import datetime
from types import MappingProxyType

from django.db import connection

from assistance.database import array_of
from cases.households.models import Condition, Expense, Fact, Income, Member, Residence

# What differs from row to row: column and its type; everything else comes from the member or from the import.
_COLUMNS = MappingProxyType(
    {
        Condition: (("name", "text"), ("value", "jsonb")),
        Income: (("kind", "text"), ("amount_fen", "bigint"), ("per", "text")),
        Expense: (("kind", "text"), ("amount_fen", "bigint"), ("per", "text")),
        Residence: (("kind", "text"), ("place_code", "text"), ("issued_on", "date"), ("valid_until", "date")),
    }
)
_AT_ONCE = 20_000


class MemberFacts:
    """Rows of facts by kind, each beginning with the member's id."""

    def __init__(self) -> None:
        self._rows: dict[type[Fact], list[tuple[object, ...]]] = defaultdict(list)

    def add(self, kind: type[Fact], member: Member, *values: object) -> None:
        """One fact of a member, in the order of the kind's columns."""
        self._rows[kind].append((member.pk, *values))

    def write(self, *, evidence: str, at: datetime, officer_id: int | None) -> None:
        """Insert everything gathered; the constraints of the tables speak as for a single row."""
        with connection.cursor() as cursor:
            for kind, rows in self._rows.items():
                for start in range(0, len(rows), _AT_ONCE):
                    columns = [array_of(column) for column in zip(*rows[start : start + _AT_ONCE], strict=True)]
                    cursor.execute(_insert(kind), [Fact.Source.REGISTER.value, evidence, at, officer_id, *columns])


def _insert(kind: type[Fact]) -> str:
    columns = _COLUMNS[kind]
    names = ", ".join(name for name, _ in columns)
    values = ", ".join(f"u.{name}::{cast}" for name, cast in columns)
    arrays = ", ".join("%s::text[]" if cast == "jsonb" else f"%s::{cast}[]" for _, cast in columns)
    return (
        f"INSERT INTO {kind._meta.db_table} (member_id, area_code, period, {names}, source, evidence, recorded_at,"  # noqa: S608 - our own names
        f" recorded_by_id) SELECT m.id, m.area_code, m.period, {values}, %s, %s, %s, %s"
        f" FROM unnest(%s::bigint[], {arrays}) AS u (member_id, {names}) JOIN cases_member m ON m.id = u.member_id"
    )
