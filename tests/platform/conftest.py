"""Folders that the database's account can enter, and an environment without the test run's own services."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.house.source import ROOT

OF_THIS_RUN = ("DATABASE_", "REDIS_", "APP_", "DJANGO_", "PYTEST_", "SECRET_", "FIELD_", "INDEX_", "SCOPE_")
NEEDED = ("manage.py", "assistance", "cases", "eligibility", "templates", "static", "requirements-dev.txt", "requirements-local.txt")


@contextmanager
def enterable_folder() -> Iterator[Path]:
    """An empty folder; pytest's own lies behind a closed one, where a server started by root cannot get."""
    path = Path(tempfile.mkdtemp(prefix="assistance-trial-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for one test."""
    with enterable_folder() as path:
        yield path


@pytest.fixture(scope="module")
def bare_environment() -> dict[str, str]:
    """What a person's shell would have; the installed packages are this run's, so that nothing is downloaded."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OF_THIS_RUN)}
    return {**kept, "APP_VENV": sys.prefix}


@pytest.fixture(scope="module")
def checkout() -> Iterator[Path]:
    """A copy of the project that has never been started; the module's tests start it again and again."""
    with enterable_folder() as folder:
        root = folder / "复制 copy"  # a path with a blank and Chinese works too
        root.mkdir(mode=0o755)
        for name in NEEDED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, root / name)
        yield root
