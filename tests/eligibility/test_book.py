"""The book: in force on a day, known by a moment, for the nearest place."""

from datetime import date, datetime

import pytest
from django.test.utils import CaptureQueriesContext

from eligibility import api, book
from eligibility.core.workdays import SHANGHAI

pytestmark = pytest.mark.django_db
MOMENT_BEFORE = datetime(2021, 10, 31, 23, 59, 59, tzinfo=SHANGHAI)
MOMENT_OF = datetime(2021, 11, 1, tzinfo=SHANGHAI)


def urban(area: str, day: date, known_by: datetime | None = None) -> str | None:
    value = api.figures_on(area, day, known_by).value("dibao.standard")
    return value["urban"]["amount"] if value else None


def test_a_late_notice_is_in_force_from_its_start_but_known_only_from_its_publication(policies):
    assert urban("632500000000", date(2021, 1, 1)) == "672.00"
    assert urban("632500000000", date(2021, 1, 1), MOMENT_BEFORE) == "640.00"
    assert urban("632500000000", date(2021, 1, 1), MOMENT_OF) == "672.00"


def test_the_day_before_a_start_still_has_the_former_figure(policies):
    assert urban("63", date(2020, 12, 31)) == "640.00"
    assert urban("63", date(2019, 12, 31)) == "500.00"
    assert urban("63", date(2017, 12, 31)) is None


def test_a_county_that_publishes_its_own_figure_hides_the_city_s(policies):
    assert urban("610703", date(2025, 9, 30)) == "655.00"
    assert urban("610703", date(2025, 10, 1)) == "675.00"
    assert urban("610702", date(2025, 10, 1)) == "655.00"


def test_every_figure_carries_document_period_and_version(policies):
    figure = api.figures_on("610703999999", date(2026, 2, 1)).get("dibao.standard")
    assert figure is not None
    assert (figure.area, figure.start, figure.end) == ("610703000000", date(2025, 10, 1), None)
    assert "南郑区" in figure.document
    assert figure.version == "dibao.standard@610703000000/2025-10-01/2026-01-01"


def test_the_history_names_what_was_replaced(policies):
    amounts = [figure.value["urban"]["amount"] for figure in api.history_of("63", "dibao.standard")]
    assert amounts == ["672.00", "640.00", "500.00"]
    before = [figure.value["urban"]["amount"] for figure in api.history_of("63", "dibao.standard", MOMENT_BEFORE)]
    assert before == ["640.00", "500.00"]


def test_a_name_outside_the_registry_is_a_key_error(policies):
    with pytest.raises(KeyError):
        api.figures_on("63", date(2022, 1, 1)).get("dibao.standrad")


def test_a_second_reading_of_the_same_area_asks_only_for_the_revision(policies, django_assert_num_queries):
    urban("610703", date(2026, 2, 1))
    with django_assert_num_queries(1):
        urban("610703", date(2025, 5, 5))


def test_the_number_of_queries_does_not_grow_with_the_parameters(policies, connection_of_book):
    for kept in (book._seats, book._entries, book._figures):
        kept.cache_clear()
    with CaptureQueriesContext(connection_of_book) as queries:
        figures = api.figures_on("990101", date(2026, 9, 1))
        assert len(list(figures)) > 40
    assert len(queries) == 3  # the revision, which places publish at all, and every figure of this one


@pytest.fixture
def connection_of_book():
    from django.db import connection

    return connection


def test_a_figure_names_its_own_article_and_not_only_its_document_s(policies):
    figures = api.figures_on("110101", date(2022, 1, 1))
    articles = {name: figures.get(name).article for name in ("household.counted", "income.exempt", "tekun.no_labour")}
    assert articles == {"household.counted": "第七条", "income.exempt": "第十三条", "tekun.no_labour": "第五条"}
