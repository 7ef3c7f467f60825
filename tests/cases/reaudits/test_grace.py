"""渐退期: a re-audit that finds the family lifted by work lets the award go on for the place's months, and then end."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from assistance.outcome import Done, Refused
from cases.assessments.models import Assessment
from cases.assessments.services import Grace
from cases.awards.models import Award, AwardPeriod
from cases.awards.selectors import owed_between
from cases.households import services as households
from cases.households.selectors import members_on
from cases.reaudits import grace, services
from cases.reaudits.models import Reaudit, ReauditDecision
from cases.staff.scope import acting_in
from tests.cases.households.people import NOW, TODAY
from tests.cases.policies.published import a_raise, published
from tests.cases.reaudits.test_services import aided, opened
from tests.people import COUNTY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]

DECEMBER, JUNE = date(2026, 12, 1), date(2027, 6, 1)
BY_WORK = Grace(DECEMBER, "employment", 0)


@pytest.fixture(autouse=True)
def county(town: Town) -> Iterator[None]:
    with acting_in(COUNTY):
        yield


@pytest.fixture
def case(town: Town) -> Reaudit:
    """李强 has found work: the income is far above the standard now."""
    case = opened(town, aided(town))
    husband = members_on(case.household, TODAY)[1]
    households.record_income(husband, kind="wage", amount_fen=900_000, per="month", actor=town.officer, at=NOW)
    assert services.start(case, actor=town.officer, at=NOW, expected=0)
    return case


def weighed(town: Town, case: Reaudit, asked: Grace = BY_WORK) -> Assessment:
    kept = services.assess_again(case, actor=town.officer, at=NOW, grace=asked)
    assert isinstance(kept, Assessment), kept
    return kept


def propose(town: Town, case: Reaudit, kept: Assessment, outcome: str = "grace") -> Done | Refused:
    told = {"visited_on": TODAY, "findings": "李强在县城找到工作", "outcome": outcome, "assessment": kept}
    return services.propose(case, actor=town.officer, at=NOW, expected=1, **told)


def amounts(award: Award) -> list[tuple[DateRange, int]]:
    rows = AwardPeriod.objects.filter(award=award, voided_at__isnull=True).order_by("period")
    return [(row.period, row.amount_fen) for row in rows]


def test_without_a_grace_the_family_is_out(town: Town, case: Reaudit) -> None:
    kept = services.assess_again(case, actor=town.officer, at=NOW)
    assert isinstance(kept, Assessment)
    assert kept.outcome == "no"
    assert isinstance(propose(town, case, kept), Refused)


def test_the_award_goes_on_for_six_months_and_ends(town: Town, case: Reaudit) -> None:
    kept = weighed(town, case)
    assert (kept.outcome, kept.on) == ("yes", DECEMBER)
    assert isinstance(propose(town, case, kept), Done)
    assert (case.outcome, case.from_month, case.new_amount_fen) == ("grace", DECEMBER, kept.amount_fen)
    assert isinstance(services.confirm(case, actor=town.head, at=NOW, expected=2), Done)
    case.award.refresh_from_db()
    assert (case.award.state, case.award.ended_reason, case.award.period.upper) == ("ended", "grace", JUNE)
    assert amounts(case.award)[-1] == (DateRange(DECEMBER, JUNE), kept.amount_fen)
    owed = owed_between(COUNTY, "dibao", DECEMBER, date(2027, 12, 1))
    assert [row.month.month for row in owed] == [12, 1, 2, 3, 4, 5]
    assert ReauditDecision.objects.get(reaudit=case).outcome == "grace"


def test_a_falling_grace_writes_every_step(town: Town, case: Reaudit) -> None:
    rule = {"months": 3, "pays": "falling", "shares": ["1.00", "0.60", "0.30"], "reasons": ["employment"]}
    values: dict[str, Any] = {"dibao.grace": rule, "dibao.supplements": []}
    published(town, a_raise(town, "650.00", **values))
    kept = weighed(town, case)
    assert isinstance(propose(town, case, kept), Done)
    assert isinstance(services.confirm(case, actor=town.head, at=NOW, expected=2), Done)
    january, february, march = (date(2027, month, 1) for month in (1, 2, 3))
    assert amounts(case.award)[-3:] == [
        (DateRange(DECEMBER, january), 100_000),
        (DateRange(january, february), 60_000),
        (DateRange(february, march), 30_000),
    ]


def test_nothing_else_can_be_proposed_on_a_grace_than_the_grace(town: Town, case: Reaudit) -> None:
    kept = weighed(town, case)
    answer = services.propose(
        case, actor=town.officer, at=NOW, expected=1, visited_on=TODAY, findings="…", outcome="end",
        from_month=DECEMBER, assessment=kept,
    )  # fmt: skip
    assert isinstance(answer, Refused)
    assert "“渐退期”" in str(answer)


def test_what_was_drawn_before_is_asked_where_our_rows_do_not_say_its_supplements(town: Town, case: Reaudit) -> None:
    kept = weighed(town, case, Grace(DECEMBER, "employment"))
    assert kept.outcome == "unknown"
    assert any("分类施保" in one["text"] for one in kept.answer["missing"])


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Grace(date(2026, 12, 2), "employment"), "grace_from"),
        (Grace(date(2025, 12, 1), "employment"), "grace_from"),
        (Grace(date(2027, 6, 1), "employment"), "grace_from"),
        (Grace(DECEMBER, "luck"), "grace_reason"),
    ],
)
def test_a_grace_that_cannot_begin_is_refused_at_its_box(town: Town, case: Reaudit, asked: Grace, code: str) -> None:
    answer = services.assess_again(case, actor=town.officer, at=NOW, grace=asked)
    assert isinstance(answer, Refused)
    assert [reason.code for reason in answer.reasons] == [code]
    assert not Assessment.objects.filter(household=case.household).exists()


def test_the_grace_is_known_again_from_the_kept_answer(town: Town, case: Reaudit) -> None:
    kept = weighed(town, case)
    assert grace.is_of_grace(kept)
    assert [month for month, _ in grace.months_of(kept)][::5] == [DECEMBER, date(2027, 5, 1)]
