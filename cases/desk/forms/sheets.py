"""A table of new figures, pasted or from a workbook: read row by row into the boxes of the editors, with every fault at its cell."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.http import QueryDict

from cases.desk.figure_changes import Line, compared
from cases.desk.figures import readable
from cases.desk.forms.figures import editor_for
from cases.desk.forms.leaves import Leaf, leaves_of, names_by_words, plain, sent, tokens_of, without_tokens
from cases.desk.forms.lists import LIST_TITLES, ListTable
from eligibility import api

ITEM = ("项目", "参数", "名称", "标准名称", "救助项目")
DETAIL = (
    "细目",
    "对象",
    "城乡",
    "类别",
    "分类",
    "供养方式",
    "自理能力",
    "生活自理能力",
    "护理等级",
    "护理类型",
    "等级",
    "级别",
)
VALUE = ("新值", "新标准", "数值", "标准", "金额", "调整后", "执行标准")
UNIT = ("单位",)
PRESENT = ("现行", "现行标准", "原标准", "调整前", "备注", "说明")


@dataclass(frozen=True)
class GridRow:
    """One line of a table and where it stands: a sheet of a workbook, or none for pasted text."""

    sheet: str
    number: int
    cells: tuple[str, ...]

    def at(self, column: int) -> str:
        """The place of a cell as people find it."""
        if self.sheet:
            return f"{self.sheet} {letter(column)}{self.number}"
        return f"第 {self.number} 行第 {column + 1} 列"


def letter(column: int) -> str:
    """0 → A, 26 → AA."""
    return letter(column // 26 - 1) + chr(65 + column % 26) if column >= 26 else chr(65 + column)


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be used: where, what stands there, why."""

    where: str
    text: str
    reason: str


@dataclass(frozen=True)
class Read:
    """One parameter as it was read beside what is in force."""

    name: str
    meaning: str
    lines: list[Line]


