"""Forms of the property rule that only some places have: floor area, late purchases, vehicles that pass, shops, hired staff.

Each is asked of a household only where its place has published it (L57 art.14 leaves the rule to the place).
"""

from typing import Any

from eligibility.core.days import months_before, years_before
from eligibility.core.floor_area import parse_area
from eligibility.core.graph import AREA, COUNT, FEN, Expr, all_of, any_of, known, most, total, where
from eligibility.core.household import day_of
from eligibility.core.money import parse_basis_points, parse_yuan, portion
from eligibility.core.owned import Form, Owned, Rule
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


def _per_person(form: Rule | None, times: str = "area_times") -> int:
    """Hundredths of a square metre for one person: the figure of the place, or so many times it."""
    if form is None:
        return 0
    return portion(parse_area(form["area_per_person"]), parse_basis_points(form.get(times, "1")))


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
    usual = things.figure("houses", "houses_usual_max", "住房限额", lambda rule: int(rule.get("max", NO_RULE)), NO_RULE)
    homes, more = _counted("houses"), more_if_small(things)
    beyond = (more > 0) & (homes > usual) & (homes <= more)
    form = things.form("houses_small_asked", "houses", beyond, "住房超过限额，面积小的可以保留")
    area, limit = _area_of(form, "small"), _limit_of(form, "small", per_person * most(n, 1))
    form.test(
        "assets_houses_small",
        area < limit + up_to,
        "住房共 {houses_area_small} 平方米，在按 {n} 人计算的 {houses_limit_small} 平方米以内，可以有 {houses} 套",
        "住房共 {houses_area_small} 平方米，不在按 {n} 人计算的 {houses_limit_small} 平方米以内，不能有 {houses} 套",
        label="住房面积小，可以多有一套",
        left=area,
        right=limit,
    )


def _area_at_most(things: Owned, n: Expr) -> None:
    """However many homes there are, together they are not larger than the place's figure a head."""
    per_person = things.figure(
        "houses", "houses_area_most", "人均面积限额", lambda rule: _per_person(rule.get("area_most"))
    )
    limited = (per_person > 0) & (_counted("houses") > 0)
    form = things.form("houses_most_asked", "houses", limited, "住房面积有限额")
    area = _area_of(form, "most")
    usual = per_person * most(n, 1)
    limit = _limit_of(form, "most", _wider_after_disaster(form, area, usual, n))
    form.test(
        "assets_houses_area",
        area <= limit,
        "住房共 {houses_area_most} 平方米，没有超过按 {n} 人计算的 {houses_limit_most} 平方米",
        "住房共 {houses_area_most} 平方米，超过按 {n} 人计算的 {houses_limit_most} 平方米",
        label="住房面积符合规定",
        left=area,
        right=limit,
    )


def _area_of(form: Form, which: str) -> Expr:
    area = where(form.asked, _owned_area(form.things), 0)
    return form.let(f"houses_area_{which}", area, "住房建筑面积合计", AREA)


def _limit_of(form: Form, which: str, limit: Expr) -> Expr:
    return form.let(f"houses_limit_{which}", limit, "住房面积限额（全家）", AREA)


def _wider_after_disaster(form: Form, area: Expr, usual: Expr, n: Expr) -> Expr:
    """The limit, or a wider one where every home was got after a disaster; asked only of homes that lie between the two."""
    things = form.things
    per_person = things.figure("houses", "houses_area_disaster", "灾后住房人均面积限额", _after_disaster)
    wider = per_person * most(n, 1)
    between = (per_person > 0) & form.asked & (area > usual) & (area <= wider)
    asked = things.asked("houses_disaster_asked", between, "住房面积在一般限额和灾后限额之间")
    got = things.rules.input("asset", "after_disaster", "住房是否灾后重建、购置或者安置", "after_disaster")
    every = all_of(where(things.of_kind("house"), got == 1, True), "household")
    holds = things.rules.let(
        "houses_after_disaster",
        where(asked, every, False),
        "住房都是灾后重建、购置或者安置的",
        things.article,
        only_if="houses_disaster_asked",
    )
    words = "住房是灾后重建、购置或者安置的，面积限额放宽到 {houses_limit_most} 平方米"
    things.rules.note("houses_after_disaster", holds, words, article=things.article, parameter=things.names("houses"))
    return where(holds, wider, usual)


def _after_disaster(rule: Rule) -> int:
    form: Rule = rule.get("area_most") or {}
    return _per_person(form, "area_times_after_disaster") if "area_times_after_disaster" in form else 0


# --- days of purchase ---


