"""A formula of the graph in Chinese words, for the calculation sheet and for review."""

from collections.abc import Mapping
from functools import lru_cache

from eligibility.core.binding import Frozen
from eligibility.core.executors.folding import Folded
from eligibility.core.facts import UNKNOWN
from eligibility.core.graph import Expr, RuleBook
from eligibility.core.money import BASIS_POINTS, FINE_PER_MONTHLY_FEN

SIGNS: Mapping[str, str] = {
    "add": "＋", "sub": "－", "mul": "×", "lt": "＜", "le": "≤", "gt": "＞", "ge": "≥", "eq": "＝", "ne": "≠",
    "and": "且", "or": "或",
}  # fmt: skip
CALLS: Mapping[str, str] = {
    "min": "取小", "max": "取大", "total": "合计", "any": "有", "greatest": "最大", "not": "非", "known": "已知",
}  # fmt: skip
INCOME_WORDS: Mapping[str, str] = {
    "wage": "工资性收入", "business": "经营收入", "farming": "种养收入", "property": "财产收入",
    "land_transfer": "土地流转收入", "rent": "租金", "interest": "利息", "pension": "养老金",
    "basic_pension": "中央确定的基础养老金", "unemployment_benefit": "失业保险金", "maintenance": "赡养费",
    "compensation": "赔偿补偿", "gift": "馈赠", "land_subsidy": "土地补贴", "grassland_subsidy": "草场补贴",
    "veteran_pension": "优待抚恤金", "family_planning_reward": "计划生育奖励扶助金", "scholarship": "奖学金",
    "bravery_award": "见义勇为奖励", "social_assistance": "社会救助款物", "disability_subsidy": "残疾人两项补贴",
    "senior_allowance": "高龄津贴", "other": "其他收入",
}  # fmt: skip
ASSET_WORDS: Mapping[str, str] = {
    "deposit": "存款", "security": "证券", "fund": "基金", "insurance": "商业保险", "claim": "债权",
    "vehicle": "机动车", "house": "住房", "business": "经营主体", "shop": "商铺等非居住用房",
}  # fmt: skip
ROUNDED: Mapping[str, str] = {"div_half_up": "四舍五入", "div_up": "进位", "div_down": "舍去"}
NEUTRAL: Mapping[str, int] = {"and": 1, "or": 0}  # the operand that changes nothing
SHAPES: Mapping[str, str] = {"where": "若 {} 则 {} 否则 {}", "lookup": "{}[{}]", "in": "{}∈所列"}
LONGEST = 160
UNKNOWN_WORDS = "（未知）"
SCALES = (BASIS_POINTS, FINE_PER_MONTHLY_FEN)


@lru_cache(maxsize=256)
def formulas(book: RuleBook, frozen: Frozen) -> Mapping[str, str]:
    """The expression behind every variable, cut where it would not be read any more.

    Of what the place's figures have settled only the way that is taken is said: a form it has not chosen is no step.
    """
    params = {name: dict(value) if isinstance(value, tuple) else value for name, value in frozen}
    words = _Words(book, Folded(book, params, wanted=()))
    return {name: _cut(words.of(var.expr)) for name, var in book.vars.items()}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


class _Words:
    """The words of a rule's expressions under the figures of a place."""

    def __init__(self, book: RuleBook, folded: Folded) -> None:
        self.book, self.folded = book, folded

    def of(self, expr: Expr) -> str:
        simpler = self.simpler(expr)
        if simpler is not None:
            return self.of(simpler)
        parts = [self.of(child) for child in expr.children()]
        if expr.op in SIGNS:
            return f"({parts[0]} {SIGNS[expr.op]} {parts[1]})"
        if expr.op in ROUNDED:
            return f"({parts[0]} ÷ {parts[1]}，{ROUNDED[expr.op]})"
        if expr.op in CALLS:
            return f"{CALLS[expr.op]}({'，'.join(parts)})"
        if expr.op in SHAPES:
            return SHAPES[expr.op].format(*parts)
        return _leaf(self.book, expr)

    def simpler(self, expr: Expr) -> Expr | None:
        """What is said instead: a number without its change of unit, of what the figures have settled what is left."""
        said: Expr | None = None
        if _changes_the_unit_only(expr):
            said = expr.args[0]
        elif expr.op == "where" and (settled := self.settled(expr.args[0])) is not None:
            said = expr.args[1 if settled else 2]
        elif expr.op in NEUTRAL:
            one, other = expr.args
            kept = [that for this, that in ((one, other), (other, one)) if self.settled(this) == NEUTRAL[expr.op]]
            said = kept[0] if kept else None
        return said

    def settled(self, expr: Expr) -> int | None:
        """The value an expression has for everybody under these figures."""
        node = self.folded.of(expr)
        return None if node.op != "const" or node.args[0] is UNKNOWN else int(node.args[0])


def _changes_the_unit_only(expr: Expr) -> bool:
    """From fen to fine, from a year to a month, out of basis points: arithmetic no officer would do by hand."""
    factor = expr.args[1] if expr.op == "mul" or expr.op in ROUNDED else None
    return isinstance(factor, Expr) and factor.op == "const" and factor.args[0] in SCALES


def _leaf(book: RuleBook, expr: Expr) -> str:
    if expr.op == "const":
        return str(expr.args[0])
    if expr.op == "param":
        return f"〔{book.params[expr.args[0]].label}〕"
    if expr.op == "input":
        return book.inputs[expr.args[0], expr.args[1]].label
    if expr.op == "listed":
        return "已填报"
    return book.vars[expr.args[0]].label
