"""Windows nobody can stand in, bands that gap or overlap, tables and multiples without a value: row and reason, and what passes."""

import pytest

from tests.eligibility.core.test_soundness import STANDARD, authority, refused


def grades(*bounds: tuple[str | None, str | None], names: str = "ABCDEFGHIJKLMN") -> dict[str, object]:
    rows = [{"grade": name, "amount": "300.00", "income_from": low, "income_below": high} for name, (low, high) in zip(names, bounds, strict=False)]  # fmt: skip
    return {"dibao.grades": {"rural": rows}}


def formula(**row: object) -> dict[str, object]:
    return {"relief.formula": [{"kind": "emergency", "method": "by_case", **row}]}


def relief(*rows: dict[str, object]) -> dict[str, object]:
    return {"relief.formula": [{"kind": "emergency", **row} for row in rows]}


def bands(*rows: dict[str, object]) -> dict[str, object]:
    return {"income.maintenance": {"method": "excess_share", "bands": list(rows)}}


BANDS = [{"from": "0", "below": "10000", "amount": "1000"}, {"from": "10000", "below": None, "amount": "3000"}]
NO_LABOUR = {"age_from": 60, "age_under": 16, "disability": {"visual": 1}}
ROW = {"times_of": "minimum_wage", "times": "1"}
EXEMPT = {"kind": "basic_pension", "from": "2021-01-01", "until": "2025-12-31"}


