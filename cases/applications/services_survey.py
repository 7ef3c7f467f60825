"""Between acceptance and opinion: gaps that are filled, visits by two, registers that are asked and answer; none of them is a move."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import transaction

from assistance.outcome import Reason, Refused, refused
from cases.applications import routes
from cases.applications.effects import VISIT_AGAIN
from cases.applications.models import Application, Gap, Visit
from cases.applications.states import APPLICATION
from cases.households.models import Member
from cases.matching import services as matching
from cases.matching.models import Discrepancy
from cases.matching.selectors import unsettled
from cases.staff.models import Area, Officer, Post
from cases.workflow.journal import record
from cases.workflow.models import Participation

KIND = "application"
_VISITED_IN = frozenset({"survey", "appraisal", "returned", "review", "decision", "papers"})


def may_write(row: Application, actor: Post, expected: int | None) -> Refused | None:
    """Why an officer may not write on a case: it is elsewhere, or it is not as it was seen."""
    if not Area(code=actor.area_code).covers(row.area_code):
        return refused("wrong_area", "这件不在您的辖区")
    if expected is not None and expected != row.version:
        return refused("stale", f"这件刚被更新过，现在是“{APPLICATION.states[row.state]}”，请看过再办")
    return None


def fill_gap(gap: Gap, *, actor: Post, at: datetime) -> Gap | Refused:
    """A thing that was asked for has come."""
    with transaction.atomic():
        row: Gap = Gap.objects.select_for_update().select_related("application").get(pk=gap.pk)
        if isinstance(refusal := may_write(row.application, actor, None), Refused):
            return refusal
        if row.filled_at is None:
            row.filled_at = at
            row.save(update_fields=["filled_at"])
            record("fill_gap", actor=actor, at=at, area_code=row.area_code, subject=row.application, note=row.text)
    return row


class Report(TypedDict):
    """What two officers saw at the home."""

    first: Officer
    second: Officer
    visited_on: date
    place: str
    present: str
    findings: str
    agrees: bool


def record_visit(
    case: Application, *, actor: Post, at: datetime, expected: int | None = None, **report: Unpack[Report]
) -> Visit | Refused:
    """A home visit by two officers (L57 art.16); both count as having handled this round."""
    with transaction.atomic():
        row: Application = Application.objects.select_for_update().get(pk=case.pk)
        if isinstance(refusal := may_write(row, actor, expected), Refused):
            return refusal
        if reasons := _visit_wrong(row, report, routes.day_of(at)):
            return Refused(reasons)
        visit: Visit = Visit.objects.create(
            application=row,
            round=row.round,
            area_code=row.area_code,
            visited_on=report["visited_on"],
            first_officer=report["first"],
            second_officer=report["second"],
            place=report["place"].strip()[:120],
            present=report["present"].strip()[:120],
            findings=report["findings"].strip(),
            agrees=report["agrees"],
            recorded_at=at,
        )
        _stand_in(row, (report["first"].pk, report["second"].pk, actor.officer_id), at)
        Gap.objects.filter(application=row, filled_at__isnull=True, text__startswith=VISIT_AGAIN).update(filled_at=at)
        record("record_visit", actor=actor, at=at, area_code=row.area_code, subject=row, detail={"visit": visit.pk})
    return visit


def _visit_wrong(row: Application, report: Report, today: date) -> tuple[Reason, ...]:
    found = []
    if row.state not in _VISITED_IN:
        found.append(Reason("no_visit_now", f"“{APPLICATION.states[row.state]}”状态下不登记入户调查"))
    if report["first"].pk == report["second"].pk:
        found.append(Reason("two", "入户调查须由两名不同的工作人员进行"))
    if report["visited_on"] > today:
        found.append(Reason("visited_on", "入户日期在今天以后"))
    if row.accepted_on is not None and report["visited_on"] < row.accepted_on:
        found.append(Reason("visited_on", f"入户日期早于受理日期 {row.accepted_on}"))
    if not report["place"].strip():
        found.append(Reason("place", "填入户地点"))
    if not report["findings"].strip():
        found.append(Reason("findings", "写明调查情况"))
    return tuple(found)


def _stand_in(row: Application, officers: Iterable[int], at: datetime) -> None:
    rows = [
        Participation(subject_kind=KIND, subject_id=row.pk, round=row.round, officer_id=pk, act="visit", at=at)
        for pk in sorted(set(officers))
    ]
    Participation.objects.bulk_create(rows, ignore_conflicts=True)


def ask_registers(case: Application, *, actor: Post, at: datetime) -> int:
    """Enquire about members who joined after acceptance, or again in a new round."""
    members = Member.objects.filter(
        household=case.household_id, voided_at__isnull=True, period__contains=routes.day_of(at)
    )
    return matching.ask(KIND, case.pk, case.round, case.household, members, actor, at)


def take_back(content: bytes, name: str, actor: Post, at: datetime) -> matching.TakenBack | Refused:
    """Take a returned workbook in and say on each case how many differences wait."""
    with transaction.atomic():
        taken = matching.take_back(content, name, actor, at)
        if not isinstance(taken, Refused):
            _count_differences([pk for kind, pk in taken.subjects if kind == KIND])
    return taken


def judge(difference: Discrepancy, verdict: str, explanation: str, actor: Post, at: datetime) -> Discrepancy | Refused:
    """Settle a difference and say on the case how many are left."""
    with transaction.atomic():
        judged = matching.judge(difference, verdict, explanation, actor, at)
        if not isinstance(judged, Refused) and judged.enquiry.subject_kind == KIND:
            _count_differences([judged.enquiry.subject_id])
    return judged


def _count_differences(ids: Sequence[int]) -> None:
    left = unsettled(KIND, ids)
    for count in {0, *left.values()}:  # a handful of different counts, not one statement a case
        Application.objects.filter(pk__in=[pk for pk in ids if left.get(pk, 0) == count]).update(open_differences=count)
