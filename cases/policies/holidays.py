"""A new year's holiday notice: brought by one person, shown as a difference, taken in by another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from assistance.outcome import Done, Refused, refused
from cases.staff.models import Post, Role
from cases.workflow import journal
from cases.workflow.models import JournalLine, Participation
from eligibility import api

KIND = "calendar"
BROUGHT = "bring_calendar"
TAKEN = "take_calendar"


@dataclass(frozen=True)
class Notice:
    """What a file said: the year, the notice's number, and the days it names with their kinds."""

    year: int
    number: str
    file: str
    special: Mapping[date, str]


def bring(notice: Notice, *, actor: Post, at: datetime) -> JournalLine | Refused:
    """Keep a notice for a second person; one that would change nothing is refused."""
    if actor.role != Role.POLICY_EDITOR:
        return refused("wrong_role", "放假通知由政策拟稿人上传")
    if notice.year in api.calendar_years(actor.area_code) and not changes_of(notice, actor.area_code):
        return refused("same", f"{notice.year} 年的日历和这份通知一样，不用再导入")
    with transaction.atomic():
        days = {day.isoformat(): kind for day, kind in sorted(notice.special.items())}
        line = journal.record(
            BROUGHT, actor=actor, at=at, area_code=actor.area_code, kind=KIND,
            detail={"year": notice.year, "number": notice.number, "file": notice.file, "days": days},
        )  # fmt: skip
        _take_part(line, actor, BROUGHT, at)
    return line


def brought(post: Post) -> "QuerySet[JournalLine]":
    """Notices brought inside the post's area, the latest first."""
    mine: QuerySet[JournalLine] = JournalLine.objects.visible_to(post)
    return mine.filter(subject_kind=KIND, act=BROUGHT).select_related("officer").order_by("-pk")


def taken(line: JournalLine) -> JournalLine | None:
    """The act that took a notice in, if somebody did."""
    acts = JournalLine.objects.filter(subject_kind=KIND, act=TAKEN, subject_id=line.pk)
    return acts.select_related("officer").order_by("pk").first()


def waiting(post: Post) -> list[JournalLine]:
    """Notices that nobody has taken in yet."""
    done = JournalLine.objects.filter(subject_kind=KIND, act=TAKEN).values("subject_id")
    return list(brought(post).exclude(pk__in=done)[:20])


def notice_of(line: JournalLine) -> Notice:
    """The notice as it was brought."""
    said = line.detail
    special = {date.fromisoformat(day): kind for day, kind in said["days"].items()}
    return Notice(said["year"], said["number"], said["file"], special)


def changes_of(notice: Notice, area_code: str) -> list[api.CalendarChange]:
    """The days that would become another kind of day."""
    return api.calendar_changes(notice.year, notice.special, area_code)


def take(line: JournalLine, *, actor: Post, at: datetime) -> Done | Refused:
    """Make a notice the calendar of the place it was brought for; never by who brought it."""
    if actor.role != Role.POLICY_PUBLISHER:
        return refused("wrong_role", "日历由政策发布人确认采用")
    if line.officer_id == actor.officer_id:
        return refused("four_eyes", "上传人不能采用自己上传的通知，请由另一位政策发布人确认")
    if taken(line) is not None:
        return refused("done", "这份通知已经采用过了")
    notice = notice_of(line)
    try:
        with transaction.atomic():
            _take_part(line, actor, TAKEN, at)
            changed = api.take_calendar(
                notice.year, notice.special, area=line.area_code, notice=notice.number, source=notice.file[:100], at=at
            )
            journal.record(
                TAKEN, actor=actor, at=at, area_code=line.area_code, kind=KIND, subject_id=line.pk,
                detail={"year": notice.year, "number": notice.number, "changed": changed},
            )  # fmt: skip
    except IntegrityError:
        return refused("four_eyes", "本人已经办理过这份通知，请由另一位政策发布人确认")
    return Done(changed)


def _take_part(line: JournalLine, actor: Post, act: str, at: datetime) -> None:
    """Four eyes, held by the key (subject, round, person)."""
    Participation(
        subject_kind=KIND, subject_id=line.pk, round=1, officer_id=actor.officer_id, act=act, at=at
    ).save(force_insert=True)  # fmt: skip
