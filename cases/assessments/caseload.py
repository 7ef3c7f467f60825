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

from assistance.database import array_of
from cases.assessments.questions import told_of
from cases.households.vocabulary import day_of
from cases.staff.models import scope_range
from eligibility import api

Row = tuple[Any, ...]
Columns = dict[str, list[Any]]
INDICATORS = ("eat", "dress", "bed", "toilet", "walk", "bathe")
# circumstances of a member that are one value each; disabilities and self-care have an entity and six fields of their own
_PLAIN = (
    "hardship_class", "serious_illness", "illness_code", "labour", "legal_duty", "imputed_confirmed", "study", "full_time", "pregnant",
    "support_mode", "work_refusals", "trade", "land", "relocated",
)  # fmt: skip
_RELATION, _HUKOU = 8, 14  # where the statement of the members has them
_DAYS = ("employed_from", "work_refused_from", "work_refused_on")
_STANDING = "{row}.voided_at IS NULL AND {row}.period @> %(day)s::date"
# what the statements share: which families, who of them lives together, and rows that stand on the day
_SHARED = {
    "{ours}": "h.id = ANY(%(ids)s::bigint[]) AND h.area_code >= %(first_code)s AND h.area_code < %(below_code)s",
    "{living}": "cases_household h JOIN cases_member m ON m.household_id = h.id AND {m stands}"
    " AND (m.birth_date IS NULL OR m.birth_date <= %(day)s)",
    "{in order}": "m.household_id, m.relation <> 'self', m.id",
    **{f"{{{row} stands}}": _STANDING.format(row=row) for row in ("m", "c", "f", "r")},
}

