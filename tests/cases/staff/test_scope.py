"""Wall two: PostgreSQL shows and takes only rows inside the signed scope of the transaction."""

from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from assistance.database import backend_pid, sign_scope
from cases.households.models import Household
from cases.staff.models import scope_range
from cases.staff.scope import acting_in
from tests.people import COUNTY, OTHER_TOWNSHIP, OTHER_VILLAGE, TOWNSHIP, VILLAGE

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)


def household(number: str, area_code: str) -> Household:
    return Household.objects.create(
        number=number, head_name="王秀兰", setting="rural", area_code=area_code, created_at=NOW
    )


@pytest.mark.parametrize(
    ("code", "first", "below"),
    [
        ("632500000000", "632500000000", "632600000000"),
        ("990000000000", "990000000000", ":"),
        ("990199000000", "990199000000", "990200000000"),
        ("990101001000", "990101001000", "990101002000"),
        ("990101001001", "990101001001", "990101001002"),
        ("000000000000", "0", ":"),
    ],
)
def test_an_area_covers_the_codes_that_begin_like_it(code: str, first: str, below: str) -> None:
    assert scope_range(code) == (first, below)


def test_without_a_scope_nothing_is_read() -> None:
    with pytest.raises(ProgrammingError, match="no area scope"), transaction.atomic():
        list(Household.objects.all())


def test_a_township_sees_its_own_families_only() -> None:
    with acting_in(COUNTY):
        household("A", VILLAGE)
        household("B", OTHER_VILLAGE)
    with acting_in(TOWNSHIP):
        assert [row.number for row in Household.objects.all()] == ["A"]
        assert Household.objects.filter(number="B").count() == 0
    with acting_in(OTHER_TOWNSHIP):
        assert [row.number for row in Household.objects.all()] == ["B"]


def test_a_row_outside_the_scope_cannot_be_written() -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), acting_in(TOWNSHIP):
        household("C", OTHER_VILLAGE)


def test_a_scope_widened_by_hand_is_refused() -> None:
    text = sign_scope(0, "990101001000", "990101002000", backend_pid(), 4_000_000_000).replace(
        "990101002000", "999999999999"
    )
    with pytest.raises(ProgrammingError, match="not valid"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.scope', %s, true)", [text])
        cursor.execute("SELECT count(*) FROM cases_household")


@pytest.mark.parametrize(("pid_shift", "expires"), [(1, 4_000_000_000), (0, 1)])
def test_a_scope_of_another_connection_or_an_old_one_is_refused(pid_shift: int, expires: int) -> None:
    text = sign_scope(0, "0", ":", backend_pid() + pid_shift, expires)
    with pytest.raises(ProgrammingError, match="not valid"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.scope', %s, true)", [text])
        cursor.execute("SELECT count(*) FROM cases_household")


def test_the_application_cannot_read_the_key() -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM sec.scope_key")


def test_negative_control_the_owner_sees_through_the_wall() -> None:
    with acting_in(COUNTY):
        household("A", VILLAGE)
    with acting_in(OTHER_TOWNSHIP), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("SELECT count(*) FROM cases_household")
        assert cursor.fetchone() == (1,)
        cursor.execute("SET LOCAL ROLE assistance_app")
