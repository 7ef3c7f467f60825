"""渐退期: months of dibao after work has lifted the household over the standard (L57 art.33, P83 一（三）)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.core import amounts, assets, supplements
from eligibility.core.benefits.dibao import L57, Family, family, has_members
from eligibility.core.binding import Reading
from eligibility.core.days import full_months
from eligibility.core.facts import BENEFITS, UNKNOWN, Unknown
from eligibility.core.fields import Value, text_number
from eligibility.core.graph import (
    COUNT,
    FEN,
    Expr,
    RuleBook,
    Table,
    any_of,
    divide,
    known,
    least,
    listed,
    lookup,
    most,
    one_of,
    total,
    where,
)
from eligibility.core.household import day_of, draws, not_in_tekun, receives
from eligibility.core.money import BASIS_POINTS, FINE_PER_MONTHLY_FEN, parse_basis_points
from eligibility.core.timeline import Timeline

NAME = "dibao.grace"
ARTICLE = "民发〔2021〕57号 第三十三条；民发〔2022〕83号 一（三）"
PAYS = ("full", "capped", "falling")
BY_WORK = "employment"
DIBAO = BENEFITS.index("dibao")
NO_BOUND = 0  # nobody is below nothing, so zero can stand for "no such rule"


def leaving() -> RuleBook:
    """A household that drew dibao, has found work and has too much now: for so many months it keeps what the place says."""
    rules = RuleBook("低保（渐退期）", ARTICLE)
    fam = family(rules, L57)
    has_members(rules, fam.people, L57.members)
    not_in_tekun(rules)
    rules.test(
        "drew_dibao",
        receives(rules, "dibao"),
        "原来享受低保",
        "原来没有享受低保，或低保早已停发，不适用渐退期",
        label="原来享受低保",
        article=ARTICLE,
    )
    _reason(rules)
    months = _months(rules)
    _income(rules, fam)
    assets.inside_rule(rules, fam.standard, fam.people, L57.assets)
    rules.decide()
    _amount(rules, fam, months)
    return rules


def _of_rule(key: str, absent: Value, read_cell: Any) -> Any:
    def read(reading: Reading) -> Value | Table:
        rule = reading.value(NAME)
        if not isinstance(rule, Mapping):
            return UNKNOWN
        cell = rule.get(key)
        return absent if cell is None else read_cell(cell)

    return read


def _reason(rules: RuleBook) -> None:
    """Only for the reasons the place names; work where it names none (L57 art.33)."""

    def read(reading: Reading) -> Value | Table:
        rule = reading.value(NAME)
        if not isinstance(rule, Mapping):
            return UNKNOWN
        return {text_number(each): 1 for each in rule.get("reasons", (BY_WORK,))}

    named = rules.param("grace_reasons", "适用渐退期的原因", NAME, read)
    reason = rules.input("household", "grace_reason", "增收的原因（如 employment）", "application.grace_reason")
    rules.test(
        "grace_reason",
        lookup(named, reason, 0) == 1,
        "增收的原因属于适用渐退期的情形",
        "增收的原因不属于适用渐退期的情形",
        label="原因适用渐退期",
        article=ARTICLE,
        parameter=NAME,
    )


def _months(rules: RuleBook) -> Expr:
    """Full months since the grace began; it ends on the day the last one is full."""
    start = rules.input("household", "grace_from", "渐退期开始的日期", "application.grace_from")
    longest = rules.param("grace_months", "渐退期月数", NAME, _of_rule("months", UNKNOWN, int))
    passed = rules.let("grace_passed", full_months(start, day_of(rules)), "渐退期已过的整月数", ARTICLE, COUNT)
    rules.let("grace_longest", longest, "渐退期月数", ARTICLE, COUNT)
    rules.test(
        "within_grace",
        (start <= day_of(rules)) & (passed < longest),
        "渐退期共 {grace_longest} 个月，已过 {grace_passed} 个整月",
        "渐退期还没有开始，或者 {grace_longest} 个月已满",
        label="在渐退期内",
        article=ARTICLE,
        parameter=NAME,
    )
    return passed


def _income(rules: RuleBook, fam: Family) -> None:
    heads = fam.people.heads
    rules.test(
        "income_not_below_standard",
        fam.income >= fam.need,
        "月人均收入 {per_capita} 元，不低于{setting}低保标准 {standard} 元，进入渐退期",
        "月人均收入 {per_capita} 元，低于{setting}低保标准 {standard} 元，仍应按低保核定",
        label="收入已达到低保标准",
        article=ARTICLE,
        parameter="dibao.standard",
        left="per_capita",
        right="standard",
    )
    times = rules.param(
        "grace_times", "渐退期收入上限倍数", NAME, _of_rule("income_times", NO_BOUND, parse_basis_points)
    )
    limit = rules.let("grace_limit", divide(fam.standard * times, BASIS_POINTS, "half_up"), "渐退期收入上限", ARTICLE)
    rules.let("grace_bounded", where(known(times), times != NO_BOUND, False), "渐退期有收入上限", ARTICLE)
    rules.test(
        "income_within_grace",
        (times == NO_BOUND) | (fam.income < limit * heads),
        "月人均收入 {per_capita} 元，低于渐退期收入上限 {grace_limit} 元",
        "月人均收入 {per_capita} 元，不低于渐退期收入上限 {grace_limit} 元",
        label="收入在渐退期上限内",
        article=ARTICLE,
        parameter=NAME,
        left="per_capita",
        right="grace_limit",
        only_if="grace_bounded",
    )


def _amount(rules: RuleBook, fam: Family, months: Expr) -> None:
    """The former base in full, under the ceiling, or its share of the month; the supplements as they are due today."""
    rules.parts_of("base", "base_part")
    extra = supplements.of_members(rules, fam.people, fam.groups, fam.cards, L57.supplement)
    former = rules.let("former_base", _former_base(rules), "原基本低保金（不含分类施保）", ARTICLE)
    pays = rules.param("grace_pays", "渐退期发放办法", NAME, _of_rule("pays", UNKNOWN, PAYS.index))
    shares = rules.param("grace_shares", "渐退期各月份额", NAME, _shares)
    # The ceiling is compared without the supplements: they are recomputed and come on top.
    ceiling = rules.let("grace_ceiling", fam.need, "低保标准 × 现有人数", ARTICLE)
    falling = divide(former * lookup(shares, months), BASIS_POINTS, "half_up")
    capped = where(pays == PAYS.index("capped"), least(former, ceiling), falling)
    base = rules.let("base", where(pays == PAYS.index("full"), former, capped), "渐退期基本低保金（取整前）", ARTICLE)
    payable = amounts.rounded(rules, base, extra.sum, fam.people.n, L57.amount)
    rules.let("base_part", payable - extra.printed, "其中：基本低保金", L57.amount, FEN)
    rules.amount, rules.per, rules.covered = "amount", "month", "counted"


def _shares(reading: Reading) -> Value | Table:
    rule = reading.value(NAME)
    if not isinstance(rule, Mapping):
        return UNKNOWN
    return {place: parse_basis_points(share) for place, share in enumerate(rule.get("shares", ()))}


def _former_base(rules: RuleBook) -> Expr:
    """What was drawn before, in fine a year, without the supplements in it: there are none where the place has none."""
    benefit = rules.input("received", "benefit", "正在享受的救助项目", "benefit")
    fen = rules.input("received", "fen", "原每月金额", "amount")
    within = rules.input("received", "supplement_fen", "原每月金额中的分类施保", "supplement")
    any_here = rules.param("supplement_rows", "分类施保项数", supplements.NAME, _supplement_rows)
    mine = draws(rules) & one_of(benefit, (DIBAO,))
    base = where(known(within), fen - within, where(any_here == 0, fen, within))
    drawn = total(where(mine, base, 0), "household")
    return where(listed("received") & any_of(mine, "household"), most(drawn, 0), 0) * FINE_PER_MONTHLY_FEN


def _supplement_rows(reading: Reading) -> Value:
    rows = reading.value(supplements.NAME)
    return UNKNOWN if isinstance(rows, Unknown) else len(rows)


RULES = Timeline({date(2021, 7, 1): leaving()})
