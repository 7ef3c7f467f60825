"""A browser test waits for what it expects: a click returns while the answer is still coming."""

import ast

import pytest

from tests.house.source import Module, trials

AT_ONCE = {
    "all_inner_texts", "count", "get_attribute", "inner_text", "input_value", "is_checked", "is_disabled", "is_enabled",
    "is_hidden", "is_visible", "text_content", "title",
}  # fmt: skip
BROWSER = [module for module in trials() if module.path.startswith("tests/browser/")]


def looks_at_once(tree: ast.AST) -> list[int]:
    """Lines of assertions that read a page as it stands at that instant; the ORM (`objects`) answers when it has it."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert) and any(_of_a_page(part) for part in ast.walk(node.test))
    ]


def _of_a_page(part: ast.AST) -> bool:
    if isinstance(part, ast.Attribute) and part.attr == "url":
        return isinstance(part.value, ast.Name)
    if not isinstance(part, ast.Call) or not isinstance(part.func, ast.Attribute) or part.func.attr not in AT_ONCE:
        return False
    return not any(isinstance(one, ast.Attribute) and one.attr == "objects" for one in ast.walk(part.func))


@pytest.mark.parametrize("module", BROWSER, ids=lambda module: module.path)
def test_a_browser_test_expects_and_does_not_look_once(module: Module) -> None:
    assert looks_at_once(module.tree) == [], "use expect(...), which waits"


def test_the_check_sees_a_hasty_look_and_lets_the_database_answer() -> None:
    hasty = "assert page.get_by_role('row').count() > 5\nassert page.url.endswith('/2/')\nassert not box.is_visible()"
    assert looks_at_once(ast.parse(hasty)) == [1, 2, 3]
    assert looks_at_once(ast.parse("assert Income.objects.filter(member=child).count() == 1")) == []
