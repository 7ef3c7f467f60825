"""Reading many families for the law at once: plain columns of their facts on a day, one statement an entity.

Says of each family exactly what `services.question_of` says of it alone, without an application; a test holds them equal.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection

from cases.staff.models import scope_range
from eligibility import api

Row = tuple[Any, ...]
Columns = dict[str, list[Any]]
INDICATORS = ("eat", "dress", "bed", "toilet", "walk", "bathe")
# circumstances of a member that are one value each; disabilities and self-care have an entity and six fields of their own
_PLAIN = ("hardship_class", "serious_illness", "labour", "study", "full_time", "pregnant", "support_mode")
_STANDING = "{row}.voided_at IS NULL AND {row}.period @> %(day)s::date"
# what the statements share: which families, who of them lives together, and rows that stand on the day
_SHARED = {
    "{ours}": "h.id = ANY(%(ids)s) AND h.area_code >= %(first_code)s AND h.area_code < %(below_code)s",
    "{living}": "cases_household h JOIN cases_member m ON m.household_id = h.id AND {m stands}"
    " AND (m.birth_date IS NULL OR m.birth_date <= %(day)s)",
    "{in order}": "m.household_id, m.relation <> 'self', m.id",
    **{f"{{{row} stands}}": _STANDING.format(row=row) for row in ("m", "c", "f", "hukou", "permit")},
}

# Where the head of the family is registered or holds a permit says on which ground it asks (民发〔2021〕57号 第五条).
_HOUSEHOLDS = """
SELECT h.id, h.area_code, h.setting, h.income_fen, h.income_per, h.assets_complete, h.obligors_complete,
  hukou.id IS NOT NULL, permit.id IS NOT NULL, lower(permit.period)
FROM cases_household h
LEFT JOIN LATERAL (SELECT m.id FROM cases_member m WHERE m.household_id = h.id AND m.relation = 'self' AND {m stands}
  ORDER BY m.id LIMIT 1) head ON true
LEFT JOIN cases_residence hukou ON hukou.member_id = head.id AND hukou.kind = 'hukou' AND {hukou stands}
  AND left(hukou.place_code, 6) = left(h.area_code, 6)
LEFT JOIN cases_residence permit ON permit.member_id = head.id AND permit.kind = 'residence_permit' AND {permit stands}
  AND left(permit.place_code, 6) = left(h.area_code, 6)
WHERE {ours} ORDER BY h.id
"""
_MEMBERS = """
SELECT m.household_id, m.id, m.relation, m.status, m.birth_date, m.sex, m.incomes_complete, m.expenses_complete,
  c.told::text
FROM {living}
LEFT JOIN LATERAL (SELECT jsonb_object_agg(c.name, c.value) AS told FROM cases_condition c
  WHERE c.member_id = m.id AND {c stands}) c ON true
