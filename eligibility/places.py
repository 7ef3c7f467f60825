"""A whole place in one file: writing it out, reading one in as drafts, and finding the place nearest to a new county."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from eligibility import book, policyfile
from eligibility.core import areas, soundness
from eligibility.core.parameters import Figure
from eligibility.models import CalendarDay, ParameterValue, PolicyVersion
from eligibility.policyfile import BadFile, Document, PlaceFile, RegionCalendar
from eligibility.publishing import BORROWED, Draft, Refused, own_article

INVENTED = "99"
ROWS = ("authority", "route")  # read row by row: a nearer place leaves to the farther what it does not regulate
NEARNESS: Mapping[str, str] = {"same_city": "本市", "same_province": "本省", "elsewhere": "外省"}
NOTHING_LEFT = "文件里的规定在 {area} 本来就适用（来自其上级地区），没有需要另外起草的内容。"


# --- writing a place out ---


def export_place(area: str, *, on: date | None = None, name: str = "") -> str:
    """Everything ever published for a place and those under it; with a day, what is in force there that day."""
    code = areas.full(area)
    called = name or names().get(code, "")
    if on is not None:
        head = f"{on} 在 {code} 施行的规定（含上级地区的，不含全国的），由 export_place 导出。"
        return policyfile.written(PlaceFile(code, called, tuple(_in_force(code, on))), head)
    file = PlaceFile(code, called, tuple(_published(code)), tuple(_calendar(code)), _names_under(code))
    return policyfile.written(file, f"{code} 及其下级地区的全部已发布版本，由 export_place 导出。")


def _under(field: str, code: str) -> dict[str, str]:
    """A filter: the place itself and everything under it; the nation stands for itself alone."""
    return {field: code} if code == areas.NATIONAL else {f"{field}__startswith": areas.prefix_of(code)}


def _published(code: str) -> list[Document]:
    rows = (
        PolicyVersion.objects.filter(published_at__isnull=False, **_under("area", code))
        .order_by("published_at", "period", "pk")
        .prefetch_related("figures")
    )
    return [_document(row) for row in rows]


def _document(version: PolicyVersion) -> Document:
    said = [figure for figure in version.figures.all() if figure.period == version.period]  # no restated remainders
    draft = Draft(
        area=version.area,
        document=version.document,
        article=version.article,
        start=version.period.lower,
        end=version.period.upper,
        values={figure.name: figure.value for figure in sorted(said, key=lambda one: one.name)},
        note=version.note,
        articles={one.name: one.article for one in said if one.article and one.article != own_article(one.value)},
        corrects=any(figure.corrects for figure in said),
    )
    if version.published_at is None:
        raise ValueError(f"policy version {version.pk} was never published")
    return Document("", draft, version.published_at)


def _in_force(code: str, on: date) -> list[Document]:
    figures = book.current().figures(code, on)
    chosen: dict[tuple[Any, ...], list[Figure]] = defaultdict(list)
    for name in sorted({figure.name for figure in figures}):
        chain = [figure for figure in figures.chain(name) if figure.area != areas.NATIONAL]
        for figure in chain if name in ROWS else chain[:1]:
            key = (figure.published_at, figure.start, figure.area, figure.document, figure.end)
            chosen[key].append(figure)
    return [
        Document("", _draft_of(chosen[key]), key[0]) for key in sorted(chosen, key=lambda one: tuple(map(str, one)))
    ]


def _draft_of(figures: list[Figure]) -> Draft:
    first = figures[0]
    return Draft(
        area=first.area,
        document=first.document,
        start=first.start,
        end=first.end,
        values={figure.name: figure.value for figure in figures},
        articles={one.name: one.article for one in figures if one.article and one.article != own_article(one.value)},
    )


def _calendar(code: str) -> list[RegionCalendar]:
    if code == areas.NATIONAL:
        return []  # the nation's calendar ships as a file of its own
    notices: dict[tuple[Any, ...], dict[date, str]] = defaultdict(dict)
    for row in CalendarDay.objects.filter(**_under("region", code)).order_by("published_at", "region", "day"):
        notices[row.region, row.notice, row.source, row.published_at, row.day.year][row.day] = row.kind
    return [
        RegionCalendar(region, notice, source, moment, days)
        for (region, notice, source, moment, _year), days in notices.items()
    ]


def _names_under(code: str) -> dict[str, str]:
    return {one: name for one, name in names().items() if one != code and areas.covers(code, one)}


@lru_cache(maxsize=1)
def names() -> Mapping[str, str]:
    """What the shipped files call the places they speak of."""
    known: dict[str, str] = {}
    for path in policyfile.policy_files(demo=True):
        known |= policyfile.names_in(path)
    return known


# --- reading a place in ---


def read_place(text: str, *, area: str | None = None, start: date | None = None) -> PlaceFile | Refused:
    """A place's file as drafts, or every row that stands in the way; for another place, what it does not inherit.

    With `start` everything begins on that day, in an order in which it can be published.
    """
    try:
        file = policyfile.read(text)
        wanted = areas.full(area) if area is not None else file.area
    except (BadFile, areas.BadArea) as bad:
        return Refused(bad.reasons if isinstance(bad, BadFile) else (str(bad),))
    if wanted != file.area:
        file = _moved(file, wanted)
        if not file.documents:
            return Refused((NOTHING_LEFT.format(area=wanted),))
    if start is not None:
        file = _begun(file, start)
    reasons = _unsound(file)
    return Refused(tuple(reasons)) if reasons else file


def _begun(file: PlaceFile, start: date) -> PlaceFile:
    """The same documents from one day on; a standard goes before the limits that are multiples of it."""
    waiting = [replace(one, draft=replace(one.draft, start=start, end=None, corrects=False)) for one in file.documents]
    ordered: list[Document] = []
    while waiting:
        fitting = next((one for one in waiting if _fits(replace(file, documents=(*ordered, one)))), waiting[0])
        waiting.remove(fitting)
        ordered.append(fitting)
    return replace(file, documents=tuple(ordered))


def _fits(file: PlaceFile) -> bool:
    return not _unsound(file)


def _moved(file: PlaceFile, area: str) -> PlaceFile:
    """The file for another place: what that place inherits anyway is left out, the rest waits for its own documents."""
    taken = [
        document
        for document in file.documents
        if areas.covers(document.draft.area, file.area) and not areas.covers(document.draft.area, area)
    ]
    nearest = sorted(taken, key=lambda one: len(areas.prefix_of(one.draft.area)), reverse=True)
    moved = [_lent(document, file.name or file.area, area) for document in _without_repeats(nearest)]
    return PlaceFile(area, "", tuple(sorted(moved, key=lambda one: (one.published_at, one.draft.start))))


def _lent(document: Document, lender: str, area: str) -> Document:
    named = f"{BORROWED}{lender}《{document.draft.document}》"
    return replace(document, draft=replace(document.draft, area=area, document=named[:300]))


def _without_repeats(nearest: list[Document]) -> list[Document]:
    """What a nearer place says itself is not said again by a farther one; of limits and routes, row by row."""
    home: dict[str, str] = {}
    rows: dict[str, list[Any]] = defaultdict(list)
    kept: list[Document] = []
    for document in nearest:
        values: dict[str, Any] = {}
        for name, value in document.draft.values.items():
            if home.setdefault(name, document.draft.area) == document.draft.area:
                values[name] = rows[name] = list(value) if name in ROWS else value
            elif name in ROWS:
                rows[name].extend(_left_to(rows[name], value, document.draft.document))
        if values:
            kept.append(replace(document, draft=replace(document.draft, values=values)))
    return kept


def _left_to(own: Iterable[Mapping[str, Any]], farther: Iterable[Mapping[str, Any]], document: str) -> list[Any]:
    regulated = {(row["benefit"], row.get("kind")) for row in own}
    return [{"document": document, **row} for row in farther if (row["benefit"], row.get("kind")) not in regulated]


def _unsound(file: PlaceFile) -> list[str]:
    """What the registry would refuse to publish, each document read on top of those before it."""
    present = book.current()
    reasons = []
    for place, document in enumerate(file.documents):
        draft = document.draft
        said: dict[str, Any] = {}
        for earlier in file.documents[: place + 1]:
            if areas.covers(earlier.draft.area, draft.area) and _holds(earlier.draft, draft.start):
                said |= earlier.draft.values
        figures = present.figures(draft.area, draft.start).laid_over(said)
        found = soundness.refusals(draft.values, figures)
        reasons += [f"{document.where}.values.{refusal}" for refusal in found]
        reasons += [f"{document.where}.values.{name}：{_REPEATED}" for name in _repeated(file, place)]
    return reasons


_REPEATED = "期间与文件里先公布的另一份重叠；若为更正，请写 corrects: true，否则请调整起止日期。"


def _holds(draft: Draft, day: date) -> bool:
    return draft.start <= day and (draft.end is None or day < draft.end)


def _repeated(file: PlaceFile, place: int) -> list[str]:
    """Names that an earlier published document of the same place has already set from the same day or later."""
    draft = file.documents[place].draft
    if draft.corrects:
        return []
    return [
        name
        for earlier in file.documents[:place]
        if earlier.draft.area == draft.area
        and earlier.draft.start >= draft.start
        and (draft.end is None or earlier.draft.start < draft.end)
        for name in draft.values
        if name in earlier.draft.values
    ]


# --- the nearest place ---


@dataclass(frozen=True)
class Place:
    """A place whose file could be the start of another's: how near it is and how much it has published."""

    area: str
    name: str
    nearness: str
    own: int  # parameters it has published itself
    figures: int  # parameters in force there, those it inherits included, the nation's not
    latest: date

    @property
    def nearness_words(self) -> str:
        """本市, 本省 or 外省."""
        return NEARNESS[self.nearness]


