"""Forms of the property rule that only some places have: floor area, late purchases, old vehicles, shops, hired staff.

Each is asked of a household only where its place has published it (L57 art.14 leaves the rule to the place).
"""

from typing import Any

from eligibility.core.days import months_before, years_before
from eligibility.core.floor_area import parse_area
from eligibility.core.graph import AREA, COUNT, Expr, any_of, known, most, total, where
from eligibility.core.household import day_of
from eligibility.core.money import parse_basis_points, portion
from eligibility.core.owned import Owned, Rule
from eligibility.core.residence import application_day

NO_RULE = -1


def tests(things: Owned, n: Expr) -> None:
    """Every local test, after those that each place has."""
    _area_if_small(things, n)
    _area_at_most(things, n)
    _bought_lately(things, "houses", things.of_kind("house", "shop"), "房屋", "处")
    _bought_lately(things, "vehicles", things.of_kind("vehicle"), "机动车", "辆")
    _shops(things)
    _hired_staff(things)


def _counted(what: str) -> Expr:
    """How many of them the tests of every place have counted."""
    return Expr("var", (what,))


def _acquired(things: Owned) -> Expr:
    return things.rules.input("asset", "acquired_on", "财产的购置日期", "acquired_on")


# --- floor area ---


def _per_person(form: Rule | None) -> int:
    """Hundredths of a square metre for one person: the figure of the place, or so many times it."""
    if form is None:
        return 0
    return portion(parse_area(form["area_per_person"]), parse_basis_points(form.get("area_times", "1")))


def more_if_small(things: Owned) -> Expr:
    """How many homes a family may have whose homes are small together; none where the place has no such rule."""
    return things.figure("houses", "houses_small_max", "面积小的可以有几套", lambda rule: _small(rule, "max"))


def _small(rule: Rule, key: str) -> int:
    form: dict[str, Any] = rule.get("if_small") or {}
    return int(form.get(key, 0))


def _owned_area(things: Owned) -> Expr:
    """The floor area of all homes that count, together."""
    area = things.rules.input("asset", "floor_area", "房屋建筑面积", "floor_area")
    return total(where(things.of_kind("house"), area, 0), "household")


def _area_if_small(things: Owned, n: Expr) -> None:
    """One home too many passes while the homes are small: below the place's figure a head, or not above it."""
    per_person = things.figure(
        "houses", "houses_small_area", "人均面积（可以多一套）", lambda rule: _per_person(rule.get("if_small"))
    )
    up_to = things.figure("houses", "houses_small_inclusive", "含本数", lambda rule: _small(rule, "inclusive"))
    usual = things.figure("houses", "houses_usual_max", "住房限额", lambda rule: int(rule["max"]), NO_RULE)
    homes, more = _counted("houses"), more_if_small(things)
    beyond = (more > 0) & (homes > usual) & (homes <= more)
    asked = things.asked("houses_small_asked", beyond, "住房超过限额，面积小的可以保留")
    area, limit = _area_and_limit(things, "small", where(asked, _owned_area(things), 0), per_person, n)
    things.test(
        "assets_houses_small",
        ~asked | (area < limit + up_to),
        "住房共 {houses_area_small} 平方米，在按 {n} 人计算的 {houses_limit_small} 平方米以内，可以有 {houses} 套",
        "住房共 {houses_area_small} 平方米，不在按 {n} 人计算的 {houses_limit_small} 平方米以内，不能有 {houses} 套",
        label="住房面积小，可以多有一套",
        parameter=things.names("houses"),
        left="houses_area_small",
        right="houses_limit_small",
        only_if="houses_small_asked",
    )


def _area_at_most(things: Owned, n: Expr) -> None:
    """However many homes there are, together they are not larger than the place's figure a head."""
    per_person = things.figure(
        "houses", "houses_area_most", "人均面积限额", lambda rule: _per_person(rule.get("area_most"))
    )
    asked = things.asked("houses_most_asked", (per_person > 0) & (_counted("houses") > 0), "住房面积有限额")
    area, limit = _area_and_limit(things, "most", where(asked, _owned_area(things), 0), per_person, n)
    things.test(
        "assets_houses_area",
        ~asked | (area <= limit),
        "住房共 {houses_area_most} 平方米，没有超过按 {n} 人计算的 {houses_limit_most} 平方米",
        "住房共 {houses_area_most} 平方米，超过按 {n} 人计算的 {houses_limit_most} 平方米",
        label="住房面积符合规定",
        parameter=things.names("houses"),
        left="houses_area_most",
        right="houses_limit_most",
        only_if="houses_most_asked",
    )


def _area_and_limit(things: Owned, which: str, area: Expr, per_person: Expr, n: Expr) -> tuple[Expr, Expr]:
    rules, article, asked = things.rules, things.article, f"houses_{which}_asked"
    owned = rules.let(f"houses_area_{which}", area, "住房建筑面积合计", article, AREA, only_if=asked)
    limit = per_person * most(n, 1)
    return owned, rules.let(f"houses_limit_{which}", limit, "住房面积限额（全家）", article, AREA, only_if=asked)


