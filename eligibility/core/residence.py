"""Whether the household may apply here: hukou, a residence permit with its dates, the place of an emergency (L57 art.5)."""

from collections.abc import Mapping

from eligibility.core.binding import Reading
from eligibility.core.days import full_months
from eligibility.core.facts import BASES, BENEFITS, RELATIONS, UNKNOWN, Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import Expr, RuleBook, any_of, divide, greatest, known, listed, one_of, where
from eligibility.core.household import Members, day_of, draws

HUKOU, PERMIT, EMERGENCY = (BASES.index(each) for each in ("hukou", "residence_permit", "emergency_place"))
SELF = RELATIONS.index("self")
NOT_ACCEPTED = -1
COUNTY, CITY, PROVINCE = 10**6, 10**8, 10**10  # what a code of twelve digits is divided by
BY_THE_MONTH = tuple(BENEFITS.index(each) for each in ("dibao", "dibao_edge", "tekun"))
OTHER_COUNTY = "household.other_county"
ANY_MEMBER, RESIDENCE = 0, 1


def lives_here(rules: RuleBook, people: Members, article: str, *, at_emergency: Expr | bool = False) -> None:
    """The tests of the place of application."""
    asked = rules.input("household", "basis", "在本地申请的依据", "application.basis")
    rules.let("basis_given", known(asked), "已说明申请依据", article)
    elsewhere = where(asked == EMERGENCY, at_emergency, where(asked == HUKOU, True, _by_permit(rules)))
    rules.test(
        "may_apply_here",
        where(known(asked), elsewhere, True),
        "可以在本地提出申请",
        "不能以此依据在本地提出申请：本地没有开放居住证申请，或居住时间不足，或不属于急难发生地救助",
        label="可在本地申请",
        article=article,
        parameter="household.residence_basis",
        only_if="basis_given",
    )
    _permit_valid(rules, asked, article)
    _registered_here(rules, people, asked, article)


# --- the residence permit ---


def application_day(rules: RuleBook) -> Expr:
    """The day of acceptance; while nothing is accepted, the day of the question."""
    accepted = rules.input("household", "accepted_on", "受理日期", "application.accepted_on")
    return where(known(accepted), accepted, day_of(rules))


def _months_needed(reading: Reading) -> Value:
    rule = reading.value("household.residence_basis")
    if isinstance(rule, Mapping):
        return int(rule["permit_months"])
    return UNKNOWN if isinstance(rule, Unknown) else 0 if rule else NOT_ACCEPTED


def _by_permit(rules: RuleBook) -> Expr:
    """Where the place takes permits: held for as many months as it asks for."""
    told = rules.input("household", "permit_months", "居住证已持有月数", "application.permit_months")
    start = rules.input("household", "permit_from", "居住证签发日期", "application.permit_from")
    needed = rules.param("permit_months_needed", "居住证申请条件", "household.residence_basis", _months_needed)
    held = where(known(start), full_months(start, application_day(rules)), told)
    return where(needed == 0, True, (needed > 0) & (held >= needed))


def _permit_valid(rules: RuleBook, asked: Expr, article: str) -> None:
    """A permit is signed off every year and lapses when it is not (居住证暂行条例 arts. 2 and 10)."""
    start = rules.input("household", "permit_from", "居住证签发日期", "application.permit_from")
    end = rules.input("household", "permit_until", "居住证有效期止", "application.permit_until")
    day = application_day(rules)
    rules.let("permit_told", (asked == PERMIT) & (known(start) | known(end)), "已说明居住证有效期", article)
    valid = where(known(start), start <= day, True) & where(known(end), day <= end, True)
    rules.test(
        "permit_valid",
        where(known(asked) & (asked == PERMIT), valid, True),
        "居住证在申请之日有效",
        "居住证在申请之日还没有签发，或者已经过期没有签注",
        label="居住证有效",
        article=f"{article}；国务院令第663号 第二、十条",
        only_if="permit_told",
    )


# --- the hukou of the members ---


def _same_county(one: Expr, other: Expr) -> Expr:
    return divide(one, COUNTY, "down") == divide(other, COUNTY, "down")


