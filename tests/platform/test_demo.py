"""The demo's process tree on a copy of the project: it starts, it heals, it ends, and a kill leaves nothing."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import psycopg2
import pytest

from assistance.embedded.services import Checkout

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.xdist_group("demo")]


class Demo:
    """One running demo of a copy of the project."""

    def __init__(self, root: Path, environment: dict[str, str], *, port: int | None = None) -> None:
        self.root, self.log = root, root.parent / "demo.log"
        self.log.write_text("")
        run = Checkout(root).run
        (run / "county").touch()  # the county's data is another test's subject
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(port or free_port())],
            cwd=root,
            env=environment,
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            self.site = self.wait_for(r"(http://127\.0\.0\.1:\d+/)   ready")
        except BaseException:
            self.stop()  # a start that failed must not stand in the way of the next test's
            raise

    def wait_for(self, pattern: str, patience: float = 300) -> str:
        """The first match in what the demo has printed."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if match := re.search(pattern, self.log.read_text()):
                return match.group(1)
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"{pattern} never came:\n{self.log.read_text()[-4000:]}")

    def answers(self) -> bool:
        """Whether the site and its database answer."""
        with urlopen(f"{self.site}healthz", timeout=10) as answer:
            return bool(answer.status == 200)

    def pids(self, part: str = "") -> set[int]:
        """Our descendants, by what stands in their command line or environment's folder."""
        return {pid for pid in everyone() if belongs(pid, self.root) and part in command_line(pid)}

    def stop(self) -> int:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(120)


def everyone() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def belongs(pid: int, root: Path) -> bool:
    try:
        lives = " Z " not in Path(f"/proc/{pid}/stat").read_text()
        return lives and Path(f"/proc/{pid}/cwd").readlink().is_relative_to(root)
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def gone(demo: Demo, patience: float = 60) -> bool:
    until = time.monotonic() + patience
    while demo.pids() and time.monotonic() < until:
        time.sleep(0.1)
    return demo.pids() == set()


@pytest.fixture
def demo(checkout: Path, bare_environment: dict[str, str]) -> Iterator[Demo]:
    running = Demo(checkout, bare_environment)
    yield running
    if running.process.poll() is None:
        running.stop()


def test_ctrl_c_ends_everything_and_the_next_start_keeps_the_data(
    demo: Demo, checkout: Path, bare_environment: dict[str, str]
) -> None:
    assert demo.answers()
    note(checkout, "drop table if exists kept; create table kept as select 'still here'::text as word")
    assert demo.stop() == 0
    assert gone(demo)
    again = Demo(checkout, bare_environment)
    assert again.answers()
    assert note(checkout, "select word from kept") == "still here"
    assert again.stop() == 0


def note(checkout: Path, sql: str) -> object:
    state = Checkout(checkout).published()
    assert state is not None
    with psycopg2.connect(state.addresses["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0] if cursor.description else None  # type: ignore[index]


def test_a_second_demo_of_the_same_checkout_says_where_the_first_one_is(
    demo: Demo, checkout: Path, bare_environment: dict[str, str]
) -> None:
    line = [sys.executable, "manage.py", "demo"]
    second = subprocess.run(line, cwd=checkout, env=bare_environment, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert f"already running at {demo.site}" in second.stderr
    assert demo.answers()


def test_other_commands_use_the_running_database(demo: Demo, checkout: Path, bare_environment: dict[str, str]) -> None:
    line = [sys.executable, "manage.py", "walls"]
    ended = subprocess.run(line, cwd=checkout, env=bare_environment, capture_output=True, text=True, check=True)
    assert "row security: cases_application" in ended.stdout
    assert "starting" not in ended.stderr


def test_kill_minus_nine_of_the_demo_leaves_no_process(demo: Demo) -> None:
    assert len(demo.pids()) > 8
    demo.process.kill()
    demo.process.wait()
    assert gone(demo), demo.pids()


@pytest.mark.parametrize(("name", "mark"), [("worker", " worker "), ("web", "gunicorn"), ("beat", " beat ")])
def test_a_process_that_is_killed_is_started_again(demo: Demo, name: str, mark: str) -> None:
    before = demo.pids(mark)
    for pid in before:
        with suppress(ProcessLookupError):  # the pool's children may die with the one killed before them
            os.kill(pid, signal.SIGKILL)
    demo.wait_for(rf"({name} ended with -9, starting it again)")
    until = time.monotonic() + 30
    while not demo.pids(mark) - before and time.monotonic() < until:
        time.sleep(0.1)
    assert demo.pids(mark) - before
    assert demo.process.poll() is None


def test_the_database_dying_ends_everything_with_an_error(demo: Demo) -> None:
    postmaster = int((demo.root / "var" / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    assert demo.process.wait(60) == 1
    assert gone(demo)


def test_a_port_that_is_taken_is_said_and_the_next_one_used(checkout: Path, bare_environment: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        demo = Demo(checkout, bare_environment, port=taken)
        assert demo.wait_for(rf"(port {taken} is taken, using \d+)")
        assert demo.answers()
        assert demo.stop() == 0
