"""What would change an answer: how far every comparison it rests on is from turning, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from eligibility.core.findings import Assessment, Finding


@dataclass(frozen=True, slots=True)
class Side:
    """What stands on the left of a comparison, and whether reaching the right side already breaks the test."""

    what: str
    strict: bool  # below, not equal


BELOW: Final[Mapping[str, Side]] = {
    "income_below_standard": Side("月人均收入", strict=True),
    "by_expenditure_route": Side("扣减刚性支出后的月人均余额", strict=True),
    "known_income_below_standard": Side("已知的月人均收入", strict=True),
    "income_below_edge": Side("月人均收入", strict=True),
    "income_within_grace": Side("月人均收入", strict=True),
    "income_below_ceiling": Side("月人均收入", strict=True),
    "no_source_of_living": Side("月人均收入", strict=True),
    "clergy_below_standard": Side("本人月收入", strict=True),
    "assets_financial": Side("金融资产", strict=False),
    "assets_vehicles_value": Side("机动车价值", strict=False),
    "assets_business_capital": Side("经营主体出资额", strict=False),
    "amount_within_formula": Side("救助金额", strict=False),
}


def turning_points(answer: Assessment) -> Iterator[str]:
    """A sentence for every comparison that, turned over, would change the outcome; then what else stands in the way."""
    if answer.outcome == "unknown":
        yield "补充上面所缺的各项以后，才能得出结论。"
        return
    for finding in answer.findings:
        words = _of(finding) if finding.holds is (answer.outcome == "yes") else None
        if words is not None:
            yield words
    if answer.outcome == "yes" and _by_difference(answer):
        yield "按差额计发：家庭月收入每增加 1 元，每月金额减少 1 元，不低于当地的最低补助。"
    if answer.outcome == "no":
        others = [finding.text for finding in answer.findings if finding.holds is False and finding.code not in BELOW]
        yield from (f"须先改变：{text}" for text in others)


def _of(finding: Finding) -> str | None:
    side = BELOW.get(finding.code)
    if side is None or finding.left is None or finding.right is None:
        return None
    left, right = Decimal(finding.left), Decimal(finding.right)
    if finding.holds:
        if right == 0:
            return None  # nothing is owned, so no limit was looked at
        reach = "达到" if side.strict else "超过"
        return f"{side.what}现为 {left} 元，{reach} {right} 元（再多 {_gap(right - left)}）就不再符合。"
    until = "低于" if side.strict else "不超过"
    return f"{side.what}现为 {left} 元，{until} {right} 元（至少少 {_gap(left - right)}）才符合。"


def _gap(yuan: Decimal) -> str:
    return f"{yuan} 元" if yuan else "不到一分钱"


def _by_difference(answer: Assessment) -> bool:
    """Whether every yuan of income is a yuan less: not where a share is withheld from somebody who refuses work."""
    values = {step.name: step.value for step in answer.steps if step.name in ("method", "withheld")}
    return values.get("method") == "0" and values.get("withheld", "0.00") == "0.00"
