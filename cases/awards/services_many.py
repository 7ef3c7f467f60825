"""Changing many awards at once, as the recalculation after a publication does: set by set, all of them or none."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from assistance.outcome import Refused
from cases.awards.models import Award, AwardPeriod
from cases.awards.services import outside_of, tell_parts, until
from cases.workflow.journal import record_all

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Change:
    """One of many awards that become worth other amounts: from which months on, each with its kept answer."""

    award: int
    amounts: Sequence[tuple[date, int, int]]  # first month, fen, the assessment's number; in the order of months


def change_all(changes: Sequence[Change], *, reason: str, at: datetime, detail: dict[str, Any]) -> Refused | None:
    """Many awards at once by the system, as `change` does to one; all of them or none."""
    by_award = {change.award: change for change in changes}
    with transaction.atomic():
        locked = Award.objects.select_for_update().filter(pk__in=by_award).order_by("pk").in_bulk()
        stood = AwardPeriod.objects.filter(award__in=by_award, voided_at__isnull=True).order_by("award", "period")
        standing: dict[int, list[AwardPeriod]] = defaultdict(list)
        for row in stood:
            standing[row.award_id].append(row)
        for pk, change in by_award.items():
            if (fault := outside_of(locked[pk], standing[pk], change.amounts[0][0])) is not None:
                return fault
        _replace(by_award, locked, standing, reason, at)
        tell_parts(list(by_award))
        lines = [(locked[pk], {**detail, **_said(change)}) for pk, change in by_award.items()]
        record_all("change_award", lines, at=at)
    return None


def _replace(
    changes: dict[int, Change],
    locked: dict[int, Award],
    standing: dict[int, list[AwardPeriod]],
    reason: str,
    at: datetime,
) -> None:
    """Void what reaches into the first changed month, and write its part before it and the new amounts."""
    cut = [row for pk, rows in standing.items() for row in rows if _reaches(row, changes[pk].amounts[0][0])]
    before = [until(row, changes[row.award_id].amounts[0][0], at) for row in cut]
    new = [row for pk, change in changes.items() for row in _amounts(locked[pk], change, reason, at)]
    AwardPeriod.objects.filter(pk__in=[row.pk for row in cut]).update(voided_at=at)
    AwardPeriod.objects.bulk_create([*(row for row in before if row is not None), *new], batch_size=_BATCH)


def _reaches(row: AwardPeriod, month: date) -> bool:
    return row.period.upper is None or row.period.upper > month


def _amounts(award: Award, change: Change, reason: str, at: datetime) -> Iterator[AwardPeriod]:
    ends = [*(month for month, _, _ in change.amounts[1:]), award.period.upper]
    for (month, fen, assessment), end_month in zip(change.amounts, ends, strict=True):
        yield AwardPeriod(
            award=award,
            area_code=award.area_code,
            period=DateRange(month, end_month),
            amount_fen=fen,
            assessment_id=assessment,
            reason=reason,
            created_at=at,
        )


def _said(change: Change) -> dict[str, Any]:
    amounts = [{"from": month.isoformat(), "amount_fen": fen} for month, fen, _ in change.amounts]
    return {"amount_fen": amounts[-1]["amount_fen"], "from": amounts[0]["from"], "amounts": amounts}
