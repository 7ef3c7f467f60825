"""临时救助: emergency and expenditure; what the place's formula gives and whether the sum asked for stays inside it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.core import assets
from eligibility.core.benefits.dibao import L57, Family, family, has_members
from eligibility.core.benefits.relief_again import not_too_often
from eligibility.core.binding import Circumstance, Reading
from eligibility.core.facts import BENEFITS, EXPENSE_KINDS, RELIEF_KINDS, UNKNOWN, Unknown
from eligibility.core.fields import NO_TEXT, Value, text_number
from eligibility.core.graph import (
    FEN,
    Expr,
    RuleBook,
    Table,
    divide,
    fine,
    known,
    least,
    lookup,
    most,
    total,
    where,
    wrap,
)
from eligibility.core.household import receives
from eligibility.core.money import BASIS_POINTS, FINE_PER_MONTHLY_FEN, MONTHS, fine_of, parse_basis_points
from eligibility.core.records import SPENDING
from eligibility.core.residence import lives_here
from eligibility.core.timeline import Timeline

NAME = "relief.formula"
LAW = "国务院令第649号 第四十七、四十八条"
RULE = "国发〔2014〕47号"
METHODS = ("months", "bands", "share", "fixed", "per_person_times", "by_case")
EMERGENCY = RELIEF_KINDS.index("emergency")
RELIEF = BENEFITS.index("temporary_relief")
MOST_BANDS = 12
NO_LIMIT = 10**15
# Which spending a cause looks at; any other cause looks at all of it.
SPENT_ON = {
    "illness": ("medical",), "accident": ("medical",), "study": ("education",),
    "disability": ("disability_rehabilitation", "medical", "care"),
}  # fmt: skip


_SPENT_ON = {text_number(cause): kinds for cause, kinds in SPENT_ON.items()}


def relief() -> RuleBook:
    """One book for both kinds: the emergency asks for no income and no property, the expenditure for both."""
    rules = RuleBook("临时救助", RULE)
    fam = family(rules, L57)
    kind = rules.input("household", "kind", "临时救助类型", "kind")
    has_members(rules, fam.people, LAW)
    lives_here(rules, fam.people, RULE, at_emergency=kind == EMERGENCY)
    _cause(rules)
    _means(rules, fam, kind)
    not_too_often(rules)
    payable = _sum(rules, fam)
    rules.decide()
    rules.let("amount", payable, "救助金额", LAW, FEN)
    rules.let("base_part", payable, "救助金额", LAW, FEN)
    rules.parts_of("base", "base_part")
    rules.amount, rules.per, rules.covered = "amount", "once", "counted"
    return rules


def _cause(rules: RuleBook) -> None:
    cause = rules.input("household", "cause", "困难原因（如 illness、accident、fire、study）", "application.cause")
    rules.test("cause_given", cause != NO_TEXT, "已说明困难原因", "没有困难原因", label="有困难原因", article=LAW)


def _means(rules: RuleBook, fam: Family, kind: Expr) -> None:
    """Expenditure relief: income below last year's disposable income, property inside the rule, or already tested."""

    def read(reading: Reading) -> Value:
        return reading.yearly(reading.value("rigid.income_ceiling"))

    limit = rules.param("disposable", "上年度人均可支配收入", "rigid.income_ceiling", read)
    rules.let("income_ceiling", limit, "上年度当地人均可支配收入（折月）", RULE)
    free = rules.let(
        "means_settled", (kind == EMERGENCY) | receives(rules, "dibao", "tekun"), "不再核对收入和财产", RULE
    )
    rules.test(
        "income_below_ceiling",
        free | (fam.income < limit * fam.people.heads),
        "急难型救助、低保和特困对象不再核对收入，或人均收入低于上年度当地人均可支配收入",
        "月人均收入 {per_capita} 元，不低于上年度当地人均可支配收入（折月 {income_ceiling} 元）",
        label="收入符合支出型救助条件",
        article="民发〔2018〕23号",
        parameter="rigid.income_ceiling",
        left="per_capita",
        right="income_ceiling",
    )
    assets.inside_rule(rules, fam.standard, fam.people, "民发〔2018〕23号", unless=free)


