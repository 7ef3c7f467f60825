"""Who refuses suitable work again and again without a reason loses his own share, not his family's (L649 art.45)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eligibility.core.binding import Reading
from eligibility.core.days import full_months
from eligibility.core.facts import LABOUR, Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import COUNT, Expr, RuleBook, divide, known, most, total, where
from eligibility.core.household import day_of
from eligibility.core.money import BASIS_POINTS, parse_basis_points

NAME = "dibao.work_refusal"
UNABLE = LABOUR.index("none")
ANY_TIME = 0


@dataclass(frozen=True)
class Refusing:
    """The members whose own money is cut: how many, what of his share each keeps, and who gets nothing at all."""

    count: Expr
    kept: Expr
    stopped: Expr
    article: str

    def withheld(self, base: Expr, n: Expr) -> Expr:
        """Their part of the household's base that is not paid."""
        cut = divide(base * (self.count * (BASIS_POINTS - self.kept)), most(n, 1) * BASIS_POINTS, "half_up")
        return where(self.count == 0, 0, cut)


def _of_rule(read_rule: Any) -> Any:
    def read(reading: Reading) -> Value:
        rule = reading.value(NAME)
        return rule if isinstance(rule, Unknown) else read_rule(rule, reading)

    return read


def _kept(rule: Mapping[str, Any], reading: Reading) -> Value:
    """Nothing where the place stops the share, the rest where it reduces it; the nation leaves open which."""
    if rule.get("effect") == "stop":
        return 0
    reduced_by = rule.get("share") if rule.get("effect") == "reduce" else None
    return reading.lack(NAME) if reduced_by is None else BASIS_POINTS - parse_basis_points(reduced_by)


def refusing(rules: RuleBook, covered: Expr, article: str) -> Refusing:
    """Of the covered members those who could work, do not, and have refused as often as the place's rule says."""
    told = rules.input("member", "work_refusals", "无正当理由连续拒绝介绍的工作的次数", "work_refusals")
    times = rules.param("refusals_needed", "拒绝几次", NAME, _of_rule(lambda rule, _: int(rule["times"])))
    often = where(known(told), (told > 0) & (told >= times), False)
    mine = often & _by_now(rules) & _together(rules) & _idle(rules) & covered
    is_refusing = rules.let("refusing_work", mine, "拒绝就业，减发或停发其本人的低保金", article)
    kept = rules.param("refusal_kept", "拒绝就业的成员保留的份额", NAME, _of_rule(_kept))
    rules.let("refusals_told", where(known(told), told, 0), "连续拒绝的次数", article, COUNT)
    rules.note(
        "work_refused",
        is_refusing,
        "{who} 有劳动能力而没有就业，无正当理由已连续 {refusals_told} 次拒绝接受介绍的适当工作，减发或者停发其本人的低保金",
        label="拒绝就业",
        article=article,
        parameter=NAME,
    )
    count = rules.let("refusing_count", total(is_refusing, "household"), "拒绝就业的成员人数", article, COUNT)
    return Refusing(count, kept, is_refusing & (kept == 0), article)


def _by_now(rules: RuleBook) -> Expr:
    """A refusal counts from its own day on."""
    last = rules.input("member", "work_refused_on", "最近一次拒绝的日期", "work_refused_on")
    return where(known(last), last <= day_of(rules), True)


def _together(rules: RuleBook) -> Expr:
    """Where the place says within how many months: the day of the first does not count, so the same day is still inside."""
    first = rules.input("member", "work_refused_from", "这几次拒绝中第一次的日期", "work_refused_from")
    last = rules.input("member", "work_refused_on", "最近一次拒绝的日期", "work_refused_on")
    within = rules.param(
        "refusals_within", "几个月内", NAME, _of_rule(lambda rule, _: int(rule.get("months", ANY_TIME)))
    )
    return where(within == ANY_TIME, True, full_months(first, last - 1) < within)


def _idle(rules: RuleBook) -> Expr:
    """Able to work and not at work on the day."""
    labour = rules.input("member", "labour", "劳动能力", "labour")
    begun = rules.input("member", "employed_from", "就业开始的日期", "employed_from")
    return (labour != UNABLE) & where(known(begun), begun > day_of(rules), True)