@dataclass
class Reading:
    """What a table says: the boxes it fills, what would change, and what cannot be used."""

    rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    found: list[Read] = field(default_factory=list)
    boxes: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The parameters it speaks of; a list that stands in the workbook as it is in force says nothing."""
        moved = {one.name for one in self.found if one.lines}
        return [name for name in self.boxes if name in moved or name not in LIST_TITLES.values()]

    def sent(self) -> list[tuple[str, str]]:
        """Every box with its content, as a page carries them on."""
        return [(box, text) for name in self.names for box, texts in self.boxes[name].items() for text in texts]


EVERYWHERE = ("", "城乡", "城乡统一", "不分城乡", "统一", "全部", "各类")


@dataclass(frozen=True)
class _Columns:
    """Which column says what."""

    item: int
    details: tuple[int, ...]
    values: tuple[tuple[int, frozenset[str], str], ...]  # with the unit that stands in the head
    unit: int | None


class _Reader:
    """Goes through the rows once; every row ends in boxes or in a problem."""

    def __init__(self, figures: api.Figures) -> None:
        self.figures = figures
        self.reading = Reading()
        self.names = names_by_words()
        self.leaves: dict[str, list[Leaf]] = {}
        self.cells: dict[str, tuple[GridRow, int]] = {}  # by box, for the faults that the editors find
        self.columns: _Columns | None = None
        self.table: ListTable | None = None
        self.item = self.unit = ""

    def read(self, grid: list[GridRow]) -> Reading:
        """Everything the table says."""
        for row in grid:
            if not any(row.cells):
                self.columns = self.table = None
                continue
            title = _title(row)
            if title is None:
                self._row(row)
            elif title in LIST_TITLES:
                self.table = ListTable(LIST_TITLES[title])
        self._judge()
        return self.reading

    def _row(self, row: GridRow) -> None:
        if self.table is not None:
            self.reading.rows += self.table.take(row.cells)
            for column, text, reason in self.table.faults_of_last():
                self.reading.problems.append(Problem(row.at(column), text, reason))
            self.reading.boxes[self.table.name] = self.table.boxes()
            for column, box in self.table.places_of_last():
                self.cells[box] = (row, column)
        elif _is_head(row):
            self.columns = self._head(row)
        else:
            self._line(row, self.columns or _by_width(row))

    def _head(self, row: GridRow) -> _Columns:
        item = next(n for n, cell in enumerate(row.cells) if plain(cell) in ITEM)
        unit = None
        details: list[int] = []
        values: list[tuple[int, frozenset[str], str]] = []
        for column, cell in enumerate(row.cells):
            words = plain(cell)
            if column == item or not words or words in PRESENT:
                continue
            if words in DETAIL:
                details.append(column)
            elif words in UNIT:
                unit = column
            elif words in VALUE or tokens_of(words):
                values.append((column, tokens_of(words), unit_in(cell)))
            else:
                self.reading.unread.append(f"{row.at(column)}“{cell[:20]}”")
        return _Columns(item, tuple(details), tuple(values), unit)

    def _line(self, row: GridRow, columns: _Columns) -> None:
        self.reading.rows += 1
        item = _cell(row, columns.item)
        self.item = item or self.item
        name = self._name(self.item)
        if name is None and len([cell for cell in row.cells if cell]) == 1:
            self._caption(row)
            return
        if name is None:
            near = get_close_matches(plain(self.item), self.names, n=3, cutoff=0.4)
            known = "、".join(dict.fromkeys(api.REGISTRY[self.names[one]].meaning for one in near))
            reason = f"没有这个项目；相近的有 {known}" if known else "没有这个项目，照模板里“项目”一列的写法填"
            self.reading.problems.append(Problem(row.at(columns.item), self.item[:40], reason))
            return
        detail = "".join(_cell(row, column) for column in columns.details)
        beside = _cell(row, columns.unit) or unit_in(self.item) or unit_in(detail)
        for column, tokens, unit in columns.values:
            text = _cell(row, column)
            if text:
                said = tokens_of(detail) | tokens_of(self.item) | tokens
                self._fill(row, column, name, detail, said, text, beside or unit or self.unit)

    def _caption(self, row: GridRow) -> None:
        """A line with words alone: a title, a note, or the unit of what follows."""
        words = next(cell for cell in row.cells if cell)
        self.unit = unit_in(words) or self.unit
        self.reading.rows -= 1
        self.item = ""
        if not unit_in(words):
            self.reading.unread.append(f"{row.at(0)}“{words[:20]}”")

    def _name(self, item: str) -> str | None:
        return self.names.get(plain(item)) or self.names.get(without_tokens(item))

    def _fill(
        self, row: GridRow, column: int, name: str, detail: str, said: frozenset[str], text: str, unit: str
    ) -> None:
        leaves = self._leaves_of(name)
        fitting = _fitting(leaves, detail, said)
        if not fitting:
            allowed = "、".join(leaf.detail for leaf in leaves if leaf.detail)
            listed = next((title for title, one in LIST_TITLES.items() if one == name), "")
            reason = f"细目“{detail}”不可用，可用的是：{allowed}" if allowed else "这一项不能用一个格填"
            reason = f"这一项是一张表，请用“{listed}”表填" if listed else reason
            self.reading.problems.append(Problem(row.at(column), text[:40], reason))
            return
        boxes = self.reading.boxes.setdefault(name, sent(editor_for(name, self.figures.value(name))))
        for leaf in fitting:
            boxes.update(leaf.written(text, unit))
            self.cells[leaf.box] = (row, column)

    def _leaves_of(self, name: str) -> list[Leaf]:
        if name not in self.leaves:
            self.leaves[name] = leaves_of(name, self.figures.value(name))
        return self.leaves[name]

    def _judge(self) -> None:
        """Let the editors say what is wrong with each box, and set the rest beside what is in force."""
        for name, boxes in self.reading.boxes.items():
            before = self.figures.value(name)
            editor = editor_for(name, before, query_of(boxes))
            meaning = api.REGISTRY[name].meaning
            if editor.is_valid():
                lines = [line for line in compared(name, before, editor.value()) if line.changed]
                self.reading.found.append(Read(name, meaning, lines))
                continue
            told = {problem.where for problem in self.reading.problems}
            faults = [
                self._problem(box.html_name, str(box.value() or ""), str(fault), meaning)
                for form in editor.sheets
                for box in form
                for fault in box.errors
            ]
            fresh = dict.fromkeys(fault for fault in faults if fault.where not in told)  # one cell may fill many boxes
            self.reading.problems += fresh
            whole = [*getattr(editor, "problems", ()), *getattr(editor, "non_field_errors", list)()]
            self.reading.problems += [Problem(meaning, "", readable(str(fault))) for fault in whole]

    def _problem(self, box: str, text: str, fault: str, meaning: str) -> Problem:
        row, column = self.cells.get(box, (None, 0))
        return Problem(row.at(column) if row else meaning, text[:40], fault)


def read(grid: list[GridRow], figures: api.Figures) -> Reading:
    """What a table says beside the figures in force."""
    return _Reader(figures).read(grid)


def query_of(boxes: Mapping[str, list[str]]) -> QueryDict:
    """Boxes as a form reads them."""
    query = QueryDict(mutable=True)
    for box, texts in boxes.items():
        query.setlist(box, list(texts))
    return query


def _fitting(leaves: list[Leaf], detail: str, said: frozenset[str]) -> list[Leaf]:
    """The boxes a line speaks of: the named one, or all that share its dimensions (全护理 stands for every 全护理).

    A detail in words that nobody knows is none of them: 郊区 is not town and country alike.
    """
    exact = [leaf for leaf in leaves if leaf.detail and plain(leaf.detail) == plain(detail)]
    if exact or len(leaves) == 1:
        return exact or leaves
    if any(leaf.tokens for leaf in leaves) and (tokens_of(detail) or plain(detail) in EVERYWHERE):
        return [leaf for leaf in leaves if leaf.tokens and said <= leaf.tokens]
    return []


def _title(row: GridRow) -> str | None:
    """The title of a list's table: 【权限限额】 alone on its line; None for any other line."""
    told = [cell for cell in row.cells if cell]
    if len(told) != 1:
        return None
    text = told[0].strip("【】[] ")
    return text if text in LIST_TITLES or told[0].startswith("【") else None


