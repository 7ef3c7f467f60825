"""A figure of the policy book in one line of words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from eligibility.core.money import by_month, yuan
from eligibility.words.codes import BENEFITS
from eligibility.words.figures import PERS, REFERENCE_WORDS, STEPS, UNITS, code_words, key_words

UNKNOWN = "未公布"
_OPEN = {"to": "不设上限", "below": "以上", "until": "长期", "cap": "不设上限", "term": "不限"}  # left open on purpose
_UNITS = {"月": "个月"}
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


def told(name: str, value: Any, unit: str) -> str:
    """The value of a parameter in one line; a plain number has the unit of the registry."""
    if name.endswith("_times") and isinstance(value, str):
        return f"{value} 倍低保标准"
    plain = isinstance(value, int) and not isinstance(value, bool)
    return f"{said(value, name)} {_UNITS.get(unit, unit)}" if plain and unit else said(value, name)


def said(value: Any, key: str = "") -> str:
    """A value in one line; `key` is the name it stands under."""
    if value is None:
        return _OPEN.get(key, UNKNOWN)
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
    month = by_month({"amount": value["amount"], "per": value["per"]}) if beside else None
    if month is None:
        return words
    return (
        f"{words}（每年 {_grouped(yuan(month * 12))} 元）"
        if value["per"] == "month"
        else f"{words}（每月 {_grouped(yuan(month))} 元）"
    )


def percent(share: str) -> str:
    """0.30 → 30%."""
    return f"{(Decimal(share) * 100).normalize():f}%" if is_number(share) else share


def is_number(text: str) -> bool:
    """Whether a text is a plain decimal number."""
    return text.replace(".", "", 1).isdecimal()


def _grouped(amount: str) -> str:
    whole, _, cents = amount.partition(".")
    return f"{int(whole):,}.{cents or '00':0<2}"
