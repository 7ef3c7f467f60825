"""The column executor says what the scalar one says, of every variable, also where nothing is known."""

import random
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eligibility.core.benefits import dibao, edge, grace, relief, rigid, single, tekun
from eligibility.core.binding import Bound, Case, bound, bound_for
from eligibility.core.executors import columns, scalar
from eligibility.core.executors.batch import batch_of, joined
from eligibility.core.executors.packing import LAYOUT, Packed, packed
from eligibility.core.facts import UNKNOWN
from eligibility.core.graph import RuleBook
from eligibility.core.question import Question
from tests.eligibility.core.law import adult, family_of, figures_for
from tests.eligibility.core.strategies import questions

BOOKS = {
    "dibao": dibao.RULES, "single": single.RULES, "edge": edge.RULES, "rigid": rigid.RULES, "tekun": tekun.RULES,
    "relief": relief.RULES, "grace": grace.RULES, "rigid_paid": rigid.PAID,
}  # fmt: skip
LAST = date(2025, 12, 31)
DAY = LAST.isoformat()


def shared(raws: list[dict[str, Any]]) -> list[Question]:
    """The questions under the circumstance of the first: the cases of one run share their figures."""
    common = {key: raws[0][key] for key in ("kind", "area", "setting", "policy", "application", "receives")}
    return [Question.from_json({**raw, **common, "on": DAY}) for raw in raws]


def figures_of(book: RuleBook, question: Question) -> Bound:
    return bound_for(book, figures_for(question)(question.on).laid_over(question.policy), question)


def same(book: RuleBook, asked: list[Question]) -> int:
    """Compare every variable of every row: the general form, the forms with figures put in, and the columns."""
    held = figures_of(book, asked[0])
    found = columns.run(book, held, batch_of(asked))
    cases = [Case(question, held) for question in asked]
    general, own = scalar.general(book), scalar.own(book, held)
    told = scalar.own(book, held, scalar.told_of(book, cases[0]))
    traces = [general(question, held.params) for question in asked]
    for place, (question, trace) in enumerate(zip(asked, traces, strict=True)):
        assert own(question, held.params) == trace
        if place == 0 or scalar.told_of(book, cases[place]) == scalar.told_of(book, cases[0]):
            assert told(question, held.params) == trace
    compared = 0
    for name in book.vars:
        expected = [row for trace in traces for row in _rows(trace[name])]
        got = found[name].plain()
        assert got == expected, name
        compared += len(got)
    return compared


def _rows(value: Any) -> list[Any]:
    return list(value) if isinstance(value, tuple) else [value]


@pytest.mark.parametrize("benefit", BOOKS)
def test_the_columns_agree_with_the_single_case_on_every_variable(benefit: str) -> None:
    book = BOOKS[benefit].on(LAST)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(questions(), min_size=1, max_size=5))
    def agree(raws: list[dict[str, Any]]) -> None:
        assert same(book, shared(raws)) > 0

    agree()


def adversarial(thing: Any, chance: random.Random) -> Any:
    """The same records with numbers from the edges: zero, one, negative, huge, unknown."""
    edges = [0, 1, 2, 59, 60, -1, -7, 10**9, UNKNOWN]
    safe = {"supports", "household_size"}  # what divides is at least one by the reader's own check

    def twisted(name: str, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(adversarial(each, chance) for each in value)
        if is_dataclass(value):
            return adversarial(value, chance)
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return chance.choice(edges) if is_number and name not in safe and chance.random() < 0.4 else value

    return replace(thing, **{each.name: twisted(each.name, getattr(thing, each.name)) for each in fields(thing)})


@pytest.mark.parametrize("benefit", BOOKS)
def test_the_columns_agree_on_numbers_no_form_would_let_in(benefit: str) -> None:
    book = BOOKS[benefit].on(LAST)

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(questions(), min_size=1, max_size=4), st.integers(0, 2**32))
    def agree(raws: list[dict[str, Any]], seed: int) -> None:
        chance = random.Random(seed)
        assert same(book, [adversarial(question, chance) for question in shared(raws)])

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
    assert scalar.run(book, Case(asked[0], held))["spending_above_share"] == 0
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
    again = Packed(batch.areas, [packed(question) for question in asked]).batch(range(len(asked)))
    assert again.sizes == batch.sizes
    for key, held in batch.fields.items():
        assert again.fields[key].plain() == held.plain(), key
    for entity in batch.parents:
        assert again.parents[entity].tolist() == batch.parents[entity].tolist()
        assert again.listed[entity].tolist() == batch.listed[entity].tolist()


def test_bytes_that_are_not_a_packed_family_of_today_are_not_read() -> None:
    asked = Question.from_json(family_of(adult("a", "self"), on=DAY))
    whole = packed(asked)
    older = (LAYOUT + 1).to_bytes(8, "little") + whole[8:]
    crowd = whole[:8] + (10**12).to_bytes(8, "little") + whole[16:]
    kept = [whole, None, older, whole[:-8], whole[:-3], whole + whole, crowd, b"", whole[:8], whole]
    held = Packed(["110000"] * len(kept), kept)
    assert held.readable.tolist() == [True, *[False] * 8, True]
    again, alone = held.batch([0, 9]), batch_of([asked, asked])
    assert all(again.fields[key].plain() == column.plain() for key, column in alone.fields.items())


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
    book = BOOKS["relief"].on(LAST)
    batch = batch_of(asked)
    found = {int(place): (area, case) for area, case, places in batch.circumstances() for place in places}
    assert sorted(found) == list(range(len(asked)))
    for place, question in enumerate(asked):
        area, circumstance = found[place]
        assert area == question.area
        figures = figures_for(question)(question.on)
        assert bound(book, figures, circumstance) is bound_for(book, figures, question)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(questions(), min_size=1, max_size=6), st.integers(1, 4))
def test_a_batch_in_parts_and_joined_again_is_the_batch(raws: list[dict[str, Any]], size: int) -> None:
    batch = batch_of([Question.from_json(raw) for raw in raws])
    places = np.arange(len(batch))
    again = joined([part for _, part in batch.parts(places, size)])
    assert again.sizes == batch.sizes
    for key, held in batch.fields.items():
        assert again.fields[key].plain() == held.plain(), key
    for entity in batch.parents:
        assert again.parents[entity].tolist() == batch.parents[entity].tolist()
        assert again.listed[entity].tolist() == batch.listed[entity].tolist()
