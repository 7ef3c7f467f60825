"""The database and the broker of a command: the given ones, this checkout's running ones, or our own while it lasts."""

import fcntl
import json
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from assistance.embedded import broker
from assistance.embedded.account import CannotStart, socket_folder
from assistance.embedded.children import Child
from assistance.embedded.postgres import APPLICATION, Postgres

KEYS = ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY", "SCOPE_KEY")
THROW_AWAY_PREFIX = "assistance-test-"
A_DAY = 24 * 3600


def say(text: str) -> None:
    """Standard output belongs to the command."""
    print(f"manage.py: {text}", file=sys.stderr, flush=True)


def are_given() -> bool:
    """Whether both addresses come from outside; then nothing of ours is started."""
    return database_is_given() and bool(os.environ.get("REDIS_URL"))


def database_is_given() -> bool:
    """The owner's address or the application's: both lead to somebody else's server."""
    return bool(os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_APP_URL"))


class Services:
    """What one owner started, and the environment that leads to it."""

    def __init__(self, home: Path, *, throw_away: bool = False) -> None:
        self.home, self.throw_away = home, throw_away
        self.postgres: Postgres | None = None
        self.broker: Child | None = None

    def start(self) -> dict[str, str]:
        """Start what has no address; return the addresses."""
        addresses: dict[str, str] = {}
        try:
            if not database_is_given():
                self.postgres = Postgres(self.home / "postgres", throw_away=self.throw_away)
                self.postgres.start()
                addresses["DATABASE_URL"] = self.postgres.url()
                addresses["DATABASE_APP_URL"] = self.postgres.url(APPLICATION)
            if not os.environ.get("REDIS_URL"):
                at = self._broker_socket()
                self.broker = broker.start(
                    self.home / "broker", at, environment=dict(os.environ), throw_away=self.throw_away
                )
                addresses["REDIS_URL"] = broker.url(at)
        except BaseException:
            self.stop()
            raise
        return addresses

    def _broker_socket(self) -> Path:
        folder = socket_folder(self.home / "run")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder / "broker.sock"

    def dead(self) -> str | None:
        """The name of a service that has ended by itself."""
        if self.postgres is not None and self.postgres.process is not None and self.postgres.process.poll() is not None:
            return "database"
        if self.broker is not None and self.broker.has_ended():
            return "broker"
        return None

    def stop(self) -> None:
        """The broker first, the database last."""
        if self.broker is not None:
            self.broker.stop(10)
        if self.postgres is not None:
            self.postgres.stop()


@dataclass(frozen=True)
class Published:
    """What the owner of running services tells its guests."""

    owner: int
    site: str | None
    addresses: dict[str, str]


class Checkout:
    """The state folder of one checkout: one owner of its services at a time, any number of guests."""

    def __init__(self, root: Path) -> None:
        self.home = root / "var"
        self.run = self.home / "run"
        self.run.mkdir(parents=True, exist_ok=True)
        self.notice = self.run / "services.json"

    def own(self) -> IO[str] | None:
        """The owner's lock, or None when somebody holds it; the kernel frees it with its process."""
        held = (self.run / "owner.lock").open("a+")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            held.close()
            return None
        return held

    def publish(self, addresses: dict[str, str], *, site: str | None = None) -> None:
        """Let guests find the services."""
        unfinished = self.notice.with_suffix(".new")
        unfinished.write_text(json.dumps({"owner": os.getpid(), "site": site, "addresses": addresses}))
        unfinished.chmod(0o600)
        unfinished.replace(self.notice)

    def withdraw(self, *, patience: float) -> None:
        """No new guests; then wait for those who are still there."""
        self.notice.unlink(missing_ok=True)
        until = time.monotonic() + patience
        with (self.run / "guests.lock").open("a+") as guests:
            while time.monotonic() < until:
                try:
                    fcntl.flock(guests, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    time.sleep(0.05)
                else:
                    return

    def published(self) -> Published | None:
        """What the owner said about itself, as long as its services are up."""
        try:
            return Published(**json.loads(self.notice.read_text()))
        except FileNotFoundError:
            return None

    def visit(self) -> tuple[IO[str], dict[str, str]] | None:
        """A guest's lock and the addresses, or None when no services are up."""
        guest = (self.run / "guests.lock").open("a+")
        fcntl.flock(guest, fcntl.LOCK_SH)
        state = self.published()  # only now: an owner withdraws it before waiting for its guests
        if state is None:
            guest.close()
            return None
        return guest, state.addresses

    def secrets_file(self) -> Path:
        """Random keys, made once; losing them loses every encrypted field of this checkout's data."""
        return make_secrets(self.home / "secrets.json")


def make_secrets(path: Path) -> Path:
    """Write the keys if they are not there; readable by their owner alone."""
    if not path.exists():
        keys = {name: secrets.token_hex(32) for name in KEYS}
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(keys, file)
        try:
            os.link(unfinished, path)  # fails when another process was faster: its keys count
        except FileExistsError:
            say(f"{path} was made by another command at this moment; its keys are used")
        unfinished.unlink()
    return path


@contextmanager
def borrowed(root: Path, *, patience: float = 120) -> Iterator[tuple[dict[str, str], bool]]:
    """Addresses for one command, and whether the services are our own (then they end with the command)."""
    checkout = Checkout(root)
    until = time.monotonic() + patience
    while True:
        held = checkout.own()
        if held is not None:
            with held, _own(checkout) as addresses:
                yield addresses, True
            return
        visit = checkout.visit()
        if visit is not None:
            with visit[0]:
                yield visit[1], False
            return
        if time.monotonic() > until:
            raise CannotStart("Another command of this checkout takes too long to start or stop its services.")
        time.sleep(0.1)


@contextmanager
def _own(checkout: Checkout) -> Iterator[dict[str, str]]:
    checkout.notice.unlink(missing_ok=True)  # left by an owner that was killed
    services = Services(checkout.home)
    say("starting PostgreSQL and the broker for this command (no DATABASE_URL is set)")
    addresses = services.start()
    try:
        checkout.publish(addresses)
        yield addresses
    finally:
        checkout.withdraw(patience=3600)
        services.stop()


@contextmanager
def thrown_away() -> Iterator[tuple[Path, dict[str, str]]]:
    """A cluster and a broker for one test run, in a folder of their own; any number may run side by side."""
    _clear_left_overs()
    home = Path(tempfile.mkdtemp(prefix=THROW_AWAY_PREFIX))
    home.chmod(0o711)  # the database's account has to pass
    services = Services(home, throw_away=True)
    try:
        yield home, services.start()
    finally:
        services.stop()
        shutil.rmtree(home, ignore_errors=True)


def _clear_left_overs() -> None:
    """What a killed test run left, once it is a day old."""
    for folder in Path(tempfile.gettempdir()).glob(f"{THROW_AWAY_PREFIX}*"):
        try:
            if folder.stat().st_mtime < time.time() - A_DAY:
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
