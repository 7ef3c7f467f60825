"""The frequent reasons for returning and for refusing a case, each with its article; the keys 1 to 5 pick them."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from eligibility import api as law

Line = dict[str, str]

RETURN: Mapping[str, str] = MappingProxyType(
    {
        "papers": "材料不全",
        "income": "收入需要核实",
        "assets": "财产需要核实",
        "difference": "核对差异没有说明清楚",
        "notice": "公示不符合要求",
    }
)
# Grounds that do not follow from a figure; the failing findings of the calculation stand beside them.
REFUSE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "conditions": ("不符合规定的条件，见计算依据", "民发〔2021〕57号 第二十一条"),
        "uncooperative": ("无正当理由拒不配合家庭经济状况调查", "民发〔2021〕57号 第二十九条"),
        "concealed": ("故意隐瞒真实情况或提供虚假材料", "国务院令第649号 第六十八条"),
        "other_aid": ("已在享受同类救助", "国务院令第649号 第九条"),
        "not_here": ("不属于本地受理范围", "民发〔2021〕57号 第五条"),
    }
)


def returned(codes: Iterable[str], lines: Iterable[str]) -> list[Line]:
    """Why a case goes back: the chosen reasons, and each paper that is asked for (who, what, which period)."""
    chosen = [{"code": code, "text": RETURN[code]} for code in codes if code in RETURN]
    return chosen + [{"code": "line", "text": text.strip()[:200]} for text in lines if text.strip()]


def refused_for(codes: Iterable[str], answer: law.Assessment) -> list[Line]:
    """Why a case is refused: the chosen grounds with their article, and every test that failed with its figures."""
    chosen = [{"code": code, "text": REFUSE[code][0], "article": REFUSE[code][1]} for code in codes if code in REFUSE]
    failed = [
        {"code": finding.code, "text": finding.text, "article": f"{finding.document or ''} {finding.article}".strip()}
        for finding in answer.findings
        if finding.holds is False
    ]
    return chosen + failed if chosen else []
