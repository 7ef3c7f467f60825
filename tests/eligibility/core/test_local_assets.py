"""Local forms of the property rule: against dates and fractions by hand, what cannot be read or published, who is asked."""

import calendar
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.core.facts import ASSET_MEASURES
from eligibility.core.floor_area import parse_area, square_metres
from eligibility.core.months import change_days
from eligibility.core.periods import Period
from eligibility.core.question import Question
from eligibility.core.reading import BadInput
from eligibility.core.shapes import BadValue
from tests.eligibility.core.law import adult, ask, family_of
from tests.eligibility.core.test_soundness import refused

ON = date(2022, 6, 1)
MANY = settings(max_examples=200, deadline=None)
HOUSES: dict[str, Any] = {
    "max": 1,
    "if_small": {"max": 2, "area_per_person": "30.00"},
    "not_acquired_within_months": 12,
}


def owning(*things: dict[str, Any], heads: int = 1, on: date = ON, **policy: Any) -> dict[str, Any]:
    """A family without income that owns these things, in a place with these rules."""
    people = [adult("a", "self"), *(adult(f"m{place}", "other") for place in range(1, heads))]
    asked = family_of(*people, assets=list(things), on=on.isoformat())
    return {**asked, "policy": {**asked["policy"], **policy}}


# --- by hand ---


