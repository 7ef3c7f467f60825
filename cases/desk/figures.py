"""A figure of the policy book in words: lines, tables and rows for a page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from eligibility import api
from eligibility.words.figures import CARE, PERS, REFERENCE_WORDS, key_words
from eligibility.words.said import said, told

SETTING_KEYS, _MODES = ("urban", "rural"), ("centralised", "dispersed")


# what tells the rows of a list apart
IDENTITY: Mapping[str, tuple[str, ...]] = {
    "authority": ("benefit", "kind", "level"),
    "route": ("benefit", "kind", "decides"),
    "dibao.supplements": ("group", "setting", "age_from", "age_below", "grade_up_to"),
    "income.exempt": ("kind",),
    "expenditure.deductible": ("kind", "person_group"),
    "review": ("category", "when"),
    "relief.formula": ("kind", "cause", "group"),
}


@dataclass(frozen=True)
class Block:
    """One part of a drawn value: lines of words, or a table with a head."""

    lines: list[str] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


# --- a whole figure, drawn ---


def drawn(name: str, value: Any) -> list[Block]:
    """How a page shows the value of a parameter."""
    if isinstance(value, Mapping):
        return _drawn_record(name, value)
    if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        return [_table(name, value)]
    return [Block(lines=[told(name, value, api.REGISTRY[name].unit)])]


def _drawn_record(name: str, value: Mapping[str, Any]) -> list[Block]:
    if name in {"tekun.care", "tekun.total"}:
        return list(_care(value))
    if is_atom(value):
        return [Block(lines=[said(value)])]
    if any(isinstance(inner, list) and inner and isinstance(inner[0], Mapping) for inner in value.values()):
        return [block for key, inner in value.items() for block in _titled(key, inner)]
    if value.keys() <= set(SETTING_KEYS):
        settings = [key for key in SETTING_KEYS if key in value]
        return [Block(lines=[f"{key_words(key)}：{said(value[key], name)}" for key in settings])]
    return [Block(rows=[[key_words(key, inner), said(inner, key)] for key, inner in value.items()])]


def _titled(key: str, inner: Any) -> Iterator[Block]:
    if isinstance(inner, list) and inner:
        yield Block(lines=[key_words(key)])
        yield _table(key, inner)
    else:
        yield Block(lines=[f"{key_words(key)}：{said(inner, key)}"])


def _table(name: str, rows: list[Mapping[str, Any]]) -> Block:
    """Rows of records as a table with every column that some row fills; a unit of plain yuan goes without saying."""
    keys = [
        key
        for key in dict.fromkeys([*IDENTITY.get(name, ()), *(key for row in rows for key in row)])
        if not is_plain(key, rows)
    ]
    return Block(head=[key_words(key) for key in keys], rows=[[cell(row, key) for key in keys] for row in rows])


def is_plain(key: str, rows: list[Mapping[str, Any]]) -> bool:
    """Whether a column goes without saying."""
    if not any(key in row for row in rows):
        return True
    return (key == "unit" and all(row.get(key, "yuan") == "yuan" for row in rows)) or (
        key == "inclusive" and all(row.get(key, True) is True for row in rows)
    )


def cell(row: Mapping[str, Any], key: str) -> str:
    """One cell of a row in words."""
    return said(row[key], key) if key in row else ""


def _care(value: Mapping[str, Any]) -> Iterator[Block]:
    """供养方式 × 自理能力, once or for each of town and country."""
    if value.keys() & set(SETTING_KEYS):
        for setting in SETTING_KEYS:
            if value.get(setting):
                yield Block(lines=[key_words(setting)])
                yield from _care(value[setting])
        return
    rows = [
        [key_words(mode), *[said(value[mode].get(code), code) for code in CARE]] for mode in _MODES if value.get(mode)
    ]
    yield Block(head=["供养方式", *CARE.values()], rows=rows)


def is_atom(value: Mapping[str, Any]) -> bool:
    """Whether a record is one thing to say: a sum, a multiple, a term."""
    return (
        ("amount" in value and value.get("per") in PERS)
        or {"times", "of"} <= value.keys()
        or value.keys() == {"n", "unit"}
    )


# --- a figure as numbers, for the line of its history ---


def series(value: Any) -> dict[str, int]:
    """The monthly amounts in fen that a value holds, by what they are for; empty where it is no plain money."""
    if not isinstance(value, Mapping):
        return {}
    found = {"": value} if is_atom(value) else {key_words(key): value[key] for key in SETTING_KEYS if value.get(key)}
    months = {label: _month(one) for label, one in found.items()}
    return {label: fen for label, fen in months.items() if fen is not None}


def _month(value: Any) -> int | None:
    plain = isinstance(value, Mapping) and "amount" in value and value.get("per") in {"month", "year"}
    return api.by_month(value) if plain else None


# --- where something is wrong ---

_WHERE = re.compile(r"([a-z][\w.\[\]]*)( 自 \S+?)?[：:]\s*(.*)", re.DOTALL)
_NAME = re.compile(r"[a-z]+[_.][a-z_.]*[a-z]")
_PART = re.compile(r"\[(\d+)\]|\.(\w+)")


def readable(reason: str) -> str:
    """A reason of the book with its path in words: authority[1]：… → 谁可以审核确认多少金额，第 2 行：…"""
    found = _WHERE.fullmatch(reason)
    name = _owner(found[1]) if found else ""
    if found is None or not name:
        return _named(reason)
    parts = [f"第 {int(row) + 1} 行" if row else key_words(key) for row, key in _PART.findall(found[1][len(name) :])]
    return f"{'，'.join([api.REGISTRY[name].meaning, *parts])}{found[2] or ''}：{_named(found[3])}"


def _named(text: str) -> str:
    """A sentence with the names of parameters in words: minimum_wage → 最低工资."""
    return _NAME.sub(lambda found: REFERENCE_WORDS.get(found[0]) or _meaning(found[0]), text)


def _meaning(name: str) -> str:
    return api.REGISTRY[name].meaning if name in api.REGISTRY else name


def told_once(reasons: list[str]) -> list[str]:
    """Reasons of the book in words; the same reason at several places of one figure is said once, with their number."""
    places: dict[tuple[str, str], list[str]] = {}
    for reason in reasons:
        found = _WHERE.fullmatch(reason)
        key = (_owner(found[1]), found[3]) if found else ("", reason)
        places.setdefault(key, []).append(reason)
    return [_said_of(reasons) for reasons in places.values()]


def _owner(path: str) -> str:
    """The parameter that a path leads into; empty where it leads into none."""
    return max((one for one in api.REGISTRY if path.startswith(one)), key=len, default="")


def _said_of(reasons: list[str]) -> str:
    words = readable(reasons[0])
    if len(reasons) == 1:
        return words
    where, _, why = words.rpartition("：")
    return f"{where}等 {len(reasons)} 处：{why}"
