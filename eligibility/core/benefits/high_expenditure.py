"""支出型困难家庭 inside dibao: income below a share of what people have, and what is left after rigid spending too little.

Only where the place has opened this way; who qualifies by the ordinary rule is never weighed by it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eligibility.core.binding import Reading
from eligibility.core.fields import Value
from eligibility.core.graph import Expr, RuleBook, divide, known, most, where
from eligibility.core.money import BASIS_POINTS, FINE_PER_MONTHLY_FEN, MONTHS, parse_basis_points
from eligibility.core.rigid_spending import Spending, spending

if TYPE_CHECKING:
    from eligibility.core.benefits.dibao import Family

NAME, DISPOSABLE = "dibao.expenditure_route", "rigid.income_ceiling"
ARTICLE = "国务院令第649号 第九条（地方规定）"
COVERS = ("household", "person")
NO_LIMIT = -1


@dataclass(frozen=True)
class Route:
    """Whether the answer is yes by this way only, and what the household has left in fine a year."""

    by: Expr
    rest: Expr

    def income(self, ordinary: Expr) -> Expr:
        """What the amount is reckoned on: the rest for who comes in by this way, the countable income for all others."""
        return where(self.by, self.rest, ordinary)


def is_open(covers: str) -> Callable[[Reading], bool]:
    """Whether the place has opened this way for whole households, or for the person who causes the spending."""

    def read(reading: Reading) -> bool:
        rule = reading.value(NAME)
        return isinstance(rule, Mapping) and covers in rule.get("covers", COVERS)

    return read


def _of_rule(covers: str, read: Callable[[Reading, Mapping[str, Any]], Value]) -> Callable[[Reading], Value]:
    """A figure of the rule; where this way is not open nothing else is read."""
    opened = is_open(covers)
    return lambda reading: read(reading, reading.value(NAME)) if opened(reading) else 0


def route(
    rules: RuleBook, fam: "Family", covers: str, ordinary: Expr, causes: Callable[[Spending], Expr] | None = None
) -> Route:
    """`ordinary`: what the ordinary rule says of income; `causes`: who must have caused the spending, if not just anybody."""
    opened = rules.param("route_open", "开放支出型纳入低保", NAME, lambda reading: int(is_open(covers)(reading)))
    rules.let("route_open", opened == 1, "开放支出型纳入低保", ARTICLE, only_if="route_open")
    spent = spending(rules, fam.people, asks=is_open(covers), asked="route_open")
    heads, gross = fam.people.heads, Expr("var", ("gross_income",))
    rest = most(gross - spent.together, 0)
    limit = _figures(rules, fam, covers, gross, rest)
    poor, left = gross < limit * heads, rest < fam.need
    inside = _inside(rules, fam, covers)
    caused = spent.together > 0 if causes is None else causes(spent)
    within = _ordinary_property()
    by = rules.let(
        "by_route", (opened == 1) & ~(ordinary & within) & poor & caused & left & inside, "按支出型纳入", ARTICLE,
        only_if="route_open",
    )  # fmt: skip
    rules.let("ordinary_way", where(known(by), ~by, True), "按一般条件认定", ARTICLE, only_if="route_open")
    _say(rules, (opened == 1) & ~(ordinary & within), poor, left, inside)
    return Route(by, rest)


def _figures(rules: RuleBook, fam: "Family", covers: str, gross: Expr, rest: Expr) -> Expr:
    """The figures that the sentences name; the income limit for one person."""

    def disposable(reading: Reading, _rule: Mapping[str, Any]) -> Value:
        return reading.yearly(reading.value(DISPOSABLE))

    published = rules.param("route_disposable", "上年度人均可支配收入", DISPOSABLE, _of_rule(covers, disposable))
    share = rules.param(
        "route_share",
        "占可支配收入的份额",
        NAME,
        _of_rule(covers, lambda _, rule: parse_basis_points(rule["income_share"])),
    )
    heads = fam.people.heads
    limit = divide(published * share, BASIS_POINTS, "half_up")
    for name, value, label in (
        ("route_limit", limit, "支出型家庭收入线（每人）"),
        ("route_gross", divide(gross, heads, "half_up"), "人均收入（未扣减刚性支出）"),
        ("route_rest", divide(rest, heads, "half_up"), "扣减刚性支出后人均余额"),
    ):
        asked = where(Expr("var", ("route_open",), truth=True), value, 0)
        rules.let(name, asked, label, ARTICLE, only_if="route_open")
    return limit


def _inside(rules: RuleBook, fam: "Family", covers: str) -> Expr:
    """Financial assets up to so many yearly standards a head; where the place says nothing of them, its ordinary limit."""

    def read(_reading: Reading, rule: Mapping[str, Any]) -> Value:
        return parse_basis_points(rule["assets_years"]) if "assets_years" in rule else NO_LIMIT

    years = rules.param("route_assets_years", "金融资产限额（年标准倍数）", NAME, _of_rule(covers, read))
    each = divide(fam.standard * years, BASIS_POINTS, "half_up") * MONTHS  # on the scale of monthly sums, as assets are
    usual = years == NO_LIMIT
    allowed = where(usual, Expr("var", ("financial_limit",)), each * fam.people.heads)
    asked = where(Expr("var", ("route_open",), truth=True), allowed, 0)
    limit = rules.let("route_assets", asked, "支出型家庭金融资产限额", ARTICLE, only_if="route_open")
    return where(usual, _ordinary_property(), _owned() <= limit)


def _owned() -> Expr:
    return Expr("var", ("financial",)) * FINE_PER_MONTHLY_FEN


def _ordinary_property() -> Expr:
    """The test of financial assets that every household has (assets.py)."""
    return (Expr("var", ("financial",)) == 0) | (_owned() <= Expr("var", ("financial_limit",)))


def _say(rules: RuleBook, asked: Expr, poor: Expr, left: Expr, inside: Expr) -> None:
    """By which way the answer is yes; and which of its conditions keeps this way closed."""
    rules.note(
        "by_expenditure_route",
        Expr("var", ("by_route",), truth=True),
        "月人均收入 {route_gross} 元，低于上年度人均可支配收入的规定份额 {route_limit} 元；刚性支出每月 {rigid_spending} 元，"
        "扣减后人均 {route_rest} 元，低于{setting}低保标准 {standard} 元，按支出型困难家庭纳入低保",
        article=ARTICLE,
        parameter=NAME,
        left="route_rest",
        right="standard",
    )
    for code, closed, words, left_side, right_side in (
        ("route_income_too_high", ~poor, "月人均收入 {route_gross} 元，不低于上年度人均可支配收入的规定份额 {route_limit} 元",
         "route_gross", "route_limit"),
        ("route_rest_too_high", poor & ~left, "扣减刚性支出后人均 {route_rest} 元，不低于{setting}低保标准 {standard} 元",
         "route_rest", "standard"),
        ("route_assets_too_high", poor & left & ~inside, "金融资产 {financial} 元，超过支出型家庭的限额 {route_assets} 元",
         "financial", "route_assets"),
    ):  # fmt: skip
        rules.note(
            code,
            rules.let(code, asked & closed, "不能按支出型纳入", ARTICLE, only_if="route_open"),
            f"{words}，也不能按支出型困难家庭纳入低保",
            article=ARTICLE,
            parameter=NAME,
            left=left_side,
            right=right_side,
        )
