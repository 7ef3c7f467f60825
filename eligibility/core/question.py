"""One question to the law, read from the JSON of the public interface."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from eligibility.core.areas import BadArea, prefix_of
from eligibility.core.facts import (
    ASSET_KINDS,
    ASSET_MEASURES,
    BASES,
    BENEFITS,
    DISABILITIES,
    EXPENSE_KINDS,
    ICD_10,
    INCOME_KINDS,
    INDICATORS,
    LABOUR,
    OLDEST,
    RELATIONS,
    RELIEF_KINDS,
    SETTINGS,
    SEXES,
    STATUSES,
    STUDIES,
    SUPPORT_MODES,
    TRADES,
    UNKNOWN,
    Application,
    Asset,
    Disability,
    Expense,
    Household,
    Income,
    Obligor,
    Person,
    Receipt,
    SelfCare,
    Unknown,
    age_on,
)
from eligibility.core.money import Per
from eligibility.core.reading import BadInput, Node

MOST_GRAVE, LEAST_GRAVE = 1, 4
HARDEST_CLASS = 6
MOST_REFUSALS = 99
MOST_STAFF = 9999
_NO_APPLICATION = Application()
_NOBODY = Household()

QUESTION = (
    "id", "benefit", "kind", "area", "setting", "on", "known_by", "policy", "application", "members",
    "household_income", "assets", "obligors", "receives",
)  # fmt: skip
APPLICATION = (
    "basis", "permit_months", "permit_from", "permit_until", "accepted_on", "cause", "single_person", "grade",
    "amount_requested", "months", "reason", "same_cause_justified", "grace_from", "grace_reason",
)  # fmt: skip
MEMBER = (
    "ref", "relation", "legal_duty", "status", "status_since", "joined_on", "left_on", "died_on", "hukou_area", "residence_area",
    "birth_date", "sex", "hardship_class", "disabilities", "serious_illness", "illness_code", "labour",
    "imputed_confirmed", "employment", "trade", "employed_from", "work_refusals", "work_refused_from", "work_refused_on", "study",
    "full_time", "pregnant", "land", "relocated", "self_care", "support_mode", "incomes", "expenses",
)  # fmt: skip
ASSET = (
    "kind", "amount", "exempt_reason", "floor_area", "acquired_on", "hired_staff", "after_disaster", "built_on",
)  # fmt: skip
OBLIGOR = (
    "relation", "household_size", "income", "supports", "able", "status", "birth_date", "receives",
    "severe_disability", "property_inside",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """Which benefit, where, on which day, for whom."""

    benefit: str
    area: str
    on: date
    id: str | None = None
    kind: str | Unknown = UNKNOWN
    setting: str | Unknown = UNKNOWN
    known_by: datetime | None = None
    policy: Mapping[str, object] = field(default_factory=dict)
    application: Application = _NO_APPLICATION
    household: Household = _NOBODY

    @classmethod
    def from_json(cls, raw: object) -> "Question":
        """The question in this JSON object; BadInput with the path of the first thing that cannot be read."""
        node = Node(raw, "", QUESTION)
        benefit, area, on = _what_where_when(node)
        identity = node.text("id")
        return cls(
            benefit=benefit,
            area=area,
            on=on,
            id=None if identity is UNKNOWN else identity,
            kind=node.choice("kind", RELIEF_KINDS),
            setting=node.choice("setting", SETTINGS),
            known_by=node.moment("known_by"),
            policy=_policy(node),
            application=_application(node),
            household=_household(node, on),
        )


def _what_where_when(node: Node) -> tuple[str, str, date]:
    benefit = node.needed("benefit", node.choice("benefit", BENEFITS), f"救助项目，可用：{'、'.join(BENEFITS)}")
    area = node.needed("area", _area(node, "area"), "行政区划代码或其前缀，如 632500000000")
    on = node.needed("on", node.day("on"), "按哪一天的政策，写作 2022-06-01")
    return benefit, area, on


def _area(node: Node, key: str) -> str | Unknown:
    code = node.text(key)
    if code is UNKNOWN:
        return UNKNOWN
    try:
        prefix_of(code)
    except BadArea as bad:
        raise BadInput(node.at(key), str(bad)) from None
    return code


def _not_before(node: Node, key: str, day: date | Unknown, start: date | Unknown, what: str) -> date | Unknown:
    """The day itself; it may not lie before the day it follows."""
    if day is not UNKNOWN and start is not UNKNOWN and day < start:
        raise BadInput(node.at(key), f"不能早于{what} {start}，收到 {day}")
    return day


def _policy(node: Node) -> Mapping[str, object]:
    raw = node.raw.get("policy")
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise BadInput("policy", "应为对象：参数名到参数值")
    return MappingProxyType(dict(raw))


def _application(node: Node) -> Application:
    if not node.has("application"):
        return Application()
    part = Node(node.raw["application"], "application", APPLICATION)
    permit_from = part.day("permit_from")
    return Application(
        basis=part.choice("basis", BASES),
        permit_months=part.whole("permit_months", 0, 1200),
        permit_from=permit_from,
        permit_until=_not_before(part, "permit_until", part.day("permit_until"), permit_from, "签发日期"),
        accepted_on=part.day("accepted_on"),
        cause=part.text("cause", 40),
        single_person=part.flag("single_person") is True,
        grade=part.text("grade", 10),
        amount_requested=part.yuan("amount_requested"),
        months=part.whole("months", 1, 60),
        reason=part.text("reason", 200),
        same_cause_justified=part.flag("same_cause_justified"),
        grace_from=part.day("grace_from"),
        grace_reason=part.text("grace_reason", 40),
    )


def _household(node: Node, on: date) -> Household:
    members = node.items("members", lambda raw, path: _member(raw, path, on), most=60)
    if members is not UNKNOWN:
        _check_members(members)
    income_fen, income_per = _money(node, "household_income")
    return Household(
        members=members,
        income_fen=income_fen,
        income_per=income_per,
        assets=node.items("assets", lambda raw, path: _asset(raw, path, on)),
        obligors=node.items("obligors", lambda raw, path: _obligor(raw, path, on)),
        receives=node.items("receives", _receipt),
    )


def _check_members(members: tuple[Person, ...]) -> None:
    if not members:
        raise BadInput("members", "至少应有一名家庭成员")
    seen: set[str] = set()
    for place, member in enumerate(members):
        if member.ref in seen:
            raise BadInput(f"members[{place}].ref", f"成员标识 {member.ref!r} 重复")
        seen.add(member.ref)
    selves = [place for place, member in enumerate(members) if member.relation == "self"]
    if len(selves) > 1:
        raise BadInput(f"members[{selves[1]}].relation", "只能有一名成员是申请人本人（self）")


def _money(node: Node, key: str) -> tuple[int | Unknown, Per | Unknown]:
    if not node.has(key):
        return UNKNOWN, UNKNOWN
    part = Node(node.raw[key], node.at(key), ("amount", "per"))
    return part.yuan("amount"), part.per()


def _member(raw: object, path: str, on: date) -> Person:
    node = Node(raw, path, MEMBER)
    ref = node.text("ref", 60)
    birth, joined, refused = _birth(node, on), node.day("joined_on"), node.day("work_refused_from")
    return Person(
        ref=path if ref is UNKNOWN else ref,
        relation=node.choice("relation", RELATIONS),
        legal_duty=node.flag("legal_duty"),
        status=node.choice("status", STATUSES),
        status_since=node.day("status_since"),
        joined_on=joined,
        left_on=_not_before(node, "left_on", node.day("left_on"), joined, "加入日期"),
        died_on=_not_before(node, "died_on", node.day("died_on"), birth, "出生日期"),
        hukou_area=_area(node, "hukou_area"),
        residence_area=_area(node, "residence_area"),
        birth_date=birth,
        sex=node.choice("sex", SEXES),
        hardship_class=node.whole("hardship_class", 0, HARDEST_CLASS),
        disabilities=node.items("disabilities", _disability, most=10),
        serious_illness=node.flag("serious_illness"),
        illness_code=_illness(node),
        labour=node.choice("labour", LABOUR),
        imputed_confirmed=node.flag("imputed_confirmed"),
        employment=node.text("employment", 60),
        trade=node.choice("trade", TRADES),
        employed_from=node.day("employed_from"),
        work_refusals=node.whole("work_refusals", 0, MOST_REFUSALS),
        work_refused_from=refused,
        work_refused_on=_not_before(node, "work_refused_on", node.day("work_refused_on"), refused, "第一次拒绝的日期"),
        study=node.choice("study", STUDIES),
        full_time=node.flag("full_time"),
        pregnant=node.flag("pregnant"),
        land=node.flag("land"),
        relocated=node.flag("relocated"),
        self_care=_self_care(node),
        support_mode=node.choice("support_mode", SUPPORT_MODES),
        incomes=node.items("incomes", lambda each, at: Income(*_line(each, at, INCOME_KINDS))),
        expenses=node.items("expenses", lambda each, at: Expense(*_line(each, at, EXPENSE_KINDS))),
    )


def _birth(node: Node, on: date) -> date | Unknown:
    birth = node.day("birth_date")
    if birth is not UNKNOWN and not 0 <= age_on(birth, on) <= OLDEST:
        raise BadInput(node.at("birth_date"), f"出生日期不能晚于 {on}，也不能使年龄超过 {OLDEST} 岁，收到 {birth}")
    return birth


def _illness(node: Node) -> str | Unknown:
    code = node.text("illness_code", 8)
    if code is not UNKNOWN and not ICD_10.fullmatch(code):
        raise BadInput(node.at("illness_code"), f"应为疾病编码（ICD-10），如 C34 或 N18.0，收到 {code!r}")
    return code


def _self_care(node: Node) -> SelfCare:
    if not node.has("self_care"):
        return SelfCare()
    part = Node(node.raw["self_care"], node.at("self_care"), INDICATORS)
    return SelfCare(**{name: part.flag(name) for name in INDICATORS})


def _disability(raw: object, path: str) -> Disability:
    node = Node(raw, path, ("kind", "grade"))
    return Disability(node.choice("kind", DISABILITIES), node.whole("grade", MOST_GRAVE, LEAST_GRAVE))


def _line(raw: object, path: str, kinds: tuple[str, ...]) -> tuple[str | Unknown, int | Unknown, Per | Unknown]:
    node = Node(raw, path, ("kind", "amount", "per"))
    return node.choice("kind", kinds), node.yuan("amount"), node.per()


def _asset(raw: object, path: str, on: date) -> Asset:
    node = Node(raw, path, ASSET)
    kind, reason = node.choice("kind", ASSET_KINDS), node.text("exempt_reason", 40)
    for key, kinds in ASSET_MEASURES.items():
        if kind is not UNKNOWN and kind not in kinds and node.has(key):
            raise BadInput(node.at(key), f"只有这几类财产才填：{'、'.join(kinds)}；这一项是 {kind}")
    return Asset(
        kind=kind,
        fen=node.yuan("amount"),
        exempt_reason=None if reason is UNKNOWN else reason,
        floor_area=node.area("floor_area"),
        acquired_on=_past(node, "acquired_on", on, "购置日期"),
        hired_staff=node.whole("hired_staff", 0, MOST_STAFF),
        after_disaster=node.flag("after_disaster"),
        built_on=_past(node, "built_on", on, "出厂日期"),
    )


def _past(node: Node, key: str, on: date, what: str) -> date | Unknown:
    """The day itself; it may not lie after the day of the question."""
    day = node.day(key)
    if day is not UNKNOWN and day > on:
        raise BadInput(node.at(key), f"{what}不能晚于 {on}，收到 {day}")
    return day


def _obligor(raw: object, path: str, on: date) -> Obligor:
    node = Node(raw, path, OBLIGOR)
    income_fen, income_per = _money(node, "income")
    return Obligor(
        relation=node.choice("relation", RELATIONS[1:]),
        household_size=node.whole("household_size", 1, 60),
        income_fen=income_fen,
        income_per=income_per,
        supports=node.whole("supports", 1, 60),
        able=node.flag("able"),
        status=node.choice("status", STATUSES),
        birth_date=_birth(node, on),
        receives=node.choice("receives", ("none", *BENEFITS[:-1])),
        severe_disability=node.flag("severe_disability"),
        property_inside=node.flag("property_inside"),
    )


def _receipt(raw: object, path: str) -> Receipt:
    node = Node(raw, path, ("benefit", "from", "to", "amount", "supplement", "area", "cause"))
    start = node.day("from")
    end = _not_before(node, "to", node.day("to"), start, "开始日期")
    kind = node.choice("benefit", BENEFITS[:-1])
    fen, supplement = node.yuan("amount"), node.yuan("supplement")
    if fen is not UNKNOWN and supplement is not UNKNOWN and supplement > fen:
        raise BadInput(node.at("supplement"), "其中的分类施保不能多于 amount")
    return Receipt(kind, start, end, fen, supplement, _area(node, "area"), node.text("cause", 40))
