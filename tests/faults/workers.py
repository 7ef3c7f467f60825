"""A real Celery worker process on the test's own database and broker, made to be killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit, urlunsplit

import redis
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def _to_test_database(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{connection.settings_dict['NAME']}"))


def environment() -> dict[str, str]:
    """The test's environment, led to the test's database as the application's own login."""
    env = dict(os.environ)
    for name in ("DATABASE_URL", "DATABASE_APP_URL"):
        if env.get(name):
            env[name] = _to_test_database(env[name])
    return env | {"DATABASE_AS": "app", "DJANGO_SETTINGS_MODULE": "assistance.settings"}


class Worker:
    """One worker with its children in a process group of their own."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.kills = 0
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        line = [sys.executable, "-m", "celery", "-A", "assistance.celery", "worker", "-c", "2", "-l", "WARNING"]
        line += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        with self.log.open("ab") as out:
            return subprocess.Popen(line, cwd=ROOT, env=environment(), stdout=out, stderr=out, start_new_session=True)

    def kill(self) -> None:
        """kill -9 of the worker and all its children."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        self.kills += 1

    def start_again(self) -> None:
        """Another worker takes its place."""
        self.process = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


def flush_broker() -> None:
    """FLUSHALL: every message that waits is gone."""
    url = settings.REDIS_URL.replace("redis+socket://", "unix://")
    client = redis.Redis.from_url(url)
    client.flushall()
    client.close()
