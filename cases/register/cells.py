"""How one cell becomes a value of its column, or a sentence that says why it cannot."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from cases.households.identity import id_check, name_check, normal, tidy_name
from cases.register.layout import Column, Holds

_NUMBER_AS_ID = "身份证号必须是文本格式：这一格被 Excel 存成了数字，后几位已经丢失，请把整列设为文本后按原件重新填写"
_NUMBER_AS_CODE = "这一格必须是文本格式：被 Excel 存成了数字，请把整列设为文本后重新填写"
_SAFE_WHOLE = 10**15  # beyond, Excel has already rounded what was typed
_DAY = re.compile(r"^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?( 00:00:00)?$", re.ASCII)
_MONTH = re.compile(r"^(\d{4})[-/.年]?(\d{1,2})月?([-/.]01)?$", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LIST = re.compile(r"[、，,;；\s]+")
_MOST_YUAN = Decimal("99999999.99")


class BadCell(ValueError):
    """A cell that cannot be read; the text is the reason in Chinese."""


def text_of(value: Any) -> str:
    """A cell as a person reads it: whole numbers without .0, no control signs, no blanks at the ends."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < _SAFE_WHOLE:
        value = int(value)
    return _CONTROL.sub("", str(value)).strip()


def read(column: Column, value: Any) -> Any:
    """The value of a filled cell. Raises BadCell."""
    return _READERS[column.holds](column, value)


def _text(column: Column, value: Any) -> str:
    text = text_of(value)
    if column.name in {"name", "head_name", "holder"}:
        text = tidy_name(text)
        if reason := name_check(text):
            raise BadCell(reason.text)
    if len(text) > column.longest:
        raise BadCell(f"有 {len(text)} 个字，太长")
    return text


def _code(column: Column, value: Any) -> str:
    if isinstance(value, float | int) and abs(value) >= _SAFE_WHOLE:
        raise BadCell(_NUMBER_AS_CODE)
    text = unicodedata.normalize("NFKC", text_of(value)).replace(" ", "")
    if len(text) > column.longest:
        raise BadCell(f"有 {len(text)} 位，太长")
    if not text.isprintable():
        raise BadCell("有看不见的符号")
    return text


def _id_number(_column: Column, value: Any) -> str:
    if not isinstance(value, str) or re.fullmatch(r"[\d.]+E\+?\d+", value.strip(), re.ASCII | re.IGNORECASE):
        raise BadCell(_NUMBER_AS_ID)
    if reason := id_check(value):
        raise BadCell(reason.text)
    return normal(value)


def _id_numbers(column: Column, value: Any) -> tuple[str, ...]:
    if not isinstance(value, str):
        raise BadCell(_NUMBER_AS_ID)
    found = tuple(_id_number(column, part) for part in _LIST.split(value.strip()) if part)
    if len(set(found)) < len(found):
        raise BadCell("同一个身份证号写了两次")
    return found


def _money(_column: Column, value: Any) -> int:
    """Fen; a number that Excel holds as 609.0000000001 is what the cell shows, but 609.005 is not money."""
    text = unicodedata.normalize("NFKC", text_of(value)).replace(",", "").removesuffix("元")
    try:
        yuan = Decimal(text)
    except InvalidOperation as error:
        raise BadCell(f"“{text[:20]}”不是金额") from error
    if not yuan.is_finite() or not 0 <= yuan <= _MOST_YUAN:
        raise BadCell(f"“{text[:20]}”不是能接受的金额")
    fen = yuan * 100
    whole = fen.to_integral_value()
    if abs(fen - whole) > (Decimal("0.000001") if isinstance(value, float) else 0):
        raise BadCell(f"“{text[:20]}”的小数多于两位")
    return int(whole)


def _day(_column: Column, value: Any) -> date:
    match = _DAY.match(text_of(value))
    try:
        return date(*(int(part) for part in match.groups()[:3])) if match else _no_day(value)
    except ValueError as error:
        raise BadCell(f"“{text_of(value)[:20]}”不是日期") from error


def _month(_column: Column, value: Any) -> date:
    match = _MONTH.match(text_of(value).removesuffix(" 00:00:00"))
    try:
        return date(int(match[1]), int(match[2]), 1) if match else _no_day(value)
    except ValueError as error:
        raise BadCell(f"“{text_of(value)[:20]}”不是年月") from error


def _no_day(_value: Any) -> date:
    raise ValueError


def _whole(_column: Column, value: Any) -> int:
    text = text_of(value)
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise BadCell(f"“{text[:20]}”不是整数")
    return int(text)


def _choice(column: Column, value: Any) -> str:
    return _code_of(column.codes or {}, text_of(value))


def _choices(column: Column, value: Any) -> tuple[str, ...]:
    codes = [_code_of(column.codes or {}, part) for part in _LIST.split(text_of(value)) if part]
    if "" in codes and len(codes) > 1:
        raise BadCell("“无”不能和别的一起填")
    return tuple(code for code in codes if code)


def _code_of(codes: Mapping[str, str], text: str) -> str:
    if text not in codes:
        raise BadCell(f"“{text[:20]}”不在可选项里")
    return codes[text]


def _yes_no(_column: Column, value: Any) -> bool:
    text = text_of(value)
    if text not in {"是", "否"}:
        raise BadCell(f"“{text[:20]}”不是“是”或“否”")
    return text == "是"


_READERS: Mapping[Holds, Callable[[Column, Any], Any]] = {
    Holds.TEXT: _text,
    Holds.CODE: _code,
    Holds.ID_NUMBER: _id_number,
    Holds.ID_NUMBERS: _id_numbers,
    Holds.MONEY: _money,
    Holds.MONTH: _month,
    Holds.DAY: _day,
    Holds.WHOLE: _whole,
    Holds.CHOICE: _choice,
    Holds.CHOICES: _choices,
    Holds.YES_NO: _yes_no,
}
