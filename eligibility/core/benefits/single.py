"""单人保: one gravely disabled or ill person applies alone, out of an edge family (L57 art.8, P83 一（一）)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from eligibility.core import amounts, assets, refusals, supplements
from eligibility.core.benefits.dibao import BELOW, L57, Family, Law, family, has_members
from eligibility.core.benefits.edge import ceiling, times_of
from eligibility.core.benefits.high_expenditure import Route, route
from eligibility.core.binding import Reading
from eligibility.core.facts import RELATIONS, UNKNOWN, Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import FEN, Expr, RuleBook, any_of, divide, most, total, where, wrap
from eligibility.core.household import ADULT, not_in_tekun
from eligibility.core.labour import MIND
from eligibility.core.money import BASIS_POINTS, parse_basis_points
from eligibility.core.residence import lives_here, nothing_elsewhere
from eligibility.core.rigid_spending import Spending
from eligibility.core.timeline import Timeline

NAME = "dibao.single_person"
ARTICLE = "民发〔2021〕57号 第八条；民发〔2022〕83号 一（一）"
GROUPS = (
    "severe_disability",
    "disability_3_mind",
    "serious_illness",
    "clergy",
)  # all of L57 art.8, unless the place says
METHODS = ("full", "fixed", "share", "difference")


def alone(law: Law) -> RuleBook:
    """The applicant alone is covered; the family around him must not qualify as a whole."""
    rules = RuleBook("低保（单人保）", ARTICLE)
    fam = family(rules, law)
    himself = fam.people.relation == RELATIONS.index("self")
    monk = rules.let(
        "applicant_clergy", any_of(himself & fam.people.present & fam.people.clergy, "household"), "申请人是脱离家庭的教职人员",
        ARTICLE,
    )  # fmt: skip
    has_members(rules, fam.people, law.members, unless=monk)
    lives_here(rules, fam.people, law.place)
    nothing_elsewhere(rules, law.place)
    not_in_tekun(rules)
    inside = fam.people.counted | (fam.people.present & fam.people.clergy)
    applicant = rules.let("applicant", himself & inside, "申请人本人", ARTICLE)
    earned, paid = (Expr("var", (name,), "member") for name in ("member_income", "transfers_paid"))
    own = rules.let("own_income", most(_of(applicant, earned - paid), 0), "本人收入", law.income)
    fits, at_the_edge = _fits(rules, fam, applicant), _at_the_edge(rules, fam, applicant, own, monk)

    def causes(spent: Spending) -> Expr:
        return any_of(applicant & (spent.of_member > 0), "household")

    other_way = route(rules, fam, "person", fits & at_the_edge, causes)
    _group(rules, fits | other_way.by)
    _of_the_family(rules, fam, monk)
    _income(rules, at_the_edge | other_way.by)
    _of_the_clergy(rules, fam, own, monk)
    assets.inside_rule(rules, fam.standard, fam.people, law.assets, financial_or=other_way.by)
    rules.decide()
    _amount(rules, law, fam, applicant, own, monk, other_way)
    return rules


def _of(applicant: Expr, value: Expr) -> Expr:
    return total(where(applicant, value, 0), "household")


def _names(group: str) -> Any:
    """Whether the place's rule names this group."""

    def read(reading: Reading) -> Value:
        rule = reading.value(NAME)
        return UNKNOWN if isinstance(rule, Unknown) else int(group in rule.get("groups", GROUPS))

    return read


def _fits(rules: RuleBook, fam: Family, applicant: Expr) -> Expr:
    """Whether the applicant is one of those who may apply alone."""
    named = {group: rules.param(f"names_{group}", "单人保对象", NAME, _names(group)) == 1 for group in GROUPS}
    cards, groups = fam.cards, fam.groups
    grave = rules.let("grade_1_2", any_of(cards.grade <= 2, "member"), "一、二级残疾", ARTICLE)
    of_mind = (cards.grade == 3) & ((cards.kind == MIND[0]) | (cards.kind == MIND[1]))
    fits = (
        (grave & named["severe_disability"])
        | (any_of(of_mind, "member") & named["disability_3_mind"])
        | (groups.ill & named["serious_illness"])
        | (fam.people.clergy & named["clergy"])
    )
    return any_of(applicant & fits, "household")


def _group(rules: RuleBook, fits: Expr) -> None:
    rules.test(
        "single_person_group",
        fits,
        "申请人属于可以单人申请的重度残疾人、三级智力或精神残疾人、重病患者或教职人员",
        "申请人不属于可以单人申请的对象",
        label="属于单人保对象",
        article=ARTICLE,
        parameter=NAME,
        only_if="ordinary_way",
    )


