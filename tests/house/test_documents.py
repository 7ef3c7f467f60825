"""Documents say what the code does: the generated ones are current, and the README's map leads somewhere."""

import re

import pytest

from assistance.documents import documents
from tests.house.source import ROOT

PATH_IN_BACKTICKS = re.compile(r"`([\w.-]+(?:/[\w.-]+)*/?)`")
TOP = {path.name for path in ROOT.iterdir()}


@pytest.mark.parametrize("path", [*documents()], ids=str)
def test_the_generated_document_is_current(path: str) -> None:
    written = (ROOT / path).read_text()
    assert written == documents()[path], "run: python3 manage.py docs"  # type: ignore[index]


def paths_named_in(text: str) -> set[str]:
    """What stands in backticks and begins with something of our top level, or has a slash and a suffix."""
    return {found for found in PATH_IN_BACKTICKS.findall(text) if "/" in found and found.split("/")[0] in TOP}


@pytest.mark.parametrize("document", ["README.md", "docs/debts.md", "docs/glossary.md"])
def test_every_path_that_a_document_names_exists(document: str) -> None:
    named = paths_named_in((ROOT / document).read_text())
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_the_readme_has_a_map() -> None:
    assert len(paths_named_in((ROOT / "README.md").read_text())) >= 10
