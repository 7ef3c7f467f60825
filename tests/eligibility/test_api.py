"""The one door: limits, routes, clocks and whole questions against the book that ships."""

import json
from datetime import date, datetime

import pytest

from eligibility import api
from eligibility.core.workdays import SHANGHAI

pytestmark = pytest.mark.django_db
QINGHAI, HANZHONG, NANZHENG, DEMO = "632521000000", "610728102000", "610703101000", "990101001000"
KINDS = ("emergency", "expenditure")


def fen(text: str) -> int:
    return round(float(text) * 100)


# --- limits ---


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("amount", "level"),
    [
        ("0.01", "township"),
        ("5000.00", "township"),
        ("5000.01", "county"),
        ("40320.00", "county"),
        ("40320.01", "committee"),
    ],
)
def test_qinghai_s_relief_is_decided_by_the_level_whose_limit_holds_it(policies, kind, amount, level):
    answer = api.decider_for(QINGHAI, "temporary_relief", kind, fen(amount), date(2022, 3, 1))
    assert (answer.level, answer.allowed) == (level, True)


def test_the_county_s_limit_follows_the_year_s_standard(policies):
    limit = api.decider_for(QINGHAI, "temporary_relief", "emergency", fen("6000"), date(2020, 3, 1))
    assert (limit.limit_from_fen, limit.limit_to_fen, limit.inclusive) == (fen("5000"), fen("38400"), True)


def test_the_limit_of_a_day_is_the_one_that_was_known_then(policies):
    known = datetime(2021, 6, 1, tzinfo=SHANGHAI)
    then = api.decider_for(QINGHAI, "temporary_relief", "emergency", fen("40000"), date(2021, 6, 1), known_by=known)
    now = api.decider_for(QINGHAI, "temporary_relief", "emergency", fen("40000"), date(2021, 6, 1))
    assert (then.level, now.level) == ("committee", "county")


def test_a_township_above_its_limit_is_told_who_decides_instead(policies):
    answer = api.may_decide(QINGHAI, "temporary_relief", "emergency", "township", fen("5000.01"), date(2022, 3, 1))
    assert (answer.allowed, answer.level) == (False, "county")
    assert answer.reason == "超出乡镇（街道）的权限（5000.00 元），应由县级民政部门审核确认。"
    assert api.may_decide(QINGHAI, "temporary_relief", "emergency", "county", fen("100"), date(2022, 3, 1)).allowed


def test_without_any_published_limit_nobody_is_allowed(policies):
    answer = api.decider_for(QINGHAI, "senior_allowance", None, 100, date(2022, 3, 1))
    assert (answer.allowed, answer.level) == (False, "county")
    assert not api.may_decide(QINGHAI, "senior_allowance", None, "county", 100, date(2022, 3, 1)).allowed


def test_dibao_is_decided_by_the_township_only_where_and_when_it_was_delegated(policies):
    def level(area: str, day: date) -> str:
        return api.decider_for(area, "dibao", None, fen("1670"), day).level

    assert [level(HANZHONG, date(2022, 5, 31)), level(HANZHONG, date(2022, 6, 1))] == ["county", "township"]
    assert level("110101001000", date(2022, 6, 1)) == "county"
    assert [level(DEMO, date(2026, 9, 1))] == ["township"]
    assert api.decider_for(DEMO, "dibao", None, fen("2000.01"), date(2026, 9, 1)).level == "county"


# --- routes ---


def test_hanzhong_s_seven_steps_became_three_and_forty_days_fifteen(policies):
    before = api.route_for(HANZHONG, "dibao", None, date(2022, 5, 31))
    after = api.route_for(HANZHONG, "dibao", None, date(2022, 6, 1))
    assert before is not None
    assert after is not None
    assert (len(before.steps), str(before.total)) == (7, "40个工作日")
    assert (len(after.steps), str(after.total)) == (3, "15个工作日")
    assert (before.decided_by, after.decided_by) == ("county", "township")


def test_the_nation_s_route_takes_thirty_days_and_twenty_where_delegated(policies):
    def total(area: str, day: date) -> tuple[str, str, str | None]:
        route = api.route_for(area, "dibao", None, day)
        assert route is not None
        return str(route.total), str(route.extended), route.decided_by

    assert total("110101", date(2021, 7, 1)) == ("30个工作日", "45个工作日", "county")
    assert total(QINGHAI, date(2022, 10, 19)) == ("30个工作日", "45个工作日", "township")
    assert total(QINGHAI, date(2022, 10, 20)) == ("20个工作日", "45个工作日", "township")


def test_a_unit_that_is_not_stated_as_working_days_stays_days(policies):
    former = api.route_for("230281", "dibao_edge", None, date(2021, 7, 31))
    present = api.route_for("230281", "dibao_edge", None, date(2021, 8, 1))
    assert former is not None
    assert present is not None
    assert (str(former.total), str(present.total)) == ("23日", "15日")


def test_an_emergency_in_qinghai_is_answered_in_twelve_hours_and_helped_in_twenty_four(policies):
    route = api.route_for(QINGHAI, "temporary_relief", "emergency", date(2022, 3, 1))
    assert route is not None
    accepted = datetime(2022, 1, 31, 20, 0, tzinfo=SHANGHAI)
    dues = {one.step.code: one.due for one in route.plan(accepted, api.workdays_for(QINGHAI))}
    assert dues["answer"] is not None
    assert dues["relief"] is not None
    assert dues["answer"].at.isoformat() == "2022-02-01T08:00:00+08:00"
    assert dues["relief"].at.isoformat() == "2022-02-01T20:00:00+08:00"


