"""Awards weighed under two laws, month by month, over many families at once: what a simulation shows and a recalculation does."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from assistance.database import array_of
from cases.assessments import caseload
from cases.assessments.caseload import Caseload
from cases.staff.models import scope_range
from eligibility import api

_AWARDS = """
SELECT a.id, a.household_id, a.area_code, a.benefit, a.kind, a.register_key IS NOT NULL, lower(p.period), upper(p.period),
  p.amount_fen, coalesce(s.question #>> '{application,single_person}', 'false') = 'true', s.question #>> '{application,grade}',
  coalesce(s.question #>> '{members,0,relation}', 'self') = 'self'
FROM cases_award a
JOIN cases_household h ON h.id = a.household_id AND h.area_code >= %(first_code)s AND h.area_code < %(below_code)s
JOIN cases_awardperiod p ON p.award_id = a.id AND p.voided_at IS NULL
LEFT JOIN cases_assessment s ON s.id = p.assessment_id
WHERE a.household_id = ANY(%(ids)s::bigint[]) AND a.area_code >= %(first_code)s AND a.area_code < %(below_code)s
  AND a.state = 'active' AND a.benefit = ANY(%(benefits)s)
ORDER BY a.household_id, a.id, lower(p.period)
"""
_NEXT = """
SELECT DISTINCT a.household_id FROM cases_award a
WHERE a.area_code >= %(first_code)s AND a.area_code < %(below_code)s AND a.state = 'active' AND a.benefit = ANY(%(benefits)s)
  AND a.household_id > %(after)s ORDER BY 1 LIMIT %(at_most)s
"""
# Families for which the law would read other facts on an earlier day: something began or ended in between. A residence
# permit counts by its months, so its holders are read anew for every month as well.
_MOVED = """
WITH ours AS (
  SELECT h.id FROM cases_household h
  WHERE h.id = ANY(%(ids)s::bigint[]) AND h.area_code >= %(first_code)s AND h.area_code < %(below_code)s),
people AS (SELECT m.id, m.household_id, m.period, m.birth_date FROM cases_member m JOIN ours ON ours.id = m.household_id
  WHERE m.voided_at IS NULL),
changed (household_id) AS (
  SELECT household_id FROM people WHERE {in_window} OR birth_date > %(since)s
  UNION SELECT p.household_id FROM people p {of a member in condition} WHERE f.voided_at IS NULL AND {f}
  UNION SELECT p.household_id FROM people p {of a member in income} WHERE f.voided_at IS NULL AND {f}
  UNION SELECT p.household_id FROM people p {of a member in expense} WHERE f.voided_at IS NULL AND {f}
  UNION SELECT p.household_id FROM people p {of a member in residence}
    WHERE f.voided_at IS NULL AND (f.kind = 'residence_permit' OR {f})
  UNION SELECT f.household_id FROM cases_asset f JOIN ours ON ours.id = f.household_id WHERE f.voided_at IS NULL AND {f}
  UNION SELECT f.household_id FROM cases_obligor f JOIN ours ON ours.id = f.household_id WHERE f.voided_at IS NULL AND {f}
  UNION SELECT f.household_id FROM cases_aid f JOIN ours ON ours.id = f.household_id
    WHERE f.voided_at IS NULL AND f.started_on > %(since)s AND f.started_on <= %(upto)s
  UNION SELECT f.household_id FROM cases_award f JOIN ours ON ours.id = f.household_id WHERE {f}
  UNION SELECT a.household_id FROM cases_awardperiod f JOIN cases_award a ON a.id = f.award_id
    JOIN ours ON ours.id = a.household_id WHERE f.voided_at IS NULL AND {f})
SELECT household_id FROM changed
"""
_BOUND = "(lower({row}period) > %(since)s AND lower({row}period) <= %(upto)s) OR (upper({row}period) > %(since)s AND upper({row}period) <= %(upto)s)"
_MOVED = _MOVED.replace("{in_window}", _BOUND.format(row="")).replace("{f}", f"({_BOUND.format(row='f.')})")
# Looked up by the plain index of the member, which OFFSET 0 leaves as the only way; the one of the exclusion is slow.
_OF_A_MEMBER = r"CROSS JOIN LATERAL (SELECT * FROM cases_\1 f WHERE f.member_id = p.id OFFSET 0) f"
_MOVED = re.sub(r"{of a member in (\w+)}", _OF_A_MEMBER, _MOVED)


@dataclass(frozen=True, slots=True)
class Holding:
    """An active award with its standing amounts by period, and how it was asked for (alone, in which grade, by the head)."""

    id: int
    household: int
    area: str
    benefit: str
    kind: str
    imported: bool
    amounts: tuple[tuple[date, date | None, int], ...]
    single: bool
    grade: str | None
    by_head: bool

    def worth(self, month: date) -> int | None:
        """What it is worth in a month; None where we owe nothing for it (before it began, or paid by a former system)."""
        return next((fen for start, end, fen in self.amounts if start <= month and (end is None or month < end)), None)

    def first_owed(self, months: Iterable[date]) -> date | None:
        """The first of these months for which we owe something."""
        return next((month for month in months if self.worth(month) is not None), None)

    def changes_after(self, month: date) -> bool:
        """Whether another amount is already decided for a later month."""
        return any(start > month for start, _, _ in self.amounts)


@dataclass(frozen=True)
class Case:
    """One award weighed."""

    holding: Holding
    weighed: api.Weighed


def next_households(area_code: str, benefits: Sequence[str], *, after: int, at_most: int) -> list[int]:
    """The next families of an area that hold one of the benefits, by number."""
    found = _all(_NEXT, _bounds(area_code, benefits=list(benefits), after=after, at_most=at_most))
    return [row[0] for row in found]


def holdings(area_code: str, ids: Iterable[int], benefits: Sequence[str]) -> list[Holding]:
    """The active awards of these families, in their order."""
    kept: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in _all(_AWARDS, _bounds(area_code, ids=array_of(ids), benefits=list(benefits))):
        kept[row[0]].append(row)
    return [_holding(rows) for rows in kept.values()]


def _holding(rows: Sequence[tuple[Any, ...]]) -> Holding:
    pk, household, area, benefit, kind, imported, *_ = rows[-1]
    amounts = tuple((row[6], row[7], row[8]) for row in rows)
    return Holding(pk, household, area, benefit, kind, imported, amounts, *rows[-1][9:])


def weighed(area_code: str, held: Sequence[Holding], laws: api.Laws, months: Sequence[date]) -> list[Case]:
    """Every award under both laws for each of the months it is owed; awards that are owed for none are left out.

    An award that somebody else than the head asked for sees other relations in the family: it is left to people.
    """
    groups: dict[tuple[str, date], list[Holding]] = defaultdict(list)
    for one in held:
        if (first := one.first_owed(months)) is not None:
            groups[one.benefit, first].append(one)
    return [
        case
        for (benefit, first), some in sorted(groups.items())
        for case in _weighed(area_code, benefit, some, laws, [month for month in months if month >= first])
    ]


def _weighed(
    area_code: str, benefit: str, held: Sequence[Holding], laws: api.Laws, months: Sequence[date]
) -> Iterator[Case]:
    """Awards of one benefit that are owed from the first of these months on."""
    reader = Months(area_code, held, months)
    found: dict[int, list[api.Month]] = defaultdict(list)
    for month in months:
        before, after = (reader.said(month, law, benefit) for law in (laws.without(month), laws.under(month)))
        for one in held:
            worth = one.worth(month)
            if worth is not None:
                found[one.id].append(api.Month(month, worth, before[one.household], after[one.household]))
    deciders = api.Deciders(laws.without(months[-1])), api.Deciders(laws.under(months[-1]))
    places = api.law_places(one.area for one in held)
    for one in held:
        yield Case(one, _with_levels(tuple(found[one.id]), places[one.area], benefit, deciders))


def _with_levels(
    months: tuple[api.Month, ...], place: str, benefit: str, deciders: tuple[api.Deciders, api.Deciders]
) -> api.Weighed:
    last = months[-1]
    levels = (
        decider.level(place, benefit, said.fen, said.persons) if said.outcome == "yes" and said.fen else ""
        for decider, said in zip(deciders, (last.before, last.after), strict=True)
    )
    return api.Weighed(months, *levels)


class Months:
    """Families as they stood on the first day of each of some months: read once, and again only where something moved."""

    def __init__(self, area_code: str, held: Sequence[Holding], months: Sequence[date]) -> None:
        self.area_code, self.last = area_code, months[-1]
        self.asked_as = {one.household: one for one in held}
        ids = list(self.asked_as)
        moved = _moved(area_code, ids, months[0], self.last) if len(months) > 1 else set()
        self.still, self.moved = self._read([pk for pk in ids if pk not in moved], self.last), sorted(moved)
        self._of_month: tuple[date, Caseload] | None = None

    def said(self, month: date, law: api.Law, benefit: str) -> dict[int, api.Said]:
        """What a law says of every family as it stood at the beginning of a month."""
        if self._of_month is None or self._of_month[0] != month:
            self._of_month = (month, self._read(self.moved, month)) if self.moved else None
        found: dict[int, api.Said] = {}
        for families in (self.still, *((self._of_month[1],) if self._of_month else ())):
            found.update(zip(families.ids, law_says(families, law, benefit), strict=True))
        return found

    def _read(self, ids: Iterable[int], day: date) -> Caseload:
        found = caseload.read(self.area_code, ids, day)
        asked = [self.asked_as[pk] for pk in found.ids]
        return found.with_told(grade=[one.grade for one in asked], single_person=[one.single for one in asked])


def law_says(families: Caseload, law: api.Law, benefit: str) -> list[api.Said]:
    """The answers of a law about some families, in their order."""
    return law.answers(families.batch, benefit) if families.ids else []


def _moved(area_code: str, ids: list[int], since: date, upto: date) -> set[int]:
    return {row[0] for row in _all(_MOVED, _bounds(area_code, ids=array_of(ids), since=since, upto=upto))}


def _bounds(area_code: str, **named: Any) -> dict[str, Any]:
    first, below = scope_range(area_code)
    return {"first_code": first, "below_code": below, **named}


def _all(sql: str, bounds: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, bounds)
        return list(cursor.fetchall())
