"""The place's standard of dibao: for one person, for people of some ages where the place has another, for all together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eligibility.core.binding import Reading
from eligibility.core.facts import Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import FINE, Expr, RuleBook, Table, divide, lookup, total, where
from eligibility.core.household import Members

NAME, BY_AGE = "dibao.standard", "dibao.standard_by_age"
ARTICLE = "国务院令第649号 第十条"


@dataclass(frozen=True)
class Standards:
    """Fine a year: the standard of the place, what one member needs, and what all who count need together."""

    plain: Expr
    own: Expr
    need: Expr


def _published(reading: Reading) -> Value:
    return reading.yearly(reading.by_setting(NAME))


def _rows(reading: Reading) -> list[Any]:
    rows = reading.value(BY_AGE)
    return [] if isinstance(rows, Unknown) else rows


def _by_age(reading: Reading) -> Value | Table:
    """Fine a year by age, of the ages that have a standard of their own; of two rows the younger one's fits."""
    table: dict[int, Value] = {}
    for row in sorted(_rows(reading), key=lambda each: -int(each["age_below"])):
        table.update(dict.fromkeys(range(row["age_below"]), reading.yearly(_side(reading, row["standard"]))))
    return table


def _side(reading: Reading, sums: Mapping[str, Any]) -> Any:
    """The sum for the town or the country."""
    if isinstance(reading.setting, Unknown):
        return reading.lack("setting")
    found = sums.get(reading.setting)
    return reading.lack(BY_AGE) if found is None else found


def standards(rules: RuleBook, people: Members) -> Standards:
    """The standards of a household; where no age has its own, so many times the one standard."""
    plain = rules.param("published_standard", "低保标准", NAME, _published)
    table = rules.param("standards_by_age", "有自己低保标准的年龄", BY_AGE, _by_age)
    varies = rules.param("standard_varies", "低保标准分年龄", BY_AGE, lambda reading: int(bool(_rows(reading)))) == 1
    special = lookup(table, people.age, 0)
    own = where(varies, where(special == 0, plain, special), plain)
    together = where(varies & (people.n >= 1), total(where(people.counted, own, 0), "household"), plain * people.heads)
    need = rules.let("need", together, "全家适用的低保标准合计", ARTICLE)
    rules.let(
        "standard", where(varies, divide(need, people.heads, "half_up"), plain), "低保标准（每人）", ARTICLE, FINE
    )
    return Standards(plain, own, need)
