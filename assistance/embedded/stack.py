"""The process tree of the demo: what dies is started again, within reason; a dead service ends everything."""

import time
from pathlib import Path

from assistance.embedded.children import Child
from assistance.embedded.services import Services, say

MOST_STARTS = 5
WITHIN_SECONDS = 60
PATIENCE = {"web": 10, "worker": 20, "beat": 5}


class Stack:
    """Web, worker and beat over the services."""

    def __init__(self, root: Path, services: Services) -> None:
        self.root, self.services = root, services
        self.children: list[Child] = []
        self.ending = False

    def add(self, name: str, line: list[str], environment: dict[str, str]) -> None:
        """Start one more process of the tree."""
        self.children.append(Child(name, line, environment=environment, folder=self.root))

    def watch(self) -> int:
        """Stay until somebody ends us (0) or something cannot go on (1)."""
        while not self.ending:
            if dead := self.services.dead():
                say(f"the {dead} has ended, so everything ends; its log is in {self.services.home}")
                return 1
            for child in self.children:
                if child.has_ended() and not self._revive(child):
                    return 1
            time.sleep(0.2)
        return 0

    def broken(self) -> str | None:
        """A process that has ended before it was ever watched."""
        return next((child.name for child in self.children if child.has_ended()), None)

    def stop(self) -> None:
        """In the order of the tree: people first, then the work, then what both stand on."""
        for child in self.children:
            if not child.stop(PATIENCE[child.name]):
                say(f"{child.name} did not end in {PATIENCE[child.name]} s and was killed")
        self.services.stop()

    def _revive(self, child: Child) -> bool:
        if child.starts_within(WITHIN_SECONDS) >= MOST_STARTS:
            say(f"{child.name} ended {MOST_STARTS} times within {WITHIN_SECONDS} s, giving up")
            return False
        say(f"{child.name} ended with {child.process.returncode}, starting it again")
        child.restart()
        return True