def nearest_places(area: str, on: date, *, limit: int = 12) -> list[Place]:
    """Places with figures in force on a day: the same city's first, then the province's, then the most complete.

    A place above is not among them: what it says holds here anyway. What was invented starts invented places only.
    """
    code = areas.full(area)
    own: dict[str, dict[str, date]] = defaultdict(dict)
    rows = ParameterValue.objects.filter(known__upper_inf=True, period__contains=on).exclude(area=areas.NATIONAL)
    for place, name, start in rows.values_list("area", "name", "period__startswith"):
        own[place][name] = start
    invented = code.startswith(INVENTED)
    found = [
        _place(code, place, own)
        for place in own
        if (invented or not place.startswith(INVENTED)) and _is_county(place) and not areas.covers(place, code)
    ]
    order = list(NEARNESS)
    return sorted(found, key=lambda one: (order.index(one.nearness), -one.figures, one.area))[:limit]


def places_with(parameters: Iterable[str], on: date) -> dict[str, str]:
    """Counties and what stands above them, not the nation, with a figure of their own of these in force; code to name."""
    rows = ParameterValue.objects.filter(known__upper_inf=True, period__contains=on, name__in=list(parameters))
    found = set(rows.exclude(area=areas.NATIONAL).values_list("area", flat=True))
    return {place: names().get(place, "") for place in sorted(found) if _is_county(place)}


def _place(code: str, place: str, own: Mapping[str, Mapping[str, date]]) -> Place:
    inherited = {name for above in areas.chain(place) for name in own.get(above, ())}
    return Place(
        area=place,
        name=names().get(place, ""),
        nearness=_nearness(code, place),
        own=len(own[place]),
        figures=len(inherited),
        latest=max(own[place].values()),
    )


def _is_county(place: str) -> bool:
    """A township's own exceptions are no start for a county."""
    return len(areas.prefix_of(place)) <= len("610703")


def _nearness(code: str, place: str) -> str:
    if code[:4] == place[:4] and code[2:4] != "00":
        return "same_city"
    return "same_province" if code[:2] == place[:2] else "elsewhere"
