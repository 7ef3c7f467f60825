"""Which rule answers for a benefit on a day."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from eligibility.core.benefits import dibao, edge, grace, relief, rigid, single, tekun
from eligibility.core.graph import RuleBook
from eligibility.core.parameters import Figures
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
PAID: Final[Mapping[str, Timeline[RuleBook]]] = {"rigid_expenditure": rigid.PAID}  # where the place pays money
TURNS: Final = frozenset(
    day for rules in (RULES, ALONE, IN_GRACE, PAID) for timeline in rules.values() for day in timeline.starts
)


def rule_for(benefit: str, on: date, *, alone: bool = False, in_grace: bool = False, paid: bool = False) -> RuleBook:
    """The rule in force; KeyError for a benefit without one, NotInForce for a day before the first."""
    special = ((in_grace, IN_GRACE), (alone, ALONE), (paid, PAID))
    chosen = next((rules for fits, rules in special if fits and benefit in rules), RULES)
    return chosen[benefit].on(on)


def pays(figures: Figures) -> bool:
    """Whether the place pays money to families in rigid hardship, whom the nation only recognises."""
    return figures.value(rigid.AMOUNT) is not None
