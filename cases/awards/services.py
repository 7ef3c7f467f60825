"""Granting, changing and ending awards: an amount is never edited, its row is replaced by another from a month on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from assistance.outcome import Refused, refused
from cases.awards.models import SCHEME_GROUPS, Award, AwardPeriod, AwardPerson
from cases.awards.selectors import already_aided
from cases.households.models import Household, Member, Per
from cases.staff.models import Post
from cases.workflow.journal import record

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Grant:
    """What one award shall be. `amount_fen` None is a standing without money (低保边缘); `owed_from` is later than
    `first_month` when the months before were paid by somebody else (an imported register)."""

    household: Household
    benefit: str
    amount_fen: int | None
    first_month: date
    persons: Sequence[Member]
    kind: str = ""
    per: str = Per.MONTH
    months: int | None = None  # None: until further notice; once-only awards have one month
    category: str = "stable"
    assessment_id: int | None = None
    decision_id: int | None = None
    register_key: str | None = None
    owed_from: date | None = None
    reviewed_on: date | None = None
    reason: str = "grant"
    parts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def period(self) -> DateRange:
        """First day of the first month up to the first day after the last."""
        count = 1 if self.per == Per.ONCE else self.months
        return DateRange(self.first_month, None if count is None else _month_after(self.first_month, count))


def grant(
    household: Household,
    benefit: str,
    kind: str,
    amount_fen: int | None,
    per: str,
    first_month: date,
    assessment: Any | None,
    decision_id: int | None,
    persons: Sequence[Member],
    category: str,
    at: datetime,
    months: int | None = None,
    actor: Post | None = None,
) -> Award | Refused:
    """Give a household one benefit from a month on. The same decision twice gives the same award."""
    known = Award.objects.filter(decision_id=decision_id).first() if decision_id is not None else None
    if known is not None:
        return known  # type: ignore[no-any-return]
    wanted = Grant(
        household=household,
        benefit=benefit,
        amount_fen=amount_fen,
        first_month=first_month,
        persons=persons,
        kind=kind,
        per=per,
        months=months,
        category=category,
        assessment_id=assessment.pk if assessment is not None else None,
        decision_id=decision_id,
    )
    granted = grant_all([wanted], at=at)
    if isinstance(granted, Refused):
        return granted
    _journal("grant_award", granted[0], actor, at, {"amount_fen": amount_fen, "from": first_month.isoformat()})
    return granted[0]


def grant_all(grants: Sequence[Grant], *, at: datetime) -> tuple[Award, ...] | Refused:
    """Write many awards with a handful of statements, or none of them; a register key that is known is left alone.

    The caller writes the journal line (a decision, an import).
    """
    for wanted in grants:
        if (fault := _fault(wanted)) is not None:
            return fault
    known = set(
        Award.objects.filter(register_key__in=[g.register_key for g in grants if g.register_key]).values_list(
            "register_key", flat=True
        )
    )
    new = [wanted for wanted in grants if wanted.register_key is None or wanted.register_key not in known]
    try:
        with transaction.atomic():
            return _write(new, at)
    except IntegrityError as error:
        if "person_aided_once_in_a_group" not in str(error):
            raise
        return _double_aid(new)


def _fault(wanted: Grant) -> Refused | None:
    name = wanted.household.head_name
    if wanted.first_month.day != 1 or (wanted.owed_from is not None and wanted.owed_from.day != 1):
        return refused("not_a_month", f"{name}户的起始月份须为当月一日，例如 2026-11-01")
    if wanted.amount_fen is not None and wanted.amount_fen <= 0:
        return refused("amount", f"{name}户的待遇金额须大于零")
    if wanted.months is not None and wanted.months < 1:
        return refused("months", f"{name}户的保障月数至少为一个月")
    if not wanted.persons:
        return refused("nobody", f"{name}户没有保障对象，请先确定保障人员")
    return None


def _write(grants: Sequence[Grant], at: datetime) -> tuple[Award, ...]:
    awards = Award.objects.bulk_create(
        [
            Award(
                area_code=g.household.area_code,
                household=g.household,
                benefit=g.benefit,
                kind=g.kind,
                category=g.category,
                decision_id=g.decision_id,
                register_key=g.register_key,
                period=g.period,
                reviewed_on=g.reviewed_on,
                created_at=at,
            )
            for g in grants
        ],
        batch_size=_BATCH,
    )
    pairs = list(zip(awards, grants, strict=True))
    _write_amounts(pairs, at)
    tell_parts([award.pk for award in awards])
    AwardPerson.objects.bulk_create(
        [_covered(award, member, award.period) for award, g in pairs for member in g.persons], batch_size=_BATCH
    )
    return tuple(awards)


def _write_amounts(pairs: Sequence[tuple[Award, Grant]], at: datetime) -> None:
    AwardPeriod.objects.bulk_create(
        [
            AwardPeriod(
                award=award,
                area_code=award.area_code,
                period=DateRange(max(g.owed_from or g.first_month, g.first_month), g.period.upper),
                amount_fen=g.amount_fen,
                parts=g.parts,
                assessment_id=g.assessment_id,
                reason=g.reason,
                created_at=at,
            )
            for award, g in pairs
            if g.amount_fen is not None
        ],
        batch_size=_BATCH,
    )


# What a month's amount is made of, from the kept answer it rests on, where the answer says this very amount.
_PARTS = """
UPDATE cases_awardperiod p SET parts = s.answer -> 'parts' FROM cases_assessment s
WHERE p.award_id = ANY(%s) AND p.voided_at IS NULL AND p.parts = '[]' AND s.id = p.assessment_id
  AND s.amount_fen = p.amount_fen
