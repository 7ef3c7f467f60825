"""Who cannot work, and how much care a person needs: the tests of 特困人员救助供养 (L43 arts. 5, 21 and 22)."""

from collections.abc import Mapping
from typing import Any

from eligibility.core.binding import Reading
from eligibility.core.facts import DISABILITIES, INDICATORS, STUDIES, UNKNOWN, Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import (
    CODE,
    COUNT,
    Expr,
    RuleBook,
    Table,
    any_of,
    known,
    lookup,
    where,
    wrap,
)

LEVELS = ("self", "half", "full")
HARDEST_CLASS = 6
NEVER = 1000
NO_LABOUR = "tekun.no_labour"


def no_labour(rules: RuleBook, years: Expr, supported: Expr, kind: Expr, grade: Expr, article: str) -> Expr:
    """Old, young, or disabled in a grade the place names (L43 art.5); where a person lives may lower the age."""
    old = rules.param("old_from", "无劳动能力的年龄", NO_LABOUR, _of_rule("age_from"))
    young = rules.param("young_under", "未成年的年龄", NO_LABOUR, _of_rule("age_under"))
    by_class = rules.param("old_by_class", "艰苦边远地区的年龄", NO_LABOUR, _by_hardship)
    earliest = rules.param("old_earliest", "各地区中最低的年龄", NO_LABOUR, _earliest)
    grades = rules.param("no_labour_grades", "视为无劳动能力的残疾等级", NO_LABOUR, _grades)
    hardship = rules.input("member", "hardship_class", "所在艰苦边远地区类别", "hardship_class")
    in_hardship = (years >= earliest) & (years >= lookup(by_class, hardship, NEVER))
    by_age = rules.let("by_age", (years >= old) | in_hardship, "年满规定的年龄", article)
    by_youth = rules.let("by_youth", (years < young) | _minor(rules, years, supported), "未成年或仍在就学", article)
    by_card = rules.let("by_card", any_of(grade <= lookup(grades, kind, 0), "member"), "残疾达到规定等级", article)
    return rules.let("cannot_work", by_age | by_youth | by_card, "无劳动能力", article)


def _minor(rules: RuleBook, years: Expr, supported: Expr) -> Expr:
    """Minors up to the age of P2020, and who was supported as a minor and is still at school (L43 art.24)."""
    name = "tekun.minor"

    def until(reading: Reading) -> Value:
        rule = reading.value(name)
        return 0 if isinstance(rule, Unknown) else int(rule["until"])

    def stages(reading: Reading) -> Value | Table:
        rule = reading.value(name)
        return {} if isinstance(rule, Unknown) else {STUDIES.index(each): 1 for each in rule["continues_in"]}

    age_until = rules.param("minor_until", "未成年人供养到", name, until)
    continues = rules.param("minor_studies", "成年后继续供养的学段", name, stages)
    study = rules.input("member", "study", "就学阶段", "study")
    learning = where(supported & (years >= age_until), lookup(continues, study, 0) == 1, False)
    return (years < age_until) | learning


def _of_rule(key: str) -> Any:
    def read(reading: Reading) -> Value:
        rule = reading.value(NO_LABOUR)
        return UNKNOWN if isinstance(rule, Unknown) else int(rule[key])

    return read


def _hardship_ages(reading: Reading) -> Mapping[int, int] | Unknown:
    """The age by class; a class the place does not name follows the next lower one it names (Qinghai: 5 and above)."""
    rule = reading.value(NO_LABOUR)
    if isinstance(rule, Unknown):
        return UNKNOWN
    named = {int(each): int(age) for each, age in (rule.get("age_from_by_hardship") or {}).items()}
    ages: dict[int, int] = {}
    for place in range(HARDEST_CLASS + 1):
        below = [each for each in named if each <= place]
        if below:
            ages[place] = named[max(below)]
    return ages


def _by_hardship(reading: Reading) -> Value | Table:
    return _hardship_ages(reading)


def _earliest(reading: Reading) -> Value:
    ages = _hardship_ages(reading)
    return UNKNOWN if isinstance(ages, Unknown) else min(ages.values(), default=NEVER)


def _grades(reading: Reading) -> Value | Table:
    rule = reading.value(NO_LABOUR)
    if isinstance(rule, Unknown):
        return UNKNOWN
    return {DISABILITIES.index(kind): int(grade) for kind, grade in rule["disability"].items()}


def care_level(rules: RuleBook, article: str) -> Expr:
    """Self, half or full from six indicators; what is not known may not matter when enough others are."""
    least, worst, exact = wrap(0), wrap(0), wrap(0)
    for name in INDICATORS:
        cannot = 1 - rules.input("member", f"can_{name}", "自理能力指标", f"self_care.{name}")
        least = least + where(known(cannot), cannot, 0)
        worst = worst + where(known(cannot), cannot, 1)
        exact = exact + cannot
    failed = rules.let("indicators_failed", exact, "不能自主完成的指标（共六项）", article, COUNT)
    half = rules.param("half_from", "部分丧失的项数", "tekun.care_levels", _level_from("half_from"))
    full = rules.param("full_from", "完全丧失的项数", "tekun.care_levels", _level_from("full_from"))

    def level(count: Expr) -> Expr:
        return where(count >= full, LEVELS.index("full"), where(count >= half, LEVELS.index("half"), 0))

    agreed = level(least) == level(worst)
    return rules.let(
        "care_level",
        where(agreed, level(least), level(failed)),
        "生活自理能力（0 自理，1 部分丧失，2 完全丧失）",
        article,
        CODE,
    )


def _level_from(key: str) -> Any:
    def read(reading: Reading) -> Value:
        rule = reading.value("tekun.care_levels")
        return UNKNOWN if isinstance(rule, Unknown) else int(rule[key])

    return read
