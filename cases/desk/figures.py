"""A figure of the policy book in words: lines, tables and rows for a page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cases.desk.figure_words import CARE, PERS, REFERENCE_WORDS, STEPS, UNITS, code_words, key_words
from cases.desk.templatetags.desk import yuan
from cases.households.vocabulary import BENEFITS
from eligibility import api

UNKNOWN = "未公布"
SETTING_KEYS, _MODES = ("urban", "rural"), ("centralised", "dispersed")
SHARES = frozenset(
    {"share", "floor_share", "share_of_month", "shares", "dibao.floor_share", "rigid.expenditure_share", "income_share"}
)
TIMES = frozenset({"times", "income_times", "threshold_times", "assets_years", "rest_below_times"})
AMOUNTS = frozenset(
    {
        "amount",
        "from",
        "to",
        "below",
        "min",
        "max",
        "income_from",
        "income_below",
        "cap",
        "deduct",
        "full",
        "half",
        "self",
    }
)
_AGES = frozenset({"age_from", "age_below", "age_to", "age_under", "until"})


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


# --- one value in words ---


def said(value: Any, key: str = "") -> str:
    """A value in one line; `key` is the name it stands under."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return f"{value} 岁" if key in _AGES else str(value)
    if isinstance(value, str):
        return _text(value, key)
    if isinstance(value, list):
        return _listed(value, key)
    return _record(value)


def _text(value: str, key: str) -> str:
    if key in SHARES or key in BENEFITS:  # the shares of a spot check stand under the benefits
        return percent(value)
    if key in TIMES:
        return f"{value} 倍"
    if key in AMOUNTS and is_number(value):
        return f"{_grouped(value)} 元"
    return str(code_words(key, value))


def _listed(value: list[Any], key: str) -> str:
    if not value:
        return "没有"
    if key == "steps":
        return " → ".join(_step(one) for one in value)
    return "；".join(said(one, key) for one in value)


def _record(value: Mapping[str, Any]) -> str:
    if "amount" in value and "per" in value and value["per"] in PERS:
        return money(value)
    if "times" in value and "of" in value:
        return f"{REFERENCE_WORDS.get(value['of'], value['of'])}的 {value['times']} 倍"
    if value.keys() == {"n", "unit"}:
        return f"{value['n']} {UNITS[value['unit']]}"
    return "，".join(f"{key_words(str(key), inner)}：{said(inner, str(key))}" for key, inner in value.items())


def _step(step: Mapping[str, Any]) -> str:
    name = STEPS[step["step"]]
    if not step.get("term"):
        return name
    since = "自受理起 " if step.get("since") == "acceptance" else ""
    until = " 内开始" if step.get("bounds") == "start" else ""
    return f"{name}（{since}{said(step['term'])}{until}）"


def money(value: Mapping[str, Any], *, beside: bool = True) -> str:
    """An amount as it was published; beside a yearly one what it makes a month, and the other way round."""
    words = f"{_grouped(value['amount'])} 元/{PERS[value['per']]}"
    month = api.by_month({"amount": value["amount"], "per": value["per"]}) if beside else None
    if month is None:
        return words
    return f"{words}（每年 {yuan(month * 12)} 元）" if value["per"] == "month" else f"{words}（每月 {yuan(month)} 元）"


def percent(share: str) -> str:
    """0.30 → 30%."""
    return f"{(Decimal(share) * 100).normalize():f}%" if is_number(share) else share


def is_number(text: str) -> bool:
    """Whether a text is a plain decimal number."""
    return text.replace(".", "", 1).isdecimal()


def _grouped(amount: str) -> str:
    whole, _, cents = amount.partition(".")
    return f"{int(whole):,}.{cents or '00':0<2}"


# --- a whole figure, drawn ---


def drawn(name: str, value: Any) -> list[Block]:
    """How a page shows the value of a parameter."""
    if isinstance(value, Mapping):
        return _drawn_record(name, value)
    if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        return [_table(name, value)]
    unit = api.REGISTRY[name].unit if isinstance(value, int) and not isinstance(value, bool) else ""
    if name.endswith("_times") and isinstance(value, str):
        return [Block(lines=[f"{value} 倍低保标准"])]
    return [Block(lines=[f"{said(value, name)} {unit}".strip()])]


def _drawn_record(name: str, value: Mapping[str, Any]) -> list[Block]:
    if name in {"tekun.care", "tekun.total"}:
        return list(_care(value))
    if is_atom(value):
        return [Block(lines=[_record(value)])]
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
    if key not in row:
        return ""
    if row[key] is None:
        return {"to": "不设上限", "below": "以上", "until": "长期", "cap": "不设上限", "term": "不限"}.get(key, UNKNOWN)
    return said(row[key], key)


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
