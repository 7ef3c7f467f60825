"""System checks with codes: the server, its locale, the application's role, and the timetable."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import OperationalError, connections

OLDEST_SERVER = 180000
INITDB = "--locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C.UTF-8 --encoding=UTF8"


def _ask(alias: str, question: str, values: Sequence[str] = ()) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchone()[0]


@register(Tags.database)
def check_server(*, databases: Sequence[str] | None = None, **_: object) -> list[CheckMessage]:
    """The server must be new enough, speak UTF-8, and see Chinese in its trigrams."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        try:
            found += _server(alias)
        except OperationalError as refused:
            message = f"The database does not answer: {refused}"
            found.append(Error(message, hint="See DATABASE_URL.", id="assistance.E001"))
    return found


def _server(alias: str) -> list[CheckMessage]:
    if int(_ask(alias, "select current_setting('server_version_num')")) < OLDEST_SERVER:
        version = _ask(alias, "select current_setting('server_version')")
        return [Error(f"PostgreSQL 18 or newer is needed, this is {version}.", id="assistance.E002")]
    found: list[CheckMessage] = []
    encoding = _ask(alias, "select current_setting('server_encoding')")
    if encoding != "UTF8":
        found.append(Error(f"The database is {encoding}, not UTF8.", hint=f"initdb {INITDB}", id="assistance.E003"))
    # Before the first migration the extension is not there yet; the next check will ask again.
    has_trigrams = _ask(alias, "select to_regproc('show_trgm') is not null")
    if has_trigrams and not _ask(alias, "select show_trgm('张三') <> '{}'"):
        message = "This cluster's locale hides Chinese from trigrams: searching a name would find nothing."
        found.append(Error(message, hint=f"Make the cluster with initdb {INITDB}", id="assistance.E004"))
    return found


@register(Tags.database, deploy=True)
def check_application_role(*, databases: Sequence[str] | None = None, **_: object) -> list[CheckMessage]:
    """The role that serves people must stand under the policies, not above them."""
    if settings.DATABASE_AS_OWNER:
        message = "The application runs as the owner of the tables: row-level security does not hold it."
        return [Error(message, hint="Unset DATABASE_AS for web, worker and beat.", id="assistance.E005")]
    return [message for alias in databases or () for message in _role(alias)]


def _role(alias: str) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if _ask(alias, "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"):
        found.append(Error("The application's role stands above row-level security.", id="assistance.E006"))
    if owned := _ask(alias, "select count(*) from pg_class where relowner = current_user::regrole"):
        found.append(Error(f"The application's role owns {owned} relations; it must own none.", id="assistance.E007"))
    if _ask(alias, "select session_user <> current_user"):
        message = "The application logs in as another role and changes to its own: RESET ROLE would undo that."
        hint = "Give the role its own login and set DATABASE_APP_URL."
        found.append(checks.Warning(message, hint=hint, id="assistance.W001"))
    return found


@register(deploy=True)
def check_timetable(**_: object) -> list[CheckMessage]:
    """Every entry of the timetable names a task that exists; otherwise the worker drops it in silence."""
    from assistance.celery import app

    app.loader.import_default_modules()
    return [
        Error(f"The timetable's entry {name} names no task: {entry['task']}", id="assistance.E008")
        for name, entry in sorted(app.conf.beat_schedule.items())
        if entry["task"] not in app.tasks
    ]
