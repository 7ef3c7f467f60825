"""Lists of the policy book as tables of boxes, one row an entry: limits, supplements, grades, reviews, exemptions, deductions."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from cases.desk.figures import readable
from cases.desk.forms.amounts import CellField, Share, ShareField, SizeField
from cases.desk.forms.fields import DateField
from cases.desk.forms.formulas import FormulaRow, IllnessRow, ImputedRow, PauseRow, RigidRow
from cases.desk.forms.row import Row, age, choice
from cases.households.vocabulary import SPENDING
from eligibility import api
from eligibility.words.codes import BENEFITS, INCOME_KINDS, RELIEF_KINDS, SETTINGS
from eligibility.words.figures import GROUPS, LEVELS, STAYS, UNITS

_MOST = 100
_SUPPLEMENTS = {code: said for code, said in GROUPS.items() if code not in {"any", "clergy", "disability_3_mind"}}


class AuthorityRow(Row):
    """Which level decides which benefit between which sums."""

    hint = "金额写元，或写 年城市低保标准×3；没有上限的空着"
    keys = frozenset({"benefit", "kind", "level", "from", "to", "unit", "per", "inclusive", "from_inclusive"})
    benefit = choice("救助类型", BENEFITS)
    kind = choice("类别", RELIEF_KINDS, "不分", required=False)
    level = choice("由谁确认", LEVELS)
    start = CellField(label="多少元以上", required=False, initial="0")
    to = CellField(label="多少元以下", required=False)
    per = choice("按", {"household": "每户", "person": "每人"}, None, initial="household")
    starts = forms.BooleanField(label="含下限", required=False)
    without = forms.BooleanField(label="不含上限", required=False)

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        """`from` is no name for a field; a unit of yuan goes without saying."""
        edges = {"starts": row.get("from_inclusive", False), "without": not row.get("inclusive", True)}
        return {**row, "start": row.get("from", "0"), **edges}

    def row(self) -> dict[str, Any]:
        """An empty upper box is without limit."""
        given = self.cleaned_data
        row = {"benefit": given["benefit"], "level": given["level"], "from": given["start"] or "0", "to": given["to"]}
        row |= {"kind": given["kind"]} if given["kind"] else {}
        row |= {"from_inclusive": True} if given["starts"] else {}
        return {**row, "per": given["per"], **({"inclusive": False} if given["without"] else {})}


class SupplementRow(Row):
    """One group of 分类施保 and what it adds."""

    hint = "加发多少：写 10%、0.3倍 或金额"
    keys = frozenset({"group", "amount", "share", "times", "age_from", "age_below", "setting", "grade_up_to"})
    group = choice("对象", _SUPPLEMENTS)
    size = SizeField(label="加发多少")
    age_from = age("满几岁")
    age_below = age("不满几岁")
    setting = choice("城乡", SETTINGS, "不分", required=False)
    grade_up_to = choice("残疾几级以上", {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}, "不分", required=False)

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        """The one size of the three."""
        return {**row, "size": {key: row[key] for key in ("amount", "share", "times") if key in row}}

    def row(self) -> dict[str, Any]:
        """The entry with its size under the key that says what it is."""
        row = super().row()
        size = row.pop("size")
        grade = {"grade_up_to": int(row.pop("grade_up_to"))} if "grade_up_to" in row else {}
        return {**row, **grade, **size}


class GradeRow(Row):
    """One grade of 分档补助."""

    keys = frozenset({"grade", "amount", "income_from", "income_below", "setting"})
    setting = choice("城乡", SETTINGS)
    grade = forms.CharField(label="档次", max_length=20)
    amount = CellField(label="每人每月金额")
    income_from = CellField(label="收入自", required=False)
    income_below = CellField(label="收入低于", required=False)


class ReviewRow(Row):
    """How often one kind of recipient is looked at again."""

    keys = frozenset({"category", "when", "every"})
    category = choice("对象", BENEFITS)
    when = choice("情形", STAYS, None)
    n = forms.IntegerField(label="每隔", min_value=1, max_value=240, widget=forms.TextInput({"inputmode": "numeric"}))
    unit = choice("单位", UNITS, None, initial="month")

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        """The term in two boxes."""
        return {**row, **row["every"]}

    def row(self) -> dict[str, Any]:
        """The term as one."""
        given = self.cleaned_data
        return {"category": given["category"], "when": given["when"], "every": {"n": given["n"], "unit": given["unit"]}}


class ExemptionRow(Row):
    """An income that is not counted, and between which days."""

    keys = frozenset({"kind", "label", "from", "until", "cap"})
    kind = choice("收入", INCOME_KINDS)
    label = forms.CharField(label="名称", max_length=60, required=False)
    start = DateField(label="自", required=False)
    until = DateField(label="截止日", required=False)
    cap = CellField(label="上限", required=False)

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        """`from` is no name for a field."""
        return {**row, "start": row.get("from")}

    def row(self) -> dict[str, Any]:
        """Days as text; no end is written down as such."""
        row = super().row()
        start, until = row.pop("start", None), row.pop("until", None)
        began = {"from": start.isoformat()} if isinstance(start, date) else {}
        return {**row, **began, "until": until.isoformat() if isinstance(until, date) else None}


class DeductionRow(Row):
    """An expense that may be taken off the income."""

    keys = frozenset({"kind", "person_group", "share", "cap", "label"})
    kind = choice("支出", SPENDING)
    person_group = choice("对象", {"any": "不限", **_SUPPLEMENTS}, None)
    share = ShareField(label="扣减比例（%）", required=False)
    cap = CellField(label="上限", required=False)
    label = forms.CharField(label="名称", max_length=60, required=False)

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        """A share as percent."""
        return {**row, **({"share": Share(row["share"])} if "share" in row else {})}

    def row(self) -> dict[str, Any]:
        """No cap is written down as such."""
        return {**super().row(), "cap": self.cleaned_data["cap"]}


_ROWS: Mapping[str, type[Row]] = {
    "authority": AuthorityRow,
    "dibao.supplements": SupplementRow,
    "dibao.grades": GradeRow,
    "review": ReviewRow,
    "income.exempt": ExemptionRow,
    "expenditure.deductible": DeductionRow,
    "rigid.items": RigidRow,
    "household.serious_illnesses": IllnessRow,
    "income.imputed": ImputedRow,
    "pause": PauseRow,
    "relief.formula": FormulaRow,
}


def row_of(name: str) -> type[Row]:
    """The boxes of one entry of a list."""
    return _ROWS[name]


def _flat(name: str, value: Any) -> list[Mapping[str, Any]]:
    """The entries of a list; grades carry the setting they stand under."""
    if name != "dibao.grades":
        return list(value or [])
    return [{**row, "setting": setting} for setting, rows in (value or {}).items() for row in rows or []]


def fits(name: str, value: Any) -> bool:
    """Whether a table of boxes can show this value without losing anything."""
    kind = _ROWS.get(name)
    if kind is None:
        return False
    return all(row.keys() <= kind.keys and _is_sayable(name, row) for row in _flat(name, value))


def speaks(name: str, data: Mapping[str, Any] | None) -> bool:
    """Whether what was sent comes from the boxes of a table, though the value in force needs text."""
    return name in _ROWS and data is not None and f"{name.replace('.', '-')}-TOTAL_FORMS" in data


def _is_sayable(name: str, row: Mapping[str, Any]) -> bool:
    if name == "authority":
        return bool(row.get("unit", "yuan") == "yuan" and "to" in row)
    if name == "relief.formula":
        return FormulaRow.can_say(row)
    if name == "review":
        return row["category"] in BENEFITS and row.get("when", "") in STAYS
    return name != "expenditure.deductible" or row.get("person_group") in {"any", *_SUPPLEMENTS}


class RowsEditor:
    """The table of one list; speaks like a form."""

    def __init__(self, name: str, value: Any, data: Any = None) -> None:
        self.name, self.prefix = name, name.replace(".", "-")
        kind = _ROWS[name]
        sheet = formset_factory(kind, extra=0 if value else 1, can_delete=True, max_num=_MOST, absolute_max=_MOST)
        initial = [kind.initial_of(row) for row in _flat(name, value)] if fits(name, value) else []
        self.rows: BaseFormSet[Row] = sheet(data, initial=None if data else initial, prefix=self.prefix)
        self.problems: list[str] = []

    @property
    def head(self) -> list[str]:
        """The heads of the columns."""
        return [str(field.label) for field in self.rows.empty_form.fields.values() if field.label != "Delete"]

    @property
    def wide(self) -> bool:
        """Whether an entry needs more room than a line of a table."""
        return _ROWS[self.name].wide

    @property
    def hint(self) -> str:
        """What may be written in the boxes."""
        return _ROWS[self.name].hint

    @property
    def sheets(self) -> list[Row]:
        """The forms whose faults the page lists: rows that are to go have none."""
        return [row for row in self.rows.forms if row not in self.rows.deleted_forms]

    def is_valid(self) -> bool:
        """Whether every row that stays is in order, and the whole has the registry's form."""
        if not self.rows.is_valid():
            self.problems = [str(problem) for problem in self.rows.non_form_errors()]
            return False
        try:
            api.check_value(self.name, self.value(), self.name)
        except api.BadValue as bad:
            self.problems = [readable(f"{bad.path}：{bad.message}")]
        return not self.problems

    def value(self) -> Any:
        """The list for the book."""
        rows = [one.row() for one in self._kept()]
        if self.name != "dibao.grades":
            return rows
        found: dict[str, Any] = dict.fromkeys(SETTINGS)
        for row in rows:
            setting = row.pop("setting")
            found[setting] = [*(found[setting] or []), row]
        return found

    def _kept(self) -> Iterable[Row]:
        return [one for one in self.sheets if one.has_changed() or not one.empty_permitted]