# --- days of purchase ---


def _bought_lately(things: Owned, what: str, mine: Expr, label: str, unit: str) -> None:
    """Nothing bought in the months before the application; the same day of the month is still inside (民法典 201, 202)."""
    rules, article, code = things.rules, things.article, f"{what}_bought"
    within = things.figure(
        what, f"{code}_months", "申请前几个月内不得购置", lambda rule: int(rule.get("not_acquired_within_months", 0))
    )
    asked = things.asked(f"{code}_asked", within > 0, f"{label}的购置时间有规定")
    # Of a thing whose kind nobody told the kind is asked first.
    since_then = _acquired(things) >= months_before(application_day(rules), within)
    late = where(mine & (within > 0), since_then, False)
    surely = total(where(known(late), late, False), "household")
    rules.let(code, surely, f"申请前规定时间内购置的{label}", article, COUNT, only_if=f"{code}_asked")
    rules.let(f"{code}_within", within, "申请前不得购置的月数", article, COUNT, only_if=f"{code}_asked")
    things.test(
        f"assets_{code}",
        ~asked | ~any_of(late, "household"),
        f"申请前 {{{code}_within}} 个月内没有购置{label}",
        f"有 {{{code}}} {unit}{label}是申请前 {{{code}_within}} 个月内购置的",
        label=f"没有在申请前新购{label}",
        parameter=things.names(what),
        left=code,
        only_if=f"{code}_asked",
    )


def old_vehicles(things: Owned) -> Expr:
    """Whether a vehicle was bought so long ago that the place lets it pass."""
    rules = things.rules
    years = things.figure(
        "vehicles", "vehicles_old_years", "购置几年以上的不计入", lambda rule: int(rule.get("exempt_after_years", 0))
    )
    named = rules.let(
        "vehicles_old_years", years, "购置满几年的机动车不计入", things.article, COUNT, only_if="vehicles_old_years"
    )
    passed = _acquired(things) <= years_before(day_of(rules), named)
    old = rules.let(
        "vehicle_old",
        where(things.of_kind("vehicle") & (named > 0), passed, False),
        "老旧机动车",
        things.article,
        only_if="vehicles_old_years",
    )
    rules.note(
        "vehicle_old",
        old,
        "{kind}购置已满 {vehicles_old_years} 年，按规定不计入",
        label="老旧机动车不计入",
        article=things.article,
        parameter=things.names("vehicles"),
    )
    return old


# --- shops and staff ---


def _shops_max(things: Owned) -> Expr:
    return things.figure(
        "houses", "shops_max", "非居住用房限额", lambda rule: int(rule.get("shops_max", NO_RULE)), NO_RULE
    )


def shops_apart(things: Owned) -> Expr:
    """Whether the place counts shops by themselves; where it says nothing of them, a shop is one more house."""
    return _shops_max(things) != NO_RULE


def _shops(things: Owned) -> None:
    apart = shops_apart(things)
    owned = total(things.of_kind("shop") & apart, "household")
    asked = things.asked("shops_asked", apart & (owned > 0), "非居住用房有限额")
    shops = things.rules.let("shops", owned, "非居住用房数", things.article, COUNT, only_if="shops_asked")
    limit = things.rules.let(
        "shops_limit", _shops_max(things), "非居住用房限额", things.article, COUNT, only_if="shops_asked"
    )
    things.test(
        "assets_shops",
        ~asked | (shops <= limit),
        "商铺等非居住用房 {shops} 处，没有超过规定",
        "商铺等非居住用房 {shops} 处，超过规定的 {shops_limit} 处",
        label="非居住用房符合规定",
        parameter=things.names("houses"),
        left="shops",
        right="shops_limit",
        only_if="shops_asked",
    )


def _hired_staff(things: Owned) -> None:
    rules, article, mine = things.rules, things.article, things.of_kind("business")
    allowed = things.figure(
        "business", "staff_max", "雇工人数限额", lambda rule: int(rule.get("hired_staff_max", NO_RULE)), NO_RULE
    )
    asked = things.asked("staff_asked", (allowed != NO_RULE) & (_counted("business") > 0), "雇工人数有限额")
    hired = rules.input("asset", "hired_staff", "经营主体的雇工人数", "hired_staff")
    staff = rules.let(
        "staff",
        where(asked, total(where(mine, hired, 0), "household"), 0),
        "雇工人数",
        article,
        COUNT,
        only_if="staff_asked",
    )
    limit = rules.let("staff_limit", allowed, "雇工人数限额", article, COUNT, only_if="staff_asked")
    things.test(
        "assets_business_staff",
        ~asked | (staff <= limit),
        "经营主体雇工 {staff} 人，没有超过规定",
        "经营主体雇工 {staff} 人，超过规定的 {staff_limit} 人",
        label="经营主体雇工符合规定",
        parameter=things.names("business"),
        left="staff",
        right="staff_limit",
        only_if="staff_asked",
    )
