"""The sheet: what a caseworker reads aloud, what would change the answer, and every benefit in one line each."""

from typing import Any

import pytest

from eligibility.sheet import written
from tests.eligibility.core.law import adult, ask, changed, family_of

RENT = {"kind": "rent", "amount": "300.00", "per": "month"}
ONE = family_of(adult("甲", "self", incomes=[RENT]))
DEPOSITS = {
    "policy.assets.financial": {"amount": "5000", "per": "person"},
    "assets": [{"kind": "deposit", "amount": "4000"}],
}


def sheet(change: dict[str, Any]) -> str:
    return written(ask(changed(ONE, change)))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "月人均收入现为 300.00 元，达到 500.00 元（再多 200.00 元）就不再符合。"),
        ({}, "按差额计发：家庭月收入每增加 1 元，每月金额减少 1 元，不低于当地的最低补助。"),
        (DEPOSITS, "金融资产现为 4000.00 元，超过 5000.00 元（再多 1000.00 元）就不再符合。"),
        ({"members.0.incomes": [{**RENT, "amount": "500.00"}]}, "低于 500.00 元（至少少 不到一分钱）才符合。"),
        ({"members.0.incomes": [{**RENT, "amount": "620.50"}]}, "月人均收入现为 620.50 元，低于 500.00 元（至少少 120.50 元）才符合。"),
        ({"receives": [{"benefit": "tekun"}]}, "须先改变：已享受特困人员救助供养，不能同时享受低保"),
        ({"members.0.incomes": None}, "补充上面所缺的各项以后，才能得出结论。"),
        ({"benefit": "dibao_edge", "members.0.incomes": [{**RENT, "amount": "700.00"}]},
         "月人均收入现为 700.00 元，达到 750.00 元（再多 50.00 元）就不再符合。"),
    ],
)  # fmt: skip
def test_the_sheet_says_what_would_change_the_answer(change: dict[str, Any], sentence: str) -> None:
    assert sentence in sheet(change)


def test_graded_money_is_not_said_to_fall_with_every_yuan() -> None:
    graded = {"policy.dibao.method": {"rural": "graded"},
              "policy.dibao.grades": {"rural": [{"grade": "A", "amount": "200", "income_from": "0"}]}}  # fmt: skip
    assert "按差额计发" not in sheet(graded)


def test_money_of_which_a_part_is_withheld_is_not_said_to_fall_with_every_yuan() -> None:
    refused = {"members.0.labour": "full", "members.0.work_refusals": 3}
    halved = {"policy.dibao.work_refusal": {"times": 3, "effect": "reduce", "share": "0.50"}}
    assert "按差额计发" in sheet({**refused, **halved, "members.0.work_refusals": 2})
    assert "按差额计发" not in sheet({**refused, **halved})


def test_an_asset_nobody_owns_is_no_turning_point() -> None:
    assert "金融资产现为" not in sheet({"policy.assets.financial": {"amount": "5000", "per": "person"}})


def test_every_benefit_at_once_has_a_line_each_with_yes_no_or_what_is_missing() -> None:
    lines = sheet({"benefit": "screen", "area": "990101", "on": "2026-09-01"}).splitlines()
    assert lines[0] == "各项救助一览（example）"
    assert lines[1] == "  ✔ 最低生活保障：符合条件，每月 200.00 元"
    assert lines[2].startswith("  ✘ 低保边缘家庭：月人均收入 300.00 元，低于农村低保标准")
    assert "  ✘ 特困人员救助供养：没有人达到无劳动能力的条件（年龄或残疾类别、等级）" in lines
    assert any(line.startswith("  ？ 临时救助：缺少困难原因") for line in lines)


def test_who_could_have_either_of_two_benefits_is_told_that_they_exclude_each_other() -> None:
    old = {"benefit": "screen", "area": "990101", "on": "2026-09-01", "members.0.birth_date": "1950-01-01",
           "members.0.support_mode": "dispersed",
           "members.0.self_care": dict.fromkeys(("eat", "dress", "bed", "toilet", "walk", "bathe"), True)}  # fmt: skip
    answer = ask(changed(ONE, old))
    assert answer.warnings == ("低保和特困人员救助供养都符合条件，只能享受其中一项",)
    assert answer.warnings[0] in written(answer)


def test_a_screened_benefit_answers_as_it_does_alone() -> None:
    screened = ask(changed(ONE, {"benefit": "screen"}))
    for answer in screened.answers:
        assert answer == ask(changed(ONE, {"benefit": answer.benefit}))
