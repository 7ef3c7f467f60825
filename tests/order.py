"""Fast tests first: the tools, then pure ones, then the database, then the browser, then what kills processes."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by what a test needs; within one kind the order stays as random as it was."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    fixtures = set(getattr(item, "fixturenames", ()))
    if item.path.name == "test_tools.py":
        return 0  # the types take longest: begun first, they end while the rest runs beside them
    if item.get_closest_marker("faults"):
        return 4
    if item.get_closest_marker("browser"):
        return 3
    needs_database = item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"}
    return 2 if needs_database else 1
