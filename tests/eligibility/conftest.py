"""The starting book for the tests of the law's tables."""

import pytest

from eligibility.loading import load, load_calendar, policy_files


@pytest.fixture
def policies(db: None) -> None:
    """Every policy file that ships with the project, the invented county among them, and the calendar."""
    load(policy_files(demo=True))
    load_calendar()
