"""Reading a question: what is refused, where, and with which words."""

from typing import Any

import pytest

from eligibility.core.facts import UNKNOWN
from eligibility.core.question import Question
from eligibility.core.reading import BadInput
from tests.eligibility.core.law import adult, changed, family_of

PLAIN = family_of(adult("a", "self"), adult("b", "spouse"))


def refusal(changes: dict[str, Any]) -> BadInput:
    with pytest.raises(BadInput) as caught:
        Question.from_json(changed(PLAIN, changes))
    return caught.value


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("benefit", {"benefit": "dole"}),
        ("benefit", {"benefit": None}),
        ("area", {"area": None}),
        ("area", {"area": "63x"}),
        ("area", {"area": "123"}),
        ("area", {"area": 632500}),
        ("on", {"on": None}),
        ("on", {"on": "2022-02-29"}),
        ("on", {"on": "2022-6-1"}),
        ("on", {"on": "20220601"}),
        ("on", {"on": "2022-06-01T00:00"}),
        ("on", {"on": 20220601}),
        ("known_by", {"known_by": "2022-06-01T00:00:00"}),
        ("known_by", {"known_by": "yesterday"}),
        ("kind", {"kind": "sudden"}),
        ("setting", {"setting": "suburban"}),
        ("surprise", {"surprise": 1}),
        ("policy", {"policy": []}),
        ("application", {"application": "hukou"}),
        ("application.basis", {"application.basis": "guest"}),
        ("application.single_person", {"application.single_person": "yes"}),
        ("application.months", {"application.months": 0}),
        ("application.months", {"application.months": True}),
        ("application.amount_requested", {"application.amount_requested": 6000}),
        ("application.accepted_on", {"application.accepted_on": "2022-13-01"}),
        ("application.colour", {"application.colour": "red"}),
        ("members", {"members": []}),
        ("members", {"members": {}}),
        ("members[0]", {"members": ["a"]}),
        ("members[1].ref", {"members.1.ref": "a"}),
        ("members[1].relation", {"members.1.relation": "self"}),
        ("members[1].relation", {"members.1.relation": "cousin"}),
        ("members[0].status", {"members.0.status": "asleep"}),
        ("members[0].birth_date", {"members.0.birth_date": "2022-06-02"}),
        ("members[0].birth_date", {"members.0.birth_date": "1890-01-01"}),
        ("members[0].hardship_class", {"members.0.hardship_class": 7}),
        ("members[0].hardship_class", {"members.0.hardship_class": 5.0}),
        ("members[0].work_refusals", {"members.0.work_refusals": 100}),
        ("members[0].work_refusals", {"members.0.work_refusals": -1}),
        (
            "members[0].work_refused_on",
            {"members.0.work_refused_from": "2022-05-02", "members.0.work_refused_on": "2022-05-01"},
        ),
        ("members[0].employed_from", {"members.0.employed_from": "2022-02-30"}),
        ("members[0].disabilities", {"members.0.disabilities": "none"}),
        ("members[0].disabilities[0].grade", {"members.0.disabilities": [{"kind": "visual", "grade": 5}]}),
        ("members[0].disabilities[0].kind", {"members.0.disabilities": [{"kind": "eye", "grade": 1}]}),
        ("members[0].serious_illness", {"members.0.serious_illness": 1}),
        ("members[0].self_care.swim", {"members.0.self_care": {"swim": True}}),
        ("members[0].self_care.eat", {"members.0.self_care": {"eat": "yes"}}),
        ("members[1].incomes[0].amount", {"members.1.incomes": [{"kind": "wage", "amount": "-1", "per": "month"}]}),
        ("members[1].incomes[0].amount", {"members.1.incomes": [{"kind": "wage", "amount": "1.005", "per": "month"}]}),
        ("members[1].incomes[0].amount", {"members.1.incomes": [{"kind": "wage", "amount": "1,000", "per": "month"}]}),
        ("members[1].incomes[0].amount", {"members.1.incomes": [{"kind": "wage", "amount": "１", "per": "month"}]}),
        ("members[1].incomes[0].amount", {"members.1.incomes": [{"kind": "wage", "amount": "1e3", "per": "month"}]}),
        ("members[1].incomes[0].amount", {"members.1.incomes": [{"kind": "wage", "amount": "NaN", "per": "month"}]}),
        ("members[1].incomes[0].amount", {"members.1.incomes": [{"kind": "wage", "amount": " 1", "per": "month"}]}),
        ("members[1].incomes[0].amount", {"members.1.incomes": [{"kind": "wage", "amount": "1\n", "per": "month"}]}),
        ("members[1].incomes[0].amount", {"members.1.incomes": [{"kind": "wage", "amount": 9.5, "per": "month"}]}),
        (
            "members[1].incomes[0].amount",
            {"members.1.incomes": [{"kind": "wage", "amount": "99999999999", "per": "month"}]},
        ),
        ("members[1].incomes[0].kind", {"members.1.incomes": [{"kind": "pay", "amount": "1", "per": "month"}]}),
        ("members[1].incomes[0].per", {"members.1.incomes": [{"kind": "wage", "amount": "1", "per": "week"}]}),
        ("members[1].incomes[0].note", {"members.1.incomes": [{"kind": "wage", "note": "x"}]}),
        ("members[0].expenses[0].kind", {"members.0.expenses": [{"kind": "fun", "amount": "1", "per": "month"}]}),
        ("household_income.amount", {"household_income": {"amount": "x", "per": "year"}}),
        ("household_income", {"household_income": "12000"}),
        ("assets[0].kind", {"assets": [{"kind": "yacht"}]}),
        ("obligors[0].supports", {"obligors": [{"supports": 0}]}),
        ("obligors[0].household_size", {"obligors": [{"household_size": 0}]}),
        ("obligors[0].relation", {"obligors": [{"relation": "self"}]}),
        ("receives[0].benefit", {"receives": [{"benefit": "screen"}]}),
        ("receives[0].to", {"receives": [{"benefit": "dibao", "from": "2022-02-01", "to": "2022-01-31"}]}),
        ("receives[0].area", {"receives": [{"benefit": "dibao", "area": "6"}]}),
        ("receives[0].cause", {"receives": [{"benefit": "temporary_relief", "cause": ""}]}),
        ("application.permit_from", {"application.permit_from": "2022-02-30"}),
        (
            "application.permit_until",
            {"application.permit_from": "2022-02-01", "application.permit_until": "2022-01-31"},
        ),
        ("application.grace_from", {"application.grace_from": "June"}),
        ("application.grace_reason", {"application.grace_reason": ""}),
        ("application.same_cause_justified", {"application.same_cause_justified": "yes"}),
        ("application.reason", {"application.reason": ""}),
        ("members[0].hukou_area", {"members.0.hukou_area": "63x"}),
        ("members[0].residence_area", {"members.0.residence_area": 63}),
        ("members[0].status_since", {"members.0.status_since": "2019"}),
        ("members[0].left_on", {"members.0.joined_on": "2022-02-01", "members.0.left_on": "2022-01-31"}),
        ("members[0].died_on", {"members.0.died_on": "1979-12-31"}),
        ("members[0].illness_code", {"members.0.illness_code": "cancer"}),
        ("members[0].illness_code", {"members.0.illness_code": "C34.12345"}),
        ("members[0].imputed_confirmed", {"members.0.imputed_confirmed": 1}),
        ("obligors[0].status", {"obligors": [{"status": "asleep"}]}),
        ("obligors[0].birth_date", {"obligors": [{"birth_date": "1950-02-30"}]}),
        ("obligors[0].birth_date", {"obligors": [{"birth_date": "2022-06-02"}]}),
        ("id", {"id": "\ud800"}),
        ("application.cause", {"application.cause": "火\udfff灾"}),
        ("assets[0].exempt_reason", {"assets": [{"kind": "deposit", "exempt_reason": "\ud800"}]}),
        ("members[0].ref", {"members.0.ref": "a\x00"}),
        ("obligors[0].receives", {"obligors": [{"receives": "pension"}]}),
        ("obligors[0].severe_disability", {"obligors": [{"severe_disability": "no"}]}),
        ("obligors[0].property_inside", {"obligors": [{"property_inside": 0}]}),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_path(path: str, change: dict[str, Any]) -> None:
    bad = refusal(change)
    assert bad.path == path
    assert bad.message
    assert path in str(bad)