"""


def tell_parts(awards: list[int]) -> None:
    """Let the standing amounts of these awards say what they are made of."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, [awards])


def change(
    award: Award,
    new_amount_fen: int,
    from_month: date,
    assessment: Any | None,
    reason: str,
    at: datetime,
    *,
    persons: Sequence[Member] | None = None,
    actor: Post | None = None,
) -> Award | Refused:
    """Give an award another amount from a month on (a past month too: the next run pays or books the difference).

    `persons`, when given, are those covered from that month on.
    """
    if new_amount_fen <= 0:
        return refused("amount", "调整后的金额须大于零；不再享受的，请办理停保")
    if from_month.day != 1:
        return refused("not_a_month", "起始月份须为当月一日，例如 2026-11-01")
    with transaction.atomic():
        award = Award.objects.select_for_update().get(pk=award.pk)
        if (fault := _outside(award, from_month)) is not None:
            return fault
        _cut_amounts(award, from_month, at)
        AwardPeriod.objects.create(
            award=award,
            area_code=award.area_code,
            period=DateRange(from_month, award.period.upper),
            amount_fen=new_amount_fen,
            assessment_id=assessment.pk if assessment is not None else None,
            reason=reason,
            created_at=at,
        )
        tell_parts([award.pk])
        if persons is not None and (double := _cover(award, persons, from_month, at)) is not None:
            transaction.set_rollback(True)
            return double
        _journal("change_award", award, actor, at, {"amount_fen": new_amount_fen, "from": from_month.isoformat()})
    return award


def end(award: Award, from_month: date, reason: str, at: datetime, *, actor: Post | None = None) -> Award | Refused:
    """Stop an award: nothing is owed from `from_month` on. Before its first month = it was never owed at all."""
    if from_month.day != 1:
        return refused("not_a_month", "停发月份须为当月一日，例如 2026-11-01")
    with transaction.atomic():
        award = Award.objects.select_for_update().get(pk=award.pk)
        if award.state == Award.State.ENDED:
            return refused("ended", f"该待遇已经停保（{award.ended_reason}），不能再次停保")
        start = award.period.lower
        _cut_amounts(award, from_month, at)
        _cut_persons(award, from_month, at)
        stop = from_month if award.period.upper is None else min(from_month, award.period.upper)
        award.period = DateRange(start, max(stop, start))
        award.state, award.ended_reason = Award.State.ENDED, reason[:40]
        award.save(update_fields=["period", "state", "ended_reason"])
        _journal("end_award", award, actor, at, {"from": from_month.isoformat(), "reason": reason})
    return award


def _outside(award: Award, from_month: date) -> Refused | None:
    standing = AwardPeriod.objects.filter(award=award, voided_at__isnull=True).order_by("period")
    return outside_of(award, standing[:1], from_month)


