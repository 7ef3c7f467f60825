"""What the registry refuses to publish: each refusal names the row and the reason; no database."""

from datetime import UTC, date, datetime

import pytest

from eligibility.core.parameters import Figures
from eligibility.core.periods import Period
from eligibility.core.registry import REGISTRY, check_value
from eligibility.core.shapes import BadValue
from eligibility.core.soundness import overlapping, refusals

EMPTY = Figures((), area="990301", on=date(2025, 1, 1), known_by=datetime(2025, 1, 1, tzinfo=UTC))
STANDARD = {"urban": {"amount": "700.00", "per": "month"}, "rural": {"amount": "500.00", "per": "month"}}


def refused(values: dict[str, object], under: dict[str, object] | None = None) -> list[str]:
    known = EMPTY.laid_over({**(under or {}), **values}) if not bad(values) else EMPTY
    return [str(refusal) for refusal in refusals(values, known)]


def bad(values: dict[str, object]) -> bool:
    try:
        for name, value in values.items():
            check_value(name, value, name)
    except BadValue:
        return True
    return False


def authority(*bounds: tuple[str, object, object], **more: object) -> dict[str, object]:
    return {
        "authority": [
            {"benefit": "dibao", "level": level, "from": low, "to": high, **more} for level, low, high in bounds
        ]
    }


@pytest.mark.parametrize(
    ("values", "row", "reason"),
    [
        (authority(("township", "0", "5000"), ("county", "5001", None)), "authority[1]", "空档：5000.00 元至 5001.00 元"),
        (authority(("township", "0", "5000"), ("county", "4000", None)), "authority[1]", "重叠：4000.00 元至 5000.00 元"),
        (authority(("township", "100", None)), "authority[0]", "空档：100.00 元以下"),
        (authority(("township", "0", "5000")), "authority[0]", "空档：5000.00 元以上"),
        (authority(("township", "0", None), ("county", "5000", None)), "authority[1]", "重叠：乡镇（街道）没有上限"),
        (authority(("township", "0", "5000"), ("county", "5000", None), inclusive=False), "authority[1]", "恰为 5000.00 元时不属于"),
        (authority(("township", "0", "5000"), ("county", "5000", None), from_inclusive=True), "authority[1]", "恰为 5000.00 元时同时"),
    ],
)  # fmt: skip
def test_authority_has_neither_gap_nor_overlap(values, row, reason):
    (only,) = refused(values)
    assert only.startswith(f"{row}：")
    assert reason in only


def test_a_standard_nobody_can_be_below_or_that_is_paid_once_is_refused():
    zero, once = {"amount": "0.00", "per": "month"}, {"amount": "700.00", "per": "once"}
    (only,) = refused({"dibao.standard": {**STANDARD, "rural": zero}})
    assert only == "dibao.standard.rural：条件窗口为空：标准是 0.00 元，没有家庭的收入会低于它。"
    (only,) = refused({"dibao.standard": {**STANDARD, "urban": once}})
    assert only.startswith("dibao.standard.urban：低保标准应按月")
    assert refused({"dibao.standard": {**STANDARD, "rural": {"amount": "0.01", "per": "year"}}}) == []


def test_an_authority_without_gap_is_taken():
    assert refused(authority(("township", "0", "5000"), ("county", "5000", None))) == []


def test_a_multiple_of_a_parameter_without_a_value_is_refused_and_with_one_taken():
    basic = {"tekun.basic": {"urban": {"times": "1.3", "of": "dibao.standard.urban"}, "rural": None}}
    (only,) = refused(basic)
    assert only.startswith("tekun.basic.urban：按 dibao.standard.urban 的倍数计算")
    assert refused(basic, under={"dibao.standard": STANDARD}) == []
    top = authority(("county", "0", {"times": "5", "of": "dibao.standard.urban.annual"}), ("committee", {"times": "5", "of": "dibao.standard.urban.annual"}, None))  # fmt: skip
    assert [line.split("：")[0] for line in refused(top)] == ["authority[0].to", "authority[1].from"]
    assert refused(top, under={"dibao.standard": STANDARD}) == []


def test_a_rigid_expenditure_window_that_nobody_can_meet_is_refused():
    window = {"rigid.income_below_times": "2", "rigid.rest_from_times": "1", "rigid.expenditure_share": "0.5"}
    (only,) = refused(window)
    assert only.startswith("rigid.rest_from_times：条件窗口为空")
    assert refused({**window, "rigid.expenditure_share": "0.4"}) == []


def test_an_income_ceiling_below_the_edge_line_is_refused():
    under = {"dibao.standard": STANDARD, "edge.income_times": "1.5"}
    (only,) = refused({"rigid.income_ceiling": {"amount": "12600.00", "per": "year"}}, under)
    assert "条件窗口为空" in only
    assert refused({"rigid.income_ceiling": {"amount": "12600.01", "per": "year"}}, under) == []


def test_fewer_grades_than_the_place_s_own_least_number_are_refused():
    three = {"dibao.grades": {"rural": [{"grade": letter, "amount": "300.00"} for letter in "ABC"]}}
    (only,) = refused(three, under={"dibao.grades_least": 4})
    assert only == "dibao.grades.rural：只有 3 档，少于本地规定的最少 4 档。"
    assert refused(three, under={"dibao.grades_least": 3}) == []


def test_a_grade_with_an_empty_band_is_refused():
    rows = [{"grade": "A", "amount": "300.00", "income_from": "2000.00", "income_below": "2000.00"}]
    (only,) = refused({"dibao.grades": {"rural": rows}})
    assert only.startswith("dibao.grades.rural[0]：区间为空")


