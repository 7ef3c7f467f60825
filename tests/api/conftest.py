"""A fixed Monday, and a caller for each post."""

from collections.abc import Callable, Iterator

import pytest
import time_machine

from cases.staff.models import Post
from tests.api.calling import (
    MONDAY,
    Caller,
)
from tests.people import Town


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch) -> Iterator[time_machine.Traveller]:
    """PostgreSQL keeps its own clock, so an area scope is signed by the real one."""
    monkeypatch.setattr("cases.staff.scope.time", time_machine.escape_hatch.time.time)
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


@pytest.fixture
def caller(town: Town) -> Callable[[Post], Caller]:
    known: dict[int, Caller] = {}

    def of(post: Post) -> Caller:
        if post.pk not in known:
            known[post.pk] = Caller(post)
        return known[post.pk]

    return of
