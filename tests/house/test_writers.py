"""States move through `perform`, money through the ledger; nothing else writes either."""

import ast
import re

import pytest

from tests.house.source import Module, called, project

STATES_ROOM = "cases/workflow/"
PUBLISHING = "eligibility/publishing.py"  # a policy version is the law's own, and the law knows no workflow
LEDGER = "cases/payouts/ledger.py"
SQL_STATE = re.compile(r"\bset\s+(\w+\.)?state\s*=", re.IGNORECASE)
SQL_POSTING = re.compile(r"\b(insert\s+into|update|delete\s+from|merge\s+into)\s+cases_posting\b", re.IGNORECASE)
WRITES = {"create", "bulk_create", "update", "bulk_update", "get_or_create", "update_or_create", "delete"}


# A line of a payout run is no case: it has no moves, only the bank's answer. The run itself is one.
LINES_ROOM = "cases/payouts/"
OF_THE_RUN = re.compile(r"PayoutRun|cases_payoutrun|assigned")


def texts(tree: ast.AST) -> list[str]:
    """Every literal piece of text, also inside f-strings."""
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def writes_a_state(tree: ast.AST) -> list[str]:
    """Assignments, updates and SQL that set a column named `state`."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [f"assigned:{node.lineno}" for t in targets if isinstance(t, ast.Attribute) and t.attr == "state"]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "update" and any(keyword.arg == "state" for keyword in node.keywords):
                found.append(f"updated: {ast.unparse(node)}")
            if node.func.attr == "bulk_update" and "state" in texts(node):
                found.append(f"bulk updated: {ast.unparse(node)}")
    return found + [text for text in texts(tree) if SQL_STATE.search(text)]


def writes_a_posting(tree: ast.AST) -> list[str]:
    """Rows of the ledger made, changed or removed, by the mapper or by SQL."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = called(node.func)
        if name == "Posting" or (re.search(r"\bPosting\.objects\b", name) and name.split(".")[-1] in WRITES):
            found.append(f"{name}:{node.lineno}")
    return found + ["SQL" for text in texts(tree) if SQL_POSTING.search(text)]


@pytest.mark.parametrize(
    "module",
    [each for each in project() if not each.path.startswith((STATES_ROOM, PUBLISHING))],
    ids=lambda each: each.path,
)
def test_only_the_workflow_writes_a_state(module: Module) -> None:
    found = writes_a_state(module.tree)
    if module.path.startswith(LINES_ROOM):
        found = [each for each in found if OF_THE_RUN.search(each)]
    assert found == []


@pytest.mark.parametrize("module", [each for each in project() if each.path != LEDGER], ids=lambda each: each.path)
def test_only_the_ledger_writes_a_posting(module: Module) -> None:
    assert writes_a_posting(module.tree) == []


def test_the_ledger_does_write_postings() -> None:
    (ledger,) = [module for module in project() if module.path == LEDGER]
    assert writes_a_posting(ledger.tree) != []


@pytest.mark.parametrize(
    "line",
    [
        "case.state = 'granted'",
        "Application.objects.filter(pk=1).update(state='granted')",
        "Application.objects.bulk_update(rows, ['state'])",
        "cursor.execute('update cases_application set state = %s')",
    ],
)
def test_the_search_sees_every_way_to_write_a_state(line: str) -> None:
    assert writes_a_state(ast.parse(line)) != []


@pytest.mark.parametrize(
    "line",
    ["Posting(amount=1).save()", "Posting.objects.bulk_create(rows)", "cursor.execute('INSERT INTO cases_posting values')"],
)
def test_the_search_sees_every_way_to_write_a_posting(line: str) -> None:
    assert writes_a_posting(ast.parse(line)) != []