@pytest.mark.parametrize(
    ("right", "wrong", "row", "reason"),
    [
        (authority(("township", "0", "5000"), ("county", "5000", None)), authority(("township", "0", "5000"), ("county", "5000", "3000"), ("committee", "3000", None)), "authority[1]", "区间为空：5000.00 元以上至 3000.00 元"),
        (authority(("township", "0", "5000"), ("county", "5000", None), per="person"), {"authority": [*authority(("township", "0", "5000"))["authority"], {"benefit": "dibao", "level": "county", "from": "5000", "to": None, "per": "person"}]}, "authority[1]", "有的按户、有的按人"),
        (grades((None, "1000"), ("1000", "2000"), ("2000", None)), grades((None, "1000"), ("900", "2000")), "dibao.grades.rural[1]", "与第 1 行的区间重叠：900.00 元至 1000.00 元"),
        (grades(("0", "1000"), ("1000", None)), grades(("0", "1000"), ("1100", None)), "dibao.grades.rural[1]", "空档：1000.00 元至 1100.00 元"),
        (grades(("1000", None), ("0", "1000")), grades(("0", None), ("1000", None)), "dibao.grades.rural[1]", "重叠：1000.00 元以上"),
        (grades((None, None), (None, None)), grades((None, "1000"), (None, None)), "dibao.grades.rural[1]", "要么都写，要么都不写"),
        (grades((None, None), (None, None)), grades((None, None), (None, None), names="AA"), "dibao.grades.rural[1]", "A 档写了两次"),
        (grades(*[(None, None)] * 12), grades(*[(None, None)] * 13), "dibao.grades.rural", "有 13 档，至多 12 档"),
        (formula(min="500", max="500"), formula(min="500.01", max="500"), "relief.formula[0].min", "下限 500.01 元高于上限 500.00 元"),
        (formula(method="fixed", amount="500"), formula(method="fixed"), "relief.formula[0].amount", "办法 fixed 需要这一项"),
        (formula(method="months", months=6, months_max=6), formula(method="months", months=7, months_max=6), "relief.formula[0].months", "起算 7 个月"),
        (formula(method="bands", bands=BANDS), formula(method="bands", bands=[BANDS[0], {**BANDS[1], "from": "9999"}]), "relief.formula[0].bands[1]", "重叠：9999.00 元至 10000.00 元"),
        (relief({"method": "by_case"}, {"method": "by_case", "cause": "fire"}), relief({"method": "by_case"}, {"method": "by_case"}), "relief.formula[1]", "写了两行"),
        ({"tekun.no_labour": {**NO_LABOUR, "age_from": 17}}, {"tekun.no_labour": {**NO_LABOUR, "age_from": 16}}, "tekun.no_labour.age_from", "每个人都成了无劳动能力"),
        ({"tekun.no_labour": {**NO_LABOUR, "age_from_by_hardship": {"5": 55}}}, {"tekun.no_labour": {**NO_LABOUR, "age_from_by_hardship": {"5": 15}}}, "tekun.no_labour.age_from_by_hardship.5", "15 周岁以上"),
        ({"tekun.care_levels": {"half_from": 1, "full_from": 2}}, {"tekun.care_levels": {"half_from": 2, "full_from": 2}}, "tekun.care_levels", "没有人会是部分丧失"),
        ({"edge.income_times": "1.01"}, {"edge.income_times": "1"}, "edge.income_times", "低于标准的 1 倍，没有人符合"),
        ({"dibao.grace": {"months": 6, "income_times": "1.01"}}, {"dibao.grace": {"months": 6, "income_times": "1"}}, "dibao.grace.income_times", "低于标准的 1 倍，没有人符合"),
        ({"dibao.work_refusal": {"times": 3, "effect": "reduce", "share": "0.5"}}, {"dibao.work_refusal": {"times": 3, "effect": "reduce"}}, "dibao.work_refusal.share", "须写明减去的份额"),
        ({"dibao.work_refusal": {"times": 3, "effect": "stop"}}, {"dibao.work_refusal": {"times": 3, "effect": "stop", "share": "0.5"}}, "dibao.work_refusal.share", "只有减发"),
        ({"income.work_disregard": {"cap": "870"}}, {"income.work_disregard": {"cap": "870", "times_of_standard": "3"}}, "income.work_disregard", "必须且只能写一项"),
        ({"income.work_disregard": {"times_of_standard": "3"}}, {"income.work_disregard": {"months": 6}}, "income.work_disregard", "必须且只能写一项"),
        ({"income.work_disregard": {"cap": "1", "months_least": 12, "months": 12}}, {"income.work_disregard": {"cap": "1", "months_least": 13, "months": 12}}, "income.work_disregard.months_least", "不能多于最长的月数"),
        ({"dibao.standard_by_age": [{"age_below": 3, "standard": STANDARD}, {"age_below": 16, "standard": STANDARD}]}, {"dibao.standard_by_age": [{"age_below": 16, "standard": STANDARD}, {"age_below": 16, "standard": STANDARD}]}, "dibao.standard_by_age[1]", "年龄须由小到大"),
        ({"dibao.single_person": {"income_times": "1.5"}}, {"dibao.single_person": {"income_times": "0.9"}}, "dibao.single_person.income_times", "没有人符合"),
        ({"dibao.single_person": {"income_times": "2", "amount": {"method": "share", "share": "0.5"}}}, {"dibao.single_person": {"income_times": "2", "amount": {"method": "share"}}}, "dibao.single_person.amount.share", "办法 share 需要这一项"),
        ({"dibao.supplements": [{"group": "elder", "age_from": 70, "age_below": 71, "share": "0.1"}]}, {"dibao.supplements": [{"group": "elder", "age_from": 70, "age_below": 70, "share": "0.1"}]}, "dibao.supplements[0]", "自 70 起、不满 70 周岁"),
        ({"income.imputed": [{"times_of": "minimum_wage", "times": "1", "age_from": 18, "age_to": 18}]}, {"income.imputed": [{"times_of": "minimum_wage", "times": "1", "age_from": 19, "age_to": 18}]}, "income.imputed[0]", "自 19 至 18 周岁"),
        ({"income.imputed": [ROW, {**ROW, "trade": "business"}][::-1]}, {"income.imputed": [ROW, {**ROW, "trade": "business"}]}, "income.imputed[1]", "第 1 行在前，已经包括这一行的所有人"),
        ({"income.imputed": [{**ROW, "disability": [{"grade_to": 2}]}, {**ROW, "disability": "any"}]}, {"income.imputed": [{**ROW, "disability": "any"}, {**ROW, "disability": [{"grade_to": 2}]}]}, "income.imputed[1]", "第 1 行在前"),
        ({"income.imputed": [{**ROW, "disability": "any"}]}, {"income.imputed": [{**ROW, "disability": []}]}, "income.imputed[0].disability", "没有写任何残疾类别或等级"),
        ({"income.imputed": [{**ROW, "disability": [{"grade_from": 3, "grade_to": 3}]}]}, {"income.imputed": [{**ROW, "disability": [{"grade_from": 3, "grade_to": 2}]}]}, "income.imputed[0].disability[0]", "自 3 级至 2 级"),
        (bands({"up_to": 2, "share": "0.5"}, {"share": "0.4"}), bands({"up_to": 2, "share": "0.5"}), "income.maintenance.bands", "最后一档不写 up_to"),
        (bands({"up_to": 2, "share": "0.5"}, {"up_to": 3, "share": "0.4"}, {"share": "0.3"}), bands({"up_to": 2, "share": "0.5"}, {"up_to": 2, "share": "0.4"}, {"share": "0.3"}), "income.maintenance.bands[1].up_to", "2 不多于前一档的 2"),
        (bands({"share": "0.4"}), bands({"share": "0.5"}, {"share": "0.4"}), "income.maintenance.bands[0]", "没有写 up_to"),
        (bands({"share": "0.4"}), {"income.maintenance": {"method": "fixed", "amount": "100", "bands": [{"share": "0.4"}]}}, "income.maintenance.bands", "只有按超出部分的份额"),
        ({"household.together": {"months": 12}}, {"household.together": {"months": 12, "relations": []}}, "household.together.relations", "没有写任何关系"),
        ({"dibao.expenditure_route": {"income_share": "0.7"}}, {"dibao.expenditure_route": {"income_share": "0.7", "covers": []}}, "dibao.expenditure_route.covers", "既不纳入整户，也不纳入个人"),
        ({"rigid.any_of": [{"rest_below_times": "1"}]}, {"rigid.any_of": [{}]}, "rigid.any_of[0]", "至少写一项"),
        ({"rigid.any_of": [{"kinds": ["medical"], "share": "0.4"}]}, {"rigid.any_of": [{"kinds": ["medical"], "rest_below_times": "1"}]}, "rigid.any_of[0].kinds", "须与比例（share）一起写"),
        ({"rigid.any_of": [{"rest_below_times": "1"}] * 3}, {"rigid.any_of": [{"rest_below_times": "1"}] * 4}, "rigid.any_of", "有 4 项条件，至多 3 项"),
        ({"rigid.amount": {"method": "fixed", "amount": "100"}}, {"rigid.amount": {"method": "fixed"}}, "rigid.amount.amount", "办法 fixed 需要这一项"),
        ({"rigid.amount": {"method": "difference", "max": "100"}}, {"rigid.amount": {"method": "difference", "share": "0.3"}}, "rigid.amount.share", "办法 difference 不用这一项"),
        ({"income.exempt": [EXEMPT]}, {"income.exempt": [{**EXEMPT, "until": "2020-12-31"}]}, "income.exempt[0]", "没有一天不计入"),
        ({"income.exempt": [EXEMPT, {"kind": "basic_pension", "from": "2026-01-01"}]}, {"income.exempt": [EXEMPT, {"kind": "basic_pension", "from": "2025-12-31"}]}, "income.exempt[1]", "与前面一行重叠"),
        ({"tekun.basic": {"centralised": {"amount": "1.00", "per": "month"}, "dispersed": None}}, {"tekun.basic": {"centralised": {"amount": "1.00", "per": "month"}}}, "tekun.basic.dispersed", "缺少这一格"),
        ({"tekun.basic": {"urban": None, "rural": {"centralised": None, "dispersed": None}}}, {"tekun.basic": {"urban": None, "rural": {"centralised": None}}}, "tekun.basic.rural.dispersed", "缺少这一格"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_by_row_and_reason_and_what_is_right_beside_it_passes(right, wrong, row, reason):
    assert refused(right) == []
    (only,) = refused(wrong)
    assert only.startswith(f"{row}：")
    assert reason in only


def test_a_new_least_number_of_grades_is_asked_of_the_grades_in_force():
    three = grades((None, None), (None, None), (None, None))
    assert refused({"dibao.grades_least": 3}, under=three) == []
    assert refused({"dibao.grades_least": 4}, under=three) == [
        "dibao.grades_least：现行的 dibao.grades.rural 只有 3 档，少于本地规定的最少 4 档。"
    ]


def test_a_multiple_that_comes_back_to_itself_is_refused_and_not_followed_for_ever():
    own = {"tekun.basic": {"urban": {"times": "2", "of": "tekun.basic.rural"}, "rural": {"times": "2", "of": "tekun.basic.urban"}}}  # fmt: skip
    assert [line.split("，")[1] for line in refused(own)] == [
        "而 tekun.basic.rural 又按自身计算", "而 tekun.basic.urban 又按自身计算",
    ]  # fmt: skip
    assert (
        refused({"tekun.basic": {"times": "2", "of": "dibao.standard.urban"}}, under={"dibao.standard": STANDARD}) == []
    )


def test_a_bound_that_is_a_multiple_is_compared_in_fen():
    twelve = {"times": "12", "of": "dibao.standard.urban"}
    under = {"dibao.standard": STANDARD}
    assert refused(formula(min="8400", max=twelve), under) == []
    assert "下限 8400.01 元高于上限 8400.00 元" in refused(formula(min="8400.01", max=twelve), under)[0]


def test_an_edge_line_at_the_disposable_income_is_refused_whichever_of_the_two_is_published():
    under = {"dibao.standard": STANDARD, "rigid.income_ceiling": {"amount": "12600.00", "per": "year"}}
    assert refused({"edge.income_times": "1.49"}, under) == []
    assert refused({"edge.income_times": "1.5"}, under)[0].startswith("edge.income_times：条件窗口为空")


def test_the_two_bounds_of_what_must_be_left_leave_room_whichever_is_published():
    under = {"rigid.rest_below_times": "2"}
    assert refused({"rigid.rest_from_times": "1.99"}, under) == []
    (only,) = refused({"rigid.rest_from_times": "2"}, under)
    assert only == "rigid.rest_from_times：条件窗口为空：余额不低于标准的 2 倍又低于标准的 2 倍，没有人符合。"


def test_a_ceiling_of_the_edge_at_or_below_the_standard_is_refused_by_setting():
    under = {"dibao.standard": STANDARD, "minimum_wage": {"amount": "600.00", "per": "month"}}
    assert refused({"edge.income_ceiling": {"amount": "8400.01", "per": "year"}}, under) == []
    assert refused({"edge.income_ceiling": {"times": "1.2", "of": "minimum_wage"}}, under) == []
    (only,) = refused({"edge.income_ceiling": {"times": "1", "of": "minimum_wage"}}, under)
    assert only == "edge.income_ceiling：条件窗口为空：封顶不高于低保标准（城市），没有人符合。"
    assert len(refused({"edge.income_ceiling": {"amount": "500.00", "per": "month"}}, under)) == 2


def test_a_line_of_high_expenditure_at_the_standard_lets_nobody_in_by_it_alone():
    under = {"dibao.standard": STANDARD, "rigid.income_ceiling": {"amount": "12000.00", "per": "year"}}
    assert refused({"dibao.expenditure_route": {"income_share": "0.7001"}}, under) == []
    (only,) = refused({"dibao.expenditure_route": {"income_share": "0.70"}}, under)
    assert only == (
        "dibao.expenditure_route.income_share：条件窗口为空：收入线不高于低保标准（城市），没有家庭能只按支出型纳入。"
    )


def test_a_condition_that_leaves_too_little_for_what_must_be_left_is_refused_by_its_row():
    income = {"rigid.income_below_times": "2", "rigid.rest_from_times": "1"}
    assert refused({"rigid.any_of": [{"share": "0.49"}]}, income) == []
    for row in ({"share": "0.50"}, {"kinds": ["medical"], "share": "0.60"}, {"rest_below_times": "1"}):
        (only,) = refused({"rigid.any_of": [{"share": "0.49"}, row]}, income)
        assert only.startswith("rigid.any_of[1]：条件窗口为空：符合这一项的余额必低于标准的")
        assert "不可能不低于 1 倍" in only


def test_conditions_of_which_one_is_enough_stand_in_the_stead_of_the_one_ratio():
    ratio = {"rigid.income_below_times": "2", "rigid.expenditure_share": "0.60"}
    assert refused({"rigid.rest_from_times": "1"}, ratio)[0].startswith("rigid.rest_from_times：条件窗口为空")
    assert refused({"rigid.rest_from_times": "1"}, {**ratio, "rigid.any_of": [{"share": "0.40"}]}) == []
