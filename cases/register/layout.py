"""The workbook's sheets and columns: what each is called, what it may hold, and what an empty cell means."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Holds(Enum):
    """What a column holds, and so how a cell is read."""

    TEXT = "text"
    CODE = "code"  # digits that Excel must keep as text: division codes, account numbers, keys
    ID_NUMBER = "id_number"
    ID_NUMBERS = "id_numbers"
    MONEY = "money"
    MONTH = "month"
    DAY = "day"
    WHOLE = "whole"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the name of what it becomes, and what is allowed in it."""

    heading: str
    name: str
    holds: Holds = Holds.TEXT
    required: bool = False
    codes: Mapping[str, str] | None = None  # what people choose → our code
    longest: int = 60
    hint: str = ""
    may_lack: bool = False  # a workbook made before the column was there has none: every cell of it is empty

    @property
    def allowed(self) -> str:
        """What may stand in a cell, for the message of a refused row and for the template's note."""
        words = {
            Holds.TEXT: f"不超过{self.longest}个字",
            Holds.CODE: f"文本格式，不超过{self.longest}位",
            Holds.ID_NUMBER: "18位公民身份号码，文本格式",
            Holds.ID_NUMBERS: "18位公民身份号码，多人用“、”隔开，文本格式",
            Holds.MONEY: "不小于0的金额，最多两位小数，例如 650 或 1386.50",
            Holds.MONTH: "年月，例如 2025-07",
            Holds.DAY: "日期，例如 1950-03-02",
            Holds.WHOLE: "整数",
            Holds.CHOICE: "、".join(self.codes or ()),
            Holds.CHOICES: "、".join(self.codes or ()) + "，多项用“、”隔开",
            Holds.YES_NO: "是、否",
        }[self.holds]
        return f"{words}；{self.hint}" if self.hint else words


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name and its columns in order."""

    name: str
    columns: tuple[Column, ...]


SETTING = {"城市": "urban", "农村": "rural"}
RELATION = {
    "户主": "self", "配偶": "spouse", "子女": "child", "父母": "parent", "孙子女": "grandchild", "祖父母": "grandparent",
    "兄弟姐妹": "sibling", "儿媳女婿": "child_in_law", "公婆岳父母": "parent_in_law", "其他": "other",
}  # fmt: skip
STATUS = {
    "在家": "at_home", "外出务工": "away_working", "外出就学": "away_studying", "机构托养": "institution", "服刑": "prison",
    "强制隔离戒毒": "drug_isolation", "宣告失踪": "declared_missing", "宗教教职在外": "clergy_away",
    "长期住院": "long_term_hospital", "现役": "military",
}  # fmt: skip
DISABILITY = {
    "无": "", "视力": "visual", "听力": "hearing", "言语": "speech", "肢体": "physical", "智力": "intellectual",
    "精神": "mental", "多重": "multiple",
}  # fmt: skip
GRADE = {"一级": "1", "二级": "2", "三级": "3", "四级": "4"}
LABOUR = {"无": "none", "部分": "partial", "有": "full"}
STUDY = {
    "不在学": "none", "学前": "preschool", "义务教育": "compulsory", "普通高中": "senior", "中职": "vocational",
    "大专本科": "higher", "研究生": "postgraduate",
}  # fmt: skip
SELF_CARE = {"无": "", "进食": "eat", "穿衣": "dress", "上下床": "bed", "如厕": "toilet", "行走": "walk", "洗澡": "bathe"}
SUPPORT = {"集中": "centralised", "分散": "dispersed"}
BENEFIT = {"低保": "dibao", "特困": "tekun"}
CATEGORY = {"收入稳定": "stable", "有劳动能力且收入不稳定": "unstable_able"}

_HOUSEHOLD = Column("户编号", "household", Holds.CODE, required=True, longest=24)

HOUSEHOLDS = Sheet(
    "家庭",
    (
        _HOUSEHOLD,
        Column("户主姓名", "head_name", required=True),
        Column("区划代码", "area_code", Holds.CODE, required=True, longest=12, hint="村（社区）的12位区划代码"),
        Column("城乡", "setting", Holds.CHOICE, required=True, codes=SETTING),
        Column("住址", "address", longest=120),
        Column("联系电话", "phone", Holds.CODE, longest=20),
        Column("存款（元）", "deposit", Holds.MONEY, hint="空着为不知道，没有填 0"),
        Column("财产已全部登记", "assets_complete", Holds.YES_NO),
        Column("义务人已全部登记", "obligors_complete", Holds.YES_NO),
    ),
)

MEMBERS = Sheet(
    "成员",
    (
        _HOUSEHOLD,
        Column("姓名", "name", required=True),
        Column("身份证号", "id_number", Holds.ID_NUMBER, hint="尚无证件的空着，并填出生日期和性别"),
        Column("出生日期", "birth_date", Holds.DAY, hint="有身份证号的不用填"),
        Column("性别", "sex", Holds.CHOICE, codes={"男": "male", "女": "female"}),
        Column("与户主关系", "relation", Holds.CHOICE, required=True, codes=RELATION),
        Column("在家情况", "status", Holds.CHOICE, codes=STATUS, hint="空着为在家"),
        Column("残疾类别", "disability", Holds.CHOICE, codes=DISABILITY),
        Column("残疾等级", "disability_grade", Holds.CHOICE, codes=GRADE),
        Column("重病", "serious_illness", Holds.YES_NO),
        Column("劳动能力", "labour", Holds.CHOICE, codes=LABOUR),
        Column("就学", "study", Holds.CHOICE, codes=STUDY),
        Column("不能自主完成的自理项目", "cannot", Holds.CHOICES, codes=SELF_CARE),
        Column("供养方式", "support_mode", Holds.CHOICE, codes=SUPPORT),
        Column("工资性收入（元/月）", "wage", Holds.MONEY, hint="空着为不知道，没有填 0"),
        Column("种养收入（元/年）", "farming", Holds.MONEY, hint="空着为不知道，没有填 0"),
        Column("养老金（元/月）", "pension", Holds.MONEY, hint="空着为不知道，没有填 0"),
        Column("其他收入（元/年）", "other", Holds.MONEY, hint="空着为不知道，没有填 0"),
        Column("收入已全部登记", "incomes_complete", Holds.YES_NO),
        Column("医疗支出（元/年）", "medical", Holds.MONEY, hint="个人负担部分；空着为不知道，没有填 0"),
        Column("支出已全部登记", "expenses_complete", Holds.YES_NO),
        Column("户籍区划代码", "hukou", Holds.CODE, longest=12, hint="空着为不知道"),
        Column("居住证签发日期", "permit_from", Holds.DAY, hint="在本县持居住证的填", may_lack=True),
        Column("居住证有效期至", "permit_until", Holds.DAY, hint="证上写的最后一天", may_lack=True),
    ),
)

AWARDS = Sheet(
    "待遇",
    (
        Column("待遇编号", "key", Holds.CODE, required=True, longest=40),
        _HOUSEHOLD,
        Column("救助类型", "benefit", Holds.CHOICE, required=True, codes=BENEFIT),
        Column("保障对象身份证号", "persons", Holds.ID_NUMBERS, longest=400, hint="空着为全体成员"),
        Column("每月金额（元）", "amount", Holds.MONEY, required=True, hint="须大于 0"),
        Column("起始月份", "first_month", Holds.MONTH, required=True),
        Column("已发至月份", "paid_through", Holds.MONTH, hint="原系统发到哪个月；空着为导入前的月份都已发"),
        Column("复核类别", "category", Holds.CHOICE, codes=CATEGORY, hint="空着为收入稳定"),
        Column("上次复核日期", "reviewed_on", Holds.DAY),
        Column("其中分类施保（元）", "supplement", Holds.MONEY, hint="空着为不知道，没有填 0", may_lack=True),
    ),
)

ACCOUNTS = Sheet(
    "账户",
    (
        _HOUSEHOLD,
        Column("户名", "holder", required=True),
        Column("开户行", "bank", required=True),
        Column("账号", "number", Holds.CODE, required=True, longest=32, hint="8至32位数字"),
    ),
)

WHY = "不能导入的原因"  # the column that the download of bad rows adds; a reader skips it
SHEETS = (HOUSEHOLDS, MEMBERS, AWARDS, ACCOUNTS)
AS_TEXT = frozenset({Holds.CODE, Holds.ID_NUMBER, Holds.ID_NUMBERS, Holds.MONTH, Holds.DAY})
INCOMES = {"wage": "month", "farming": "year", "pension": "month", "other": "year"}  # column and kind → per
