"""A new route on the calendar: real cases with their weekends, holidays and make-up days, and what shifts."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cases.desk.policy_samples import Sample, samples_of
from cases.staff.scope import acting_in
from eligibility import api
from tests.cases.applications.cases import single
from tests.cases.applications.steps import accepted
from tests.people import COUNTY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]

MORNING = datetime(2026, 9, 21, 2, tzinfo=UTC)  # a Monday before the national holiday, ten in China


def shortened() -> dict[str, Any]:
    """The county's routes with the total of 低保 by the township cut to fifteen working days."""
    rows = [{**row} for row in api.figures_on(COUNTY, date(2026, 11, 22)).value("route")]
    rows[0]["total"] = {"n": 15, "unit": "working_day"}
    return {"route": rows}


def drawn(town: Town, values: Mapping[str, Any]) -> list[Sample]:
    with acting_in(COUNTY):
        return samples_of(town.editor, COUNTY, date(2027, 1, 1), values)


def test_cases_that_were_accepted_run_under_the_new_route(town: Town) -> None:
    with acting_in(COUNTY):
        cases = [accepted(single(town, order, MORNING), town.officer, at=MORNING) for order in range(2)]
    samples = drawn(town, shortened())
    assert [one.subtitle for one in samples] == [f"{case.number}，9月21日受理" for case in reversed(cases)]
    total = next(line for line in samples[0].lines if line.name == "全程")
    # twenty working days end on 26 October and fifteen on 19: the holiday lies between, a Sunday and a Saturday are worked
    assert (total.before, total.after, total.shift) == ("10月26日", "10月19日", "早 7 天")
    cells = {cell.day: cell for week in samples[0].weeks for cell in week}
    assert cells[date(2026, 10, 1)].kind == "holiday"
    assert cells[date(2026, 10, 10)].kind == "make_up"
    assert "全程" in cells[date(2026, 10, 19)].marks
    assert "受理" in cells[date(2026, 9, 21)].marks
    assert not samples[0].provisional


def test_a_county_without_cases_sees_an_example(town: Town) -> None:
    samples = drawn(town, shortened())
    assert len(samples) == 3
    assert not samples[0].is_real
    assert samples[0].provisional  # the holidays of 2027 are not published


def test_figures_that_move_no_clock_draw_nothing(town: Town) -> None:
    assert drawn(town, {"dibao.floor_share": "0.25"}) == []
