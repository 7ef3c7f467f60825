"""Earnings a place leaves out of the income for some time, or up to a sum, so that taking up work pays."""

from collections.abc import Callable
from typing import Any

from eligibility.core.binding import Reading
from eligibility.core.days import full_months
from eligibility.core.facts import Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import Expr, RuleBook, all_of, known, least, where
from eligibility.core.household import Members, day_of, receives
from eligibility.core.money import parse_basis_points, portion

NAME = "income.work_disregard"


def _of_rule(read_rule: Callable[[Any, Reading], Value]) -> Callable[[Reading], Value]:
    """A part of the place's rule; zero where there is none, which leaves nothing out."""

    def read(reading: Reading) -> Value:
        rule = reading.value(NAME)
        return 0 if isinstance(rule, Unknown) else read_rule(rule, reading)

    return read


def _least_months(rule: Any, _: Reading) -> Value:
    return int(rule.get("months_least", rule.get("months", 0)))


def _settled(rule: Any, reading: Reading) -> Value:
    """Between the fewest and the most months it is for the county to say."""
    return 1 if _least_months(rule, reading) == rule.get("months", 0) else reading.lack(NAME)


def _cap(rule: Any, reading: Reading) -> Value:
    """A sum a month, or so many times the standard."""
    if "times_of_standard" in rule:
        standard = reading.yearly(reading.by_setting("dibao.standard"))
        times = parse_basis_points(rule["times_of_standard"])
        return standard if isinstance(standard, Unknown) else portion(standard, times)
    return reading.lack(NAME) if rule.get("cap") is None else reading.yearly(rule["cap"])


def _wage_from(rule: Any, reading: Reading) -> Value:
    return 0 if rule.get("wage_from") is None else reading.yearly(rule["wage_from"])


def earnings_left_out(rules: RuleBook, people: Members, wage: Expr, earned: Expr, article: str) -> Expr:
    """Fine a year of a member's earnings (the wage after the cost of working) that the place does not count."""
    published = rules.param("disregard", "劳动收入豁免办法", NAME, _of_rule(lambda *_: 1)) == 1
    drawing = rules.param(
        "disregard_drawing", "只豁免低保家庭成员", NAME, _of_rule(lambda r, _: int(r.get("drawing", False)))
    )
    wage_from = rules.param("disregard_wage_from", "工资达到多少才豁免", NAME, _of_rule(_wage_from))
    cap = rules.param("disregard_cap", "豁免限额", NAME, _of_rule(_cap))
    begun = rules.input("member", "employed_from", "就业开始的日期", "employed_from")
    timed = rules.param("disregard_timed", "豁免有期限", NAME, _of_rule(lambda r, _: int("months" in r))) == 1
    may = (earned > 0) & where(drawing == 1, receives(rules, "dibao"), True) & (wage >= wage_from)
    in_time = where(timed, where(known(begun), _in_time(rules, begun), False), True)
    left_out = where(published, where(may & in_time, least(earned, cap), 0), 0)
    _ask(rules, published & timed & may & people.counted, begun, article)
    given = rules.let("earnings_left_out", left_out, "不计入的劳动收入", article)
    rules.note(
        "earnings_left_out_given",
        rules.let("has_earnings_left_out", given > 0, "有不计入的劳动收入", article),
        "{who} 的劳动收入中每月 {earnings_left_out} 元按规定不计入家庭收入",
        article=article,
        parameter=NAME,
    )
    return given


def _in_time(rules: RuleBook, begun: Expr) -> Expr:
    """Full months since work was taken up: below the fewest it is certain, from the most on it is over."""
    fewest = rules.param("disregard_months_least", "最短豁免月数", NAME, _of_rule(_least_months))
    longest = rules.param("disregard_months", "最长豁免月数", NAME, _of_rule(lambda r, _: int(r.get("months", 0))))
    settled = rules.param("disregard_months_settled", "豁免月数已确定", NAME, _of_rule(_settled))
    passed = full_months(begun, day_of(rules))
    return (begun <= day_of(rules)) & where(passed < fewest, True, where(passed >= longest, False, settled == 1))


def _ask(rules: RuleBook, waits: Expr, begun: Expr, article: str) -> None:
    """Whose work might be new is asked since when he works; meanwhile all he earns counts."""
    waiting = where(known(waits), waits, False)
    settled = all_of(where(waiting, begun > 0, True), "household")
    rules.ask(
        "employed_from_told",
        rules.let("employed_from_told", settled, "已说明就业开始的日期", article),
        "当地规定就业后一定期限内的劳动收入不计入家庭收入，没有说明成员何时就业，本次全部计入",
        article=article,
        parameter=NAME,
    )
