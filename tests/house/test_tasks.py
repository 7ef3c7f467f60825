"""A task fetches and calls, in at most five lines; what it does lives in a service that a test can call."""

import ast

import pytest

from tests.house.source import called, project

LONGEST_TASK = 5


def tasks() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function that Celery calls."""
    return [
        (f"{module.path}:{node.name}", node)
        for module in project()
        for node in module.functions()
        if any("task" in called(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list)
    ]


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of the body, without its opening sentence."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize(("name", "node"), tasks(), ids=[name for name, _ in tasks()])
def test_a_task_has_at_most_five_lines(name: str, node: ast.FunctionDef) -> None:
    assert lines_of(node) <= LONGEST_TASK


def test_every_entry_of_the_timetable_names_a_task_that_exists() -> None:
    from assistance.celery import app

    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} - set(app.tasks) == set()
