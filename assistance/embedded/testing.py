"""`manage.py test` and `bench` on a throw-away PostgreSQL and broker, any number of runs side by side."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from assistance.embedded.children import die_with_parent
from assistance.embedded.services import make_secrets, say, thrown_away

WITHOUT_SLOW_PARTS = "not browser and not faults"


def run(root: Path, arguments: list[str], *, bench: bool) -> int:
    """Start the services, run the tests or the measures, remove everything; their exit code."""
    with thrown_away() as (home, addresses):
        environment = {**os.environ, **addresses, **_places(home)}
        module = ["tests.bench", *arguments] if bench else ["pytest", *choose(root, arguments)]
        line = [sys.executable, "-m", *module]
        say(" ".join(line[2:]))
        process = subprocess.Popen(
            line,
            cwd=root,
            env=environment,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - it only calls prctl
        )
        return _wait(process)


def choose(root: Path, arguments: list[str]) -> list[str]:
    """Two processes for a whole run, one for chosen paths; `--fast` leaves out the browser and the long faults."""
    ours = [argument for argument in arguments if argument != "--fast"]
    if "--fast" in arguments:
        ours = ["-m", WITHOUT_SLOW_PARTS, *ours]
    if any(argument.startswith(("-n", "--numprocesses")) for argument in ours):
        return ours
    names_paths = any(
        not argument.startswith("-") and (root / argument.split("::")[0]).exists() for argument in ours
    )
    return ["-n0", *ours] if names_paths else ["-n2", "--dist", "loadgroup", *ours]


def _places(home: Path) -> dict[str, str]:
    """Everything that a run writes lies in its own folder; the tables' owner runs the tests."""
    given = {} if os.environ.get("SECRET_KEY") else {"APP_SECRETS_FILE": str(make_secrets(home / "secrets.json"))}
    return {
        **given,
        "DATABASE_AS": "owner",
        "APP_TESTING": "1",
        "APP_FILES_DIR": str(home / "files"),
        "APP_BEAT_FILE": str(home / "beat-schedule"),
    }


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Ctrl-C reaches pytest too, as it shares our terminal: let it end in its own way."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
        except SystemExit:
            process.terminate()
            process.wait(30)
            raise
