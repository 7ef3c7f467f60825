"""Re-audits open when they fall due, follow the calculation, and change the award only through another person."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from assistance.outcome import Refused
from cases.assessments import services as assessments
from cases.awards import services as awards
from cases.awards.models import Award, AwardPeriod
from cases.households.models import Household
from cases.households.selectors import members_on
from cases.reaudits import selectors, services
from cases.reaudits.models import Reaudit, ReauditDecision
from cases.staff.scope import acting_in
from cases.workflow.models import JournalLine
from tests.cases.assessments.test_services import tell_the_rest, wang
from tests.cases.households.people import NOW, TODAY
from tests.people import COUNTY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]

FIRST = date(2025, 12, 1)


@pytest.fixture(autouse=True)
def county(town: Town) -> Iterator[None]:
    with acting_in(COUNTY):
        yield


def aided(town: Town, *, amount_fen: int = 100_000, category: str = "stable", first: date = FIRST) -> Award:
    household = wang(town)
    tell_the_rest(town, household)
    return granted(household, amount_fen=amount_fen, category=category, first=first)


def granted(household: Household, *, amount_fen: int, category: str = "stable", first: date = FIRST) -> Award:
    award = awards.grant(
        household, "dibao", "", amount_fen, "month", first, None, None, members_on(household, TODAY), category, NOW
    )
    assert isinstance(award, Award), award
    return award


def opened(town: Town, award: Award) -> Reaudit:
    services.open_due(COUNTY, on=date(2026, 11, 10), at=NOW)
    return Reaudit.objects.get(award=award)


def proposed(town: Town, award: Award, **data: object) -> Reaudit:
    case = opened(town, award)
    assert services.start(case, actor=town.officer, at=NOW, expected=0)
    answer = services.propose(
        case, actor=town.officer, at=NOW, expected=1, **{"visited_on": TODAY, "findings": "入户核实", **data}
    )
    assert answer, answer
    return case


def worth(award: Award, month: date) -> int | None:
    row = AwardPeriod.objects.filter(award=award, voided_at__isnull=True, period__contains=month).first()
    return row.amount_fen if row else None


@pytest.mark.parametrize(
    ("category", "first", "due"),
    [
        ("stable", date(2025, 12, 1), date(2026, 11, 30)),  # a year after the first month
        ("unstable_able", date(2026, 6, 1), date(2026, 11, 30)),  # half a year: able to work and unsteady
    ],
)
def test_a_review_is_due_by_category_and_stored_once(town: Town, category: str, first: date, due: date) -> None:
    award = aided(town, category=category, first=first)
    services.plan_reviews(COUNTY, on=TODAY)
    award.refresh_from_db()
    assert award.next_review_on == due


@pytest.mark.parametrize(("day", "opens"), [(date(2026, 10, 30), 0), (date(2026, 10, 31), 1)])
def test_a_re_audit_opens_thirty_days_ahead_and_once(town: Town, day: date, opens: int) -> None:
    award = aided(town)
    assert services.open_due(COUNTY, on=day, at=NOW) == opens
    assert services.open_due(COUNTY, on=day, at=NOW) == 0
    assert Reaudit.objects.filter(award=award).count() == opens
    if opens:
        case = Reaudit.objects.get(award=award)
        assert case.step_due_at == datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)
        assert JournalLine.objects.filter(subject_kind="reaudit", subject_id=case.pk, seq=0).count() == 1


def test_an_ended_award_is_not_reviewed(town: Town) -> None:
    award = aided(town)
    assert not isinstance(awards.end(award, date(2026, 8, 1), "death", NOW), Refused)
    assert services.open_due(COUNTY, on=TODAY, at=NOW) == 0


def test_an_award_asked_for_alone_is_looked_at_alone_again(town: Town) -> None:
    household = wang(town)
    tell_the_rest(town, household)
    husband = members_on(household, TODAY)[1]
    wish = assessments.Wish(single_person=True, applicant_id=husband.pk)
    kept = assessments.keep(household, benefit="dibao", on=TODAY, application=wish, actor=town.officer, at=NOW)
    award = awards.grant(household, "dibao", "", 50_000, "month", FIRST, kept, None, [husband], "stable", NOW)
    assert isinstance(award, Award)
    case = opened(town, award)
    services.start(case, actor=town.officer, at=NOW, expected=0)
    again = services.assess_again(case, actor=town.officer, at=NOW)
    assert again.question["application"]["single_person"] is True
    assert [one["relation"] for one in again.question["members"]] == [
        one["relation"] for one in kept.question["members"]
    ]
    assert again.question["members"][1]["relation"] == "self"


def test_the_outcome_follows_the_calculation(town: Town) -> None:
    award = aided(town, amount_fen=100_000)
    case = opened(town, award)
    services.start(case, actor=town.officer, at=NOW, expected=0)
    kept = services.assess_again(case, actor=town.officer, at=NOW)
    assert kept.outcome == "yes"
    said = {"findings": "入户核实", "visited_on": TODAY, "assessment": kept, "from_month": date(2026, 12, 1)}
    answer = services.propose(case, actor=town.officer, at=NOW, expected=1, outcome="keep", **said)
    assert "重新计算的结论是“调整”" in str(answer)
    assert services.propose(case, actor=town.officer, at=NOW, expected=1, outcome="change", **said)
    assert case.new_amount_fen == kept.amount_fen


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"outcome": "keep", "findings": "x"}, "入户日期"),
        ({"outcome": "keep", "findings": "x", "visited_on": TODAY}, "重新计算"),
        ({"outcome": "later", "findings": "x", "visited_on": TODAY}, "维持、调整或停发"),
        ({"outcome": "end", "findings": "x", "visited_on": TODAY, "ground": "death"}, "自哪个月起"),
        (
            {"outcome": "end", "findings": "", "visited_on": TODAY, "ground": "death", "from_month": date(2026, 12, 1)},
            "复核情况",
        ),
        (
            {"outcome": "end", "findings": "x", "visited_on": TODAY, "ground": "death", "from_month": date(2025, 1, 1)},
            "起始月份",
        ),
    ],
)
def test_a_proposal_that_lacks_something_says_what(town: Town, data: dict[str, object], says: str) -> None:
    case = opened(town, aided(town))
    services.start(case, actor=town.officer, at=NOW, expected=0)
    answer = services.propose(case, actor=town.officer, at=NOW, expected=1, **data)
    assert says in str(answer)
    assert case.state == "checking"


def test_a_death_ends_the_award_from_its_month_by_another_person(town: Town) -> None:
    award = aided(town)
    case = proposed(town, award, outcome="end", ground="death", from_month=date(2026, 12, 1))
    assert not services.confirm(case, actor=town.officer, at=NOW, expected=2)
    done = services.confirm(case, actor=town.head, at=NOW, expected=2)
    assert done, done
    award.refresh_from_db()
    assert (award.state, award.period) == (Award.State.ENDED, DateRange(FIRST, date(2026, 12, 1)))
    assert worth(award, date(2026, 11, 1)) == 100_000
    assert worth(award, date(2026, 12, 1)) is None
    decision = ReauditDecision.objects.get(reaudit=case)
    assert (decision.outcome, decision.decided_by) == ("end", town.head.officer)


def test_a_change_takes_the_new_amount_and_the_next_review_counts_from_today(town: Town) -> None:
    award = aided(town)
    case = opened(town, award)
    services.start(case, actor=town.officer, at=NOW, expected=0)
    kept = services.assess_again(case, actor=town.officer, at=NOW)
    said = {"findings": "入户核实", "visited_on": TODAY, "assessment": kept, "from_month": date(2026, 12, 1)}
    assert services.propose(case, actor=town.officer, at=NOW, expected=1, outcome="change", **said)
    assert services.confirm(case, actor=town.head, at=NOW, expected=2)
    assert worth(award, date(2026, 11, 1)) == 100_000
    assert worth(award, date(2026, 12, 1)) == kept.amount_fen
    services.plan_reviews(COUNTY, on=TODAY)
    award.refresh_from_db()
    assert award.next_review_on == date(2027, 11, 1)


def test_who_proposed_cannot_confirm_even_in_another_post(town: Town) -> None:
    case = proposed(town, aided(town), outcome="end", ground="death", from_month=date(2026, 12, 1))
    head = town.head
    head.officer = town.officer.officer
    answer = services.confirm(case, actor=head, at=NOW, expected=2)
    assert "另一人" in str(answer)


def test_a_returned_re_audit_is_checked_again(town: Town) -> None:
    case = proposed(town, aided(town), outcome="end", ground="death", from_month=date(2026, 12, 1))
    assert not services.send_back(case, actor=town.head, at=NOW, expected=2, note="")
    assert services.send_back(case, actor=town.head, at=NOW, expected=2, note="死亡日期不清")
    assert case.state == "checking"


def test_the_queue_is_inside_the_area(town: Town) -> None:
    opened(town, aided(town))
    assert len(selectors.open_cases(town.officer, ["due"])) == 1
    assert not selectors.open_cases(town.outsider, ["due"])
