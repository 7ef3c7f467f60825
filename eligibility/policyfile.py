"""A policy file: places' published figures as YAML, read strictly with the row of each fault, written to read back equal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

import yaml

from eligibility.core import areas
from eligibility.core.registry import REGISTRY, check_value
from eligibility.core.shapes import BadValue
from eligibility.core.workdays import SHANGHAI
from eligibility.models import CalendarDay
from eligibility.publishing import Draft
from eligibility.strictyaml import BadYaml, parsed

POLICIES = Path(__file__).resolve().parent / "policies"
CALENDAR = "calendar.yaml"
DEMO = "demo.yaml"
MOST_DOCUMENTS = 500
KEYS = ("area", "name", "names", "anchors", "documents", "calendar")
DOCUMENT_KEYS = (
    "document", "article", "articles", "area", "areas", "published", "from", "to", "corrects", "note", "values",
)  # fmt: skip
NOTICE_KEYS = ("region", "notice", "source", "published", "year", "days")
KINDS = tuple(CalendarDay.Kind.values)
T = TypeVar("T")


class BadFile(ValueError):
    """A policy file that cannot be taken: every row with its reason."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Document:
    """One document of a policy file: where it stands, and the moment at which it was published in the world."""

    where: str
    draft: Draft
    published_at: datetime


@dataclass(frozen=True)
class RegionCalendar:
    """The days one notice sets for one region."""

    region: str
    notice: str
    source: str
    published_at: datetime
    days: Mapping[date, str]


@dataclass(frozen=True)
class PlaceFile:
    """A whole place: its documents in the order in which they were published, and its own calendar."""

    area: str
    name: str
    documents: tuple[Document, ...]
    calendar: tuple[RegionCalendar, ...] = ()
    names: Mapping[str, str] | None = None

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """What an editor would keep, in the order in which it has to be published."""
        return tuple(document.draft for document in self.documents)


def policy_files(*, demo: bool = False) -> list[Path]:
    """The files that ship with the project; the invented county only where a demo asks for it."""
    every = sorted(path for path in POLICIES.glob("*.yaml") if path.name != CALENDAR)
    return [path for path in every if demo or path.name != DEMO]


def read_path(path: Path) -> PlaceFile:
    """A policy file by its path; its name stands before every fault."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        raise BadFile(f"{path.name}：不是 UTF-8 文字（第 {bad.start + 1} 字节）。") from bad
    return read(text, f"{path.name}: ")


def names_in(path: Path) -> dict[str, str]:
    """What a file calls its place and those under it, read from its head alone."""
    head = re.split(r"^(?:anchors|documents):", path.read_text(encoding="utf-8"), maxsplit=1, flags=re.MULTILINE)[0]
    said = parsed(head) or {}
    return {**_names(said.get("names") or {}, path.name), areas.full(str(said["area"])): str(said["name"])}


def read(text: str, before: str = "") -> PlaceFile:
    """The file a text says, or BadFile with every row that is wrong."""
    try:
        content = parsed(text)
    except BadYaml as bad:
        raise BadFile(f"{before}{bad}") from bad
    if not isinstance(content, dict) or not isinstance(content.get("documents"), list) or "area" not in content:
        raise BadFile(f"{before}应有 area、name 和 documents 三项。")
    _keys(content, before + "文件", KEYS, ())
    area = _area(content["area"], f"{before}area")
    each = _each(content["documents"], f"{before}documents", lambda raw, where: _document(raw, where, area))
    documents = [document for for_all_areas in each for document in for_all_areas]
    if len(documents) > MOST_DOCUMENTS:
        raise BadFile(
            f"{before}documents：共 {len(documents)} 份（每个地区算一份），一个文件至多 {MOST_DOCUMENTS} 份。"
        )
    calendar = _each(content.get("calendar") or [], f"{before}calendar", lambda raw, where: _notice(raw, where, area))
    return PlaceFile(
        area=area,
        name=str(content.get("name") or ""),
        documents=tuple(sorted(documents, key=lambda one: (one.published_at, one.draft.start))),
        calendar=tuple(calendar),
        names=_names(content.get("names") or {}, f"{before}names"),
    )


# --- its rows ---


def _each(rows: Any, where: str, one: Callable[[Any, str], T]) -> list[T]:
    """Every row read; the faults of all rows together, not only the first one's."""
    if not isinstance(rows, list):
        raise BadFile(f"{where}：应为列表。")
    found: list[T] = []
    reasons: list[str] = []
    for place, row in enumerate(rows):
        try:
            found.append(one(row, f"{where}[{place}]"))
        except BadFile as bad:
            reasons.extend(bad.reasons)
    if reasons:
        raise BadFile(*reasons)
    return found


