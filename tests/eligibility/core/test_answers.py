"""What an answer carries: authority, sentences, the sheet, and nothing that contradicts itself."""

from datetime import date

import pytest

from eligibility.core.answer import four_decimals
from eligibility.core.benefits import dibao, edge, grace, relief, rigid, single, tekun
from eligibility.core.engine import APPLY_ALONE
from eligibility.core.findings import Assessment, Finding, Missing
from eligibility.core.registry import REGISTRY
from eligibility.sheet import written
from tests.eligibility.core.law import adult, ask, changed, family_of

PLAIN = family_of(adult("a", "self", incomes=[{"kind": "wage", "amount": "268.00", "per": "month"}]))


def test_the_finding_of_the_income_carries_its_authority() -> None:
    published = changed(PLAIN, {"area": "632500", "policy": {}})
    finding = next(each for each in ask(published).findings if each.code == "income_below_standard")
    assert (finding.left, finding.right, finding.parameter) == ("268.00", "432.00", "dibao.standard")
    assert finding.document
    assert finding.version
    assert "第九条" in finding.article
    assert finding.text == "月人均收入 268.00 元，低于农村低保标准 432.00 元"


def test_the_public_answer_has_the_keys_of_the_interface() -> None:
    assert set(ask(PLAIN).to_json()) == {
        "id", "benefit", "outcome", "amount", "per", "parts", "covered", "figures", "findings", "missing", "warnings",
        "route", "first_month", "next_review_by",
    }  # fmt: skip


def test_a_way_the_place_has_not_opened_is_no_part_of_the_formula() -> None:
    route = {"dibao.expenditure_route": {"income_share": "0.70", "assets_years": "4"},
             "rigid.income_ceiling": {"amount": "24000", "per": "year"}}  # fmt: skip
    usual, opened = (
        {step.name: step.formula for step in ask(changed(PLAIN, {"policy": {**PLAIN["policy"], **more}})).steps}
        for more in ({}, route)
    )
    assert usual["difference"] == "取大((全家适用的低保标准合计 － 核定的家庭收入)，0)"
    assert "若 按支出型纳入 则" in opened["difference"]
    assert "支出型" not in "".join(usual.values())


def test_a_refusal_without_a_reason_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="at least one finding"):
        Assessment("x", "dibao", "no", findings=(Finding("income", True, "低于"),))


def test_a_doubt_without_what_is_missing_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="what is missing"):
        Assessment("x", "dibao", "unknown")


def test_every_benefit_is_asked_at_once() -> None:
    answer = ask(changed(PLAIN, {"benefit": "screen"}))
    assert len(answer.answers) == 10
    assert {each.benefit: each.outcome for each in answer.answers}["dibao"] == "yes"
    assert answer.outcome == "yes"


def test_the_sheet_shows_figures_documents_and_steps() -> None:
    sheet = written(ask(changed(PLAIN, {"area": "632500", "policy": {}})))
    for words in (
        "结论：符合条件",
        "每月 164.00 元",
        "青海省提高2021年城乡低保",
        "家庭收入 = 268.00",
        "采用的政策数据",
    ):
        assert words in sheet


def test_the_sheet_shows_what_is_missing() -> None:
    sheet = written(ask(changed(PLAIN, {"members.0.incomes": None})))
    assert "暂不能判断" in sheet
    assert "members[0].incomes" in sheet


def test_an_answer_takes_the_route_from_the_book() -> None:
    answer = ask(PLAIN).with_route(first_month="2022-07", route={"decided_by": "township"})
    assert answer.to_json()["first_month"] == "2022-07"
    assert "乡镇（街道）" in written(answer)


def test_a_missing_thing_is_named_once() -> None:
    paths = [each.path for each in ask(changed(PLAIN, {"setting": None, "assets": None})).missing]
    assert sorted(paths) == ["assets", "setting"]


def test_what_two_decimals_would_hide_is_shown_with_four() -> None:
    assert four_decimals(49_999 * 120_000 + 60_000) == "499.9950"


def test_a_multiple_of_itself_has_no_value() -> None:
    tekun = changed(PLAIN, {"benefit": "tekun", "members.0.birth_date": "1940-01-01", "members.0.support_mode": "dispersed",
                            "members.0.self_care": dict.fromkeys(("eat", "dress", "bed", "toilet", "walk", "bathe"), True),
                            "policy.tekun.basic": {"times": "1.3", "of": "tekun.basic"},
                            "policy.tekun.care": {"dispersed": {"self": "10"}, "centralised": {"self": "10"}}})  # fmt: skip
    answer = ask(tekun)
    assert answer.outcome == "unknown"
    assert answer.missing == (Missing("policy.tekun.basic", answer.missing[0].text),)


def test_who_may_apply_alone_is_told_so() -> None:
    couple = family_of(
        adult("a", "self", disabilities=[{"kind": "visual", "grade": 1}]),
        adult("b", "spouse", incomes=[{"kind": "wage", "amount": "1200", "per": "month"}]),
    )
    couple["policy"]["dibao.single_person"] = {
        "income_times": "1.5", "groups": ["severe_disability"], "amount": {"method": "full"},
    }  # fmt: skip
    answer = ask(couple)
    assert answer.outcome == "no"
    assert APPLY_ALONE in answer.warnings
    assert APPLY_ALONE not in ask(changed(couple, {"members.0.disabilities": []})).warnings


