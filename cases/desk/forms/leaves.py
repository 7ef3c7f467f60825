"""The single boxes of the policy editors as rows of a table: which box a line of a notice speaks of, in the words people use."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from cases.desk.forms.amounts import CellField
from cases.desk.forms.editor import Editor
from cases.desk.forms.fields import narrow
from cases.desk.forms.figures import AnyEditor, TextEditor, editor_for
from cases.desk.forms.routes import RouteEditor
from cases.desk.forms.rows import RowsEditor
from eligibility import api
from eligibility.words.figures import CARE, PERS

# how notices write the dimensions of a standard; the longer words stand first
_TOKENS = (
    ("城市", ("城市", "城镇")),
    ("农村", ("农村", "乡村")),
    ("集中供养", ("集中供养", "集中")),
    ("分散供养", ("分散供养", "分散")),
    (CARE["half"], ("部分丧失生活自理能力", "部分不能自理", "部分丧失", "半护理", "半自理", "中度")),
    (CARE["full"], ("完全丧失生活自理能力", "完全不能自理", "不能自理", "完全丧失", "全护理", "重度")),
    (CARE["self"], ("具备生活自理能力", "有生活自理能力", "能够自理", "全自理", "自理", "轻度")),
)
_OTHER_NAMES = {
    "dibao.standard": ("低保", "城乡低保标准", "最低生活保障标准", "低保保障标准", "保障标准"),
    "tekun.basic": ("特困基本生活标准", "特困人员基本生活标准", "特困供养基本生活标准", "基本生活标准", "基本生活费"),
    "tekun.care": ("特困照料护理标准", "特困人员照料护理标准", "照料护理标准", "照料护理费", "护理标准"),
    "tekun.total": ("特困供养标准", "特困人员供养标准", "特困人员救助供养标准", "供养总标准"),
    "minimum_wage": ("最低工资", "最低工资标准"),
    "rigid.income_ceiling": ("人均可支配收入", "城乡居民人均可支配收入"),
    "relief.base": ("临时救助基数",),
    "edge.income_times": ("低保边缘家庭收入倍数", "低保边缘倍数"),
}
_PER = re.compile(r"(.*?)\s*元?\s*[/／每]?\s*(?:人)?\s*[/／·.]?\s*(?:每)?(月|年|次)")
_BARE = re.compile(r"[\d,，.]+元?")
_PER_CODES = {said: code for code, said in PERS.items()}


def tokens_of(text: str) -> frozenset[str]:
    """The dimensions that a text names, in our words."""
    found, rest = set(), text
    for token, ways in _TOKENS:
        for way in ways:
            if way in rest:
                found.add(token)
                rest = rest.replace(way, "")
    return frozenset(found)


def without_tokens(text: str) -> str:
    """A text without the dimensions it names: 城市低保标准 → 低保标准."""
    for _, ways in _TOKENS:
        for way in ways:
            text = text.replace(way, "")
    return plain(text)


def plain(text: str) -> str:
    """A text without blanks, brackets' contents and signs, for comparing."""
    return re.sub(r"[（(].*?[)）]|[\s：:，,、；;·/×*]", "", narrow(text))


