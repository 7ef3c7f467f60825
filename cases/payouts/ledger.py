"""The one writer of postings: set-based statements that move whole fen between accounts, each harmless when repeated.

Every statement names the moves it wants (award, month, kind, from, to, amount, line, reverses) and leaves out what is
posted already; the unique key (award, month, kind, sequence) refuses what slips through.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from cases.awards.selectors import OWED
from cases.payouts.models import PayoutRun

SEAL_BROKEN = "SEAL"  # result code of a line that was quarantined before it was sent; `GAP` names it too

_POST = """
INSERT INTO cases_posting
  (area_code, booked_month, award_id, month, kind, sequence, from_account, to_account, amount_fen, line, reverses, at, run_id)
SELECT n.area_code, %(booked_month)s, n.award_id, n.month, n.kind,
  coalesce((SELECT max(p.sequence) + 1 FROM cases_posting p
            WHERE p.award_id = n.award_id AND p.month = n.month AND p.kind = n.kind), 0)
    + row_number() OVER (PARTITION BY n.award_id, n.month, n.kind ORDER BY n.line, n.from_account, n.to_account) - 1,
  n.from_account, n.to_account, n.amount_fen, n.line, n.reverses, %(at)s, %(run)s
FROM ({moves}) AS n (area_code, award_id, month, kind, from_account, to_account, amount_fen, line, reverses)
WHERE n.amount_fen > 0
"""

# For each award and month up to the run's: what awards say minus what is booked (`fen`), what stands as owed and is in
# no line (`free`), what was paid, and what is to be got back. Parameters as `OWED`.
GAP = """
WITH award AS (
  SELECT a.id, a.household_id, a.area_code FROM cases_award a
  WHERE a.area_code >= %(first_code)s AND a.area_code < %(below_code)s AND a.benefit = %(benefit)s
    AND a.id > %(after)s AND a.id <= %(upto)s),
owed AS ({owed}),
booked AS (
  SELECT p.award_id, p.month,
    sum(CASE 'fund' WHEN p.from_account THEN p.amount_fen WHEN p.to_account THEN -p.amount_fen ELSE 0 END) AS accrued,
    sum(CASE 'owed' WHEN p.to_account THEN p.amount_fen WHEN p.from_account THEN -p.amount_fen ELSE 0 END) AS owed_left,
    sum(CASE 'paid' WHEN p.to_account THEN p.amount_fen WHEN p.from_account THEN -p.amount_fen ELSE 0 END) AS paid,
    sum(CASE 'overpaid' WHEN p.to_account THEN p.amount_fen WHEN p.from_account THEN -p.amount_fen ELSE 0 END) AS overpaid
  FROM cases_posting p JOIN award a ON a.id = p.award_id
  WHERE p.month <= %(month)s GROUP BY p.award_id, p.month),
reserved AS (
  SELECT l.award_id, l.month, sum(l.amount_fen) AS fen
  FROM cases_payoutline l JOIN award a ON a.id = l.award_id
  WHERE l.state = 'planned' OR (l.state = 'in_doubt' AND l.result_code = 'SEAL')
  GROUP BY l.award_id, l.month),
gap AS (
  SELECT award.area_code, award.household_id, award_id, month,
    (coalesce(o.amount_fen, 0) - coalesce(b.accrued - b.overpaid, 0))::bigint AS fen,
    greatest(coalesce(b.owed_left, 0) - coalesce(r.fen, 0), 0)::bigint AS free,
    coalesce(b.paid, 0)::bigint AS paid, coalesce(b.overpaid, 0)::bigint AS overpaid
  FROM owed o FULL JOIN booked b USING (award_id, month) LEFT JOIN reserved r USING (award_id, month)
  JOIN award ON award.id = award_id)
""".replace("{owed}", OWED)

# Awards say less than is booked: first what is not sent yet goes back to the fund, then what was paid becomes a claim.
# Awards say more: a claim on the same month is used up before anything is paid again.
_CORRECTIONS = """
{gap}
SELECT area_code, award_id, month, 'correction', m.from_account, m.to_account, m.fen, NULL::bigint, NULL::bigint
FROM gap CROSS JOIN LATERAL (VALUES
  ('owed', 'fund', least(-fen, free)),
  ('paid', 'overpaid', least(-fen - least(-fen, free), paid)),
  ('overpaid', 'paid', least(fen, overpaid))) AS m (from_account, to_account, fen)
