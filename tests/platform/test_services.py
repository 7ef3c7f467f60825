"""One owner of a checkout's services and any number of guests; test runs side by side."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from assistance.embedded.services import THROW_AWAY_PREFIX, Checkout, borrowed, make_secrets, thrown_away
from assistance.embedded.testing import choose
from tests.house.source import ROOT


@pytest.fixture
def no_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_APP_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


def test_the_first_command_owns_and_the_second_is_its_guest(folder: Path, no_addresses: None) -> None:
    with borrowed(folder) as (mine, own):
        assert own
        script = (
            "import sys; from pathlib import Path; from assistance.embedded.services import borrowed\n"
            "with borrowed(Path(sys.argv[1])) as (addresses, own): print(own, addresses['REDIS_URL'])"
        )
        line = [sys.executable, "-c", script, str(folder)]
        guest = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
    assert guest.stdout.split() == ["False", mine["REDIS_URL"]]


def test_the_owner_waits_for_its_guests_before_stopping(folder: Path) -> None:
    checkout = Checkout(folder)
    checkout.publish({"REDIS_URL": "redis://here"})
    visit = checkout.visit()
    assert visit is not None
    leaves = threading.Timer(0.5, visit[0].close)
    leaves.start()
    began = time.monotonic()
    checkout.withdraw(patience=10)
    assert time.monotonic() - began >= 0.4
    assert checkout.visit() is None


def test_a_killed_owner_leaves_no_lock(folder: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from assistance.embedded.services import Checkout\n"
        "held = Checkout(Path(sys.argv[1])).own(); print(held is not None, flush=True); os.kill(os.getpid(), 9)"
    )
    line = [sys.executable, "-c", script, str(folder)]
    killed = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (killed.stdout.strip(), killed.returncode) == ("True", -9)
    held = Checkout(folder).own()
    assert held is not None
    held.close()


def test_the_keys_are_made_once_and_for_their_owner_alone(folder: Path) -> None:
    path = make_secrets(folder / "secrets.json")
    first = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert {len(bytes.fromhex(key)) for key in json.loads(first).values()} == {32}
    assert make_secrets(path).read_text() == first
    assert [each.name for each in folder.iterdir()] == ["secrets.json"]


def test_a_test_run_leaves_nothing_and_clears_what_an_older_one_left(no_addresses: None) -> None:
    old = Path(tempfile.mkdtemp(prefix=THROW_AWAY_PREFIX))
    fresh = Path(tempfile.mkdtemp(prefix=THROW_AWAY_PREFIX))
    os.utime(old, (0, 0))
    try:
        with thrown_away() as (home, addresses):
            assert set(addresses) == {"DATABASE_URL", "DATABASE_APP_URL", "REDIS_URL"}
        assert not home.exists()
        assert not old.exists()
        assert fresh.exists(), "a run of today may still be using it"
    finally:
        fresh.rmdir()


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ([], ["-n2", "--dist", "loadgroup"]),
        (["--fast"], ["-n2", "--dist", "loadgroup", "-m", "not browser and not faults"]),
        (["tests/house", "-x"], ["-n0", "tests/house", "-x"]),
        (["tests/house/test_days.py::test_x"], ["-n0", "tests/house/test_days.py::test_x"]),
        (["-n4", "--fast"], ["-m", "not browser and not faults", "-n4"]),
    ],
)
def test_a_whole_run_takes_two_processes_and_a_chosen_path_one(asked: list[str], given: list[str]) -> None:
    assert choose(ROOT, asked) == given
