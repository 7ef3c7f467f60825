"""The day is an argument: only faces, tasks and commands ask the clock."""

import ast
import re

import pytest

from tests.house.source import Module, called, project

ASKS_THE_CLOCK = re.compile(
    r"(^|\.)(date\.today|datetime\.(now|utcnow|today)|timezone\.now|time\.time|Now)$"
)
WITHOUT_ARGUMENT = {"today", "now", "clock.today", "clock.now", "timezone.localdate", "timezone.localtime"}
# Where a day enters: a face's request, a task, a command, a session; and the process tree, which measures patience.
MAY_ASK = re.compile(r"^(cases/(desk|api|portal)/|cases/staff/middleware\.py|assistance/embedded/)|/(tasks|admin)\.py$|/commands/")


# Django's admin asks `has_perm` without a day, at each request.
# A job of many chunks beats with the clock itself: its first moment would make a living job look dead.
NO_OTHER_WAY = {"cases/staff/models.py": {"timezone.localdate()"}, "cases/workflow/batches.py": {"now()"}}


def questions(tree: ast.AST) -> list[str]:
    """Places that name the clock, called or not: `default=timezone.now` asks it too."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and ASKS_THE_CLOCK.search(called(node)):
            found.append(called(node))
        if isinstance(node, ast.Call) and called(node.func) in WITHOUT_ARGUMENT and not node.args:
            found.append(f"{called(node.func)}()")
    return found


@pytest.mark.parametrize(
    "module", [module for module in project() if not MAY_ASK.search(module.path)], ids=lambda module: module.path
)
def test_nothing_below_the_faces_asks_what_day_it_is(module: Module) -> None:
    assert set(questions(module.tree)) - NO_OTHER_WAY.get(module.path, set()) == set()


@pytest.mark.parametrize(
    "line",
    ["date.today()", "datetime.now(tz)", "Field(default=timezone.now)", "today()", "timezone.localtime().date()"],
)
def test_the_search_sees_every_way_to_ask(line: str) -> None:
    assert questions(ast.parse(line)) != []
