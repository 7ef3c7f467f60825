"""The words for what stands in a figure of the policy book: subjects, keys, codes, and sums named after another figure."""

from collections.abc import Mapping
from types import MappingProxyType

from eligibility.words import codes as words

# subject, the beginnings of the names that belong to it; the first that fits decides
SUBJECTS = (
    ("收入、支出、财产和家庭", ("income.", "expenditure.", "assets.", "household.", "tekun.no_labour", "tekun.minor", "tekun.care_levels")),
    ("标准与金额", ("dibao.", "edge.", "rigid.", "tekun.", "relief.", "minimum_wage", "orphan.", "disability_", "senior.")),
    ("权限限额", ("authority", "reserve_fund")),
    ("办理路径与期限", ("route", "notice", "pause", "clock", "check.", "appeal")),
    ("发放与复核", ("payment", "review", "recovery", "spot_check")),
)  # fmt: skip
ORDER = ("标准与金额", "收入、支出、财产和家庭", "权限限额", "办理路径与期限", "发放与复核")

PERS = MappingProxyType({"month": "月", "year": "年", "once": "次"})
# a sum that is a multiple of another figure, as people write it
REFERENCES = MappingProxyType(
    {
        "城市低保标准": "dibao.standard.urban",
        "农村低保标准": "dibao.standard.rural",
        "低保标准": "dibao.standard",
        "年城市低保标准": "dibao.standard.urban.annual",
        "年农村低保标准": "dibao.standard.rural.annual",
        "年低保标准": "dibao.standard.annual",
        "最低工资": "minimum_wage",
        "年最低工资": "minimum_wage.annual",
        "特困基本生活标准": "tekun.basic",
        "城市特困基本生活标准": "tekun.basic.urban",
        "农村特困基本生活标准": "tekun.basic.rural",
        "临时救助基数": "relief.base",
        "人均可支配收入": "rigid.income_ceiling",
    }
)
REFERENCE_WORDS = MappingProxyType({name: said for said, name in REFERENCES.items()})

LEVELS = MappingProxyType({"township": "乡镇（街道）", "county": "县级", "committee": "县级一事一议"})
GROUPS = MappingProxyType(
    {
        "elder": "老年人",
        "minor": "未成年人",
        "disability": "残疾人",
        "severe_disability": "重度残疾人",
        "serious_illness": "重病患者",
        "student": "在校学生",
        "single_parent": "单亲家庭成员",
        "pregnant": "孕产妇",
        "living_alone": "独居的人",
        "disability_3_mind": "三级智力、精神残疾人",
        "clergy": "宗教教职人员",
        "any": "不限",
    }
)
STEPS = MappingProxyType(
    {
        "accept": "受理",
        "survey": "入户调查",
        "check": "信息核对",
        "appraisal": "民主评议",
        "care_assessment": "自理能力评估",
        "opinion": "审核意见",
        "notice": "公示",
        "review": "县级复核",
        "decide": "审核确认",
        "answer": "答复",
        "relief": "先行救助",
        "papers": "补办手续",
        "pay": "发放",
    }
)
UNITS = MappingProxyType({"working_day": "个工作日", "day": "日", "hour": "小时", "month": "个月"})
STAYS = MappingProxyType(
    {"stable": "情况稳定", "unstable_able": "有劳动能力、收入不稳", "any": "全部", "death": "核对死亡"}
)
CARE = MappingProxyType({"full": "全护理", "half": "半护理", "self": "全自理"})

INCLUDED = MappingProxyType(
    {
        "spouse": "配偶", "minor_child": "未成年子女", "dependent_adult_child": "不能独立生活的成年子女",
        "legal_supporter": "其他有法定扶养义务并长期共同居住的人",
    }
)  # fmt: skip

