"""刚性支出困难家庭 (民发〔2024〕62号): spending nobody can avoid takes more of the income than the place allows for."""

from datetime import date
from typing import Any

from eligibility.core import assets
from eligibility.core.benefits.dibao import L57, Family, family, has_members
from eligibility.core.benefits.edge import times_of
from eligibility.core.binding import Reading
from eligibility.core.facts import Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import Expr, RuleBook, divide, most
from eligibility.core.household import receives
from eligibility.core.money import BASIS_POINTS, parse_basis_points
from eligibility.core.residence import lives_here
from eligibility.core.rigid_spending import spending
from eligibility.core.timeline import Timeline

L62 = "民发〔2024〕62号 刚性支出困难家庭认定办法"
CONDITIONS = "民发〔2024〕62号 第四条"
NO_BOUND = 0  # nobody is below nothing, so zero can stand for "no such rule"


def hard_pressed() -> RuleBook:
    """Recognition for at most twelve months; no monthly money hangs on it."""
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
    assets.inside_rule(rules, fam.standard, fam.people.n, CONDITIONS, first=("rigid", "edge"))
    spent = spending(rules, fam.people).together
    _share(rules, gross, spent)
    _local_window(rules, fam, gross, spent)
    rules.decide()
    rules.covered = "counted"
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


def _share(rules: RuleBook, gross: Expr, spent: Expr) -> None:
    name = "rigid.expenditure_share"
    share = rules.param("rigid_share", "刚性支出占收入的比例", name, times_of(name))
    rules.let("rigid_share_limit", share, "刚性支出比例（万分之）", CONDITIONS, "count")
    # Compared in whole fen a year on both sides, multiplied out: no division, nothing rounded.
    rules.test(
        "spending_above_share",
        spent * BASIS_POINTS > gross * share,
        "刚性支出（折月 {rigid_spending} 元）超过家庭收入（折月 {gross_income} 元）的规定比例",
        "刚性支出（折月 {rigid_spending} 元）没有超过家庭收入（折月 {gross_income} 元）的规定比例",
        label="刚性支出超过比例",
        article=CONDITIONS,
        parameter=name,
        left="rigid_spending",
        right="gross_income",
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


RULES = Timeline({date(2025, 1, 1): hard_pressed()})
