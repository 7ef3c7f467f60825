"""A bare Python gets the project's environment, or one sentence about what is missing."""

import ast
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.house.source import ROOT

BOOTSTRAP = ROOT / "assistance" / "bootstrap.py"


@pytest.fixture
def bootstrap() -> dict[str, Any]:
    return runpy.run_path(str(BOOTSTRAP))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for lock in ("requirements-local.txt", "requirements-dev.txt"):
        (tmp_path / lock).write_text(f"# {lock}\n")
    return tmp_path


@pytest.mark.parametrize("path", ["manage.py", "assistance/bootstrap.py"])
def test_an_old_python_can_read_far_enough_to_be_told(path: str) -> None:
    ast.parse((ROOT / path).read_text(), feature_version=(3, 7))


def test_it_needs_the_standard_library_alone() -> None:
    tree = ast.parse(BOOTSTRAP.read_text())
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) == set()


def test_an_old_python_is_told_so_in_one_sentence(
    bootstrap: dict[str, Any], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        bootstrap["enter"](root, ["manage.py", "demo"])


def test_a_python_without_ensurepip_and_without_apt_is_told_so(
    bootstrap: dict[str, Any], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(bootstrap["make_venv"].__globals__, "has_ensurepip", lambda: False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match="install the python3-venv package"):
        bootstrap["make_venv"](root / "venv")


def test_a_changed_lock_makes_the_environment_stale(bootstrap: dict[str, Any], root: Path) -> None:
    venv, lock = root / "venv", "requirements-local.txt"
    venv.mkdir()
    assert not bootstrap["is_ready"](venv, root, lock)
    bootstrap["stamp"](venv, lock).write_text(bootstrap["digest"](root / lock))
    assert bootstrap["is_ready"](venv, root, lock)
    (root / lock).write_text("# another version\n")
    assert not bootstrap["is_ready"](venv, root, lock)


def test_the_development_set_also_serves_the_demo_but_not_the_other_way(bootstrap: dict[str, Any], root: Path) -> None:
    venv = root / "venv"
    venv.mkdir()
    bootstrap["stamp"](venv, "requirements-dev.txt").write_text(bootstrap["digest"](root / "requirements-dev.txt"))
    assert bootstrap["is_ready"](venv, root, "requirements-local.txt")
    bootstrap["stamp"](venv, "requirements-dev.txt").unlink()
    bootstrap["stamp"](venv, "requirements-local.txt").write_text(bootstrap["digest"](root / "requirements-local.txt"))
    assert not bootstrap["is_ready"](venv, root, "requirements-dev.txt")


def test_it_starts_again_inside_the_environment(root: Path) -> None:
    venv = root / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    found = runpy.run_path(str(BOOTSTRAP))
    found["stamp"](venv, "requirements-local.txt").write_text(found["digest"](root / "requirements-local.txt"))
    (root / "manage.py").write_text("import sys; print(sys.prefix, *sys.argv[1:])")
    script = f"import runpy, pathlib; runpy.run_path({str(BOOTSTRAP)!r})['enter'](pathlib.Path({str(root)!r}), ['x', 'due', '3'])"
    ended = subprocess.run(
        [sys.executable, "-c", script], env={"APP_VENV": str(venv)}, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == f"{venv} due 3"
