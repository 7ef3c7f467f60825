"""The table of moves checks itself."""

import pytest

from cases.applications.states import APPLICATION
from cases.workflow.machine import Machine, Move

GOOD = {
    "name": "t",
    "label": "t",
    "states": {"a": "甲", "b": "乙"},
    "initial": "a",
    "finals": frozenset({"b"}),
    "guards": frozenset({"g"}),
    "moves": (Move("go", "走", ("a",), "b", ("r",), ("g",)),),
}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"moves": (Move("go", "走", ("a",), "c", ("r",)),)}, "unknown state c"),
        ({"moves": (Move("go", "走", ("a",), "b", ("r",), ("x",)),)}, "unknown guard x"),
        ({"states": {"a": "甲", "b": "乙", "c": "丙"}}, "c cannot be reached"),
        ({"finals": frozenset()}, "b is an undeclared dead end"),
        ({"moves": (Move("go", "走", ("a",), "b", ("r",)), Move("go", "走", ("a",), "b", ("s",)))}, "stands twice"),
        ({"moves": (Move("go", "走", ("a", "b"), "b", ("r",)),)}, "final state b is left"),
    ],
)
def test_a_faulty_table_cannot_be_made(change: dict[str, object], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        Machine(**{**GOOD, **change})  # type: ignore[arg-type]


def test_a_decision_is_always_made_by_fresh_eyes() -> None:
    deciding = [move for move in APPLICATION.moves if move.do in {"grant", "refuse", "grant_first"}]
    assert len(deciding) == 3
    assert all(move.eyes.value == "fresh" for move in deciding)


def test_a_grant_always_asks_for_the_public_notice_and_the_opinion() -> None:
    (grant,) = [move for move in APPLICATION.moves if move.do == "grant"]
    assert {"notice_held", "opinion_given", "assessed_yes", "inside_limit", "differences_judged"} <= set(grant.only_if)
