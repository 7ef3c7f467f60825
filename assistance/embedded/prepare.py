"""Brings an embedded database up to the checkout: migrations and published policies, only when either has changed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from assistance.embedded.account import CannotStart
from assistance.embedded.services import say

SOURCES = ("cases/migrations/*.py", "eligibility/migrations/*.py", "eligibility/policies/**/*.yaml")


def if_needed(root: Path, home: Path, environment: dict[str, str]) -> None:
    """Migrate and load the policies unless the stamp says that this very state is in the database."""
    stamp = home / "run" / "prepared"
    now = _digest(root)
    if stamp.exists() and stamp.read_text() == now and (home / "postgres").exists():
        return
    say("preparing the database (migrations and policies)")
    line = [sys.executable, "-m", "assistance.embedded.prepare"]
    ended = subprocess.run(
        line, cwd=root, env={**environment, "DATABASE_AS": "owner"}, stdout=sys.stderr, check=False
    )
    if ended.returncode != 0:
        raise CannotStart("The database could not be prepared; the reasons are above.")
    stamp.write_text(now)


def _digest(root: Path) -> str:
    found = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(root.glob(pattern)):
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def _prepare() -> None:
    import django
    from django.core.management import call_command, get_commands

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assistance.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    if "load_policies" in get_commands():
        call_command("load_policies")


if __name__ == "__main__":
    _prepare()
