"""Reading runs, lines and the ledger; the proof that every fen of a run is accounted for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from cases.awards.selectors import OWED, owed_parameters
from cases.households.models import Household, PaymentAccount
from cases.payouts.ledger import SEAL_BROKEN
from cases.payouts.models import BankFile, BankReturn, BankReturnRow, PayoutLine, PayoutRun
from cases.staff.models import Post
from cases.workflow.models import BatchFailure, BatchRun

State = PayoutLine.State
DRAFT, SEND = "payout_draft", "payout_send"  # kinds of jobs
OPEN_STATES = ("drafting", "drafted", "checked", "approved")

# A line and its postings must tell the same story: state → (sent, settled, returned) as multiples of the amount.
_STORIES = """(VALUES ('planned', 0, 0, 0), ('sent', 1, 0, 0), ('settled', 1, 1, 0), ('failed', 1, 0, 1),
  ('reissued', 1, 0, 1), ('dropped', 0, 0, 0), ('in_doubt', 1, 0, 0), ('quarantined', 0, 0, 0))
  AS story (state, sent, settled, returned)"""

_PROOF = """
WITH line AS (
  SELECT l.*, CASE WHEN l.state = 'in_doubt' AND l.result_code = 'SEAL' THEN 'quarantined' ELSE l.state END AS told
  FROM cases_payoutline l WHERE l.run_id = %s),
booked AS (
  SELECT p.line, p.month,
    sum(p.amount_fen) FILTER (WHERE p.kind = 'accrual') AS accrued,
    sum(p.amount_fen) FILTER (WHERE p.kind = 'reversal') AS reversed,
    sum(p.amount_fen) FILTER (WHERE p.kind = 'send') AS sent,
    sum(p.amount_fen) FILTER (WHERE p.kind = 'settle') AS settled,
    sum(p.amount_fen) FILTER (WHERE p.kind = 'return') AS returned
  FROM cases_posting p JOIN line ON line.id = p.line AND line.month = p.month
    AND line.award_id = p.award_id GROUP BY 1, 2)
SELECT count(*), coalesce(sum(amount_fen), 0) FROM line
LEFT JOIN booked b ON b.line = line.id AND b.month = line.month
JOIN {stories} ON story.state = line.told
WHERE coalesce(b.sent, 0) <> story.sent * amount_fen OR coalesce(b.settled, 0) <> story.settled * amount_fen
   OR coalesce(b.returned, 0) <> story.returned * amount_fen
   OR coalesce(b.accrued, 0) <> CASE WHEN kind = 'reissue' THEN 0 ELSE amount_fen END
   OR coalesce(b.reversed, 0) <> CASE WHEN line.told = 'dropped' AND kind <> 'reissue' THEN amount_fen ELSE 0 END
"""

# Awards that were changed after a run was drafted: what is booked for one of its lines is no longer what is owed.
_CHANGED = """
WITH planned AS (SELECT DISTINCT award_id, month FROM cases_payoutline WHERE run_id = %(run)s AND state = 'planned'),
booked AS (
  SELECT p.award_id, p.month,
    sum(CASE 'fund' WHEN p.from_account THEN p.amount_fen WHEN p.to_account THEN -p.amount_fen ELSE 0 END)
    - sum(CASE 'overpaid' WHEN p.to_account THEN p.amount_fen WHEN p.from_account THEN -p.amount_fen ELSE 0 END) AS fen
  FROM cases_posting p JOIN planned USING (award_id, month) GROUP BY 1, 2)
SELECT count(DISTINCT b.award_id) FROM booked b LEFT JOIN ({owed}) o USING (award_id, month)
WHERE b.fen > coalesce(o.amount_fen, 0)
"""

_BALANCES = """
SELECT account, sum(fen)::bigint FROM (
  SELECT to_account AS account, amount_fen AS fen FROM cases_posting WHERE month = %(month)s AND award_id IN ({awards})
  UNION ALL
  SELECT from_account, -amount_fen FROM cases_posting WHERE month = %(month)s AND award_id IN ({awards})) moved
GROUP BY account
"""
_AWARDS = """SELECT id FROM cases_award
WHERE area_code >= %(first_code)s AND area_code < %(below_code)s AND benefit = %(benefit)s"""


@dataclass(frozen=True, slots=True)
class Figure:
    """How many lines, and how much."""

    lines: int = 0
    fen: int = 0


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the fen of a run are; `wrong` counts lines whose postings do not tell what their state tells."""

    by_state: Mapping[str, Figure]
    wrong: Figure

    @property
    def total(self) -> Figure:
        """All lines that were not dropped."""
        kept = [entry for state, entry in self.by_state.items() if state != State.DROPPED]
        return Figure(sum(entry.lines for entry in kept), sum(entry.fen for entry in kept))

    @property
    def holds(self) -> bool:
        """Every fen owed is waiting, in transit, paid, failed or in doubt, and the ledger says the same."""
        return self.wrong.lines == 0

    def of(self, *states: str) -> Figure:
        """The sum over some states."""
        found = [self.by_state.get(state, Figure()) for state in states]
        return Figure(sum(entry.lines for entry in found), sum(entry.fen for entry in found))


def runs(post: Post) -> "QuerySet[PayoutRun]":
    """Runs that a post sees."""
    found: QuerySet[PayoutRun] = PayoutRun.objects.visible_to(post).select_related("batch")
    return found


