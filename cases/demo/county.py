"""青阳县, which no map has: 17 townships and 371 villages and communities, as the CSV that the import of areas reads."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

PROVINCE, CITY, COUNTY = "990000000000", "990100000000", "990101000000"
TOWNSHIPS = (
    "青河镇", "石桥镇", "柳林镇", "白塔镇", "龙泉镇", "双沟镇", "桃源镇", "安峰镇", "平明镇", "山左口乡", "驼峰乡", "李埝乡",
    "黄川镇", "洪庄镇", "曲阳乡", "房山镇", "牛山街道",
)  # fmt: skip
PLACES = 371  # villages and communities, as Donghai in document 001
_COMMUNITIES = 12  # in the county seat; one in each other township
_FIRST = "柳石青白龙双桃安平山前后东西南北上下大小新永和兴广福".strip()
_SECOND = "林桥河塔泉沟源峰明口庄楼店堂湾圩埝岭坡井渡".strip()


@dataclass(frozen=True, slots=True)
class Place:
    """A village or community."""

    code: str
    name: str
    setting: str

    @property
    def township(self) -> str:
        """The code of the township it lies in."""
        return self.code[:9].ljust(12, "0")


def township_code(number: int) -> str:
    """The code of the township with this number, from 1."""
    return f"990101{number:03d}000"


def places() -> list[Place]:
    """Every village and community, township by township."""
    names = _names()
    each, more = divmod(PLACES, len(TOWNSHIPS))
    found = []
    for number in range(1, len(TOWNSHIPS) + 1):
        communities = _COMMUNITIES if number == 1 else 1
        for place in range(1, each + (number <= more) + 1):
            urban = place <= communities
            code = f"990101{number:03d}{place:03d}"
            found.append(Place(code, next(names) + ("社区" if urban else "村"), "urban" if urban else "rural"))
    return found


def _names() -> Iterator[str]:
    """Different names without end that matters: 26 × 21 pairs."""
    return (first + second for second in _SECOND for first in _FIRST if first != second)


def areas_csv() -> str:
    """The whole tree, from the province down."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["code", "name", "setting", "hardship_class"])
    rows.writerows([[PROVINCE, "示例省", "", ""], [CITY, "示例市", "", ""], [COUNTY, "青阳县", "", ""]])
    rows.writerows([[township_code(number), name, "", ""] for number, name in enumerate(TOWNSHIPS, start=1)])
    rows.writerows([[place.code, place.name, place.setting, ""] for place in places()])
    return text.getvalue()