def _keys(raw: Any, where: str, allowed: tuple[str, ...], needed: tuple[str, ...]) -> None:
    if not isinstance(raw, dict):
        raise BadFile(f"{where}：应为对象，含 {'、'.join(allowed)}。")
    unknown = [str(key) for key in raw if key not in allowed]
    if unknown:
        raise BadFile(f"{where}：没有 {'、'.join(sorted(unknown))} 这些项；可用的是 {'、'.join(allowed)}。")
    missing = [key for key in needed if raw.get(key) is None]
    if missing:
        raise BadFile(f"{where}：缺少 {'、'.join(missing)}。")


def _document(raw: Any, where: str, area: str) -> list[Document]:
    """A document once for each area it names: a city's notice may set one figure for its districts, one for its counties."""
    _keys(raw, where, DOCUMENT_KEYS, ("document", "from", "values"))
    start = _day(raw["from"], f"{where}.from")
    draft = Draft(
        area=_area(raw["area"], f"{where}.area") if raw.get("area") is not None else area,
        document=_text(raw, "document", where, 300),
        article=_text(raw, "article", where, 200),
        start=start,
        end=_day(raw["to"], f"{where}.to") if raw.get("to") is not None else None,
        values=_values(raw["values"], f"{where}.values"),
        note=_text(raw, "note", where, 2000),
        articles=_articles(raw.get("articles") or {}, f"{where}.articles"),
        corrects=_flag(raw.get("corrects", False), f"{where}.corrects"),
    )
    if draft.end is not None and draft.end <= draft.start:
        raise BadFile(f"{where}.to：施行期间为空，自 {draft.start} 至 {draft.end}（不含末日）。")
    published = raw.get("published")
    moment = _moment(start if published is None else published, f"{where}.published")
    return [Document(where, replace(draft, area=one), moment) for one in _areas(raw, where, draft.area)]


def _areas(raw: Mapping[str, Any], where: str, otherwise: str) -> list[str]:
    named = raw.get("areas")
    if named is None:
        return [otherwise]
    if raw.get("area") is not None or not isinstance(named, list) or not named:
        raise BadFile(f"{where}.areas：应为区划代码的列表，且不与 area 同时写。")
    codes = [_area(code, f"{where}.areas[{place}]") for place, code in enumerate(named)]
    if len(set(codes)) < len(codes):
        raise BadFile(f"{where}.areas：同一地区写了两次。")
    return codes


def _values(raw: Any, where: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise BadFile(f"{where}：应为对象，参数名到参数值。")
    values: dict[str, Any] = _plain(raw, where)
    reasons = []
    for name, value in values.items():
        try:
            check_value(name, value, f"{where}.{name}")
        except BadValue as bad:
            reasons.append(f"{bad.path}：{bad.message}")
    if reasons:
        raise BadFile(*reasons)
    return values


def _plain(value: Any, where: str) -> Any:
    """The value as JSON has it: a date that was not put in quotes is the text of that date."""
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise BadFile(f"{where}：项的名称应为文字，{key!r} 请加引号。")
        return {key: _plain(inner, f"{where}.{key}") for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner, f"{where}[{place}]") for place, inner in enumerate(value)]
    return value.isoformat() if isinstance(value, date) else value


def _articles(raw: Any, where: str) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise BadFile(f"{where}：应为对象，参数名到条款。")
    for name in raw:
        if name not in REGISTRY:
            raise BadFile(f"{where}.{name}：没有这个参数；参数表见 docs/parameters.md。")
    return {name: _text(raw, name, where, 200) for name in raw}


def _names(raw: Any, where: str) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise BadFile(f"{where}：应为对象，区划代码到名称。")
    return {_area(code, where): _text(raw, code, where, 100) for code in raw}


def _notice(raw: Any, where: str, area: str) -> RegionCalendar:
    _keys(raw, where, NOTICE_KEYS, ("notice", "source", "published", "days"))
    days = raw["days"]
    if not isinstance(days, dict):
        raise BadFile(f"{where}.days：应为对象，日期到 {'、'.join(KINDS)}。")
    said = {_day(day, f"{where}.days"): kind for day, kind in days.items()}
    for day, kind in said.items():
        if kind not in KINDS:
            raise BadFile(f"{where}.days.{day}：{kind!r} 不可用；应为 {'、'.join(KINDS)}。")
    year = raw.get("year")
    if year is not None and (not isinstance(year, int) or not 1990 <= year <= 2199):
        raise BadFile(f"{where}.year：{year!r} 不可用；应为年份，如 2026。")
    return RegionCalendar(
        region=_area(raw["region"], f"{where}.region") if raw.get("region") is not None else area,
        notice=_text(raw, "notice", where, 100),
        source=_text(raw, "source", where, 100),
        published_at=_moment(raw["published"], f"{where}.published"),
        days={**_weekdays(year), **said} if year else said,
    )


