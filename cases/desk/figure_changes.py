"""Two values of one parameter side by side: what each says line by line, and by how much the numbers moved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cases.desk.figures import IDENTITY, SETTING_KEYS, cell, is_atom, is_plain
from cases.desk.templatetags.desk import yuan
from eligibility import api
from eligibility.words.codes import BENEFITS
from eligibility.words.figures import LEVELS, REFERENCE_WORDS, STEPS, UNITS, key_words
from eligibility.words.said import AMOUNTS, SHARES, TIMES, is_number, said

_NOTHING = "没有"


@dataclass(frozen=True)
class Size:
    """How large something is: only sizes of one kind can be set against each other."""

    kind: str
    number: Fraction

    def step_to(self, other: "Size") -> str:
        """How far it moved, in words: 增 34.00 元/月（4.3%）."""
        gap = abs(other.number - self.number)
        words = f"{'增' if other.number > self.number else '减'} {_gap(self.kind, gap)}"
        if self.kind == "share" or not self.number:
            return words
        tenths = int(gap * 1000 / self.number)
        return f"{words}（{tenths // 10}.{tenths % 10}%）"


def _gap(kind: str, gap: Fraction) -> str:
    if kind in {"month", "yuan", "once"}:
        return f"{yuan(int(gap))} 元{'/月' if kind == 'month' else ''}"
    if kind == "share":
        return f"{_short(gap * 100)} 个百分点"
    return f"{_short(gap)} {kind}".strip()


def _short(number: Fraction) -> str:
    return f"{float(number):.4f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Said:
    """One thing a value says, in words, and its size where it is a number."""

    words: str
    size: Size | None = None


@dataclass(frozen=True)
class Line:
    """One thing a figure says, before and after."""

    label: str
    before: str
    after: str
    step: str = ""

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return self.before != self.after


def compared(name: str, before: Any, after: Any) -> list[Line]:
    """Two values of one parameter, line by line."""
    old, new = leaves(name, before), leaves(name, after)
    return [_line(label, old.get(label), new.get(label)) for label in dict.fromkeys([*old, *new])]


def _line(label: str, old: Said | None, new: Said | None) -> Line:
    if old is None or new is None:
        return Line(label, old.words if old else _NOTHING, new.words if new else _NOTHING, "删去" if old else "新增")
    if old.words == new.words:
        return Line(label, old.words, new.words)
    alike = old.size and new.size and old.size.kind == new.size.kind and old.size.number != new.size.number
    return Line(label, old.words, new.words, old.size.step_to(new.size) if alike and old.size and new.size else "")


def leaves(name: str, value: Any) -> dict[str, Said]:
    """A value as labelled lines; rows of a list carry what tells them apart, so that their order does not matter."""
    if value is None:
        return {}
    found: dict[str, Said] = {}
    for label, told in _leaves(value, name, name):
        unique, count = label or "数值", 1
        while unique in found:
            count += 1
            unique = f"{label}（{count}）"
        found[unique] = told
    return found


Leaves = Iterator[tuple[str, Said]]


def _leaves(value: Any, key: str, name: str) -> Leaves:
    if isinstance(value, Mapping) and not is_atom(value):
        for inner_key, inner in value.items():
            yield from _below(key_words(str(inner_key), inner), _leaves(inner, _key(inner_key, key, name), name))
    elif key == "steps":
        yield from _steps(value)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for row in value:
            yield from _below(_identity(row, name), _row(row, name))
    else:
        yield "", Said(said(value, key), size_of(value, key))


def _steps(steps: list[Mapping[str, Any]]) -> Leaves:
    """The order of the steps, and each with its level and term."""
    yield "环节", Said(" → ".join(STEPS[one["step"]] for one in steps))
    for one in steps:
        yield STEPS[one["step"]], Said(_term(one), size_of(one.get("term"), "term"))


def _term(step: Mapping[str, Any]) -> str:
    level = LEVELS[step["level"]]
    if not step.get("term"):
        return f"{level}，没有单独的期限"
    since = "受理起 " if step.get("since") == "acceptance" else ""
    until = "内开始" if step.get("bounds") == "start" else "内办完"
    outside = "" if step.get("counts", True) else "，不计入全程"
    return f"{level}，{since}{said(step['term'])}{until}{outside}"


def _key(inner: Any, key: str, name: str) -> str:
    """Codes under town and country are those of the parameter itself."""
    return key if key == name and inner in SETTING_KEYS else str(inner)


def _row(row: Mapping[str, Any], name: str) -> Leaves:
    known = IDENTITY.get(name, ())
    for key, inner in row.items():
        if key == "steps":
            yield from _steps(inner)
        elif key not in known and not is_plain(key, [row]):
            yield key_words(key), Said(cell(row, key) if inner is None else said(inner, key), size_of(inner, key))
    if not row.keys() - set(known):
        yield "", Said("列入")


def _identity(row: Mapping[str, Any], name: str) -> str:
    parts = [said(row[key], key) for key in IDENTITY.get(name, ()) if row.get(key) is not None]
    return " ".join(parts) if parts else said(next(iter(row.values())), next(iter(row)))


def _below(label: str, inner: Leaves) -> Leaves:
    for below, told in inner:
        yield (f"{label} {below}".strip(), told)


# --- sizes ---


def size_of(value: Any, key: str) -> Size | None:
    """How large a thing is, and in what; None where it is no number."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return Size("", Fraction(value))
    if isinstance(value, Mapping):
        return _size_of_record(value)
    return _size_of_text(value, key) if isinstance(value, str) and is_number(value) else None


def _size_of_record(value: Mapping[str, Any]) -> Size | None:
    if value.keys() == {"n", "unit"}:
        return Size(UNITS[value["unit"]], Fraction(value["n"]))
    if {"times", "of"} <= value.keys():
        return Size(f"倍{REFERENCE_WORDS.get(value['of'], value['of'])}", Fraction(value["times"]))
    if "amount" in value and "per" in value:
        month = api.by_month({"amount": value["amount"], "per": value["per"]})
        return Size("once", Fraction(value["amount"]) * 100) if month is None else Size("month", Fraction(month))
    return None


def _size_of_text(text: str, key: str) -> Size | None:
    if key in SHARES or key in BENEFITS:
        return Size("share", Fraction(text))
    if key in TIMES or key.endswith("_times"):
        return Size("倍", Fraction(text))
    return Size("yuan", Fraction(text) * 100) if key in AMOUNTS else None
