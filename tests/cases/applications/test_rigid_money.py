"""Families in rigid hardship: recognised where the nation's rule stands alone, and paid where their place pays some money."""

from collections.abc import Iterator
from typing import Any

import pytest

from cases.applications import services
from cases.applications.models import Application, Decision
from cases.applications.services import Ask
from cases.awards.models import Award
from cases.desk.forms.payouts import DraftForm
from cases.households import services as households
from cases.households.models import Household
from cases.households.selectors import members_on
from cases.payouts.models import PayoutLine
from cases.staff.scope import acting_in
from eligibility import api
from tests.cases.applications.cases import single
from tests.cases.applications.steps import DAY, NOW, accepted, proposed, reasons
from tests.cases.payouts.paying import DEC, drafted
from tests.cases.policies.published import a_raise, published
from tests.people import COUNTY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]
RURAL = "520.00"  # any rural standard will do: the sum is what is new


@pytest.fixture(autouse=True)
def county(town: Town) -> Iterator[None]:
    with acting_in(COUNTY):
        yield


def hard_pressed(town: Town) -> Household:
    """Somebody above the edge, whose illness takes more of it than the county allows for."""
    made = single(town, 3, NOW)
    head = members_on(made, DAY)[0]
    by: dict[str, Any] = {"actor": town.officer, "at": NOW}
    households.record_income(head, kind="pension", amount_fen=150_000, per="month", **by)
    households.record_expense(head, kind="medical", amount_fen=1_500_000, per="year", **by)
    made.refresh_from_db()
    return made


def paying(town: Town, amount: dict[str, str]) -> api.Version:
    values: dict[str, Any] = {"rigid.amount": amount}
    return a_raise(town, RURAL, **values)


def waiting(town: Town) -> Application:
    """A case of rigid hardship that waits for the county's decision; it needs no notice."""
    case = accepted(hard_pressed(town), town.officer, Ask("rigid_expenditure"))
    proposed(case, town.officer, town.second)
    assert services.send_on(case, actor=town.officer, at=NOW, expected=None)
    case.refresh_from_db()
    return case


def decided(town: Town) -> Application:
    case = waiting(town)
    done = services.grant(case, actor=town.approver, at=NOW, expected=case.version)
    assert done, done
    return case


def test_without_a_published_sum_the_family_is_recognised_and_no_money_is_written(town: Town) -> None:
    decided(town)
    assert Decision.objects.get().amount_fen is None
    assert not Award.objects.get().periods.exists()


def test_a_published_sum_is_decided_awarded_and_ends_with_the_recognition(town: Town) -> None:
    published(town, paying(town, {"method": "fixed", "amount": "300", "per": "person"}))
    case = decided(town)
    decision, award = Decision.objects.get(), Award.objects.get()
    assert decision.amount_fen == case.proposed_fen == award.periods.get().amount_fen == 30_000
    assert decision.limit["level"] == "county"
    assert decision.first_month == DAY.replace(month=12, day=1)
    assert award.period.upper == DAY.replace(year=2027, month=12, day=1)  # twelve months at most (L62 art.10)


def test_a_published_sum_is_paid_with_the_month_it_begins_in(town: Town) -> None:
    published(town, paying(town, {"method": "fixed", "amount": "300", "per": "person"}))
    decided(town)
    asked = DraftForm({"benefit": "rigid_expenditure", "month": "2026-12"})
    assert asked.is_valid(), asked.errors
    run = drafted(town, DEC, benefit=asked.cleaned_data["benefit"], at=NOW.replace(month=12))
    assert list(PayoutLine.objects.filter(run=run).values_list("month", "amount_fen")) == [(DEC, 30_000)]
    assert run.amount_fen == 30_000


def test_the_township_does_not_decide_money_that_belongs_to_the_county(town: Town) -> None:
    published(town, paying(town, {"method": "difference", "max": "200"}))
    case = waiting(town)
    refused = services.grant(case, actor=town.head, at=NOW, expected=case.version)
    assert reasons(refused) == {"over_limit"}
