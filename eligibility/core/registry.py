"""The registry: every figure the law leaves to a place: name, type, unit, meaning, article, national default.

A default here is only what the law itself fixes; it is published as a figure of area `0` in `policies/national.yaml`.
Nothing falls back to it silently: a parameter without a published value is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from eligibility.core import property_shapes, records, shapes
from eligibility.core.shapes import BadValue, Shape


@dataclass(frozen=True)
class Parameter:
    """One name of the registry and what may be written under it."""

    name: str
    type: str
    unit: str
    meaning: str
    article: str
    shape: Shape
    default: Any = None


def no_such(name: str) -> str:
    """What is said to a name outside the registry: the nearest one inside it, if any is near."""
    near = get_close_matches(name, REGISTRY, n=1)
    guess = f"是否为 {near[0]}？" if near else ""
    return f"没有名为 {name} 的参数；{guess}参数表见 docs/parameters.md。"


def check_value(name: str, value: Any, path: str) -> None:
    """Raise BadValue unless the registry takes this value under this name."""
    if name not in REGISTRY:
        raise BadValue(path, no_such(name))
    REGISTRY[name].shape(value, path)


L649, L57, L43, L62 = "国务院令第649号", "民发〔2021〕57号", "民发〔2021〕43号", "民发〔2024〕62号"
P83, P2020 = "民发〔2022〕83号", "中办发〔2020〕18号"
LOCAL = "由地方规定"

_ROWS = (
    # --- 最低生活保障 ---
    Parameter(
        "dibao.standard", "by-setting money", "元/人", "低保标准", f"{L649} 第十条", shapes.by_setting(shapes.money)
    ),
    Parameter(
        "dibao.standard_by_age",
        "list",
        "元/人",
        "某一年龄以下另定的低保标准（个别地方）",
        f"{L649} 第十条",
        shapes.listed(records.standard_by_age),
    ),
    Parameter(
        "dibao.method",
        "by-setting code",
        "",
        "低保金计发方式：差额或分档",
        f"{L57} 第二十三条",
        shapes.by_setting(shapes.code_of("difference", "graded")),
    ),
    Parameter(
        "dibao.grades",
        "by-setting list",
        "元/人月",
        "分档标准",
        f"{L57} 第二十三条",
        shapes.by_setting(shapes.listed(records.grade)),
    ),
    Parameter("dibao.grades_least", "int", "档", "至少分几档（如淄博不少于四档）", LOCAL, shapes.whole(1, 20)),
    Parameter(
        "dibao.floor_share", "share", "占低保标准", "每人最低补助占标准的份额", LOCAL, shapes.maybe(shapes.share)
    ),
    Parameter(
        "dibao.rounding",
        "record",
        "元",
        "低保金取整",
        LOCAL,
        records.rounding,
        {"step": "0.01", "mode": "half_up", "on": "household"},
    ),
    Parameter(
        "dibao.supplements",
        "list",
        "元/人月",
        "分类施保",
        f"{L649} 第十二条第二款；{L57} 第二十七条",
        shapes.listed(records.supplement),
    ),
    Parameter(
        "dibao.supplement_rule",
        "code",
        "",
        "一人有多种分类施保事由时如何合并",
        LOCAL,
        shapes.code_of("sum", "highest", "one_per_person"),
    ),
    Parameter("dibao.single_person", "record", "", "单人保", f"{L57} 第八条；{P83}", records.single_person),
    Parameter(
        "dibao.expenditure_route",
        "record",
        "",
        "支出型困难家庭纳入低保：收入低于上年度人均可支配收入的份额、金融资产的年标准倍数（个别地方）",
        f"{L649} 第九条（地方规定）",
        records.expenditure_route,
    ),
    Parameter("dibao.grace", "record", "月", "渐退期", f"{L57} 第三十三条；{P83}", records.grace),
    Parameter(
        "dibao.work_refusal",
        "record",
        "次",
        "无正当理由连续拒绝介绍的工作几次，减发或停发其本人的低保金",
        f"{L649} 第四十五条；{L57} 第三十四条",
        records.work_refusal,
    ),
    # --- 低保边缘、刚性支出困难家庭 ---
    Parameter(
        "edge.income_times",
        "decimal",
        "倍低保标准",
        "低保边缘家庭人均收入低于低保标准的倍数",
        f"{L57} 第八条；{P83}",
        shapes.decimal,
        "1.5",
    ),
    Parameter(
        "edge.income_ceiling",
        "money",
        "元/人",
        "低保边缘家庭人均收入的封顶（个别地方，如不超过最低工资）",
        LOCAL,
        shapes.money_or_multiple,
    ),
    Parameter(
        "edge.assets_financial",
        "record",
        "元",
        "低保边缘家庭的金融资产限额，与低保不同时公布",
        f"{L57} 第八条",
        property_shapes.financial,
    ),
    Parameter("rigid.income_ceiling", "money", "元/人", "上年度当地人均可支配收入", f"{L62} 第四条", shapes.money),
    Parameter(
        "rigid.expenditure_share",
        "share",
        "占家庭收入",
        "刚性支出占家庭总收入的比例，须超过",
        f"{L62} 第四条",
        shapes.decimal,
    ),
    Parameter(
        "rigid.rest_from_times",
        "decimal",
        "倍低保标准",
        "扣减刚性支出后人均余额的下限（个别地方）",
        LOCAL,
        shapes.decimal,
    ),
    Parameter(
        "rigid.rest_below_times",
        "decimal",
        "倍低保标准",
        "扣减刚性支出后人均余额须低于（个别地方）",
        LOCAL,
        shapes.decimal,
    ),
    Parameter(
        "rigid.income_below_times",
        "decimal",
        "倍低保标准",
        "刚性支出困难家庭人均收入的上限（个别地方）",
        LOCAL,
        shapes.decimal,
    ),
    Parameter(
        "rigid.any_of",
        "list",
        "",
        "几项支出条件符合一项即可，代替单一的比例（个别地方）",
        f"{L62} 第四条（地方规定）",
        shapes.listed(records.rigid_condition),
    ),
    Parameter(
        "rigid.amount",
        "record",
        "元/月",
        "刚性支出困难家庭的生活救助；未公布的只认定、不发钱",
        LOCAL,
        records.rigid_amount,
    ),
    Parameter(
        "rigid.items",
        "list",
        "",
        "计入刚性支出的项目与限额；未公布的按第五条所列四项",
        f"{L62} 第五条",
        shapes.listed(records.rigid_item),
    ),
    Parameter(
        "rigid.assets_financial",
        "record",
        "元",
        "刚性支出困难家庭的金融资产限额，与低保边缘不同时公布",
        f"{L62} 第四条",
        property_shapes.financial,
    ),
    Parameter("rigid.lookback_months", "int", "月", "刚性支出的核算期", f"{L62} 第四条", shapes.whole(1, 36), 12),
    Parameter(
        "rigid.valid_months",
        "int",
        "月",
        "刚性支出困难家庭认定的有效期，最长十二个月",
        f"{L62} 第十条",
        shapes.whole(1, 12),
        12,
    ),
    # --- 特困供养 ---
    Parameter(
        "tekun.basic",
        "[by-setting ×] [support mode ×] money or multiple",
        "元/人月",
        "特困基本生活标准",
        f"{L649} 第十五条",
        shapes.basic,
    ),
    Parameter(
        "tekun.care",
        "table",
        "元/人月",
        "特困照料护理标准：供养方式 × 自理能力",
        f"{L43} 第二十二条",
        shapes.care_table,
    ),
    Parameter(
        "tekun.total", "table", "元/人月", "特困供养总标准：城乡 × 供养方式 × 自理能力", LOCAL, shapes.total_table
    ),
    Parameter("tekun.no_labour", "record", "", "视为无劳动能力的年龄与残疾等级", f"{L43} 第五条", records.no_labour),
    Parameter("tekun.minor", "record", "岁", "未成年人供养到何时", f"{L43} 第二十四条；{P2020}", records.minor),
    Parameter(
        "tekun.care_levels",
        "record",
        "项",
        "六项指标中几项不能自理为部分、完全丧失",
        f"{L43} 第二十一、二十二条",
        records.care_levels,
    ),
    # --- 临时救助 ---
    Parameter("relief.base", "money or multiple", "元", "临时救助的计算基数", LOCAL, shapes.money_or_multiple),
    Parameter(
        "relief.formula",
        "list",
        "元",
        "临时救助金额的计算办法与上下限",
        f"{L649} 第四十七条",
        shapes.listed(records.formula),
    ),
    Parameter("relief.repeat", "record or code", "次", "同一事由可救助几次", "国发〔2014〕47号", records.repeat),
    Parameter("minimum_wage", "money", "元", "当地最低工资", "劳动法第四十八条", shapes.money),
    # --- 后续救助项目 ---
    Parameter("orphan.standard", "table", "元/人月", "孤儿基本生活费", "国办发〔2010〕54号", records.amounts),
    Parameter(
        "disability_living.amount", "table", "元/人月", "困难残疾人生活补贴", "国发〔2015〕52号", records.amounts
    ),
    Parameter("disability_care.amount", "table", "元/人月", "重度残疾人护理补贴", "国发〔2015〕52号", records.amounts),
    Parameter("senior.amount", "table", "元/人月", "高龄津贴", LOCAL, records.amounts),
    # --- 收入、支出、财产、家庭 ---
    Parameter(
        "income.period_months", "int or by-setting int", "月", "收入核算期", f"{L57} 第十三条", records.months, 12
    ),
    Parameter(
        "income.exempt",
        "list",
        "",
        "不计入家庭收入的项目，各有截止日",
        f"{L57} 第十三条",
        shapes.listed(records.exemption),
    ),
    Parameter("income.employment_cost", "record", "", "必要的就业成本", f"{L57} 第十三条", records.employment_cost),
    Parameter(
        "income.work_disregard",
        "record",
        "元/人月",
        "就业后不计入家庭收入的劳动收入：限额与期限",
        f"{L57} 第十三条（地方规定）",
        records.work_disregard,
    ),
    Parameter("income.imputed", "list", "", "推定收入（须经人工确认）", LOCAL, shapes.listed(records.imputed)),
    Parameter("income.maintenance", "record", "", "赡养、抚养、扶养费的推算", LOCAL, records.maintenance),
    Parameter(
        "expenditure.deductible",
        "list",
        "",
        "可从收入中扣减的刚性支出",
        f"{L57} 第十三条",
        shapes.listed(records.deductible),
    ),
    Parameter("assets.financial", "record", "元", "金融资产限额", f"{L57} 第十四条", property_shapes.financial),
    Parameter("assets.houses", "record", "套", "住房限额", f"{L57} 第十四条", property_shapes.houses),
    Parameter("assets.vehicles", "record", "辆", "机动车限额", f"{L57} 第十四条", property_shapes.vehicles),
    Parameter("assets.business", "record", "户", "经营主体限额", f"{L57} 第十四条", property_shapes.business),
    *(
        Parameter(f"{benefit}.assets_{what}", "record", unit, f"{of}的{thing}限额，与{other}不同时公布", article, shape)
        for benefit, of, other, article in (
            ("edge", "低保边缘家庭", "低保", f"{L57} 第八条"),
            ("rigid", "刚性支出困难家庭", "低保边缘", f"{L62} 第四条"),
        )
        for what, unit, thing, shape in (
            ("houses", "套", "住房", property_shapes.houses),
            ("vehicles", "辆", "机动车", property_shapes.vehicles),
            ("business", "户", "经营主体", property_shapes.business),
        )
    ),
    Parameter(
        "household.residence_basis",
        "bool or record",
        "",
        "居住证持有人可否在居住地申请",
        f"{L57} 第五条",
        records.residence,
    ),
    Parameter(
        "household.other_county",
        "code",
        "",
        "成员户籍在同省不同县的，在哪里申请：任一成员户籍地或共同居住地",
        f"{L57} 第五条第二款",
        shapes.code_of("any_member", "residence"),
    ),
    Parameter(
        "household.serious_illnesses",
        "list",
        "",
        "按重特大疾病对待的病种（疾病编码）",
        f"{L57} 第八条",
        shapes.listed(records.illness),
    ),
    Parameter(
        "household.locals",
        "record",
        "",
        "只计本地户籍的家庭成员，哪些关系的外地户籍成员仍计入（个别地方）",
        f"{L57} 第七条（地方规定）",
        records.local_members,
    ),
    Parameter(
        "household.together",
        "record",
        "月",
        "哪些关系的成员须共同生活满几个月才计入（个别地方）",
        f"{L57} 第七条（地方规定）",
        records.together,
    ),
    Parameter("household.counted", "record", "", "共同生活的家庭成员的范围", f"{L57} 第七条", records.counted),
    # --- 权限、流程、时限 ---
    Parameter(
        "authority",
        "list",
        "元",
        "谁可以审核确认多少金额",
        f"{L57} 第二条；{L649} 第四十八条",
        shapes.listed(records.authority),
    ),
    Parameter(
        "route", "list", "", "经过哪些环节、哪一级、多长时间", f"{L57} 第三章；{P83}", shapes.listed(records.route)
    ),
    Parameter("notice", "record", "日", "公示", f"{L57} 第十九条", records.notice),
    Parameter("pause", "list", "", "可以中止计时的事由", LOCAL, shapes.listed(records.pause), []),
    Parameter(
        "clock", "record", "", "受理当日是否计入期限", "民法典第二百零一条", records.clock, {"first_day_counts": False}
    ),
    Parameter("check.valid_days", "int", "日", "信息核对结果的有效期", LOCAL, shapes.whole(1, 730)),
    Parameter("spot_check", "record", "", "抽查比例与必查对象", f"{L43} 第十六条；{L57} 第二十条", records.spot_check),
    Parameter(
        "payment", "record", "", "从哪月发、几日前发、遇休息日如何", f"{L57} 第二十一、二十五条", records.payment
    ),
    Parameter("review", "list", "", "定期复核的周期", f"{L57} 第三十一条；{P2020}", shapes.listed(records.review)),
    Parameter("recovery", "record", "", "多发资金的追回", LOCAL, records.recovery),
    Parameter("reserve_fund", "record", "元", "乡镇临时救助备用金", P2020, records.reserve_fund),
    Parameter("appeal", "record", "日", "复议与诉讼", "行政复议法第二十条；行政诉讼法第四十六条", records.appeal),
)
REGISTRY: Mapping[str, Parameter] = {row.name: row for row in _ROWS}
