"""What a family cannot but spend: line by line under the county's shares and caps, over its own look-back (L62 art.5)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eligibility.core.binding import Reading
from eligibility.core.facts import EXPENSE_KINDS, UNKNOWN, Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import FEN, Expr, RuleBook, Table, least, lookup, share_of, total, where
from eligibility.core.household import Members
from eligibility.core.money import BASIS_POINTS, MONTHS, parse_basis_points
from eligibility.core.records import SPENT_ON
from eligibility.core.yearly import yearly

ITEMS = "民发〔2024〕62号 第五条"
# Living, medical, education and rehabilitation are the law's; more may be set by the county.
BY_LAW = [{"kind": kind} for kind in ("living", "medical", "education", "disability_rehabilitation")]
NAME = "rigid.items"
NO_CAP = 10**17
Asks = Callable[[Reading], bool]


@dataclass(frozen=True)
class Spending:
    """Fine a year: of one line, of one member, and of all who count together."""

    line: Expr
    of_member: Expr
    together: Expr


def _always(_reading: Reading) -> bool:
    return True


def spending(rules: RuleBook, people: Members, *, asks: Asks = _always, asked: str | None = None) -> Spending:
    """Rigid expenditure; where a place does not ask for it (`asks`, and by name the variable `asked`) nothing is read."""
    kind = rules.input("expense", "kind", "支出类别", "kind")
    months = rules.param("lookback_months", "支出核算期（月）", "rigid.lookback_months", _if(asks, _lookback, MONTHS))
    year = rules.let(
        "rigid_year", _only(asked, yearly(rules, "expense", "支出", months)), "刚性支出折年", ITEMS, FEN, only_if=asked
    )
    shares = rules.param("rigid_shares", "计入刚性支出的份额", NAME, _if(asks, _item("share", BASIS_POINTS), {}))
    caps = rules.param("rigid_caps", "刚性支出单项限额", NAME, _if(asks, _item("cap", NO_CAP), {}))
    counts = least(share_of(year, lookup(shares, kind, 0)), lookup(caps, kind, 0))
    line = rules.let("rigid_line", _only(asked, counts), "计入的刚性支出", ITEMS, only_if=asked)
    of_member = _only(asked, total(line, "member"))
    spent = _only(asked, total(where(people.counted, of_member, 0), "household"))
    return Spending(line, of_member, rules.let("rigid_spending", spent, "核算期内刚性支出", ITEMS, only_if=asked))


def _only(asked: str | None, value: Expr) -> Expr:
    return value if asked is None else where(Expr("var", (asked,), truth=True), value, 0)


def _if(asks: Asks, read: Callable[[Reading], Any], otherwise: Value | Table) -> Callable[[Reading], Any]:
    return lambda reading: read(reading) if asks(reading) else otherwise


def _lookback(reading: Reading) -> Value:
    months = reading.value("rigid.lookback_months")
    return UNKNOWN if isinstance(months, Unknown) else int(months)


def _item(key: str, absent: int) -> Any:
    """The share or the cap of each kind; the four kinds of the law where the county has not set its own."""

    def read(reading: Reading) -> Table:
        rows = reading.value(NAME)
        return {
            EXPENSE_KINDS.index(SPENT_ON[row["kind"]]): _number(reading, key, row.get(key), absent)
            for row in (BY_LAW if isinstance(rows, Unknown) else rows)
        }

    return read


def _number(reading: Reading, key: str, cell: Any, absent: int) -> Value:
    if cell is None:
        return absent
    return parse_basis_points(cell) if key == "share" else reading.yearly(cell)
