"""The demo's staff: one login for each role in the first township and the county, and the desks of the other townships."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from assistance.fields import blind_index
from cases.demo.county import CITY, COUNTY, TOWNSHIPS, township_code
from cases.demo.persons import WORKING, Population
from cases.households.identity import pinyin_of
from cases.staff.models import Area, Officer, Post, Role
from cases.staff.selectors import area_path
from eligibility import api

PASSWORD = "Qingyang-2026!"  # noqa: S105 - printed for everybody who starts the demo
_SEED = 7
_SINCE = date(2020, 1, 1)
_FIRST = township_code(1)
_UPPER = (Area.Level.PROVINCE, Area.Level.CITY)


@dataclass(frozen=True, slots=True)
class Seat:
    """One officer in one post; `shown` stands in the table of logins."""

    login: str
    name: str
    role: Role
    area: str
    shown: bool = True


_SEATS = (
    Seat("lixiuzhen", "李秀珍", Role.VILLAGE_ASSISTANT, "990101001013"),
    Seat("zhangmin", "张敏", Role.TOWNSHIP_OFFICER, _FIRST),
    Seat("zhoutao", "周涛", Role.TOWNSHIP_OFFICER, _FIRST),
    Seat("hejing", "何静", Role.TOWNSHIP_OFFICER, _FIRST, shown=False),
    Seat("wangjun", "王军", Role.TOWNSHIP_HEAD, _FIRST),
    Seat("liujianguo", "刘建国", Role.COUNTY_APPROVER, COUNTY),
    Seat("zhaoyan", "赵燕", Role.COUNTY_APPROVER, COUNTY),
    Seat("sunli", "孙丽", Role.FINANCE_MAKER, COUNTY),
    Seat("wugang", "吴刚", Role.FINANCE_RELEASER, COUNTY),
    Seat("chenyu", "陈宇", Role.POLICY_EDITOR, COUNTY),
    Seat("yangfan", "杨帆", Role.POLICY_PUBLISHER, COUNTY),
    Seat("xulei", "徐磊", Role.SUPERVISOR, CITY),
    Seat("guoqing", "郭庆", Role.AUDITOR, CITY),
    Seat("admin", "马超", Role.SYSTEM_ADMIN, COUNTY),
)


def seats() -> list[Seat]:
    """Everybody who works in the demo."""
    found = list(_SEATS)
    people = Population(_SEED, WORKING)
    for number, township in enumerate(TOWNSHIPS[1:], start=2):
        stem, code = pinyin_of(township[:-1])[0], township_code(number)
        for place, role in enumerate((Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD), start=1):
            sex = people.random.choice(("female", "male"))
            found.append(Seat(f"{stem}{place}", people.name(sex), role, code, shown=number == 2))
    return found


def appoint_all() -> int:
    """Make the officers who are not there yet, each with a post; how many. One hash serves all, as the password does."""
    known = set(Officer.objects.values_list("login", flat=True))
    missing = [seat for seat in seats() if seat.login not in known]
    hashed, people = make_password(PASSWORD), Population(_SEED + 1, WORKING)
    officers = Officer.objects.bulk_create(
        Officer(login=seat.login, name=seat.name, password=hashed, person_index=_index(people, seat))
        for seat in missing
    )
    Post.objects.bulk_create(
        Post(officer=officer, area_id=seat.area, role=seat.role, period=DateRange(_SINCE, None))
        for officer, seat in zip(officers, missing, strict=True)
    )
    return len(missing)


def _index(people: Population, seat: Seat) -> bytes:
    born = people.birthday(people.random.randint(24, 58), _SINCE)
    return blind_index(people.id_number(born, "female") + seat.login, "person")


def posts() -> dict[str, Post]:
    """The demo's posts by login."""
    wanted = [seat.login for seat in seats()]
    rows = Post.objects.filter(officer__login__in=wanted).select_related("officer", "area").order_by("pk")
    return {post.officer.login: post for post in rows}


def logins(on: date) -> list[tuple[str, str, str, str]]:
    """Rows of the table: role, login, password, place; of a township also who decides its 低保 on a day."""
    held = posts()
    rows = []
    for seat in seats():
        if seat.shown and seat.login in held:
            place = " ".join(area.name for area in area_path(seat.area) if area.level not in _UPPER)
            words = (place or held[seat.login].area.name) + _decides(held[seat.login].area, on)
            rows.append((str(Role(seat.role).label), seat.login, PASSWORD, words))
    return rows


def _decides(area: Area, on: date) -> str:
    """Whether the township was given the power to decide, for the one who wants to try both."""
    if area.level != Area.Level.TOWNSHIP:
        return ""
    limit = api.decider_for(area.code, "dibao", None, 1, on)
    if limit.level != "township":
        return "（低保由县里复核、确认）"
    upto = "" if limit.limit_to_fen is None else f" {limit.limit_to_fen // 100:,} 元以内"
    return f"（低保{upto}由镇里确认）"
