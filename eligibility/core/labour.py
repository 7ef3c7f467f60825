"""Disability, illness, study: the groups of people the rules treat differently."""

from dataclasses import dataclass

from eligibility.core.binding import Reading
from eligibility.core.facts import DISABILITIES, STUDIES, Unknown
from eligibility.core.fields import Value, text_number
from eligibility.core.graph import COUNT, Expr, RuleBook, Table, any_of, greatest, known, lookup, one_of, where
from eligibility.core.household import ADULT, Members

MIND = tuple(DISABILITIES.index(kind) for kind in ("intellectual", "mental"))
LEARNING = tuple(STUDIES.index(stage) for stage in ("compulsory", "senior", "vocational", "higher"))
WEIGHTS = 5  # a grade counted from below: grade 1 weighs 4, grade 4 weighs 1, none weighs 0


@dataclass(frozen=True)
class Cards:
    """What the disability cards of a member say."""

    kind: Expr
    grade: Expr
    weight: Expr
    severe: Expr


def cards(rules: RuleBook, article: str) -> Cards:
    """Severe is grade 1 or 2 of any kind, or grade 3 of mind or intellect (L57 art.8)."""
    kind = rules.input("disability", "kind", "残疾类别", "kind")
    grade = rules.input("disability", "grade", "残疾等级", "grade")
    weight = rules.let("disability_weight", greatest(WEIGHTS - grade, "member"), "残疾程度", article, COUNT)
    severe_card = (grade <= 2) | ((grade == 3) & one_of(kind, MIND))
    severe = rules.let("severe", any_of(severe_card, "member"), "重度残疾（含三级智力、精神残疾）", article)
    return Cards(kind, grade, weight, severe)


@dataclass(frozen=True)
class Groups:
    """Membership of the groups of people named in the book, each a truth of a member."""

    minor: Expr
    disability: Expr
    severe: Expr
    ill: Expr
    student: Expr
    pregnant: Expr
    study: Expr  # as told, or not told
    pregnancy: Expr


ILLNESSES = "household.serious_illnesses"


def _illnesses(reading: Reading) -> Value | Table:
    rows = reading.value(ILLNESSES)
    return {} if isinstance(rows, Unknown) else {text_number(row["code"]): 1 for row in rows}


def _illnesses_listed(reading: Reading) -> Value:
    return int(not isinstance(reading.value(ILLNESSES), Unknown))


def ill(rules: RuleBook) -> Expr:
    """Whether the member has one of the place's grave illnesses: as told, or by the disease where the place lists them."""
    told = rules.input("member", "serious_illness", "是否患重特大疾病", "serious_illness")
    disease = rules.input("member", "illness_code", "疾病编码", "illness_code")
    group = rules.input("member", "illness_group", "疾病编码的类目", "illness_code")
    listed = rules.param("illnesses", "重特大疾病病种", ILLNESSES, _illnesses)
    published = rules.param("illnesses_listed", "公布了重特大疾病病种", ILLNESSES, _illnesses_listed)
    by_list = (lookup(listed, disease, 0) == 1) | (lookup(listed, group, 0) == 1)
    return where(known(told), told, where(known(disease) & (published == 1), by_list, told))


def groups(rules: RuleBook, people: Members, held: Cards) -> Groups:
    """The groups that need no figure of the place; the elder's age does and stands with the rule that uses it."""
    study = rules.input("member", "study", "就学阶段", "study")
    pregnant = rules.input("member", "pregnant", "是否孕期", "pregnant")
    learning = rules.let("student", where(known(study), one_of(study, LEARNING), False), "在校学生")
    return Groups(
        minor=rules.let("minor", people.age < ADULT, "未成年人"),
        disability=held.weight > 0,
        severe=held.severe,
        ill=ill(rules) == 1,
        student=learning,
        pregnant=where(known(pregnant), pregnant == 1, False),
        study=study,
        pregnancy=pregnant,
    )
