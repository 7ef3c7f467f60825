"""Foresight before publishing: a version weighed against today's families, by a job that small counties finish in the request."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from assistance.database import array_of
from assistance.outcome import Refused, refused
from cases.assessments import anew, caseload
from cases.assessments import services as assessments
from cases.assessments.missing import lacks
from cases.households import selectors as facts
from cases.policies import selectors
from cases.policies.models import SimulatedCase, Simulation
from cases.policies.summary import summed, with_back_pay
from cases.staff.models import Post, scope_range
from cases.staff.scope import acting_in
from cases.workflow import batches, journal
from cases.workflow.batches import Chunk, Job, Stopped
from cases.workflow.models import BatchRun
from eligibility import api

KIND = "simulate_policy"
CHUNK = 10_000  # families a transaction: some seconds of work
FILTERS: Mapping[str, Q] = {
    **{mark.value: Q(mark=mark.value) for mark in api.Mark},
    "winners": Q(gain_fen__gt=0, award__isnull=False),
    "losers": Q(gain_fen__lt=0),
    "back_pay": Q(back_pay_fen__gt=0),
}
IN_THE_REQUEST = 12_000  # families that one request may weigh; a larger area is left to a worker

# Families not paid yet about whom the law was asked in the last year: whoever would be let in is among them. Of rigid
# hardship a family may be recognised and paid nothing.
_ASKED = """
SELECT DISTINCT s.household_id, s.benefit FROM cases_assessment s
WHERE s.area_code >= %(first_code)s AND s.area_code < %(below_code)s AND s.benefit = ANY(%(benefits)s)
  AND s.on > %(on)s::date - 366 AND s.household_id > %(after)s
  AND NOT EXISTS (SELECT 1 FROM cases_award a WHERE a.household_id = s.household_id AND a.state = 'active'
    AND (a.benefit = ANY(%(monthly)s) OR (a.benefit = s.benefit
      AND EXISTS (SELECT 1 FROM cases_awardperiod p WHERE p.award_id = a.id AND p.voided_at IS NULL))))
"""
_HOLDING = """
SELECT a.household_id FROM cases_award a
WHERE a.area_code >= %(first_code)s AND a.area_code < %(below_code)s AND a.benefit = ANY(%(benefits)s)
  AND a.state = 'active' AND a.household_id > %(after)s
