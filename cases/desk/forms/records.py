"""Records of the policy book as plain boxes: what a place says of single persons, notices, paydays and the like."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from cases.desk.forms import boxes
from cases.desk.forms.boxes import Box
from cases.desk.forms.editor import Editor
from cases.households import vocabulary as words
from eligibility.words import codes
from eligibility.words.figures import ALWAYS, CODES, GROUPS, INCLUDED, PERS

_PER = {"person": "每人", "household": "每户"}
_REASONS = {"employment": "就业", "other": "其他"}
_FINANCIAL = (
    boxes.times("months_of_standard", "低保标准的月数"),
    boxes.amount("amount", "或者限额"),
    boxes.choice("per", "按", _PER, required=True),
    boxes.words("exempt", "不计入", dict(codes.EXEMPT_REASONS)),
    boxes.words("kinds", "包括", dict(words.ASSET_KINDS)),
    boxes.times("if_serious_illness.months_of_standard", "有重病患者的，低保标准的月数"),
    boxes.amount("if_serious_illness.amount", "或者限额"),
    boxes.choice("if_serious_illness.per", "有重病患者的按", _PER),
)
_WHOSE = (("", "."), ("edge.", "_"), ("rigid.", "_"))  # for all benefits, or one benefit's own
_LATELY = boxes.whole("not_acquired_within_months", "申请前几个月内不得购置", least=1, most=120, unit="个月")
_HOUSES = (
    boxes.whole("max", "最多几套", most=20, unit="套"),
    boxes.whole("if_small.max", "面积小的最多几套", least=1, most=20, unit="套"),
    boxes.text("if_small.area_per_person", "面积小指人均低于（平方米）"),
    boxes.times("if_small.area_times", "或者其"),
    boxes.flag("if_small.inclusive", "恰到这个面积也算"),
    boxes.text("area_most.area_per_person", "人均面积不得超过（平方米）"),
    boxes.times("area_most.area_times", "或者其"),
    boxes.times("area_most.area_times_after_disaster", "灾后取得的住房，或者其"),
    boxes.whole("shops_max", "商铺等非居住用房最多", most=20, unit="处"),
    _LATELY,
    boxes.words("exempt", "不计入", dict(codes.EXEMPT_REASONS)),
)
_VALUED = (
    boxes.times("months_of_standard", "价值不超过低保标准的月数"),
    boxes.amount("amount", "或者价值限额"),
    boxes.choice("per", "价值限额按", _PER),
)
_VEHICLES = (
    boxes.whole("max", "最多几辆", most=20, unit="辆"),
    boxes.words("exempt", "不计入", dict(codes.EXEMPT_REASONS)),
    boxes.whole("exempt_after_years", "购置满几年的不计入", least=1, most=50, unit="年"),
    boxes.whole("exempt_after_built_years", "出厂满几年的不计入", least=1, most=50, unit="年"),
    boxes.amount("exempt_up_to", "每辆价值不超过多少的不计入"),
    *_VALUED,
    _LATELY,
)
_BUSINESS = (
    boxes.whole("max", "最多几户", most=20, unit="户"),
    boxes.words("exempt", "不计入", dict(codes.EXEMPT_REASONS)),
    *_VALUED,
    boxes.whole("hired_staff_max", "雇工最多", most=1000, unit="人"),
)

_BOXES: Mapping[str, tuple[Box, ...]] = {
    "dibao.rounding": (
        boxes.choice("step", "取整到", {"0.01": "分", "0.1": "角", "1": "元", "10": "十元"}, required=True),
        boxes.choice("mode", "办法", CODES["mode"], required=True),
        boxes.choice("on", "按", CODES["on"], required=True),
    ),
    "dibao.single_person": (
        boxes.times("income_times", "收入低于标准的倍数", required=True),
        boxes.ticks("groups", "哪些人可以单独申请", {code: GROUPS[code] for code in ("severe_disability", "disability_3_mind", "serious_illness", "clergy")}),
        boxes.flag("severe_outside_edge", "重残可不限边缘家庭"),
        boxes.choice("amount.method", "怎么发", {code: CODES["method"][code] for code in ("full", "fixed", "share", "difference")}),
        boxes.cell("amount.amount", "定额金额"),
        boxes.share("amount.share", "比例（%）"),
        boxes.share("amount.floor_share", "最低比例（%）"),
    ),
    "dibao.grace": (
        boxes.whole("months", "渐退期", most=12, unit="个月", required=True),
        boxes.choice("pays", "渐退期发放", CODES["pays"]),
        boxes.ticks("reasons", "事由", _REASONS),
        boxes.times("income_times", "收入不超过标准的倍数"),
    ),
    "dibao.expenditure_route": (
        boxes.share("income_share", "收入低于人均可支配收入的（%）"),
        boxes.times("assets_years", "金融资产不超过年低保标准的倍数"),
        boxes.ticks("covers", "可以纳入", CODES["covers"]),
    ),
    "rigid.amount": (
        boxes.choice("method", "怎么发", {code: CODES["method"][code] for code in ("difference", "fixed", "share")}, required=True),
        boxes.cell("amount", "定额"),
        boxes.share("share", "占低保标准的比例（%）"),
        boxes.choice("per", "定额和封顶按", _PER),
        boxes.cell("max", "封顶"),
    ),
    "dibao.work_refusal": (
        boxes.whole("times", "连续拒绝", least=1, most=10, unit="次", required=True),
        boxes.whole("months", "在几个月内", least=1, most=60, unit="个月"),
        boxes.choice("effect", "其本人的低保金", CODES["effect"]),
        boxes.share("share", "减发多少（%）"),
    ),
    "income.work_disregard": (
        boxes.cell("cap", "每人每月不超过"),
        boxes.times("times_of_standard", "或者不超过低保标准的倍数"),
        boxes.whole("months", "就业后最长", least=1, most=60, unit="个月"),
        boxes.whole("months_least", "最短", least=1, most=60, unit="个月"),
        boxes.cell("wage_from", "工资达到多少才适用"),
        boxes.flag("drawing", "只限低保家庭成员"),
    ),
    "tekun.no_labour": (
        boxes.whole("age_from", "年满", most=130, unit="岁", required=True),
        boxes.whole("age_under", "或者不满", most=130, unit="岁", required=True),
        *(boxes.whole(f"disability.{code}", f"{said}几级以上", least=1, most=4, unit="级") for code, said in codes.DISABILITIES.items()),
        *(boxes.whole(f"age_from_by_hardship.{number}", f"艰苦地区{said}类年满", most=130, unit="岁") for number, said in zip("123456", "一二三四五六", strict=True)),
    ),
    "tekun.minor": (
        boxes.whole("until", "供养到", most=130, unit="岁", required=True),
        boxes.ticks("continues_in", "满岁后仍在哪些学段就读的继续", {code: said for code, said in codes.STUDIES.items() if code != "none"}),
    ),
    "tekun.care_levels": (
        boxes.whole("half_from", "几项不能自理为部分丧失", least=1, most=6, unit="项", required=True),
        boxes.whole("full_from", "几项不能自理为完全丧失", least=1, most=6, unit="项", required=True),
    ),
    "income.employment_cost": (
        boxes.choice("method", "办法", {code: CODES["method"][code] for code in ("none", "share", "fixed")}, required=True),
        boxes.share("share", "比例（%）"),
        boxes.cell("amount", "定额"),
        boxes.choice("of", "基数", {"wage": "工资", "minimum_wage": "最低工资"}),
    ),
    "income.maintenance": (
        boxes.choice("method", "办法", {code: CODES["method"][code] for code in ("none", "excess_share", "fixed")}, required=True),
        boxes.times("threshold_times", "义务人人均收入超过标准的倍数"),
        boxes.share("share", "超出部分的比例（%）"),
        boxes.cell("amount", "定额"),
        boxes.choice("shared_over", "分摊", CODES["shared_over"]),
        boxes.ticks("exempt_relations", "不推算的义务人", {code: said for code, said in codes.RELATIONS.items() if code not in {"applicant", "self", "head"}}),
        boxes.whole("exempt_age_from", "义务人年满几岁不推算", most=130, unit="岁"),
    ),
    "assets.financial": _FINANCIAL,
    "edge.assets_financial": _FINANCIAL,
    "rigid.assets_financial": _FINANCIAL,
    **{f"{whose}assets{sign}houses": _HOUSES for whose, sign in _WHOSE},
    **{f"{whose}assets{sign}vehicles": _VEHICLES for whose, sign in _WHOSE},
    **{f"{whose}assets{sign}business": _BUSINESS for whose, sign in _WHOSE},
    "household.locals": (
        boxes.choice("within", "本地指", CODES["within"], required=True),
        boxes.ticks("outsiders", "外地户籍仍计入的关系", {code: said for code, said in codes.RELATIONS.items() if code != "self"}),
    ),
    "household.together": (
        boxes.whole("months", "共同生活满", least=1, most=120, unit="个月", required=True),
        boxes.ticks("relations", "哪些关系", {code: said for code, said in codes.RELATIONS.items() if code != "self"}),
        boxes.choice("outsiders_of", "只问户籍不在", CODES["outsiders_of"]),
    ),
    "household.counted": (
        boxes.ticks("excluded", "不计入的人", codes.STATUSES),
        boxes.ticks("included", "计入的人", INCLUDED),
        boxes.whole("clergy_away_years", "出家满几年不计入", least=1, most=20, unit="年"),
    ),
    "notice": (
        boxes.whole("days", "公示", least=1, most=60, unit="日", required=True),
        boxes.flag("first_day_counts", "张贴当日计入"),
        boxes.whole("second_days", "第二次公示", least=1, most=60, unit="日"),
        boxes.ticks("for", "适用于", codes.BENEFITS),
    ),
    "clock": (boxes.flag("first_day_counts", "受理当日计入期限", required=True),),
    "spot_check": (
        *(boxes.share(code, f"{said}（%）") for code, said in codes.BENEFITS.items()),
        boxes.words("always", "必查", ALWAYS),
    ),
    "payment": (
        boxes.choice("first_month", "从哪月发", CODES["first_month"], required=True),
        boxes.whole("pay_by_day", "每月几日前发", least=1, most=28, unit="日"),
        boxes.choice("when_off", "遇休息日", CODES["when_off"]),
        boxes.choice("cycle", "周期", CODES["cycle"]),
        boxes.whole("closes_on", "每月几日结账", least=1, most=28, unit="日"),
        boxes.choice("change_within_month", "当月有变化时", CODES["change_within_month"]),
    ),
    "recovery": (
        boxes.flag("set_off", "可从以后月份抵扣"),
        boxes.share("share_of_month", "每月最多扣（%）"),
        boxes.whole("instalments_max", "最多分", least=1, most=120, unit="期"),
    ),
    "reserve_fund": (
        boxes.cell("township_limit", "乡镇备用金额度", "once"),
        boxes.cell("replenish_at", "低于此数补足", "once"),
    ),
    "appeal": (
        boxes.whole("reconsideration_days", "复议申请期", least=1, most=365, unit="日", required=True),
        boxes.whole("court_months", "起诉期", least=1, most=24, unit="个月", required=True),
        boxes.whole("answer_days", "答复期", least=1, most=365, unit="日"),
    ),
}  # fmt: skip
_SOURCE = (boxes.text("document", "文件"), boxes.text("article", "条款"))


def fits(name: str, value: Any) -> bool:
    """Whether the boxes can show a value without losing anything."""
    if name not in _BOXES or not (value is None or isinstance(value, Mapping)):
        return False
    known = {box.path: box for box in (*_BOXES[name], *_SOURCE)}
    return all(path in known and known[path].fits(held) for path, held in _leaves(value or {}))


def _leaves(value: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    """What a record says by the path it stands under; a sum stays whole, an explicit unknown is nothing."""
    found: list[list[tuple[str, Any]]] = []
    for key, held in value.items():
        path = f"{above}{key}"
        deeper = isinstance(held, Mapping) and "times" not in held and held.get("per") not in PERS
        found.append(_leaves(held, f"{path}.") if deeper else [(path, held)] if held is not None else [])
    return list(chain.from_iterable(found))


class RecordEditor(Editor):
    """The boxes of one record; boxes left empty are left out of it."""

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        self.boxes = _BOXES[name]
        super().__init__(name, *args, **kwargs)

    def build(self) -> None:
        """One field a box, the document's own where the value names one."""
        told = self.initial
        self.boxes = (*self.boxes, *(box for box in _SOURCE if box.field_name in told))
        self.fields.update({box.field_name: box.make() for box in self.boxes})

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """The contents by path, as the book keeps them; `get_initial_for_field` puts them into words."""
        return {path.replace(".", "_"): held for path, held in _leaves(value or {})}

    def get_initial_for_field(self, field: Any, field_name: str) -> Any:
        """A content as its box shows it."""
        held = super().get_initial_for_field(field, field_name)
        box = next(one for one in self.boxes if one.field_name == field_name)
        return held if held is None else box.shown(held)

    def value(self) -> Any:
        """The record with what was filled in."""
        record: dict[str, Any] = {}
        for box in self.boxes:
            held = box.kept(self.cleaned_data.get(box.field_name))
            if held is None or held == "":
                continue
            *above, last = box.path.split(".")
            inner = record
            for key in above:
                inner = inner.setdefault(key, {})
            inner[last] = held
        return record
