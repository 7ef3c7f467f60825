"""The starting book: reads the policy files and the holiday notices into the tables; a second time changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import yaml
from django.db import transaction

from eligibility import book
from eligibility.models import CalendarDay, PolicyVersion
from eligibility.policyfile import (
    CALENDAR,
    POLICIES,
    BadFile,
    Document,
    RegionCalendar,
    midnight,
    policy_files,
    read_path,
)
from eligibility.publishing import Refused, publish_file

__all__ = ("BadFile", "Loaded", "load", "load_calendar", "policy_files")


@dataclass
class Loaded:
    """What a load did."""

    documents: int = 0
    already: int = 0
    days: int = 0
    refused: list[str] = field(default_factory=list)


def load(paths: Iterable[Path], *, only_try: bool = False, insist: bool = True) -> Loaded:
    """Publish every document that is not in the book yet, in the order in which they were published; or only try to.

    Whoever brings a file insists: one bad document, and nothing is loaded. The files of a new release do not: where a
    place has published its own figures in the meantime, those stand, and what could not be loaded is said.
    """
    files = [read_path(path) for path in paths]
    documents = sorted(
        (document for file in files for document in file.documents),
        key=lambda one: (one.published_at, one.draft.start),
    )
    done = Loaded()
    with transaction.atomic():
        book.hold()  # two loads at once: the second finds what the first has published
        held = _held(documents)
        for document in documents:
            try:
                held[_key(document)] = _load(document, held.get(_key(document)), done)
            except BadFile as bad:
                if insist:
                    raise
                done.refused.append(str(bad))
        done.days = _keep_days(_region_days(notice for file in files for notice in file.calendar))
        if only_try:
            transaction.set_rollback(True)
    return done


def _load(document: Document, held: PolicyVersion | None, done: Loaded) -> PolicyVersion:
    digest = _digest(document.draft.values)
    if held is not None:
        _refuse_another_text(document, held, digest)
        done.already += 1
        return held
    outcome = publish_file(replace(document.draft, digest=digest), at=document.published_at)
    if isinstance(outcome, Refused):
        raise BadFile(f"{document.where}：《{document.draft.document}》不能发布。" + "".join(outcome.reasons))
    done.documents += 1
    return outcome


Key = tuple[str, str, datetime | None, date]  # place, document, when published, from when in force


def _key(document: Document) -> Key:
    draft = document.draft
    return draft.area, draft.document, document.published_at, draft.start


def _held(documents: Iterable[Document]) -> dict[Key, PolicyVersion]:
    """The documents that are in the book already, whoever published them."""
    named = {document.draft.document for document in documents}
    rows = PolicyVersion.objects.filter(document__in=named, published_at__isnull=False)
    return {(row.area, row.document, row.published_at, row.period.lower): row for row in rows}


def _refuse_another_text(document: Document, held: PolicyVersion, digest: str) -> None:
    if (held.digest or _digest_of(held)) != digest:
        raise BadFile(
            f"{document.where}：《{held.document}》已在政策簿中，而文件里的数值变了。"
            "已发布的不能修改；请另加一份 corrects: true 的更正文件。"
        )


def _digest_of(version: PolicyVersion) -> str:
    return _digest(dict(version.figures.filter(period=version.period).values_list("name", "value")))


def _digest(values: Mapping[str, Any]) -> str:
    plain = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


# --- the calendar ---


def load_calendar() -> int:
    """Fill the calendar from the published notices; days that are there already stay as they are."""
    return _keep_days(_calendar_days())


def _keep_days(days: Iterable[CalendarDay]) -> int:
    rows = list(days)
    with transaction.atomic():
        before = CalendarDay.objects.count()
        CalendarDay.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
        added = CalendarDay.objects.count() - before
        if added:
            book.turn_page()
    return added


def _region_days(notices: Iterable[RegionCalendar]) -> Iterator[CalendarDay]:
    for notice in notices:
        for day, kind in notice.days.items():
            yield CalendarDay(
                day=day,
                kind=kind,
                region=notice.region,
                notice=notice.notice,
                source=notice.source,
                published_at=notice.published_at,
            )


def _calendar_days() -> Iterator[CalendarDay]:
    plan = yaml.safe_load((POLICIES / CALENDAR).read_text(encoding="utf-8"))
    changes = {day: change for change in plan["changed"] for day in change["before"]}
    day, stop = date(plan["first_year"], 1, 1), date(plan["last_year"] + 1, 1, 1)
    while day < stop:
        notice, kind = plan["notices"][day.year], _kind(day)
        if day in changes:
            change = changes[day]
            yield _calendar_day(day, change["before"][day], notice, plan["source"])
            notice = change
        yield _calendar_day(day, kind, notice, plan["source"])
        day += timedelta(days=1)


def _calendar_day(day: date, kind: str, notice: Mapping[str, Any], source: str) -> CalendarDay:
    published = midnight(notice["published"])
    return CalendarDay(day=day, kind=kind, notice=notice["number"], source=source, published_at=published)


def _kind(day: date) -> str:
    if chinese_calendar.is_workday(day):
        return CalendarDay.Kind.WORKDAY if day.weekday() < 5 else CalendarDay.Kind.MAKE_UP
    named = chinese_calendar.get_holiday_detail(day)[1] is not None
    return CalendarDay.Kind.HOLIDAY if named else CalendarDay.Kind.REST