def _weekdays(year: int) -> dict[date, str]:
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    return {day: "workday" if day.weekday() < 5 else "rest" for day in days}


# --- single values ---


def _area(value: Any, where: str) -> str:
    try:
        return areas.full(str(value))
    except areas.BadArea as bad:
        raise BadFile(f"{where}：{bad}") from bad


def _text(raw: Mapping[str, Any], key: str, where: str, longest: int) -> str:
    value = raw.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or (key == "document" and not value.strip()):
        raise BadFile(f"{where}.{key}：应为不超过 {longest} 字的文字。")
    return value


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise BadFile(f"{where}：{value!r} 不可用；应为 true 或 false。")
    return value


def _day(value: Any, where: str) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != value:
        raise BadFile(f"{where}：{value!r} 不可用；应为实际存在的日期，如 2025-07-01。")
    return day


def _moment(value: Any, where: str) -> datetime:
    """A day is its first moment in China; a moment must say its offset."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return midnight(value)
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    if moment is None or (moment.tzinfo is None and moment.time() != time()):
        raise BadFile(f"{where}：{value!r} 不可用；应为日期，或带时区的时刻，如 2025-06-20T09:30:00+08:00。")
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def midnight(day: date) -> datetime:
    """The first moment of a day in China."""
    return datetime.combine(day, time(), SHANGHAI)


# --- writing ---


def written(file: PlaceFile, head: str = "") -> str:
    """The file as YAML; reading it gives the same documents again."""
    plain: dict[str, Any] = {"area": areas.prefix_of(file.area) or "0", "name": file.name}
    if file.names:
        plain["names"] = {areas.prefix_of(code) or "0": name for code, name in file.names.items()}
    plain["documents"] = [_document_plain(document, file.area) for document in file.documents]
    if file.calendar:
        plain["calendar"] = [_notice_plain(notice, file.area) for notice in file.calendar]
    text = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=120, default_flow_style=None)
    return f"# {head}\n{text}" if head else text


def _document_plain(document: Document, area: str) -> dict[str, Any]:
    draft = document.draft
    said = {
        "document": draft.document,
        "article": draft.article,
        "area": "" if draft.area == area else areas.prefix_of(draft.area) or "0",
        "published": _moment_plain(document.published_at),
        "from": draft.start,
        "to": draft.end,
        "corrects": draft.corrects,
        "note": draft.note,
        "articles": dict(draft.articles),
    }
    return {key: value for key, value in said.items() if value} | {"values": _ordered(dict(draft.values))}


# PostgreSQL keeps the keys of an object in an order of its own; these are read in the order of the law's sentences.
FIRST = (
    "benefit", "category", "kind", "step", "grade", "group", "reason", "decides", "level", "method", "urban", "rural",
    "centralised", "dispersed", "full", "half", "self", "amount", "per", "n", "unit", "times", "of", "from", "below",
    "until", "to", "inclusive", "from_inclusive", "steps", "term", "total", "extended",
)  # fmt: skip
_RANK = {key: place for place, key in enumerate(FIRST)}


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: (_RANK.get(key, len(FIRST)), key))
        return {key: _ordered(value[key]) for key in keys}
    return [_ordered(inner) for inner in value] if isinstance(value, list) else value


def _notice_plain(notice: RegionCalendar, area: str) -> dict[str, Any]:
    region = {} if notice.region == area else {"region": areas.prefix_of(notice.region) or "0"}
    published = _moment_plain(notice.published_at)
    head = {**region, "notice": notice.notice, "source": notice.source, "published": published}
    years = {day.year for day in notice.days}
    usual = _weekdays(min(years)) if len(years) == 1 else {}
    if usual and usual.keys() == notice.days.keys():  # a whole year: only what differs from the weekday is written
        special = {day: kind for day, kind in notice.days.items() if usual[day] != kind}
        return {**head, "year": min(years), "days": dict(sorted(special.items()))}
    return {**head, "days": dict(sorted(notice.days.items()))}


def _moment_plain(moment: datetime) -> date | str:
    here = moment.astimezone(SHANGHAI)
    return here.date() if here.time() == time() else here.isoformat()
