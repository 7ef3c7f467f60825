"""特困人员救助供养: who has no labour, no source and nobody to turn to, and what he is paid (L43, L649 art.14)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.core import assets, labour, land
from eligibility.core.benefits.dibao import has_members
from eligibility.core.binding import Reading
from eligibility.core.care import LEVELS, care_level, no_labour
from eligibility.core.facts import INCOME_KINDS, RELATIONS, SUPPORT_MODES, UNKNOWN, Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import (
    FEN,
    Expr,
    RuleBook,
    Table,
    all_of,
    any_of,
    divide,
    known,
    lookup,
    one_of,
    total,
    where,
    wrap,
)
from eligibility.core.household import Members, members, receives
from eligibility.core.income import plain_income
from eligibility.core.money import FINE_PER_MONTHLY_FEN
from eligibility.core.obligors import ability
from eligibility.core.residence import lives_here, nothing_elsewhere
from eligibility.core.standards import standards
from eligibility.core.timeline import Timeline

# L43 art.6: whatever the place exempts for dibao, these never count as a source of living.
NOT_A_SOURCE = tuple(INCOME_KINDS.index(kind) for kind in ("basic_pension", "veteran_pension", "senior_allowance"))
WITH_DUTY = tuple(RELATIONS.index(relation) for relation in ("self", "spouse", "child", "parent"))
WIDTH = 10


@dataclass(frozen=True)
class Law:
    """The document the rule stands in, and its articles by subject."""

    document: str
    labour: str
    source: str
    obligors: str
    children: str
    care: str
    place: str
    setting: bool  # whether it says who is of the town and who of the country


L43 = Law(
    document="民发〔2021〕43号 特困人员认定办法",
    labour="民发〔2021〕43号 第五条",
    source="民发〔2021〕43号 第六条",
    obligors="民发〔2021〕43号 第四、八条",
    children="民发〔2021〕43号 第九条",
    care="民发〔2021〕43号 第二十一、二十二条",
    place="民发〔2021〕43号 第十条",
    setting=True,
)
L178 = Law(
    document="民发〔2016〕178号 特困人员认定办法",
    labour="民发〔2016〕178号 第五条",
    source="民发〔2016〕178号 第六条",
    obligors="民发〔2016〕178号 第四、八条",
    children="民发〔2016〕178号",
    care="民发〔2016〕178号 第二十、二十一条",
    place="民发〔2016〕178号 第九条",
    setting=False,
)
MONEY = "国务院令第649号 第十五条"


def support(law: Law) -> RuleBook:
    """One rule for a person or a couple: everybody is tested, everybody who qualifies is covered."""
    rules = RuleBook("特困供养", law.document)
    people = members(rules, "民发〔2021〕57号 第七条")
    held = labour.cards(rules, law.labour)
    amounts_of = standards(rules, people)
    has_members(rules, people, law.place)
    lives_here(rules, people, law.place)
    nothing_elsewhere(rules, law.place)
    rules.test(
        "not_as_child",
        ~receives(rules, "orphan", "unsupported_child"),
        "没有享受孤儿或事实无人抚养儿童保障",
        "已享受孤儿或事实无人抚养儿童保障，与特困供养只能选择一项",
        label="未享受儿童保障",
        article=law.children,
    )
    helpless = no_labour(rules, people.age, receives(rules, "tekun"), held.kind, held.grade, law.labour)
    _labour_tests(rules, people, helpless, law)
    _source(rules, people, amounts_of.need, law)
    assets.inside_rule(rules, amounts_of.plain, people, law.source)
    _obligors(rules, people, helpless, law)
    if law.setting:
        land.say(rules)
    eligible = rules.decide()
    covered = rules.let("covered", eligible & people.counted & helpless, "纳入供养", law.document)
    _amounts(rules, covered, law)
    return rules


def _labour_tests(rules: RuleBook, people: Members, helpless: Expr, law: Law) -> None:
    rules.test(
        "no_labour",
        any_of(people.counted & helpless, "household"),
        "有无劳动能力的成员",
        "没有人达到无劳动能力的条件（年龄或残疾类别、等级）",
        label="有无劳动能力的成员",
        article=law.labour,
        parameter="tekun.no_labour",
    )
    for reason, says in (
        ("by_age", "年满规定年龄"),
        ("by_youth", "未成年或仍在就学"),
        ("by_card", "残疾类别和等级达到规定"),
    ):
        because = Expr("var", (reason,), "member", True)
        text = f"{{who}} {says}，属于无劳动能力"
        rules.note(f"no_labour_{reason}", because, text, article=law.labour, parameter="tekun.no_labour")


def _source(rules: RuleBook, people: Members, need: Expr, law: Law) -> None:
    income = plain_income(rules, people, NOT_A_SOURCE, law.source)
    rules.let("per_capita", divide(income, people.heads, "half_up"), "人均收入", law.source)
    rules.figures = {
        "household_income_month": "income", "per_capita_income_month": "per_capita", "standard_month": "standard",
    }  # fmt: skip
    rules.test(
        "no_source_of_living",
        income < need,
        "月人均收入 {per_capita} 元，低于{setting}低保标准 {standard} 元",
        "月人均收入 {per_capita} 元，不低于{setting}低保标准 {standard} 元，不属于无生活来源",
        label="收入低于低保标准",
        article=law.source,
        parameter="dibao.standard",
        left="per_capita",
        right="standard",
    )


def _obligors(rules: RuleBook, people: Members, helpless: Expr, law: Law) -> None:
    able = rules.let("obligor_able", ability(rules, law.obligors), "义务人有履行能力", law.obligors)
    rules.test(
        "no_able_obligor",
        ~any_of(able, "household"),
        "没有法定赡养、抚养、扶养义务人，或义务人没有履行能力",
        "有法定义务人具备履行义务的能力",
        label="没有有能力的法定义务人",
        article=law.obligors,
    )
    with_duty = people.counted & one_of(people.relation, WITH_DUTY)
    rules.test(
        "no_able_member",
        (people.n == 1) | all_of(~with_duty | helpless, "household"),
        "共同生活的配偶、子女、父母都没有劳动能力",
        "共同生活的配偶、子女或父母有劳动能力，应先由其履行义务",
        label="共同生活的近亲属无劳动能力",
        article=law.obligors,
    )


def _amounts(rules: RuleBook, covered: Expr, law: Law) -> None:
    """The place's total for setting, mode and level; otherwise basic living plus care (L649 art.15)."""
    level = care_level(rules, law.care)
    mode = rules.input("member", "support_mode", "供养方式", "support_mode")
    by_total = rules.param("total_published", "是否公布供养总标准", "tekun.total", _published)
    whole = _cell(rules, "totals", "供养总标准", "tekun.total", mode, level)
    basics = rules.param("basics", "基本生活标准（各供养方式）", "tekun.basic", _basic)
    basic_sum = rules.let("basic", _of_mode(basics, mode), "基本生活标准", MONEY)
    care_sum = _cell(rules, "cares", "照料护理标准", "tekun.care", mode, level)

    def line(name: str, label: str, fine_sum: Expr, when: Expr) -> Expr:
        paid = where(covered & when, divide(fine_sum, FINE_PER_MONTHLY_FEN, "half_up"), 0)
        return rules.let(name, paid, label, MONEY, FEN)

    total_line = line("total_part", "供养金（总标准）", whole, by_total == 1)
    basic_line = line("basic_part", "基本生活费", basic_sum, by_total == 0)
    care_line = line("care_part", "照料护理费", care_sum, by_total == 0)
    for what, part in (("base", "total_part"), ("basic", "basic_part"), ("care", "care_part")):
        rules.parts_of(what, part)
    rules.let("amount", total(total_line + basic_line + care_line, "household"), "每月供养金", MONEY, FEN)
    rules.note(
        "care_assessed",
        covered & (level >= 0),
        "{who} 六项自理能力指标中有 {indicators_failed} 项不能自主完成",
        label="已评定自理能力",
        article=law.care,
        parameter="tekun.care_levels",
    )
    rules.amount, rules.per, rules.covered = "amount", "month", "covered"


