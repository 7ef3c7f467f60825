"""最低生活保障: the household test, the amount by difference or by grade, and the supplements of 分类施保."""

from dataclasses import dataclass
from datetime import date

from eligibility.core import amounts, assets, income, labour, refusals, supplements
from eligibility.core.benefits.high_expenditure import Route, route
from eligibility.core.graph import FEN, Expr, RuleBook, divide, known, most
from eligibility.core.household import Members, members, not_in_tekun
from eligibility.core.labour import Groups
from eligibility.core.residence import lives_here, nothing_elsewhere
from eligibility.core.standards import Standards, standards
from eligibility.core.timeline import Timeline


@dataclass(frozen=True)
class Law:
    """The document the rule stands in, and its articles by subject."""

    document: str
    members: str
    place: str
    income: str
    deducted: str
    assets: str
    amount: str
    supplement: str
    refusal: str


L57 = Law(
    document="民发〔2021〕57号 最低生活保障审核确认办法",
    members="民发〔2021〕57号 第七条",
    place="民发〔2021〕57号 第四、五条",
    income="民发〔2021〕57号 第十二、十三条",
    deducted="民发〔2021〕57号 第十三条",
    assets="民发〔2021〕57号 第十四条",
    amount="国务院令第649号 第十二条；民发〔2021〕57号 第二十三条",
    supplement="国务院令第649号 第十二条第二款；民发〔2021〕57号 第二十七条",
    refusal="国务院令第649号 第四十五条；民发〔2021〕57号 第三十四条",
)
L220 = Law(
    document="民发〔2012〕220号 最低生活保障审核审批办法（试行）",
    members="民发〔2012〕220号 第五条",
    place="民发〔2012〕220号 第三、四条",
    income="民发〔2012〕220号 第六条",
    deducted="民发〔2012〕220号 第六条",
    assets="民发〔2012〕220号 第七条",
    amount="国务院令第649号 第十二条",
    supplement="国务院令第649号 第十二条第二款",
    refusal="国务院令第649号 第四十五条",
)
BELOW = "国务院令第649号 第九条"


@dataclass(frozen=True)
class Family:
    """The expressions about a household that every income-tested benefit builds on."""

    people: Members
    groups: Groups
    cards: labour.Cards
    standards: Standards
    income: Expr
    known_income: Expr

    @property
    def standard(self) -> Expr:
        """The place's standard for one person, in fine a year."""
        return self.standards.plain

    @property
    def need(self) -> Expr:
        """The standards of all who count together, in fine a year."""
        return self.standards.need


def family(rules: RuleBook, law: Law) -> Family:
    """Members, income net of rigid expenditure, and the three figures every answer shows."""
    people = members(rules, law.members)
    held = labour.cards(rules, "民发〔2021〕57号 第八条")
    groups = labour.groups(rules, people, held)
    amounts_of = standards(rules, people)
    gross = income.household_income(rules, people, amounts_of.plain, law.income)
    deducted = income.deductions(rules, people, groups, law.deducted)
    net = rules.let("income", most(gross - deducted, 0), "核定的家庭收入", law.income)
    rules.let("per_capita", divide(net, people.heads, "half_up"), "人均收入", law.income)
    rules.figures = {
        "household_income_month": "income", "per_capita_income_month": "per_capita", "standard_month": "standard",
    }  # fmt: skip
    at_least = income.known_at_least(rules, people, deducted, law.income)
    rules.let("known_per_capita", divide(at_least, people.heads, "half_up"), "已知的人均收入（至少）", law.income)
    rules.let("income_open", ~known(net), "收入还不完全清楚", law.income)
    return Family(people, groups, held, amounts_of, net, at_least)


def has_members(rules: RuleBook, people: Members, article: str, *, unless: Expr | bool = False) -> None:
    """Somebody must be left to apply for."""
    rules.test(
        "members_counted",
        (people.n >= 1) | unless,
        "共同生活的家庭成员 {n} 人",
        "没有计入共同生活的家庭成员",
        label="有共同生活的家庭成员",
        article=article,
        parameter="household.counted",
    )


def whole_household(law: Law) -> RuleBook:
    """The household as a whole; who qualifies is covered with every member (民发〔2022〕83号 一（一）)."""
    rules = RuleBook("低保", law.document)
    fam = family(rules, law)
    has_members(rules, fam.people, law.members)
    lives_here(rules, fam.people, law.place)
    nothing_elsewhere(rules, law.place)
    not_in_tekun(rules)
    other_way = route(rules, fam, "household", fam.income < fam.need)
    below_standard(rules, fam, other_way)
    known_below_standard(rules, fam, other_way)
    assets.inside_rule(rules, fam.standard, fam.people, law.assets, financial_or=other_way.by)
    rules.decide()
    _amount(rules, law, fam, other_way)
    return rules


def below_standard(rules: RuleBook, fam: Family, other_way: Route) -> Expr:
    """Strictly below: a household that has exactly the standard is not in need under the law."""
    return rules.test(
        "income_below_standard",
        (fam.income < fam.need) | other_way.by,
        "月人均收入 {per_capita} 元，低于{setting}低保标准 {standard} 元",
        "月人均收入 {per_capita} 元，不低于{setting}低保标准 {standard} 元",
        label="人均收入低于低保标准",
        article=BELOW,
        parameter="dibao.standard",
        left="per_capita",
        right="standard",
        only_if="ordinary_way",
    )


def known_below_standard(rules: RuleBook, fam: Family, other_way: Route) -> None:
    """What is known may already be too much, whatever else is missing: said only while the income is not known."""
    rules.test(
        "known_income_below_standard",
        known(fam.income) | (fam.known_income < fam.need) | other_way.by,
        "已知的月人均收入 {known_per_capita} 元，低于{setting}低保标准 {standard} 元，其余收入尚待填报",
        "仅已知的月人均收入就有 {known_per_capita} 元，不低于{setting}低保标准 {standard} 元",
        label="已知收入低于低保标准",
        article=BELOW,
        parameter="dibao.standard",
        left="known_per_capita",
        right="standard",
        only_if="income_open",
    )


def _amount(rules: RuleBook, law: Law, fam: Family, other_way: Route) -> None:
    base = amounts.base(rules, fam.need, other_way.income(fam.income), fam.people.n, law.amount)
    rules.parts_of("base", "base_part")
    refusing = refusals.refusing(rules, fam.people.counted, law.refusal)
    extra = supplements.of_members(rules, fam.people, fam.groups, fam.cards, law.supplement, unless=refusing.stopped)
    payable = amounts.rounded(rules, base, extra.sum, fam.people.n, law.amount, refusing)
    # The lines must add up to the sum: the base carries what the one rounding added or took.
    rules.let("base_part", payable - extra.printed, "其中：基本低保金", law.amount, FEN)
    rules.amount, rules.per, rules.covered = "amount", "month", "counted"


RULES = Timeline({date(2012, 12, 12): whole_household(L220), date(2021, 7, 1): whole_household(L57)})
