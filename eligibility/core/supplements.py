"""分类施保: what a member gets on top for age, disability, illness or study; each person once (L649 art.12, L57 art.27)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eligibility.core.binding import Reading
from eligibility.core.facts import RELATIONS, SEXES, UNKNOWN, Unknown
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
    most,
    total,
    where,
    wrap,
)
from eligibility.core.household import ADULT, Members
from eligibility.core.income import ELDER_FROM
from eligibility.core.labour import Cards, Groups
from eligibility.core.money import FINE_PER_MONTHLY_FEN, parse_basis_points, portion

RULES = ("sum", "highest", "one_per_person")
OLDEST = 131
WHOEVER = 1
NAME = "dibao.supplements"


@dataclass(frozen=True)
class Supplemented:
    """The supplements: of each member in fine a year and in printed fen, and of the household in both."""

    sum: Expr
    printed: Expr


def _keys(group: str, row: Mapping[str, Any]) -> Iterator[int]:
    """The ages, the weights of disability, or the one key a row of the book stands for."""
    if group in ("elder", "minor"):
        start, end = row.get("age_from", 0), row.get("age_below", ADULT if group == "minor" else OLDEST)
        start = max(start, ELDER_FROM if group == "elder" and "age_from" not in row else 0)
        yield from range(start, end)
    elif group in ("disability", "severe_disability"):
        yield from range(5 - int(row.get("grade_up_to", 4)), 5)
    else:
        yield WHOEVER


def _table(group: str) -> Callable[[Reading], Value | Table]:
    """The rows of one group: a group the place does not name asks nothing about anybody."""

    def read(reading: Reading) -> Value | Table:
        rows = reading.value(NAME)
        if isinstance(rows, Unknown):
            return UNKNOWN
        table: dict[int, Value] = {}
        for row in rows:
            if row["group"] == group and row.get("setting", reading.setting) == reading.setting:
                worth = _worth(reading, row)
                table.update((key, _higher(table.get(key, 0), worth)) for key in _keys(group, row))
        return table

    return read


def _higher(held: Value, worth: Value) -> Value:
    return UNKNOWN if isinstance(held, Unknown) or isinstance(worth, Unknown) else max(held, worth)


def _worth(reading: Reading, row: Mapping[str, Any]) -> Value:
    """Fine a year: a sum, or a share (or a number of times) of the standard."""
    if "amount" in row:
        return reading.yearly(row["amount"])
    standard = reading.yearly(reading.by_setting("dibao.standard"))
    if isinstance(standard, Unknown):
        return UNKNOWN
    return portion(standard, parse_basis_points(row.get("share") or row["times"]))


def of_members(
    rules: RuleBook, people: Members, groups: Groups, cards: Cards, article: str, *, unless: Expr | bool = False
) -> Supplemented:
    """What each counted member gets, the head of the household like everybody else; nothing to whom nothing is paid."""
    reasons = tuple(_reasons(rules, people, groups, cards))
    together, best = reasons[0], reasons[0]
    for reason in reasons[1:]:
        together, best = together + reason, most(best, reason)
    rule = rules.param("supplement_rule", "分类施保合并办法", "dibao.supplement_rule", _rule)
    # Somebody with one reason needs no rule for combining several.
    combined = where(together == best, best, where(rule == RULES.index("sum"), together, best))
    published = rules.param("supplements", "分类施保标准", NAME, _published)
    own = where(known(published), where(people.counted & ~wrap(unless), combined, 0), 0)
    extra = rules.let("supplement", own, "分类施保（取整前）", article)
    printed = rules.let("supplement_part", divide(extra, FINE_PER_MONTHLY_FEN, "half_up"), "分类施保", article, FEN)
    rules.parts_of("supplement", "supplement_part")
    _say(rules, people, groups, article)
    _ask_untold(rules, people, groups, article)
    return Supplemented(
        rules.let("supplement_sum", total(extra, "household"), "分类施保合计（取整前）", article),
        rules.let("supplement_total", total(printed, "household"), "分类施保合计", article, FEN),
    )


def _published(reading: Reading) -> Value:
    """One where the place has a rule of supplements; while it has none, the household's own right does not wait."""
    return UNKNOWN if isinstance(reading.value(NAME), Unknown) else 1