def a_month_before(day: date, months: int) -> date:
    """The same day so many months earlier; in a shorter month its last day is already later than that."""
    month = day.year * 12 + day.month - 1 - months
    year, month = divmod(month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    first_late = date(year, month + 1, min(day.day, last))
    return first_late if day.day <= last else first_late + timedelta(days=1)


@MANY
@given(st.dates(date(2019, 1, 1), date(2024, 12, 31)), st.integers(0, 900), st.integers(1, 24))
def test_late_is_what_was_bought_since_the_same_day_so_many_months_ago(on: date, ago: int, months: int) -> None:
    bought = on - timedelta(days=ago)
    house = {"kind": "house", "acquired_on": bought.isoformat()}
    answer = ask(owning(house, on=on, **{"assets.houses": {"max": 1, "not_acquired_within_months": months}}))
    assert (answer.outcome == "no") == (bought >= a_month_before(on, months))


@MANY
@given(st.dates(date(2019, 1, 1), date(2024, 12, 31)), st.dates(date(2000, 1, 1), date(2019, 1, 1)), st.integers(1, 20))
def test_old_is_what_was_bought_full_years_ago(on: date, bought: date, years: int) -> None:
    car = {"kind": "vehicle", "acquired_on": bought.isoformat()}
    answer = ask(owning(car, on=on, **{"assets.vehicles": {"max": 0, "exempt_after_years": years}}))
    passed = on.year - bought.year - ((on.month, on.day) < (bought.month, bought.day))
    assert (answer.outcome == "yes") == (passed >= years)


AREAS = st.integers(1, 12_000)


@MANY
@given(AREAS, AREAS, st.integers(1, 4), st.sampled_from([None, "1", "1.3", "2"]), st.booleans())
def test_small_is_below_the_places_figure_a_head(
    one: int, two: int, heads: int, times: str | None, inclusive: bool
) -> None:
    small = {"max": 2, "area_per_person": "15.01", "inclusive": inclusive, **({"area_times": times} if times else {})}
    homes = [{"kind": "house", "floor_area": square_metres(area)} for area in (one, two)]
    answer = ask(owning(*homes, heads=heads, **{"assets.houses": {"max": 1, "if_small": small}}))
    # the figure of one person is a published one: rounded to the hundredth, half upwards
    person = int(Fraction("15.01") * Fraction(times or "1") * 100 + Fraction(1, 2))
    limit = person * heads
    assert (answer.outcome == "yes") == (one + two < limit or (inclusive and one + two == limit))


@MANY
@given(st.integers(0, 5_000_000), st.integers(1, 4), st.sampled_from(["person", "household", None]))
def test_a_business_is_worth_so_many_standards_at_most(fen: int, heads: int, per: str | None) -> None:
    rule = {"max": 1, "months_of_standard": "24", **({"per": per} if per else {})}
    shop = {"kind": "business", "amount": f"{fen // 100}.{fen % 100:02d}"}
    answer = ask(owning(shop, heads=heads, **{"assets.business": rule}))
    assert (answer.outcome == "yes") == (fen <= 500_00 * 24 * (heads if per == "person" else 1))


@MANY
@given(
    st.integers(0, 6_000_000), st.integers(1, 4), st.lists(st.sampled_from([True, False, None]), min_size=4, max_size=4)
)
def test_a_grave_illness_counts_between_the_two_limits_and_nowhere_else(
    fen: int, heads: int, ill: list[bool | None]
) -> None:
    rule = {"months_of_standard": "24", "per": "person", "if_serious_illness": {"amount": "50000", "per": "household"}}
    saved = {"kind": "deposit", "amount": f"{fen // 100}.{fen % 100:02d}"}
    asked = owning(saved, heads=heads, **{"assets.financial": rule})
    for person, told in zip(asked["members"], ill, strict=False):
        person["serious_illness"] = told
    usual, sick, told_of = 500_00 * 24 * heads, 50_000_00, ill[:heads]
    expected = (
        "yes" if fen <= usual or (fen <= sick and True in told_of)
        else "unknown" if fen <= sick and None in told_of
        else "no"
    )  # fmt: skip
    assert ask(asked).outcome == expected


@MANY
@given(AREAS, st.integers(1, 3), st.sampled_from([True, False, None]))
def test_a_home_after_a_disaster_may_be_larger(area: int, heads: int, got: bool | None) -> None:
    rule = {"area_most": {"area_per_person": "30.01", "area_times_after_disaster": "1.3"}}
    home = {"kind": "house", "floor_area": square_metres(area), "after_disaster": got}
    usual, wider = 3001 * heads, 3901 * heads  # 30.01 x 1.3 = 39.013, a published figure to the hundredth
    expected = (
        "yes" if area <= usual or (area <= wider and got) else "unknown" if area <= wider and got is None else "no"
    )
    assert ask(owning(home, heads=heads, **{"assets.houses": rule})).outcome == expected


@MANY
@given(
    st.integers(0, 60_000),
    st.dates(date(2000, 1, 1), ON),
    st.dates(date(2000, 1, 1), ON),
    st.integers(1, 20),
    st.integers(1, 20),
)
def test_a_vehicle_passes_by_its_purchase_its_making_or_its_worth(
    worth: int, bought: date, built: date, years: int, built_years: int
) -> None:
    rule = {"max": 0, "exempt_after_years": years, "exempt_after_built_years": built_years, "exempt_up_to": "300"}
    car = {
        "kind": "vehicle",
        "amount": f"{worth // 100}.{worth % 100:02d}",
        "acquired_on": str(bought),
        "built_on": str(built),
    }
    passed = [ON.year - day.year - ((ON.month, ON.day) < (day.month, day.day)) for day in (bought, built)]
    by_hand = passed[0] >= years or passed[1] >= built_years or worth <= 300_00
    assert (ask(owning(car, **{"assets.vehicles": rule})).outcome == "yes") == by_hand


@given(st.integers(1, 9_999_999))
def test_an_area_reads_back_as_it_is_printed(hundredths: int) -> None:
    assert parse_area(square_metres(hundredths)) == hundredths


# --- only whom the rule concerns is asked ---

THINGS: tuple[dict[str, Any], ...] = ({"kind": "house"}, {"kind": "vehicle"}, {"kind": "business"}, {"kind": "shop"})
PLAIN = {"assets.houses": {"max": 2}, "assets.vehicles": {"max": 1}, "assets.business": {"max": 1}}
LOCAL = {
    "assets.houses": {**HOUSES, "area_most": {"area_per_person": "40.00"}, "shops_max": 1},
    "assets.vehicles": {"max": 0, "exempt_after_years": 10, "not_acquired_within_months": 12},
    "assets.business": {"max": 1, "hired_staff_max": 0, "months_of_standard": 12},
}
MEASURES = tuple(ASSET_MEASURES)


@pytest.mark.parametrize("benefit", ["dibao", "dibao_edge", "rigid_expenditure", "tekun", "temporary_relief"])
def test_a_family_whose_place_has_no_such_rule_is_never_asked(benefit: str) -> None:
    asked = [each.path for each in ask({**owning(*THINGS, **PLAIN), "benefit": benefit}).missing]
    assert not [path for path in asked if path.endswith(MEASURES)]


def test_who_owns_no_such_thing_is_asked_nothing() -> None:
    assert ask(owning({"kind": "deposit", "amount": "0"}, **LOCAL)).outcome == "yes"


def test_who_owns_them_is_asked_what_his_places_rule_needs() -> None:
    asked = [each.path for each in ask(owning(*THINGS, **LOCAL)).missing]
    assert asked == [
        "assets[1].acquired_on", "assets[2].amount", "assets[0].floor_area", "assets[0].acquired_on",
        "assets[3].acquired_on", "assets[2].hired_staff",
    ]  # fmt: skip


def test_of_a_thing_of_no_known_kind_the_kind_is_asked_first() -> None:
    asked = [each.path for each in ask(owning({"amount": "1"}, **LOCAL)).missing]
    assert [path for path in asked if path.startswith("assets")] == ["assets[0].kind"]


def test_a_form_that_the_place_does_not_have_leaves_neither_finding_nor_step() -> None:
    plain, local = (ask(owning(*THINGS, **rules)) for rules in (PLAIN, LOCAL))
    codes = {"assets_houses_small", "assets_houses_area", "assets_houses_bought", "assets_vehicles_bought", "assets_shops",
             "assets_business_staff", "assets_business_capital"}  # fmt: skip
    assert not codes & {finding.code for finding in plain.findings}
    assert codes - {"assets_houses_small"} <= {finding.code for finding in local.findings}
    added = {"houses_area_most", "houses_bought", "shops", "staff", "vehicles_old_years", "business_worth"}
    assert not added & {step.name for step in plain.steps}
    assert added <= {step.name for step in local.steps}


def test_who_needs_no_check_of_property_is_asked_nothing_of_it() -> None:
    drawing = {"receives": [{"benefit": "dibao", "from": "2020-01-01", "area": "110000"}]}
    relief = {**owning(*THINGS, **LOCAL), **drawing, "benefit": "temporary_relief", "kind": "expenditure"}
    assert not [each.path for each in ask(relief).missing if each.path.startswith("assets")]


def test_the_finding_cites_the_article_and_the_places_document() -> None:
    rule = {**HOUSES, "document": "某市办法", "article": "第五条"}
    homes = [{"kind": "house", "floor_area": "20", "acquired_on": "2000-01-01"}] * 2
    finding = next(
        each for each in ask(owning(*homes, **{"assets.houses": rule})).findings if each.code == "assets_houses_small"
    )
    assert (finding.left, finding.right, finding.holds) == ("40.00", "30.00", False)
    assert (finding.article, finding.parameter) == ("民发〔2021〕57号 第十四条", "assets.houses")


def test_a_reason_that_a_benefits_own_rule_does_not_name_is_left_to_the_rule_for_all() -> None:
    rules = {"assets.vehicles": {"max": 0, "exempt": ["for_rehabilitation"]}, "edge.assets_vehicles": {"max": 0}}
    car = {"kind": "vehicle", "exempt_reason": "for_rehabilitation"}
    wage = [{"kind": "wage", "amount": "600", "per": "month"}]
    edge = {**owning(car, **rules), "benefit": "dibao_edge"}
    edge["members"][0]["incomes"] = wage
    assert ask(edge).outcome == "yes"
    edge["policy"]["edge.assets_vehicles"] = {"max": 0, "exempt": ["disabled_car"]}
    assert ask(edge).outcome == "no"


# --- what cannot be read ---


@pytest.mark.parametrize(
    ("thing", "path", "words"),
    [
        ({"kind": "house", "floor_area": "0"}, "assets[0].floor_area", "大于零"),
        ({"kind": "house", "floor_area": "0.00"}, "assets[0].floor_area", "大于零"),
        ({"kind": "house", "floor_area": "88.505"}, "assets[0].floor_area", "最多两位小数"),
        ({"kind": "house", "floor_area": "-1"}, "assets[0].floor_area", '"-1"'),
        ({"kind": "house", "floor_area": "100000"}, "assets[0].floor_area", "至多五位"),
        ({"kind": "house", "floor_area": 88.5}, "assets[0].floor_area", '如 "88.50"'),
        ({"kind": "vehicle", "floor_area": "8"}, "assets[0].floor_area", "house、shop"),
        ({"kind": "house", "acquired_on": "2022-06-02"}, "assets[0].acquired_on", "不能晚于 2022-06-01"),
        ({"kind": "house", "acquired_on": "2022-02-30"}, "assets[0].acquired_on", "实际存在的日期"),
        ({"kind": "deposit", "acquired_on": "2020-01-01"}, "assets[0].acquired_on", "这一项是 deposit"),
        ({"kind": "business", "hired_staff": -1}, "assets[0].hired_staff", "应在 0 至 9999 之间"),
        ({"kind": "business", "hired_staff": True}, "assets[0].hired_staff", "整数"),
        ({"kind": "house", "hired_staff": 0}, "assets[0].hired_staff", "business"),
        ({"kind": "shop", "after_disaster": True}, "assets[0].after_disaster", "house"),
        ({"kind": "house", "after_disaster": "yes"}, "assets[0].after_disaster", "true 或 false"),
        ({"kind": "vehicle", "built_on": "2022-06-02"}, "assets[0].built_on", "出厂日期不能晚于 2022-06-01"),
        ({"kind": "house", "built_on": "2000-01-01"}, "assets[0].built_on", "vehicle"),
        ({"kind": "house", "rooms": 3}, "assets[0].rooms", "floor_area"),
    ],
)
def test_a_measure_that_cannot_be_is_refused_with_its_place(thing: dict[str, Any], path: str, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        Question.from_json(owning(thing))
    assert caught.value.path == path
    assert words in caught.value.message


@pytest.mark.parametrize(
    "thing",
    [
        {"kind": "house", "floor_area": "0.01", "acquired_on": "2022-06-01"},
        {"kind": "shop", "floor_area": "99999.99"},
        {"kind": "house", "after_disaster": False},
        {"kind": "vehicle", "built_on": "2022-06-01"},
        {"kind": "business", "hired_staff": 9999},
        {"floor_area": "8", "hired_staff": 0},
    ],
)
def test_the_same_on_the_right_side_is_read(thing: dict[str, Any]) -> None:
    assert Question.from_json(owning(thing)).household.assets


# --- what cannot be published ---


IDLE: tuple[tuple[dict[str, Any], str, str], ...] = (
        ({"assets.houses": {"max": 1, "if_small": {"max": 1, "area_per_person": "30"}}}, "assets.houses.if_small.max", "不多于一般的 1 套"),
        ({"edge.assets_houses": {"max": 2, "if_small": {"max": 1, "area_per_person": "30"}}}, "edge.assets_houses.if_small.max", "永远用不到"),
        ({"assets.houses": {"max": 1, "if_small": {"max": 2, "area_per_person": "30", "area_times": "0"}}}, "assets.houses.if_small", "0.00 平方米"),
        ({"rigid.assets_houses": {"max": 1, "area_most": {"area_per_person": "0.01", "area_times": "0.4"}}}, "rigid.assets_houses.area_most", "没有住房在它以内"),
        ({"assets.houses": {"max": 1, "if_small": {"max": 2, "area_per_person": "50.01"}, "area_most": {"area_per_person": "50"}}}, "assets.houses.if_small", "人均 50.01 平方米为限"),
        ({"assets.houses": {"max": 1, "if_small": {"max": 2}}}, "assets.houses.if_small.area_per_person", "缺少这一项"),
        ({"assets.houses": {"max": 1, "area_most": {"area_per_person": 30}}}, "assets.houses.area_most.area_per_person", "平方米数字符串"),
        ({"assets.houses": {"max": 1, "amount": "1"}}, "assets.houses.amount", "没有这一项"),
        ({"assets.houses": {"max": 1, "not_acquired_within_months": 0}}, "assets.houses.not_acquired_within_months", "1 至 120"),
        ({"assets.vehicles": {"max": 0, "exempt_after_years": 0}}, "assets.vehicles.exempt_after_years", "1 至 50"),
        ({"assets.vehicles": {"max": 1, "amount": "1", "months_of_standard": 1}}, "assets.vehicles", "只能写一项"),
        ({"assets.vehicles": {"max": 1, "hired_staff_max": 0}}, "assets.vehicles.hired_staff_max", "没有这一项"),
        ({"assets.business": {"max": 1, "per": "person"}}, "assets.business.per", "才写按每人还是每户"),
        ({"rigid.assets_business": {"max": 1, "hired_staff_max": -1}}, "rigid.assets_business.hired_staff_max", "0 至 1000"),
        ({"assets.houses": {}}, "assets.houses", "没有写任何限额，这样的规定什么也不限制；至少写一项：max、area_most、shops_max"),
        ({"assets.vehicles": {"exempt": ["disabled_car"], "exempt_after_years": 10, "exempt_up_to": "3"}}, "assets.vehicles", "没有写任何限额"),
        ({"edge.assets_business": {"per": "person"}}, "edge.assets_business", "hired_staff_max"),
        ({"assets.houses": {"shops_max": 0, "if_small": {"max": 2, "area_per_person": "30"}}}, "assets.houses.if_small", "写了 max 才写"),
        ({"assets.houses": {"max": 1, "area_most": {"area_per_person": "30", "area_times": "1.3", "area_times_after_disaster": "1.3"}}}, "assets.houses.area_most.area_times_after_disaster", "不大于一般的限额"),
        ({"assets.houses": {"max": 1, "area_most": {"area_per_person": "30", "area_times_after_disaster": "0"}}}, "assets.houses.area_most.area_times_after_disaster", "永远用不到"),
        ({"assets.vehicles": {"max": 0, "exempt_up_to": "0"}}, "assets.vehicles.exempt_up_to", "永远用不到"),
        ({"assets.financial": {"amount": "500", "per": "person", "if_serious_illness": {"amount": "500.00", "per": "person"}}}, "assets.financial.if_serious_illness", "不高于一般的限额"),
        ({"edge.assets_financial": {"months_of_standard": 24, "per": "person", "if_serious_illness": {"months_of_standard": "23.9", "per": "person"}}}, "edge.assets_financial.if_serious_illness", "不高于一般的限额"),
        ({"assets.financial": {"amount": "500", "per": "person", "if_serious_illness": {"per": "person"}}}, "assets.financial.if_serious_illness", "必须且只能写一项"),
        ({"assets.financial": {"amount": "500", "per": "person", "if_serious_illness": {"amount": "600"}}}, "assets.financial.if_serious_illness.per", "缺少这一项"),
)  # fmt: skip


@pytest.mark.parametrize(("values", "row", "reason"), IDLE)
def test_a_rule_under_which_nothing_can_lie_is_refused(values: dict[str, object], row: str, reason: str) -> None:
    (only,) = refused(values)
    assert only.startswith(f"{row}：")
    assert reason in only


@pytest.mark.parametrize(("values", "row", "reason"), IDLE)
def test_the_same_rule_is_refused_in_a_question_with_the_same_words(
    values: dict[str, Any], row: str, reason: str
) -> None:
    with pytest.raises(BadValue) as caught:
        ask(owning({"kind": "house"}, **values))
    assert caught.value.path == f"policy.{row}"
    assert reason in caught.value.message


def test_rules_that_leave_room_are_taken() -> None:
    assert refused({**LOCAL, "edge.assets_houses": HOUSES}) == []
    same = {"max": 1, "if_small": {"max": 2, "area_per_person": "50"}, "area_most": {"area_per_person": "50"}}
    assert refused({"rigid.assets_houses": same}) == []
    unlike = {"amount": "500", "per": "person", "if_serious_illness": {"amount": "400", "per": "household"}}
    without = {
        "assets.houses": {"shops_max": 0},
        "assets.vehicles": {"amount": "1"},
        "assets.business": {"hired_staff_max": 0},
    }
    assert refused({"assets.financial": unlike, **without}) == []


# --- a month is cut where a purchase stops being late, or a thing grows old ---


@pytest.mark.parametrize(
    ("policy", "kind", "bought", "turn"),
    [
        ({"assets.vehicles": {"max": 0, "exempt_after_built_years": 10}}, "built", "2012-06-15", date(2022, 6, 15)),
        ({"assets.houses": {"max": 1, "not_acquired_within_months": 12}}, "house", "2021-06-14", date(2022, 6, 15)),
        ({"assets.houses": {"max": 1, "not_acquired_within_months": 1}}, "house", "2022-05-31", date(2022, 7, 1)),
        ({"assets.vehicles": {"max": 0, "exempt_after_years": 10}}, "vehicle", "2012-06-15", date(2022, 6, 15)),
    ],
)
def test_the_day_on_which_the_answer_turns_is_a_day_of_change(
    policy: dict[str, Any], kind: str, bought: str, turn: date
) -> None:
    thing = {"kind": "vehicle", "built_on": bought} if kind == "built" else {"kind": kind, "acquired_on": bought}
    asked = owning(thing, on=turn, **policy)
    before = {**asked, "on": (turn - timedelta(days=1)).isoformat()}
    assert (ask(before).outcome, ask(asked).outcome) == ("no", "yes")
    around = Period(turn - timedelta(days=10), turn + timedelta(days=10))
    assert turn in change_days([Question.from_json(asked)], (), around)
