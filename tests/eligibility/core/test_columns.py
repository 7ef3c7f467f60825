"""The column executor says what the scalar one says, of every variable, also where nothing is known."""

import random
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eligibility.core.benefits import dibao, edge, relief, rigid, single, tekun
from eligibility.core.binding import Bound, Circumstance, bind, bound
from eligibility.core.executors import columns, scalar
from eligibility.core.executors.batch import Batch, batch_of, column, packed, unpacked
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


def shared(raws: list[dict[str, Any]]) -> list[Question]:
    """The questions under the circumstance of the first: the cases of one run share their figures."""
    common = {key: raws[0][key] for key in ("kind", "area", "setting", "policy", "application", "receives")}
    return [Question.from_json({**raw, **common, "on": DAY}) for raw in raws]


def figures_of(book: RuleBook, question: Question) -> Bound:
    figures = figures_for(question)(question.on).laid_over(question.policy)
    return bound(book, figures, Circumstance.of(question))


def same(book: RuleBook, asked: list[Question]) -> int:
    """Compare every variable of every row, in the general form, the place's own and the columns; how many values."""
    return _same(book, asked, batch_of(asked))


def _same(book: RuleBook, asked: list[Question], batch: Batch, twist: Any = None) -> int:
    held = figures_of(book, asked[0])
    cases = [bind(book, question, held) for question in asked]
    for case in cases:
        if twist is not None:
            case.inputs = twist(case.inputs)
    if twist is not None:
        batch = _with_inputs(batch, cases)
    found = columns.run(book, held, batch)
    general, own = scalar.general(book), scalar.own(book, held)
    traces = [general(case) for case in cases]
    for case, trace in zip(cases, traces, strict=True):
        assert own(case) == trace
        assert scalar.own(book, held, scalar.told_of(case))(case) == trace
    compared = 0
    for name in book.vars:
        expected = [row for trace in traces for row in _rows(trace[name])]
        got = found[name].plain()
        assert got == expected, name
        compared += len(got)
    return compared


def _with_inputs(batch: Batch, cases: list[Any]) -> Batch:
    fields = dict(batch.fields)
    for key in cases[0].inputs:
        fields[key] = column([row for case in cases for row in _rows(case.inputs[key])])
    return Batch(batch.areas, fields, batch.sizes, batch.parents, batch.listed)


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("benefit", BOOKS)
def test_the_columns_agree_with_the_single_case_on_every_variable(benefit: str) -> None:
    book = BOOKS[benefit].on(LAST)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(questions(), min_size=1, max_size=5))
    def agree(raws: list[dict[str, Any]]) -> None:
        assert same(book, shared(raws)) > 0

    agree()


def adversarial(chance: random.Random) -> Any:
    """The same rows with numbers from the edges: zero, one, negative, huge, unknown."""
    edges = [0, 1, 2, 59, 60, -1, -7, 10**9, UNKNOWN]

    def twisted(value: Any) -> Any:
        return chance.choice(edges) if chance.random() < 0.4 else value

    def of(inputs: dict[tuple[str, str], Any]) -> dict[tuple[str, str], Any]:
        changed = {}
        for key, value in inputs.items():
            safe = key[1] in {"supports", "household_size"}  # what divides is at least one by the reader's own check
            changed[key] = (
                value if safe else [twisted(each) for each in value] if isinstance(value, list) else twisted(value)
            )
        return changed

    return of


@pytest.mark.parametrize("benefit", BOOKS)
def test_the_columns_agree_on_numbers_no_form_would_let_in(benefit: str) -> None:
    book = BOOKS[benefit].on(LAST)

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(questions(), min_size=1, max_size=4), st.integers(0, 2**32))
    def agree(raws: list[dict[str, Any]], seed: int) -> None:
        asked = shared(raws)
        assert _same(book, asked, batch_of(asked), adversarial(random.Random(seed)))

    agree()


def test_a_case_without_any_rows_is_a_case() -> None:
    book = BOOKS["dibao"].on(LAST)
    bare: dict[str, Any] = {"benefit": "dibao", "kind": None, "area": "110000", "setting": "rural", "on": DAY, "policy": {},
            "application": {}, "members": None, "receives": None}  # fmt: skip
    asked = shared([bare, bare])
    assert same(book, asked) > 0
    assert not np.any(columns.run(book, figures_of(book, asked[0]), batch_of(asked))["n"].known)


def test_a_number_too_large_for_a_column_is_refused_and_not_wrapped() -> None:
    book = BOOKS["rigid"].on(LAST)
    rich = family_of(adult("a", "self", incomes=[{"kind": "wage", "amount": "9999999999.99", "per": "month"}]), on=DAY)
    rich["policy"]["rigid.expenditure_share"] = "0.40"
    asked = shared([{**rich, "kind": None}])
    held = figures_of(book, asked[0])
    assert scalar.run(book, bind(book, asked[0], held))["spending_above_share"] == 0
    with pytest.raises(OverflowError):
        columns.run(book, held, batch_of(asked))


def test_a_wrong_sign_in_the_columns_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: with `below` turned into `at most`, the comparison above must fail."""
    book = BOOKS["dibao"].on(LAST)
    at_the_line = family_of(adult("a", "self", incomes=[{"kind": "wage", "amount": "500", "per": "month"}]), on=DAY)
    asked = shared([{**at_the_line, "kind": None}])
    assert same(book, asked) > 0
    monkeypatch.setitem(columns.OPERATIONS, "lt", columns.OPERATIONS["le"])
    with pytest.raises(AssertionError, match="income_below_standard"):
        same(book, asked)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(questions(), min_size=1, max_size=6))
def test_packed_families_are_the_families(raws: list[dict[str, Any]]) -> None:
    asked = [Question.from_json(raw) for raw in raws]
    batch = batch_of(asked)
    again = unpacked(batch.areas, [packed(question) for question in asked])
    assert again.sizes == batch.sizes
    for key, held in batch.fields.items():
        assert again.fields[key].plain() == held.plain(), key
    for entity in batch.parents:
        assert again.parents[entity].tolist() == batch.parents[entity].tolist()
        assert again.listed[entity].tolist() == batch.listed[entity].tolist()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(questions(), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_families_taken_out_of_a_batch_are_themselves(raws: list[dict[str, Any]], chance: random.Random) -> None:
    asked = [Question.from_json(raw) for raw in raws]
    places = sorted(chance.sample(range(len(asked)), chance.randint(1, len(asked))))
    taken, alone = batch_of(asked).take(np.array(places)), batch_of([asked[place] for place in places])
    assert taken.sizes == alone.sizes
    for key, held in alone.fields.items():
        assert taken.fields[key].plain() == held.plain(), key
    for entity in alone.parents:
        assert taken.parents[entity].tolist() == alone.parents[entity].tolist()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(questions(), min_size=1, max_size=8))
def test_a_batch_knows_the_circumstance_of_every_family(raws: list[dict[str, Any]]) -> None:
    asked = [Question.from_json(raw) for raw in raws]
    found = {int(place): (area, case) for area, case, places in batch_of(asked).circumstances() for place in places}
    assert found == {place: (question.area, Circumstance.of(question)) for place, question in enumerate(asked)}
