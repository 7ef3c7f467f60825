"""Which rule answers for a benefit on a day."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from eligibility.core.benefits import dibao, edge, relief, rigid, single, tekun
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
TURNS: Final = frozenset(day for timeline in (*RULES.values(), *ALONE.values()) for day in timeline.starts)


def rule_for(benefit: str, on: date, *, alone: bool = False) -> RuleBook:
    """The rule in force; KeyError for a benefit without one, NotInForce for a day before the first."""
    timeline = ALONE.get(benefit, RULES[benefit]) if alone else RULES[benefit]
    return timeline.on(on)
