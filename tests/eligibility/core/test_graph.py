"""The small language: what cannot be written, and how unknown values travel through it."""

from datetime import date
from typing import Any

import pytest

from eligibility.core.binding import Bound, Case
from eligibility.core.executors.scalar import general, own, told_of
from eligibility.core.facts import UNKNOWN, Application, Household, Person
from eligibility.core.graph import (
    Expr,
    RuleBook,
    all_of,
    any_of,
    divide,
    greatest,
    known,
    least,
    lookup,
    most,
    one_of,
    total,
    where,
)
from eligibility.core.question import Question

DAY = date(2022, 6, 1)
KNOWN = (0, 1)
THREE = (0, 1, UNKNOWN)


def rules() -> tuple[RuleBook, Expr, Expr]:
    book = RuleBook("test", "")
    return book, book.input("household", "income_fen", "a", "a"), book.input("household", "months", "b", "b")


def case(a: Any, b: Any = 0, **more: Any) -> Case:
    asked = Question("dibao", "0", DAY, application=Application(months=b), household=Household(income_fen=a))
    params = more.get("params", {})
    frozen = tuple((name, tuple(each.items()) if isinstance(each, dict) else each) for name, each in params.items())
    return Case(asked, Bound(params, {}, {}, frozen))


def value(expr: Expr, book: RuleBook, of: Case) -> Any:
    """What the general form of the rule says; the forms with the figures put in must say the same."""
    book.let("answer", expr, "answer")
    params = of.bound.params
    found = general(book)(of.question, params)["answer"]
    for form in (own(book, of.bound), own(book, of.bound, told_of(book, of))):
        assert form(of.question, params)["answer"] == found
    return found


def test_a_rule_has_no_truth_while_it_is_written() -> None:
    _, a, _ = rules()
    with pytest.raises(TypeError, match="where"):
        bool(a > 1)


@pytest.mark.parametrize("thing", [1.5, "1", None])
def test_only_whole_numbers_enter_a_rule(thing: object) -> None:
    _, a, _ = rules()
    with pytest.raises(TypeError):
        a + thing


def test_a_division_must_name_its_rounding() -> None:
    _, a, _ = rules()
    with pytest.raises(ValueError, match="nearest"):
        divide(a, 2, "nearest")  # type: ignore[arg-type]
    assert not hasattr(a, "__truediv__")
    assert not hasattr(a, "__floordiv__")


def test_sibling_lists_do_not_mix() -> None:
    book, _, _ = rules()
    income = book.input("income", "fen", "", "")
    expense = book.input("expense", "fen", "", "")
    with pytest.raises(TypeError, match="aggregate"):
        income + expense


def test_nothing_is_gathered_downwards() -> None:
    book, a, _ = rules()
    with pytest.raises(TypeError):
        total(a, "member")
    assert book.vars == {}


def test_a_name_stands_for_one_thing() -> None:
    book, a, _ = rules()
    book.let("x", a, "x")
    with pytest.raises(ValueError, match="twice"):
        book.let("x", a, "x")


@pytest.mark.parametrize("a", THREE)
@pytest.mark.parametrize("b", THREE)
def test_and_or_not_are_kleene(a: Any, b: Any) -> None:
    def possible(x: Any) -> tuple[int, ...]:
        return KNOWN if x is UNKNOWN else (x,)

    def agreed(results: set[int]) -> Any:
        return results.pop() if len(results) == 1 else UNKNOWN

    pairs = [(x, y) for x in possible(a) for y in possible(b)]
    for build, plain in (
        (lambda x, y: x & y, min),
        (lambda x, y: x | y, max),
        (lambda x, y: ~x, lambda x, _: 1 - x),
    ):
        book, left, right = rules()
        assert value(build(left == 1, right == 1), book, case(a, b)) == agreed({plain(x, y) for x, y in pairs})


@pytest.mark.parametrize(
    "build",
    [
        lambda a: a + 1, lambda a: 1 - a, lambda a: a * 2, lambda a: a < 1, lambda a: a == 1, lambda a: least(a, 1),
        lambda a: most(a, 1), lambda a: divide(a, 2, "up"), lambda a: one_of(a, (1, 2)), lambda a: where(a == 1, 1, 2),
    ],
)  # fmt: skip
def test_everything_else_passes_the_unknown_on(build: Any) -> None:
    book, a, _ = rules()
    assert value(build(a), book, case(UNKNOWN)) is UNKNOWN


def test_nothing_times_an_unknown_is_nothing() -> None:
    book, a, b = rules()
    assert value(a * b, book, case(UNKNOWN, 0)) == 0


def test_a_choice_between_equals_does_not_ask() -> None:
    book, a, _ = rules()
    assert value(where(a == 1, 5, 5), book, case(UNKNOWN)) == 5


def test_a_choice_does_not_look_at_what_is_not_chosen() -> None:
    book, a, b = rules()
    assert value(where(a == 1, 7, b), book, case(1, UNKNOWN)) == 7


def test_an_empty_table_says_the_same_of_every_key() -> None:
    book, a, _ = rules()
    table = book.param("t", "t", "dibao.standard", lambda _: {})
    assert value(lookup(table, a, 3), book, case(UNKNOWN, params={"t": {}})) == 3


def test_a_table_with_rows_asks_for_the_key() -> None:
    book, a, _ = rules()
    table = book.param("t", "t", "dibao.standard", lambda _: {})
    assert value(lookup(table, a, 3), book, case(UNKNOWN, params={"t": {1: 9}})) is UNKNOWN


def test_whether_something_is_known_is_always_known() -> None:
    book, a, _ = rules()
    assert value(known(a), book, case(UNKNOWN)) == 0


def lists(ages: list[Any] | None) -> Question:
    rows = UNKNOWN if ages is None else tuple(Person(f"m{row}", hardship_class=age) for row, age in enumerate(ages))
    return Question("dibao", "0", DAY, household=Household(members=rows))


@pytest.mark.parametrize(
    ("ages", "together", "somebody", "everybody", "oldest"),
    [
        ([70, 5], 75, 1, 0, 70),
        ([], 0, 0, 1, 0),
        (None, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        ([70, UNKNOWN], UNKNOWN, 1, UNKNOWN, UNKNOWN),
        ([5, UNKNOWN], UNKNOWN, UNKNOWN, 0, UNKNOWN),
    ],
)
def test_lists_are_gathered(ages: Any, together: Any, somebody: Any, everybody: Any, oldest: Any) -> None:
    book = RuleBook("test", "")
    age = book.input("member", "hardship_class", "", "")
    book.let("together", total(age, "household"), "")
    book.let("somebody", any_of(age >= 60, "household"), "")
    book.let("everybody", all_of(age >= 60, "household"), "")
    book.let("oldest", greatest(age, "household"), "")
    found = general(book)(lists(ages), {})
    assert (found["together"], found["somebody"], found["everybody"], found["oldest"]) == (
        together, somebody, everybody, oldest,
    )  # fmt: skip
