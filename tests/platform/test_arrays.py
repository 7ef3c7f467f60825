"""Many values travel to PostgreSQL as one literal and arrive as they were."""

from datetime import date

import pytest
from django.db import connection

from assistance.database import array_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("bigint", [1, -(2**62), None, 0]),
        ("text", ["青河镇", 'say "no"', "back\\slash", "a,b{c}", "", "NULL", "null", " padded ", None, "two\nlines"]),
        ("text", ["青河镇", "a,b{c}", "", "NULL", "null", "NaN", " padded ", None]),
        ("boolean", [True, False, None]),
        ("date", [date(2026, 2, 28), None]),
        ("bigint", []),
    ],
)
def test_an_array_literal_is_read_as_it_was_written(kind: str, values: list[object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [array_of(values)])
        assert cursor.fetchone()[0] == values