WHERE {ours} ORDER BY {in order}
"""
# LATERAL … OFFSET 0 looks up each parent's rows by index: as plain joins they are planned by statistics that row-level
# security hides, and a county took seconds.
_INCOMES = """
SELECT f.member_id, f.kind, f.amount_fen, f.per FROM {living}
CROSS JOIN LATERAL (SELECT * FROM cases_income f WHERE f.member_id = m.id AND {f stands} OFFSET 0) f
WHERE {ours} ORDER BY {in order}, f.id
"""
_EXPENSES = """
SELECT f.member_id, f.kind, f.amount_fen, f.per FROM {living}
CROSS JOIN LATERAL (SELECT * FROM cases_expense f WHERE f.member_id = m.id AND {f stands} OFFSET 0) f
WHERE {ours} ORDER BY {in order}, f.id
"""
_ASSETS = """
SELECT f.household_id, f.kind, f.amount_fen, f.exempt_reason FROM cases_household h
CROSS JOIN LATERAL (SELECT * FROM cases_asset f WHERE f.household_id = h.id AND {f stands} OFFSET 0) f
WHERE {ours} ORDER BY h.id, f.id
"""
_OBLIGORS = """
SELECT f.household_id, f.relation, f.household_size, f.income_fen, f.income_per, f.supports, f.able FROM cases_household h
CROSS JOIN LATERAL (SELECT * FROM cases_obligor f WHERE f.household_id = h.id AND {f stands} OFFSET 0) f
WHERE {ours} ORDER BY h.id, f.id
"""
_RECEIVED = """
SELECT a.household_id, a.benefit, lower(a.period), a.fen, a.cause FROM cases_household h
CROSS JOIN LATERAL (SELECT a.*, p.amount_fen AS fen,
    CASE WHEN a.benefit = 'temporary_relief'
      THEN (SELECT s.question #>> '{application,cause}' FROM cases_assessment s WHERE s.id = p.assessment_id) END AS cause
  FROM cases_award a LEFT JOIN cases_awardperiod p ON p.award_id = a.id
    AND p.voided_at IS NULL AND p.period @> date_trunc('month', %(day)s::date)::date
  WHERE a.household_id = h.id AND a.period @> %(day)s::date OFFSET 0) a
WHERE {ours} ORDER BY h.id, a.id
"""


@dataclass(frozen=True)
class Caseload:
    """Some families on a day: their numbers in the order of the rows, where each applies, and the columns of the law."""

    ids: tuple[int, ...]
    areas: tuple[str, ...]
    rows: Mapping[str, api.Rows]

    def with_told(self, **columns: list[Any]) -> "Caseload":
        """The same families with something that their applications say."""
        household = api.Rows({**self.rows["household"].values, **columns})
        return replace(self, rows={**self.rows, "household": household})

    @cached_property
    def batch(self) -> api.Batch:
        """The families side by side, as the law asks for them."""
        return api.batch_of_rows(self.areas, self.rows)


def read(area_code: str, ids: Iterable[int], day: date) -> Caseload:
    """The families with these numbers inside an area, as they stood on a day: seven statements, however many they are."""
    first, below = scope_range(area_code)
    bounds = {"ids": list(ids), "day": day, "first_code": first, "below_code": below}
    households, members = _all(_HOUSEHOLDS, bounds), _all(_MEMBERS, bounds)
    at = {row[0]: place for place, row in enumerate(households)}
    person = {row[1]: place for place, row in enumerate(members)}
    conditions = [json.loads(row[8]) if row[8] else {} for row in members]
    rows = {
        "household": api.Rows(_households(households, day)),
        "member": _members(members, conditions, at),
        "disability": _disabilities(conditions),
        "income": _money(_all(_INCOMES, bounds), person, [row[6] for row in members]),
        "expense": _money(_all(_EXPENSES, bounds), person, [row[7] for row in members]),
        "asset": _assets(_all(_ASSETS, bounds), at, [row[5] for row in households]),
        "obligor": _obligors(_all(_OBLIGORS, bounds), at, [row[6] for row in households]),
        "received": _received(_all(_RECEIVED, bounds), at),
    }
    return Caseload(tuple(at), tuple(row[1] for row in households), rows)


def _all(sql: str, bounds: Mapping[str, Any]) -> list[Row]:
    for mark, text in _SHARED.items():
        sql = sql.replace(mark, text)
    with connection.cursor() as cursor:
        cursor.execute(sql, bounds)
        return list(cursor.fetchall())


def _columns(names: Sequence[str], rows: Sequence[Row]) -> dict[str, list[Any]]:
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    return {name: list(column) for name, column in zip(names, columns, strict=True)}


def _listed(parents: Iterable[int], complete: Sequence[bool]) -> list[bool]:
    """A list was given when it has a row, or when somebody said that there is none to add."""
    found = list(complete)
    for parent in parents:
        found[parent] = True
    return found


def _rows(names: Sequence[str], told: Sequence[Row], complete: Sequence[bool]) -> api.Rows:
    """Rows that begin with the place of their parent."""
    parents = [row[0] for row in told]
    return api.Rows(_columns(names, [row[1:] for row in told]), parents, _listed(parents, complete))


def _households(rows: Sequence[Row], day: date) -> Columns:
    told = [
        (
            setting, day, *_stated(income_fen, income_per),
            "hukou" if registered else "residence_permit" if permitted else None,
            _months(since, day) if permitted and since else None, False,
        )
        for _, _, setting, income_fen, income_per, _, _, registered, permitted, since in rows
    ]  # fmt: skip
    names = ("setting", "on", "income_fen", "income_per", "basis", "permit_months", "single_person")
    return _columns(names, told)


def _stated(fen: int | None, per: str) -> tuple[int | None, str | None]:
    """An amount is known only together with what it is paid per."""
    return (fen, per) if fen is not None and per else (None, None)


def _months(start: date, day: date) -> int:
    return (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)


def _members(rows: Sequence[Row], conditions: Sequence[Mapping[str, Any]], at: Mapping[int, int]) -> api.Rows:
    told = [
        (at[household], relation or None, status or None, born, sex or None)
        for household, _, relation, status, born, sex, *_ in rows
    ]
    found = _rows(("relation", "status", "birth_date", "sex"), told, [False] * len(at))
    cares = [each.get("self_care") or {} for each in conditions]
    values = {
        **found.values,
        **{name: [each.get(name) for each in conditions] for name in _PLAIN},
        **{f"can_{name}": [care.get(name) for care in cares] for name in INDICATORS},
    }
    return replace(found, values=values)


def _disabilities(conditions: Sequence[Mapping[str, Any]]) -> api.Rows:
    told = [
        (place, one.get("kind"), one.get("grade"))
        for place, each in enumerate(conditions)
        for one in each.get("disabilities") or ()
    ]
    return _rows(("kind", "grade"), told, [each.get("disabilities") is not None for each in conditions])


def _money(rows: Sequence[Row], person: Mapping[int, int], complete: Sequence[bool]) -> api.Rows:
    return _rows(("kind", "fen", "per"), [(person[row[0]], *row[1:]) for row in rows], complete)


def _assets(rows: Sequence[Row], at: Mapping[int, int], complete: Sequence[bool]) -> api.Rows:
    """No reason given means that there is none to exempt the asset."""
    return _rows(("kind", "fen", "exempt_reason"), [(at[row[0]], *row[1:]) for row in rows], complete)


def _obligors(rows: Sequence[Row], at: Mapping[int, int], complete: Sequence[bool]) -> api.Rows:
    told = [
        (at[household], relation or None, size, *_stated(fen, per), supports, able)
        for household, relation, size, fen, per, supports, able in rows
    ]
    return _rows(("relation", "household_size", "income_fen", "income_per", "supports", "able"), told, complete)


def _received(rows: Sequence[Row], at: Mapping[int, int]) -> api.Rows:
    """What our own register pays; it is always told, also when it is nothing."""
    told = [(at[household], benefit, start, None, fen, cause) for household, benefit, start, fen, cause in rows]
    return _rows(("benefit", "start", "end", "fen", "cause"), told, [True] * len(at))
