"""A publication is followed by its recalculation: raises by themselves with back-pay to the fen, anything graver by people."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from cases.assessments.models import Assessment
from cases.awards import services as awards
from cases.awards.models import Award, AwardPeriod
from cases.awards.selectors import history
from cases.payouts.models import PayoutLine
from cases.reaudits import recalculation
from cases.reaudits.models import Reaudit
from cases.staff.scope import acting_in
from cases.workflow import batches
from cases.workflow.models import BatchFailure, BatchRun, JournalLine
from eligibility import api
from tests.cases.awards.families import give_account
from tests.cases.households.people import NOW
from tests.cases.payouts import paying
from tests.cases.policies.published import a_raise, decided, hard_pressed, imported, published, single
from tests.people import COUNTY, OTHER_COUNTY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]

JULY, OCT, NOV = date(2026, 7, 1), date(2026, 10, 1), date(2026, 11, 1)
OLD, NEW = 45_000, 50_000  # 650 and 700 less a pension of 200


@pytest.fixture(autouse=True)
def county(town: Town) -> Iterator[None]:
    with acting_in(COUNTY):
        yield


def test_money_for_rigid_hardship_is_raised_and_paid_back_too(town: Town) -> None:
    fixed = {"method": "fixed", "per": "person"}
    recalculated(published(town, a_raise(town, "650.00", **{"rigid.amount": fixed | {"amount": "300"}})))
    family, later = hard_pressed(town, 3), NOW + timedelta(hours=1)
    award = decided(family, benefit="rigid_expenditure")
    give_account(family, "6217000000000003", start=date(2024, 1, 1))
    draft = a_raise(town, "650.00", at=later, **{"rigid.amount": fixed | {"amount": "350"}})
    raised = recalculated(published(town, draft, at=later), later)
    assert (amounts(award), raised.arguments["tally"]["back_pay_fen"]) == ([(JULY, 35_000)], 20_000)
    run = paying.drafted(town, NOV, benefit="rigid_expenditure")
    assert run.amount_fen == 5 * 35_000  # nothing of July to October had been paid yet


def recalculated(version: api.Version, at: datetime = NOW) -> BatchRun:
    """What beat and a worker do after a publication."""
    recalculation.start_due(at)
    batch = BatchRun.objects.get(kind=recalculation.KIND, key=recalculation.key_of(version.id, COUNTY))
    batches.advance(batch.pk, COUNTY, lambda: at)
    batch.refresh_from_db()
    assert batch.state == BatchRun.State.DONE, batch.message
    return batch


def amounts(award: Award) -> list[tuple[date, int]]:
    rows = AwardPeriod.objects.filter(award=award, voided_at__isnull=True).order_by("period")
    return [(row.period.lower, row.amount_fen) for row in rows]


def paid_until_october(town: Town, award: Award) -> None:
    give_account(award.household, f"6217{award.pk:012d}", start=date(2024, 1, 1))
    run = paying.sent(town, OCT)
    paying.taken(town, run, paying.answer_to(run))


def lines(month: date) -> list[tuple[str, date, int]]:
    found = PayoutLine.objects.filter(run__month=month).order_by("month", "pk")
    return list(found.values_list("kind", "month", "amount_fen"))


def test_a_standard_published_in_november_from_july_is_paid_back_by_the_next_run_to_the_fen(town: Town) -> None:
    award = decided(single(town, 1))
    paid_until_october(town, award)
    batch = recalculated(published(town, a_raise(town, "700.00")))
    assert amounts(award) == [(JULY, NEW)]
    assert batch.arguments["tally"] == {"raised": 1, "monthly_fen": 5_000, "back_pay_fen": 20_000}
    paying.drafted(town, NOV)
    assert lines(NOV) == [
        *[("arrears", date(2026, month, 1), 5_000) for month in (7, 8, 9, 10)],
        ("regular", NOV, NEW),
    ]


def test_what_was_decided_stays_and_the_new_amount_rests_on_a_kept_answer(town: Town) -> None:
    award = decided(single(town, 2))
    version = published(town, a_raise(town, "700.00"))
    recalculated(version)
    old, new = history(award)
    assert (old.amount_fen, old.voided_at is not None) == (OLD, True)
    assert (new.amount_fen, new.reason, new.voided_at) == (NEW, f"standard:{version.id}", None)
    kept = Assessment.objects.get(pk=new.assessment_id)
    assert (kept.on, kept.outcome, kept.amount_fen) == (JULY, "yes", NEW)
    assert api.assess(kept.question).amount_fen == NEW
    line = JournalLine.objects.get(act="change_award", subject_id=award.pk)
    assert line.detail == {
        "version": version.id, "from": "2026-07-01", "amount_fen": NEW, "amounts": [{"from": "2026-07-01", "amount_fen": NEW}],
    }  # fmt: skip
    assert JournalLine.objects.get(act="recalculate_awards").subject_id == version.id


def test_run_twice_it_changes_nothing(town: Town) -> None:
    award = decided(single(town, 3))
    imported(single(town, 4), 30_000)
    decided(single(town, 5), 99_900)
    version = published(town, a_raise(town, "700.00"))
    batch = recalculated(version)

    def counted() -> tuple[int, ...]:
        rows = (AwardPeriod, Assessment, Reaudit, BatchFailure, JournalLine)
        return tuple(model.objects.count() for model in rows)

    before = counted()
    assert recalculation.start_due(NOW) == 0
    BatchRun.objects.filter(pk=batch.pk).update(state="running", cursor=0, ended_at=None)
    batches.advance(batch.pk, COUNTY, lambda: NOW + timedelta(minutes=5))
    assert counted() == (*before[:4], before[4] + 1)  # the line that says the job is over
    assert amounts(award) == [(JULY, NEW)]


def test_a_killed_job_is_taken_up_where_it_stopped(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The third family's transaction dies with the worker: two families are done, and the sweep's call does the rest once."""
    given = [decided(single(town, order)) for order in range(6, 10)]
    version = published(town, a_raise(town, "700.00"))
    monkeypatch.setattr(recalculation, "CHUNK", 1)
    recalculation.start_due(NOW)
    batch = BatchRun.objects.get(kind=recalculation.KIND)
    step, calls = recalculation.awards.change_all, []

    def dies_on_the_third(*args: object, **kwargs: object) -> object:
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return step(*args, **kwargs)

    monkeypatch.setattr(recalculation.awards, "change_all", dies_on_the_third)
    with pytest.raises(KeyboardInterrupt):
        batches.advance(batch.pk, COUNTY, lambda: NOW)
    batch.refresh_from_db()
    assert (batch.state, batch.done) == ("running", 2)
    assert [amounts(award)[0][1] for award in given] == [NEW, NEW, OLD, OLD]
    assert recalculated(version).done == 4
    assert [amounts(award) for award in given] == [[(JULY, NEW)]] * 4
    assert Assessment.objects.count() == 4