def _is_here(here: Expr, code: Expr) -> Expr:
    """Whether a code lies in the county of the question, or in its city or province where that is all it names."""
    county = divide(here, COUNTY, "down")
    city, province = divide(county, 100, "down"), divide(county, 10_000, "down")
    in_county, in_city, in_province = (
        divide(here, size, "down") == divide(code, size, "down") for size in (COUNTY, CITY, PROVINCE)
    )
    return where(province * 10_000 == county, in_province, where(city * 100 == county, in_city, in_county))


def _other_county(reading: Reading) -> Value:
    rule = reading.value(OTHER_COUNTY)
    return UNKNOWN if isinstance(rule, Unknown) else RESIDENCE if rule == "residence" else ANY_MEMBER


def _registered_here(rules: RuleBook, people: Members, asked: Expr, article: str) -> None:
    """Where nobody says in which place he is registered, the basis stands as it was told and is checked at acceptance."""
    hukou = rules.input("member", "hukou_area", "户籍地区划代码", "hukou_area")
    himself = where(known(people.relation), people.relation == SELF, False)
    own = greatest(where(himself, hukou, 0), "household")
    is_told = where(known(asked), asked == HUKOU, False) & where(known(own), own > 0, False)
    told = rules.let("hukou_told", is_told, "已说明申请人户籍地", article)
    rules.test(
        "hukou_here",
        where(told, _by_hukou(rules, people, himself, own), True),
        "申请地符合户籍所在地的规定",
        "应当在申请人户籍地，或按成员户籍不在一地的规定在另一地申请",
        label="户籍地可以在此申请",
        article=article,
        parameter=OTHER_COUNTY,
        only_if="hukou_told",
    )


def _by_hukou(rules: RuleBook, people: Members, himself: Expr, own: Expr) -> Expr:
    """One county: there. Several provinces: who lives at his hukou, else anybody at his. Several counties: the province's rule."""
    here = rules.input("household", "area", "申请地", "area")
    hukou = rules.input("member", "hukou_area", "户籍地区划代码", "hukou_area")
    home = rules.input("member", "residence_area", "居住地区划代码", "residence_area")
    rule = rules.param("other_county", "同省不同县的申请地", OTHER_COUNTY, _other_county)
    lives_with = where(known(people.counted), people.counted, False) & known(hukou)
    far = any_of(lives_with & (divide(hukou, PROVINCE, "down") != divide(own, PROVINCE, "down")), "household")
    near = any_of(lives_with & ~_same_county(hukou, own), "household")
    at_own = where(lives_with, _same_county(hukou, home), False)
    far_from_home = any_of(himself & at_own, "household") | ~any_of(at_own, "household")
    lives_in_place = any_of(where(himself, _is_here(here, home), False), "household")
    anybody_from_here = any_of(lives_with & _is_here(here, hukou), "household")
    in_province = where(rule == RESIDENCE, lives_in_place, anybody_from_here)
    return where(far, _is_here(here, own) & far_from_home, where(near, in_province, _is_here(here, own)))


def nothing_elsewhere(rules: RuleBook, article: str) -> None:
    """Nobody is paid monthly in two counties: asked whenever the place of another benefit is told."""
    here = rules.input("household", "area", "申请地", "area")
    place = rules.input("received", "area", "享受地区划代码", "area")
    monthly = one_of(rules.input("received", "benefit", "正在享受的救助项目", "benefit"), BY_THE_MONTH)
    told = where(listed("received"), any_of(known(place), "household"), False)
    rules.let("other_place_told", told, "已说明享受地", article)
    outside = where(known(place), ~_is_here(here, place), False)
    paid = draws(rules) & where(known(monthly), monthly, False) & outside
    rules.test(
        "not_elsewhere",
        where(listed("received"), ~any_of(paid, "household"), True),
        "没有在其他县（市、区）享受低保、低保边缘或特困待遇",
        "正在其他县（市、区）享受低保、低保边缘或特困待遇，不能在本地重复享受",
        label="没有在别处享受",
        article=article,
        only_if="other_place_told",
    )
