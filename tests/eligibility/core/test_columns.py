"""The column executor says what the scalar one says, of every variable, also where nothing is known."""

import random
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eligibility.core.benefits import dibao, edge, relief, rigid, single, tekun
from eligibility.core.binding import Case, Reading, bind
from eligibility.core.executors import columns, scalar
from eligibility.core.facts import UNKNOWN
from eligibility.core.graph import RuleBook
from eligibility.core.question import Question
from tests.eligibility.core.law import adult, family_of, figures_for
from tests.eligibility.core.strategies import questions

BOOKS = {
    "dibao": dibao.RULES, "single": single.RULES, "edge": edge.RULES, "rigid": rigid.RULES, "tekun": tekun.RULES,
    "relief": relief.RULES,
}  # fmt: skip
LAST = date(2025, 12, 31)
DAY = LAST.isoformat()


def bound(book: RuleBook, raws: list[dict[str, Any]]) -> list[Case]:
    """The questions under the figures of the first: the cases of one batch share their figures."""
    shared = {key: raws[0][key] for key in ("kind", "area", "setting", "policy", "application", "receives")}
    asked = [Question.from_json({**raw, **shared, "on": DAY}) for raw in raws]
    figures = figures_for(asked[0])(asked[0].on).laid_over(asked[0].policy)
    return [bind(book, Reading(question, figures)) for question in asked]


def same(book: RuleBook, cases: list[Case]) -> int:
    """Compare every variable of every row; the number of values compared."""
    found = columns.run(book, columns.gathered(cases))
    traces = [scalar.run(book, case) for case in cases]
    compared = 0
    for name in book.vars:
        expected = [row for trace in traces for row in _rows(trace[name])]
        got = [
            int(value) if known else UNKNOWN for value, known in zip(found[name].values, found[name].known, strict=True)
        ]
        assert got == expected, name
        compared += len(got)
    return compared


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("benefit", BOOKS)
def test_the_columns_agree_with_the_single_case_on_every_variable(benefit: str) -> None:
    book = BOOKS[benefit].on(LAST)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(questions(), min_size=1, max_size=5))
    def agree(raws: list[dict[str, Any]]) -> None:
        assert same(book, bound(book, raws)) > 0

    agree()


def adversarial(case: Case, chance: random.Random) -> Case:
    """The same rows with numbers from the edges: zero, one, negative, huge, unknown."""
    edges = [0, 1, 2, 59, 60, -1, -7, 10**9, UNKNOWN]

    def twisted(value: Any) -> Any:
        return chance.choice(edges) if chance.random() < 0.4 else value

    inputs = {}
    for key, value in case.inputs.items():
        safe = key[1] in {"supports", "household_size"}  # what divides is at least one by the reader's own check
        inputs[key] = (
            value if safe else [twisted(each) for each in value] if isinstance(value, list) else twisted(value)
        )
    return Case(case.params, inputs, case.sizes, case.parents, case.listed)


@pytest.mark.parametrize("benefit", BOOKS)
def test_the_columns_agree_on_numbers_no_form_would_let_in(benefit: str) -> None:
    book = BOOKS[benefit].on(LAST)

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(questions(), min_size=1, max_size=4), st.integers(0, 2**32))
    def agree(raws: list[dict[str, Any]], seed: int) -> None:
        chance = random.Random(seed)
        assert same(book, [adversarial(case, chance) for case in bound(book, raws)])

    agree()


def test_a_case_without_any_rows_is_a_case() -> None:
    book = BOOKS["dibao"].on(LAST)
    bare = {"benefit": "dibao", "kind": None, "area": "110000", "setting": "rural", "on": DAY, "policy": {},
            "application": {}, "members": None, "receives": None}  # fmt: skip
    cases = bound(book, [bare, bare])
    assert same(book, cases) > 0
    assert not np.any(columns.run(book, columns.gathered(cases))["n"].known)


def test_a_number_too_large_for_a_column_is_refused_and_not_wrapped() -> None:
    book = BOOKS["rigid"].on(LAST)
    rich = family_of(adult("a", "self", incomes=[{"kind": "wage", "amount": "9999999999.99", "per": "month"}]), on=DAY)
    rich["policy"]["rigid.expenditure_share"] = "0.40"
    cases = bound(book, [{**rich, "kind": None}])
    assert scalar.run(book, cases[0])["spending_above_share"] == 0
    with pytest.raises(OverflowError):
        columns.run(book, columns.gathered(cases))


def test_a_wrong_sign_in_the_columns_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: with `below` turned into `at most`, the comparison above must fail."""
    book = BOOKS["dibao"].on(LAST)
    at_the_line = family_of(adult("a", "self", incomes=[{"kind": "wage", "amount": "500", "per": "month"}]), on=DAY)
    cases = bound(book, [{**at_the_line, "kind": None}])
    assert same(book, cases) > 0
    monkeypatch.setitem(columns.OPERATIONS, "lt", columns.OPERATIONS["le"])
    with pytest.raises(AssertionError, match="income_below_standard"):
        same(book, cases)
