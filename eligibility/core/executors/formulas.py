"""What each operation of the rule language is in Python, and what comes out where an operand is unknown."""

from typing import Final

READS_TWICE: Final = ("min", "max", "div_half_up", "div_up", "div_down", "lookup")
TRUTHS: Final = ("lt", "le", "gt", "ge", "eq", "ne", "in", "and", "or")  # written "1 if … else 0"
CONDITIONS: Final = {"and": 2, "or": 2, "where": 1}  # how many of the first operands only need to be true or not
# {a} {b} {c} are the operands. U is UNKNOWN.
PLAIN: Final = {
    "add": "{a} + {b}", "sub": "{a} - {b}", "lt": "1 if {a} < {b} else 0", "le": "1 if {a} <= {b} else 0",
    "gt": "1 if {a} > {b} else 0", "ge": "1 if {a} >= {b} else 0", "eq": "1 if {a} == {b} else 0",
    "ne": "1 if {a} != {b} else 0", "min": "{a} if {a} <= {b} else {b}", "max": "{a} if {a} >= {b} else {b}",
    "not": "1 - {a}", "in": "1 if {a} in {b} else 0", "mul": "{a} * {b}",
    "div_half_up": "divide({a}, {b}, 'half_up')", "div_up": "divide({a}, {b}, 'up')",
    "div_down": "divide({a}, {b}, 'down')",
    "and": "1 if {a} and {b} else 0", "or": "1 if {a} or {b} else 0", "where": "{b} if {a} else {c}",
    "lookup": "{a}.get({b}, {c})", "spread": "{a}",
}  # fmt: skip
# What comes out although an operand is unknown; for every other operation the result is unknown too.
ALTHOUGH: Final = {
    "mul": "0 if {a} == 0 or {b} == 0 else U",  # nothing times an unknown number is nothing
    "and": "0 if {a} == 0 or {b} == 0 else U",
    "or": "1 if {a} == 1 or {b} == 1 else U",
    "where": "{b} if {b} == {c} else U",
    "lookup": "{c} if {a} is not U and not {a} else U",  # a table without entries says the same of every key
}
# By a number that stands in the rule; half up is away from zero.
BY_NUMBER: Final = {
    "div_half_up_even": "({a} + {half}) // {by} if {a} >= 0 else -(({half} - {a}) // {by})",
    "div_half_up_odd": "(2 * {a} + {by}) // {twice} if {a} >= 0 else -(({by} - 2 * {a}) // {twice})",
    "div_up": "-(-{a} // {by})",
    "div_down": "{a} // {by}",
}
# By an operand that is surely greater than zero.
BY_POSITIVE: Final = {
    "div_half_up": "(2 * {a} + {b}) // (2 * {b}) if {a} >= 0 else -(({b} - 2 * {a}) // (2 * {b}))",
    "div_up": "-(-{a} // {b})",
    "div_down": "{a} // {b}",
}
# How a row is added to what is gathered, and what the sum is when every row was known.
ADDED: Final = {
    "total": "{held} += {value}",
    "any": "if {value} == 1: {held} = 1",
    "greatest": "if {held} is None or {value} > {held}: {held} = {value}",
}
START: Final = {"total": "0", "any": "0", "greatest": "None"}
WHOLE: Final = {"total": None, "any": None, "greatest": "{held} or 0"}
OPEN: Final = {
    "total": "U if {open} else {held}",
    "any": "1 if {held} else U if {open} else 0",
    "greatest": "U if {open} else ({held} or 0)",
}


def by_number(op: str, dividend: str, divisor: int) -> str:
    """A division by a number greater than zero."""
    kind = f"{op}_{'even' if divisor % 2 == 0 else 'odd'}" if op == "div_half_up" else op
    return BY_NUMBER[kind].format(a=dividend, by=divisor, half=divisor // 2, twice=2 * divisor)
