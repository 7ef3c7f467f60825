"""低保边缘家庭: at or above the dibao standard, below the place's multiple of it, and inside the property rule."""

from datetime import date
from typing import Any

from eligibility.core import assets
from eligibility.core.benefits.dibao import L57, Family, Law, family, has_members
from eligibility.core.binding import Reading
from eligibility.core.facts import UNKNOWN, Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import Expr, RuleBook, divide, least
from eligibility.core.household import receives
from eligibility.core.money import BASIS_POINTS, parse_basis_points
from eligibility.core.residence import lives_here, nothing_elsewhere
from eligibility.core.timeline import Timeline

NO_CAP = 10**17
ARTICLE = "民发〔2021〕57号 第八条；民发〔2022〕83号"


def times_of(parameter: str, key: str | None = None) -> Any:
    """Reads a number of times of the standard, in basis points; with a key, out of a record."""

    def read(reading: Reading) -> Value:
        value = reading.value(parameter)
        if isinstance(value, Unknown):
            return UNKNOWN
        plain = value if key is None else value.get(key)
        return UNKNOWN if plain is None else parse_basis_points(plain)

    return read


def ceiling(rules: RuleBook, fam: Family, times: Expr) -> Expr:
    """The yearly income one person must stay below."""
    limit = divide(fam.standard * times, BASIS_POINTS, "half_up")
    capped = rules.param("edge_ceiling", "低保边缘收入封顶", "edge.income_ceiling", _ceiling)
    return rules.let("edge_limit", least(limit, capped), "低保边缘收入线（每人）", ARTICLE)


def _ceiling(reading: Reading) -> Value:
    """A few places cap the line at a sum; the others have no cap."""
    published = reading.value("edge.income_ceiling")
    return NO_CAP if isinstance(published, Unknown) else reading.yearly(published)


def edge_household(law: Law) -> RuleBook:
    """Recognition only: the edge brings no monthly money, but opens the single application and other aid."""
    rules = RuleBook("低保边缘家庭", ARTICLE)
    fam = family(rules, law)
    has_members(rules, fam.people, law.members)
    lives_here(rules, fam.people, law.place)
    nothing_elsewhere(rules, law.place)
    not_covered(rules)
    rules.test(
        "income_not_below_standard",
        fam.income >= fam.need,
        "月人均收入 {per_capita} 元，不低于{setting}低保标准 {standard} 元",
        "月人均收入 {per_capita} 元，低于{setting}低保标准 {standard} 元，应按低保申请",
        label="不符合低保的收入条件",
        article=ARTICLE,
        parameter="dibao.standard",
        left="per_capita",
        right="standard",
    )
    limit = ceiling(
        rules, fam, rules.param("edge_times", "边缘倍数", "edge.income_times", times_of("edge.income_times"))
    )
    below_edge(rules, fam, limit)
    assets.inside_rule(rules, fam.standard, fam.people, law.assets, first=("edge",))
    rules.decide()
    rules.covered = "counted"
    return rules


def not_covered(rules: RuleBook) -> None:
    """Who is in dibao or tekun is not at their edge."""
    rules.test(
        "not_in_dibao_or_tekun",
        ~receives(rules, "dibao", "tekun"),
        "没有享受低保或特困人员救助供养",
        "已享受低保或特困人员救助供养",
        label="未享受低保、特困供养",
        article=ARTICLE,
    )


def below_edge(rules: RuleBook, fam: Family, limit: Expr) -> None:
    """Below, not equal."""
    rules.test(
        "income_below_edge",
        fam.income < limit * fam.people.heads,
        "月人均收入 {per_capita} 元，低于低保边缘收入线 {edge_limit} 元",
        "月人均收入 {per_capita} 元，不低于低保边缘收入线 {edge_limit} 元",
        label="人均收入低于边缘线",
        article=ARTICLE,
        parameter="edge.income_times",
        left="per_capita",
        right="edge_limit",
    )


RULES = Timeline({date(2021, 7, 1): edge_household(L57)})
