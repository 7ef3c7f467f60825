"""From draft to published: two people, checked for holes, superseding what it replaces and editing nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from eligibility import book
from eligibility.core import areas
from eligibility.core.parameters import Figures
from eligibility.core.periods import Period
from eligibility.core.registry import check_value
from eligibility.core.shapes import BadValue
from eligibility.core.soundness import refusals
from eligibility.core.windows import Refusal
from eligibility.models import ParameterValue, PolicyVersion

State = PolicyVersion.State
LONGEST_DOCUMENT, LONGEST_ARTICLE = 300, 200
BORROWED = "底稿："  # how a document begins that was lent by another place's file


Speaking = dict[str, list[ParameterValue]]  # by name, published figures that are the last word somewhere


@dataclass(frozen=True)
class Refused:
    """What stands in the way, one sentence a row, each saying what to do."""

    reasons: tuple[str, ...]

    def __bool__(self) -> bool:
        return False


Outcome = PolicyVersion | Refused


@dataclass(frozen=True)
class Draft:
    """What a policy editor writes: one document for one place, with its figures."""

    area: str
    document: str
    start: date
    end: date | None
    values: Mapping[str, Any]
    article: str = ""
    note: str = ""
    articles: Mapping[str, str] = field(default_factory=dict)  # by parameter, where it is not the document's own
    corrects: bool = False
    digest: str = ""


def write(draft: Draft, *, by: int | None, source: str = PolicyVersion.Source.OFFICER) -> Outcome:
    """Keep a draft; each value must already have the form the registry knows."""
    reasons = _form(draft)
    if reasons:
        return Refused(tuple(reasons))
    period = DateRange(draft.start, draft.end)
    with transaction.atomic():
        version = PolicyVersion.objects.create(
            area=areas.full(draft.area),
            document=draft.document,
            article=draft.article,
            period=period,
            drafted_by=by,
            source=source,
            digest=draft.digest,
            note=draft.note,
        )
        ParameterValue.objects.bulk_create(_rows(version, draft))
    return version


def rewrite(version_id: int, draft: Draft, *, by: int) -> Outcome:
    """Put a new draft in the place of one that is not under review; the old one stays, withdrawn."""
    with transaction.atomic():
        old = _locked(version_id)
        if old.state != State.DRAFT:
            return Refused(("只能修改草稿；待发布的请先退回，已发布的请另写一份替代它。",))
        version = write(draft, by=by)
        if isinstance(version, PolicyVersion):
            old.state = State.WITHDRAWN
            old.save(update_fields=("state",))
    return version


def send_for_review(version_id: int, *, by: int) -> Outcome:
    """Hand a draft to a second person; only its drafter does so."""
    with transaction.atomic():
        version = _locked(version_id)
        if version.state != State.DRAFT:
            return Refused(("只有草稿可以送审。",))
        if version.drafted_by != by:
            return Refused(("请由起草人送审。",))
        if not version.figures.exists():
            return Refused(("草稿里还没有任何参数。",))
        version.state = State.IN_REVIEW
        version.save(update_fields=("state",))
    return version


def send_back(version_id: int, *, by: int, note: str) -> Outcome:
    """Return a version under review to its drafter, with the reason."""
    return _from_review(version_id, State.DRAFT, by=by, note=note)


def withdraw(version_id: int, *, by: int, note: str) -> Outcome:
    """Give up a version that is not published."""
    return _from_review(version_id, State.WITHDRAWN, by=by, note=note)


def _from_review(version_id: int, state: str, *, by: int, note: str) -> Outcome:
    if not note.strip():
        return Refused(("请写明理由。",))
    with transaction.atomic():
        version = _locked(version_id)
        allowed = {State.IN_REVIEW} if state == State.DRAFT else {State.DRAFT, State.IN_REVIEW}
        if version.state not in allowed:
            return Refused((f"该版本的状态是“{version.get_state_display()}”，不能这样处理。",))
        version.state = state
        version.note = f"{version.note}\n{by}：{note}".strip()
        version.save(update_fields=("state", "note"))
    return version


def publish(version_id: int, *, by: int, at: datetime) -> Outcome:
    """Make a reviewed version the law of the book from this moment; the drafter may not be the publisher."""
    with transaction.atomic():
        version = _locked(version_id)
        if version.state != State.IN_REVIEW:
            return Refused((f"该版本的状态是“{version.get_state_display()}”，只有待发布的版本可以发布。",))
        if version.drafted_by == by:
            return Refused(("起草人不能发布自己起草的政策，请由另一人发布。",))
        return _published(version, by=by, at=at)


def publish_file(draft: Draft, *, at: datetime) -> Outcome:
    """Publish a document of a policy file as it was published in the world; the files are reviewed in the repository."""
    with transaction.atomic():
        version = write(draft, by=None, source=PolicyVersion.Source.FILE)
        if isinstance(version, Refused):
            return version
        outcome = _published(_locked(version.pk), by=None, at=at)
        if isinstance(outcome, Refused):
            transaction.set_rollback(True)
        return outcome


def objections(version: PolicyVersion, at: datetime) -> list[str]:
    """Everything that would stop this version from being published at a moment."""
    rows = list(version.figures.all())
    return _objections(version, rows, _speaking(version, rows), at)


def objections_to(draft: Draft, at: datetime) -> list[str]:
    """Everything that would stop a draft that nobody has kept yet; nothing is written."""
    version = PolicyVersion(
        area=areas.full(draft.area), document=draft.document, period=DateRange(draft.start, draft.end)
    )
    rows = _rows(version, draft)
    return _objections(version, rows, _speaking(version, rows), at)


def _objections(version: PolicyVersion, rows: list[ParameterValue], others: Speaking, at: datetime) -> list[str]:
    values = {row.name: row.value for row in rows}
    found = refusals(values, _as_if_in_force(version, values, at))
    if version.document.startswith(BORROWED):
        found.insert(0, Refusal("文件", "这是取自别处的底稿；请改为本地公布的文件名称和文号，并核对每一项数值。"))
    for row in rows:
        found.extend(_clash(row, other, at) for other in others[row.name] if _clashes(row, other, at))
    return [str(refusal) for refusal in found]


def _published(version: PolicyVersion, *, by: int | None, at: datetime) -> Outcome:
    book.hold()
    rows = list(version.figures.all())
    replaced = _speaking(version, rows)
    reasons = _objections(version, rows, replaced, at)
    if reasons:
        return Refused(tuple(reasons))
    version.state, version.published_by, version.published_at = State.PUBLISHED, by, at
    version.save(update_fields=("state", "published_by", "published_at"))
    _supersede(version, [old for olds in replaced.values() for old in olds], at)
    version.figures.update(known=DateTimeTZRange(at, None))
    book.turn_page()
    return version


def _supersede(version: PolicyVersion, replaced: list[ParameterValue], at: datetime) -> None:
    """Close at this moment what the version replaces, and state again what remains of each period."""
    own = Period(version.period.lower, version.period.upper)
    for old in replaced:
        old.known = DateTimeTZRange(old.known.lower, at)
    ParameterValue.objects.bulk_update(replaced, ("known",))
    ParameterValue.objects.bulk_create(
        _remainder(old, piece, at)
        for old in replaced
        for piece in Period(old.period.lower, old.period.upper).minus(own)
    )
    _mark_superseded({old.version_id for old in replaced})


def _remainder(old: ParameterValue, piece: Period, at: datetime) -> ParameterValue:
    return ParameterValue(
        version_id=old.version_id,
        area=old.area,
        name=old.name,
        value=old.value,
        article=old.article,
        period=DateRange(piece.start, piece.end),
        known=DateTimeTZRange(at, None),
        corrects=old.corrects,
    )


def _mark_superseded(touched: set[int]) -> None:
    """A version none of whose figures is the last word any more."""
    speaking = ParameterValue.objects.filter(version_id__in=touched, known__upper_inf=True).values("version_id")
    PolicyVersion.objects.filter(pk__in=touched).exclude(pk__in=speaking).update(state=State.SUPERSEDED)


def _speaking(version: PolicyVersion, rows: list[ParameterValue]) -> Speaking:
    """By name, the published figures of the same place that are the last word on some day of this version's period."""
    found = (
        ParameterValue.objects.select_related("version")
        .select_for_update(of=("self",))
        .filter(area=version.area, name__in=[row.name for row in rows], period__overlap=version.period)
        .filter(known__upper_inf=True)
        .exclude(version_id=version.pk)
    )
    by_name: Speaking = defaultdict(list)
    for row in found:
        by_name[row.name].append(row)
    return by_name


