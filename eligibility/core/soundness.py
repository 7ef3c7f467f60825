"""What the registry refuses to publish though each value is well formed; a refusal names the row and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from eligibility.core import facts, shapes
from eligibility.core.areas import NATIONAL
from eligibility.core.limits import Band, Unresolved, fen_of, referenced, resolved
from eligibility.core.parameters import Figures, check_value
from eligibility.core.periods import Period
from eligibility.core.routes import LEVEL_WORDS, LEVELS
from eligibility.core.shapes import BadValue


@dataclass(frozen=True)
class Refusal:
    """Why a value cannot be published: the row it concerns, and what to do about it."""

    row: str
    reason: str

    def __str__(self) -> str:
        return f"{self.row}：{self.reason}"


def refusals(values: Mapping[str, Any], figures: Figures) -> list[Refusal]:
    """Everything wrong with these values; `figures` are those in force on their first day, these values included."""
    found: list[Refusal] = []
    for name, value in values.items():
        try:
            check_value(name, value, name)
        except BadValue as bad:
            found.append(Refusal(bad.path, bad.message))
            continue
        found.extend(_multiples(name, value, figures))
        if name in _CHECKS:
            found.extend(_CHECKS[name](value, figures))
    found.extend(_window(values, figures))
    return found


def overlapping(periods: Iterable[tuple[str, Period]]) -> list[Refusal]:
    """Values of one name whose periods share a day."""
    rows = sorted(periods, key=lambda row: (row[0], row[1].start))
    return [
        Refusal(f"{name} {left.start}", f"期间与自 {right.start} 起的另一版本重叠；请先确定前一版本的截止日。")
        for (name, left), (other, right) in pairwise(rows)
        if name == other and left.overlaps(right)
    ]


# --- multiples ---


def _multiples(name: str, value: Any, figures: Figures) -> Iterator[Refusal]:
    if figures.area == NATIONAL:
        return  # the nation may write a formula over a standard that each place sets (L649 art.10)
    for path, of in _references(value, name):
        try:
            referenced(of, figures)
        except Unresolved as missing:
            yield Refusal(path, f"按 {of} 的倍数计算，而 {missing} 在本地当日没有已公布的值；请先公布该标准。")


def _references(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if "times" in value and isinstance(value.get("of"), str):
            yield path, value["of"]
        for key, inner in value.items():
            yield from _references(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _references(inner, f"{path}[{place}]")


# --- authority ---


def _authority(rows: list[Mapping[str, Any]], figures: Figures) -> Iterator[Refusal]:
    kinds = sorted({(row["benefit"], row.get("kind") or "") for row in rows})
    for benefit, kind in kinds:
        own = [
            (place, row) for place, row in enumerate(rows) if (row["benefit"], row.get("kind") or "") == (benefit, kind)
        ]
        ordered = sorted(own, key=lambda item: LEVELS.index(item[1]["level"]))
        bands = [(f"authority[{place}]", resolved(row, figures)) for place, row in ordered]
        if all(band.unresolved is None for _, band in bands):
            yield from _covering(bands)


def _covering(bands: list[tuple[str, Band]]) -> Iterator[Refusal]:
    path, first = bands[0]
    if first.start != 0:
        yield Refusal(path, f"权限有空档：{_yuan(first.start)} 元以下没有规定由哪一级确认。")
    for (_, lower), (upper_path, upper) in pairwise(bands):
        if lower.end is None:
            yield Refusal(upper_path, f"权限重叠：{_level(lower)}没有上限，{_level(upper)}的权限不会用到。")
        elif upper.start is not None and upper.start > lower.end:
            yield Refusal(
                upper_path, f"权限有空档：{_yuan(lower.end)} 元至 {_yuan(upper.start)} 元没有规定由哪一级确认。"
            )
        elif upper.start is not None and upper.start < lower.end:
            yield Refusal(upper_path, f"权限重叠：{_yuan(upper.start)} 元至 {_yuan(lower.end)} 元同时属于两级。")
        else:
            yield from _border(upper_path, lower, upper)
    path, last = bands[-1]
    if last.end is not None:
        yield Refusal(path, f"权限有空档：{_yuan(last.end)} 元以上没有规定由哪一级确认；最高一级不应设上限。")


def _border(path: str, lower: Band, upper: Band) -> Iterator[Refusal]:
    from_inclusive = bool(upper.row.get("from_inclusive", False))
    if lower.inclusive and from_inclusive:
        yield Refusal(path, f"权限重叠：恰为 {_yuan(upper.start)} 元时同时属于两级。")
    if not lower.inclusive and not from_inclusive:
        yield Refusal(path, f"权限有空档：恰为 {_yuan(upper.start)} 元时不属于任何一级。")


def _level(band: Band) -> str:
    return LEVEL_WORDS[band.row["level"]]


def _yuan(fen: Fraction | None) -> str:
    return f"{float((fen or Fraction(0)) / 100):.2f}"


# --- grades, tables, windows ---


def _grades(value: Mapping[str, Any], figures: Figures) -> Iterator[Refusal]:
    least = figures.value("dibao.grades_least")
    for setting, rows in value.items():
        if least is not None and rows is not None and len(rows) < least:
            yield Refusal(f"dibao.grades.{setting}", f"只有 {len(rows)} 档，少于本地规定的最少 {least} 档。")
        yield from _grade_bands(setting, rows or [])


def _grade_bands(setting: str, rows: list[Mapping[str, Any]]) -> Iterator[Refusal]:
    for place, row in enumerate(rows):
        low, high = row.get("income_from"), row.get("income_below")
        if low is not None and high is not None and Fraction(low) >= Fraction(high):
            yield Refusal(
                f"dibao.grades.{setting}[{place}]", f"收入区间为空：自 {low} 元起、低于 {high} 元，没有人符合。"
            )


def _full_table(name: str, value: Mapping[str, Any], wanted: Iterable[tuple[str, ...]]) -> Iterator[Refusal]:
    told: set[str] = set()
    for keys in wanted:
        inner: Any = value
        for depth, key in enumerate(keys):
            if key not in inner:
                path = ".".join((name, *keys[: depth + 1]))
                if path not in told:
                    told.add(path)
                    yield Refusal(path, "标准表缺少这一格；确未公布金额的，请写 null。")
                break
            inner = inner[key]


def _care_table(value: Mapping[str, Any], _figures: Figures) -> Iterator[Refusal]:
    cells = [(mode, level) for mode in facts.SUPPORT_MODES for level in shapes.CARE]
    if value.keys() & set(facts.SETTINGS):
        yield from _full_table("tekun.care", value, [(setting, *cell) for setting in facts.SETTINGS for cell in cells])
    else:
        yield from _full_table("tekun.care", value, cells)


def _basic(value: Mapping[str, Any], _figures: Figures) -> Iterator[Refusal]:
    """Basic living may be one sum, or one for each setting, or for each support mode in either of them."""
    by_setting = bool(value.keys() & set(facts.SETTINGS))
    if by_setting:
        yield from _full_table("tekun.basic", value, [(setting,) for setting in facts.SETTINGS])
    for setting, inner in value.items() if by_setting else [("", value)]:
        if isinstance(inner, Mapping) and inner.keys() & set(facts.SUPPORT_MODES):
            name = f"tekun.basic.{setting}".rstrip(".")
            yield from _full_table(name, inner, [(mode,) for mode in facts.SUPPORT_MODES])


def _total_table(value: Mapping[str, Any], _figures: Figures) -> Iterator[Refusal]:
    cells = [(s, m, c) for s in facts.SETTINGS for m in facts.SUPPORT_MODES for c in shapes.CARE]
    yield from _full_table("tekun.total", value, cells)


def _by_setting(name: str) -> Any:
    def check(value: Mapping[str, Any], _figures: Figures) -> Iterator[Refusal]:
        yield from _full_table(name, value, [(setting,) for setting in facts.SETTINGS])

    return check


def _routes(rows: list[Mapping[str, Any]], _figures: Figures) -> Iterator[Refusal]:
    seen: set[tuple[Any, ...]] = set()
    for place, row in enumerate(rows):
        key = (row["benefit"], row.get("kind"), row.get("decides"))
        if key in seen:
            yield Refusal(f"route[{place}]", "同一救助项目、类型和审核级别有两条流程。")
        seen.add(key)
        if not row["steps"]:
            yield Refusal(f"route[{place}].steps", "流程没有任何环节。")


def _care_levels(value: Mapping[str, Any], _figures: Figures) -> Iterator[Refusal]:
    if value["half_from"] >= value["full_from"]:
        yield Refusal("tekun.care_levels", "部分丧失的起点不低于完全丧失的起点，没有人会是部分丧失。")


def _window(values: Mapping[str, Any], figures: Figures) -> Iterator[Refusal]:
    """A rigid-expenditure rule nobody can meet: the most that can be left lies below the least that must be left."""
    names = ("rigid.income_below_times", "rigid.rest_from_times", "rigid.expenditure_share")
    if not set(names) & values.keys():
        return
    below, rest, spent = (figures.value(name) for name in names)
    if below is None or rest is None or spent is None:
        return
    most = Fraction(below) * (1 - Fraction(spent))
    if most <= Fraction(rest):
        reason = (
            f"条件窗口为空：收入低于标准的 {below} 倍、支出超过收入的 {spent}，"
            f"余额必低于标准的 {float(most):g} 倍，不可能不低于 {rest} 倍。"
        )
        yield Refusal("rigid.rest_from_times", reason)


def _ceiling(value: Mapping[str, Any], figures: Figures) -> Iterator[Refusal]:
    standard = figures.value("dibao.standard")
    times = figures.value("edge.income_times")
    urban = standard.get("urban") if standard else None
    if urban and times and fen_of(value, per="year") <= fen_of(urban, per="year") * Fraction(times):
        yield Refusal(
            "rigid.income_ceiling",
            "条件窗口为空：人均可支配收入不高于低保边缘家庭的收入线，没有人只符合刚性支出困难家庭。",
        )


_CHECKS: Mapping[str, Any] = {
    "authority": _authority,
    "dibao.grades": _grades,
    "dibao.standard": _by_setting("dibao.standard"),
    "dibao.method": _by_setting("dibao.method"),
    "tekun.basic": _basic,
    "tekun.care": _care_table,
    "tekun.total": _total_table,
    "tekun.care_levels": _care_levels,
    "rigid.income_ceiling": _ceiling,
    "route": _routes,
}
