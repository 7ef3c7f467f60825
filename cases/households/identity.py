"""Who a person is on paper: the 18-place citizen number (GB 11643-1999), the name, and how it is found and shown."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from pypinyin import Style, lazy_pinyin

from assistance.fields import blind_index
from assistance.outcome import Reason
from cases.households.models import Household, Member

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_LENGTH = 18
_OLDEST = 130
_SHAPE = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_DOTS = str.maketrans(dict.fromkeys("•・．∙⋅‧", "·"))  # the dot in ethnic names, as input methods write it
_INITIALS = 20


@dataclass(frozen=True, slots=True)
class Citizen:
    """What the number itself says: the day of birth and the sex."""

    number: str
    birth_date: date
    sex: str


def normal(text: str) -> str:
    """The number as it is stored and compared: plain digits and a capital X, without blanks and dashes."""
    return re.sub(r"[\s\-‐-―]", "", unicodedata.normalize("NFKC", text)).upper()


def id_check(text: str, *, on: date | None = None) -> Reason | None:
    """What is wrong with an ID number, in words a person can act on; `on` also refuses a birth after that day."""
    number = normal(text)
    if not _SHAPE.fullmatch(number):
        return _shape_fault(number)
    born = _born(number)
    if born is None or (on is not None and not 0 <= on.year - born.year <= _OLDEST):
        return Reason("id_date", f"身份证号里的出生日期 {number[6:14]} 不存在，看看第 7 至 14 位")
    if check_digit(number[:17]) != number[17]:
        return Reason("id_digit", "身份证号末位校验不对，多半是有一位写错了")
    return None


def _shape_fault(number: str) -> Reason:
    if len(number) == 15 and number.isdigit():
        return Reason("id_old", "15 位是旧身份证号，填现在证件上的 18 位")
    if len(number) != _LENGTH:
        return Reason("id_length", f"身份证号应为 18 位，现在是 {len(number)} 位")
    return Reason("id_shape", "身份证号前 17 位是数字，最后一位是数字或 X")


def check_digit(first17: str) -> str:
    """The eighteenth place that belongs to seventeen digits (ISO 7064 MOD 11-2)."""
    return _CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def citizen(text: str) -> Citizen | None:
    """The birth date and sex that a right number carries; None for a wrong one."""
    number = normal(text)
    born = _born(number) if id_check(number) is None else None
    return None if born is None else Citizen(number, born, "male" if int(number[16]) % 2 else "female")


def _born(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def mask(number: str) -> str:
    """The number as it is shown until somebody presses 显示: place and last four."""
    return f"{number[:6]}********{number[-4:]}" if number else ""


def mask_account(number: str) -> str:
    """An account as it is shown until somebody presses 显示: its last four."""
    return f"****{number[-4:]}"


def tidy_name(text: str) -> str:
    """The name in one normal form: no blanks around, one kind of dot between the parts of an ethnic name."""
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", text).strip()).translate(_DOTS)


def name_check(text: str) -> Reason | None:
    """What is wrong with a name. Rare characters and · are names too: only nothing, digits and control signs are not."""
    name = tidy_name(text)
    if not name:
        return Reason("name_empty", "填姓名，与身份证一致")
    if any(char.isdigit() for char in name):
        return Reason("name_digits", f"姓名“{name}”里有数字，看看是不是填错了格子")
    if any(unicodedata.category(char) in {"Cc", "Cs", "Co"} for char in name):
        return Reason("name_signs", "姓名里有看不见的符号，请重新输入")
    if len(name) > 60:
        return Reason("name_long", "姓名最多 60 个字")
    return None


def pinyin_of(name: str) -> tuple[str, str]:
    """Pinyin without tones and its initials, both as stored and searched: 王秀兰 → wangxiulan, wxl."""
    letters = [char for char in name if char.isalpha()]
    whole = "".join(lazy_pinyin("".join(letters), errors="ignore"))
    initials = "".join(lazy_pinyin("".join(letters), style=Style.FIRST_LETTER, errors="ignore"))
    return whole[:120].lower(), initials[:_INITIALS].lower()


def person_index(number: str) -> bytes:
    """The blind index by which the same person is found in every household."""
    return blind_index(normal(number), "person")


def tail_index(tail: str) -> bytes:
    """The blind index of the last four places."""
    return blind_index(tail, "tail")


def give_name(member: Member, name: str) -> None:
    """Write a member's name with everything derived from it."""
    member.name = tidy_name(name)
    member.pinyin, member.initials = pinyin_of(member.name)


def give_number(member: Member, number: str) -> None:
    """Write a member's checked ID number with everything derived from it: mask, indexes, birth date and sex."""
    person = citizen(number)
    if person is None:
        raise ValueError("the number was not checked")
    member.id_number = person.number
    member.id_index, member.id_tail_index = person_index(person.number), tail_index(person.number[-4:])
    member.id_mask = mask(person.number)
    member.birth_date, member.sex = person.birth_date, person.sex


def give_head(household: Household, name: str) -> None:
    """Write the name a household is called by, and its pinyin for the search."""
    household.head_name = tidy_name(name)
    household.head_pinyin = pinyin_of(household.head_name)[0]