def _bought_lately(things: Owned, what: str, mine: Expr, label: str, unit: str) -> None:
    """Nothing bought in the months before the application; the same day of the month is still inside (民法典 201, 202)."""
    code = f"{what}_bought"
    within = things.figure(
        what, f"{code}_months", "申请前几个月内不得购置", lambda rule: int(rule.get("not_acquired_within_months", 0))
    )
    form = things.form(f"{code}_asked", what, within > 0, f"{label}的购置时间有规定")
    # Of a thing whose kind nobody told the kind is asked first.
    since_then = _acquired(things) >= months_before(application_day(things.rules), within)
    late = where(mine & (within > 0), since_then, False)
    surely = total(where(known(late), late, False), "household")
    bought = form.let(code, surely, f"申请前规定时间内购置的{label}")
    form.let(f"{code}_within", within, "申请前不得购置的月数")
    form.test(
        f"assets_{code}",
        ~any_of(late, "household"),
        f"申请前 {{{code}_within}} 个月内没有购置{label}",
        f"有 {{{code}}} {unit}{label}是申请前 {{{code}_within}} 个月内购置的",
        label=f"没有在申请前新购{label}",
        left=bought,
        right=None,
    )


# --- vehicles that pass ---


def passed_vehicles(things: Owned) -> Expr:
    """Whether the place lets a vehicle pass: bought or built so long ago, or worth little."""
    built = things.rules.input("asset", "built_on", "机动车的出厂日期", "built_on")
    bought_long_ago = _aged(things, "old", "exempt_after_years", _acquired(things), "购置")
    return (
        bought_long_ago | _aged(things, "built", "exempt_after_built_years", built, "出厂") | _of_little_worth(things)
    )


def _aged(things: Owned, which: str, key: str, since: Expr, word: str) -> Expr:
    """So many full years have passed since a vehicle was bought, or since it was built."""
    name = f"vehicles_{which}_years"
    years = things.figure("vehicles", name, f"{word}几年以上的不计入", lambda rule: int(rule.get(key, 0)))
    named = things.named_figure(name, years, f"{word}满几年的机动车不计入", COUNT)
    passed = since <= years_before(day_of(things.rules), named)
    return things.passes(
        f"vehicle_{which}",
        where(things.of_kind("vehicle") & (named > 0), passed, False),
        f"{{kind}}{word}已满 {{{name}}} 年，按规定不计入",
        "老旧机动车",
        "vehicles",
        name,
    )


def _of_little_worth(things: Owned) -> Expr:
    """A vehicle by itself is worth no more than the place lets pass."""
    name = "vehicles_cheap_fen"
    most_worth = things.figure("vehicles", name, "价值多少以内的不计入", _exempt_up_to)
    named = things.named_figure(name, most_worth, "价值不超过多少的机动车不计入", FEN)
    return things.passes(
        "vehicle_cheap",
        where(things.of_kind("vehicle") & (named > 0), things.fen <= named, False),
        f"{{kind}}价值不超过 {{{name}}} 元，按规定不计入",
        "价值低的机动车",
        "vehicles",
        name,
    )


def _exempt_up_to(rule: Rule) -> int:
    return parse_yuan(rule["exempt_up_to"]) if "exempt_up_to" in rule else 0


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
    form = things.form("shops_asked", "houses", apart & (owned > 0), "非居住用房有限额")
    shops = form.let("shops", owned, "非居住用房数")
    limit = form.let("shops_limit", _shops_max(things), "非居住用房限额")
    form.test(
        "assets_shops",
        shops <= limit,
        "商铺等非居住用房 {shops} 处，没有超过规定",
        "商铺等非居住用房 {shops} 处，超过规定的 {shops_limit} 处",
        label="非居住用房符合规定",
        left=shops,
        right=limit,
    )


def _hired_staff(things: Owned) -> None:
    allowed = things.figure(
        "business", "staff_max", "雇工人数限额", lambda rule: int(rule.get("hired_staff_max", NO_RULE)), NO_RULE
    )
    limited = (allowed != NO_RULE) & (_counted("business") > 0)
    form = things.form("staff_asked", "business", limited, "雇工人数有限额")
    hired = things.rules.input("asset", "hired_staff", "经营主体的雇工人数", "hired_staff")
    together = total(where(things.of_kind("business"), hired, 0), "household")
    staff = form.let("staff", where(form.asked, together, 0), "雇工人数")
    limit = form.let("staff_limit", allowed, "雇工人数限额")
    form.test(
        "assets_business_staff",
        staff <= limit,
        "经营主体雇工 {staff} 人，没有超过规定",
        "经营主体雇工 {staff} 人，超过规定的 {staff_limit} 人",
        label="经营主体雇工符合规定",
        left=staff,
        right=limit,
    )