def _of_the_family(rules: RuleBook, fam: Family, monk: Expr) -> None:
    """A family that qualifies as a whole is covered as a whole (民发〔2022〕83号 一（一）)."""
    rules.let("with_family", ~monk, "与家庭共同生活的申请人", ARTICLE)
    rules.test(
        "household_not_dibao",
        monk | (fam.income >= fam.need),
        "月人均收入 {per_capita} 元，不低于低保标准 {standard} 元，家庭整体不符合低保条件",
        "月人均收入 {per_capita} 元，低于低保标准 {standard} 元，应整户申请低保，不能只纳入个别成员",
        label="家庭整体不符合低保的收入条件",
        article=ARTICLE,
        parameter="dibao.standard",
        left="per_capita",
        right="standard",
        only_if="with_family",
    )


def _of_the_clergy(rules: RuleBook, fam: Family, own: Expr, monk: Expr) -> None:
    """Who has left his family for a religious place three years ago is judged by what he has himself (L57 art.8 (3))."""
    rules.test(
        "clergy_below_standard",
        ~monk | (own < fam.standard),
        "教职人员本人月收入 {own_income} 元，低于低保标准 {standard} 元",
        "教职人员本人月收入 {own_income} 元，不低于低保标准 {standard} 元",
        label="教职人员本人收入低于标准",
        article=BELOW,
        parameter="dibao.standard",
        left="own_income",
        right="standard",
        only_if="applicant_clergy",
    )


def _at_the_edge(rules: RuleBook, fam: Family, applicant: Expr, own: Expr, monk: Expr) -> Expr:
    """Whether the family is at the edge, or the applicant is gravely disabled without work and the place lets him."""
    limit = ceiling(rules, fam, rules.param("edge_times", "单人保收入倍数", NAME, times_of(NAME, "income_times")))
    outside = rules.param("outside_edge", "边缘家庭以外的重度残疾人可否单独申请", NAME, _outside)
    age, wage = fam.people.age, Expr("var", ("member_wage",), "member")
    idle = any_of(applicant & (age >= ADULT) & fam.groups.severe & (wage == 0), "household")
    by_own_need = (outside == 1) & idle & (own < fam.standard)
    return monk | (fam.income < limit * fam.people.heads) | by_own_need


def _income(rules: RuleBook, at_the_edge: Expr) -> None:
    asked = Expr("var", ("with_family",), truth=True) & Expr("var", ("ordinary_way",), truth=True)
    rules.let("edge_asked", asked, "须看家庭是否低保边缘", ARTICLE, only_if="route_open")
    rules.test(
        "income_below_edge",
        at_the_edge,
        "月人均收入 {per_capita} 元，低于低保边缘收入线 {edge_limit} 元，或本人为成年无业重度残疾人",
        "月人均收入 {per_capita} 元，不低于低保边缘收入线 {edge_limit} 元",
        label="家庭属于低保边缘",
        article=ARTICLE,
        parameter=NAME,
        left="per_capita",
        right="edge_limit",
        only_if="edge_asked",
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


def _amount(rules: RuleBook, law: Law, fam: Family, applicant: Expr, own: Expr, monk: Expr, other_way: Route) -> None:
    """In full, a fixed sum, a share of the standard, or the difference to his own income with a floor.

    The clergy are a household of one and get the difference like every household; who comes in because of his spending
    gets the difference to what is left to each of his family.
    """
    method = rules.param("single_method", "单人保计发方式", NAME, _paid("method"))
    fixed = rules.param("single_sum", "单人保定额", NAME, _paid("amount"))
    share = rules.param("single_share", "单人保占标准的份额", NAME, _paid("share"))
    floor = rules.param("single_floor", "单人保最低份额", NAME, _paid("floor_share"))

    standard = _of(applicant, fam.standards.own)

    def part(basis_points_of: Expr) -> Expr:
        return divide(standard * basis_points_of, BASIS_POINTS, "half_up")

    lacks = most(standard - own, 0)
    difference = most(lacks, part(floor))
    other = where(method == METHODS.index("share"), part(share), difference)
    paid = where(method == METHODS.index("fixed"), fixed, other)
    of_place = where(method == METHODS.index("full"), standard, paid)
    by_rest = most(standard - divide(other_way.rest, fam.people.heads, "half_up"), 0)
    paid_to = where(other_way.by, by_rest, where(monk, lacks, of_place))
    base = rules.let("base", paid_to, "基本低保金（取整前）", BELOW)
    rules.parts_of("base", "base_part")
    only = replace(fam.people, counted=applicant, n=wrap(1))
    refusing = refusals.refusing(rules, applicant, law.refusal)
    extra = supplements.of_members(rules, only, fam.groups, fam.cards, law.supplement, unless=refusing.stopped)
    payable = amounts.rounded(rules, base, extra.sum, wrap(1), law.amount, refusing)
    rules.let("base_part", payable - extra.printed, "其中：基本低保金", law.amount, FEN)
    rules.amount, rules.per, rules.covered = "amount", "month", "applicant"


RULES = Timeline({date(2021, 7, 1): alone(L57)})
