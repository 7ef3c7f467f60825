"""Which rule answers for a benefit on a day."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from eligibility.core.benefits import dibao, edge, grace, relief, rigid, single, tekun
from eligibility.core.graph import RuleBook
from eligibility.core.timeline import Timeline

RULES: Final[Mapping[str, Timeline[RuleBook]]] = {
    "dibao": dibao.RULES,
    "dibao_edge": edge.RULES,
    "rigid_expenditure": rigid.RULES,
    "temporary_relief": relief.RULES,
    "tekun": tekun.RULES,
}
ALONE: Final[Mapping[str, Timeline[RuleBook]]] = {"dibao": single.RULES}
IN_GRACE: Final[Mapping[str, Timeline[RuleBook]]] = {"dibao": grace.RULES}
TURNS: Final = frozenset(
    day for rules in (RULES, ALONE, IN_GRACE) for timeline in rules.values() for day in timeline.starts
)


def rule_for(benefit: str, on: date, *, alone: bool = False, in_grace: bool = False) -> RuleBook:
    """The rule in force; KeyError for a benefit without one, NotInForce for a day before the first."""
    chosen = IN_GRACE if in_grace and benefit in IN_GRACE else ALONE if alone and benefit in ALONE else RULES
    return chosen[benefit].on(on)
