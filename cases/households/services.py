"""Registering families and their members; every write is journalled and counts the household's version up."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from assistance.fields import opened
from assistance.outcome import Done, Reason, Refused, refused
from cases.households import identity
from cases.households.models import Fact, Household, Member, PaymentAccount
from cases.households.services_facts import (
    record_account,
    record_aid,
    record_asset,
    record_condition,
    record_consent,
    record_expense,
    record_income,
    record_obligor,
    record_residence,
    void,
)
from cases.households.wording import say
from cases.households.writing import (
    By,
    Undone,
    change,
    check_columns,
    constraint_of,
    insert,
    law_day,
    period_of,
    refusal,
)
from cases.staff.models import Area, Post
from cases.workflow import journal
from eligibility.words.codes import RELATIONS, SETTINGS, STATUSES

__all__ = [
    "By",
    "add_member",
    "change_household",
    "correct_member",
    "end_membership",
    "record_account",
    "record_aid",
    "record_asset",
    "record_condition",
    "record_consent",
    "record_expense",
    "record_income",
    "record_obligor",
    "record_residence",
    "register_household",
    "reveal",
    "say_complete",
    "void",
]

_MOST = 60  # as many as a question to the law may have
_ONE_HOUSEHOLD = "person_in_one_household"
_TICKS = {"incomes": "收入", "expenses": "支出", "assets": "财产", "obligors": "赡养抚养人"}


def register_household(
    *,
    area_code: str,
    name: str,
    id_number: str = "",
    setting: str = "",
    birth_date: date | None = None,
    sex: str = "",
    address: str = "",
    phone: str = "",
    **by: Unpack[By],
) -> Household | Refused:
    """A new family in a village or community, with its head as first member; only the place and the head's name are needed."""
    area = Area.objects.filter(code=area_code).first()
    if reasons := _place_check(area, by["actor"]) + _person_check(name, id_number, by):
        return Refused(reasons)
    assert area is not None  # noqa: S101 - _place_check refused otherwise
    setting = setting or area.setting or "rural"
    if setting not in SETTINGS:
        return refused("setting", f"城乡类别应为 {'、'.join(SETTINGS.values())}")
    family = Household(area_code=area_code, setting=setting, address=address.strip(), phone=phone.strip())
    head = Member(relation="self", birth_date=birth_date, sex=sex)
    return _found(family, head, name, id_number, by)


def _found(family: Household, head: Member, name: str, id_number: str, by: By) -> Household | Refused:
    actor, at = by["actor"], by["at"]
    try:
        with transaction.atomic():
            family.pk, family.number = _next_number(family.area_code, law_day(at).year)
            family.created_at, family.created_by = at, actor.officer if actor else None
            identity.give_head(family, name)
            check_columns(family)
            family.save(force_insert=True)
            head.household = family
            _write_member(head, family, name, id_number, by)
            detail = {"member": head.pk, "version": family.version}
            journal.record(
                "register_household", actor=actor, at=at, area_code=family.area_code, subject=family, detail=detail
            )
    except (Undone, IntegrityError, ValidationError) as error:
        return refusal(error)
    return family


