"""The tools that read the whole house: lint, types, arrows, templates, migrations."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

TOOLS = {
    "ruff": ["ruff", "check", "--quiet", "--output-format", "concise", "."],
    "arrows": ["lint-imports", "--no-cache"],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
}


def run(line: list[str]) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).parent / line[0]
    return subprocess.run([str(tool), *line[1:]], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", TOOLS)
def test_the_tool_has_nothing_to_say(name: str) -> None:
    ended = run(TOOLS[name])
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.slow
def test_the_types_hold_strictly() -> None:
    ended = run(["mypy"])
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_every_change_of_a_model_has_its_migration() -> None:
    ended = run(["python", "manage.py", "makemigrations", "--check", "--dry-run", "--verbosity", "1"])
    assert ended.returncode == 0, ended.stdout + ended.stderr
