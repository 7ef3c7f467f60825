"""Two publishers at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from eligibility import api
from eligibility.core.workdays import SHANGHAI

AT = datetime(2025, 6, 20, 9, 30, tzinfo=SHANGHAI)


def reviewed(amount: str) -> int:
    value = {"dibao.floor_share": amount}
    version = api.write_policy(api.Draft("990301", f"某县标准 {amount}", date(2025, 7, 1), None, value), by=11)
    assert isinstance(version, api.Version)
    api.send_policy_for_review(version.id, by=11)
    return version.id


@pytest.mark.django_db(transaction=True)
def test_of_two_overlapping_versions_published_at_once_one_is_refused_with_a_reason():
    versions = [reviewed("0.10"), reviewed("0.20")]
    together = Barrier(2)

    def publish(place: int) -> api.Version | api.Refused:
        together.wait(10)
        try:
            return api.publish_policy(versions[place], by=12, at=AT + timedelta(microseconds=place))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        outcomes = list(both.map(publish, range(2)))
    refused = [outcome for outcome in outcomes if isinstance(outcome, api.Refused)]
    assert len(refused) == 1
    assert "期间重叠" in refused[0].reasons[0]
    figure = api.figures_on("990301", date(2025, 7, 1)).get("dibao.floor_share")
    assert figure is not None
    assert figure.value in {"0.10", "0.20"}