def test_a_pinned_route_comes_back_from_json_unchanged(policies):
    for benefit, kind in (("dibao", None), ("tekun", None), ("temporary_relief", "emergency")):
        route = api.route_for(DEMO, benefit, kind, date(2026, 9, 1))
        assert route is not None
        assert api.Route.from_json(json.loads(json.dumps(route.to_json()))) == route


def test_the_notice_belongs_only_to_the_benefits_it_names(policies):
    dibao = api.route_for("110101", "dibao", None, date(2022, 1, 1))
    relief = api.route_for("110101", "temporary_relief", "expenditure", date(2022, 1, 1))
    assert dibao is not None
    assert relief is not None
    assert dibao.notice is not None
    assert (dibao.notice.days, dibao.notice.first_day_counts) == (7, False)
    assert relief.notice is None


# --- clocks ---


def test_payment_falls_on_the_last_open_day_before_the_tenth(policies):
    paid = {month: api.payday(date(2022, month, 1), "61") for month in (3, 4, 9)}
    assert {month: due.day.isoformat() for month, due in paid.items() if due} == {
        3: "2022-03-10",
        4: "2022-04-08",
        9: "2022-09-09",
    }


def test_a_year_without_a_notice_is_provisional_and_says_so(policies):
    assert api.due_on(date(2026, 12, 20), api.Term(9, "working_day")).provisional is False
    after = api.due_on(date(2026, 12, 20), api.Term(10, "working_day"))
    assert (after.day, after.provisional) == (date(2027, 1, 1), True)


def test_a_term_is_counted_with_the_holidays_that_were_known(policies):
    start, term = date(2020, 1, 22), api.Term(3, "working_day")
    before = api.due_on(start, term, known_by=datetime(2020, 1, 26, 23, tzinfo=SHANGHAI))
    assert before.day == date(2020, 2, 1)  # 23 and 31 January, and the make-up Saturday
    assert api.due_on(start, term).day == date(2020, 2, 4)  # the holiday was extended to 2 February


def test_the_first_month_and_the_review_follow_the_decision(policies):
    start = api.first_month(DEMO, "dibao", date(2026, 6, 30))
    assert start == date(2026, 7, 1)
    assert api.first_month(DEMO, "temporary_relief", date(2026, 6, 30)) is None
    terms = api.review_terms(DEMO, "dibao", date(2026, 6, 30))
    assert api.next_review_by(terms, start) == date(2027, 6, 30)
    assert api.next_review_by(terms, start, when="unstable_able") == date(2026, 12, 31)


# --- whole questions ---

QUESTION = {
    "id": "青海一人户",
    "benefit": "dibao",
    "area": QINGHAI,
    "setting": "urban",
    "on": "2022-06-01",
    "application": {"basis": "hukou", "accepted_on": "2022-06-01", "single_person": False},
    "policy": {
        "dibao.method": {"urban": "difference", "rural": "difference"},
        "dibao.supplements": [],
        "expenditure.deductible": [],
        "income.employment_cost": {"method": "none"},
        "income.maintenance": {"method": "none"},
        "income.imputed": [],
        "assets.financial": {"months_of_standard": "24", "per": "person"},
        "assets.houses": {"max": 1},
        "assets.vehicles": {"max": 0},
        "assets.business": {"max": 0},
    },
    "members": [
        {
            "ref": "a",
            "relation": "self",
            "status": "at_home",
            "birth_date": "1980-01-01",
            "sex": "male",
            "disabilities": [],
            "serious_illness": False,
            "labour": "full",
            "study": "none",
            "incomes": [{"kind": "wage", "amount": "300", "per": "month"}],
            "expenses": [],
        }
    ],
    "assets": [],
    "obligors": [],
    "receives": [],
}


def test_an_answer_names_its_route_its_limit_its_days_and_its_first_month(policies):
    answer = api.assess(QUESTION).to_json()
    assert (answer["outcome"], answer["amount"]) == ("yes", "372.00")
    route = answer["route"]
    assert (route["decided_by"], route["limit"]["from"], route["limit"]["to"]) == ("township", "0.00", None)
    assert (route["total"], route["due"]) == ({"n": 30, "unit": "working_day"}, "2022-07-14T23:59:59+08:00")
    survey = next(step for step in route["steps"] if step["step"] == "survey")
    assert (survey["due"], survey["term"]) == ("2022-06-07T23:59:59+08:00", {"n": 3, "unit": "working_day"})
    assert (answer["first_month"], answer["next_review_by"]) == ("2022-07", "2023-06-30")


def test_the_same_question_always_has_the_same_answer(policies):
    assert api.assess(QUESTION).to_json() == api.assess(json.loads(json.dumps(QUESTION))).to_json()


def test_a_question_may_ask_for_the_policy_as_it_was_known(policies):
    early = {**QUESTION, "on": "2021-08-01", "application": {}, "known_by": "2021-10-01T00:00:00+08:00"}
    late = {**early, "known_by": "2021-11-02T00:00:00+08:00"}
    assert [api.assess(early).to_json()["amount"], api.assess(late).to_json()["amount"]] == ["340.00", "372.00"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"policy": {"dibao.standrad": {}}}, "policy.dibao.standrad"),
        (
            {"policy": {"dibao.standard": {"urban": {"amount": 672, "per": "month"}}}},
            "policy.dibao.standard.urban.amount",
        ),
        ({"policy": {"authority": [{"benefit": "dibao", "level": "village"}]}}, "policy.authority[0].level"),
        ({"policy": {"nonsense": None}}, "policy.nonsense"),
        ({"area": "63252"}, "area"),
        ({"area": "001234"}, "area"),
    ],
)
def test_a_question_that_cannot_be_read_names_the_path(policies, change, path):
    with pytest.raises(api.BadInput) as error:
        api.assess({**QUESTION, **change})
    assert error.value.path == path
