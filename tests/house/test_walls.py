"""What the migrated database refuses equals the reviewed file, line by line."""

import pytest
from django.db import connection

from assistance.walls import REVIEWED, inventory
from tests.house.source import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.owner]


def test_the_inventory_of_walls_equals_the_reviewed_file() -> None:
    reviewed = (ROOT / REVIEWED).read_text().splitlines()
    assert inventory(connection) == reviewed, "after a reviewed migration run: python3 manage.py walls --write"


@pytest.mark.parametrize(
    ("tear_down", "kind"),
    [
        ("alter table cases_application disable row level security", "row security: cases_application"),
        ("drop trigger append_only on cases_journalline", "trigger: cases_journalline"),
        ("grant delete on cases_journalline to assistance_app", "grant: public.cases_journalline"),
    ],
)
def test_a_wall_torn_down_shows(tear_down: str, kind: str) -> None:
    before = {line for line in inventory(connection) if line.startswith(kind)}
    with connection.cursor() as cursor:
        cursor.execute(tear_down)
    assert {line for line in inventory(connection) if line.startswith(kind)} != before
