"""What the codes of the law's questions are called: benefits, kinds of income and expense, relations and the like."""

from collections.abc import Mapping
from types import MappingProxyType

Words = Mapping[str, str]


def named(**codes: str) -> Words:
    """Codes and what they are called."""
    return MappingProxyType(codes)


BENEFITS = named(
    dibao="最低生活保障",
    dibao_edge="低保边缘家庭认定",
    rigid_expenditure="刚性支出困难家庭认定",
    tekun="特困人员救助供养",
    temporary_relief="临时救助",
)
RELIEF_KINDS = named(emergency="急难型", expenditure="支出型")
SETTINGS = named(urban="城市", rural="农村")
RELATIONS = MappingProxyType(
    {
        "self": "本人",
        "spouse": "配偶",
        "child": "子女",
        "parent": "父母",
        "grandchild": "孙子女、外孙子女",
        "grandparent": "祖父母、外祖父母",
        "sibling": "兄弟姐妹",
        "child_in_law": "儿媳、女婿",
        "parent_in_law": "公婆、岳父母",
        "other": "其他",
    }
)
STATUSES = named(
    at_home="在家",
    away_working="外出务工",
    away_studying="外出就学",
    institution="在机构供养",
    prison="服刑",
    drug_isolation="强制隔离戒毒",
    declared_missing="宣告失踪",
    clergy_away="出家离户",
    long_term_hospital="长期住院",
    military="服兵役",
)
SEXES = named(female="女", male="男")
INCOME_KINDS = named(
    wage="务工收入",
    business="经营收入",
    farming="种植养殖收入",
    land_transfer="土地流转收入",
    rent="房屋租金",
    interest="利息、红利",
    property="其他财产收入",
    pension="养老金",
    basic_pension="基础养老金（中央标准部分）",
    unemployment_benefit="失业保险金",
    maintenance="赡养费、抚养费、扶养费",
    compensation="赔偿、补偿",
    gift="赠与、继承",
    land_subsidy="耕地地力保护补贴等农业补贴",
    grassland_subsidy="草原生态保护补助奖励",
    veteran_pension="优待抚恤金",
    family_planning_reward="计划生育奖励扶助",
    scholarship="奖学金、助学金",
    bravery_award="见义勇为奖励",
    social_assistance="社会救助金",
    disability_subsidy="残疾人两项补贴",
    senior_allowance="高龄津贴",
    other="其他收入",
)
EXPENSE_KINDS = named(
    medical="医疗（自付部分）",
    education="教育",
    disability_rehabilitation="残疾康复",
    care="照料护理",
    housing="住房",
    employment_cost="就业成本",
    living="基本生活",
    other="其他支出",
    tax="缴纳的税款",
    social_insurance="缴纳的社会保险费",
    maintenance_paid="给付的赡养费、抚养费、扶养费",
)
# why a place's rule may leave a thing out; which of them it does is its own to say
EXEMPT_REASONS = named(
    disabled_car="残疾人代步车",
    motorbike="摩托车",
    for_treatment="治病必需",
    for_rehabilitation="康复必需",
    for_living="维持生计必需",
    relief_money="救助款存下的",
    house_sale="一年内的卖房款",
)
DISABILITIES = named(
    visual="视力",
    hearing="听力",
    speech="言语",
    physical="肢体",
    intellectual="智力",
    mental="精神",
    multiple="多重",
)
LABOUR = named(none="无劳动能力", partial="部分丧失劳动能力", full="有劳动能力")
TRADES = named(none="不从业", farming="务农", labour="务工", business="经商、个体经营")
STUDIES = named(
    none="不在学",
    preschool="学前",
    compulsory="义务教育",
    senior="普通高中",
    vocational="中等职业教育",
    higher="大专、本科",
    postgraduate="研究生",
)