def _clashes(row: ParameterValue, other: ParameterValue, at: datetime) -> bool:
    return other.known.lower >= at or (other.period.lower >= row.period.lower and not row.corrects)


def _clash(row: ParameterValue, other: ParameterValue, at: datetime) -> Refusal:
    where = f"{row.name} 自 {row.period.lower}"
    named = f"《{other.version.document}》自 {other.period.lower} 起的版本"
    if other.known.lower >= at:
        return Refusal(where, f"与{named}期间重叠，而后者发布得更晚；请按发布时间的先后装载。")
    return Refusal(where, f"与{named}期间重叠；若为更正或追溯替代，请注明“更正”，否则请调整起止日期。")


def _as_if_in_force(version: PolicyVersion, values: Mapping[str, Any], at: datetime) -> Figures:
    figures = book.current().figures(version.area, version.period.lower, at)
    return figures.laid_over({name: value for name, value in values.items() if _well_formed(name, value)})


def _well_formed(name: str, value: Any) -> bool:
    try:
        check_value(name, value, name)
    except BadValue:
        return False
    return True


def _form(draft: Draft) -> list[str]:
    reasons = []
    if draft.end is not None and draft.end <= draft.start:
        reasons.append(f"施行期间为空：自 {draft.start} 至 {draft.end}（不含末日）。")
    if not draft.document.strip():
        reasons.append("请写明文件名称和文号。")
    if len(draft.document) > LONGEST_DOCUMENT or len(draft.article) > LONGEST_ARTICLE:
        reasons.append(f"文件名称至多 {LONGEST_DOCUMENT} 字，条款至多 {LONGEST_ARTICLE} 字。")
    try:
        areas.full(draft.area)
    except areas.BadArea as bad:
        reasons.append(str(bad))
    for name, value in draft.values.items():
        try:
            check_value(name, value, name)
        except BadValue as bad:
            reasons.append(str(bad))
    return reasons


def _rows(version: PolicyVersion, draft: Draft) -> list[ParameterValue]:
    return [
        ParameterValue(
            version=version,
            area=version.area,
            name=name,
            value=value,
            article=draft.articles.get(name) or own_article(value),
            period=version.period,
            corrects=draft.corrects,
        )
        for name, value in draft.values.items()
    ]


def own_article(value: Any) -> str:
    """The article a record names itself; empty leaves the document's."""
    return str(value.get("article", "")) if isinstance(value, Mapping) else ""


def _locked(version_id: int) -> PolicyVersion:
    return PolicyVersion.objects.select_for_update().get(pk=version_id)
