"""`manage.py demo`: the whole system in one foreground process tree, from an empty folder to a working county."""

import argparse
import os
import shutil
import signal
import socket
import sys
import time
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from assistance.embedded import prepare
from assistance.embedded.account import CannotStart
from assistance.embedded.postgres import Postgres
from assistance.embedded.services import Checkout, Services, say
from assistance.embedded.stack import Stack

PORTS_TO_TRY = 50
WEB_PATIENCE = 240  # seconds; a busy machine takes long to load everything, and a broken web process is told of by its exit


def run(root: Path, arguments: list[str]) -> int:
    """Set up what is missing, start everything, and stay until Ctrl-C; not 0 when a service died."""
    wishes = _parse(arguments)
    began = time.monotonic()
    checkout = Checkout(root)
    held = checkout.own()
    if held is None:
        raise CannotStart(_in_use(checkout))
    with held:
        if wishes.reset:
            _wipe(checkout)
        return _serve(root, checkout, _address(wishes), began)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py demo", description=__doc__)
    parser.add_argument("--reset", action="store_true", help="delete this checkout's demo data (var/) first")
    parser.add_argument("--host", default=os.environ.get("APP_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("APP_PORT", "8000")))
    return parser.parse_args(arguments)


def _in_use(checkout: Checkout) -> str:
    state = checkout.published()
    if state is None:
        return "Another command of this checkout is starting or stopping its services; try again in a moment."
    if state.site is None:
        return f"The services of this checkout are in use by process {state.owner}; wait until it has ended."
    return f"The demo of this checkout is already running at {state.site} (process {state.owner})."


def _wipe(checkout: Checkout) -> None:
    """Everything this checkout wrote; the locks stay, since we hold one."""
    say(f"deleting the demo data in {checkout.home}")
    Postgres(checkout.home / "postgres").wipe()
    for entry in checkout.home.iterdir():
        if entry == checkout.run:
            continue
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    for entry in checkout.run.iterdir():
        if entry.suffix != ".lock":
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def _address(wishes: argparse.Namespace) -> tuple[str, int]:
    """The wished port, or the next free one."""
    for port in range(wishes.port, wishes.port + PORTS_TO_TRY):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((wishes.host, port))
            except OSError:
                continue
        if port != wishes.port:
            say(f"port {wishes.port} is taken, using {port}")
        return wishes.host, port
    raise CannotStart(f"No port from {wishes.port} on is free on {wishes.host}; choose another one with --port.")


def _serve(root: Path, checkout: Checkout, address: tuple[str, int], began: float) -> int:
    services = Services(checkout.home)
    stack = Stack(root, services)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _Ender(stack))
    try:
        checkout.notice.unlink(missing_ok=True)  # left by an owner that was killed
        addresses = services.start()
        site = f"http://{address[0]}:{address[1]}/"
        environment = _environment(checkout, addresses)
        if not stack.ending:
            prepare.demo(root, checkout.home, environment, embedded="DATABASE_URL" in addresses)
        if not stack.ending:
            _start_processes(stack, environment, address)
            _announce(root, stack, environment, site, began)
            checkout.publish(addresses, site=site)
        return stack.watch()
    finally:
        say("stopping: web first, database last")
        checkout.withdraw(patience=0 if stack.ending else 2)
        stack.stop()
        say("stopped")


class _Ender:
    """Ctrl-C, TERM and a closed terminal end the tree in order; a second one does not interrupt that."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.stack.ending = True


def _environment(checkout: Checkout, addresses: dict[str, str]) -> dict[str, str]:
    environment = {**os.environ, **addresses, "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_AS", None)  # the processes that serve people own nothing
    if not (environment.get("SECRET_KEY") or environment.get("APP_SECRETS_FILE")):
        environment["APP_SECRETS_FILE"] = str(checkout.secrets_file())
    return environment


def _start_processes(stack: Stack, environment: dict[str, str], address: tuple[str, int]) -> None:
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "assistance"]
    web = [sys.executable, "-m", "gunicorn", "assistance.wsgi", "-b", f"{address[0]}:{address[1]}", "-w", "2"]
    stack.add("web", [*web, "--log-level", "warning"], environment)
    worker = [*celery, "worker", "-c", "2", "-l", "INFO", "--without-gossip", "--without-mingle"]
    stack.add("worker", worker, environment)
    stack.add("beat", [*celery, "beat", "-l", "WARNING", "--pidfile="], environment)


def _announce(root: Path, stack: Stack, environment: dict[str, str], site: str, began: float) -> None:
    """The logins while the web is starting; the address when it answers."""
    logins = prepare.logins(root, environment)
    until = time.monotonic() + WEB_PATIENCE
    while not stack.ending and not _answers(site):
        if time.monotonic() > until or stack.broken() is not None:
            say("the web process does not answer; its lines above say why")
            return
        time.sleep(0.1)
    seconds = time.monotonic() - began
    print(f"\n{logins}\n\n  {site}   ready after {seconds:.1f} s; Ctrl-C ends everything\n", flush=True)


def _answers(site: str) -> bool:
    try:
        with urlopen(f"{site}healthz", timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False

