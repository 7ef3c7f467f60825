"""What the registry refuses to publish though each value is well formed; a refusal names the row and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from eligibility.core import facts, shapes, windows
from eligibility.core.areas import NATIONAL
from eligibility.core.limits import Band, Circular, Unresolved, referenced, resolved
from eligibility.core.money import yuan
from eligibility.core.parameters import Figures
from eligibility.core.periods import Period
from eligibility.core.registry import check_value
from eligibility.core.routes import LEVEL_WORDS, LEVELS
from eligibility.core.shapes import BadValue
from eligibility.core.windows import Refusal


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
    if not found:  # windows are looked at once every value has its form
        found.extend(windows.rigid(values, figures))
        found.extend(windows.ceiling(values, figures))
        found.extend(windows.rest(values, figures))
        found.extend(windows.any_of(values, figures))
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
        except Circular as missing:
            yield Refusal(path, f"按 {of} 的倍数计算，而 {missing} 又按自身计算，得不出数值。")
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
            faults = list(_comparable(bands))
            yield from faults or _covering(bands)


def _comparable(bands: list[tuple[str, Band]]) -> Iterator[Refusal]:
    """Bands of one benefit count alike, and each holds some amount."""
    for path, band in bands:
        if band.row.get("per", "household") != bands[0][1].row.get("per", "household"):
            yield Refusal(path, "各级权限有的按户、有的按人，无法相接；请统一。")
        if band.start is not None and band.end is not None and band.start >= band.end:
            yield Refusal(path, f"区间为空：{_yuan(band.start)} 元以上至 {_yuan(band.end)} 元，没有金额属于这一级。")


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
    return yuan(int(fen or 0))


# --- grades, tables, routes ---


def _grades(value: Mapping[str, Any], figures: Figures) -> Iterator[Refusal]:
    least = figures.value("dibao.grades_least")
    for setting, rows in value.items():
        if rows is not None:
            path = f"dibao.grades.{setting}"
            yield from _enough(path, len(rows), least)
            yield from _told_apart(path, rows)


def _enough(path: str, count: int, least: int | None) -> Iterator[Refusal]:
    if least is not None and count < least:
        yield Refusal(path, f"只有 {count} 档，少于本地规定的最少 {least} 档。")


def _told_apart(path: str, rows: list[Mapping[str, Any]]) -> Iterator[Refusal]:
    """Grades by name, and either all by bands of income or none."""
    names = [row["grade"] for row in rows]
    for place, name in enumerate(names):
        if name in names[:place]:
            yield Refusal(f"{path}[{place}]", f"{name} 档写了两次。")
    banded = [row.get("income_from") is not None or row.get("income_below") is not None for row in rows]
    if any(banded) and not all(banded):
        yield Refusal(f"{path}[{banded.index(False)}]", "有的档写了收入区间，这一档没有；要么都写，要么都不写。")
    elif any(banded):
        yield from windows.bands(rows, path, "income_from", "income_below")
    elif len(rows) > windows.MOST_ROWS:
        yield Refusal(path, f"有 {len(rows)} 档，至多 {windows.MOST_ROWS} 档。")


def _grades_least(value: int, figures: Figures) -> Iterator[Refusal]:
    """A new least number is also asked of the grades that are in force."""
    for setting, rows in (figures.value("dibao.grades") or {}).items():
        for refusal in _enough(f"dibao.grades.{setting}", len(rows), value) if rows is not None else ():
            yield Refusal("dibao.grades_least", f"现行的 {refusal.row} {refusal.reason}")


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


def _standard(value: Mapping[str, Any], figures: Figures) -> Iterator[Refusal]:
    yield from _by_setting("dibao.standard")(value, figures)
    yield from windows.standard(value)


def _routes(rows: list[Mapping[str, Any]], _figures: Figures) -> Iterator[Refusal]:
    seen: set[tuple[Any, ...]] = set()
    for place, row in enumerate(rows):
        key = (row["benefit"], row.get("kind"), row.get("decides"))
        if key in seen:
            yield Refusal(f"route[{place}]", "同一救助项目、类型和审核级别有两条流程。")
        seen.add(key)
        if not row["steps"]:
            yield Refusal(f"route[{place}].steps", "流程没有任何环节。")


_CHECKS: Mapping[str, Any] = {
    "authority": _authority,
    "dibao.grades": _grades,
    "dibao.grades_least": _grades_least,
    "dibao.standard": _standard,
    "dibao.method": _by_setting("dibao.method"),
    "tekun.basic": _basic,
    "tekun.care": _care_table,
    "tekun.total": _total_table,
    "tekun.care_levels": windows.care_levels,
    "tekun.no_labour": windows.no_labour,
    "edge.income_times": windows.edge,
    "edge.income_ceiling": windows.edge_ceiling,
    "dibao.grace": windows.grace,
    "dibao.single_person": windows.single_person,
    "dibao.standard_by_age": windows.standard_by_age,
    "dibao.work_refusal": windows.work_refusal,
    "income.work_disregard": windows.work_disregard,
    "dibao.supplements": windows.ages("dibao.supplements", "age_from", "age_below", inclusive=False),
    "income.imputed": windows.imputed,
    "income.maintenance": windows.maintenance,
    "household.together": windows.together,
    "dibao.expenditure_route": windows.expenditure_route,
    "rigid.amount": windows.rigid_amount,
    "income.exempt": windows.exemptions,
    "relief.formula": windows.formula,
    "route": _routes,
}
