"""Income a place lets an officer suppose of somebody who could work: said, asked about, counted once he confirms it."""

from typing import Any

from eligibility.core.binding import Reading
from eligibility.core.facts import LABOUR, OLDEST, SEXES, UNKNOWN, Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import Expr, RuleBook, Table, all_of, known, lookup, where
from eligibility.core.household import Members
from eligibility.core.money import parse_basis_points, portion

NAME = "income.imputed"
ANY_SEX, ANY_LABOUR = len(SEXES), len(LABOUR)  # the keys of somebody of whom it is not known
LABOUR_KEYS, SEX_KEYS = ANY_LABOUR + 1, ANY_SEX + 1


def _imputed(reading: Reading) -> Value | Table:
    """Fine a year the place lets an officer suppose, by age, sex and labour: the first row that fits counts."""
    rows = reading.value(NAME)
    if isinstance(rows, Unknown):
        return {}
    table: dict[int, Value] = {}
    for row in reversed(rows):
        wage = reading.referred(row["times_of"])
        worth = UNKNOWN if isinstance(wage, Unknown) else portion(wage, parse_basis_points(row["times"]))
        sexes = range(SEX_KEYS) if row.get("sex") is None else (SEXES.index(row["sex"]),)
        labours = range(LABOUR_KEYS) if row.get("labour") is None else (LABOUR.index(row["labour"]),)
        for years in range(row.get("age_from", 0), row.get("age_to", OLDEST) + 1):
            table.update((_key(years, sex, labour), worth) for sex in sexes for labour in labours)
    return table


def _key(years: Any, sex: Any, labour: Any) -> Any:
    return (years * SEX_KEYS + sex) * LABOUR_KEYS + labour


def supposed_income(rules: RuleBook, people: Members, wage: Expr, article: str) -> Expr:
    """Fine a year of a member without a wage whose supposed income the officer has confirmed; otherwise nothing."""
    worth = rules.let("supposed_income", _worth(rules, people.age), "可推定的收入", article)
    confirmed = rules.input("member", "imputed_confirmed", "经办人是否确认推定收入", "imputed_confirmed")
    mine = where(known(people.counted), people.counted, False)
    fits = mine & (wage == 0) & (worth != 0)
    certain = where(known(confirmed), confirmed == 1, False)
    surely_fits = where(known(fits), fits, False)
    undecided = surely_fits & ~known(confirmed)
    _say(rules, undecided, surely_fits & certain, article)
    settled = all_of(where(undecided, confirmed == 1, True), "household")
    rules.ask(
        "imputed_settled",
        rules.let("imputed_settled", settled, "推定收入已由经办人确认或否定", article),
        "有成员没有申报工资而当地规定可以推定收入，须由经办人确认或否定，本次没有计入",
        article=article,
        parameter=NAME,
    )
    return where(certain, where(fits, worth, 0), 0)


def _worth(rules: RuleBook, years: Expr) -> Expr:
    table = rules.param("imputed", "可推定的收入", NAME, _imputed)
    sex = rules.input("member", "sex", "性别", "sex")
    labour = rules.input("member", "labour", "劳动能力", "labour")
    return lookup(table, _key(years, where(known(sex), sex, ANY_SEX), where(known(labour), labour, ANY_LABOUR)), 0)


def _say(rules: RuleBook, undecided: Expr, counted: Expr, article: str) -> None:
    rules.note(
        "income_imputed",
        undecided,
        "{who} 没有申报工资，当地规定可推定收入每月 {supposed_income} 元，须由经办人确认，本次没有计入",
        label="可推定收入",
        article=article,
        parameter=NAME,
    )
    rules.note(
        "income_imputed_counted",
        counted,
        "{who} 没有申报工资，按当地规定推定收入每月 {supposed_income} 元，已经经办人确认，计入收入",
        label="计入推定收入",
        article=article,
        parameter=NAME,
    )