def test_a_lower_amount_a_refusal_and_an_open_question_are_left_to_people(town: Town) -> None:
    lowered, ends = decided(single(town, 10)), decided(single(town, 11, pension_fen=60_500))
    version = published(town, a_raise(town, "605.00"))
    recalculated(version)
    assert (amounts(lowered), amounts(ends)) == ([(JULY, OLD)], [(JULY, 13_000)])
    cases = {case.award_id: case for case in Reaudit.objects.filter(reason=f"standard:{version.id}")}
    assert set(cases) == {lowered.pk, ends.pk}
    notes = {
        line.subject_id: line.note for line in JournalLine.objects.filter(subject_kind="reaudit", act="open")
    }  # fmt: skip
    assert "减发须复核确认" in notes[cases[lowered.pk].pk]
    assert "2026年11月登记 450.00 元，新规定 405.00 元" in notes[cases[lowered.pk].pk]
    assert "不再符合条件" in notes[cases[ends.pk].pk]


def test_a_register_that_was_wrong_already_is_listed_and_a_decision_of_ours_is_looked_at_again(town: Town) -> None:
    theirs, ours = imported(single(town, 12), 30_000), decided(single(town, 13), 30_000)
    version = published(town, a_raise(town, "700.00"))
    batch = recalculated(version)
    assert (amounts(theirs)[-1][1], amounts(ours)[-1][1]) == (30_000, 30_000)
    assert [failure.subject_id for failure in BatchFailure.objects.filter(run=batch)] == [theirs.pk]
    assert Reaudit.objects.get().award_id == ours.pk


def test_a_register_that_the_law_confirms_is_raised_from_the_first_month_that_is_ours(town: Town) -> None:
    award = imported(single(town, 14), owed_from=date(2026, 9, 1))
    recalculated(published(town, a_raise(town, "700.00")))
    assert amounts(award) == [(date(2026, 9, 1), NEW)]


def test_a_step_over_the_limit_waits_for_the_higher_level(town: Town) -> None:
    limits = [
        {"benefit": "dibao", "level": "township", "from": "0", "to": "480.00", "unit": "yuan", "per": "household"},
        {"benefit": "dibao", "level": "county", "from": "480.00", "to": None, "per": "household"},
    ]
    award = decided(single(town, 15))
    recalculated(published(town, a_raise(town, "700.00", authority=limits)))
    assert amounts(award) == [(JULY, OLD)]
    assert Reaudit.objects.get().award_id == award.pk


def test_an_open_re_audit_is_not_doubled_but_listed(town: Town) -> None:
    award = decided(single(town, 16), 30_000)
    recalculated(published(town, a_raise(town, "690.00")))
    batch = recalculated(
        published(town, a_raise(town, "700.00"), at=NOW + timedelta(minutes=1)), NOW + timedelta(hours=1)
    )
    assert Reaudit.objects.filter(award=award).count() == 1
    assert BatchFailure.objects.get(run=batch).subject_id == award.pk


def test_a_standard_of_the_future_waits_for_its_first_day(town: Town) -> None:
    award = decided(single(town, 17))
    version = published(town, a_raise(town, "700.00", start=date(2027, 1, 1)))
    assert recalculation.start_due(NOW) == 0
    assert recalculation.start_due(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)) == 0
    recalculated(version, datetime(2026, 12, 31, 16, 1, tzinfo=UTC))
    assert amounts(award) == [(JULY, OLD), (date(2027, 1, 1), NEW)]


def test_versions_are_worked_off_one_after_another_and_only_where_they_hold(town: Town) -> None:
    award = decided(single(town, 18))
    first = published(town, a_raise(town, "690.00"))
    second = published(town, a_raise(town, "700.00"), at=NOW + timedelta(minutes=1))
    later = NOW + timedelta(minutes=2)
    assert recalculation.start_due(later) == 1
    assert recalculation.start_due(later) == 0, "the second waits for the first"
    recalculated(first, later)
    recalculated(second, later)
    assert amounts(award) == [(JULY, NEW)]
    assert not BatchRun.objects.filter(area_code=OTHER_COUNTY).exists()


def test_an_amount_that_is_already_decided_for_a_later_month_is_not_overwritten(town: Town) -> None:
    award = decided(single(town, 19))
    assert awards.change(award, 44_000, date(2027, 2, 1), None, "agreed", NOW)
    recalculated(published(town, a_raise(town, "700.00")))
    assert amounts(award) == [(JULY, OLD), (date(2027, 2, 1), 44_000)]
    assert Reaudit.objects.get().award_id == award.pk