def row_for(reading: Reading) -> Mapping[str, Any] | Unknown:
    """The row of the formula for this kind, cause and group: the more a row says that fits, the better it fits."""
    rows, case = reading.value(NAME), reading.circumstance
    if isinstance(case.kind, Unknown):
        return reading.lack("kind")
    if isinstance(rows, Unknown):
        return UNKNOWN
    fitting = [row for row in rows if row["kind"] == RELIEF_KINDS[case.kind] and _fits(row, case)]
    return max(fitting, key=lambda row: ("cause" in row) + ("group" in row), default=UNKNOWN)


def _fits(row: Mapping[str, Any], case: Circumstance) -> bool:
    cause_fits = row.get("cause") is None or text_number(row["cause"]) == case.cause
    groups = {BENEFITS[each] for each in case.draws if each != RELIEF} or {"other"}
    return cause_fits and (row.get("group") is None or row["group"] in groups)


def _of_row(read_row: Any, absent: Value = UNKNOWN) -> Any:
    def read(reading: Reading) -> Value | Table:
        row = row_for(reading)
        return absent if isinstance(row, Unknown) else read_row(row, reading)

    return read


def _money(key: str, absent: Value) -> Any:
    return lambda row, reading: absent if row.get(key) is None else reading.lump(row[key])


def _number(key: str) -> Any:
    return lambda row, _: UNKNOWN if row.get(key) is None else parse_basis_points(row[key])


def _bands(key: str, absent: Value) -> Any:
    def read(row: Mapping[str, Any], reading: Reading) -> Value | Table:
        bands = row.get("bands", ())
        if len(bands) > MOST_BANDS:
            return UNKNOWN
        cells = ((place, band.get(key)) for place, band in enumerate(bands))
        return {place: absent if cell is None else _band_value(reading, key, cell) for place, cell in cells}

    return _of_row(read)


def _band_value(reading: Reading, key: str, cell: Any) -> Value:
    return reading.lump(cell) if key == "amount" else fine_of(cell)


def _base(reading: Reading) -> Value:
    """The place's base; where it names none, the monthly urban dibao standard."""
    own = reading.value("relief.base")
    return reading.referred("dibao.standard.urban") if isinstance(own, Unknown) else reading.yearly(own)


def _spent(rules: RuleBook, fam: Family) -> Expr:
    """Own expenses of the kind the cause is about, in fine."""

    kind = Expr("input", ("expense", "kind"), "expense")
    year = Expr("var", ("expense_year",), "expense")
    table = rules.param("spent_on", "与困难原因对应的支出", NAME, _spending_kinds)
    line = where(lookup(table, kind, 0) == 1, fine(year), 0)
    spent = total(where(fam.people.counted, total(line, "member"), 0), "household")
    return rules.let("own_spending", spent, "自负支出", LAW)


def _spending_kinds(reading: Reading) -> Table:
    cause = reading.circumstance.cause
    kinds = SPENDING if isinstance(cause, Unknown) else _SPENT_ON.get(cause, SPENDING)
    return {EXPENSE_KINDS.index(kind): 1 for kind in kinds}


def _by_band(rules: RuleBook, spent: Expr) -> Expr:
    start = rules.param("band_from", "支出下限", NAME, _bands("from", 0))
    below = rules.param("band_below", "支出上限", NAME, _bands("below", NO_LIMIT * 100))
    amount = rules.param("band_amount", "各段金额", NAME, _bands("amount", UNKNOWN))
    band = wrap(0)
    for place in range(MOST_BANDS):
        inside = (spent >= lookup(start, place, NO_LIMIT * 100)) & (spent < lookup(below, place, 0))
        band = band + where(inside, place + 1, 0)
    # Spending that no band names has no sum: the lookup of "no band" is unknown.
    return lookup(amount, band - 1)


