"""Who belongs to the household, and whether it may apply here (L57 arts. 5 and 7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from eligibility.core.binding import Reading
from eligibility.core.facts import (
    BASES,
    BENEFITS,
    RELATIONS,
    STATUSES,
    STUDIES,
    UNKNOWN,
    Person,
    Receipt,
    Unknown,
    age_on,
)
from eligibility.core.graph import COUNT, Expr, RuleBook, Table, Value, any_of, known, listed, lookup, total, where
from eligibility.core.question import Question

ADULT = 18
NOT_ACCEPTED = -1


def code(codes: tuple[str, ...], value: str | Unknown) -> Value:
    """The number of a code, which is its place in the list of its kind."""
    return UNKNOWN if isinstance(value, Unknown) else codes.index(value)


@dataclass(frozen=True)
class Members:
    """The expressions about members that the other rules build on."""

    age: Expr
    relation: Expr
    counted: Expr
    n: Expr


def age(rules: RuleBook) -> Expr:
    """Full years on the day of the question."""

    def read(person: Person, reading: Reading) -> Value:
        return UNKNOWN if isinstance(person.birth_date, Unknown) else age_on(person.birth_date, reading.on)

    return rules.input("member", "age", "周岁（出生日期）", "birth_date", read)


def _statuses(reading: Reading) -> Value | Table:
    """Which whereabouts take a person out of the household; every other leaves him in (L57 art.7)."""
    rule = reading.value("household.counted")
    return UNKNOWN if not isinstance(rule, Mapping) else {STATUSES.index(each): 0 for each in rule["excluded"]}


def members(rules: RuleBook, article: str) -> Members:
    """The members who live together; a student child stays in up to the bachelor, not beyond."""
    years = age(rules)
    relation = rules.input("member", "relation", "与申请人关系", "relation", lambda p, _: code(RELATIONS, p.relation))
    status = rules.input("member", "status", "生活状态", "status", lambda p, _: code(STATUSES, p.status))
    study = rules.input("member", "study", "就学阶段", "study", lambda p, _: code(STUDIES, p.study))
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

    def basis(question: Question, _: Reading) -> Value:
        return code(BASES, question.application.basis)

    def months(question: Question, _: Reading) -> Value:
        return question.application.permit_months

    asked = rules.input("household", "basis", "在本地申请的依据", "application.basis", basis)
    held = rules.input("household", "permit_months", "居住证已持有月数", "application.permit_months", months)
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

    def read(receipt: Receipt, reading: Reading) -> Value:
        if isinstance(receipt.benefit, Unknown):
            return UNKNOWN
        started = isinstance(receipt.start, Unknown) or receipt.start <= reading.on
        lasts = isinstance(receipt.end, Unknown) or reading.on <= receipt.end
        return BENEFITS.index(receipt.benefit) if started and lasts else NOT_ACCEPTED

    drawn = rules.input("received", "drawn", "正在享受的救助项目", "benefit", read)
    any_drawn = any_of(_is_one(drawn, benefits), "household")
    return where(listed("received"), any_drawn, False)


def _is_one(drawn: Expr, benefits: tuple[str, ...]) -> Expr:
    first, *others = (drawn == BENEFITS.index(benefit) for benefit in benefits)
    for other in others:
        first = first | other
    return first


def relation_of(rules: RuleBook) -> Expr:
    """The relation to the applicant as a code."""
    return rules.input("member", "relation", "与申请人关系", "relation", lambda p, _: code(RELATIONS, p.relation))