def test_a_supposed_income_is_said_and_not_counted() -> None:
    supposed = {
        "policy.minimum_wage": {"amount": "2000", "per": "month"},
        "policy.income.imputed": [{"times_of": "minimum_wage", "times": "0.5", "age_from": 18, "age_to": 50}],
        "members.0.incomes": [],
    }
    answer = ask(changed(PLAIN, supposed))
    said = [finding.text for finding in answer.findings if finding.code == "income_imputed"]
    assert said == ["a 没有申报工资，当地规定可推定收入每月 1000.00 元，须由经办人确认，本次没有计入"]
    assert answer.amount_fen == 50_000


def test_an_exempt_income_is_named_by_person_and_kind() -> None:
    answer = ask(changed(PLAIN, {"members.0.incomes": [{"kind": "scholarship", "amount": "9", "per": "month"}]}))
    assert "a 的奖学金按规定不计入家庭收入" in [finding.text for finding in answer.findings]


def test_every_figure_a_rule_reads_is_in_the_registry() -> None:
    books = [timeline.on(date(2025, 6, 1)) for timeline in (dibao.RULES, single.RULES, edge.RULES, rigid.RULES,
                                                           tekun.RULES, relief.RULES, grace.RULES, rigid.PAID)]  # fmt: skip
    read = {name for book in books for name in book.parameters()}
    assert read <= REGISTRY.keys()
    assert {"dibao.standard", "assets.financial", "tekun.care", "relief.formula"} <= read


def test_every_test_of_a_rule_cites_its_article() -> None:
    for timeline in (dibao.RULES, single.RULES, edge.RULES, rigid.RULES, tekun.RULES, relief.RULES, grace.RULES, rigid.PAID):
        book = timeline.on(date(2025, 6, 1))
        assert all(test.article for test in book.tests), book.name
        assert book.eligible == "eligible"


WAGE = [{"kind": "wage", "amount": "300", "per": "month"}]
BLIND = [{"kind": "visual", "grade": 1}]
BILL = [{"kind": "medical", "amount": "9000", "per": "once"}]
RELIEF = {
    "benefit": "temporary_relief", "kind": "emergency", "application.cause": "fire", "members.0.expenses": BILL,
}  # fmt: skip
SON = [
    {
        "relation": "child",
        "household_size": 1,
        "income": {"amount": "9000", "per": "month"},
        "supports": 1,
        "able": True,
    }
]


@pytest.mark.parametrize(
    ("parameter", "value", "change"),
    [
        ("income.employment_cost", {"method": "share"}, {"members.0.incomes": WAGE}),
        ("income.employment_cost", {"method": "fixed"}, {"members.0.incomes": WAGE}),
        ("income.maintenance", {"method": "excess_share"}, {"obligors": SON}),
        ("income.maintenance", {"method": "fixed"}, {"obligors": SON}),
        ("dibao.grades", {"rural": [{"grade": "A", "amount": None}]},
         {"policy.dibao.method": {"rural": "graded"}, "application.grade": "A"}),
        ("dibao.grades", {"rural": []}, {"policy.dibao.method": {"rural": "graded"}}),
        ("dibao.single_person", {"income_times": "1.5", "groups": ["severe_disability"], "amount": {"method": "share"}},
         {"application.single_person": True, "members.0.disabilities": BLIND,
          "members.0.incomes": [{"kind": "pension", "amount": "600", "per": "month"}]}),
        ("relief.formula", [], RELIEF),
        ("relief.formula", [{"kind": "emergency", "method": "share"}], RELIEF),
        ("relief.formula", [{"kind": "emergency", "method": "fixed"}], RELIEF),
        ("relief.formula", [{"kind": "emergency", "method": "months"}], RELIEF),
        ("relief.formula", [{"kind": "emergency", "method": "per_person_times"}], RELIEF),
        ("relief.formula", [{"kind": "emergency", "method": "bands"}], RELIEF),
        ("relief.formula", [{"kind": "emergency", "method": "bands", "bands": [{"from": "50000", "amount": "9"}]}], RELIEF),
    ],
)  # fmt: skip
def test_a_rule_published_without_its_number_cannot_be_used(
    parameter: str, value: object, change: dict[str, object]
) -> None:
    answer = ask(changed(PLAIN, {f"policy.{parameter}": value, **change}))
    assert (answer.outcome, answer.amount_fen) == ("unknown", None)
    assert f"policy.{parameter}" in [missing.path for missing in answer.missing]


@pytest.mark.parametrize("own", [True, False])
def test_a_finding_names_the_figure_that_was_used(own: bool) -> None:
    limit = {"months_of_standard": "36", "per": "person"}
    edge_family = {"benefit": "dibao_edge", "members.0.incomes": [{"kind": "pension", "amount": "600", "per": "month"}],
                   "policy.assets.financial": limit, "assets": [{"kind": "deposit", "amount": "9"}]}  # fmt: skip
    answer = ask(changed(PLAIN, {**edge_family, **({"policy.edge.assets_financial": limit} if own else {})}))
    named = {finding.code: finding.parameter for finding in answer.findings}
    assert named["assets_financial"] == ("edge.assets_financial" if own else "assets.financial")