def _sum(rules: RuleBook, fam: Family) -> Expr:
    """What the formula gives, cut to its bounds; a sum asked for must lie inside them."""
    method = rules.param("relief_method", "计算办法", NAME, _of_row(lambda row, _: METHODS.index(row["method"])))
    each = rules.param("relief_per_person", "按人计算", NAME, _of_row(lambda row, _: int(row.get("per") == "person")))
    heads = where(each == 1, fam.people.n, 1)
    computed = rules.let("relief_computed", _computed(rules, fam, method, heads), "按办法计算", LAW)
    floor = rules.param("relief_min", "下限", NAME, _of_row(_money("min", 0))) * heads
    top = rules.param("relief_max", "上限", NAME, _of_row(_money("max", NO_LIMIT))) * heads
    asked = rules.input("household", "amount_requested", "申请金额", "application.amount_requested")
    by_case = method == METHODS.index("by_case")
    cut = divide(least(most(computed, floor), top), FINE_PER_MONTHLY_FEN, "half_up")
    given = where(known(asked), asked, where(by_case, asked, cut))
    rules.let("relief_floor", divide(floor, FINE_PER_MONTHLY_FEN, "half_up"), "下限", LAW, FEN)
    # The most that may be given is the published upper bound; a formula without one is itself the bound.
    bound = where(by_case | (top < NO_LIMIT), divide(least(top, NO_LIMIT), FINE_PER_MONTHLY_FEN, "half_up"), cut)
    rules.let("relief_top", bound, "上限", LAW, FEN)
    rules.let("relief_given", given, "救助金额", LAW, FEN)
    above = (given > 0) & (given >= Expr("var", ("relief_floor",)))
    inside = above & (given <= Expr("var", ("relief_top",)))
    rules.let("relief_bounded", ~by_case | (top < NO_LIMIT) | (floor > 0), "金额有规定范围", LAW)
    _within(rules, inside)
    return Expr("var", ("relief_given",))


def _computed(rules: RuleBook, fam: Family, method: Expr, heads: Expr) -> Expr:
    base = rules.let("relief_base", rules.param("base_of_relief", "计算基数", "relief.base", _base), "计算基数", LAW)
    months_row = rules.param("relief_months", "月数", NAME, _of_row(lambda row, _: row.get("months", UNKNOWN)))
    longest = rules.param("relief_months_max", "最多月数", NAME, _of_row(_longest))
    asked = rules.input("household", "months", "救助月数", "application.months")
    months = where(known(asked) | ~known(months_row), least(asked, longest), months_row)
    share = rules.param("relief_share", "支出的份额", NAME, _of_row(_number("share")))
    times = rules.param("relief_times_of", "倍数", NAME, _of_row(_number("times")))
    fixed = rules.param("relief_sum", "定额", NAME, _of_row(_money("amount", UNKNOWN)))
    spent = _spent(rules, fam)
    # Own expenses stand in fine a year, payments on the scale of months: twelve makes a sum of the year that sum once.
    once = {
        "months": base * fam.people.n * months,
        "bands": _by_band(rules, spent) * heads,
        "share": divide(spent * MONTHS, BASIS_POINTS, "half_up") * share,
        "fixed": fixed * heads,
        "per_person_times": divide(base * times, BASIS_POINTS, "half_up") * fam.people.n,
    }
    value: Expr = wrap(0)
    for name, each in once.items():
        value = where(method == METHODS.index(name), each, value)
    return value


def _longest(row: Mapping[str, Any], _: Reading) -> Value:
    """The most months a row allows: its own number where it names no greater one."""
    most_months: Value = row.get("months_max", row.get("months", UNKNOWN))
    return most_months


def _within(rules: RuleBook, inside: Expr) -> None:
    allowed = rules.param("outside_reason", "超出范围须说明理由", NAME,
                         _of_row(lambda row, _: int(row.get("outside") == "reason")))  # fmt: skip
    rules.test(
        "amount_within_formula",
        inside | (allowed == 1),
        "救助金额 {relief_given} 元在规定范围（{relief_floor} 元至 {relief_top} 元）内，或当地允许说明理由后超出",
        "救助金额 {relief_given} 元不在规定范围（{relief_floor} 元至 {relief_top} 元）内",
        label="金额在规定范围内",
        only_if="relief_bounded",
        article=LAW,
        parameter=NAME,
        left="relief_given",
        right="relief_top",
    )
    _reason(rules, inside, allowed)


def _reason(rules: RuleBook, inside: Expr, allowed: Expr) -> None:
    """Outside the range the place wants a written reason: an open point until it is there."""
    reason = rules.input("household", "reason", "超出规定范围的理由", "application.reason")
    needed = where(known(inside), ~inside, False) & where(known(allowed), allowed == 1, False)
    rules.ask(
        "outside_reason_given",
        rules.let("outside_reason_given", where(needed, reason != NO_TEXT, True), "已写明超出规定范围的理由", LAW),
        "救助金额超出规定范围，须写明理由",
        article=LAW,
        parameter=NAME,
    )


RULES = Timeline({date(2014, 10, 3): relief()})
