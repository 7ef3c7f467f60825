"""A formula of the graph in Chinese words, for the calculation sheet and for review."""

from collections.abc import Mapping
from functools import cache

from eligibility.core.graph import Expr, RuleBook

SIGNS: Mapping[str, str] = {
    "add": "＋", "sub": "－", "mul": "×", "lt": "＜", "le": "≤", "gt": "＞", "ge": "≥", "eq": "＝", "ne": "≠",
    "and": "且", "or": "或",
}  # fmt: skip
CALLS: Mapping[str, str] = {
    "min": "取小", "max": "取大", "total": "合计", "any": "有", "greatest": "最大", "not": "非", "known": "已知",
}  # fmt: skip
ROUNDED: Mapping[str, str] = {"div_half_up": "四舍五入", "div_up": "进位", "div_down": "舍去"}
LONGEST = 160


@cache
def formulas(book: RuleBook) -> Mapping[str, str]:
    """The expression behind every variable, cut where it would not be read any more."""
    return {name: _cut(_words(book, var.expr)) for name, var in book.vars.items()}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _words(book: RuleBook, expr: Expr) -> str:
    parts = [_words(book, child) for child in expr.children()]
    if expr.op in SIGNS:
        return f"({parts[0]} {SIGNS[expr.op]} {parts[1]})"
    if expr.op in ROUNDED:
        return f"({parts[0]} ÷ {parts[1]}，{ROUNDED[expr.op]})"
    if expr.op in CALLS:
        return f"{CALLS[expr.op]}({'，'.join(parts)})"
    if expr.op == "where":
        return f"若 {parts[0]} 则 {parts[1]} 否则 {parts[2]}"
    if expr.op == "lookup":
        return f"{parts[0]}[{parts[1]}]"
    return parts[0] + "∈所列" if expr.op == "in" else _leaf(book, expr)


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