def outside_of(award: Award, standing: Iterable[AwardPeriod], from_month: date) -> Refused | None:
    """Why an award cannot be changed from this month; `standing` are its amounts in the order of months."""
    start, stop = award.period.lower, award.period.upper
    if start is None or from_month < start:
        since = f"自 {start:%Y年%m月} 起" if start else "已全部撤销"
        return refused("before_award", f"该待遇{since}，不能从更早的月份调整")
    ours = next(iter(standing), None)
    if ours is not None and from_month < ours.period.lower:
        since = f"{ours.period.lower:%Y年%m月}"
        return refused("paid_elsewhere", f"{since}以前由原系统发放，那几个月的差额在原系统补；请从 {since}起调整")
    if stop is not None and from_month >= stop:
        return refused("after_award", f"该待遇到 {stop:%Y年%m月} 前为止，之后没有可以调整的月份")
    return None


def _cut_amounts(award: Award, from_month: date, at: datetime) -> None:
    """Replace every standing amount that reaches into `from_month` or later by its part before it."""
    rows = AwardPeriod.objects.filter(
        award=award, voided_at__isnull=True, period__overlap=DateRange(from_month, None)
    ).order_by("pk")
    kept = [until(row, from_month, at) for row in rows]
    rows.update(voided_at=at)
    AwardPeriod.objects.bulk_create([row for row in kept if row is not None])


def until(row: AwardPeriod, month: date, at: datetime) -> AwardPeriod | None:
    """The part of an amount before a month, as a row of its own; None when it has none."""
    if row.period.lower >= month:
        return None
    return AwardPeriod(
        award_id=row.award_id,
        area_code=row.area_code,
        period=DateRange(row.period.lower, month),
        amount_fen=row.amount_fen,
        parts=row.parts,
        assessment_id=row.assessment_id,
        reason=row.reason,
        created_at=at,
    )


def _cut_persons(award: Award, from_month: date, at: datetime) -> list[AwardPerson]:
    """End everybody's cover with `from_month`; returns the rows as they stood."""
    rows = AwardPerson.objects.filter(
        award=award, voided_at__isnull=True, period__overlap=DateRange(from_month, None)
    ).select_related("member")
    stood = list(rows.order_by("pk"))
    rows.update(voided_at=at)
    AwardPerson.objects.bulk_create(
        [
            _covered(award, row.member, DateRange(row.period.lower, from_month))
            for row in stood
            if row.period.lower < from_month
        ]
    )
    return stood


def _cover(award: Award, persons: Sequence[Member], from_month: date, at: datetime) -> Refused | None:
    _cut_persons(award, from_month, at)
    period = DateRange(from_month, award.period.upper)
    try:
        with transaction.atomic():
            AwardPerson.objects.bulk_create([_covered(award, member, period) for member in persons])
    except IntegrityError as error:
        if "person_aided_once_in_a_group" not in str(error):
            raise
        return _names_of_aided(persons, group_of(award.benefit), period)
    return None


def group_of(benefit: str) -> str:
    """Benefits of one group shut each other out for a person; any other benefit is a group of its own."""
    return SCHEME_GROUPS.get(benefit, benefit[:10])


def _covered(award: Award, member: Member, period: DateRange) -> AwardPerson:
    return AwardPerson(
        award=award,
        area_code=award.area_code,
        member=member,
        person_index=member.id_index,
        scheme_group=group_of(award.benefit),
        period=period,
    )


def _double_aid(grants: Sequence[Grant]) -> Refused:
    """Say who is aided twice: found behind the area wall or not, the sentence tells what to do."""
    first = grants[0]
    if len(grants) == 1:
        return _names_of_aided(first.persons, group_of(first.benefit), first.period)
    return refused("double_aid", "有保障对象已在享受同类救助（或在本次中出现两次），请先核对重复人员")


def _names_of_aided(persons: Sequence[Member], group: str, period: DateRange) -> Refused:
    seen = already_aided([bytes(m.id_index) for m in persons if m.id_index], group, period)
    if not seen:
        return refused("double_aid", "有保障对象已在其他地区享受同类救助，不能重复保障；请联系县级核实后先停原待遇")
    names = "、".join(f"{row.member.name}（{row.award.household}）" for row in seen)
    return refused("double_aid", f"{names}已在享受同类救助，不能重复保障；请先停原待遇")


def _journal(act: str, award: Award, actor: Post | None, at: datetime, detail: dict[str, Any]) -> None:
    record(act, actor=actor, at=at, area_code=award.area_code, subject=award, detail=detail)


def _month_after(month: date, count: int) -> date:
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)
