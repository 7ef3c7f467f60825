"""Countable income of a household in a year, and the rigid expenditure taken off it (L57 arts. 12 and 13)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.core.binding import Reading
from eligibility.core.disregard import earnings_left_out
from eligibility.core.facts import EXPENSE_KINDS, INCOME_KINDS, UNKNOWN, Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import (
    FEN,
    Expr,
    RuleBook,
    Table,
    any_of,
    divide,
    fine,
    known,
    least,
    listed,
    lookup,
    most,
    one_of,
    share_of,
    total,
    where,
)
from eligibility.core.household import Members
from eligibility.core.labour import Groups
from eligibility.core.maintenance import maintenance
from eligibility.core.money import BASIS_POINTS, parse_basis_points, portion
from eligibility.core.records import SPENT_ON
from eligibility.core.supposed import supposed_income
from eligibility.core.transfers import transfers_paid
from eligibility.core.yearly import period, year_of, yearly

NOT_EXEMPT, CAPPED, WHOLE = 0, 1, 2
NO_COST, SHARE_OF_WAGE, FIXED_COST = 0, 1, 2
GROUPS = ("any", "minor", "disability", "severe_disability", "serious_illness", "student", "pregnant", "elder")
ELDER_FROM = 60  # 老年人: 老年人权益保障法 art.2
NO_CAP = 10**17
WAGE, MAINTENANCE = INCOME_KINDS.index("wage"), INCOME_KINDS.index("maintenance")
OTHER, EMPLOYMENT_COST = INCOME_KINDS.index("other"), EXPENSE_KINDS.index("employment_cost")
RIGID_BY_LAW = tuple(EXPENSE_KINDS.index(kind) for kind in ("medical", "disability_rehabilitation", "care"))


def exemptions(reading: Reading) -> dict[int, Mapping[str, Any]] | Unknown:
    """The exemptions in force on the day, by kind; the last day of `until` is still in force."""
    rows = reading.value("income.exempt")
    if isinstance(rows, Unknown):
        return UNKNOWN
    # A named item of the kind "other" (a local list has many) exempts that item, not everything else as well.
    return {
        INCOME_KINDS.index(row["kind"]): row for row in rows if _in_force(row, reading.on) and row["kind"] != "other"
    }


def _in_force(row: Mapping[str, Any], day: date) -> bool:
    start, until = row.get("from"), row.get("until")
    return (start is None or date.fromisoformat(start) <= day) and (until is None or day <= date.fromisoformat(until))


def _exempt_kinds(reading: Reading) -> Value | Table:
    rows = exemptions(reading)
    return (
        rows if isinstance(rows, Unknown) else {kind: CAPPED if row.get("cap") else WHOLE for kind, row in rows.items()}
    )


def _exempt_caps(reading: Reading) -> Value | Table:
    rows = exemptions(reading)
    if isinstance(rows, Unknown):
        return UNKNOWN
    return {kind: reading.yearly(row["cap"]) for kind, row in rows.items() if row.get("cap")}


def counted_items(rules: RuleBook, article: str) -> tuple[Expr, Expr]:
    """What counts of every income line in fine a year, and the kind of the line."""
    kind = rules.input("income", "kind", "收入类别", "kind")
    kinds = rules.param("exempt_kinds", "不计入收入的项目", "income.exempt", _exempt_kinds)
    caps = rules.param("exempt_caps", "不计入收入的限额", "income.exempt", _exempt_caps)
    exempt = rules.let(
        "income_exempt", lookup(kinds, kind, NOT_EXEMPT), "不计入收入（2 全部，1 限额内）", article, "code"
    )
    year = rules.let("income_year", fine(yearly(rules, "income", "收入")), "收入折年", article)
    above_cap = most(year - lookup(caps, kind, 0), 0)
    counts = where(exempt == WHOLE, 0, where(exempt == CAPPED, above_cap, year))
    counted = rules.let("income_counted", counts, "计入的收入", article)
    exempt_here = rules.let("income_left_out", exempt != NOT_EXEMPT, "按规定不计入", article)
    rules.note(
        "income_exempt", exempt_here, "{who} 的{kind}按规定不计入家庭收入", article=article, parameter="income.exempt"
    )
    return counted, kind


def _cost(reading: Reading, method: str, read: Any) -> Value:
    rule = reading.value("income.employment_cost")
    return 0 if rule is UNKNOWN or rule["method"] != method else read(rule)


def _share(rule: Mapping[str, Any]) -> Value:
    return UNKNOWN if rule.get("share") is None else parse_basis_points(rule["share"])


def employment_cost(rules: RuleBook, wage: Expr, article: str) -> Expr:
    """Necessary cost of working (L57 art.13): the place's share or sum, never more than the wage itself.

    Where no rule is published nothing is deducted, unless somebody claims a cost: then it cannot be told.
    """
    name = "income.employment_cost"

    def of_wage(rule: Mapping[str, Any]) -> Value:
        return _share(rule) if rule.get("of", "wage") == "wage" else 0

    def whole_sum(reading: Reading) -> Value:
        rule = reading.value(name)
        if rule is UNKNOWN or rule["method"] == "none":
            return 0
        if rule["method"] == "fixed":
            return reading.yearly(rule.get("amount"))
        if rule.get("of", "wage") == "wage":
            return 0
        least_wage, share_of_it = reading.referred("minimum_wage"), _share(rule)
        if isinstance(least_wage, Unknown) or isinstance(share_of_it, Unknown):
            return UNKNOWN
        return portion(least_wage, share_of_it)

    published = rules.param("cost_rule", "就业成本扣减办法", name, lambda r: UNKNOWN if r.value(name) is UNKNOWN else 1)
    share = rules.param("cost_share", "就业成本占工资的份额", name, lambda r: _cost(r, "share", of_wage))
    fixed = rules.param("cost_sum", "就业成本定额", name, whole_sum)
    kind = rules.input("expense", "kind", "支出类别", "kind")
    claimed = where(listed("expense"), any_of(kind == EMPLOYMENT_COST, "member"), False)
    cost = least(wage, divide(wage * share, BASIS_POINTS, "half_up") + fixed)
    no_rule = claimed & ~known(published)
    return rules.let(
        "employment_cost",
        where(wage == 0, 0, where(no_rule, published, cost)),
        "必要的就业成本",
        article,
    )


def household_income(rules: RuleBook, people: Members, standard: Expr, article: str) -> Expr:
    """The household's income in fine a year: the counted members' countable lines, or the sum where only that is known."""
    counted, kind = counted_items(rules, article)
    wage = rules.let("member_wage", total(where(kind == WAGE, counted, 0), "member"), "成员工资性收入", article)
    supposed = supposed_income(rules, people, wage, article)
    cost = employment_cost(rules, wage, article)
    left_out = earnings_left_out(rules, people, wage, wage - cost, article)
    paid = transfers_paid(rules, people, spent_in_a_year(rules, article), article)
    own = rules.let(
        "member_income", total(counted, "member") - cost - left_out + supposed.of_member, "成员计入的收入", article
    )
    of_members = total(where(people.counted, own, 0), "household")
    received = total(total_of(people, where(kind == MAINTENANCE, counted, 0)), "household")
    imputed = most(maintenance(rules, people, standard, article) - received, 0)
    given = _given_sum(rules)
    return rules.let(
        "gross_income",
        where(known(given), fine(given), most(of_members + imputed - supposed.deducted - paid, 0)),
        "家庭收入",
        article,
    )


def known_at_least(rules: RuleBook, people: Members, deducted: Expr, article: str) -> Expr:
    """What the household has for certain, in fine a year: every line that is known, whatever the others may be."""
    line = Expr("var", ("income_counted",), "income")
    cost, left_out, paid = (
        Expr("var", (name,), "member") for name in ("employment_cost", "earnings_left_out", "transfers_paid")
    )
    less = cost + left_out
    lines = where(listed("income"), total(where(known(line), line, 0), "member"), 0)
    certain = where(known(less), most(lines - less, 0), 0)
    of_members = total(where(known(people.counted), where(people.counted, certain, 0), 0), "household")
    paid_on = total(where(known(people.counted), where(people.counted, paid, 0), paid), "household")
    given = _given_sum(rules)
    gross = where(known(given), fine(given), of_members - paid_on)
    net = where(known(gross) & known(deducted), most(gross - deducted, 0), 0)
    return rules.let("known_income", net, "已知的家庭收入（至少）", article)


def plain_income(rules: RuleBook, people: Members, also_exempt: tuple[int, ...], article: str) -> Expr:
    """The household's countable income in fine a year without deductions; some kinds never count for this benefit."""
    counted, kind = counted_items(rules, article)
    line = where(one_of(kind, also_exempt), 0, counted)
    given = _given_sum(rules)
    paid = transfers_paid(rules, people, spent_in_a_year(rules, article), article)
    of_members = total(total_of(people, line), "household")
    return rules.let("income", where(known(given), fine(given), most(of_members - paid, 0)), "家庭收入", article)


