"""The one way a family's facts are written: lock the household, check the version that was seen, write, journal, count up."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Required, TypedDict, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from assistance.fields import SealedField
from assistance.outcome import Reason, Refused, refused
from cases.households.models import FACTS, Fact, Household
from cases.households.wording import say
from cases.staff.models import Area, Post
from cases.workflow import journal
from cases.workflow.models import JournalLine

T = TypeVar("T")

# What each act is called where it is shown (journal, conflict).
ACTS = {
    "register_household": "登记家庭",
    "change_household": "改家庭信息",
    "add_member": "登记成员",
    "correct_member": "改成员信息",
    "end_membership": "成员迁出",
    "record_condition": "登记个人情况",
    "record_income": "登记收入",
    "record_expense": "登记支出",
    "record_asset": "登记财产",
    "record_obligor": "登记赡养抚养人",
    "record_residence": "登记户籍居住",
    "record_consent": "登记核对授权",
    "record_account": "登记发放账户",
    "record_aid": "登记别处的救助",
    "say_complete": "确认登记齐全",
    "void": "删除一项",
    "reveal": "查看完整号码",
}

_WRITES = frozenset(ACTS) - {"reveal"}


class By(TypedDict, total=False):
    """Who writes, when, having seen which version; and for a fact since when, until when, from where, on what proof."""

    actor: Required[Post | None]
    at: Required[datetime]
    expected: int | None
    since: date | None
    until: date | None
    source: str
    evidence: str
    replaces: Fact | None


class Undone(Exception):
    """Rolls a write back and carries why."""

    def __init__(self, *reasons: Reason) -> None:
        self.reasons = reasons


def change(
    household: Household, act: str, write: Callable[[Household], tuple[T, Mapping[str, Any]]], by: By
) -> T | Refused:
    """Do one write on a family: all of it with its journal line and the new version, or nothing and the reasons."""
    try:
        with transaction.atomic():
            row = locked(household, by)
            written, detail = write(row)
            row.version += 1
            row.save(update_fields=["version"])
            _journal(row, act, by, {**detail, "version": row.version})
    except (Undone, ValidationError, IntegrityError) as error:
        return refusal(error)
    household.version = row.version
    return written


def locked(household: Household, by: By) -> Household:
    """The household's row, ours until the end of the transaction; Undone when it is out of reach or has moved on."""
    row: Household | None = Household.objects.select_for_update().filter(pk=household.pk).first()
    actor, expected = by["actor"], by.get("expected")
    if row is None or (actor is not None and not Area(code=actor.area_code).covers(row.area_code)):
        raise Undone(Reason("wrong_area", "这一户不在您的辖区"))
    if expected is not None and expected != row.version:
        raise Undone(Reason("stale", f"这一户的资料已被他人修改：{_last_act(row)}。刚才填的还没有存，看过再存"))
    return row


def _last_act(row: Household) -> str:
    lines = JournalLine.objects.filter(subject_kind="household", subject_id=row.pk, act__in=_WRITES)
    line = lines.select_related("officer").order_by("-pk").first()
    if line is None:
        return "版本不一致"
    who = line.officer.name if line.officer else "系统"
    return f"{who} {timezone.localtime(line.at):%H:%M} {ACTS.get(line.act, line.act)}{line.note and f'（{line.note}）'}"


def _journal(row: Household, act: str, by: By, detail: Mapping[str, Any]) -> None:
    plain = dict(detail)
    note = str(plain.pop("note", ""))
    journal.record(act, actor=by["actor"], at=by["at"], area_code=row.area_code, subject=row, note=note, detail=plain)


def insert(fact: Fact, household: Household, by: By) -> None:
    """Fill in what every fact carries, check it column by column, and write it."""
    fact.area_code = household.area_code
    fact.source = by.get("source", Fact.Source.DECLARED)
    fact.evidence = by.get("evidence", "").strip()
    fact.recorded_at = by["at"]
    fact.recorded_by = by["actor"].officer if by["actor"] else None
    check_columns(fact)
    fact.save(force_insert=True)


def check_columns(row: models.Model) -> None:
    """Lengths, choices and what may not be empty, before PostgreSQL sees them; sealed columns are bytes, values have a shape of their own."""
    empty = {field.name for field in row._meta.fields if field.null and getattr(row, field.attname) is None}
    others = (models.BinaryField, models.JSONField, SealedField)  # a list without an entry is a value: there is none
    row.clean_fields(exclude=empty | {field.name for field in row._meta.fields if isinstance(field, others)})


def set_aside(fact: Fact, by: By) -> None:
    """Void the row that a fact replaces; when somebody else was quicker, say both values."""
    replaced = by.get("replaces")
    if replaced is None:
        return
    standing = type(replaced).objects.select_for_update().get(pk=replaced.pk)
    if standing.voided_at is not None:
        text = f"这一项已被他人修改或删除。原来是“{say(standing)}”，刚才填的是“{say(fact)}”，请看现在的内容再改"
        raise Undone(Reason("stale", text))
    standing.voided_at = by["at"]
    standing.save(update_fields=["voided_at"])


def period_of(by: By, otherwise: date | None = None) -> DateRange:
    """From `since` (the day of the act when not said) up to but without `until`."""
    replaced = by.get("replaces")
    since = by.get("since") or otherwise
    if since is None and replaced is not None and hasattr(replaced, "period"):
        since = replaced.period.lower
    since, until = since or law_day(by["at"]), by.get("until")
    if until is not None and until <= since:
        raise Undone(Reason("period", f"结束日期 {until} 应晚于开始日期 {since}"))
    return DateRange(since, until)


def make_room(rows: "models.QuerySet[Any]", period: DateRange, at: datetime) -> None:
    """End what stood before on the first day of a new period, and void what would begin inside it."""
    open_rows = rows.filter(voided_at__isnull=True, period__overlap=period)
    before = open_rows.filter(models.Q(period__startswith__lt=period.lower) | models.Q(period__startswith__isnull=True))
    earlier = before.first()  # at most one: the rows do not overlap each other
    if earlier is not None:
        earlier.period = DateRange(earlier.period.lower, period.lower)
        earlier.save(update_fields=["period"])
    open_rows.filter(period__startswith__gte=period.lower).update(voided_at=at)


def law_day(at: datetime) -> date:
    """The day of the law in which a moment lies."""
    return timezone.localtime(at).date()


_MESSAGES = {
    constraint.name: str(constraint.violation_error_message)
    for model in FACTS
    for constraint in model._meta.constraints
}


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint by which PostgreSQL refused."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


def refusal(error: Undone | ValidationError | IntegrityError) -> Refused:
    """What was not written and why; a constraint that is not of these tables is a fault of ours and goes on as one."""
    if isinstance(error, Undone):
        return Refused(error.reasons)
    if isinstance(error, ValidationError):
        return Refused(tuple(Reason("invalid", words) for words in _words_of(error)))
    name = constraint_of(error)
    if name not in _MESSAGES:
        raise error
    return refused(name, _MESSAGES[name])


def _words_of(error: ValidationError) -> list[str]:
    named = getattr(error, "error_dict", {})
    labels = {field.name: str(field.verbose_name) for model in FACTS for field in model._meta.fields}
    return [
        f"{labels.get(name, name)}：{'；'.join(one.messages)}" for name, errors in named.items() for one in errors
    ] or error.messages
