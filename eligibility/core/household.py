"""Who belongs to the household on the day (L57 art.7), and what it draws already."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eligibility.core.binding import Reading
from eligibility.core.days import full_months, full_years
from eligibility.core.facts import BENEFITS, RELATIONS, STATUSES, STUDIES, UNKNOWN, Unknown
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
    most,
    one_of,
    total,
    where,
    wrap,
)

ADULT = 18
SELF = RELATIONS.index("self")
NEAREST = tuple(RELATIONS.index(each) for each in ("self", "spouse", "child", "parent"))  # 民法典 arts. 1059 and 1067
LOCALS, TOGETHER = "household.locals", "household.together"
EVERYWHERE = 10**12  # what a code of twelve digits is divided by: more than all of it, and all places are one
WITHIN = {"province": 10**10, "city": 10**8, "county": 10**6}
CLERGY = STATUSES.index("clergy_away")
LONGER_STUDIES = "postgraduate_child"  # a place that names it keeps the graduate student in the household


@dataclass(frozen=True)
class Members:
    """The expressions about members that the other rules build on."""

    age: Expr
    relation: Expr
    present: Expr
    clergy: Expr
    counted: Expr
    n: Expr

    @property
    def heads(self) -> Expr:
        """Over whom an average is taken: at least one, so that nobody is compared with nothing."""
        return most(self.n, 1)


def age(rules: RuleBook) -> Expr:
    """Full years on the day of the question; who was born on 29 February turns a year older on 1 March."""
    if "age" not in rules.vars:
        born = rules.input("member", "birth_date", "出生日期", "birth_date")
        rules.let("age", full_years(born, day_of(rules)), "周岁", "", COUNT)
    return Expr("var", ("age",), "member")


def day_of(rules: RuleBook) -> Expr:
    """The day of the question."""
    return rules.input("household", "on", "计算日", "on")


def _statuses(reading: Reading) -> Value | Table:
    """Which whereabouts keep a person in the household and which take him out (L57 art.7).

    A place that lists those that stay leaves the others open; one that does not keeps whomever it does not take out.
    """
    rule = reading.value("household.counted")
    if not isinstance(rule, Mapping):
        return UNKNOWN
    stays = [each for each in rule.get("included", ()) if each in STATUSES]
    table: dict[int, Value] = dict.fromkeys(range(len(STATUSES)), UNKNOWN if stays else 1)
    table.update((STATUSES.index(each), 1) for each in stays)
    table.update((STATUSES.index(each), 0) for each in rule["excluded"])
    return table


def _clergy_years(reading: Reading) -> Value:
    rule = reading.value("household.counted")
    return int(rule["clergy_away_years"]) if isinstance(rule, Mapping) and "clergy_away_years" in rule else UNKNOWN


def _longer_studies(reading: Reading) -> Value:
    rule = reading.value("household.counted")
    return int(LONGER_STUDIES in rule.get("included", ())) if isinstance(rule, Mapping) else UNKNOWN


def members(rules: RuleBook, article: str) -> Members:
    """The members who live together on the day."""
    years = age(rules)
    relation = rules.input("member", "relation", "与申请人关系", "relation")
    status = rules.input("member", "status", "生活状态", "status")
    statuses = rules.param("statuses", "共同生活成员范围", "household.counted", _statuses)
    here = rules.let("present", _present(rules), "当日是家庭成员（已加入、未离开、未去世）", article)
    clergy = rules.let("clergy", _away_long_enough(rules, status), "脱离家庭满规定年数的教职人员", article)
    lives_with = where(known(status), where(status == CLERGY, ~clergy, lookup(statuses, status) == 1), True)
    belongs = ~_on_his_own(rules, years, relation, status) & _bound_by_law(rules, relation) & _local(rules, relation)
    long_enough = _together_long_enough(rules, relation, here, article)
    counted = rules.let("counted", here & lives_with & belongs & long_enough, "计入共同生活的家庭成员", article)
    n = rules.let("n", total(counted, "household"), "共同生活的家庭成员人数", article, COUNT)
    rules.note(
        "member_left_out",
        ~counted,
        "{who} 不计入共同生活的家庭成员",
        label="不计入家庭成员",
        article=article,
        parameter="household.counted",
    )
    return Members(years, relation, here, clergy, counted, n)


def _present(rules: RuleBook) -> Expr:
    """Born, come, not gone and not dead; the day of death still counts. What nobody told is no change."""
    on = day_of(rules)
    born = rules.input("member", "birth_date", "出生日期", "birth_date")
    came = rules.input("member", "joined_on", "加入家庭的日期", "joined_on")
    went = rules.input("member", "left_on", "离开家庭的日期", "left_on")
    died = rules.input("member", "died_on", "死亡日期", "died_on")
    has_come = where(known(born), born <= on, True) & where(known(came), came <= on, True)
    return has_come & where(known(went), on < went, True) & where(known(died), on <= died, True)


def _away_long_enough(rules: RuleBook, status: Expr) -> Expr:
    """Clergy who left the family three years ago or earlier; without a day the status itself says so (L57 art.7 (1))."""
    since = rules.input("member", "status_since", "生活状态开始的日期", "status_since")
    years = rules.param("clergy_years", "教职人员脱离家庭的年数", "household.counted", _clergy_years)
    statuses = rules.param("statuses", "共同生活成员范围", "household.counted", _statuses)
    long_enough = where(known(since), full_years(since, day_of(rules)) >= years, True)
    taken_out = lookup(statuses, wrap(CLERGY)) == 0
    return where(known(status), where(status == CLERGY, long_enough & taken_out, False), False)


def _on_his_own(rules: RuleBook, years: Expr, relation: Expr, status: Expr) -> Expr:
    """An adult child who studies elsewhere beyond the bachelor, or not full-time (L57 art.7 (3))."""
    study = rules.input("member", "study", "就学阶段", "study")
    full_time = rules.input("member", "full_time", "是否全日制", "full_time")
    kept = rules.param("longer_studies", "在外读研究生的子女是否计入", "household.counted", _longer_studies)
    beyond_bachelor = where(known(study), (study == STUDIES.index("postgraduate")) & (kept == 0), False)
    part_time = where(known(full_time), full_time == 0, False)
    child = relation == RELATIONS.index("child")
    away = status == STATUSES.index("away_studying")
    return (beyond_bachelor | part_time) & child & away & (years >= ADULT)


def _bound_by_law(rules: RuleBook, relation: Expr) -> Expr:
    """Somebody who owes and is owed no support by law is a lodger, however long he stays (L57 art.7 (4)); told of nobody near."""
    duty = rules.input("member", "legal_duty", "有无法定赡养、抚养、扶养义务关系", "legal_duty")
    near = where(known(relation), one_of(relation, NEAREST), False)
    return near | where(known(duty), duty == 1, True)


def _within(reading: Reading) -> Value:
    rule = reading.value(LOCALS)
    return EVERYWHERE if isinstance(rule, Unknown) else WITHIN[rule["within"]]


def _outsiders(reading: Reading) -> Value | Table:
    rule = reading.value(LOCALS)
    return {} if isinstance(rule, Unknown) else {RELATIONS.index(each): 1 for each in rule.get("outsiders", ())}


def _local(rules: RuleBook, relation: Expr) -> Expr:
    """Where the place counts its own people only: those told to be registered elsewhere stay out, but for some relations."""
    size = rules.param("locals_within", "只计本地户籍成员的范围", LOCALS, _within)
    kept = rules.param("outsiders", "外地户籍仍计入的关系", LOCALS, _outsiders)
    here = rules.input("household", "area", "申请地", "area")
    hukou = rules.input("member", "hukou_area", "户籍地区划代码", "hukou_area")
    elsewhere = divide(hukou, size, "down") != divide(here, size, "down")
    of_ours = (relation == SELF) | (lookup(kept, relation, 0) == 1)
    return where(known(hukou) & (size != EVERYWHERE), ~elsewhere | of_ours, True)


def _of_together(key: str) -> Callable[[Reading], Value | Table]:
    """One part of the rule on living together; without a rule nobody is asked how long he has."""

    def read(reading: Reading) -> Value | Table:
        rule = reading.value(TOGETHER)
        none = isinstance(rule, Unknown)
        if key == "months":
            return 0 if none else int(rule["months"])
        if key == "outsiders_of":
            return EVERYWHERE if none or key not in rule else WITHIN[rule[key]]
        return {} if none else {RELATIONS.index(each): 1 for each in rule.get("relations", RELATIONS[1:])}

    return read


def _together_long_enough(rules: RuleBook, relation: Expr, here: Expr, article: str) -> Expr:
    """Where the place says how many months somebody must have lived in the home before he counts (L57 art.7 (4))."""
    months = rules.param("together_months", "共同生活须满的月数", TOGETHER, _of_together("months"))
    whom = rules.param("together_relations", "须共同生活满月数的关系", TOGETHER, _of_together("relations"))
    size = rules.param("together_outsiders", "只问外地户籍的范围", TOGETHER, _of_together("outsiders_of"))
    came = rules.input("member", "joined_on", "加入家庭的日期", "joined_on")
    elsewhere = where(size == EVERYWHERE, True, _registered_elsewhere(rules, size))
    asked = where(months > 0, (lookup(whom, relation, 0) == 1) & elsewhere, False)
    enough = where(asked, full_months(came, day_of(rules)) >= months, True)
    rules.let("together_needed", months, "共同生活须满的月数", article, COUNT, only_if="together_asked")
    rules.let("together_asked", months > 0, "须共同生活满一定月数", article, only_if="together_asked")
    rules.note(
        "not_together_long_enough",
        rules.let("too_short", here & ~enough, "共同生活不满规定的月数", article, only_if="together_asked"),
        "{who} 共同生活不满 {together_needed} 个月，不计入共同生活的家庭成员",
        article=article,
        parameter=TOGETHER,
    )
    return enough


def _registered_elsewhere(rules: RuleBook, size: Expr) -> Expr:
    """Told to be registered outside the place's own area; who has not said where stands as told."""
    here = rules.input("household", "area", "申请地", "area")
    hukou = rules.input("member", "hukou_area", "户籍地区划代码", "hukou_area")
    return where(known(hukou), divide(hukou, size, "down") != divide(here, size, "down"), False)


