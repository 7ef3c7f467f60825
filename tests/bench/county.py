"""A synthetic county in the tables: as many families as wished, written by set-based SQL, in receipt of what the law gives them."""

import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import yaml
from django.core.management import call_command
from django.db import connection

from assistance.database import array_of
from cases.assessments import anew, caseload
from cases.staff.models import Area
from cases.staff.scope import acting_in
from eligibility import api
from tests.bench.families import AREA, POLICY

MADE: Final = datetime(2022, 6, 1, 9, tzinfo=UTC)
FIRST: Final = date(2022, 1, 1)
TODAY: Final = date(2022, 6, 15)
AT_ONCE: Final = 10_000
TOWNS: Final = 20

# Everything hangs on the number of the family alone, so that every run has the same county; everybody is born in a January,
# so that no birthday falls into the months of a simulation and every award is what the law gives.
_FAMILIES = """
INSERT INTO cases_household (area_code, uid, number, head_name, head_pinyin, setting, address, phone, income_per,
  assets_complete, obligors_complete, version, created_at)
SELECT '990101' || lpad((1 + n %% %(towns)s)::text, 3, '0') || '201', gen_random_uuid(), 'S' || n, '', '', 'rural', '', '', '',
  true, true, 1, %(made)s FROM generate_series(1, %(n)s) n
"""
_PEOPLE = """
INSERT INTO cases_member (area_code, source, evidence, recorded_at, uid, household_id, period, name, pinyin, initials, relation,
  status, birth_date, sex, id_mask, incomes_complete, expenses_complete)
SELECT h.area_code, 'register', '', %(made)s, gen_random_uuid(), h.id, '[2020-01-01,)', '', '', '',
  CASE k WHEN 0 THEN 'self' WHEN 1 THEN 'spouse' ELSE 'child' END, 'at_home',
  make_date((CASE WHEN k < 2 THEN 1945 + h.id * 37 %% 38 ELSE 2006 + h.id * 53 %% 11 END)::int, 1, (1 + h.id %% 28)::int),
  CASE WHEN (h.id + k) %% 2 = 0 THEN 'female' ELSE 'male' END, '', true, true
FROM cases_household h CROSS JOIN LATERAL generate_series(0, h.id %% 3) k
"""
_HUKOU = """
INSERT INTO cases_residence (area_code, source, evidence, recorded_at, member_id, kind, place_code, period)
SELECT area_code, 'register', '', %(made)s, id, 'hukou', area_code, '[2020-01-01,)' FROM cases_member WHERE relation = 'self'
"""
_CONDITIONS = """
INSERT INTO cases_condition (area_code, source, evidence, recorded_at, member_id, name, value, period)
SELECT m.area_code, 'register', '', %(made)s, m.id, told.name, told.value, '[2020-01-01,)' FROM cases_member m
CROSS JOIN LATERAL (VALUES ('serious_illness', to_jsonb(m.id %% 9 = 0)), ('disabilities', CASE WHEN m.id %% 7 = 0
  THEN '[{"kind": "visual", "grade": 1}]'::jsonb ELSE '[]'::jsonb END)) told (name, value)
"""
_INCOMES = """
INSERT INTO cases_income (area_code, source, evidence, recorded_at, member_id, kind, amount_fen, per, period)
SELECT area_code, 'register', '', %(made)s, id, CASE WHEN id %% 2 = 0 THEN 'pension' ELSE 'wage' END, id * 7919 %% 40000, 'month',
  '[2020-01-01,)' FROM cases_member WHERE relation <> 'child'
"""
_AWARDS = """
WITH given AS (SELECT * FROM unnest(%(ids)s::bigint[], %(areas)s::text[], %(fens)s::bigint[]) AS u (household_id, area_code, fen)),
made AS (INSERT INTO cases_award (area_code, uid, household_id, benefit, kind, category, period, state, ended_reason, created_at)
  SELECT area_code, gen_random_uuid(), household_id, 'dibao', '', 'stable', '[2022-01-01,)', 'active', '', %(made)s FROM given
  RETURNING id, household_id)
INSERT INTO cases_awardperiod (area_code, award_id, period, amount_fen, parts, reason, created_at)
SELECT g.area_code, m.id, '[2022-01-01,)', g.fen, '[]'::jsonb, '', %(made)s FROM given g JOIN made m USING (household_id)
"""


def publish() -> None:
    """The figures of the bench as the policy file of its place."""
    document = {"document": "bench", "note": "bench", "from": "2020-01-01", "published": "2020-01-01", "values": POLICY}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.yaml"
        path.write_text(yaml.safe_dump({"area": AREA, "name": "bench", "documents": [document]}, allow_unicode=True))
        call_command("load_policies", str(path), stdout=sys.stderr)


def build(n: int) -> int:
    """So many families with all that the law asks for; how many of them it gives an award, which they have then."""
    Area.objects.get_or_create(code=AREA, defaults={"name": "bench", "level": "county"})
    with acting_in(AREA), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # made by statements: no key need be looked up
        for written in (_FAMILIES, _PEOPLE, _HUKOU, _CONDITIONS, _INCOMES):
            cursor.execute(written, {"n": n, "towns": TOWNS, "made": MADE})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_household, cases_member, cases_residence, cases_condition, cases_income")
    awarded = sum(_award(ids) for ids in chunks())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_award, cases_awardperiod")
    return awarded


def chunks() -> Iterator[list[int]]:
    """The numbers of all families, some thousand at a time."""
    behind = 0
    while True:
        with acting_in(AREA), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM cases_household WHERE id > %s ORDER BY id LIMIT %s", [behind, AT_ONCE])
            ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return
        yield ids
        behind = ids[-1]


def _award(ids: list[int]) -> int:
    """What the law of the day says is given from the first month on."""
    with acting_in(AREA), connection.cursor() as cursor:
        families = caseload.read(AREA, ids, TODAY)
        says = anew.law_says(families, api.Law(TODAY, None, {}, AREA), "dibao")
        if any(said.outcome == "unknown" for said in says):
            raise AssertionError("a family of the bench is not told of in full")
        given = [row for row in zip(families.ids, families.areas, says, strict=True) if row[2].fen]
        columns = {"ids": array_of(row[0] for row in given), "areas": array_of(row[1] for row in given)}
        cursor.execute(_AWARDS, {**columns, "fens": array_of(row[2].fen for row in given), "made": MADE})
    return len(given)