def _rule(reading: Reading) -> Value:
    rule = reading.value("dibao.supplement_rule")
    return UNKNOWN if isinstance(rule, Unknown) else RULES.index(rule)


def _reasons(rules: RuleBook, people: Members, groups: Groups, cards: Cards) -> Iterator[Expr]:
    """The worth of each group to a member who is in it; a group the place does not name asks no question."""

    def of(group: str, key: Expr | int) -> Expr:
        table = rules.param(f"supplement_{group}", "分类施保标准", NAME, _table(group))
        return lookup(table, key, 0)

    alone = people.n == 1
    is_self = people.relation == RELATIONS.index("self")
    mate = any_of((people.relation == RELATIONS.index("spouse")) & people.counted, "household")
    children = any_of((people.relation == RELATIONS.index("child")) & groups.minor & people.counted, "household")
    yield of("elder", people.age)
    yield of("minor", people.age)
    yield of("disability", cards.weight)
    for group, member in (
        ("serious_illness", groups.ill),
        ("student", groups.student),
        ("pregnant", groups.pregnant),
        ("living_alone", alone),
        ("single_parent", is_self & ~mate & children),
    ):
        yield where(member, of(group, WHOEVER), 0)
    yield where(groups.severe, of("severe_disability", cards.weight), 0)


def _ask_untold(rules: RuleBook, people: Members, groups: Groups, article: str) -> None:
    """A group the place pays for and nobody told about: the sum does not wait for it, and the fact is asked for by name."""
    sex = rules.input("member", "sex", "性别", "sex")
    may_be = where(known(sex), sex == SEXES.index("female"), True) & where(known(groups.minor), ~groups.minor, True)
    for group, fact, fits, words in (
        ("student", groups.study, True, "就学阶段"), ("pregnant", groups.pregnancy, may_be, "是否孕期"),
    ):  # fmt: skip
        table = rules.param(f"supplement_{group}", "分类施保标准", NAME, _table(group))
        worth = lookup(table, WHOEVER, 0)
        paid = where(known(worth), worth > 0, False)
        untold = where(known(people.counted), people.counted, False) & paid & fits & ~known(fact)
        told = rules.let(
            f"supplement_{group}_told", all_of(where(untold, fact == 1, True), "household"), f"已说明{words}", article
        )
        rules.ask(
            f"supplement_{group}_told",
            told,
            f"本地对这类成员有分类施保，而有成员没有说明{words}，金额中不含这一项",
            article=article,
            parameter=NAME,
        )


def _say(rules: RuleBook, people: Members, groups: Groups, article: str) -> None:
    """A finding for each supplement, and one that cannot be told where the law names a person and the place no sum."""
    rules.note(
        "supplement_given",
        rules.let("supplemented", Expr("var", ("supplement",), "member") > 0, "享受分类施保", article),
        "{who} 享受分类施保每月 {supplement_part} 元",
        article=article,
        parameter=NAME,
    )
    named = (people.age >= ELDER_FROM) | groups.minor | groups.severe | groups.ill
    published = rules.param("supplements", "分类施保标准", NAME, _published)
    waiting = any_of(where(known(named), named & people.counted, False), "household") & ~known(published)
    open_question = rules.let("supplement_open", where(waiting, published == 1, True), "分类施保标准已公布", article)
    rules.ask(
        "supplement_published",
        open_question,
        "家庭中有老年人、未成年人、重度残疾人或重病患者，本地分类施保标准没有公布，金额中不含分类施保",
        article=article,
        parameter=NAME,
    )
