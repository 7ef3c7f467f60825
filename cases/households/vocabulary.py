"""The words for what only a family's own records know, and which shape each personal circumstance has."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from eligibility.words.codes import (
    BENEFITS,
    DISABILITIES,
    EXPENSE_KINDS,
    LABOUR,
    RELATIONS,
    STUDIES,
    TRADES,
    Words,
    named,
)

# what another place or a former system can have given a family, and what an obligor can draw himself
AIDS = MappingProxyType(
    {
        **BENEFITS,
        "disability_living": "困难残疾人生活补贴",
        "disability_care": "重度残疾人护理补贴",
        "orphan": "孤儿基本生活保障",
        "unsupported_child": "事实无人抚养儿童基本生活补贴",
        "senior_allowance": "高龄津贴",
    }
)
CAUSES = named(illness="因病", accident="意外事故", fire="火灾", study="因学", other="其他")
BASES = named(hukou="户籍地申请", residence_permit="居住地申请（持居住证）", emergency_place="急难发生地申请")
# how people write a relation in a list; the first sign that fits decides, so the longer words stand first
_RELATION_SIGNS = (
    ("self", ("本人", "户主", "申请人")),
    ("child_in_law", ("儿媳", "女婿")),
    ("parent_in_law", ("公公", "婆婆", "岳父", "岳母", "公婆")),
    ("other", ("其他", "侄", "甥")),
    ("grandchild", ("孙",)),
    ("grandparent", ("祖父", "祖母", "爷爷", "奶奶", "外公", "外婆", "姥")),
    ("spouse", ("配偶", "妻", "夫", "爱人")),
    ("child", ("子", "女", "儿")),
    ("parent", ("父", "母")),
    ("sibling", ("兄", "弟", "姐", "妹", "哥")),
)
_TRANSFERS = frozenset({"tax", "social_insurance", "maintenance_paid"})  # the law itself takes them off the income
SPENDING = MappingProxyType({code: said for code, said in EXPENSE_KINDS.items() if code not in _TRANSFERS})
ASSET_KINDS = named(
    deposit="存款",
    security="股票、债券",
    fund="基金、理财",
    insurance="商业保险",
    claim="债权",
    vehicle="机动车船",
    house="住房",
    business="市场主体",
    shop="商铺等非居住用房",
)
PERS = named(month="每月", year="每年", once="一次")
RESIDENCES = named(hukou="户籍", residence_permit="居住证", actual="实际居住")
GRADES = MappingProxyType({1: "一级", 2: "二级", 3: "三级", 4: "四级"})
SUPPORT_MODES = named(centralised="集中供养", dispersed="分散供养")
INDICATORS = named(
    eat="自主吃饭", dress="自主穿衣", bed="自主上下床", toilet="自主如厕", walk="室内自主行走", bathe="自主洗澡"
)
CONDITIONS = named(
    disabilities="残疾",
    serious_illness="重病",
    labour="劳动能力",
    employment="就业情况",
    trade="从业类别",
    study="就学阶段",
    full_time="全日制在校",
    pregnant="怀孕或哺乳",
    self_care="生活自理能力",
    support_mode="供养方式",
    hardship_class="艰苦边远地区类别",
    illness_code="疾病编码",
    legal_duty="法定赡养、抚养、扶养义务关系",
    imputed_confirmed="推定收入计入",
    employed_from="就业开始日期",
    work_refusals="拒绝介绍的工作",
    land="承包地或者集体经济收益",
    relocated="易地搬迁到城镇",
)
MOST_REFUSALS = 99
MOST_STAFF = 9999
_FIRST_YEAR = 1900
ICD_10 = re.compile(r"[A-Z][0-9]{2}(\.[0-9A-Z]{1,4})?", re.ASCII)


def _is_one_of(words: Words) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in words


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_disabilities(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict)
        and set(one) == {"kind", "grade"}
        and one["kind"] in DISABILITIES
        and one["grade"] in GRADES
        for one in value
    )


def _is_self_care(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) <= set(INDICATORS)
        and all(isinstance(one, bool) for one in value.values())
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 60


def _is_class(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6


def _is_illness(value: Any) -> bool:
    return isinstance(value, str) and ICD_10.fullmatch(value) is not None


def day_of(value: Any) -> date | None:
    """The day that a circumstance's value says, or None when it says none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2026-01-01") else None
    except ValueError:
        return None


def _is_day(value: Any) -> bool:
    day = day_of(value)
    return day is not None and day.year >= _FIRST_YEAR


def _are_refusals(value: Any) -> bool:
    """How often work was refused in a row, with the first and the last day, as far as they are told."""
    if not isinstance(value, dict) or not set(value) <= {"times", "first", "last"}:
        return False
    times, first, last = value.get("times"), value.get("first"), value.get("last")
    days = all(each is None or _is_day(each) for each in (first, last))
    counted = isinstance(times, int) and not isinstance(times, bool) and 0 <= times <= MOST_REFUSALS
    return counted and days and (first is None or last is None or first <= last)


# The shape that the law's question gives each circumstance; anything else is refused when it is written.
SHAPES: Mapping[str, Callable[[Any], bool]] = MappingProxyType(
    {
        "disabilities": _is_disabilities,
        "serious_illness": _is_flag,
        "labour": _is_one_of(LABOUR),
        "employment": _is_text,
        "trade": _is_one_of(TRADES),
        "study": _is_one_of(STUDIES),
        "full_time": _is_flag,
        "pregnant": _is_flag,
        "self_care": _is_self_care,
        "support_mode": _is_one_of(SUPPORT_MODES),
        "hardship_class": _is_class,
        "illness_code": _is_illness,
        "legal_duty": _is_flag,
        "imputed_confirmed": _is_flag,
        "employed_from": _is_day,
        "work_refusals": _are_refusals,
        "land": _is_flag,
        "relocated": _is_flag,
    }
)


def relation_code(said: str) -> str:
    """The code of a relation as people write it (长子, 妻子, 外孙女); an empty text when it cannot be told."""
    text = said.strip()
    exact = next((code for code, words in RELATIONS.items() if text in {code, words}), "")
    return (
        exact or next((code for code, signs in _RELATION_SIGNS if any(sign in text for sign in signs)), "")
        if text
        else ""
    )
