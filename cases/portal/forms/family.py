"""The questions to the public: the home as a whole, each person who lives in it, and close relatives outside."""

from datetime import date
from typing import Any

from django import forms

from cases.households.vocabulary import SUPPORT_MODES
from cases.portal.forms.fields import OPEN, YES_OR_NO, BirthField, Pairs, money, number, pick, radios
from cases.portal.places import Places, townships_of
from eligibility.words.codes import DISABILITIES, RELATIONS, STUDIES

SETTINGS: Pairs = (("urban", "城镇"), ("rural", "农村"), OPEN)
BASES: Pairs = (
    ("hukou", "户口在这里"),
    ("residence_permit", "有这里的居住证"),
    ("emergency_place", "都没有，但在这里遇到急难"),
)
RECEIVES: Pairs = (("none", "没有领"), ("dibao", "在领低保"), ("tekun", "在领特困供养"))
HOUSES: Pairs = (("0", "没有"), ("1", "1 套"), ("2", "2 套"), ("3", "3 套或更多"))
KIN: Pairs = (("none", "没有这样的人"), ("unable", "有，但他们自己也困难，帮不上"), ("able", "有，能帮上一些"), OPEN)
EVENTS: Pairs = (
    ("none", "没有"),
    ("fire", "火灾、水灾等灾害"),
    ("accident", "车祸、工伤等意外"),
    ("illness", "家人突然得了重病"),
    ("illness_cost", "看病自己花的钱太多"),
    ("study_cost", "孩子上学花的钱太多"),
)
GRADES: Pairs = (
    ("none", "没有残疾证"),
    ("1", "一级（最重）"),
    ("2", "二级"),
    ("3", "三级"),
    ("4", "四级"),
    ("unsure", "有证，记不清等级"),
)
CARE: Pairs = (
    ("all", "六件事都能自己做"),
    ("some", "有一到三件做不了"),
    ("few", "有四件以上做不了"),
)
INCOMES = ("wage", "farming", "business", "pension", "other")
EXPENSES = ("medical", "education", "rehabilitation")
WHERE = ("place", "township", "setting", "basis")
MOST_PEOPLE, MOST_KIN = 12, 6


def _pairs(words: Any, *without: str) -> Pairs:
    return tuple((code, label) for code, label in words.items() if code not in without)


class Questions(forms.Form):
    """A form without label colons, which may not say a thing and its opposite."""

    none: str = ""
    amounts: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean(self) -> dict[str, Any]:
        """“没有” is ticked or amounts are told, not both."""
        said = super().clean() or {}
        if self.none and said.get(self.none) and any(said.get(name) for name in self.amounts):
            self.add_error(self.none, "勾了“没有”，上面又填了金额，请改一处")
        return said


class HomeForm(Questions):
    """Where the family lives, what it owns, what it pays and what has happened to it."""

    none, amounts = "no_expenses", EXPENSES

    place = pick("住在哪个地方", (), first="请选择")
    township = pick("哪个乡镇（街道）", ())
    setting = radios("住在城镇还是农村", SETTINGS)
    basis = pick("户口在不在这里", BASES)
    receives = pick("家里现在领低保或特困供养吗", RECEIVES)

    medical = money("看病自己付的")
    education = money("上学自己付的")
    rehabilitation = money("残疾康复自己付的")
    no_expenses = forms.BooleanField(label="没有这些花费", required=False)

    deposit = money("存款、理财、股票、商业保险，一共", help_text="没有就填 0")
    vehicle = radios("汽车", YES_OR_NO, help_text="残疾人代步车、摩托车、电动车不算")
    house = pick("房子", HOUSES, help_text="自己名下的，农村自建的也算")
    business = radios("公司、个体户的营业执照", YES_OR_NO)

    kin = radios("不住在一起的子女、父母、配偶", KIN, help_text="指按法律应当赡养、抚养您家人的")
    event = pick("最近一年遇到过下面的事吗", EVENTS)

    def __init__(self, *, places: Places, chosen: str, **kwargs: Any) -> None:
        townships = townships_of(chosen) if places.name_of(chosen) else []
        if kwargs.get("data") and kwargs["data"].get("township") not in dict(townships):
            kwargs["data"] = {**kwargs["data"], "township": ""}  # left over from the place that was chosen before
        super().__init__(**kwargs)
        self.fields["place"].choices = [("", "请选择"), *places.groups]  # type: ignore[attr-defined]
        self.fields["place"].required = True
        self.fields["place"].error_messages |= {
            "required": "先选住在哪个地方，各地标准不一样",
            "invalid_choice": "请在列出的地方里选一个",
        }
        self.fields["township"].choices = [OPEN, *townships]  # type: ignore[attr-defined]
        if not townships:
            del self.fields["township"]


class PersonForm(Questions):
    """One person who lives in the home."""

    none, amounts = "no_income", INCOMES

    relation = pick("是您的什么人", _pairs(RELATIONS, "self"))
    disability = pick("残疾证", GRADES)
    disability_kind = pick("哪类残疾", _pairs(DISABILITIES), help_text="没有残疾证不用选")
    ill = radios("得了大病、重病", YES_OR_NO)
    study = pick("在上学吗", _pairs(STUDIES))
    wage = money("打工、工资")
    farming = money("种地、养殖")
    business = money("做生意")
    pension = money("养老金、退休金")
    other = money("其他（房租、赡养费等）")
    no_income = forms.BooleanField(label="完全没有收入", required=False)
    self_care = pick("生活能自己料理吗", CARE, help_text="六件事：吃饭、穿衣、上下床、上厕所、屋里走动、洗澡")
    support_mode = pick("如果由国家供养，想在哪里生活", _pairs(SUPPORT_MODES))

    def __init__(self, *args: Any, today: date, first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["birth"] = BirthField(today=today, label="出生年月", help_text="如 1960年3月")
        self.order_fields(["relation", "birth"])
        if first:
            del self.fields["relation"]

    @property
    def care_told(self) -> bool:
        """Whether the folded questions have an answer, so that the page shows it."""
        return any(self[name].value() for name in ("self_care", "support_mode"))


class KinForm(Questions):
    """One close relative outside the home who can help."""

    household_size = number("他（她）家几口人", 60)
    income = money("他（她）家每月收入一共")
    supports = number("他（她）要养几位老人或孩子（不住一起的）", 60)