def test_a_table_with_a_missing_cell_is_refused_and_one_with_an_unpublished_cell_is_not():
    full = {mode: {"full": "3.00", "half": "2.00", "self": None} for mode in ("centralised", "dispersed")}
    assert refused({"tekun.care": full}) == []
    short = {**full, "dispersed": {"full": "3.00", "self": "1.00"}}
    assert refused({"tekun.care": short}) == [
        "tekun.care.dispersed.half：标准表缺少这一格；确未公布金额的，请写 null。"
    ]
    assert refused({"tekun.care": {"urban": full}})[0].startswith("tekun.care.rural：")
    assert refused({"tekun.total": {"urban": full, "rural": {"centralised": full["centralised"]}}}) == [
        "tekun.total.rural.dispersed：标准表缺少这一格；确未公布金额的，请写 null。"
    ]
    assert refused({"dibao.standard": {"urban": STANDARD["urban"]}})[0].startswith("dibao.standard.rural：")


def test_a_term_without_a_unit_is_refused():
    steps = [{"step": "survey", "level": "township", "term": {"n": 15}}]
    (only,) = refused({"route": [{"benefit": "dibao", "steps": steps}]})
    assert only == "route[0].steps[0].term.unit：缺少这一项。"


def test_two_routes_for_one_benefit_and_an_empty_route_are_refused():
    step = {"step": "accept", "level": "township"}
    twice = [{"benefit": "dibao", "steps": [step]}, {"benefit": "dibao", "kind": None, "steps": [step]}]
    assert refused({"route": twice})[0].startswith("route[1]：")
    assert refused({"route": [{"benefit": "dibao", "steps": []}]})[0].startswith("route[0].steps：")


def test_versions_whose_periods_share_a_day_are_refused():
    first, second = Period(date(2025, 1, 1)), Period(date(2025, 7, 1))
    (only,) = overlapping([("minimum_wage", second), ("minimum_wage", first), ("edge.income_times", first)])
    assert str(only).startswith("minimum_wage 2025-01-01：期间与自 2025-07-01 起的另一版本重叠")
    assert overlapping([("minimum_wage", Period(first.start, second.start)), ("minimum_wage", second)]) == []


# --- the form of single values ---


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [
        ("dibao.standard", {"urban": {"amount": "672.001", "per": "month"}}, "p.urban.amount"),
        ("dibao.standard", {"urban": {"amount": "-1", "per": "month"}}, "p.urban.amount"),
        ("dibao.standard", {"urban": {"amount": "672", "per": "week"}}, "p.urban.per"),
        ("dibao.standard", {"urban": {"amount": "672"}}, "p.urban.per"),
        ("dibao.standard", {"village": {"amount": "672", "per": "month"}}, "p.village"),
        ("dibao.standard", {}, "p"),
        ("dibao.standard", [], "p"),
        ("dibao.method", {"urban": "flat"}, "p.urban"),
        ("dibao.floor_share", "1.01", "p"),
        ("dibao.supplements", [{"group": "elder"}], "p[0]"),
        ("dibao.supplements", [{"group": "elder", "share": "0.1", "amount": "1.00"}], "p[0]"),
        ("edge.income_times", 1.5, "p"),
        ("rigid.lookback_months", True, "p"),
        ("rigid.valid_months", 13, "p"),
        ("tekun.basic", {"times": "1.3", "of": "dibao.grades"}, "p.of"),
        ("tekun.care", {"centralised": {"whole": "1.00"}}, "p.centralised.whole"),
        ("tekun.no_labour", {"age_from": 60, "age_under": 16, "disability": {"visual": 5}}, "p.disability.visual"),
        ("income.exempt", [{"kind": "lottery"}], "p[0].kind"),
        ("income.exempt", [{"kind": "gift", "until": "2025-02-30"}], "p[0].until"),
        ("assets.financial", {"per": "person"}, "p"),
        ("household.residence_basis", "yes", "p"),
        ("notice", {"days": 7, "for": ["cash"]}, "p.for[0]"),
        ("payment", {"first_month": "month_after", "pay_by_day": 31}, "p.pay_by_day"),
        ("orphan.standard", {"dispersed": 1646}, "p.dispersed"),
        ("relief.repeat", "often", "p"),
        ("income.exempt", [{"kind": "gift", "until": "20251231"}], "p[0].until"),
        ("tekun.basic", {"urban": {"centralised": "1300"}}, "p.urban.centralised"),
        ("dibao.standrad", {}, "p"),
    ],
)
def test_a_value_of_the_wrong_form_names_its_path_and_what_is_allowed(name, value, path):
    with pytest.raises(BadValue) as error:
        check_value(name, value, "p")
    assert error.value.path == path
    assert error.value.message


def test_every_default_of_the_registry_has_the_form_the_registry_asks_for():
    for row in REGISTRY.values():
        if row.default is not None:
            check_value(row.name, row.default, row.name)


def test_null_in_a_question_makes_a_parameter_unknown_and_a_value_makes_it_known_again():
    held = EMPTY.laid_over({"dibao.standard": STANDARD})
    assert held.value("dibao.standard") == STANDARD
    hidden = held.laid_over({"dibao.standard": None})
    assert hidden.get("dibao.standard") is None
    assert "dibao.standard" not in [figure.name for figure in hidden]
    assert hidden.laid_over({"dibao.standard": STANDARD}).value("dibao.standard") == STANDARD
