"""The same people in every test: officers of two townships and their county, with posts, passwords and codes."""

from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from assistance.fields import blind_index
from cases.staff.models import Area, Officer, Post, Role

COUNTY = "990101000000"
TOWNSHIP = "990101001000"
VILLAGE = "990101001001"
OTHER_TOWNSHIP = "990101002000"
OTHER_VILLAGE = "990101002001"
OTHER_COUNTY = "990102000000"
PASSWORD = "Qingyang-2026!"

_AREAS = [
    ("990000000000", "示例省", "province"),
    ("990100000000", "示例市", "city"),
    (COUNTY, "青阳县", "county"),
    (TOWNSHIP, "青河镇", "township"),
    (VILLAGE, "柳林村", "village"),
    (OTHER_TOWNSHIP, "石桥镇", "township"),
    (OTHER_VILLAGE, "双塘村", "village"),
    (OTHER_COUNTY, "临水县", "county"),
]

_OFFICERS = [
    ("assistant", "村协理员", Role.VILLAGE_ASSISTANT, VILLAGE),
    ("officer", "张敏", Role.TOWNSHIP_OFFICER, TOWNSHIP),
    ("second", "周涛", Role.TOWNSHIP_OFFICER, TOWNSHIP),
    ("third", "何静", Role.TOWNSHIP_OFFICER, TOWNSHIP),
    ("head", "王镇", Role.TOWNSHIP_HEAD, TOWNSHIP),
    ("outsider", "外镇李", Role.TOWNSHIP_OFFICER, OTHER_TOWNSHIP),
    ("outside_head", "外镇长", Role.TOWNSHIP_HEAD, OTHER_TOWNSHIP),
    ("approver", "刘建国", Role.COUNTY_APPROVER, COUNTY),
    ("approver2", "赵敏", Role.COUNTY_APPROVER, COUNTY),
    ("maker", "财务制单", Role.FINANCE_MAKER, COUNTY),
    ("maker2", "财务复核", Role.FINANCE_MAKER, COUNTY),
    ("releaser", "财务审核", Role.FINANCE_RELEASER, COUNTY),
    ("editor", "政策拟稿", Role.POLICY_EDITOR, COUNTY),
    ("publisher", "政策发布", Role.POLICY_PUBLISHER, COUNTY),
    ("supervisor", "督查员", Role.SUPERVISOR, COUNTY),
    ("auditor", "审计员", Role.AUDITOR, COUNTY),
    ("admin", "系统管理", Role.SYSTEM_ADMIN, "990000000000"),
    ("far_approver", "外县审批", Role.COUNTY_APPROVER, OTHER_COUNTY),
]


@dataclass(frozen=True)
class Town:
    """Posts by a short name: town.officer, town.head, town.outsider, town.approver …"""

    posts: dict[str, Post]

    def __getattr__(self, name: str) -> Post:
        try:
            return self.posts[name]
        except KeyError as error:
            raise AttributeError(name) from error


def make_town(start: date = date(2020, 1, 1)) -> Town:
    """Make the areas, officers and posts; every officer's login is the short name, the password is PASSWORD."""
    areas = {}
    for code, name, level in _AREAS:
        parent = {"province": None, "city": "990000000000", "county": "990100000000"}.get(
            level, code[:6].ljust(12, "0") if level == "township" else code[:9].ljust(12, "0")
        )
        areas[code], _ = Area.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "level": level,
                "parent_id": parent,
                "setting": "rural" if level == "village" else "",
            },
        )
    hashed = Officer()
    hashed.set_password(PASSWORD)
    posts = {}
    for number, (login, name, role, area) in enumerate(_OFFICERS):
        officer = Officer.objects.create(
            login=login, name=name, person_index=blind_index(f"officer {number}", "person"), password=hashed.password
        )
        posts[login] = Post.objects.create(officer=officer, area=areas[area], role=role, period=DateRange(start, None))
    return Town(posts)


def sign_in(client: object, post: Post) -> None:
    """Sign a test client in as an officer, with this post active."""
    client.force_login(post.officer)  # type: ignore[attr-defined]
    session = client.session  # type: ignore[attr-defined]
    session["post_id"] = post.pk
    session.save()