@pytest.mark.parametrize("change", [{"\ud800": 1}, {"benefit": "\ud800"}, {"area": "\ud800"}, {"on": "\ud800"}])
def test_a_refusal_of_half_a_letter_can_be_printed(change: dict[str, Any]) -> None:
    assert str(refusal(change)).encode("utf-8")


@pytest.mark.parametrize("raw", [None, [], "x", 1, True])
def test_a_question_that_is_no_object_is_refused(raw: object) -> None:
    with pytest.raises(BadInput):
        Question.from_json(raw)


def test_a_refused_code_names_the_codes_that_are_allowed() -> None:
    assert "urban、rural" in refusal({"setting": "city"}).message


def test_a_refused_key_names_the_keys_that_are_allowed() -> None:
    assert "birth_date" in refusal({"members.0.birthday": "1980-01-01"}).message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"benefit": "dole"}, "未知的代码 \"dole\"；可用：dibao、dibao_edge"),
        ({"benefit": None}, "必填：救助项目，可用：dibao、"),
        ({"area": "123"}, "应为 2、4、6、9 或 12 位数字"),
        ({"on": "2022-02-29"}, "应为实际存在的日期，写作 2022-06-01，收到 \"2022-02-29\""),
        ({"on": 20220601}, "应为日期，如 2022-06-01，收到 20220601"),
        ({"known_by": "yesterday"}, "应为带时区的时刻，写作 2022-06-01T00:00:00+08:00"),
        ({"surprise": 1}, "未知的项；此处可用：id、benefit、kind"),
        ({"policy": []}, "应为对象：参数名到参数值"),
        ({"application": "hukou"}, "应为对象，收到 \"hukou\""),
        ({"application.single_person": "yes"}, "应为 true 或 false，收到 \"yes\""),
        ({"application.months": 0}, "应在 1 至 60 之间，收到 0"),
        ({"application.amount_requested": 6000}, "应为金额文字，如 \"1850.00\"，收到 6000"),
        ({"application.permit_from": "2022-02-01", "application.permit_until": "2022-01-31"},
         "不能早于签发日期 2022-02-01，收到 2022-01-31"),
        ({"members": []}, "至少应有一名家庭成员"),
        ({"members": {}}, "应为列表，收到 {}"),
        ({"members.1.ref": "a"}, "成员标识 'a' 重复"),
        ({"members.1.relation": "self"}, "只能有一名成员是申请人本人（self）"),
        ({"members.0.birth_date": "2022-06-02"}, "出生日期不能晚于 2022-06-01"),
        ({"members.0.birth_date": "1890-01-01"}, "也不能使年龄超过 130 岁"),
        ({"members.0.died_on": "1979-12-31"}, "不能早于出生日期 1980-01-01，收到 1979-12-31"),
        ({"members.0.illness_code": "cancer"}, "应为疾病编码（ICD-10），如 C34 或 N18.0，收到 'cancer'"),
        ({"members.0.disabilities": [{"kind": "visual", "grade": 5}]}, "应在 1 至 4 之间，收到 5"),
        ({"members.0.incomes": [{"kind": "wage", "amount": "-1", "per": "month"}]}, "不小于零、整数部分至多十位、最多两位小数"),
        ({"members.0.incomes": [{"kind": "wage", "amount": "1.005", "per": "month"}]}, "收到 \"1.005\""),
        ({"members.0.incomes": [{"kind": "wage", "amount": "1", "per": "week"}]}, "可用：month、year、once"),
        ({"members.0.incomes": [{"kind": "pay"}]}, "可用：wage、business、farming"),
        ({"obligors": [{"household_size": 0}]}, "应在 1 至 60 之间，收到 0"),
        ({"receives": [{"benefit": "dibao", "from": "2022-02-01", "to": "2022-01-31"}]}, "不能早于开始日期 2022-02-01"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_is_allowed(change: dict[str, Any], words: str) -> None:
    assert words in refusal(change).message


def test_a_list_left_out_is_unknown_and_an_empty_one_is_none() -> None:
    question = Question.from_json(changed(PLAIN, {"assets": None, "obligors": []}))
    assert question.household.assets is UNKNOWN
    assert question.household.obligors == ()


def test_a_key_that_is_null_is_unknown() -> None:
    question = Question.from_json(changed(PLAIN, {"members.0.birth_date": None}))
    assert question.household.members is not UNKNOWN
    assert question.household.members[0].birth_date is UNKNOWN


def test_unknown_has_no_truth() -> None:
    with pytest.raises(TypeError):
        bool(UNKNOWN)


def test_a_member_without_a_ref_is_called_by_his_path() -> None:
    question = Question.from_json(changed(PLAIN, {"members.1.ref": None}))
    assert question.household.members is not UNKNOWN
    assert question.household.members[1].ref == "members[1]"