def _next_number(area_code: str, year: int) -> tuple[int, str]:
    """The next row id, and the number a family is filed under: county, year, running number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('cases_household', 'id'))")
        (running,) = cursor.fetchone()
    return running, f"{area_code[:6]}-{year}-{running:06d}"


def _place_check(area: Area | None, actor: Post | None) -> tuple[Reason, ...]:
    if area is None or area.level not in {Area.Level.VILLAGE, Area.Level.TOWNSHIP}:
        return (Reason("area", "选住在哪个村（社区）"),)
    if actor is not None and not Area(code=actor.area_code).covers(area.code):
        return (Reason("wrong_area", f"{area.name}不在您的辖区"),)
    return ()


def _person_check(name: str, id_number: str, by: By) -> tuple[Reason, ...]:
    wrong = (
        identity.name_check(name),
        identity.id_check(id_number, on=law_day(by["at"])) if id_number.strip() else None,
    )
    return tuple(reason for reason in wrong if reason is not None)


def add_member(
    household: Household,
    *,
    name: str,
    relation: str,
    id_number: str = "",
    birth_date: date | None = None,
    sex: str = "",
    status: str = "at_home",
    status_since: date | None = None,
    joined_on: date | None = None,
    **by: Unpack[By],
) -> Member | Refused:
    """One more person in the family from the day he joined it, where that is told; a number can be given later."""
    days = {"joined_on": joined_on, "status_since": status_since}
    if reasons := _person_check(name, id_number, by) + _codes_check(relation, status) + _days_check(days, by):
        return Refused(reasons)
    dated: By = {**by, "since": joined_on} if joined_on else by

    def write(family: Household) -> tuple[Member, Mapping[str, Any]]:
        member = Member(household=family, relation=relation, status=status, birth_date=birth_date, sex=sex, **days)
        _write_member(member, family, name, id_number, dated)
        return member, {"member": member.pk, "note": say(member)}

    return change(household, "add_member", write, by)


def _codes_check(relation: str, status: str) -> tuple[Reason, ...]:
    known = ((relation, RELATIONS, "relation", "与户主的关系"), (status, STATUSES, "status", "在家情况"))
    return tuple(
        Reason(code, f"选{label}，现在是“{value}”") for value, words, code, label in known if value not in words
    )


_DAYS = {"joined_on": "一起生活的日期", "status_since": "现在的情况开始的日期", "died_on": "去世日期"}


def _days_check(days: Mapping[str, date | None], by: By) -> tuple[Reason, ...]:
    today = law_day(by["at"])
    return tuple(
        Reason(name, f"{_DAYS[name]} {day} 在今天以后，到那天再登记")
        for name, day in days.items()
        if day is not None and day > today
    )


def _write_member(member: Member, family: Household, name: str, id_number: str, by: By) -> None:
    if member.relation == "self" and Member.objects.filter(household=family, relation="self", voided_at=None).exists():
        raise Undone(Reason("second_head", "一户只能有一名“本人”，先改原来那位的关系"))
    if Member.objects.filter(household=family, voided_at=None).count() >= _MOST:
        raise Undone(Reason("too_many", f"一户最多登记 {_MOST} 人，看看是不是几户登记在了一起"))
    identity.give_name(member, name)
    if id_number.strip():
        identity.give_number(member, id_number)
    if member.birth_date is not None and member.birth_date > law_day(by["at"]):
        raise Undone(Reason("birth", f"出生日期 {member.birth_date} 在今天以后"))
    _check_joined(member)
    member.period = period_of(by)
    try:
        with transaction.atomic():
            insert(member, family, by)
    except IntegrityError as error:
        if constraint_of(error) != _ONE_HOUSEHOLD:
            raise
        raise Undone(_elsewhere(id_number, by)) from error


def _check_joined(member: Member) -> None:
    born, joined, left = member.birth_date, member.joined_on, member.period.upper if member.period else None
    if joined is not None and born is not None and joined < born:
        raise Undone(Reason("joined_on", f"一起生活的日期 {joined} 早于出生日期 {born}"))
    if joined is not None and left is not None and joined >= left:
        raise Undone(Reason("joined_on", f"一起生活的日期 {joined} 应早于迁出的 {left}"))


def _elsewhere(id_number: str, by: By) -> Reason:
    """Where the person is registered, said only as far as the officer may see."""
    rows = Member.objects.filter(
        id_index=identity.person_index(id_number), voided_at=None, period__overlap=period_of(by)
    )
    actor = by["actor"]
    row = (rows.visible_to(actor) if actor else rows).select_related("household").first()
    if row is None:
        return Reason(_ONE_HOUSEHOLD, "此人已登记在辖区外的另一户，外地登记的请联系县级核实")
    family = row.household
    return Reason(_ONE_HOUSEHOLD, f"此人已登记在{family.head_name}户（{family.number}），请先在那一户办理迁出")


def correct_member(
    member: Member,
    *,
    name: str,
    relation: str,
    status: str = "at_home",
    id_number: str = "",
    birth_date: date | None = None,
    sex: str = "",
    status_since: date | None = None,
    joined_on: date | None = None,
    **by: Unpack[By],
) -> Member | Refused:
    """Put a member's particulars right; an empty ID number leaves the one that stands."""
    days = {"joined_on": joined_on, "status_since": status_since}
    if reasons := _person_check(name, id_number, by) + _codes_check(relation, status) + _days_check(days, by):
        return Refused(reasons)

    def write(family: Household) -> tuple[Member, Mapping[str, Any]]:
        row = Member.objects.select_for_update().get(pk=member.pk)
        before = {field: getattr(row, field) for field in _PARTICULARS}
        row.relation, row.status = relation, status
        row.status_since, row.joined_on = status_since, joined_on
        if not row.id_mask:
            row.birth_date, row.sex = birth_date, sex
        _correct(row, family, name, id_number, by)
        changed = [field for field in _PARTICULARS if getattr(row, field) != before[field]]
        return row, {
            "member": row.pk,
            "fields": changed,
            "note": f"{before['name']}：{'、'.join(_PARTICULARS[f] for f in changed)}",
        }

    return change(member.household, "correct_member", write, by)


_PARTICULARS = {
    "name": "姓名",
    "relation": "关系",
    "status": "在家情况",
    "status_since": "这种情况自何日起",
    "joined_on": "何日起共同生活",
    "birth_date": "出生日期",
    "sex": "性别",
    "id_mask": "身份证号",
}