"""
_FAMILIES = f"SELECT household_id FROM ({_HOLDING} UNION SELECT household_id FROM ({_ASKED}) asked) found"  # noqa: S608
_COLUMNS: Mapping[str, str] = {
    "area_code": "text", "household_id": "bigint", "award_id": "bigint", "benefit": "text", "mark": "text",
    "imported": "boolean", "registered_fen": "bigint", "before": "text", "before_fen": "bigint", "after": "text",
    "after_fen": "bigint", "gain_fen": "bigint", "back_pay_fen": "bigint", "level_before": "text", "level_after": "text",
}  # fmt: skip


def start(found: api.Version, *, actor: Post, at: datetime) -> Simulation | Refused:
    """Weigh a version against the families of its place (or of the post's, where that is smaller)."""
    if (objection := _cannot(found)) is not None:
        return objection
    area = selectors.place_of(found.area) if selectors.is_own(actor, found.area) else actor.area_code
    made = _running(found, area, timezone.localdate(at)) or begin(found, area, actor=actor, at=at)
    if made.batch is not None and _count(made, found, at_most=IN_THE_REQUEST + 1) <= IN_THE_REQUEST:
        batches.advance(made.batch.pk, area, lambda: at)
        made.refresh_from_db()
    return made


def _cannot(found: api.Version) -> Refused | None:
    if found.state not in selectors.OPEN_STATES:
        return refused("published", "已发布或撤回的政策不再测算；发布后的调整见“按新标准调整”")
    if not api.touched_benefits(found.values):
        return refused("no_money", "这份政策里没有影响每月金额的参数，不用测算")
    return None


def _running(found: api.Version, area: str, on: date) -> Simulation | None:
    same = Simulation.objects.filter(version_id=found.id, area_code=area, on=on, imprint=api.imprint(found))
    return same.filter(batch__state__in=batches.UNFINISHED).select_related("batch").first()


def begin(found: api.Version, area: str, *, actor: Post | None, at: datetime) -> Simulation:
    """Make the simulation and its job; a worker takes it up when the transaction is committed."""
    made: Simulation = Simulation.objects.create(
        version_id=found.id, area_code=area, on=timezone.localdate(at), imprint=api.imprint(found), made_at=at,
        made_by_id=actor.officer_id if actor else None,
    )  # fmt: skip
    arguments = {"simulation": made.pk}
    made.batch = batches.start(KIND, str(made.pk), area_code=area, arguments=arguments, actor=actor, at=at)
    made.save(update_fields=["batch"])
    detail = {"simulation": made.pk, "on": str(made.on)}
    journal.record(
        KIND, actor=actor, at=at, area_code=area, kind=selectors.KIND, subject_id=found.id, detail=detail
    )  # fmt: skip
    return made


def run(found: api.Version, area: str, *, clock: batches.Clock) -> Simulation | Refused:
    """A whole simulation here and now, chunk after chunk in transactions of their own; a worker may help."""
    if (objection := _cannot(found)) is not None:
        return objection
    with acting_in(area):
        made = begin(found, area, actor=None, at=clock())
    while made.batch is not None and made.batch.state in batches.UNFINISHED:
        batches.advance(made.batch.pk, area, clock)
        with acting_in(area):
            made = Simulation.objects.select_related("batch").get(pk=made.pk)
    return made


def _version_of(batch: BatchRun) -> tuple[Simulation, api.Version]:
    made = Simulation.objects.get(pk=batch.arguments["simulation"])
    found = api.version(made.version_id)
    if found is None or found.state not in selectors.OPEN_STATES or api.imprint(found) != made.imprint:
        raise Stopped("测算期间这份政策或政策簿变了，请重新测算")
    return made, found


def _count(made: Simulation, found: api.Version, at_most: int | None = None) -> int:
    limit = "" if at_most is None else "LIMIT %(at_most)s"
    sql = f"SELECT count(*) FROM ({_FAMILIES} {limit}) counted"  # noqa: S608 - our own text
    return int(_all(sql, {**_bounds(made, found, 0), "at_most": at_most})[0][0])


def _prepare(batch: BatchRun, _at: datetime) -> int:
    return _count(*_version_of(batch))


def _step(batch: BatchRun, _at: datetime) -> Chunk:
    made, found = _version_of(batch)
    bounds = {**_bounds(made, found, batch.cursor), "at_most": CHUNK}
    ids = [row[0] for row in _all(f"{_FAMILIES} ORDER BY 1 LIMIT %(at_most)s", bounds)]
    if not ids:
        return Chunk(None)
    asked = [row for row in _all(_ASKED, bounds) if row[0] <= ids[-1]]
    try:
        weigh(made, found, ids, asked)
    except (OverflowError, api.BadValue, api.BadInput) as bad:
        raise Stopped(str(bad)) from bad
    return Chunk(ids[-1], len(ids))


def _finish(batch: BatchRun, _at: datetime) -> None:
    made, found = _version_of(batch)
    made.summary = summed(made, found)
    made.save(update_fields=["summary"])


JOB = Job(KIND, _prepare, _step, _finish)


def weigh(made: Simulation, found: api.Version, ids: Sequence[int], asked: Iterable[tuple[int, str]]) -> None:
    """Weigh these families and keep a row for each award, and for each family that would be let in."""
    laws, months = api.Laws(found), api.months_of(found.start, found.end, made.on)
    held = anew.holdings(made.area_code, ids, api.touched_benefits(found.values))
    cases = anew.weighed(made.area_code, [one for one in held if one.by_head], laws, months)
    rows = [_row_of(case, made.on) for case in cases]
    rows.extend(_apart(one, months[-1]) for one in held if not one.by_head and months)
    made.summary = with_back_pay(made.summary, _by_month(cases, made.on.replace(day=1)))
    made.save(update_fields=["summary"])
    day = max(made.on, found.start)
    if found.end is None or day < found.end:
        for benefit in sorted({benefit for _, benefit in asked}):
            rows.extend(_entering(made.area_code, benefit, [pk for pk, each in asked if each == benefit], laws, day))
    _insert(made, rows)


def _by_month(cases: Iterable[anew.Case], this: date) -> dict[str, tuple[int, int]]:
    """What the past months lacked, by month: how many awards, and how much."""
    found: dict[str, list[int]] = defaultdict(list)
    for case in cases:
        for month, fen in case.weighed.back_pay(this).items():
            if fen:
                found[month.isoformat()].append(fen)
    return {month: (len(fens), sum(fens)) for month, fens in sorted(found.items())}


def _row_of(case: anew.Case, on: date) -> dict[str, Any]:
    held, weighed = case.holding, case.weighed
    last = weighed.months[-1]
    return {
        "area_code": held.area, "household_id": held.household, "award_id": held.id, "benefit": held.benefit,
        "mark": weighed.mark.value, "imported": held.imported, "registered_fen": last.registered,
        "before": last.before.outcome, "before_fen": last.before.fen, "after": last.after.outcome,
        "after_fen": last.after.fen, "gain_fen": weighed.gain,
        "back_pay_fen": sum(weighed.back_pay(on.replace(day=1)).values()),
        "level_before": weighed.level_before, "level_after": weighed.level_after,
    }  # fmt: skip


def _apart(held: anew.Holding, month: date) -> dict[str, Any]:
    """An award that somebody else than the head asked for: the relations turn round, so people calculate it."""
    return {
        "area_code": held.area, "household_id": held.household, "award_id": held.id, "benefit": held.benefit,
        "mark": api.Mark.APART.value, "imported": held.imported, "registered_fen": held.worth(month),
        "before": "unknown", "before_fen": None, "after": "unknown", "after_fen": None, "gain_fen": 0,
        "back_pay_fen": 0, "level_before": "", "level_after": "",
    }  # fmt: skip


def _entering(area_code: str, benefit: str, ids: list[int], laws: api.Laws, day: date) -> Iterable[dict[str, Any]]:
    """Families paid nothing that the law refuses today (or cannot answer, or only recognises) and would let in."""
    families = caseload.read(area_code, ids, day)
    before, after = (anew.law_says(families, law, benefit) for law in (laws.without(day), laws.under(day)))
    for pk, area, was, will in zip(families.ids, families.areas, before, after, strict=True):
        if will.outcome == "yes" and (was.outcome != "yes" or (was.fen is None and will.fen)):
            yield {
                "area_code": area, "household_id": pk, "award_id": None, "benefit": benefit,
                "mark": api.Mark.ENTERS.value, "imported": False, "registered_fen": None, "before": was.outcome,
                "before_fen": was.fen, "after": will.outcome, "after_fen": will.fen, "gain_fen": will.fen or 0,
                "back_pay_fen": 0, "level_before": "", "level_after": "",
            }  # fmt: skip


def _insert(made: Simulation, rows: Sequence[Mapping[str, Any]]) -> None:
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    arrays = ", ".join(f"%s::{kind}[]" for kind in _COLUMNS.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO cases_simulatedcase (simulation_id, {names}) SELECT %s, {names} FROM unnest({arrays})"  # noqa: S608 - our own names
            f" AS u ({names})",
            [made.pk, *(array_of(row[name] for row in rows) for name in _COLUMNS)],
        )


def _bounds(made: Simulation, found: api.Version, after: int) -> dict[str, Any]:
    first, below = scope_range(made.area_code)
    return {
        "first_code": first, "below_code": below, "after": after, "on": made.on,
        "benefits": list(api.touched_benefits(found.values)), "monthly": list(api.MONTHLY),
    }  # fmt: skip


def _all(sql: str, bounds: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, bounds)
        return list(cursor.fetchall())


# --- reading ---


def latest(post: Post, version_id: int) -> Simulation | None:
    """The last simulation of a version that the post sees, the running one too."""
    seen = Simulation.objects.visible_to(post).filter(version_id=version_id)
    return seen.select_related("batch", "made_by").order_by("-pk").first()


def is_stale(made: Simulation, found: api.Version, today: date) -> bool:
    """Whether families or figures may be others now than those it was made with."""
    return made.on != today or made.imprint != api.imprint(found)


def cases_of(post: Post, made: Simulation, chosen: Mapping[str, str]) -> "QuerySet[SimulatedCase]":
    """The rows behind a number: by what happens, by benefit and by township (nine digits)."""
    rows: QuerySet[SimulatedCase] = SimulatedCase.objects.visible_to(post).filter(simulation=made)
    wanted = chosen.get("mark", "")
    if wanted in FILTERS:
        rows = rows.filter(FILTERS[wanted])
    if chosen.get("benefit") in api.WEIGHED:
        rows = rows.filter(benefit=chosen["benefit"])
    town = chosen.get("town", "")
    return rows.filter(area_code__startswith=town) if town.isdecimal() else rows


def open_points(made: Simulation, found: api.Version, rows: Iterable[SimulatedCase]) -> dict[int, str]:
    """What the law would wait for, by row, for families it could not answer any more; a page of rows at a time."""
    unclear = [row for row in rows if row.mark == api.Mark.UNCLEAR]
    if not unclear:
        return {}
    households = {row.household_id: row.household for row in unclear}
    families = facts.families_on(households.values(), max(made.on, found.start))
    policy = {} if found.published_at else found.values
    return {row.pk: _waits_for(families[row.household_id], row.benefit, policy) for row in unclear}


def _waits_for(family: facts.Family, benefit: str, policy: Mapping[str, Any]) -> str:
    answer = api.assess({**assessments.question_in(family, benefit), "policy": dict(policy)})
    return "；".join(str(each) for each in lacks(answer, family))
