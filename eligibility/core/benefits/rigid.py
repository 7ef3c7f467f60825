"""刚性支出困难家庭 (民发〔2024〕62号): spending nobody can avoid takes more of the income than the place allows for."""

from collections.abc import Callable
from datetime import date
from typing import Any

from eligibility.core import assets
from eligibility.core.benefits.dibao import L57, Family, family, has_members
from eligibility.core.benefits.edge import times_of
from eligibility.core.binding import Reading
from eligibility.core.facts import EXPENSE_KINDS, UNKNOWN, Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import FEN, Expr, RuleBook, Table, divide, least, lookup, most, total, where, wrap
from eligibility.core.household import receives
from eligibility.core.money import BASIS_POINTS, FINE_PER_MONTHLY_FEN, parse_basis_points
from eligibility.core.records import SPENT_ON
from eligibility.core.residence import lives_here
from eligibility.core.rigid_spending import Spending, spending
from eligibility.core.timeline import Timeline

L62 = "民发〔2024〕62号 刚性支出困难家庭认定办法"
CONDITIONS = "民发〔2024〕62号 第四条"
ANY_OF, AMOUNT = "rigid.any_of", "rigid.amount"
MOST_CONDITIONS = 3
METHODS = ("difference", "fixed", "share")
MONEY = "民发〔2024〕62号（地方规定）"
NO_CAP = 10**17
NO_BOUND = 0  # nobody is below nothing, so zero can stand for "no such rule"


def hard_pressed(*, paid: bool = False) -> RuleBook:
    """Recognition for at most twelve months; money hangs on it only where the place pays some (`paid`)."""
    rules = RuleBook("刚性支出困难家庭", L62)
    fam = family(rules, L57)
    has_members(rules, fam.people, L57.members)
    lives_here(rules, fam.people, L57.place)
    rules.test(
        "not_otherwise_covered",
        ~receives(rules, "dibao", "tekun", "dibao_edge"),
        "没有纳入低保、特困供养，没有认定为低保边缘家庭",
        "已纳入低保、特困供养或已认定为低保边缘家庭",
        label="未纳入其他认定",
        article=CONDITIONS,
    )
    gross = Expr("var", ("gross_income",))
    _income(rules, fam, gross)
    assets.inside_rule(rules, fam.standard, fam.people, CONDITIONS, first=("rigid", "edge"))
    spent = spending(rules, fam.people)
    several = _one_of_several(rules, fam, gross, spent)
    _share(rules, gross, spent.together, several)
    _local_window(rules, fam, gross, spent.together)
    rules.decide()
    rules.covered = "counted"
    if paid:
        _amount(rules, fam, most(gross - spent.together, 0))
    return rules


def _income(rules: RuleBook, fam: Family, gross: Expr) -> None:
    def read(reading: Reading) -> Value:
        return reading.yearly(reading.value("rigid.income_ceiling"))

    limit = rules.param("disposable", "上年度人均可支配收入", "rigid.income_ceiling", read)
    rules.let("income_ceiling", limit, "上年度当地人均可支配收入（折月）", CONDITIONS)
    heads = fam.people.heads
    rules.let("gross_per_capita", divide(gross, heads, "half_up"), "人均收入（未扣减刚性支出）", CONDITIONS)
    rules.test(
        "income_below_ceiling",
        gross < limit * heads,
        "月人均收入 {gross_per_capita} 元，低于上年度当地人均可支配收入（折月 {income_ceiling} 元）",
        "月人均收入 {gross_per_capita} 元，不低于上年度当地人均可支配收入（折月 {income_ceiling} 元）",
        label="人均收入低于可支配收入",
        article=CONDITIONS,
        parameter="rigid.income_ceiling",
        left="gross_per_capita",
        right="income_ceiling",
    )


def _rows(reading: Reading) -> list[Any]:
    rows = reading.value(ANY_OF)
    return [] if isinstance(rows, Unknown) else rows


def _condition(place: int, read: Callable[[Reading, Any], Any], absent: Any) -> Callable[[Reading], Any]:
    """One part of one of the conditions; where the place has fewer nothing is read."""

    def of_row(reading: Reading) -> Any:
        rows = _rows(reading)
        return read(reading, rows[place]) if place < len(rows) else absent

    return of_row


