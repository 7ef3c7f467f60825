"""The monthly dibao sum: by difference or by grade, with the place's floor, rounded once at the end (L57 art.23)."""

from collections.abc import Mapping, Sequence
from typing import Any

from eligibility.core.binding import Reading
from eligibility.core.facts import UNKNOWN, Unknown
from eligibility.core.fields import Value, text_number
from eligibility.core.graph import (
    CODE,
    COUNT,
    FEN,
    Expr,
    RuleBook,
    Table,
    divide,
    lookup,
    most,
    where,
    wrap,
)
from eligibility.core.money import BASIS_POINTS, FINE_PER_MONTHLY_FEN, ROUNDINGS, fine_of, parse_basis_points
from eligibility.core.refusals import Refusing

DIFFERENCE, GRADED = 0, 1
MOST_GRADES = 12
BEYOND = 10**17
STEPS = {"0.01": 1, "0.1": 10, "1": 100, "10": 1000}


def _method(reading: Reading) -> Value:
    """By difference unless the place has chosen grades: the difference is the law's own rule (L649 art.12)."""
    method = reading.by_setting("dibao.method")
    if isinstance(method, Unknown):
        return UNKNOWN if "setting" in reading.lacking.get("method", ()) else DIFFERENCE
    return GRADED if method == "graded" else DIFFERENCE


def _grades(reading: Reading) -> Sequence[Mapping[str, Any]] | Unknown:
    rows = reading.by_setting("dibao.grades")
    return UNKNOWN if isinstance(rows, Unknown) or len(rows) > MOST_GRADES else rows


def _grade_table(key: str, absent: Value) -> Any:
    def read(reading: Reading) -> Value | Table:
        rows = _grades(reading)
        if isinstance(rows, Unknown):
            return UNKNOWN
        plain = ((place, row.get(key)) for place, row in enumerate(rows))
        return {place: absent if cell is None else _yearly_band(reading, key, cell) for place, cell in plain}

    return read


def _yearly_band(reading: Reading, key: str, cell: Any) -> Value:
    """A grade's amount is yuan a month; its bounds are yuan of yearly income per person."""
    return reading.yearly(cell) if key == "amount" else fine_of(cell)


def _has_bands(reading: Reading) -> Value:
    rows = _grades(reading)
    if isinstance(rows, Unknown):
        return UNKNOWN
    return int(all(row.get("income_from") is not None or row.get("income_below") is not None for row in rows))


def _grade_places(reading: Reading) -> Value | Table:
    """The place in the list of every grade by its name."""
    rows = _grades(reading)
    if isinstance(rows, Unknown):
        return UNKNOWN
    return {text_number(row["grade"]): place for place, row in reversed(list(enumerate(rows)))}


def graded(rules: RuleBook, net: Expr, n: Expr, by_grade: Expr, article: str) -> Expr:
    """Fine a year for one person by the band the household's income lies in, or by the officer's choice."""
    name = "dibao.grades"
    amount = rules.param("grade_amounts", "各档标准", name, _grade_table("amount", UNKNOWN))
    start = rules.param("grade_from", "各档收入下限", name, _grade_table("income_from", 0))
    below = rules.param("grade_below", "各档收入上限", name, _grade_table("income_below", BEYOND))
    banded = rules.param("grade_bands", "是否按收入分档", name, _has_bands)
    places = rules.param("grade_places", "各档的名称", name, _grade_places)
    asked = rules.input("household", "grade", "评定的档次（所在地各档的名称）", "application.grade")
    chosen = lookup(places, asked)  # a grade the place does not have is no choice
    by_band = wrap(0)
    for place in range(MOST_GRADES):
        inside = by_grade & (net >= lookup(start, place, BEYOND) * n) & (net < lookup(below, place, 0) * n)
        by_band = by_band + where(inside, place + 1, 0)
    band = rules.let("grade_band", by_band - 1, "收入所在的档", article, COUNT)
    return rules.let("grade_amount", lookup(amount, where(banded == 1, band, chosen)), "本档标准（每人）", article)


def base(rules: RuleBook, need: Expr, net: Expr, n: Expr, article: str) -> Expr:
    """Fine a year for the household, before rounding."""
    method = rules.let(
        "method",
        rules.param("method", "计发方式", "dibao.method", _method),
        "计发方式（0 差额，1 分档）",
        article,
        CODE,
    )
    difference = rules.let("difference", most(need - net, 0), "低保标准 × 人数 − 家庭收入", article)
    share = rules.param("floor_share", "最低补助份额", "dibao.floor_share", _floor)
    floor = rules.let("floor", divide(need * share, BASIS_POINTS, "half_up"), "最低补助", article)
    is_graded = method == GRADED
    by_grade = graded(rules, net, n, is_graded, article) * n
    paid = where(is_graded, by_grade, most(difference, floor))
    return rules.let("base", paid, "基本低保金（取整前）", article)


def _floor(reading: Reading) -> Value:
    """No floor unless the place has set one: no national text knows any."""
    share = reading.value("dibao.floor_share")
    return 0 if isinstance(share, Unknown) else parse_basis_points(share)


def _rounding(key: str) -> Any:
    def read(reading: Reading) -> Value:
        rule = reading.value("dibao.rounding")
        if isinstance(rule, Unknown):
            return UNKNOWN
        if key == "mode":
            return ROUNDINGS.index(rule["mode"])
        return STEPS[rule["step"]] if key == "step" else int(rule["on"] == "person")

    return read


def rounded(
    rules: RuleBook, base_sum: Expr, extra: Expr, n: Expr, article: str, refusing: Refusing | None = None
) -> Expr:
    """Fen a month: the one rounding, on the household's sum or on each person's share of the base.

    What a member who refuses work is not paid is taken off before; by persons his share is rounded by itself.
    """
    name = "dibao.rounding"
    step = rules.param("rounding_step", "取整单位（分）", name, _rounding("step"))
    mode = rules.param("rounding_mode", "取整方式", name, _rounding("mode"))
    each = rules.param("rounding_person", "按人取整", name, _rounding("person"))
    heads = where(each == 1, most(n, 1), 1)
    unit = step * FINE_PER_MONTHLY_FEN * heads
    withheld: Expr | int = 0
    fewer: Expr | int = 0  # steps by which the shares of those who refuse are smaller
    if refusing is not None:
        withheld = rules.let("withheld", refusing.withheld(base_sum, n), "因拒绝就业减发或停发", refusing.article)
        full = _in_steps(base_sum, unit, mode)
        kept = _in_steps(base_sum * refusing.kept, unit * BASIS_POINTS, mode)
        fewer = where(refusing.count == 0, 0, refusing.count * (full - kept))
    steps = _in_steps(where(each == 1, base_sum, base_sum - withheld + extra), unit, mode)
    rest = where(each == 1, divide(extra, FINE_PER_MONTHLY_FEN, "half_up") - fewer * step, 0)
    return rules.let("amount", steps * step * heads + rest, "每月低保金（含分类施保）", article, FEN)


def _in_steps(value: Expr, unit: Expr, mode: Expr) -> Expr:
    """How many steps a value comes to in the place's way of rounding."""
    half, up, down = (divide(value, unit, rounding) for rounding in ROUNDINGS)
    return where(mode == ROUNDINGS.index("half_up"), half, where(mode == ROUNDINGS.index("up"), up, down))
