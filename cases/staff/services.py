"""Signing in and out, passwords, posts, and the import of the area tree."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TextIO

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from assistance.fields import blind_index
from assistance.outcome import Reason, Refused, refused
from cases.staff.models import Area, Officer, Post, SignInAttempt
from cases.staff.selectors import locked_until

# Hashed once per process so that an unknown login takes as long as a wrong password.
_NOBODY = make_password("nobody has this password")


def sign_in(login: str, password: str, *, at: datetime, address: str | None) -> Officer | Refused:
    """Check a login and leave a row; five failures in a row lock the login for 15 minutes."""
    login = login.strip()[:40]
    if until := locked_until(login, at):
        minutes = max(1, int((until - at).total_seconds() // 60))
        return refused("locked", f"连续输错次数过多，请在 {minutes} 分钟后再试，或联系系统管理员")
    officer = Officer.objects.filter(login=login, is_active=True).first()
    right = check_password(password, officer.password if officer else _NOBODY) and officer is not None
    SignInAttempt.objects.create(login=login, at=at, succeeded=right, address=address)
    if not right or officer is None:
        return refused("wrong", "登录名或密码不对")
    if not Post.objects.held_on(at.date()).filter(officer=officer).exists():
        return refused("no_post", "您目前没有在任岗位，请联系系统管理员")
    return officer


def change_password(officer: Officer, old: str, new: str, *, at: datetime) -> Refused | None:
    """Set a new password that the rules allow; None when done."""
    if not check_password(old, officer.password):
        return refused("wrong", "原密码不对")
    if check_password(new, officer.password):
        return refused("same", "新密码不能和原密码相同")
    try:
        password_validation.validate_password(new, officer)
    except ValidationError as error:
        return Refused(tuple(Reason("weak", text) for text in error.messages))
    officer.set_password(new)
    officer.password_set_at = at
    officer.save(update_fields=["password", "password_set_at"])
    return None


def appoint(officer: Officer, area: Area, role: str, *, start: date, end: date | None = None) -> Post:
    """Give an officer a post from `start` (up to but without `end`)."""
    return Post.objects.create(officer=officer, area=area, role=role, period=DateRange(start, end))


def register_officer(login: str, name: str, id_number: str, password: str) -> Officer:
    """One natural person becomes one officer; the ID number is kept as a blind index only. IntegrityError when it is known already."""
    return Officer.objects.create_user(login, password, name=name, person_index=blind_index(id_number, "person"))


@dataclass(frozen=True, slots=True)
class BadArea:
    """A row of the CSV that cannot be taken."""

    row: int
    reason: str


_LEVELS = {
    2: Area.Level.PROVINCE,
    4: Area.Level.CITY,
    6: Area.Level.COUNTY,
    9: Area.Level.TOWNSHIP,
    12: Area.Level.VILLAGE,
}


def import_areas(source: TextIO) -> int | tuple[BadArea, ...]:
    """Take the official tree from a CSV with columns code, name and optionally setting, hardship_class.

    Returns the number of areas, or every bad row; nothing is half imported. The same file twice changes nothing.
    """
    areas: dict[str, Area] = {}
    bad: list[BadArea] = []
    for number, row in enumerate(csv.DictReader(source), start=2):
        area, reason = _area_of(row)
        if area is None or area.code in areas:
            bad.append(BadArea(number, reason or f"区划代码 {area.code if area else ''} 重复"))
        else:
            areas[area.code] = area
    known = set(Area.objects.values_list("code", flat=True)) | set(areas)
    bad += [
        BadArea(0, f"{area.code} {area.name} 缺少上级 {area.parent_id}")
        for area in areas.values()
        if area.parent_id and area.parent_id not in known
    ]
    if bad:
        return tuple(bad)
    rows = sorted(areas.values(), key=lambda area: area.code)
    for width in _LEVELS:  # parents first
        Area.objects.bulk_create(
            [area for area in rows if len(area.prefix) == width],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "setting", "hardship_class"],
            batch_size=1000,
        )
    return len(rows)


def _area_of(row: Mapping[str, str | None]) -> tuple[Area | None, str]:
    code, name = (row.get("code") or "").strip(), (row.get("name") or "").strip()
    if len(code) != 12 or not code.isascii() or not code.isdigit():
        return None, f"区划代码“{code}”应为12位数字"
    if not name:
        return None, f"{code} 缺少名称"
    setting, hardship = (row.get("setting") or "").strip(), (row.get("hardship_class") or "").strip()
    if setting not in {"", "urban", "rural"} or hardship not in {"", *"123456"}:
        return None, f"{code} 的城乡应为 urban 或 rural，艰苦类别应为1至6"
    area = Area(code=code, name=name, setting=setting, hardship_class=int(hardship) if hardship else None)
    width = len(area.prefix)
    area.level = _LEVELS[width]
    above: Iterable[int] = [shorter for shorter in _LEVELS if shorter < width]
    area.parent_id = code[: max(above)].ljust(12, "0") if above else None
    return area, ""