KEYS: Mapping[str, str] = MappingProxyType(
    {
        "urban": "城市", "rural": "农村", "centralised": "集中供养", "dispersed": "分散供养", **CARE,
        "benefit": "救助类型", "kind": "类别", "level": "由谁确认", "from": "自", "to": "至", "unit": "单位", "per": "按",
        "inclusive": "含上限", "from_inclusive": "含下限", "document": "文件", "article": "条款", "steps": "环节",
        "decides": "由谁确认", "total": "全程", "extended": "延长后全程", "group": "对象", "amount": "金额", "share": "比例",
        "times": "倍数", "age_from": "年龄起", "age_below": "年龄不满", "age_to": "年龄至", "age_under": "不满年龄",
        "setting": "城乡", "grade_up_to": "残疾等级至", "step": "取整到", "mode": "办法", "on": "按", "months": "月数",
        "pays": "渐退期发放", "reasons": "事由", "shares": "各月比例", "income_times": "收入低于标准的倍数",
        "groups": "对象", "severe_outside_edge": "重残可不限边缘家庭", "method": "办法", "floor_share": "最低比例",
        "until": "截止日", "label": "项目", "cap": "上限", "of": "基数", "sex": "性别", "labour": "劳动能力",
        "times_of": "基数", "threshold_times": "起算倍数", "shared_over": "分摊", "person_group": "对象",
        "months_of_standard": "低保标准的月数", "exempt": "不计入", "kinds": "包括", "max": "最多", "min": "最少",
        "permit_months": "居住证满月数", "excluded": "不计入的人", "included": "计入的人", "clergy_away_years": "出家年数",
        "days": "日数", "first_day_counts": "首日计入", "second_days": "第二次公示日数", "for": "适用",
        "reason": "事由", "longest": "最长", "always": "必查", "first_month": "从哪月发", "pay_by_day": "每月几日前发",
        "when_off": "遇休息日", "cycle": "周期", "closes_on": "每月几日结账", "category": "对象", "every": "周期", "when": "情形",
        "set_off": "可抵扣", "share_of_month": "每月最多扣", "instalments_max": "最多分几期",
        "change_within_month": "当月有变化时", "exempt_relations": "不推算的义务人", "exempt_age_from": "不推算的年龄起",
        "code": "编码", "township_limit": "乡镇备用金额度", "replenish_at": "低于此数补足", "reconsideration_days": "复议申请期",
        "court_months": "起诉期", "answer_days": "答复期", "grade": "档次", "income_from": "收入自", "income_below": "收入低于",
        "disability": "残疾等级至", "age_from_by_hardship": "按艰苦地区类别的年龄", "continues_in": "继续供养的学段",
        "half_from": "部分丧失自", "full_from": "完全丧失自", "cause": "原因", "bands": "分段", "below": "至",
        "months_max": "最多月数", "outside": "超出时", "rule": "规则", "n": "次数",
        "effect": "其本人的低保金", "times_of_standard": "低保标准的倍数", "months_least": "最短月数",
        "wage_from": "工资达到", "within": "本地指", "outsiders": "外地户籍仍计入", "standard": "标准", "drawing": "只限低保家庭成员",
        "if_small": "面积小的可以多有", "area_most": "面积限额", "area_per_person": "人均面积（平方米）", "area_times": "人均面积的倍数",
        "shops_max": "商铺等非居住用房", "not_acquired_within_months": "申请前不得购置的月数",
        "exempt_after_years": "购置满几年不计入", "exempt_after_built_years": "出厂满几年不计入",
        "exempt_up_to": "价值不超过多少不计入", "if_serious_illness": "有重病患者的限额",
        "area_times_after_disaster": "灾后取得的住房，人均面积的倍数", "hired_staff_max": "雇工",
        "grade_to": "至几级", "grade_from": "自几级", "serious_illness": "患重病", "trade": "从业类别", "deduct": "每户扣减",
        "up_to": "子女数至", "relations": "关系", "outsiders_of": "只问户籍不在", "income_share": "占人均可支配收入的比例",
        "assets_years": "金融资产不超过年低保标准", "covers": "纳入", "rest_below_times": "扣减后人均余额低于标准", **words.BENEFITS, **words.DISABILITIES,
    }
)  # fmt: skip

