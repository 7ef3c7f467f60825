"""The lists of the policy book as plain tables: a head with the boxes' names, a line for each entry."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cases.desk.forms.leaves import plain
from cases.desk.forms.rows import RowsEditor, row_of

LIST_TITLES: Mapping[str, str] = {
    "权限限额": "authority",
    "分类施保": "dibao.supplements",
    "分档标准": "dibao.grades",
    "定期复核": "review",
    "不计入收入": "income.exempt",
    "可扣减支出": "expenditure.deductible",
    "计入刚性支出": "rigid.items",
    "重特大疾病": "household.serious_illnesses",
}
TITLES = {name: title for title, name in LIST_TITLES.items()}
# how tables name the benefits and levels for short
_SHORT = {
    "低保": "dibao", "低保边缘": "dibao_edge", "低保边缘家庭": "dibao_edge", "刚性支出": "rigid_expenditure",
    "刚性支出困难家庭": "rigid_expenditure", "特困": "tekun", "特困供养": "tekun", "特困人员": "tekun",
    "乡镇": "township", "街道": "township", "镇街": "township", "县": "county", "区": "county", "民政局": "county",
    "一事一议": "committee",
}  # fmt: skip
_YES = frozenset({"是", "√", "✓", "1", "y", "yes", "on", "含", "不含"})


def head_of(name: str) -> list[str]:
    """The heads of a list's table."""
    return [str(field.label) for field in row_of(name).base_fields.values()]


def lines_of(name: str, value: Any) -> list[list[str]]:
    """The entries in force as lines of the table, in words."""
    if not value:
        return []
    editor = RowsEditor(name, value)
    return [[_said(row[box]) for box in row_of(name).base_fields] for row in editor.rows.forms]


def _said(box: forms.BoundField) -> str:
    value = box.value()
    if isinstance(box.field, forms.BooleanField):
        return "是" if value else ""
    choices = dict(getattr(box.field, "choices", ()))
    return "" if value is None else str(choices.get(value, value)) if value != "" or not choices else ""


class ListTable:
    """Collects the lines of one list as boxes."""

    def __init__(self, name: str) -> None:
        self.name, self.prefix = name, name.replace(".", "-")
        self.fields: Mapping[str, forms.Field] = row_of(name).base_fields
        self.columns: dict[int, str] | None = None
        self.entries: list[dict[str, list[str]]] = []
        self._faults: list[tuple[int, str, str]] = []
        self._places: list[tuple[int, str]] = []

    def take(self, cells: Sequence[str]) -> int:
        """Read one line: the head first, then entries; how many entries it was."""
        self._faults, self._places = [], []
        if self.columns is None:
            self.columns = self._head(cells)
            return 0
        number = len(self.entries)
        entry: dict[str, list[str]] = {}
        for column, key in self.columns.items():
            text = cells[column] if column < len(cells) else ""
            box = f"{self.prefix}-{number}-{key}"
            self._places.append((column, box))
            if text:
                entry |= self._written(column, key, box, text)
        self.entries.append(self._unsaid(number) | entry)
        return 1

    def _head(self, cells: Sequence[str]) -> dict[int, str]:
        labels = {plain(str(field.label)): key for key, field in self.fields.items()}
        found = {}
        for column, cell in enumerate(cells):
            key = labels.get(plain(cell))
            if key is not None:
                found[column] = key
            elif cell:
                self._faults.append((column, cell[:40], f"没有这一列，可用的是：{'、'.join(head_of(self.name))}"))
        return found

    def _written(self, column: int, key: str, box: str, text: str) -> dict[str, list[str]]:
        field = self.fields[key]
        if isinstance(field, forms.BooleanField):
            return {box: ["on"]} if text.lower() in _YES else {}
        choices = {plain(str(said)): str(code) for code, said in getattr(field, "choices", ())}
        if not choices:
            return {box: [text]}
        short = _SHORT.get(plain(text), text)
        code = choices.get(plain(text), short if short in choices.values() else None)
        if code is None:
            allowed = "、".join(str(said) for code, said in field.choices if code)  # type: ignore[attr-defined]
            self._faults.append((column, text[:40], f"不可用，可用的是：{allowed}"))
        return {box: [code]} if code else {}

    def _unsaid(self, number: int) -> dict[str, list[str]]:
        """What an empty page's boxes hold already: every household, months."""
        held = {key: field.initial for key, field in self.fields.items() if field.initial}
        return {f"{self.prefix}-{number}-{key}": [str(text)] for key, text in held.items()}

    def faults_of_last(self) -> list[tuple[int, str, str]]:
        """What is wrong with the line read last: column, text, reason."""
        return self._faults

    def places_of_last(self) -> list[tuple[int, str]]:
        """The boxes that the line read last filled, by column."""
        return self._places

    def boxes(self) -> dict[str, list[str]]:
        """The whole list as a browser would send it."""
        found = {f"{self.prefix}-TOTAL_FORMS": [str(len(self.entries))], f"{self.prefix}-INITIAL_FORMS": ["0"]}
        for entry in self.entries:
            found |= entry
        return found
