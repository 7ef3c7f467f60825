"""Fixtures of the public page's tests: nobody has asked before."""

import pytest
from django.core.cache import cache


@pytest.fixture
def nobody_asked() -> None:
    """An empty counter, so that one test's questions do not count against the next one's."""
    cache.clear()
