"""What is frozen on a line at approval, and the seal over it: nobody changes payee, account or amount unseen afterwards."""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.db import connection
from django.utils import timezone

from assistance.fields import SealBroken, Sealed
from cases.payouts.ledger import SEAL_BROKEN
from cases.payouts.models import PayoutLine, PayoutRun

_ACCOUNT = "cases_paymentaccount.number"  # under this name the number was sealed
_AT_ONCE = 2000

_FREEZE = """
UPDATE cases_payoutline l
SET payee = c.holder, account_uid = c.uid, account_box = c.number, account_mask = c.number_mask, payee_seal = NULL
FROM cases_paymentaccount c
WHERE l.run_id = %s AND l.state = 'planned'
  AND c.household_id = l.household_id AND c.voided_at IS NULL AND c.period @> %s::date
"""
_STORE = """
UPDATE cases_payoutline l SET payee_seal = s.seal
FROM unnest(%s::bigint[], %s::date[], %s::bytea[]) AS s (id, month, seal) WHERE l.id = s.id AND l.month = s.month
"""


@dataclass(frozen=True, slots=True)
class Payment:
    """One line as it goes to the bank; `account` is plain text and stays in memory only."""

    line: int
    month: date
    household: int
    payee: str
    account: str
    amount_fen: int
    kind: str

    def seal(self) -> bytes:
        """HMAC over everything that decides who gets how much."""
        text = f"{self.line}|{self.household}|{self.payee}|{self.account}|{self.amount_fen}|{self.month.isoformat()}"
        return hmac.new(_key(), text.encode(), sha256).digest()


def _key() -> bytes:
    return hmac.new(settings.FIELD_KEY, b"payee seal", sha256).digest()


def freeze(run: PayoutRun, at: datetime) -> int:
    """Copy payee and account in force onto every planned line and seal them; how many lines were sealed."""
    with connection.cursor() as cursor:
        cursor.execute(_FREEZE, [run.pk, timezone.localtime(at).date()])
    payments = [_opened(line) for line in _planned(run)]
    for start in range(0, len(payments), _AT_ONCE):
        _store(payments[start : start + _AT_ONCE])
    return len(payments)


def _store(payments: Sequence[Payment]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [[p.line for p in payments], [p.month for p in payments], [p.seal() for p in payments]])


def thaw(run: PayoutRun) -> None:
    """A run that goes back is frozen again at its next approval."""
    PayoutLine.objects.filter(run=run, state=PayoutLine.State.PLANNED).update(payee_seal=None)


def verified(run: PayoutRun) -> tuple[list[Payment], list[int]]:
    """The planned lines whose seal is right, opened, in the order of the file; and the lines whose seal is broken."""
    whole, broken = [], []
    for line in _planned(run):
        payment = _opened_or_none(line)
        if payment is not None and line.payee_seal and hmac.compare_digest(payment.seal(), bytes(line.payee_seal)):
            whole.append(payment)
        else:
            broken.append(line.pk)
    return whole, broken


def sent(run: PayoutRun) -> list[Payment]:
    """What went to the bank in a run, opened, in the order of the file."""
    lines = PayoutLine.objects.filter(run=run).exclude(state__in=[PayoutLine.State.PLANNED, PayoutLine.State.DROPPED])
    return [_opened(line) for line in lines.exclude(result_code=SEAL_BROKEN).order_by("pk").iterator(_AT_ONCE)]


def quarantine(run: PayoutRun, lines: Sequence[int]) -> None:
    """Set lines with a broken seal aside: they are not sent, and people must look."""
    PayoutLine.objects.filter(run=run, pk__in=lines, state=PayoutLine.State.PLANNED).update(
        state=PayoutLine.State.IN_DOUBT,
        result_code=SEAL_BROKEN,
        result_text="收款人、账号或金额与审批时的封印不符，未送银行，请核查后撤下重发",
    )


def _planned(run: PayoutRun) -> Iterator[PayoutLine]:
    rows: Iterator[PayoutLine] = (
        PayoutLine.objects.filter(run=run, state=PayoutLine.State.PLANNED).order_by("pk").iterator(_AT_ONCE)
    )
    return rows


def _opened(line: PayoutLine) -> Payment:
    box: Sealed | None = line.account_box
    if box is None or line.account_uid is None:
        raise SealBroken(f"line {line.pk} has no account")
    account = box.open(_ACCOUNT, line.account_uid)
    return Payment(line.pk, line.month, line.household_id, line.payee, account, line.amount_fen, line.kind)


def _opened_or_none(line: PayoutLine) -> Payment | None:
    try:
        return _opened(line)
    except SealBroken:
        return None
