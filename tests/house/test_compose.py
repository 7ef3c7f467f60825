"""The production shape holds together, as far as a machine without an engine can tell."""

import re
from typing import Any

import pytest
import yaml

from tests.house.source import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SETTINGS = (ROOT / "assistance" / "settings.py").read_text()
OURS = ("migrate", "web", "worker", "beat")
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(?::([?-])[^}]*)?\}")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE)["services"]  # type: ignore[no-any-return]


def test_it_has_the_services_of_the_production_shape(services: dict[str, Any]) -> None:
    assert set(services) == {"postgres", "redis", *OURS}


def test_every_variable_without_a_default_stands_in_the_example() -> None:
    wanted = {name for name, default in VARIABLE.findall(COMPOSE) if default != "-"}
    example = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert wanted - example == set()
    assert example - {name for name, _ in VARIABLE.findall(COMPOSE)} == set()


def test_our_services_set_only_what_the_settings_read(services: dict[str, Any]) -> None:
    given = {name for service in OURS for name in services[service]["environment"]}
    given |= set(re.findall(r"\b(APP_\w+)=", DOCKERFILE)) - {"APP_VENV"}
    assert {name for name in given if f'"{name}"' not in SETTINGS} == set()


def test_only_the_migration_knows_the_owner(services: dict[str, Any]) -> None:
    assert [name for name in OURS if "DATABASE_URL" in services[name]["environment"]] == ["migrate"]
    assert all("DATABASE_APP_URL" in services[name]["environment"] for name in OURS)


def test_everything_waits_for_the_migration(services: dict[str, Any]) -> None:
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_the_cluster_is_made_with_the_locale_of_the_embedded_one(services: dict[str, Any]) -> None:
    options = services["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert {"--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"} <= set(options)
    assert "database:/var/lib/postgresql" in services["postgres"]["volumes"]


def test_nothing_but_the_web_is_reachable_and_that_from_the_machine_alone(services: dict[str, Any]) -> None:
    assert {name: service["ports"] for name, service in services.items() if "ports" in service} == {
        "web": ["127.0.0.1:${APP_PORT:-8000}:8000"]
    }


def test_the_image_brings_no_embedded_servers_and_runs_without_root() -> None:
    assert "requirements-local.txt" not in DOCKERFILE
    assert "requirements-dev.txt" not in DOCKERFILE
    assert DOCKERFILE.index("\nUSER assistance") < DOCKERFILE.index("\nCMD ")
    copied = {line.split()[1] for line in DOCKERFILE.splitlines() if line.startswith("COPY ")}
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == allowed


def test_the_image_names_modules_that_exist(services: dict[str, Any]) -> None:
    assert '"assistance.wsgi"' in DOCKERFILE
    assert (ROOT / "assistance" / "wsgi.py").exists()
    for name in ("worker", "beat"):
        assert services[name]["command"][:3] == ["celery", "-A", "assistance"]
