"""The embedded PostgreSQL: its locale, its roles, its private socket, and what an earlier run may leave."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from assistance.embedded.postgres import APPLICATION, Postgres


@pytest.fixture
def postgres(folder: Path) -> Iterator[Postgres]:
    server = Postgres(folder / "数据 data", throw_away=True)
    server.start()
    yield server
    server.stop()


def ask(server: Postgres, question: str, role: str = "assistance") -> object:
    with psycopg2.connect(server.url(role)) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]  # type: ignore[index]


def test_trigrams_see_chinese(postgres: Postgres) -> None:
    ask(postgres, "create extension pg_trgm; select 1")
    assert ask(postgres, "select show_trgm('张三') <> '{}'") is True


def test_it_listens_on_no_network_address(postgres: Postgres) -> None:
    assert ask(postgres, "show listen_addresses") == ""
    assert postgres.socket.stat().st_mode & 0o077 == 0


def test_the_application_logs_in_by_itself_and_stands_under_the_policies(postgres: Postgres) -> None:
    question = "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles where rolname = session_user"
    assert ask(postgres, question, APPLICATION) is False


def test_a_second_start_keeps_the_data_and_ends_a_server_that_was_left_over(postgres: Postgres) -> None:
    ask(postgres, "create table kept as select 1 as one; select 1")
    left_over = postgres.process
    again = Postgres(postgres.home, throw_away=True)
    again.start()
    try:
        assert left_over is not None
        assert left_over.wait(5) == 0
        assert ask(again, "select one from kept") == 1
    finally:
        again.stop()


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    server = Postgres(folder / ("long" * 25), throw_away=True)
    server.start()
    try:
        assert ask(server, "select 1") == 1
    finally:
        server.stop()
        server.wipe()
    assert not server.home.exists()
    assert not server.socket.exists()


def test_an_interrupted_first_start_is_begun_again(folder: Path) -> None:
    server = Postgres(folder / "interrupted", throw_away=True)
    (server.home / "data.new").mkdir()
    (server.home / "data.new" / "PG_VERSION").write_text("18")
    server.start()
    try:
        assert ask(server, "select 1") == 1
    finally:
        server.stop()


def test_nothing_of_it_runs_after_stop(folder: Path) -> None:
    server = Postgres(folder / "stopped", throw_away=True)
    server.start()
    server.stop()
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(server.data) not in listed