def _correct(row: Member, family: Household, name: str, id_number: str, by: By) -> None:
    others = Member.objects.filter(household=family, relation="self", voided_at=None).exclude(pk=row.pk)
    if row.relation == "self" and others.exists():
        raise Undone(Reason("second_head", "一户只能有一名“本人”，先改原来那位的关系"))
    identity.give_name(row, name)
    if id_number.strip():
        identity.give_number(row, id_number)
    if row.relation == "self":
        identity.give_head(family, name)
        family.save(update_fields=["head_name", "head_pinyin"])
    _check_joined(row)
    if row.joined_on is not None:
        row.period = DateRange(row.joined_on, row.period.upper)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint_of(error) != _ONE_HOUSEHOLD:
            raise
        raise Undone(_elsewhere(id_number, by)) from error


def end_membership(
    member: Member, *, on: date | None = None, reason: str = "", died_on: date | None = None, **by: Unpack[By]
) -> Done | Refused:
    """The member no longer lives with the family from a day on, or from the day after his death; the rows stay and end."""
    if reasons := _days_check({"died_on": died_on}, by):
        return Refused(reasons)
    if died_on is not None:
        on, reason = died_on + timedelta(days=1), reason.strip() or "去世"
    if not reason.strip():
        return refused("reason", "写明迁出的原因，例如 去世、分户、结婚迁出")
    if on is None:
        return refused("on", "填从哪天起不再共同生活；去世的填去世日期")

    def write(family: Household) -> tuple[Done, Mapping[str, Any]]:
        row = Member.objects.select_for_update().get(pk=member.pk)
        if row.period.lower is not None and on <= row.period.lower:
            raise Undone(Reason("period", f"迁出日期 {on} 应晚于共同生活开始的 {row.period.lower}"))
        if died_on is not None and row.birth_date is not None and died_on < row.birth_date:
            raise Undone(Reason("died_on", f"去世日期 {died_on} 早于出生日期 {row.birth_date}"))
        row.period, row.died_on = DateRange(row.period.lower, on), died_on
        row.save(update_fields=["period", "died_on"])
        return Done(family.version + 1), {"member": row.pk, "on": str(on), "note": f"{row.name}：{reason.strip()}"}

    return change(member.household, "end_membership", write, by)


def change_household(
    household: Household,
    *,
    setting: str | None = None,
    address: str | None = None,
    phone: str | None = None,
    income_fen: int | None = None,
    income_per: str | None = None,
    **by: Unpack[By],
) -> Household | Refused:
    """The family's own particulars; what is not given stays. A stale version is answered with both values."""
    given = {"setting": setting, "address": address, "phone": phone, "income_fen": income_fen, "income_per": income_per}
    mine = {name: value for name, value in given.items() if value is not None}

    def write(row: Household) -> tuple[Household, Mapping[str, Any]]:
        changed = [name for name, value in mine.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, mine[name])
        check_columns(row)
        row.save(update_fields=changed)
        return row, {"fields": changed}

    answer = change(household, "change_household", write, by)
    if isinstance(answer, Refused) and answer.reasons[0].code == "stale":
        return Refused((*answer.reasons, *_both(household, mine)))
    return answer


def _both(household: Household, mine: Mapping[str, Any]) -> tuple[Reason, ...]:
    """One line for each particular that now differs: what stands and what was typed."""
    row = Household.objects.get(pk=household.pk)
    labels = {field.name: str(field.verbose_name) for field in Household._meta.fields}
    return tuple(
        Reason("stale_value", f"{labels[name]}：现在是“{getattr(row, name)}”，刚才填的是“{value}”")
        for name, value in mine.items()
        if getattr(row, name) != value
    )


def say_complete(subject: Member | Household, what: str, *, complete: bool, **by: Unpack[By]) -> Done | Refused:
    """The tick that says nothing is left out: with no row it means there is none; without it, rows or not, it is unknown."""
    column = f"{what}_complete"
    if what not in _TICKS or not hasattr(subject, column):
        return refused("what", f"可以确认登记齐全的是：{'、'.join(_TICKS.values())}")
    household = subject if isinstance(subject, Household) else subject.household

    def write(family: Household) -> tuple[Done, Mapping[str, Any]]:
        row = family if isinstance(subject, Household) else Member.objects.select_for_update().get(pk=subject.pk)
        setattr(row, column, complete)
        row.save(update_fields=[column])
        whose = f"{row.name}的" if isinstance(row, Member) else ""
        return Done(family.version + 1), {"what": what, "complete": complete, "note": f"{whose}{_TICKS[what]}"}

    return change(household, "say_complete", write, by)


def reveal(row: Member | PaymentAccount, *, why: str, actor: Post, at: Any) -> str | Refused:
    """The full ID number or account, once; who looked, when and why stays in the journal."""
    if not why.strip():
        return refused("why", "写明为什么要看完整号码")
    sealed: Fact | None = type(row).objects.visible_to(actor).filter(pk=row.pk).first()
    if sealed is None:
        return refused("wrong_area", "这一户不在您的辖区")
    column = "id_number" if isinstance(row, Member) else "number"
    detail = {"fact": row._meta.model_name, "id": row.pk, "column": column}
    family = row.household
    journal.record(
        "reveal", actor=actor, at=at, area_code=row.area_code, subject=family, note=why.strip(), detail=detail
    )
    return opened(sealed, column)