def receives(rules: RuleBook, *benefits: str) -> Expr:
    """Whether the household draws one of these benefits on the day; not stated is a question for the check, not a yes."""
    drawn = rules.input("received", "benefit", "正在享受的救助项目", "benefit")
    wanted = one_of(drawn, tuple(BENEFITS.index(benefit) for benefit in benefits))
    return where(listed("received"), any_of(draws(rules) & wanted, "household"), False)


def draws(rules: RuleBook) -> Expr:
    """Whether a benefit is drawn on the day; the last day still counts."""
    start = rules.input("received", "start", "开始享受的日期", "from")
    end = rules.input("received", "end", "停止享受的日期", "to")
    on = day_of(rules)
    return where(known(start), start <= on, True) & where(known(end), on <= end, True)


def relation_of(rules: RuleBook) -> Expr:
    """The relation to the applicant as a code."""
    return rules.input("member", "relation", "与申请人关系", "relation")


def not_in_tekun(rules: RuleBook) -> Expr:
    """Nobody draws both: who is supported as destitute is outside dibao (L649 arts. 9 and 14)."""
    return rules.test(
        "not_in_tekun",
        ~receives(rules, "tekun"),
        "没有重复享受特困人员救助供养",
        "已享受特困人员救助供养，不能同时享受低保",
        label="未享受特困供养",
        article="国务院令第649号 第九、十四条",
    )
