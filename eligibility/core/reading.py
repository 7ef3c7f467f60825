"""Reading a JSON question: every refusal names the path, what was found, and what is allowed there."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar, cast

from eligibility.core.facts import UNKNOWN, Unknown
from eligibility.core.floor_area import parse_area
from eligibility.core.money import PERS, Per, parse_yuan

T = TypeVar("T")
EARLIEST = date(1880, 1, 1)
LATEST = date(2199, 12, 31)
_UNKEPT = re.compile("[\x00\ud800-\udfff]")  # no letter to a database, and half of one to whoever prints it


class BadInput(ValueError):
    """An input that cannot be read: where, and what is allowed there."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}：{message}" if path else message)
        self.path = path
        self.message = message


def shown(value: object) -> str:
    """The value as it came, short enough to stand in a message."""
    text = json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= 60 else text[:57] + "…"


class Node:
    """One JSON object at a path; whatever a reader does not ask for is refused as an unknown key."""

    def __init__(self, raw: object, path: str, allowed: Sequence[str]) -> None:
        if not isinstance(raw, dict):
            raise BadInput(path, f"应为对象，收到 {shown(raw)}")
        for key in raw:
            if key not in allowed:
                plain = str(key).encode("utf-8", "backslashreplace").decode()
                raise BadInput(f"{path}.{plain}" if path else plain, f"未知的项；此处可用：{'、'.join(allowed)}")
        self.raw = cast(dict[str, Any], raw)
        self.path = path

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        return self.raw.get(key) is not None

    def needed(self, key: str, value: T | Unknown, what: str) -> T:
        if isinstance(value, Unknown):
            raise BadInput(self.at(key), f"必填：{what}")
        return value

    def _read(self, key: str, kind: type[T], what: str) -> T | Unknown:
        value = self.raw.get(key)
        if value is None:
            return UNKNOWN
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise BadInput(self.at(key), f"应为{what}，收到 {shown(value)}")
        return value

    def text(self, key: str, longest: int = 200) -> str | Unknown:
        value = self._read(key, str, "文字")
        if value is not UNKNOWN and not 1 <= len(value) <= longest:
            raise BadInput(self.at(key), f"应为 1 至 {longest} 个字的文字")
        if value is not UNKNOWN and _UNKEPT.search(value):
            raise BadInput(self.at(key), f"含有不能存储的字符：{shown(value)}")
        return value

    def flag(self, key: str) -> bool | Unknown:
        return self._read(key, bool, " true 或 false")

    def whole(self, key: str, least: int, most: int) -> int | Unknown:
        value = self._read(key, int, "整数")
        if value is not UNKNOWN and not least <= value <= most:
            raise BadInput(self.at(key), f"应在 {least} 至 {most} 之间，收到 {shown(value)}")
        return value

    def choice(self, key: str, allowed: Sequence[str]) -> str | Unknown:
        value = self._read(key, str, "代码")
        if value is not UNKNOWN and value not in allowed:
            raise BadInput(self.at(key), f"未知的代码 {shown(value)}；可用：{'、'.join(allowed)}")
        return value

    def day(self, key: str) -> date | Unknown:
        value = self._read(key, str, "日期，如 2022-06-01")
        return value if value is UNKNOWN else read_day(value, self.at(key))

    def moment(self, key: str) -> datetime | None:
        value = self._read(key, str, "带时区的时刻，如 2022-06-01T00:00:00+08:00")
        return None if value is UNKNOWN else read_moment(value, self.at(key))

    def yuan(self, key: str) -> int | Unknown:
        allowed = '不小于零、整数部分至多十位、最多两位小数的文字，如 "1850.00"'
        return self._decimal(key, "金额", '金额文字，如 "1850.00"', parse_yuan, allowed)

    def area(self, key: str) -> int | Unknown:
        allowed = '大于零、整数部分至多五位、最多两位小数的平方米数文字，如 "88.50"'
        return self._decimal(key, "面积", '平方米数文字，如 "88.50"', parse_area, allowed)

    def _decimal(self, key: str, what: str, text: str, parse: Callable[[str], int], allowed: str) -> int | Unknown:
        value = self._read(key, str, text)
        if value is UNKNOWN:
            return UNKNOWN
        try:
            return parse(value)
        except ValueError:
            raise BadInput(self.at(key), f"{what}应为{allowed}，收到 {shown(value)}") from None

    def per(self, key: str = "per") -> Per | Unknown:
        return cast("Per | Unknown", self.choice(key, PERS))

    def items(self, key: str, read: Callable[[object, str], T], most: int = 200) -> tuple[T, ...] | Unknown:
        value = self._read(key, list, "列表")
        if value is UNKNOWN:
            return UNKNOWN
        if len(value) > most:
            raise BadInput(self.at(key), f"至多 {most} 项，收到 {len(value)} 项")
        return tuple(read(each, f"{self.at(key)}[{place}]") for place, each in enumerate(value))


def read_day(text: str, path: str) -> date:
    """A calendar day written YYYY-MM-DD and nothing else."""
    try:
        day = date.fromisoformat(text) if len(text) == len("2022-06-01") else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise BadInput(path, f"应为实际存在的日期，写作 2022-06-01，收到 {shown(text)}")
    return day


def read_moment(text: str, path: str) -> datetime:
    """An instant with its offset from UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not EARLIEST < moment.date() < LATEST:
        raise BadInput(path, f"应为带时区的时刻，写作 2022-06-01T00:00:00+08:00，收到 {shown(text)}")
    return moment