def total_of(people: Members, line: Expr) -> Expr:
    """A line of income summed for the members who count."""
    return where(people.counted, total(line, "member"), 0)


def _given_sum(rules: RuleBook) -> Expr:
    amount = rules.input("household", "income_fen", "家庭收入合计", "household_income.amount")
    every = rules.input("household", "income_per", "家庭收入合计的周期", "household_income.per")
    if "given_income" not in rules.vars:
        rules.let("given_income", year_of(amount, every, period(rules)), "已知的家庭收入合计", "", FEN)
    return Expr("var", ("given_income",))


def spent_in_a_year(rules: RuleBook, article: str) -> Expr:
    """Every expense in whole fen a year."""
    if "expense_year" not in rules.vars:
        rules.let("expense_year", yearly(rules, "expense", "支出"), "支出折年", article, FEN)
    return Expr("var", ("expense_year",), "expense")


def deductions(rules: RuleBook, people: Members, groups: Groups, article: str) -> Expr:
    """Rigid expenditure taken off the income, line by line under its cap; the best of a person's groups applies."""
    name = "expenditure.deductible"
    kind = rules.input("expense", "kind", "支出类别", "kind")
    spent = spent_in_a_year(rules, article)
    belongs = {
        "minor": groups.minor, "disability": groups.disability, "severe_disability": groups.severe,
        "serious_illness": groups.ill, "student": groups.student, "pregnant": groups.pregnant,
        "elder": people.age >= ELDER_FROM,
    }  # fmt: skip
    allowed: Expr | int = 0
    for group in GROUPS:
        shares = rules.param(f"deductible_{group}", "可扣减支出的份额", name, _deductible(group, "share", BASIS_POINTS))
        caps = rules.param(f"deductible_{group}_cap", "可扣减支出的限额", name, _deductible(group, "cap", NO_CAP))
        line = least(share_of(spent, lookup(shares, kind, 0)), lookup(caps, kind, 0))
        allowed = most(allowed, line if group == "any" else where(belongs[group], line, 0))
    # Without a published rule an expense of illness or disability may or may not count: it cannot be told.
    needs_rule = one_of(kind, RIGID_BY_LAW) & (groups.ill | groups.disability) & (spent > 0)
    undecided = where(known(shares_known(rules)), 0, where(known(needs_rule) & needs_rule, shares_known(rules), 0))
    line_allowed = where(known(shares_known(rules)), allowed, undecided)
    taken = rules.let("expense_deducted", line_allowed, "可扣减的支出", article)
    nothing_published = ~known(shares_known(rules)) & ~listed("expense")
    of_member = where(nothing_published | no_rule_at_all(rules), 0, total(taken, "member"))
    member = rules.let("member_deducted", of_member, "成员可扣减的刚性支出", article)
    return rules.let(
        "deductions", total(where(people.counted, member, 0), "household"), "可扣减的刚性支出合计", article
    )


def shares_known(rules: RuleBook) -> Expr:
    """How many rows the published rule of deductions has; unknown where none is published."""

    def read(reading: Reading) -> Value:
        rows = reading.value("expenditure.deductible")
        return UNKNOWN if rows is UNKNOWN else len(rows)

    return rules.param("deductible_rows", "可扣减的刚性支出", "expenditure.deductible", read)


def no_rule_at_all(rules: RuleBook) -> Expr:
    """The place has said that nothing is deducted."""
    rows = shares_known(rules)
    return where(known(rows), rows == 0, False)


def _deductible(group: str, key: str, absent: int) -> Any:
    """The share or the cap of each kind of expense for one group of people."""

    def read(reading: Reading) -> Value | Table:
        rows = reading.value("expenditure.deductible")
        if isinstance(rows, Unknown):
            return UNKNOWN
        table: dict[int, Value] = {}
        for row in rows:
            if (row.get("person_group") or "any") == group:
                cell = row.get(key)
                value = absent if cell is None else parse_basis_points(cell) if key == "share" else reading.yearly(cell)
                table[EXPENSE_KINDS.index(SPENT_ON[row["kind"]])] = value
        return table

    return read