@dataclass(frozen=True)
class Leaf:
    """One box of a parameter, or a box with the box of its unit."""

    name: str
    detail: str
    box: str
    per_box: str
    field: forms.Field
    typed: str
    per: str = ""  # the unit in force where it is chosen beside the amount: 元/年

    @property
    def tokens(self) -> frozenset[str]:
        """The dimensions it stands for."""
        return tokens_of(self.detail)

    def written(self, text: str, unit: str = "") -> dict[str, list[str]]:
        """What the boxes would send for a cell of a table; words become the codes they stand for."""
        if isinstance(self.field, forms.MultipleChoiceField):
            return {self.box: [self._code(part) for part in re.split(r"[、，,；;]", text) if part.strip()]}
        if isinstance(self.field, forms.ChoiceField):
            return {self.box: [self._code(text)]}
        if isinstance(self.field, CellField) and (beside := _PER.fullmatch(unit)) and _BARE.fullmatch(text):
            return {self.box: [f"{text.removesuffix('元')}元/{beside[2]}"]}  # the unit stands in a column of its own
        dated = _PER.fullmatch(text) if self.per_box else None
        dated = dated if dated and dated[1] else None  # a unit without a number is no amount, and not nothing either
        said = dated or (_PER.fullmatch(unit) if self.per_box else None)
        per = {self.per_box: [_PER_CODES[said[2]]]} if said and said[2] in _PER_CODES else {}
        return {self.box: [dated[1] if dated else text], **per}

    def _code(self, text: str) -> str:
        wanted = plain(text)
        choices: Iterable[Any] = self.field.choices  # type: ignore[attr-defined]
        return next((str(code) for code, said in choices if wanted in {plain(str(said)), str(code)}), text)


def leaves_of(name: str, value: Any) -> list[Leaf]:
    """The boxes of a parameter that a line of a table can fill; none where it is a list or careful text."""
    editor = editor_for(name, value)
    if not isinstance(editor, Editor) or isinstance(editor, TextEditor):
        return []
    told = [box for box in editor if not box.name.endswith("_per") and box.name != "per"]
    return [
        Leaf(
            name,
            "" if len(told) == 1 else str(box.label),
            box.html_name,
            _per_of(editor, box.name),
            box.field,
            _shown(box),
            _per_shown(editor, box.name),
        )
        for box in told
    ]


def _per_shown(editor: Editor, box: str) -> str:
    """The unit that stands beside a box now."""
    beside = "per" if box == "amount" else f"{box}_per"
    return _shown(editor[beside]) if _per_of(editor, box) else ""


def _per_of(editor: Editor, box: str) -> str:
    beside = "per" if box == "amount" else f"{box}_per"
    is_unit = beside in editor.fields and set(_codes(editor.fields[beside])) <= set(PERS)
    return editor.add_prefix(beside) if is_unit else ""


def _codes(field: forms.Field) -> list[str]:
    return [str(code) for code, _ in getattr(field, "choices", ())]


def _shown(box: forms.BoundField) -> str:
    """What stands in a box now, in words."""
    value = box.value()
    if value in (None, "", []):
        return ""
    choices = dict(getattr(box.field, "choices", ()))
    if choices:
        return "、".join(str(choices.get(one, one)) for one in (value if isinstance(value, list) else [value]))
    return str(value)


def sent(editor: AnyEditor) -> dict[str, list[str]]:
    """What a browser would send for an editor as it is drawn."""
    if isinstance(editor, RouteEditor):
        found = {"route-TOTAL_FORMS": [str(len(editor.routes))]}
        for route in editor.routes:
            found |= _filled(route.head) | _table(route.steps)
        return found
    return _table(editor.rows) if isinstance(editor, RowsEditor) else _filled(editor)


def _table(rows: Any) -> dict[str, list[str]]:
    found = {box.html_name: [str(box.value())] for box in rows.management_form}
    for row in rows.forms:
        found |= _filled(row)
    return found


def _filled(form: forms.BaseForm) -> dict[str, list[str]]:
    found = {}
    for box in form:
        value = box.value()
        if isinstance(value, list):
            found[box.html_name] = [str(one) for one in value]
        elif value is True:
            found[box.html_name] = ["on"]
        elif value is not None and value is not False and value != "":
            found[box.html_name] = [str(value)]
    return found


def names_by_words() -> dict[str, str]:
    """Every way in which a table may call a parameter."""
    found: dict[str, str] = {}
    for name, parameter in api.REGISTRY.items():
        ways = (name, parameter.meaning, re.split(r"[：（]", parameter.meaning)[0], *_OTHER_NAMES.get(name, ()))
        for way in ways:
            found.setdefault(plain(way), name)
    return found