""".replace("{gap}", GAP)

_ACCRUALS = """
SELECT l.area_code, l.award_id, l.month, 'accrual', 'fund', 'owed', l.amount_fen, l.id, NULL::bigint
FROM cases_payoutline l
WHERE l.run_id = %(run)s AND l.kind <> 'reissue' AND l.state = 'planned' AND l.award_id > %(after)s AND l.award_id <= %(upto)s
  AND NOT EXISTS (SELECT 1 FROM cases_posting p
    WHERE p.award_id = l.award_id AND p.month = l.month AND p.kind = 'accrual' AND p.line = l.id)
"""

_REVERSALS = """
SELECT a.area_code, a.award_id, a.month, 'reversal', 'owed', 'fund', a.amount_fen, a.line, a.id
FROM cases_payoutline l
JOIN cases_posting a ON a.award_id = l.award_id AND a.month = l.month AND a.kind = 'accrual' AND a.line = l.id
WHERE l.run_id = %(run)s AND {which}
  AND NOT EXISTS (SELECT 1 FROM cases_posting p
    WHERE p.award_id = a.award_id AND p.month = a.month AND p.kind = 'reversal' AND p.reverses = a.id)
"""

_SENDS = """
SELECT l.area_code, l.award_id, l.month, 'send', 'owed', 'sent', l.amount_fen, l.id, NULL::bigint
FROM cases_payoutline l
WHERE l.run_id = %(run)s AND l.state = 'sent'
  AND NOT EXISTS (SELECT 1 FROM cases_posting p
    WHERE p.award_id = l.award_id AND p.month = l.month AND p.kind = 'send' AND p.line = l.id)
"""

_RESULTS = """
SELECT l.area_code, l.award_id, l.month, CASE WHEN r.succeeded THEN 'settle' ELSE 'return' END,
  'sent', CASE WHEN r.succeeded THEN 'paid' ELSE 'owed' END, l.amount_fen, l.id, NULL::bigint
FROM cases_bankreturnrow r JOIN cases_payoutline l ON l.id = r.line AND l.month = r.line_month
WHERE r.bank_return_id = %(bank_return)s AND r.accepted
  AND NOT EXISTS (SELECT 1 FROM cases_posting p
    WHERE p.award_id = l.award_id AND p.month = l.month AND p.kind IN ('settle', 'return') AND p.line = l.id)
"""


@contextmanager
def by_index() -> Iterator[None]:
    """Every look-up here is by award and month; a month's fresh partition has no statistics that would say so."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan = on")


def _post(moves: str, run: PayoutRun, at: datetime, parameters: Mapping[str, Any] | None = None) -> int:
    booked = timezone.localtime(at).date().replace(day=1)
    with by_index(), connection.cursor() as cursor:
        cursor.execute(
            _POST.replace("{moves}", moves), {**(parameters or {}), "run": run.pk, "booked_month": booked, "at": at}
        )
        return int(cursor.rowcount)


def post_corrections(run: PayoutRun, at: datetime, parameters: Mapping[str, Any]) -> int:
    """Book what awards no longer say, or say again, for months that are already in the ledger."""
    return _post(_CORRECTIONS, run, at, parameters)


def post_accruals(run: PayoutRun, at: datetime, parameters: Mapping[str, Any]) -> int:
    """Book as owed what new lines of a run are for."""
    return _post(_ACCRUALS, run, at, parameters)


def reverse_accruals(run: PayoutRun, at: datetime, *, line: int | None = None) -> int:
    """Take back what a run's planned lines (or one line that was quarantined) had booked as owed."""
    which = "l.state = 'planned'" if line is None else "l.id = %(line)s"
    return _post(_REVERSALS.replace("{which}", which), run, at, {"line": line})


def post_sends(run: PayoutRun, at: datetime) -> int:
    """Book as in transit what has gone to the bank."""
    return _post(_SENDS, run, at)


def post_results(run: PayoutRun, bank_return: int, at: datetime) -> int:
    """Book what the bank answered: paid, or owed again."""
    return _post(_RESULTS, run, at, {"bank_return": bank_return})


def ensure_months(first: date, last: date) -> None:
    """Make the partitions for the months from `first` to `last`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sec.ensure_month(m::date) FROM generate_series(%s::timestamp, %s::timestamp, interval '1 month') m",
            [first, last],
        )
