"""Entries of the lists that say how relief is reckoned, what rigid spending is, what income is guessed and what stops a clock."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.desk.forms.amounts import CellField, PlainAmountField, Share, ShareField
from cases.desk.forms.fields import narrow
from cases.desk.forms.row import Row, age, choice
from cases.households.vocabulary import SPENDING
from eligibility.words.codes import LABOUR, RELIEF_KINDS, SEXES, TRADES
from eligibility.words.figures import ANYWHERE, CODES, GROUPS, UNITS

_METHODS = {
    code: CODES["method"][code] for code in ("months", "bands", "share", "fixed", "per_person_times", "by_case")
}
_CAUSES = {code: ANYWHERE[code] for code in ("illness",)}
_BAND = re.compile(r"(.+?)(?:至(.+?)|以上)[:：](.+)")
_COUNT = {"inputmode": "numeric"}


class BandsField(forms.CharField):
    """Bands of a sum in one box: 0至10000：1000；10000以上：3000."""

    def to_python(self, value: Any) -> Any:
        """A list of bands; None when empty."""
        parts = [part.strip() for part in re.split(r"[；;\n]+", str(value or "")) if part.strip()]
        return [self._band(part) for part in parts] or None

    def _band(self, part: str) -> dict[str, Any]:
        found = _BAND.fullmatch(narrow(part).replace("元", ""))
        if found is None:
            raise ValidationError(f"“{part}”读不懂，写成 0至10000：1000；10000以上：3000", code="band")
        plain = PlainAmountField()
        below = plain.to_python(found[2]) if found[2] else None
        return {"from": plain.to_python(found[1]), "below": below, "amount": CellField().to_python(found[3])}

    def prepare_value(self, value: Any) -> Any:
        """As it is typed; what was typed stays as typed."""
        if not isinstance(value, list):
            return value
        return "；".join(
            f"{band['from']}{'以上' if band.get('below') is None else '至' + band['below']}：{CellField().prepare_value(band['amount'])}"
            for band in value
        )


class FormulaRow(Row):
    """One way to reckon temporary relief."""

    hint = "金额写元，或写 城市低保标准×12；分段写 0至10000：1000；10000以上：3000"
    wide = True
    keys = frozenset(
        {"kind", "method", "cause", "group", "months", "months_max", "amount", "share", "times", "bands", "per", "min", "max", "outside"}
    )  # fmt: skip
    kind = choice("类别", RELIEF_KINDS)
    cause = forms.CharField(label="原因", max_length=40, required=False)
    group = forms.CharField(label="对象", max_length=40, required=False)
    method = choice("办法", _METHODS)
    months = forms.IntegerField(label="月数", min_value=1, max_value=24, required=False, widget=forms.TextInput(_COUNT))
    months_max = forms.IntegerField(
        label="最多月数", min_value=1, max_value=24, required=False, widget=forms.TextInput(_COUNT)
    )
    amount = CellField(label="定额", required=False)
    share = ShareField(label="比例（%）", required=False)
    times = forms.CharField(label="倍数", max_length=12, required=False)
    bands = BandsField(label="分段", required=False, max_length=1000)
    per = choice("按", {"household": "每户", "person": "每人"}, "未写明", required=False)
    min = CellField(label="最少", required=False)
    max = CellField(label="最多", required=False)
    outside = choice("超出时", CODES["outside"], "未写明", required=False)

    @staticmethod
    def can_say(row: Mapping[str, Any]) -> bool:
        """Whether the boxes show the entry without loss: an explicit unknown has no box."""
        return all(value is not None for value in row.values())

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        """A share as percent, causes and groups in words."""
        shared = {"share": Share(row["share"])} if "share" in row else {}
        said = {"cause": _CAUSES.get(row.get("cause", ""), row.get("cause", "")), "group": GROUPS.get(row.get("group", ""), row.get("group", ""))}  # fmt: skip
        return {**row, **shared, **said}

    def row(self) -> dict[str, Any]:
        """The entry with its causes and groups as codes."""
        row = super().row()
        for key, words in (("cause", _CAUSES), ("group", GROUPS)):
            if key in row:
                row[key] = next((code for code, said in words.items() if said == row[key]), row[key])
        return row


class RigidRow(Row):
    """One kind of rigid spending and how far it counts."""

    keys = frozenset({"kind", "cap", "share", "label"})
    kind = choice("支出", SPENDING)
    share = ShareField(label="计入比例（%）", required=False)
    cap = CellField(label="上限", required=False)
    label = forms.CharField(label="名称", max_length=60, required=False)

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        """A share as percent; the short name of rehabilitation as the long one."""
        kind = "disability_rehabilitation" if row["kind"] == "disability" else row["kind"]
        return {**row, "kind": kind, **({"share": Share(row["share"])} if "share" in row else {})}


class IllnessRow(Row):
    """One illness that counts as grave."""

    hint = "疾病编码照 ICD-10，例如 C34 或 N18.0"
    keys = frozenset({"code", "label"})
    code = forms.CharField(label="疾病编码", max_length=8)
    label = forms.CharField(label="名称", max_length=60, required=False)


class ImputedRow(Row):
    """Whom an income is guessed for, and how much."""

    hint = "写明残疾或者重病的行按文字修改"
    keys = frozenset({"times_of", "times", "age_from", "age_to", "sex", "labour", "trade", "deduct"})
    age_from = age("满几岁")
    age_to = age("至几岁")
    sex = choice("性别", SEXES, "不分", required=False)
    labour = choice("劳动能力", LABOUR, "不分", required=False)
    trade = choice("从业", TRADES, "不分", required=False)
    times_of = choice("基数", {"minimum_wage": "最低工资"}, None, initial="minimum_wage")
    times = forms.CharField(label="倍数", max_length=12)
    deduct = CellField(label="每户扣减", required=False)


class PauseRow(Row):
    """A reason that stops the clock."""

    keys = frozenset({"reason", "document", "article", "label", "longest"})
    reason = forms.CharField(label="事由", max_length=60)
    document = forms.CharField(label="文件", max_length=200)
    article = forms.CharField(label="条款", max_length=60, required=False)
    label = forms.CharField(label="说明", max_length=100, required=False)
    n = forms.IntegerField(label="最长", min_value=1, max_value=2000, required=False, widget=forms.TextInput(_COUNT))
    unit = choice("单位", UNITS, None, initial="working_day", required=False)

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        """The term in two boxes."""
        return {**row, **(row.get("longest") or {})}

    def row(self) -> dict[str, Any]:
        """The term as one."""
        row = super().row()
        number, unit = row.pop("n", None), row.pop("unit", "working_day")
        return {**row, **({"longest": {"n": number, "unit": unit}} if number else {})}
