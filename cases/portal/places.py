"""Which places the public may choose: those with a published standard, and their townships; names and codes alone."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from cases.staff import selectors
from cases.staff.models import Area
from eligibility import api

STANDARDS: Final = ("dibao.standard", "tekun.basic", "tekun.total")
# GB/T 2260; 99 is nobody's
PROVINCES: Final = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁", "22": "吉林", "23": "黑龙江",
    "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西", "37": "山东", "41": "河南",
    "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南", "50": "重庆", "51": "四川", "52": "贵州",
    "53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏", "65": "新疆", "71": "台湾",
    "81": "香港", "82": "澳门", "99": "示例",
}  # fmt: skip
Choice = tuple[str, str]


@dataclass(frozen=True)
class Places:
    """What the chooser offers, province by province, and the place to begin with."""

    groups: list[tuple[str, list[Choice]]]
    home: str

    def name_of(self, code: str) -> str:
        """What a place on offer is called."""
        return next((name for _, places in self.groups for each, name in places if each == code), "")


def on_offer(today: date) -> Places:
    """Every place whose standards are published and in force; the only one of our own area tree is the first choice."""
    published = api.places_with(STANDARDS, today)
    own = selectors.names_of(published)
    by_province: dict[str, list[Choice]] = {}
    for code, name in published.items():
        words = own.get(code) or name or code
        by_province.setdefault(PROVINCES.get(code[:2], code[:2]), []).append((code, words))
    return Places([*by_province.items()], next(iter(own)) if len(own) == 1 else "")


def townships_of(place: str) -> list[Choice]:
    """The townships of a county in our own area tree."""
    if not place:
        return []
    rows = selectors.areas_within(place).filter(level=Area.Level.TOWNSHIP, parent_id=place)
    return list(rows.values_list("code", "name"))
