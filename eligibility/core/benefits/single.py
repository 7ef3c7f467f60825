"""单人保: one gravely disabled or ill person applies alone, out of an edge family (L57 art.8, P83 一（一）)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.core import amounts, assets, supplements
from eligibility.core.benefits.dibao import BELOW, L57, Family, Law, family, has_members
from eligibility.core.benefits.edge import ceiling, times_of
from eligibility.core.binding import Reading
from eligibility.core.facts import RELATIONS, STATUSES, UNKNOWN, Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import FEN, Expr, RuleBook, any_of, divide, most, total, where, wrap
from eligibility.core.household import ADULT, Members, lives_here, receives
from eligibility.core.labour import MIND
from eligibility.core.money import BASIS_POINTS, parse_basis_points
from eligibility.core.timeline import Timeline

NAME = "dibao.single_person"
ARTICLE = "民发〔2021〕57号 第八条；民发〔2022〕83号 一（一）"
METHODS = ("full", "fixed", "share", "difference")


def alone(law: Law) -> RuleBook:
    """The applicant alone is covered; the family around him must not qualify as a whole."""
    rules = RuleBook("低保（单人保）", ARTICLE)
    fam = family(rules, law)
    has_members(rules, fam.people, law.members)
    lives_here(rules, law.place)
    rules.test(
        "not_in_tekun",
        ~receives(rules, "tekun"),
        "没有重复享受特困人员救助供养",
        "已享受特困人员救助供养，不能同时享受低保",
        label="未享受特困供养",
        article="国务院令第649号 第九、十四条",
    )
    applicant = rules.let(
        "applicant", (fam.people.relation == RELATIONS.index("self")) & fam.people.counted, "申请人本人", ARTICLE
    )
    own = rules.let("own_income", _of(applicant, Expr("var", ("member_income",), "member")), "本人收入", law.income)
    _group(rules, fam, applicant)
    _income(rules, fam, applicant, own)
    assets.inside_rule(rules, fam.standard, fam.people.n, law.assets)
    rules.decide()
    _amount(rules, law, fam, applicant, own)
    return rules


def _of(applicant: Expr, value: Expr) -> Expr:
    return total(where(applicant, value, 0), "household")


def _names(group: str) -> Any:
    """Whether the place's rule names this group."""

    def read(reading: Reading) -> Value:
        rule = reading.value(NAME)
        return UNKNOWN if isinstance(rule, Unknown) else int(group in rule.get("groups", ()))

    return read


def _group(rules: RuleBook, fam: Family, applicant: Expr) -> None:
    named = {
        group: rules.param(f"names_{group}", "单人保对象", NAME, _names(group)) == 1
        for group in ("severe_disability", "disability_3_mind", "serious_illness", "clergy")
    }
    cards, groups = fam.cards, fam.groups
    grave = rules.let("grade_1_2", any_of(cards.grade <= 2, "member"), "一、二级残疾", ARTICLE)
    of_mind = (cards.grade == 3) & ((cards.kind == MIND[0]) | (cards.kind == MIND[1]))
    status = rules.input("member", "status", "生活状态", "status")
    fits = (
        (grave & named["severe_disability"])
        | (any_of(of_mind, "member") & named["disability_3_mind"])
        | (groups.ill & named["serious_illness"])
        | ((status == STATUSES.index("clergy_away")) & named["clergy"])
    )
    rules.test(
        "single_person_group",
        any_of(applicant & fits, "household"),
        "申请人属于可以单人申请的重度残疾人、三级智力或精神残疾人或重病患者",
        "申请人不属于可以单人申请的对象",
        label="属于单人保对象",
        article=ARTICLE,
        parameter=NAME,
    )


def _income(rules: RuleBook, fam: Family, applicant: Expr, own: Expr) -> None:
    heads = fam.people.n
    rules.test(
        "household_not_dibao",
        fam.income >= fam.standard * heads,
        "月人均收入 {per_capita} 元，不低于低保标准 {standard} 元，家庭整体不符合低保条件",
        "月人均收入 {per_capita} 元，低于低保标准 {standard} 元，应整户申请低保，不能只纳入个别成员",
        label="家庭整体不符合低保的收入条件",
        article=ARTICLE,
        parameter="dibao.standard",
        left="per_capita",
        right="standard",
    )
    limit = ceiling(rules, fam, rules.param("edge_times", "单人保收入倍数", NAME, times_of(NAME, "income_times")))
    outside = rules.param("outside_edge", "边缘家庭以外的重度残疾人可否单独申请", NAME, _outside)
    age, wage = fam.people.age, Expr("var", ("member_wage",), "member")
    idle = any_of(applicant & (age >= ADULT) & fam.groups.severe & (wage == 0), "household")
    by_own_need = (outside == 1) & idle & (own < fam.standard)
    rules.test(
        "income_below_edge",
        (fam.income < limit * heads) | by_own_need,
        "月人均收入 {per_capita} 元，低于低保边缘收入线 {edge_limit} 元，或本人为成年无业重度残疾人",
        "月人均收入 {per_capita} 元，不低于低保边缘收入线 {edge_limit} 元",
        label="家庭属于低保边缘",
        article=ARTICLE,
        parameter=NAME,
        left="per_capita",
        right="edge_limit",
    )


def _outside(reading: Reading) -> Value:
    rule = reading.value(NAME)
    return UNKNOWN if isinstance(rule, Unknown) else int(rule.get("severe_outside_edge", False))


def _paid(key: str) -> Any:
    def read(reading: Reading) -> Value:
        rule = reading.value(NAME)
        paid: Mapping[str, Any] | None = None if isinstance(rule, Unknown) else rule.get("amount")
        if paid is None:
            return UNKNOWN
        if key == "method":
            return METHODS.index(paid["method"])
        value = paid.get(key)
        if value is None:  # a floor may be left out; the number a method needs may not
            return 0 if key == "floor_share" else UNKNOWN
        return reading.yearly(value) if key == "amount" else parse_basis_points(value)

    return read


def _amount(rules: RuleBook, law: Law, fam: Family, applicant: Expr, own: Expr) -> None:
    """In full, a fixed sum, a share of the standard, or the difference to his own income with a floor."""
    method = rules.param("single_method", "单人保计发方式", NAME, _paid("method"))
    fixed = rules.param("single_sum", "单人保定额", NAME, _paid("amount"))
    share = rules.param("single_share", "单人保占标准的份额", NAME, _paid("share"))
    floor = rules.param("single_floor", "单人保最低份额", NAME, _paid("floor_share"))

    def part(basis_points_of: Expr) -> Expr:
        return divide(fam.standard * basis_points_of, BASIS_POINTS, "half_up")

    difference = most(most(fam.standard - own, 0), part(floor))
    other = where(method == METHODS.index("share"), part(share), difference)
    paid = where(method == METHODS.index("fixed"), fixed, other)
    base = rules.let("base", where(method == METHODS.index("full"), fam.standard, paid), "基本低保金（取整前）", BELOW)
    rules.parts_of("base", "base_part")
    only = Members(fam.people.age, fam.people.relation, applicant, wrap(1))
    extra = supplements.of_members(rules, only, fam.groups, fam.cards, law.supplement)
    payable = amounts.rounded(rules, base, extra.sum, wrap(1), law.amount)
    rules.let("base_part", payable - extra.printed, "其中：基本低保金", law.amount, FEN)
    rules.amount, rules.per, rules.covered = "amount", "month", "applicant"


RULES = Timeline({date(2021, 7, 1): alone(L57)})
