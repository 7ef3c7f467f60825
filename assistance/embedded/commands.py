"""What `manage.py` does inside the environment: our own commands, and Django's with a database behind them."""

import os
import signal
import sys
from pathlib import Path
from types import FrameType

from assistance.embedded import prepare
from assistance.embedded.account import CannotStart
from assistance.embedded.services import Checkout, are_given, borrowed, say

SCHEMA = ["migrate", "makemigrations", "sqlmigrate", "showmigrations", "squashmigrations", "optimizemigration"]
# These work on the tables themselves; everything else runs under the application's role.
AS_OWNER = frozenset([*SCHEMA, "dbshell", "walls", "flush", "load_policies", "load_demo", "test"])
# These neither need tables nor should make them.
WITHOUT_TABLES = frozenset([*SCHEMA, "check", "collectstatic", "docs", "diffsettings", "findstatic", "spectacular"])
WITHOUT_ANYTHING = frozenset(["help", "--help", "-h", "version", "--version"])


def run(root: Path, argv: list[str]) -> int:
    """Run one command line; the exit code."""
    command = argv[1] if len(argv) > 1 else "help"
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assistance.settings")
    try:
        if command == "demo":
            from assistance.embedded.demo import run as demo

            return demo(root, argv[2:])
        if command in ("test", "bench"):
            from assistance.embedded.testing import run as test

            return test(root, argv[2:], bench=command == "bench")
        return _django(root, command, argv)
    except CannotStart as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)  # through every `finally`, so that nothing of ours is left running


def _django(root: Path, command: str, argv: list[str]) -> int:
    if command in AS_OWNER:
        os.environ.setdefault("DATABASE_AS", "owner")
    if command in WITHOUT_ANYTHING or are_given():
        use_secrets_of(root, make=command in WITHOUT_ANYTHING)
        return _execute(argv)
    use_secrets_of(root, make=True)
    with borrowed(root) as (addresses, own):
        os.environ.update(addresses)
        if own and command not in WITHOUT_TABLES:
            prepare.if_needed(root, Checkout(root).home, dict(os.environ))
        return _execute(argv)


def use_secrets_of(root: Path, *, make: bool) -> None:
    """Point the settings to this checkout's keys, unless keys were given; production's are never invented here."""
    if os.environ.get("SECRET_KEY") or os.environ.get("APP_SECRETS_FILE"):
        return
    path = root / "var" / "secrets.json"
    if make or path.exists():
        os.environ["APP_SECRETS_FILE"] = str(Checkout(root).secrets_file())


def _execute(argv: list[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(argv)
    return 0
