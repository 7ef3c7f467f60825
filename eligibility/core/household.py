"""Who belongs to the household, and whether it may apply here (L57 arts. 5 and 7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from eligibility.core.binding import Reading
from eligibility.core.facts import BASES, BENEFITS, RELATIONS, STATUSES, STUDIES, UNKNOWN
from eligibility.core.fields import Value
from eligibility.core.graph import (
    COUNT,
    Expr,
    RuleBook,
    Table,
    any_of,
    divide,
    known,
    listed,
    lookup,
    one_of,
    total,
    where,
)

ADULT = 18
YEAR = 10_000  # days are numbers like 20220601
NOT_ACCEPTED = -1


@dataclass(frozen=True)
class Members:
    """The expressions about members that the other rules build on."""

    age: Expr
    relation: Expr
    counted: Expr
    n: Expr


def age(rules: RuleBook) -> Expr:
    """Full years on the day of the question; who was born on 29 February turns a year older on 1 March."""
    if "age" not in rules.vars:
        born = rules.input("member", "birth_date", "周岁（出生日期）", "birth_date")
        rules.let("age", divide(day_of(rules) - born, YEAR, "down"), "周岁", "", COUNT)
    return Expr("var", ("age",), "member")


def day_of(rules: RuleBook) -> Expr:
    """The day of the question."""
    return rules.input("household", "on", "计算日", "on")


def _statuses(reading: Reading) -> Value | Table:
    """Which whereabouts take a person out of the household; every other leaves him in (L57 art.7)."""
    rule = reading.value("household.counted")
    return UNKNOWN if not isinstance(rule, Mapping) else {STATUSES.index(each): 0 for each in rule["excluded"]}


def members(rules: RuleBook, article: str) -> Members:
    """The members who live together; a student child stays in up to the bachelor, not beyond."""
    years = age(rules)
    relation = rules.input("member", "relation", "与申请人关系", "relation")
    status = rules.input("member", "status", "生活状态", "status")
    study = rules.input("member", "study", "就学阶段", "study")
    statuses = rules.param("statuses", "共同生活成员范围", "household.counted", _statuses)
    lives_with = where(known(status), lookup(statuses, status, 1), 1)
    beyond_bachelor = where(known(study), study == STUDIES.index("postgraduate"), 0)
    on_his_own = (
        beyond_bachelor
        & (relation == RELATIONS.index("child"))
        & (status == STATUSES.index("away_studying"))
        & (years >= ADULT)
    )
    counted = rules.let("counted", (lives_with == 1) & ~on_his_own, "计入共同生活的家庭成员", article)
    n = rules.let("n", total(counted, "household"), "共同生活的家庭成员人数", article, COUNT)
    rules.note(
        "member_left_out",
        ~counted,
        "{who} 不计入共同生活的家庭成员",
        label="不计入家庭成员",
        article=article,
        parameter="household.counted",
    )
    return Members(years, relation, counted, n)


def lives_here(rules: RuleBook, article: str, *, at_emergency: bool = False) -> Expr:
    """Whether the place of application is open to the household: hukou, or a permit where the place takes permits."""

    def permits(reading: Reading) -> Value:
        rule = reading.value("household.residence_basis")
        if isinstance(rule, Mapping):
            return int(rule["permit_months"])
        return UNKNOWN if rule is UNKNOWN else 0 if rule else NOT_ACCEPTED

    asked = rules.input("household", "basis", "在本地申请的依据", "application.basis")
    held = rules.input("household", "permit_months", "居住证已持有月数", "application.permit_months")
    needed = rules.param("permit_months_needed", "居住证申请条件", "household.residence_basis", permits)
    by_permit = where(needed == 0, True, (needed > 0) & (held >= needed))
    emergency = BASES.index("emergency_place")
    elsewhere = where(asked == emergency, at_emergency, where(asked == BASES.index("hukou"), True, by_permit))
    rules.let("basis_given", known(asked), "已说明申请依据", article)
    return rules.test(
        "may_apply_here",
        where(known(asked), elsewhere, True),
        "可以在本地提出申请",
        "不能以此依据在本地提出申请：本地没有开放居住证申请，或居住时间不足，或不属于急难发生地救助",
        label="可在本地申请",
        article=article,
        parameter="household.residence_basis",
        only_if="basis_given",
    )


def receives(rules: RuleBook, *benefits: str) -> Expr:
    """Whether the household draws one of these benefits on the day; not stated is a question for the check, not a yes."""
    drawn = rules.input("received", "benefit", "正在享受的救助项目", "benefit")
    start = rules.input("received", "start", "开始享受的日期", "from")
    end = rules.input("received", "end", "停止享受的日期", "to")
    on = day_of(rules)
    runs = where(known(start), start <= on, True) & where(known(end), on <= end, True)
    wanted = one_of(drawn, tuple(BENEFITS.index(benefit) for benefit in benefits))
    return where(listed("received"), any_of(runs & wanted, "household"), False)


def relation_of(rules: RuleBook) -> Expr:
    """The relation to the applicant as a code."""
    return rules.input("member", "relation", "与申请人关系", "relation")
