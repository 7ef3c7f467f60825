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
    ],
)
def test_what_cannot_be_read_is_refused_at_its_path(path: str, change: dict[str, Any]) -> None:
    bad = refusal(change)
    assert bad.path == path
    assert bad.message
    assert path in str(bad)


@pytest.mark.parametrize("raw", [None, [], "x", 1, True])
def test_a_question_that_is_no_object_is_refused(raw: object) -> None:
    with pytest.raises(BadInput):
        Question.from_json(raw)


def test_a_refused_code_names_the_codes_that_are_allowed() -> None:
    assert "urban、rural" in refusal({"setting": "city"}).message


def test_a_refused_key_names_the_keys_that_are_allowed() -> None:
    assert "birth_date" in refusal({"members.0.birthday": "1980-01-01"}).message


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