def _cell(rules: RuleBook, name: str, label: str, parameter: str, mode: Expr, level: Expr) -> Expr:
    """The cell for mode and level."""
    return _of_mode(rules.param(name, label, parameter, _table(parameter)), mode, WIDTH, level)


def _of_mode(table: Expr, mode: Expr, width: int = 1, place: Expr | int = 0) -> Expr:
    """The cell of a support mode; where both modes are paid alike the mode need not be known."""
    centralised, dispersed = (lookup(table, wrap(each * width) + place) for each in range(len(SUPPORT_MODES)))
    alike = known(centralised) & known(dispersed) & (centralised == dispersed)
    return where(alike, centralised, lookup(table, mode * width + place))


def _published(reading: Reading) -> Value:
    return 0 if isinstance(reading.value("tekun.total"), Unknown) else 1


def _basic(reading: Reading) -> Value | Table:
    """Fine a year by support mode; one sum stands for both."""
    found = reading.by_setting("tekun.basic")
    if isinstance(found, Unknown):
        return UNKNOWN
    by_mode = found if not found.keys().isdisjoint(SUPPORT_MODES) else dict.fromkeys(SUPPORT_MODES, found)
    return {SUPPORT_MODES.index(mode): reading.yearly(cell) for mode, cell in by_mode.items()}


def _table(parameter: str) -> Any:
    def read(reading: Reading) -> Value | Table:
        rows = reading.by_setting(parameter)
        if isinstance(rows, Unknown) or not isinstance(rows, Mapping):
            return UNKNOWN
        return {
            SUPPORT_MODES.index(mode) * WIDTH + LEVELS.index(level): reading.yearly(cell)
            for mode, levels in rows.items()
            for level, cell in levels.items()
        }

    return read


RULES = Timeline({date(2016, 10, 10): support(L178), date(2021, 7, 1): support(L43)})
