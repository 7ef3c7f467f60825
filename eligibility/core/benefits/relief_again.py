"""Temporary relief a second time: how often in a calendar year, and for the same cause (国发〔2014〕47号)."""

from collections.abc import Mapping
from typing import Any

from eligibility.core.binding import Reading
from eligibility.core.days import YEAR
from eligibility.core.facts import BENEFITS, UNKNOWN, Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import COUNT, Expr, RuleBook, any_of, divide, listed, total, where
from eligibility.core.household import day_of

NAME = "relief.repeat"
LAW = "国发〔2014〕47号"
RELIEF = BENEFITS.index("temporary_relief")
NO_LIMIT = 10**6
FREE, IN_THE_YEAR, NEEDS_REASON = 0, 1, 2
OF_CAUSE = {"once_per_cause_per_year": IN_THE_YEAR, "same_cause_needs_reason": NEEDS_REASON}


def not_too_often(rules: RuleBook) -> None:
    """The two tests of what was given before; who is not known to have had anything passes both."""
    benefit = rules.input("received", "benefit", "正在享受的救助项目", "benefit")
    start = rules.input("received", "start", "开始享受的日期", "from")
    this_year = divide(start, YEAR, "down") == divide(day_of(rules), YEAR, "down")
    _by_number(rules, where(benefit == RELIEF, this_year, False))
    _by_cause(rules, benefit == RELIEF, this_year)


def _by_number(rules: RuleBook, already: Expr) -> None:
    limit = rules.param("repeat_limit", "每年次数上限", NAME, _most_often)
    times = where(listed("received"), total(already, "household"), 0)
    counted = rules.let("relief_times", times, "本年度已享受临时救助次数", LAW, COUNT)
    rules.test(
        "not_too_often",
        (counted == 0) | (counted < limit),
        "本年度已享受临时救助 {relief_times} 次，没有超过规定次数",
        "本年度已享受临时救助 {relief_times} 次，已达到规定次数",
        label="没有超过规定次数",
        article=LAW,
        parameter=NAME,
    )


def _by_cause(rules: RuleBook, relief: Expr, this_year: Expr) -> None:
    """The same cause again: not in one calendar year, or not without a good reason, as the place has it."""
    rule = rules.param("repeat_of_cause", "同一事由能否再次救助", NAME, _of_cause)
    cause = rules.input("household", "cause", "困难原因（如 illness、accident、fire、study）", "application.cause")
    before = rules.input("received", "cause", "上次救助的困难原因", "cause")
    justified = rules.input(
        "household", "same_cause_justified", "同一事由再次申请有无正当理由", "application.same_cause_justified"
    )
    in_scope = where(relief, where(rule == IN_THE_YEAR, this_year, True) & (before == cause), False)
    again = where(rule == FREE, False, where(listed("received"), any_of(in_scope, "household"), False))
    rules.let("relief_before", where(listed("received"), any_of(relief, "household"), False), "享受过临时救助", LAW)
    rules.test(
        "not_same_cause",
        ~again | ((rule == NEEDS_REASON) & (justified == 1)),
        "没有因同一事由重复救助，或再次申请有正当理由",
        "因同一事由已经得到救助，当地规定不再重复，或没有正当理由",
        label="不是同一事由重复申请",
        article=LAW,
        parameter=NAME,
        only_if="relief_before",
    )


def _name(reading: Reading) -> Any:
    rule = reading.value(NAME)
    return rule["rule"] if isinstance(rule, Mapping) else rule


def _most_often(reading: Reading) -> Value:
    name = _name(reading)
    if isinstance(name, Unknown):
        return UNKNOWN
    if name == "n_per_year":
        rule = reading.value(NAME)
        return int(rule["n"]) if isinstance(rule, Mapping) else UNKNOWN  # the number was left out
    return 1 if name == "once_per_year" else NO_LIMIT


def _of_cause(reading: Reading) -> Value:
    name = _name(reading)
    return UNKNOWN if isinstance(name, Unknown) else OF_CAUSE.get(name, FREE)
