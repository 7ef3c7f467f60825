"""Every figure that a rule of a monthly benefit reads is known to move that benefit: what is published is weighed for it."""

from eligibility.core.registry import REGISTRY
from eligibility.core.rules import ALONE, IN_GRACE, PAID, RULES
from eligibility.simulation import WEIGHED, touched_benefits


def read_by(benefit: str) -> set[str]:
    """The names that any rule of the benefit reads, of any time."""
    timelines = [rules[benefit] for rules in (RULES, ALONE, IN_GRACE, PAID) if benefit in rules]
    return {name for timeline in timelines for day in timeline.starts for name in timeline.on(day).parameters()}


def test_what_a_rule_reads_moves_its_benefit() -> None:
    for benefit in WEIGHED:
        assert {name for name in read_by(benefit) if benefit not in touched_benefits([name])} == set()


def test_what_moves_no_monthly_amount_is_not_weighed() -> None:
    assert touched_benefits(["relief.formula", "route"]) == ()
    assert touched_benefits(["rigid.expenditure_share", "rigid.any_of", "rigid.amount"]) == ("rigid_expenditure",)
    assert touched_benefits(["rigid.income_ceiling"]) == WEIGHED
    assert {"rigid.expenditure_share", "rigid.any_of"} <= REGISTRY.keys() - read_by("dibao") - read_by("tekun")
