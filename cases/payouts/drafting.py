"""Drafting a run: what awards owe and the ledger lacks becomes lines, a chunk of awards at a time, by INSERT … SELECT."""

from datetime import date, datetime
from typing import Any

from django.db import connection

from cases.awards.models import Award
from cases.awards.selectors import owed_parameters
from cases.payouts import ledger
from cases.payouts.models import PayoutRun
from cases.workflow import batches
from cases.workflow.batches import Chunk
from cases.workflow.models import BatchRun

CHUNK = 500  # a second or less of work that a killed worker has to do again
EARLIEST = date(2010, 1, 1)  # as sec.ensure_month

# A scalar look-up, not EXISTS: as a join it is planned by statistics that a freshly imported county does not have yet.
_HAS_ACCOUNT = """coalesce((SELECT true FROM cases_paymentaccount c
  WHERE c.household_id = gap.household_id AND c.voided_at IS NULL AND c.period @> %(on)s::date LIMIT 1), false)"""

_LINES = """
{gap}
INSERT INTO cases_payoutline (area_code, run_id, award_id, household_id, month, kind, sequence, amount_fen,
  state, payee, account_mask, result_code, result_text)
SELECT gap.area_code, %(run)s, gap.award_id, gap.household_id, gap.month, k.kind,
  coalesce((SELECT max(l.sequence) + 1 FROM cases_payoutline l
            WHERE l.award_id = gap.award_id AND l.month = gap.month AND l.kind = k.kind), 0),
  gap.fen, 'planned', '', '', '', ''
FROM gap CROSS JOIN LATERAL (SELECT CASE WHEN gap.month = %(month)s AND NOT EXISTS (
    SELECT 1 FROM cases_payoutline l WHERE l.award_id = gap.award_id AND l.month = gap.month
      AND l.kind = 'regular' AND l.state <> 'dropped') THEN 'regular' ELSE 'arrears' END AS kind) k
WHERE gap.fen > 0 AND {has_account}
ON CONFLICT DO NOTHING
"""

_UNPAYABLE = "{gap} SELECT DISTINCT household_id FROM gap WHERE gap.fen > 0 AND NOT {has_account}"

# A failed line is paid again once, when the account has another number or another holder than the one that failed, and
# never beyond what is still owed and stands in no other line.
_REISSUES = """
{gap},
failed AS (
  SELECT l.*, sum(l.amount_fen) OVER (PARTITION BY l.award_id, l.month ORDER BY l.id) - l.amount_fen AS before
  FROM cases_payoutline l JOIN award ON award.id = l.award_id
  JOIN cases_paymentaccount old ON old.uid = l.account_uid
  JOIN cases_paymentaccount new ON new.household_id = l.household_id AND new.voided_at IS NULL AND new.period @> %(on)s::date
  WHERE l.state = 'failed' AND (new.number_index <> old.number_index OR new.holder <> old.holder))
INSERT INTO cases_payoutline (area_code, run_id, award_id, household_id, month, kind, sequence, amount_fen,
  state, payee, account_mask, result_code, result_text, reissue_of)
SELECT f.area_code, %(run)s, f.award_id, f.household_id, f.month, 'reissue',
  coalesce((SELECT max(l.sequence) + 1 FROM cases_payoutline l
            WHERE l.award_id = f.award_id AND l.month = f.month AND l.kind = 'reissue'), 0)
    + row_number() OVER (PARTITION BY f.award_id, f.month ORDER BY f.id) - 1,
  least(f.amount_fen, gap.free - f.before), 'planned', '', '', '', '', f.id
FROM failed f JOIN gap USING (award_id, month)
WHERE gap.free > f.before
ON CONFLICT DO NOTHING
"""

_MARK_REISSUED = """
UPDATE cases_payoutline l SET state = 'reissued'
FROM cases_payoutline r
WHERE r.run_id = %(run)s AND r.kind = 'reissue' AND r.award_id > %(after)s AND r.award_id <= %(upto)s
  AND l.id = r.reissue_of AND l.month = r.month AND l.state = 'failed'
"""

_DROP = """
WITH freed AS (
  UPDATE cases_payoutline l SET state = 'failed' FROM cases_payoutline r
  WHERE r.run_id = %(run)s AND r.state = 'planned' AND l.id = r.reissue_of AND l.month = r.month AND l.state = 'reissued')
UPDATE cases_payoutline SET state = 'dropped', reissue_of = NULL WHERE run_id = %(run)s AND state = 'planned'
"""


def prepare(batch: BatchRun, _at: datetime) -> int:
    """Make the partitions that are needed; the number of awards to go through."""
    run = PayoutRun.objects.get(pk=batch.arguments["run"])
    awards = Award.objects.within(run.area_code).filter(benefit=run.benefit)
    first, *_ = _one(
        "SELECT coalesce(min(lower(p.period)), %(month)s) FROM cases_awardperiod p JOIN cases_award a ON a.id = p.award_id"
        " WHERE a.area_code >= %(first_code)s AND a.area_code < %(below_code)s AND a.benefit = %(benefit)s",
        dict(owed_parameters(run.area_code, run.benefit, run.month)),
    )
    ledger.ensure_months(max(min(first, run.month), EARLIEST), run.month)
    return awards.count()


def draft_chunk(batch: BatchRun, at: datetime) -> Chunk:
    """Compare the next awards with the ledger and write the difference; repeated, it finds no difference."""
    run = PayoutRun.objects.get(pk=batch.arguments["run"])
    upto, count = _next_awards(run, batch.cursor)
    if upto is None:
        return Chunk(None)
    _alone(run)
    bounds = {
        **owed_parameters(run.area_code, run.benefit, run.month),
        "after": batch.cursor,
        "upto": upto,
        "run": run.pk,
        "on": batch.arguments["on"],
    }
    ledger.post_corrections(run, at, bounds)
    with ledger.by_index():
        _execute(_LINES, bounds)
    ledger.post_accruals(run, at, bounds)
    with ledger.by_index():
        _execute(_REISSUES, bounds)
        _execute(_MARK_REISSUED, bounds)
        unpayable = {row[0]: "没有发放账户，补登账户后由下一批次补发" for row in _all(_UNPAYABLE, bounds)}
    batches.fail(batch, unpayable, at=at)
    return Chunk(upto, count)


def drop_lines(run: PayoutRun, at: datetime) -> None:
    """Take back a run that has not been approved: accruals reversed, lines dropped, failed lines free again."""
    ledger.reverse_accruals(run, at)
    _execute(_DROP, {"run": run.pk})


def _alone(run: PayoutRun) -> None:
    """Two runs of one place and benefit never compare with the ledger at the same time."""
    _execute("SELECT pg_advisory_xact_lock(hashtext(%(key)s))", {"key": f"payout {run.area_code} {run.benefit}"})


def _next_awards(run: PayoutRun, after: int) -> tuple[int | None, int]:
    awards = Award.objects.within(run.area_code).filter(benefit=run.benefit, pk__gt=after)
    ids = list(awards.order_by("pk").values_list("pk", flat=True)[:CHUNK])
    return (ids[-1], len(ids)) if ids else (None, 0)


def _whole(sql: str) -> str:
    return sql.replace("{gap}", ledger.GAP).replace("{has_account}", _HAS_ACCOUNT)


def _execute(sql: str, parameters: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_whole(sql), parameters)


def _all(sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_whole(sql), parameters)
        return list(cursor.fetchall())


def _one(sql: str, parameters: dict[str, Any]) -> tuple[Any, ...]:
    return _all(sql, parameters)[0]