def _times(key: str) -> Callable[[Reading, Any], Value]:
    return lambda _reading, row: parse_basis_points(row[key]) if key in row else NO_BOUND


def _kinds(_reading: Reading, row: Any) -> Table:
    return {EXPENSE_KINDS.index(SPENT_ON[kind]): 1 for kind in row.get("kinds", SPENT_ON)}


def _one_of_several(rules: RuleBook, fam: Family, gross: Expr, spent: Spending) -> Expr:
    """Conditions of which one is enough, where the place has published some in the stead of the one ratio (art.4 (4))."""
    several = rules.let(
        "rigid_several",
        rules.param("rigid_conditions", "几项条件符合一项即可", ANY_OF, lambda reading: int(bool(_rows(reading)))) == 1,
        "几项条件符合一项即可", CONDITIONS, only_if="rigid_several",
    )  # fmt: skip
    met: Expr = wrap(False)
    for place in range(MOST_CONDITIONS):
        met = met | _one_condition(rules, fam, gross, spent, place)
    rules.test(
        "one_of_conditions",
        ~several | met,
        "符合当地列出的支出条件之一",
        "当地列出的支出条件一项也不符合",
        label="支出条件符合其中一项",
        article=CONDITIONS,
        parameter=ANY_OF,
        only_if="rigid_several",
    )
    return several


def _one_condition(rules: RuleBook, fam: Family, gross: Expr, spent: Spending, place: int) -> Expr:
    """Spending of some kinds above a share of the income, what is left below so many standards, or both."""
    share = rules.param(
        f"rigid_share_{place}", "支出占收入的比例", ANY_OF, _condition(place, _times("share"), NO_BOUND)
    )
    below = rules.param(
        f"rigid_left_{place}", "余额上限倍数", ANY_OF, _condition(place, _times("rest_below_times"), NO_BOUND)
    )
    kinds = rules.param(f"rigid_kinds_{place}", "计入比例的支出", ANY_OF, _condition(place, _kinds, {}))
    kind = rules.input("expense", "kind", "支出类别", "kind")
    of_kinds = total(where(lookup(kinds, kind, 0) == 1, spent.line, 0), "member")
    asked, name = (share != NO_BOUND) | (below != NO_BOUND), f"rigid_condition_{place + 1}"
    in_all = where(share != NO_BOUND, total(where(fam.people.counted, of_kinds, 0), "household"), 0)
    rest = most(gross - spent.together, 0)
    above = (share == NO_BOUND) | (in_all * BASIS_POINTS > gross * share)
    left = (below == NO_BOUND) | (rest * BASIS_POINTS < fam.need * below)
    met = rules.let(name, where(asked, above & left, False), "符合一项支出条件", CONDITIONS, only_if="rigid_several")
    for what, value, label in (
        ("spent", in_all, "列出的刚性支出"),
        ("rest", where(asked, divide(rest, fam.people.heads, "half_up"), 0), "扣减刚性支出后人均余额"),
    ):
        rules.let(f"{name}_{what}", value, label, CONDITIONS, only_if="rigid_several")
    rules.note(
        name,
        met,
        f"符合第 {place + 1} 项条件：所列支出每月 {{{name}_spent}} 元，家庭收入每月 {{gross_income}} 元，"
        f"扣减全部刚性支出后人均 {{{name}_rest}} 元",
        article=CONDITIONS,
        parameter=ANY_OF,
    )
    return met


def _share(rules: RuleBook, gross: Expr, spent: Expr, several: Expr) -> None:
    rules.let("rigid_one_ratio", ~several, "按一项比例认定", CONDITIONS, only_if="rigid_several")
    name = "rigid.expenditure_share"
    share = rules.param("rigid_share", "刚性支出占收入的比例", name, times_of(name))
    rules.let("rigid_share_limit", share, "刚性支出比例（万分之）", CONDITIONS, "count")
    # Compared in whole fen a year on both sides, multiplied out: no division, nothing rounded.
    rules.test(
        "spending_above_share",
        several | (spent * BASIS_POINTS > gross * share),
        "刚性支出（折月 {rigid_spending} 元）超过家庭收入（折月 {gross_income} 元）的规定比例",
        "刚性支出（折月 {rigid_spending} 元）没有超过家庭收入（折月 {gross_income} 元）的规定比例",
        label="刚性支出超过比例",
        article=CONDITIONS,
        parameter=name,
        left="rigid_spending",
        right="gross_income",
        only_if="rigid_one_ratio",
    )


