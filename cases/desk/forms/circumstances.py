"""Everything about one member that is not money, as it is asked at the window: the usual first, the rare ones folded."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from cases.desk.forms.base import DeskForm
from cases.desk.forms.fields import DateField, Ticks
from cases.desk.forms.intake import NOT_SAID, choices_of, one_of, yes_or_no
from cases.households import vocabulary as words
from cases.households.models import Condition
from eligibility.words import codes

_GRADES = {
    f"{kind}:{grade}": f"{name}{level}"
    for kind, name in codes.DISABILITIES.items()
    for grade, level in words.GRADES.items()
}
_FLAGS = ("serious_illness", "full_time", "pregnant", "legal_duty", "imputed_confirmed", "land", "relocated")
_CODES = ("labour", "study", "support_mode", "employment", "trade", "illness_code")
_CARE = ("assessed", "self_care")
# which box says that a circumstance is told at all; emptied, the circumstance is not told any more
_BOXES = {
    **{name: name for name in (*_FLAGS, *_CODES, "disabilities", "hardship_class", "employed_from")},
    "work_refusals": "work_times",
}


class ConditionsForm(DeskForm):
    """The circumstances of one member; what is left at 没有说 stays unknown."""

    rare = (
        "imputed_confirmed", "trade", "employed_from", "illness_code", "work_times", "work_first", "work_last",
        "hardship_class", "legal_duty", "land", "relocated",
    )  # fmt: skip

    disabilities = one_of("残疾", {"none": "没有残疾", **_GRADES})
    labour = one_of("劳动能力", codes.LABOUR)
    serious_illness = yes_or_no("患重病", no="否")
    study = one_of("就学", codes.STUDIES)
    full_time = yes_or_no("全日制在校", no="否")
    pregnant = yes_or_no("怀孕或哺乳", no="否")
    employment = forms.CharField(label="做什么工作", max_length=60, required=False)
    support_mode = one_of("供养方式（特困）", words.SUPPORT_MODES)
    imputed_confirmed = yes_or_no(
        "推定收入", "没有申报工资、当地可推定的", yes="经办人确认，计入", no="经办人否定，不计入"
    )
    trade = one_of("从业类别", codes.TRADES, "当地按从业推定收入的")
    land = yes_or_no("有承包地、集体收益（特困）", "申请人本人；一般按农村标准", no="否")
    relocated = yes_or_no("易地搬迁到城镇（特困）", "申请人本人；按城市标准", no="否")
    legal_duty = yes_or_no("与家里人有法定赡养、抚养、扶养义务", "没有的不算共同生活的家庭成员", no="否")
    employed_from = DateField(label="就业从哪天起", required=False, help_text="新就业的收入有的月份不算")
    illness_code = forms.CharField(
        label="疾病编码", max_length=8, required=False, help_text="诊断书上的 ICD-10，如 C34"
    )
    hardship_class = forms.TypedChoiceField(
        label="艰苦边远地区类别",
        choices=[("", NOT_SAID), ("0", "不是"), *((str(each), f"{each} 类") for each in range(1, 7))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    work_times = forms.IntegerField(
        label="连续拒绝介绍的工作",
        min_value=0,
        max_value=words.MOST_REFUSALS,
        required=False,
        help_text="无正当理由，几次",
        widget=forms.TextInput({"inputmode": "numeric", "class": "w-s"}),
    )
    work_first = DateField(label="第一次拒绝", required=False)
    work_last = DateField(label="最近一次拒绝", required=False)
    assessed = forms.BooleanField(label="生活自理能力已评估（特困）", required=False)
    self_care = forms.MultipleChoiceField(
        label="自己能做的", choices=choices_of(words.INDICATORS, None), widget=Ticks, required=False
    )

    @property
    def usual_boxes(self) -> list[forms.BoundField]:
        """The boxes that are asked of everybody."""
        return [self[name] for name in self.fields if name not in (*self.rare, *_CARE)]

    def clean_illness_code(self) -> str:
        """A code of the tenth revision, in capitals."""
        code = str(self.cleaned_data["illness_code"]).strip().upper()
        if code and not words.ICD_10.fullmatch(code):
            raise forms.ValidationError(f"“{code}”不是疾病编码，写成 C34 或 N18.0", code="invalid")
        return code

    def clean(self) -> dict[str, Any]:
        """Ticked abilities mean that somebody assessed them; days of refusals need their number, in order."""
        data = super().clean() or {}
        if data.get("self_care"):
            data["assessed"] = True
        first, last = data.get("work_first"), data.get("work_last")
        if (first or last) and data.get("work_times") is None and "work_times" not in self.errors:
            self.add_error("work_times", "填连续拒绝了几次")
        if first and last and last < first:
            self.add_error("work_last", f"最近一次不能早于第一次拒绝的 {first}")
        return data

    def told(self) -> dict[str, Any]:
        """The circumstances that were told, each in the shape in which it is kept."""
        data = self.cleaned_data
        found: dict[str, Any] = {name: data[name] == "yes" for name in _FLAGS if data[name]}
        found |= {name: data[name] for name in _CODES if data[name]}
        if data["disabilities"]:
            kind, _, grade = data["disabilities"].partition(":")
            found["disabilities"] = [{"kind": kind, "grade": int(grade)}] if grade else []
        if data["hardship_class"] is not None:
            found["hardship_class"] = data["hardship_class"]
        if data["employed_from"]:
            found["employed_from"] = data["employed_from"].isoformat()
        if data["work_times"] is not None:
            days = {"first": data["work_first"], "last": data["work_last"]}
            told = {name: day.isoformat() for name, day in days.items() if day}
            found["work_refusals"] = {"times": data["work_times"], **told}
        if data["assessed"]:
            found["self_care"] = {name: name in data["self_care"] for name in words.INDICATORS}
        return found

    def emptied(self) -> set[str]:
        """The circumstances whose box was on the page and now says nothing."""
        told = self.told()
        return {name for name, box in _BOXES.items() if name not in told and self.add_prefix(box) in self.data}

    @staticmethod
    def values_of(conditions: Mapping[str, Condition]) -> dict[str, Any]:
        """What stands, by field."""
        stands = {name: condition.value for name, condition in conditions.items()}
        found: dict[str, Any] = {name: "yes" if stands[name] else "no" for name in _FLAGS if name in stands}
        found |= {name: stands[name] for name in (*_CODES, "hardship_class") if name in stands}
        found |= {"employed_from": date.fromisoformat(stands["employed_from"])} if "employed_from" in stands else {}
        if "disabilities" in stands:
            first = next(iter(stands["disabilities"]), None)
            found["disabilities"] = f"{first['kind']}:{first['grade']}" if first else "none"
        if "work_refusals" in stands:
            found |= {f"work_{part}": value for part, value in stands["work_refusals"].items()}
        if "self_care" in stands:
            found |= {"assessed": True, "self_care": [name for name, can in stands["self_care"].items() if can]}
        return found