def _is_head(row: GridRow) -> bool:
    said = {plain(cell) for cell in row.cells}
    rest = said - set(ITEM) - {""}
    return bool(said & set(ITEM)) and all(
        words in (*DETAIL, *VALUE, *UNIT, *PRESENT) or tokens_of(words) or not any(map(str.isdigit, words))
        for words in rest
    )


def _by_width(row: GridRow) -> _Columns:
    """Without a head: item and value, or item, detail, value, and perhaps the unit."""
    if len(row.cells) == 3 and unit_in(row.cells[2]) and not any(map(str.isdigit, row.cells[2])):
        return _Columns(0, (), ((1, frozenset(), ""),), 2)  # 低保标准（城市）, 900, 元/月
    width = len([cell for cell in row.cells if cell]) if len(row.cells) < 3 else len(row.cells)
    if width <= 2:
        return _Columns(0, (), ((1, frozenset(), ""),), None)
    return _Columns(0, (1,), ((2, frozenset(), ""),), 3 if width > 3 else None)


_UNIT = re.compile(r"元\s*[/／每]?\s*人?\s*[·.、/／每]?\s*(年|月|次)")


def unit_in(text: str) -> str:
    """The unit that a head, an item or a caption names: 农村低保标准（元/年） → 元/年."""
    found = _UNIT.search(text)
    return f"元/{found[1]}" if found else ""


def _cell(row: GridRow, column: int | None) -> str:
    return row.cells[column] if column is not None and column < len(row.cells) else ""


def cells_of(lines: Iterator[str] | list[str]) -> list[GridRow]:
    """Pasted text as rows; tabs part the cells, and blanks where there are no tabs."""
    every = list(lines)
    tabbed = any("\t" in line for line in every)
    return [
        GridRow("", number, tuple(_tidy(cell) for cell in (line.split("\t") if tabbed else line.split())))
        for number, line in enumerate(every, start=1)
    ]


def _tidy(cell: Any) -> str:
    return "".join(sign for sign in str(cell) if sign.isprintable()).strip()
