"""Income a place lets an officer suppose of somebody who could work: said, asked about, counted once he confirms it."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from eligibility.core.binding import Reading
from eligibility.core.facts import DISABILITIES, LABOUR, OLDEST, SEXES, TRADES, UNKNOWN, Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import (
    Expr,
    RuleBook,
    Table,
    all_of,
    greatest,
    known,
    least,
    lookup,
    most,
    total,
    where,
)
from eligibility.core.household import Members
from eligibility.core.labour import ill
from eligibility.core.money import parse_basis_points, portion

NAME = "income.imputed"
ANY_SEX, ANY_LABOUR = len(SEXES), len(LABOUR)  # the keys of somebody of whom it is not known
LABOUR_KEYS, SEX_KEYS = ANY_LABOUR + 1, ANY_SEX + 1
GRADES = 5  # a card's grade counts from 1 to 4
CARDS = len(DISABILITIES) * GRADES
NOBODY = -1  # the band of an age that no row can be for
ABOUT_HEALTH_OR_TRADE = ("disability", "serious_illness", "trade")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Supposed:
    """What counts of a member, and what the place takes off it once for the household; fine a year."""

    of_member: Expr
    deducted: Expr


# --- the rows of the place as tables: a row's weight is greater the earlier it stands, so the first that fits counts ---


def _rows(reading: Reading) -> list[Row]:
    rows = reading.value(NAME)
    return [] if isinstance(rows, Unknown) else rows


def _weighed(rows: list[Row]) -> Iterator[tuple[int, Row]]:
    """The rows from the last to the first, so that an earlier one writes over a later one."""
    return zip(range(1, len(rows) + 1), reversed(rows), strict=True)


def _borders(rows: list[Row]) -> list[int]:
    ends = {row.get("age_from", 0) for row in rows} | {row.get("age_to", OLDEST) + 1 for row in rows}
    return sorted(ends)


def _ages(reading: Reading) -> Table:
    """The band of every age: ages between which no row begins or ends are alike."""
    borders = _borders(_rows(reading))
    return {years: bisect_right(borders, years) for years in range(OLDEST + 1)} if borders else {}


def _bands(row: Row, borders: list[int]) -> Iterable[int]:
    first = bisect_right(borders, row.get("age_from", 0))
    return range(first, bisect_right(borders, row.get("age_to", OLDEST)) + 1)


def _people(row: Row, borders: list[int]) -> Iterator[int]:
    """The keys of everybody of an age, sex and ability the row is for."""
    sexes = range(SEX_KEYS) if row.get("sex") is None else (SEXES.index(row["sex"]),)
    labours = range(LABOUR_KEYS) if row.get("labour") is None else (LABOUR.index(row["labour"]),)
    return (_key(*each) for each in product(_bands(row, borders), sexes, labours))


def _key(years: Any, sex: Any, labour: Any) -> Any:
    return (years * SEX_KEYS + sex) * LABOUR_KEYS + labour


def _names(rows: list[Row], key: str) -> bool:
    return any(row.get(key) is not None for row in rows)


def _situations(row: Row, rows: list[Row]) -> Iterator[int]:
    """The keys of everybody the row is for, whatever cards he holds."""
    trades = range(len(TRADES) if _names(rows, "trade") else 1)
    illnesses = range(2 if _names(rows, "serious_illness") else 1)
    if row.get("trade") is not None:
        trades = range(TRADES.index(row["trade"]), TRADES.index(row["trade"]) + 1)
    if row.get("serious_illness") is not None:
        illnesses = range(int(row["serious_illness"]), int(row["serious_illness"]) + 1)
    return (_situation(*each) for each in product(_people(row, _borders(rows)), trades, illnesses))


def _situation(person: Any, trade: Any, illness: Any) -> Any:
    return (person * len(TRADES) + trade) * 2 + illness


def _cards(row: Row) -> Iterator[int]:
    """The keys of the cards that put their holder into the row."""
    named = row["disability"]
    for card in [{}] if named == "any" else named:
        kinds = range(len(DISABILITIES)) if card.get("kind") is None else (DISABILITIES.index(card["kind"]),)
        grades = range(card.get("grade_from", 1), card.get("grade_to", GRADES - 1) + 1)
        yield from (_card(kind, grade) for kind, grade in product(kinds, grades))


def _card(kind: Any, grade: Any) -> Any:
    return kind * GRADES + grade


def _naming(fact: str | None = None) -> Callable[[Reading], Table]:
    """Everybody of an age, sex and ability that a row is for; of the rows that name a certain fact, if it is given."""

    def read(reading: Reading) -> Table:
        rows = _rows(reading)
        naming = (row for row in rows if fact is None or row.get(fact) is not None)
        return {key: 1 for row in naming for key in _people(row, _borders(rows))}

    return read


def _first(*, by_card: bool) -> Callable[[Reading], Table]:
    """The weight of the first row for a situation, of the rows that ask for a card or of those that do not."""

    def read(reading: Reading) -> Table:
        rows = _rows(reading)
        of_these = ((weight, row) for weight, row in _weighed(rows) if ("disability" in row) == by_card)
        return {key: weight for weight, row in of_these for key in _situations(row, rows)}

    return read


def _by_card(reading: Reading) -> Table:
    rows = _rows(reading)
    return {
        key * CARDS + card: weight
        for weight, row in _weighed(rows)
        if "disability" in row
        for key in _situations(row, rows)
        for card in _cards(row)
    }


def _worths(reading: Reading) -> Table:
    """Fine a year by the weight of the row."""
    table: dict[int, Value] = {}
    for weight, row in _weighed(_rows(reading)):
        wage = reading.referred(row["times_of"])
        table[weight] = UNKNOWN if isinstance(wage, Unknown) else portion(wage, parse_basis_points(row["times"]))
    return table


def _deducted(reading: Reading) -> Table:
    return {weight: reading.yearly(row["deduct"]) for weight, row in _weighed(_rows(reading)) if row.get("deduct")}


def _any_names(*keys: str) -> Callable[[Reading], Value]:
    return lambda reading: int(any(_names(_rows(reading), key) for key in keys))


# --- the rule ---


def supposed_income(rules: RuleBook, people: Members, wage: Expr, article: str) -> Supposed:
    """Fine a year of a member without a wage whose supposed income the officer has confirmed; otherwise nothing."""
    row = _row(rules, people.age)
    worths = rules.param("imputed", "各行可推定的收入", NAME, _worths)
    worth = rules.let("supposed_income", lookup(worths, row, 0), "可推定的收入", article)
    confirmed = rules.input("member", "imputed_confirmed", "经办人是否确认推定收入", "imputed_confirmed")
    mine = where(known(people.counted), people.counted, False)
    fits = mine & (wage == 0) & (worth != 0)
    certain = where(known(confirmed), confirmed == 1, False)
    surely_fits = where(known(fits), fits, False)
    undecided = surely_fits & ~known(confirmed)
    _say(rules, undecided, surely_fits & certain, article)
    _ask(rules, undecided, confirmed, article)
    _ask_about(rules, where(known(wage), mine & (wage == 0), False), row, confirmed, article)
    counts = where(certain, where(fits, worth, 0), 0)
    return Supposed(counts, _taken_off(rules, people, counts, row, article))


def _row(rules: RuleBook, years: Expr) -> Expr:
    """The weight of the first row that fits a member; none is zero. Who is in no row by age and ability is asked nothing more."""
    ages = rules.param("imputed_ages", "推定收入的年龄段", NAME, _ages)
    sex = rules.input("member", "sex", "性别", "sex")
    labour = rules.input("member", "labour", "劳动能力", "labour")
    person = _key(
        lookup(ages, years, NOBODY), where(known(sex), sex, ANY_SEX), where(known(labour), labour, ANY_LABOUR)
    )
    possible = lookup(rules.param("imputed_possible", "可能推定收入的人", NAME, _naming()), person, 0)
    trade = rules.input("member", "trade", "从业类别", "trade")
    by_trade = rules.param("imputed_trades", "推定收入看从业类别的人", NAME, _naming("trade"))
    by_illness = rules.param("imputed_illness", "推定收入看是否重病的人", NAME, _naming("serious_illness"))
    of_trade = where(lookup(by_trade, person, 0) == 1, trade, 0)
    situation = _situation(person, of_trade, where(lookup(by_illness, person, 0) == 1, ill(rules), 0))
    return where(possible == 0, 0, _first_row(rules, situation))


def _first_row(rules: RuleBook, situation: Expr) -> Expr:
    """Cards are asked for only where one of them could lead to an earlier row."""
    plain = lookup(rules.param("imputed_plain", "不看残疾的推定", NAME, _first(by_card=False)), situation, 0)
    best = lookup(rules.param("imputed_best", "看残疾的推定", NAME, _first(by_card=True)), situation, 0)
    kind = rules.input("disability", "kind", "残疾类别", "kind")
    grade = rules.input("disability", "grade", "残疾等级", "grade")
    cards = rules.param("imputed_cards", "按残疾类别和等级的推定", NAME, _by_card)
    of_card = lookup(cards, situation * CARDS + _card(kind, grade), 0)
    return where(best > plain, most(plain, greatest(of_card, "member")), plain)


def _taken_off(rules: RuleBook, people: Members, counts: Expr, row: Expr, article: str) -> Expr:
    """What the place takes off the supposed income of a household, once: the most that one of its rows says."""
    has_any = rules.param("imputed_deducts", "推定收入按户扣减", NAME, _any_names("deduct")) == 1
    sums = rules.param("imputed_deducted", "推定收入按户扣减额", NAME, _deducted)
    in_all = total(where(people.counted, counts, 0), "household")
    most_of_all = greatest(where(people.counted & (counts > 0), lookup(sums, row, 0), False), "household")
    taken = where(has_any, least(in_all, most_of_all), 0)
    is_taken = rules.let(
        "supposed_is_deducted", taken > 0, "推定收入有按户扣减", article, only_if="supposed_is_deducted"
    )
    deducted = rules.let("supposed_deducted", taken, "推定收入按户扣减", article, only_if="supposed_is_deducted")
    rules.note(
        "income_imputed_deducted",
        is_taken,
        "推定收入按当地规定每户每月扣减 {supposed_deducted} 元",
        article=article,
        parameter=NAME,
    )
    return deducted


def _ask(rules: RuleBook, undecided: Expr, confirmed: Expr, article: str) -> None:
    settled = all_of(where(undecided, confirmed == 1, True), "household")
    rules.ask(
        "imputed_settled",
        rules.let("imputed_settled", settled, "推定收入已由经办人确认或否定", article),
        "有成员没有申报工资而当地规定可以推定收入，须由经办人确认或否定，本次没有计入",
        article=article,
        parameter=NAME,
    )


def _ask_about(rules: RuleBook, idle: Expr, row: Expr, confirmed: Expr, article: str) -> None:
    """What a row names and nobody told is asked for, unless the officer has decided against the supposed income."""
    named = rules.param("imputed_asks", "推定收入看残疾、疾病或从业", NAME, _any_names(*ABOUT_HEALTH_OR_TRADE)) == 1
    asks = rules.let("imputed_asks", named, "推定收入看残疾、疾病或从业", article, only_if="imputed_asks")
    denied = where(known(confirmed), confirmed == 0, False)
    told = where(asks, all_of(where(idle & ~denied & ~known(row), row >= 0, True), "household"), True)
    rules.ask(
        "imputed_told",
        rules.let("imputed_told", told, "推定收入所看的残疾、疾病、从业情况已填明", article, only_if="imputed_asks"),
        "有成员没有申报工资，当地按残疾、疾病或者从业情况推定收入，这些情况还没有填明，本次没有计入",
        article=article,
        parameter=NAME,
    )


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