ALWAYS = MappingProxyType({"relative_of_staff": "经办人近亲属", "complaint": "有投诉举报"})
_WITHIN = {"province": "本省（市）", "city": "本市（州）", "county": "本县（市、区）"}

# codes by the key they stand under; where a key has none, ANYWHERE
CODES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "benefit": words.BENEFITS,
        "for": words.BENEFITS,
        "level": LEVELS,
        "decides": LEVELS,
        "group": GROUPS,
        "groups": GROUPS,
        "person_group": GROUPS,
        "pays": {"full": "全额", "capped": "封顶", "falling": "逐月递减"},
        "labour": words.LABOUR,
        "sex": words.SEXES,
        "continues_in": words.STUDIES,
        "excluded": words.STATUSES,
        "included": INCLUDED,
        "category": words.BENEFITS,
        "when": STAYS,
        "mode": {"half_up": "四舍五入", "up": "进位", "down": "舍去"},
        "on": {"household": "全户合计", "person": "每人"},
        "per": {"household": "每户", "person": "每人", **{code: f"每{said}" for code, said in PERS.items()}},
        "unit": {"yuan": "元"},
        "first_month": {"month_after": "确认次月", "month_of": "确认当月"},
        "when_off": {"earlier": "提前", "later": "顺延"},
        "cycle": {"month": "按月", "quarter": "按季"},
        "change_within_month": {"next_month": "次月起变", "by_days": "按天计"},
        "exempt_relations": words.RELATIONS,
        "household.other_county": {"any_member": "任一成员户籍地", "residence": "共同居住地"},
        "outside": {"refuse": "不予救助", "reason": "写明理由"},
        "step": STEPS,
        "method": {
            "none": "不扣减", "share": "按比例", "fixed": "定额", "full": "全额", "difference": "差额", "months": "按月数",
            "bands": "分段", "per_person_times": "按人按倍数", "by_case": "一事一议", "excess_share": "超出部分按比例",
        },
        "within": _WITHIN,
        "outsiders": words.RELATIONS,
        "relations": words.RELATIONS,
        "outsiders_of": _WITHIN,
        "trade": words.TRADES,
        "disability": {"any": "有残疾证"},
        "covers": {"household": "整户", "person": "引发支出的个人"},
        "effect": {"reduce": "减发", "stop": "停发"},
        "of": {"wage": "工资", "minimum_wage": "最低工资"},
        "times_of": {"minimum_wage": "最低工资"},
        "shared_over": {"supported_persons": "被赡养人"},
        "dibao.method": {"difference": "差额补助", "graded": "分档补助"},
        "dibao.supplement_rule": {"sum": "各项相加", "highest": "取最高一项", "one_per_person": "每人只计一项"},
    }
)  # fmt: skip
ANYWHERE: Mapping[str, str] = MappingProxyType(
    {
        **words.INCOME_KINDS, **words.EXPENSE_KINDS, **words.RELIEF_KINDS, **words.SETTINGS,
        "once_per_cause_per_year": "同一事由一年一次", "once_per_year": "一年一次", "n_per_year": "一年几次",
        "same_cause_needs_reason": "同一事由须说明理由", "free": "不限次数", "employment": "就业", "illness": "疾病",
        **words.EXEMPT_REASONS, **ALWAYS,
    }
)  # fmt: skip


def subject_of(name: str) -> str:
    """The subject under which a parameter is shown."""
    return next(title for title, starts in SUBJECTS if name.startswith(starts))


def key_words(key: str, value: object = None) -> str:
    """The word for a key; the key itself where it is the place's own. A whole number of times counts, any other multiplies."""
    return "次数" if key == "times" and isinstance(value, int) else KEYS.get(key, key)


def code_words(key: str, code: str) -> str:
    """The word for a code under a key; the text itself where it is no code."""
    return CODES.get(key, {}).get(code) or ANYWHERE.get(code) or REFERENCE_WORDS.get(code) or code
