"""What obligors outside the household are taken to pay, by the place's formula (L57 art.12 (4))."""

from collections.abc import Callable, Mapping
from typing import Any

from eligibility.core.binding import Reading
from eligibility.core.days import full_years
from eligibility.core.facts import RELATIONS, UNKNOWN, Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import (
    COUNT,
    Expr,
    RuleBook,
    Table,
    any_of,
    divide,
    fine,
    known,
    listed,
    lookup,
    most,
    total,
    where,
)
from eligibility.core.household import ADULT, Members, day_of
from eligibility.core.money import BASIS_POINTS, parse_basis_points
from eligibility.core.yearly import period, year_of

NAME = "income.maintenance"
METHODS = ("none", "excess_share", "fixed")
NO_AGE = 1000
MOST_CHILDREN = 60  # as many obligors as a question takes
CHILD = RELATIONS.index("child")


def _of_rule(key: str, absent: Value = UNKNOWN) -> Callable[[Reading], Value]:
    """Reads one part of the place's formula; a part it does not name is `absent`."""

    def read(reading: Reading) -> Value:
        rule = reading.value(NAME)
        if isinstance(rule, Unknown):
            return UNKNOWN
        if key == "method":
            return METHODS.index(rule[key])
        if rule.get(key) is None:  # a method without its number cannot be used
            return absent
        return reading.yearly(rule[key]) if key == "amount" else parse_basis_points(rule[key])

    return read


def maintenance(rules: RuleBook, people: Members, standard: Expr, article: str) -> Expr:
    """Fine a year of all obligors together."""
    none = METHODS.index("none")
    method = rules.param("maintenance_method", "赡养费推算办法", NAME, _of_rule("method"))
    fixed = rules.param("maintenance_sum", "赡养费定额", NAME, _of_rule("amount"))
    able = rules.input("obligor", "able", "义务人有无履行能力", "able")
    spared = _spared(rules)
    pays = where(method == METHODS.index("fixed"), fixed, _by_share(rules, people, standard, article))
    nothing = (able == 0) | (method == none) | spared
    paid = rules.let("obligor_pays", where(nothing, 0, pays), "推算的赡养费", article)
    # Nobody named and no rule published: there is nothing to compute. A rule and no list: the list is asked for.
    asked = where(known(method), method != none, listed("obligor"))
    return rules.let("maintenance", where(asked, total(paid, "household"), 0), "义务人赡养费合计", article)


def _spared(rules: RuleBook) -> Expr:
    """Obligors whom the place does not count on: siblings, or people of a certain age (民发〔2022〕83号 一（一）)."""
    kinds = rules.param("maintenance_spared", "不推算的义务人", NAME, _spared_relations)
    age_from = rules.param("maintenance_age", "不推算的年龄", NAME, _spared_age)
    born = rules.input("obligor", "birth_date", "义务人出生日期", "birth_date")
    by_age = where(age_from == NO_AGE, False, full_years(born, day_of(rules)) >= age_from)
    return (lookup(kinds, _relation(rules), 0) == 1) | by_age


def _relation(rules: RuleBook) -> Expr:
    return rules.input("obligor", "relation", "义务人与申请人关系", "relation")


def _spared_relations(reading: Reading) -> Value | Table:
    rule = reading.value(NAME)
    return {} if isinstance(rule, Unknown) else {RELATIONS.index(each): 1 for each in rule.get("exempt_relations", ())}


def _spared_age(reading: Reading) -> Value:
    rule = reading.value(NAME)
    return NO_AGE if isinstance(rule, Unknown) else int(rule.get("exempt_age_from", NO_AGE))


def _by_share(rules: RuleBook, people: Members, standard: Expr, article: str) -> Expr:
    """A share of what the obligor's household has above so many standards, over the persons he supports."""
    times, share = _formula(rules, people, article)
    fen = rules.input("obligor", "income_fen", "义务人家庭收入", "income.amount")
    per = rules.input("obligor", "income_per", "义务人家庭收入的周期", "income.per")
    size = rules.input("obligor", "household_size", "义务人家庭人数", "household_size")
    supports = rules.input("obligor", "supports", "义务人赡养人数", "supports")
    threshold = divide(standard * times, BASIS_POINTS, "half_up") * size
    above = most(fine(year_of(fen, per, period(rules))) - threshold, 0)
    excess = rules.let("obligor_excess", above, "超出起算线", article)
    # The excess is cut to whole fen first so that a share of it stays a whole number.
    return divide(divide(excess, BASIS_POINTS, "half_up") * share, supports, "half_up")


def _formula(rules: RuleBook, people: Members, article: str) -> tuple[Expr, Expr]:
    """From how many standards which share counts: for a child by how many children there are, where the place says so."""
    times = rules.param("maintenance_times", "起算倍数", NAME, _of_rule("threshold_times", BASIS_POINTS))
    share = rules.param("maintenance_share", "超出部分的份额", NAME, _of_rule("share"))
    banded = rules.param("maintenance_banded", "按子女数分档", NAME, _is_banded) == 1
    shares = rules.param("maintenance_band_shares", "各档的份额", NAME, _bands("share"))
    starts = rules.param("maintenance_band_times", "各档的起算倍数", NAME, _bands("threshold_times"))
    children = _children(rules, people, banded, article)
    child = where(banded, _relation(rules) == CHILD, False)
    return where(child, lookup(starts, children), times), where(child, lookup(shares, children), share)


def _children(rules: RuleBook, people: Members, banded: Expr, article: str) -> Expr:
    """Children of full age who owe support, in the household and outside it (民法典 art. 1067)."""
    outside = total(where(_relation(rules) == CHILD, 1, 0), "household")
    grown = where(people.present & (people.relation == CHILD), people.age >= ADULT, False)
    count = where(banded, outside + total(where(grown, 1, 0), "household"), 0)
    asked = where(banded & listed("obligor"), any_of(_relation(rules) == CHILD, "household"), False)
    label = "负有赡养义务的成年子女数"
    children = rules.let("maintaining_children", count, label, article, COUNT, only_if="maintenance_asked")
    rules.note(
        "maintenance_by_children",
        rules.let("maintenance_asked", asked, "按子女数推算赡养费", article, only_if="maintenance_asked"),
        "成年子女共 {maintaining_children} 人，按当地相应一档推算赡养费每月 {maintenance} 元",
        article=article,
        parameter=NAME,
    )
    return children


def _is_banded(reading: Reading) -> Value:
    rule = reading.value(NAME)
    return int(isinstance(rule, Mapping) and bool(rule.get("bands")) and rule["method"] == "excess_share")


def _bands(key: str) -> Callable[[Reading], Value | Table]:
    """What a band says for every number of children up to its last one; the open band is for all above."""

    def read(reading: Reading) -> Value | Table:
        rule = reading.value(NAME)
        if isinstance(rule, Unknown):
            return UNKNOWN
        table: dict[int, Value] = {}
        for band in reversed(rule.get("bands", ())):
            table.update(dict.fromkeys(range(band.get("up_to", 2 * MOST_CHILDREN) + 1), _of_band(rule, band, key)))
        return table

    return read


def _of_band(rule: Mapping[str, Any], band: Mapping[str, Any], key: str) -> Value:
    if key == "share":
        return parse_basis_points(band["share"])
    return parse_basis_points(band.get(key) or rule.get(key) or "1")
