"""Under which account and in which folder the database lives: it refuses root, and needs a short, closed path."""

import hashlib
import os
import pwd
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LONGEST_SOCKET_FOLDER = 80  # a socket's whole path may have 104 to 108 bytes


class CannotStart(Exception):
    """A service cannot be started; the sentence says what a person can do."""


@dataclass(frozen=True)
class Account:
    """An existing account that a child process changes to; none is ever created."""

    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """Whether this account gets as far as the folder."""
        return self.does(["test", "-x", str(folder)])

    def can_run(self, program: Path) -> bool:
        """Whether this account may start the program with its libraries."""
        return self.does([str(program), "--version"])

    def does(self, line: list[str]) -> bool:
        """Whether the line succeeds under this account."""
        try:
            ended = subprocess.run(line, cwd="/", capture_output=True, check=False, **as_account(self))
        except PermissionError:
            return False
        return ended.returncode == 0


def as_account(account: Account | None) -> dict[str, Any]:
    """The arguments of subprocess that change to the account."""
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}


def for_the_server() -> Account | None:
    """As root: `postgres` if the machine has it, else `nobody`. As an ordinary user: oneself."""
    if os.geteuid() != 0:
        _must_have_a_name(os.geteuid())
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    message = "The database needs an account `postgres` or `nobody`; start as an ordinary user or set DATABASE_URL."
    raise CannotStart(message)


def _must_have_a_name(uid: int) -> None:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        message = f"PostgreSQL does not start under an account without a name (uid {uid}); set DATABASE_URL instead."
        raise CannotStart(message) from None


def folder_for(home: Path, account: Account | None) -> Path:
    """The wished folder, or one under /var/lib when the account cannot get there (a checkout in a closed /root)."""
    home.mkdir(parents=True, exist_ok=True)
    if account is None or account.can_enter(home):
        return home
    elsewhere = Path("/var/lib") / f"assistance-{_tag(home)}"
    elsewhere.mkdir(parents=True, exist_ok=True)
    return elsewhere


def socket_folder(wished: Path) -> Path:
    """The wished folder, or a short one of our own when its path is too long for a socket."""
    if len(str(wished).encode()) <= LONGEST_SOCKET_FOLDER:
        return wished
    return Path(tempfile.gettempdir()) / f"assistance-{os.geteuid()}-{_tag(wished)}"


def close_to_others(folder: Path, account: Account | None) -> None:
    """Only the server's account may look in; trust on the socket is trust in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if account is not None:
            os.chown(folder, account.uid, account.gid)
        folder.chmod(0o700)
    except PermissionError as refused:
        message = f"{folder} cannot be given to the database's account; start as an ordinary user or set DATABASE_URL."
        raise CannotStart(message) from refused


def _tag(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:8]
