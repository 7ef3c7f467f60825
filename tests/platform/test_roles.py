"""The production roles: migrations need no superuser, and the application logs in under its own name."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from assistance.embedded.postgres import Postgres
from tests.house.source import ROOT

pytestmark = pytest.mark.slow

# What docker-compose.yml does on the empty cluster.
ROLES = (
    "create role ordinary login",
    "grant assistance_app to ordinary with admin option",
    "create database production owner ordinary",
)


@pytest.fixture
def production(folder: Path) -> Iterator[dict[str, str]]:
    """A cluster whose tables belong to an ordinary role, with the addresses of owner and application."""
    server = Postgres(folder / "postgres", throw_away=True)
    server.start()
    connection = psycopg2.connect(server.url())
    connection.autocommit = True
    with connection.cursor() as cursor:
        for line in ROLES:
            cursor.execute(line)
    connection.close()
    given = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    yield {
        **given,
        "DATABASE_URL": server.url("ordinary", "production"),
        "DATABASE_APP_URL": server.url("assistance_app", "production"),
    }
    server.stop()


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "manage.py", *arguments]
    return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_owner_migrates_without_being_superuser_and_the_checks_at_deploy_hold(production: dict[str, str]) -> None:
    migrated = manage(production, "migrate", "--no-input", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    policies = manage(production, "load_policies")
    assert policies.returncode == 0, policies.stderr
    checked = manage(production, "check", "--deploy", "--database", "default")
    assert "assistance." not in checked.stderr + checked.stdout
    as_another = {name: value for name, value in production.items() if name != "DATABASE_APP_URL"}
    assert "assistance.W001" in manage(as_another, "check", "--deploy", "--database", "default").stderr
    as_owner = {**as_another, "DATABASE_AS": "owner"}
    assert "assistance.E005" in manage(as_owner, "check", "--deploy", "--database", "default").stderr
