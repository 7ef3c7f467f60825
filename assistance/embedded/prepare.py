"""Brings a database up to the checkout: migrations, policies, and for the demo its county."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from assistance.embedded.account import CannotStart
from assistance.embedded.services import say

SCHEMA = ("cases/migrations/*.py", "eligibility/migrations/*.py", "eligibility/policies/**/*.yaml")


def if_needed(root: Path, home: Path, environment: dict[str, str]) -> None:
    """Migrate and load the policies unless the stamp says that this very state is in the database."""
    stamp, now = home / "run" / "prepared", _digest(root)
    if stamp.exists() and stamp.read_text() == now:
        return
    _run(root, ["migrate", "load_policies"], environment)
    stamp.write_text(now)


def demo(root: Path, home: Path, environment: dict[str, str], *, embedded: bool) -> None:
    """The same, then the county; a given database is asked every time, it may be another one."""
    if embedded:
        if_needed(root, home, environment)
        if not (home / "run" / "county").exists():
            _run(root, ["load_demo"], environment)
            (home / "run" / "county").touch()
    else:
        _run(root, ["migrate", "load_policies", "load_demo"], environment)


def logins(root: Path, environment: dict[str, str]) -> str:
    """The table of the demo's logins."""
    line = [sys.executable, "manage.py", "demo_logins"]
    ended = subprocess.run(line, cwd=root, env=environment, capture_output=True, text=True, check=False)
    return ended.stdout.strip("\n") if ended.returncode == 0 else ended.stderr.strip().splitlines()[-1]


def _digest(root: Path) -> str:
    found = hashlib.sha256()
    for pattern in SCHEMA:
        for path in sorted(root.glob(pattern)):
            found.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return found.hexdigest()


def _run(root: Path, commands: list[str], environment: dict[str, str]) -> None:
    say(f"preparing: {', '.join(commands)}")
    line = [sys.executable, "-m", "assistance.embedded.prepare", *commands]
    ended = subprocess.run(
        line, cwd=root, env={**environment, "DATABASE_AS": "owner"}, stdout=sys.stderr, check=False
    )
    if ended.returncode != 0:
        raise CannotStart(f"Preparing failed at one of: {', '.join(commands)}; the reasons are above.")


def _call(commands: list[str]) -> None:
    """Inside one Django process, since its start is the larger part of each."""
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assistance.settings")
    django.setup()
    for command in commands:
        call_command(command, **({"verbosity": 0, "interactive": False} if command == "migrate" else {}))


if __name__ == "__main__":
    _call(sys.argv[1:])
