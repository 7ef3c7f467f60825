"""Wall two: the signed area scope that a transaction carries into PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import time

from django.db import connection, transaction

from assistance.database import backend_pid, sign_scope
from cases.staff.models import Post, scope_range

_VALID_SECONDS = 1800  # longer than any request or batch chunk; a stolen text dies with it and with its connection
NATION = "000000000000"


def _enter(officer_id: int, area_code: str) -> str:
    first, below = scope_range(area_code)
    text = sign_scope(officer_id, first, below, backend_pid(), int(time()) + _VALID_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.scope', true), set_config('app.scope', %s, true)", [text])
        before = cursor.fetchone()
    return before[0] or "" if before else ""


@contextmanager
def acting_in(area_code: str, *, officer_id: int = 0) -> Iterator[None]:
    """One transaction that sees and writes only rows inside the area; officer 0 is the system itself."""
    with transaction.atomic():
        before = _enter(officer_id, area_code)
        yield
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.scope', %s, true)", [before])


@contextmanager
def acting_as(post: Post) -> Iterator[None]:
    """One transaction inside the area of an officer's post."""
    with acting_in(post.area_code, officer_id=post.officer_id):
        yield


def enter_as(post: Post) -> None:
    """Set the post's scope for the rest of the running transaction: the machines' face knows the officer only inside the view."""
    _enter(post.officer_id, post.area_code)
