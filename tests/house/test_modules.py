"""House rules that a reader feels: every module opens with a sentence, nothing is long, no name is empty."""

import ast

import pytest

from tests.house.source import Module, project, trials

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
EMPTY_NAMES = {"utils", "util", "common", "helpers", "helper", "manager", "managers", "handler", "handlers", "process", "misc"}


def of(module: Module) -> str:
    return module.path


@pytest.mark.parametrize("module", [*project(), *trials()], ids=of)
def test_every_module_opens_with_a_sentence(module: Module) -> None:
    opening = (ast.get_docstring(module.tree) or "").split("\n\n")[0].strip()
    assert len(opening.split()) >= 3, "say in one sentence what this module is for"
    assert opening[-1] in ".:;!?", f"not a sentence: {opening!r}"


@pytest.mark.parametrize("module", [*project(), *trials()], ids=of)
def test_no_module_is_longer_than_the_house_allows(module: Module) -> None:
    assert module.lines <= LONGEST_FILE


@pytest.mark.parametrize("module", project(), ids=of)
def test_no_function_is_longer_than_the_house_allows(module: Module) -> None:
    lengths = {f"{node.name}:{node.lineno}": (node.end_lineno or 0) - node.lineno + 1 for node in module.functions()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("module", project(), ids=of)
def test_no_module_has_an_empty_name(module: Module) -> None:
    assert EMPTY_NAMES.isdisjoint(module.path.removesuffix(".py").split("/"))


@pytest.mark.parametrize("module", [*project(), *trials()], ids=of)
def test_debts_stand_in_the_list_and_not_in_the_code(module: Module) -> None:
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X ")
    assert [word for word in words if word in module.text] == []


@pytest.mark.parametrize("module", project(), ids=of)
def test_nothing_is_left_empty_with_pass(module: Module) -> None:
    assert [node.lineno for node in ast.walk(module.tree) if isinstance(node, ast.Pass)] == []
