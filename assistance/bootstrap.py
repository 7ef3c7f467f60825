"""From a bare Python to the project's own environment: standard library only, in a syntax that old Pythons read."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NEWEST_TOO_OLD = (3, 10)
RUN_TIME = "requirements-local.txt"
DEVELOPMENT = "requirements-dev.txt"  # holds everything of the run-time lock, and the tools
DEVELOPERS_COMMANDS = ("test", "bench")
AS_IT_IS = "system"  # APP_VENV=system: a container image whose Python already has the packages


def say(text: str) -> None:
    """Progress goes to standard error: standard output belongs to the command."""
    print("manage.py: " + text, file=sys.stderr, flush=True)


def enter(root: Path, argv: list[str]) -> None:
    """Return when this interpreter is the prepared one; otherwise prepare it and start again inside."""
    if sys.version_info[:2] <= NEWEST_TOO_OLD:
        sys.exit("manage.py: Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ".")
    if os.name == "nt":
        sys.exit("manage.py: on Windows, start inside WSL2 (same commands), or use docker-compose.yml.")
    if os.environ.get("APP_VENV") == AS_IT_IS:
        return
    venv = Path(os.environ.get("APP_VENV") or root / ".venv").absolute()
    prepare(venv, root, DEVELOPMENT if argv[1:2] and argv[1] in DEVELOPERS_COMMANDS else RUN_TIME)
    if Path(sys.prefix).resolve() != venv.resolve():
        go_on_inside(venv, [str(root / "manage.py"), *argv[1:]])


def prepare(venv: Path, root: Path, lock: str) -> None:
    """Make the environment match the lock; costs nothing when it does already."""
    if is_ready(venv, root, lock):
        return
    venv.parent.mkdir(parents=True, exist_ok=True)
    with OneAtATime(venv.with_name(venv.name + ".lock")):
        if is_ready(venv, root, lock):  # somebody else has just done it
            return
        if not has_pip(venv):
            make_venv(venv)
        install(venv, root, lock)


def is_ready(venv: Path, root: Path, lock: str) -> bool:
    """Whether the stamp names this very lock; the development set also serves the run-time commands."""
    return any(
        stamp(venv, name).exists() and stamp(venv, name).read_text() == digest(root / name)
        for name in {lock, DEVELOPMENT}
    )


def stamp(venv: Path, lock: str) -> Path:
    """Where the environment remembers which lock it was installed from."""
    return venv / (".installed-" + lock)


def digest(lock: Path) -> str:
    """The lock's content and the Python's version: either one changing makes the environment stale."""
    version = ".".join(map(str, sys.version_info[:3]))
    return hashlib.sha256(lock.read_bytes() + version.encode()).hexdigest()


def interpreter(venv: Path) -> Path:
    """The environment's own Python."""
    return venv / "bin" / "python"


def has_pip(venv: Path) -> bool:
    """Whether a usable environment is there, of this Python's version."""
    if not interpreter(venv).exists():
        return False
    ask = "import pip, sys; print('%d.%d' % sys.version_info[:2])"
    found = subprocess.run([str(interpreter(venv)), "-c", ask], capture_output=True, text=True, check=False)
    return found.returncode == 0 and found.stdout.strip() == "%d.%d" % sys.version_info[:2]  # noqa: UP031 - old Pythons


def has_ensurepip() -> bool:
    """Debian and Ubuntu split it off into python3-venv."""
    return subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True, check=False).returncode == 0


def make_venv(venv: Path) -> None:
    """Make an empty environment with pip, also where Python came without the means to do so."""
    say("making the environment " + str(venv))
    shutil.rmtree(venv, ignore_errors=True)
    if not has_ensurepip():
        if not shutil.which("apt-get"):
            sys.exit("manage.py: this Python has no ensurepip; install the python3-venv package and start again.")
        if os.geteuid() != 0:
            make_venv_with_downloaded_pip(venv)
            return
        apt_install("python3-venv")
        if not has_ensurepip():
            sys.exit("manage.py: python3-venv does not serve " + sys.executable + "; start with Debian's own python3.")
    run([sys.executable, "-m", "venv", str(venv)], "the environment could not be made")


def apt_install(package: str) -> None:
    """As root on Debian: the package manager brings what is missing."""
    say(package + " is missing, installing it with apt-get")
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    run(["apt-get", "-qq", "update"], "apt-get update failed", env=quiet)
    line = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", package]
    run(line, "apt-get could not install " + package, env=quiet)


def make_venv_with_downloaded_pip(venv: Path) -> None:
    """No root, no ensurepip: Debian's own pip wheel comes by apt-get into a private folder; nothing is installed."""
    say("python3-venv is missing and you are not root: fetching pip with apt-get download")
    with tempfile.TemporaryDirectory() as folder:
        for place in ("lists/partial", "cache/archives/partial"):
            (Path(folder) / place).mkdir(parents=True)
        private = ["-o", "Dir::State::Lists=" + folder + "/lists", "-o", "Dir::Cache=" + folder + "/cache"]
        apt = ["apt-get", "-qq", *private, "-o", "APT::Sandbox::User="]
        run([*apt, "update"], "apt-get update failed")
        run([*apt, "download", "python3-pip-whl"], "pip could not be fetched", cwd=folder)
        package = next(Path(folder).glob("*.deb"))
        run(["dpkg", "-x", str(package), folder + "/unpacked"], "pip could not be unpacked")
        wheel = next(Path(folder).glob("unpacked/usr/share/python-wheels/pip-*.whl"))
        run([sys.executable, "-m", "venv", "--without-pip", str(venv)], "the environment could not be made")
        pip = [str(interpreter(venv)), str(wheel) + "/pip"]
        run([*pip, "install", "-q", "--no-index", str(wheel)], "pip could not be installed")


def install(venv: Path, root: Path, lock: str) -> None:
    """Install the lock, every file checked against its hash; then leave the stamp."""
    say("installing " + lock + " (some 15 to 30 seconds with a fast line)")
    for old in venv.glob(".installed-*"):
        old.unlink()
    line = [str(interpreter(venv)), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
    uncolored = dict(os.environ, PIP_USER="0", PIP_ROOT_USER_ACTION="ignore")
    run([*line, "--only-binary", ":all:", "-r", str(root / lock)], "the packages could not be installed", env=uncolored)
    stamp(venv, lock).write_text(digest(root / lock))


def run(line: list[str], failure: str, env: dict[str, str] | None = None, cwd: str | None = None) -> None:
    """One step; its output goes to standard error, a failure ends everything in one sentence."""
    ended = subprocess.run(line, env=env, cwd=cwd, stdout=sys.stderr, check=False)
    if ended.returncode != 0:
        sys.exit("manage.py: " + failure + " (" + line[0] + " ended with " + str(ended.returncode) + ").")


def go_on_inside(venv: Path, arguments: list[str]) -> None:
    """Replace this process by the environment's Python."""
    line = [str(interpreter(venv)), *arguments]
    sys.stdout.flush()
    os.execv(line[0], line)  # noqa: S606 - our own interpreter


class OneAtATime:
    """Two first starts at once: the second waits for the first one's environment."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        import fcntl  # not on Windows, which is told so before

        self.file = self.path.open("a")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()