def open_run(area_code: str, benefit: str, month: date) -> PayoutRun | None:
    """The run of a month that has not gone to the bank yet; there is at most one."""
    found = PayoutRun.objects.filter(area_code=area_code, benefit=benefit, month=month, state__in=OPEN_STATES)
    return found.order_by("-sequence").first()


def lines(run: PayoutRun, state: str = "") -> "QuerySet[PayoutLine]":
    """The lines of a run, one state or all, with their households."""
    found: QuerySet[PayoutLine] = PayoutLine.objects.filter(run=run).select_related("household")
    return found.filter(state=state) if state else found


def failed(post: Post) -> "QuerySet[PayoutLine]":
    """Failed lines a post sees that nobody has paid again, and whether the account was corrected since (`corrected`)."""
    used = PaymentAccount.objects.filter(uid=OuterRef(OuterRef("account_uid"))).values("number_index")
    newer = PaymentAccount.objects.filter(household=OuterRef("household"), voided_at__isnull=True).exclude(
        number_index=Subquery(used), holder=OuterRef("payee")
    )
    found: QuerySet[PayoutLine] = PayoutLine.objects.visible_to(post).filter(state=State.FAILED)
    return found.select_related("household", "run").annotate(corrected=Exists(newer))


def proof(run: PayoutRun) -> Proof:
    """Account for every fen of a run, line by line, in two statements."""
    groups = PayoutLine.objects.filter(run=run).values("state").annotate(n=Count("pk"), fen=Sum("amount_fen"))
    by_state = {row["state"]: Figure(row["n"], row["fen"]) for row in groups.order_by("state")}
    with connection.cursor() as cursor:
        cursor.execute(_PROOF.replace("{stories}", _STORIES), [run.pk])
        wrong = cursor.fetchone()
    return Proof(by_state, Figure(int(wrong[0]), int(wrong[1])))


def balances(area_code: str, benefit: str, month: date) -> dict[str, int]:
    """What stands on each account of the ledger for one place, benefit and owed month; all of them together are 0."""
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES.replace("{awards}", _AWARDS), dict(owed_parameters(area_code, benefit, month)))
        return {account: int(fen) for account, fen in cursor.fetchall()}


def changed_since_draft(run: PayoutRun) -> int:
    """How many awards of a run's planned lines owe less than is booked for them by now."""
    parameters: dict[str, Any] = {**owed_parameters(run.area_code, run.benefit, run.month), "run": run.pk}
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED.replace("{owed}", OWED), parameters)
        return int(cursor.fetchone()[0])


def without_account(run: PayoutRun, day: date) -> "QuerySet[PayoutLine]":
    """Planned lines whose household has no payment account on a day."""
    account = PaymentAccount.objects.filter(
        household=OuterRef("household"), voided_at__isnull=True, period__contains=day
    )
    return lines(run, State.PLANNED).filter(~Exists(account))


def failures(run: PayoutRun) -> "QuerySet[BatchFailure]":
    """What the last draft could not put into a run, and why."""
    drafts = BatchRun.objects.filter(kind=DRAFT, key__startswith=f"{run.pk}:").order_by("-pk")
    found: QuerySet[BatchFailure] = BatchFailure.objects.filter(run__in=drafts.values("pk")[:1]).order_by("pk")
    return found


def bank_files(run: PayoutRun) -> list[BankFile]:
    """The files of a run."""
    return list(BankFile.objects.filter(run=run).order_by("pk"))


def bank_returns(run: PayoutRun) -> list[BankReturn]:
    """The answers taken in for a run, the latest first, each with its figures."""
    found = BankReturn.objects.filter(run=run).annotate(
        row_count=Count("rows"), accepted_count=Count("rows", filter=Q(rows__accepted=True))
    )
    return list(found.order_by("-pk"))


def return_rows(bank_return: BankReturn, *, problems: bool) -> "QuerySet[BankReturnRow]":
    """The rows of an answer as they came, or only those that were not booked."""
    found: QuerySet[BankReturnRow] = BankReturnRow.objects.filter(bank_return=bank_return).order_by("row")
    return found.filter(accepted=False) if problems else found


def return_figures(bank_return: BankReturn) -> dict[str, int]:
    """How many rows an answer has, how many were booked as paid and as failed, and how many were not booked."""
    booked = Q(accepted=True)
    return BankReturnRow.objects.filter(bank_return=bank_return).aggregate(
        rows=Count("pk"),
        settled=Count("pk", filter=booked & Q(succeeded=True)),
        failed=Count("pk", filter=booked & Q(succeeded=False)),
        problems=Count("pk", filter=~booked),
    )


def ready_to_reissue(post: Post) -> list[dict[str, Any]]:
    """Benefits with failed lines whose account was corrected, and how many."""
    rows = failed(post).alias(ready=F("corrected")).filter(ready=True).order_by("run__benefit")
    counts = rows.values("run__benefit").annotate(n=Count("pk"))
    return [{"benefit": row["run__benefit"], "count": row["n"]} for row in counts]


def households_of(failures_: Sequence[BatchFailure]) -> dict[int, Household]:
    """The households that failures name, by id."""
    found: dict[int, Household] = Household.objects.in_bulk([failure.subject_id for failure in failures_])
    return found


def unanswered(run: PayoutRun) -> int:
    """Lines that went to the bank and have no answer."""
    return int(lines(run, State.SENT).count())


def quarantined(run: PayoutRun) -> "QuerySet[PayoutLine]":
    """Lines set aside because their seal is broken."""
    return lines(run, State.IN_DOUBT).filter(result_code=SEAL_BROKEN)
