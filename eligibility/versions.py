"""Policy versions as the faces read them: plain records of drafts and publications, and what a draft would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from eligibility import book
from eligibility.core import areas
from eligibility.models import ParameterValue, PolicyVersion
from eligibility.publishing import objections

PAGE = 50


@dataclass(frozen=True)
class Version:
    """One publication, or a draft of one."""

    id: int
    area: str
    document: str
    article: str
    start: date
    end: date | None
    state: str
    state_words: str
    published_at: datetime | None
    drafted_by: int | None
    published_by: int | None
    source: str
    note: str
    values: dict[str, Any]
    corrects: bool


@dataclass(frozen=True)
class Change:
    """One parameter of a version beside what is in force on its first day."""

    name: str
    before: Any
    after: Any
    document: str


@dataclass(frozen=True)
class Replaced:
    """One figure that a publication took the place of, and on which days the old word no longer holds."""

    version_id: int
    version: str  # as stored assessments name it
    name: str
    document: str
    start: date
    end: date | None
    wrong: bool  # it was corrected, or replaced from its own first day; otherwise only followed by a newer figure


def version(version_id: int) -> Version | None:
    """One version by its number."""
    found = PolicyVersion.objects.filter(pk=version_id).first()
    return _plain([found])[0] if found else None


def versions(
    *,
    area: str | None = None,
    within: str | None = None,
    states: Iterable[str] = (),
    before: int | None = None,
    limit: int = PAGE,
) -> list[Version]:
    """Versions of a place and those above it, or of a place and those within it, the newest first.

    `before` is the last number of the page before.
    """
    rows = PolicyVersion.objects.order_by("-pk")
    if area is not None:
        rows = rows.filter(area__in=areas.chain(area))
    if within is not None:
        rows = rows.filter(area__startswith=areas.prefix_of(within))
    if states:
        rows = rows.filter(state__in=list(states))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return _plain(list(rows[:limit]))


def published_on_the_desk(on: date) -> list[Version]:
    """What officers published and whose first day has come; the files a system begins with are not among them."""
    rows = PolicyVersion.objects.filter(
        source=PolicyVersion.Source.OFFICER, published_at__isnull=False, period__startswith__lte=on
    )
    return _plain(list(rows.order_by("published_at", "pk")))


def holds_in(found: Version, area: str) -> bool:
    """Whether a place lies in the one a version is for."""
    return areas.covers(found.area, area)


def changes(version_id: int) -> list[Change]:
    """What a version sets, beside what is in force for its place on its first day without it."""
    row = PolicyVersion.objects.get(pk=version_id)
    just_before = row.published_at - timedelta(microseconds=1) if row.published_at else None
    held = book.current().figures(row.area, row.period.lower, just_before)
    return [
        Change(figure.name, before.value if before else None, figure.value, before.document if before else "")
        for figure in _said(row)
        for before in [held.get(figure.name)]
    ]


def stands_in_the_way(version_id: int, at: datetime) -> list[str]:
    """Everything that would stop a version from being published at a moment."""
    return objections(PolicyVersion.objects.get(pk=version_id), at)


def version_names(version_id: int) -> list[str]:
    """How stored assessments name the figures of a publication; empty for what was never published."""
    row = PolicyVersion.objects.get(pk=version_id)
    return [book.version_text(figure.name, row) for figure in _said(row)] if row.published_at else []


def replaced_by(version_id: int) -> list[Replaced]:
    """What a publication took the place of; empty for what was never published."""
    row = PolicyVersion.objects.get(pk=version_id)
    if row.published_at is None:
        return []
    closed = ParameterValue.objects.filter(area=row.area, known__endswith=row.published_at)
    rows = closed.select_related("version").order_by("name", "period")
    said = {figure.name: figure.corrects for figure in _said(row)}
    return [_replaced(old, row, corrects=said[old.name]) for old in rows if old.name in said]


def _replaced(old: ParameterValue, new: PolicyVersion, *, corrects: bool) -> Replaced:
    ends = [end for end in (old.period.upper, new.period.upper) if end is not None]
    return Replaced(
        version_id=old.version_id,
        version=book.version_text(old.name, old.version),
        name=old.name,
        document=old.version.document,
        start=max(old.period.lower, new.period.lower),
        end=min(ends, default=None),
        wrong=corrects or old.period.lower >= new.period.lower,
    )


def _said(row: PolicyVersion) -> list[ParameterValue]:
    return list(row.figures.filter(period=row.period).order_by("name"))


def _plain(rows: list[PolicyVersion]) -> list[Version]:
    figures = ParameterValue.objects.filter(version__in=rows).order_by("version_id", "name", "pk")
    values: dict[int, dict[str, Any]] = {row.pk: {} for row in rows}
    corrects: dict[int, bool] = {}
    for figure in figures:
        values[figure.version_id][figure.name] = figure.value
        corrects[figure.version_id] = figure.corrects
    return [_version(row, values[row.pk], corrects=corrects.get(row.pk, False)) for row in rows]


def _version(row: PolicyVersion, values: dict[str, Any], *, corrects: bool) -> Version:
    return Version(
        id=row.pk,
        area=row.area,
        document=row.document,
        article=row.article,
        start=row.period.lower,
        end=row.period.upper,
        state=row.state,
        state_words=row.get_state_display(),
        published_at=row.published_at,
        drafted_by=row.drafted_by,
        published_by=row.published_by,
        source=row.source,
        note=row.note,
        values=values,
        corrects=corrects,
    )