def _optional_times(parameter: str, absent: int) -> Any:
    def read(reading: Reading) -> Value:
        value = reading.value(parameter)
        return absent if isinstance(value, Unknown) else parse_basis_points(value)

    return read


def _local_window(rules: RuleBook, fam: Family, gross: Expr, spent: Expr) -> None:
    """A few places add a band: income below so many standards, the rest from so many, or below so many (art.4 (5))."""
    below, rest, rest_below = "rigid.income_below_times", "rigid.rest_from_times", "rigid.rest_below_times"
    times_below = rules.param("rigid_below", "收入上限倍数", below, _optional_times(below, NO_BOUND))
    times_rest = rules.param("rigid_rest", "余额下限倍数", rest, _optional_times(rest, 0))
    times_rest_below = rules.param(
        "rigid_rest_below", "余额上限倍数", rest_below, _optional_times(rest_below, NO_BOUND)
    )
    left = most(gross - spent, 0) * BASIS_POINTS
    rules.test(
        "local_window",
        ((times_below == NO_BOUND) | (gross * BASIS_POINTS < fam.need * times_below))
        & ((times_rest == 0) | (left >= fam.need * times_rest))
        & ((times_rest_below == NO_BOUND) | (left < fam.need * times_rest_below)),
        "符合当地对收入和余额的补充条件，或当地没有补充条件",
        "不符合当地对收入或扣减刚性支出后余额的补充条件",
        label="当地补充条件",
        article=CONDITIONS,
        parameter=(below, rest, rest_below),
    )


# --- money, where a place pays some (生活救助) ---


def _paid(key: str) -> Callable[[Reading], Value]:
    """One part of how the place pays; a number the method needs and does not have is unknown."""

    def read(reading: Reading) -> Value:
        rule = reading.value(AMOUNT)
        if isinstance(rule, Unknown):
            return UNKNOWN
        if key in ("method", "per"):
            return METHODS.index(rule["method"]) if key == "method" else int(rule.get("per") == "person")
        if key == "max":
            return reading.yearly(rule[key]) if rule.get(key) is not None else NO_CAP
        if rule.get(key) is None:
            return UNKNOWN
        return parse_basis_points(rule[key]) if key == "share" else reading.yearly(rule[key])

    return read


def _amount(rules: RuleBook, fam: Family, rest: Expr) -> None:
    """What is left up to the standard, a share of the standard, or a sum; by heads or for the household, under a cap."""
    method = rules.param("rigid_method", "生活救助计发方式", AMOUNT, _paid("method"))
    per_person = rules.param("rigid_per_person", "按人计算", AMOUNT, _paid("per"))
    share, fixed, cap = (
        rules.param(f"rigid_paid_{key}", label, AMOUNT, _paid(key))
        for key, label in (("share", "占标准的份额"), ("amount", "定额"), ("max", "封顶"))
    )
    heads = where(per_person == 1, fam.people.n, 1)
    by_standard = where(
        method == METHODS.index("share"), divide(fam.need * share, BASIS_POINTS, "half_up"), most(fam.need - rest, 0)
    )
    before = where(method == METHODS.index("fixed"), fixed * heads, by_standard)
    due = rules.let("rigid_due", least(before, where(cap == NO_CAP, NO_CAP, cap * heads)), "生活救助（取整前）", MONEY)
    rules.let("amount", divide(due, FINE_PER_MONTHLY_FEN, "half_up"), "每月生活救助金", MONEY, FEN)
    rules.parts_of("base", "amount")
    rules.amount, rules.per = "amount", "month"


RULES = Timeline({date(2025, 1, 1): hard_pressed()})
PAID = Timeline({date(2025, 1, 1): hard_pressed(paid=True)})
