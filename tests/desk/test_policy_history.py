"""One figure through the years: sixteen raises in a row are told, tabled and drawn so that they can be read."""

from datetime import date, datetime, time
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse

from cases.desk import policy_history
from eligibility import api
from eligibility.publishing import Draft, Refused, publish_file
from tests.people import Town, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]

CITY = "990100000000"
TODAY = date(2026, 11, 22)
SUMS = (200, 235, 260, 290, 330, 370, 400, 430, 460, 500, 540, 580, 640, 672, 721, 766)


def raised(years: int) -> None:
    """So many raises of the invented city, one a year, each published on its first day."""
    for place, amount in enumerate(SUMS[:years]):
        start = date(2009 + place, 7, 1)
        money = {"amount": f"{amount}.00", "per": "month"}
        draft = Draft(
            area=CITY, document=f"示例市提高{start.year}年低保标准的通知", start=start, end=None,
            values={"dibao.standard": {"urban": money, "rural": None}},
        )  # fmt: skip
        outcome = publish_file(draft, at=datetime.combine(start, time(), api.SHANGHAI))
        assert not isinstance(outcome, Refused), outcome.reasons


def test_sixteen_raises_are_sixteen_rows_with_their_steps() -> None:
    raised(16)
    stretches = policy_history.stretches_of(CITY, "dibao.standard")
    assert [one.start.year for one in stretches] == list(range(2024, 2008, -1))
    newest, oldest = stretches[0].amounts[0], stretches[-1].amounts[0]
    assert (newest.words, newest.step, oldest.step) == ("766.00 元/月", "增 45.00（6.2%）", "")
    assert policy_history.told(stretches) == [
        "城市自 2009年7月的 200.00 元到现在的 766.00 元，调整 15 次，共增 566.00（283.0%）"
    ]


def test_the_line_keeps_its_words_apart_at_both_widths() -> None:
    raised(16)
    stretches = policy_history.stretches_of(CITY, "dibao.standard")
    for chart in policy_history.charts_of(stretches, TODAY):
        (curve,) = chart.curves
        assert len(curve.dots) == 16
        places = sorted(float(text.x) for text in curve.sums)
        assert all(right - left >= 60 for left, right in pairwise(places))
        years = sorted(float(year.at) for year in chart.years)
        assert all(right - left >= 50 for left, right in pairwise(years))
        assert {"766", "200"} <= {text.words for text in curve.sums}
        assert all(chart.left <= float(x) <= chart.right for x, _ in curve.dots)


def test_one_value_alone_has_no_line_but_a_row() -> None:
    raised(1)
    stretches = policy_history.stretches_of(CITY, "dibao.standard")
    assert (len(stretches), policy_history.charts_of(stretches, TODAY)) == (1, [])


def test_a_figure_that_is_no_money_shows_its_stretches(client: Client, town: Town) -> None:
    sign_in(client, town.editor)
    page = client.get(reverse("desk:policies-figure", args=["route"])).content.decode()
    assert "2025-01-01 起" in page
    assert "看当时的数值" in page
    assert '<svg class="line' not in page