_HOUSEHOLDS = """
SELECT h.id, h.area_code, h.setting, h.income_fen, h.income_per, h.assets_complete, h.obligors_complete
FROM cases_household h WHERE {ours} ORDER BY h.id
"""
# Of one kind a member has one residence at a time, so the greatest is the only one. They are looked up by the plain index
# of the member, which the inner OFFSET 0 leaves as the only way: that of the exclusion is slow.
_MEMBERS = """
SELECT m.household_id, m.id, m.incomes_complete, m.expenses_complete, c.told::text,
  r.permit, r.issued_on, r.valid_until,
  m.relation, m.status, m.status_since, m.joined_on, CASE WHEN m.died_on IS NULL THEN upper(m.period) END, m.died_on,
  r.hukou, r.home, m.birth_date, m.sex
FROM {living}
LEFT JOIN LATERAL (SELECT max(r.place_code) FILTER (WHERE r.kind = 'hukou') AS hukou,
    max(r.place_code) FILTER (WHERE r.kind = 'actual') AS home,
    max(r.place_code) FILTER (WHERE r.kind = 'residence_permit') AS permit,
    max(r.issued_on) FILTER (WHERE r.kind = 'residence_permit') AS issued_on,
    max(r.valid_until) FILTER (WHERE r.kind = 'residence_permit') AS valid_until
  FROM (SELECT * FROM cases_residence r WHERE r.member_id = m.id OFFSET 0) r WHERE {r stands}) r ON true
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
SELECT f.household_id, f.kind, f.amount_fen, f.exempt_reason, f.floor_area, f.acquired_on, f.hired_staff,
  f.after_disaster, f.built_on FROM cases_household h
CROSS JOIN LATERAL (SELECT * FROM cases_asset f WHERE f.household_id = h.id AND {f stands} OFFSET 0) f
WHERE {ours} ORDER BY h.id, f.id
"""
_OBLIGORS = """
SELECT f.household_id, f.relation, f.household_size, f.income_fen, f.income_per, f.supports, f.able,
  f.status, f.birth_date, f.receives, f.severe_disability, f.property_inside FROM cases_household h
CROSS JOIN LATERAL (SELECT * FROM cases_obligor f WHERE f.household_id = h.id AND {f stands} OFFSET 0) f
WHERE {ours} ORDER BY h.id, f.id
"""
# What we gave and give, those benefits that are over too, and behind them what was given elsewhere. The amount is that of
# the month of the day, or of the last month of an award that is over.
_RECEIVED = """
SELECT household_id, benefit, began, ended, fen, supplement, place, cause FROM (
  SELECT a.household_id, 0 AS source, a.id, a.benefit, lower(a.period) AS began, upper(a.period) - 1 AS ended,
    p.amount_fen AS fen, CASE WHEN s.fen <= p.amount_fen THEN s.fen END AS supplement, NULL AS place,
    CASE WHEN a.benefit = 'temporary_relief'
      THEN (SELECT k.question #>> '{application,cause}' FROM cases_assessment k WHERE k.id = p.assessment_id) END AS cause
  FROM cases_household h
  CROSS JOIN LATERAL (SELECT * FROM cases_award a WHERE a.household_id = h.id AND lower(a.period) <= %(day)s OFFSET 0) a
  LEFT JOIN LATERAL (SELECT p.* FROM cases_awardperiod p WHERE p.award_id = a.id AND p.voided_at IS NULL
    AND p.period @> date_trunc('month', least(%(day)s::date, upper(a.period) - 1))::date OFFSET 0) p ON true
  LEFT JOIN LATERAL (SELECT coalesce(sum((e ->> 'amount')::numeric * 100) FILTER (WHERE e ->> 'what' = 'supplement'), 0)::bigint
      AS fen FROM jsonb_array_elements(p.parts) e WHERE a.benefit = 'dibao' HAVING count(*) > 0) s ON true
  WHERE {ours}
  UNION ALL
  SELECT f.household_id, 1, f.id, f.benefit, f.started_on, f.ended_on, f.amount_fen, f.supplement_fen, f.place_code, f.cause
  FROM cases_household h CROSS JOIN LATERAL (SELECT * FROM cases_aid f WHERE f.household_id = h.id AND f.voided_at IS NULL
    AND (f.started_on IS NULL OR f.started_on <= %(day)s) OFFSET 0) f
  WHERE {ours}) told
ORDER BY household_id, source, id
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
    bounds = {"ids": array_of(ids), "day": day, "first_code": first, "below_code": below}
    households, members = _all(_HOUSEHOLDS, bounds), _all(_MEMBERS, bounds)
    at = {row[0]: place for place, row in enumerate(households)}
    person = {row[1]: place for place, row in enumerate(members)}
    circumstances = {text: told_of(json.loads(text)) for text in {row[4] for row in members} if text}  # many are alike
    conditions = [circumstances.get(row[4], {}) for row in members]
    rows = {
        "household": api.Rows(_households(households, _heads(members), day)),
        "member": _members(members, conditions, at),
        "disability": _disabilities(conditions),
        "income": _money(_all(_INCOMES, bounds), person, [row[2] for row in members]),
        "expense": _money(_all(_EXPENSES, bounds), person, [row[3] for row in members]),
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


def _heads(members: Sequence[Row]) -> dict[int, Row]:
    """The person who asks, by household; everybody stands behind his own."""
    heads: dict[int, Row] = {}
    for row in members:
        if row[_RELATION] == "self":
            heads.setdefault(row[0], row)
    return heads


def _households(rows: Sequence[Row], heads: Mapping[int, Row], day: date) -> Columns:
    told = [
        (area, setting, day, *_stated(income_fen, income_per), *_basis(heads.get(pk), area), False)
        for pk, area, setting, income_fen, income_per, _, _ in rows
    ]
    names = (
        "area", "setting", "on", "income_fen", "income_per", "basis", "permit_from", "permit_until", "single_person",
    )  # fmt: skip
    return _columns(names, told)


def _basis(head: Row | None, area: str) -> tuple[str | None, date | None, date | None]:
    """On which ground a family asks: where its head is registered or holds a permit (民发〔2021〕57号 第五条), and the permit."""
    permit, issued_on, valid_until = head[5:8] if head else (None, None, None)
    permitted = permit is not None and permit[:6] == area[:6]
    hukou = head[_HUKOU] if head else None
    basis = "hukou" if hukou is not None and hukou[:6] == area[:6] else "residence_permit" if permitted else None
    return (basis, issued_on, valid_until) if permitted else (basis, None, None)


def _stated(fen: int | None, per: str) -> tuple[int | None, str | None]:
    """An amount is known only together with what it is paid per."""
    return (fen, per) if fen is not None and per else (None, None)


def _members(rows: Sequence[Row], conditions: Sequence[Mapping[str, Any]], at: Mapping[int, int]) -> api.Rows:
    told = [(at[row[0]], row[8] or None, row[9] or None, *row[10:-1], row[-1] or None) for row in rows]
    names = (
        "relation", "status", "status_since", "joined_on", "left_on", "died_on", "hukou_area", "residence_area",
        "birth_date", "sex",
    )  # fmt: skip
    found = _rows(names, told, [False] * len(at))
    cares = [each.get("self_care") or {} for each in conditions]
    values = {
        **found.values,
        **{name: [each.get(name) for each in conditions] for name in _PLAIN},
        **{name: [day_of(each.get(name)) for each in conditions] for name in _DAYS},
        "illness_group": [each.get("illness_code") for each in conditions],
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


_ASSET = (
    "kind", "fen", "exempt_reason", "floor_area", "acquired_on", "hired_staff", "after_disaster", "built_on",
)  # fmt: skip


def _assets(rows: Sequence[Row], at: Mapping[int, int], complete: Sequence[bool]) -> api.Rows:
    """No reason given means that there is none to exempt the asset."""
    return _rows(_ASSET, [(at[row[0]], *row[1:]) for row in rows], complete)


_OBLIGOR = (
    "relation", "household_size", "income_fen", "income_per", "supports", "able", "status", "birth_date", "receives",
    "severe_disability", "property_inside",
)  # fmt: skip


def _obligors(rows: Sequence[Row], at: Mapping[int, int], complete: Sequence[bool]) -> api.Rows:
    told = [
        (at[row[0]], row[1] or None, row[2], *_stated(row[3], row[4]), row[5], row[6], row[7] or None, row[8],
         row[9] or None, *row[10:])
        for row in rows
    ]  # fmt: skip
    return _rows(_OBLIGOR, told, complete)


_RECEIPT = ("benefit", "start", "end", "fen", "supplement_fen", "area", "cause")


def _received(rows: Sequence[Row], at: Mapping[int, int]) -> api.Rows:
    """What was ever given; it is always told, also when it is nothing."""
    told = [(at[row[0]], *row[1:6], row[6] or None, row[7] or None) for row in rows]
    return _rows(_RECEIPT, told, [True] * len(at))
