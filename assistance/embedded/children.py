"""Child processes that end with us: each in its own session, its lines marked with its name, stopped in order."""

import contextlib
import ctypes
import io
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
COLOURS = {"broker": 31, "web": 36, "worker": 33, "beat": 35}


def die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """On Linux the kernel signals the child when we die, also by kill -9; elsewhere the next start cleans up."""
    if not sys.platform.startswith("linux"):
        return None
    # Loaded here and not in the child: after a change of account a Python below /root cannot be read any more.
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def ask_the_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died in between; compared with its number, since in a container it may be 1
            os._exit(1)

    return ask_the_kernel


class Child:
    """One process and its descendants."""

    def __init__(
        self, name: str, line: list[str], *, environment: dict[str, str], folder: Path, log: Path | None = None
    ) -> None:
        self.name, self.line, self.environment, self.folder = name, line, environment, folder
        self.log = log  # a file for its lines; without one they are repeated, marked, on our standard output
        self.started: list[float] = []
        self.start()

    def start(self) -> None:
        """Start (again)."""
        self.started.append(time.monotonic())
        self.process = subprocess.Popen(
            self.line,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches only us, and we stop them in order
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - it only calls prctl
        )
        self.pump = threading.Thread(target=self._repeat_lines, args=(self.process,), daemon=True)
        self.pump.start()

    def has_ended(self) -> bool:
        """Whether the process itself is gone."""
        return self.process.poll() is not None

    def starts_within(self, seconds: float) -> int:
        """How often it was started lately."""
        return sum(1 for moment in self.started if moment > time.monotonic() - seconds)

    def restart(self) -> None:
        """End what the dead process left behind, then start it again."""
        self._kill_group()
        self.start()

    def stop(self, patience: float) -> bool:
        """Ask it to end; kill the whole group when it does not. True when it ended by itself."""
        asked = True
        if not self.has_ended():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                asked = False
        self._kill_group()
        self.process.wait()
        self.pump.join(1)
        return asked

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def _repeat_lines(self, process: subprocess.Popen[bytes]) -> None:
        if self.log is not None:
            with self.log.open("ab") as file:
                shutil.copyfileobj(process.stdout or io.BytesIO(), file)
            return
        label = f"{self.name:<7}|"
        if sys.stdout.isatty():
            label = f"\033[{COLOURS.get(self.name, 32)}m{label}\033[0m"
        for line in process.stdout or ():
            sys.stdout.write(f"{label} {line.decode(errors='replace')}")
            sys.stdout.flush()
