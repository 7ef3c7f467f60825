"""The starting book: reads the policy files and the holiday notices into the tables; a second time changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import yaml
from django.db import transaction

from eligibility import book
from eligibility.core import areas
from eligibility.core.workdays import SHANGHAI
from eligibility.models import CalendarDay, PolicyVersion
from eligibility.publishing import Draft, Refused, publish_file

POLICIES = Path(__file__).resolve().parent / "policies"
CALENDAR = "calendar.yaml"
DEMO = "demo.yaml"
DOCUMENT_KEYS = ("document", "article", "articles", "area", "published", "from", "to", "corrects", "note", "values")


class BadFile(ValueError):
    """A policy file that cannot be loaded: which file, which document, why."""


@dataclass(frozen=True)
class Document:
    """One document of a policy file, with the moment at which it was published in the world."""

    file: str
    draft: Draft
    published_at: datetime


@dataclass
class Loaded:
    """What a load did."""

    documents: int = 0
    already: int = 0
    days: int = 0


def policy_files(*, demo: bool = False) -> list[Path]:
    """The files that ship with the project; the invented county only where a demo asks for it."""
    every = sorted(path for path in POLICIES.glob("*.yaml") if path.name != CALENDAR)
    return [path for path in every if demo or path.name != DEMO]


def load(paths: Iterable[Path]) -> Loaded:
    """Publish every document that is not in the book yet, in the order in which they were published."""
    documents = sorted(
        (document for path in paths for document in _documents(path)),
        key=lambda one: (one.published_at, one.draft.start),
    )
    done = Loaded()
    with transaction.atomic():
        for document in documents:
            if _is_loaded(document):
                done.already += 1
                continue
            outcome = publish_file(document.draft, at=document.published_at)
            if isinstance(outcome, Refused):
                raise BadFile(f"{document.file}：《{document.draft.document}》不能发布。" + "".join(outcome.reasons))
            done.documents += 1
    return done


def _documents(path: Path) -> Iterator[Document]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or not isinstance(content.get("documents"), list):
        raise BadFile(f"{path.name}：应有 area、name 和 documents 三项。")
    for place, raw in enumerate(content["documents"]):
        where = f"{path.name}: documents[{place}]"
        unknown = raw.keys() - set(DOCUMENT_KEYS)
        if unknown:
            raise BadFile(f"{where}：没有 {'、'.join(sorted(unknown))} 这些项；可用的是 {'、'.join(DOCUMENT_KEYS)}。")
        missing = {"document", "from", "values"} - raw.keys()
        if missing:
            raise BadFile(f"{where}：缺少 {'、'.join(sorted(missing))}。")
        yield _document(path.name, content, raw)


def _document(file: str, content: Mapping[str, Any], raw: Mapping[str, Any]) -> Document:
    draft = Draft(
        area=areas.full(str(raw.get("area", content["area"]))),
        document=raw["document"],
        article=raw.get("article", ""),
        start=raw["from"],
        end=raw.get("to"),
        values=raw["values"],
        note=raw.get("note", ""),
        articles=raw.get("articles", {}),
        corrects=raw.get("corrects", False),
        digest=_digest(raw["values"]),
    )
    return Document(file, draft, _midnight(raw.get("published", raw["from"])))


def _is_loaded(document: Document) -> bool:
    """Whether this very document is in the book; the same one with other figures is refused, not edited."""
    held = (
        PolicyVersion.objects.filter(
            source=PolicyVersion.Source.FILE,
            area=document.draft.area,
            document=document.draft.document,
            published_at=document.published_at,
            period__startswith=document.draft.start,
        )
        .values_list("digest", flat=True)
        .first()
    )
    if held is not None and held != document.draft.digest:
        raise BadFile(
            f"{document.file}：《{document.draft.document}》已在政策簿中，而文件里的数值变了。"
            "已发布的不能修改；请另加一份 corrects: true 的更正文件。"
        )
    return held is not None


def _digest(values: Mapping[str, Any]) -> str:
    plain = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


# --- the calendar ---


def load_calendar() -> int:
    """Fill the calendar from the published notices; days that are there already stay as they are."""
    rows = list(_calendar_days())
    with transaction.atomic():
        before = CalendarDay.objects.count()
        CalendarDay.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
        added = CalendarDay.objects.count() - before
        if added:
            book.turn_page()
    return added


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
    published = _midnight(notice["published"])
    return CalendarDay(day=day, kind=kind, notice=notice["number"], source=source, published_at=published)


def _kind(day: date) -> str:
    if chinese_calendar.is_workday(day):
        return CalendarDay.Kind.WORKDAY if day.weekday() < 5 else CalendarDay.Kind.MAKE_UP
    named = chinese_calendar.get_holiday_detail(day)[1] is not None
    return CalendarDay.Kind.HOLIDAY if named else CalendarDay.Kind.REST
