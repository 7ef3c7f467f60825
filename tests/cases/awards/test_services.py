"""Awards: granted once, changed and ended by months, nobody aided twice, nothing edited."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from assistance.outcome import Refused
from cases.awards.models import Award, AwardPeriod, AwardPerson
from cases.awards.selectors import amount_in, begun_of, history, owed_between, persons_on
from cases.awards.services import Grant, change, end, grant, grant_all
from cases.households.models import Household
from cases.staff.scope import acting_in
from cases.workflow.models import JournalLine
from tests.cases.awards.families import family, members
from tests.people import COUNTY, OTHER_COUNTY, OTHER_TOWNSHIP, OTHER_VILLAGE, TOWNSHIP, VILLAGE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nation")]

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 2, tzinfo=UTC)
JAN, MAR, JUN, NOV = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1), date(2026, 11, 1)


def given(
    household: Household,
    benefit: str = "dibao",
    amount: int | None = 50_000,
    first: date = JAN,
    decision: int | None = None,
    per: str = "month",
    months: int | None = None,
) -> Award | Refused:
    return grant(
        household, benefit, "", amount, per, first, None, decision, members(household), "stable", NOW, months=months
    )


def granted(household: Household, **wanted: object) -> Award:
    award = given(household, **wanted)  # type: ignore[arg-type]
    assert isinstance(award, Award)
    return award


def test_a_granted_award_is_owed_from_its_first_month_until_further_notice() -> None:
    award = granted(family("1", persons=2))
    assert [amount_in(award, month) for month in (date(2025, 12, 1), JAN, NOV)] == [0, 50_000, 50_000]
    assert len(persons_on(award, NOV)) == 2
    assert [found.pk for found in begun_of([award.household], NOV)[award.household_id]] == [award.pk]
    assert JournalLine.objects.filter(act="grant_award", subject_id=award.pk).count() == 1


def test_a_single_payment_is_owed_in_one_month() -> None:
    award = granted(family("1"), benefit="temporary_relief", per="once", amount=300_000, first=MAR)
    owed = owed_between(COUNTY, "temporary_relief", JAN, NOV)
    assert [(row.award_id, row.month, row.amount_fen) for row in owed] == [(award.pk, MAR, 300_000)]


def test_the_same_decision_twice_gives_the_same_award() -> None:
    household = family("1")
    first, second = granted(household, decision=7), granted(household, decision=7)
    assert first.pk == second.pk
    assert Award.objects.count() == 1


def test_a_change_from_the_middle_cuts_the_months_and_keeps_what_was_replaced() -> None:
    award = granted(family("1"))
    assert isinstance(change(award, 65_000, JUN, None, "reaudit", LATER), Award)
    owed = owed_between(COUNTY, "dibao", JAN, NOV)
    assert [row.amount_fen for row in owed] == [50_000] * 5 + [65_000] * 6
    assert [(row.amount_fen, row.voided_at) for row in history(award)] == [
        (50_000, LATER),
        (50_000, None),
        (65_000, None),
    ]


def test_a_change_from_an_earlier_month_replaces_a_later_change() -> None:
    award = granted(family("1"))
    change(award, 65_000, JUN, None, "reaudit", LATER)
    change(award, 40_000, MAR, None, "correction", LATER)
    assert [row.amount_fen for row in owed_between(COUNTY, "dibao", JAN, JUN)] == [50_000] * 2 + [40_000] * 4


def test_an_ended_award_owes_nothing_from_that_month_and_frees_its_persons() -> None:
    household = family("1")
    award = granted(household)
    assert isinstance(end(award, JUN, "收入超过标准", LATER), Award)
    assert [row.month.month for row in owed_between(COUNTY, "dibao", JAN, NOV)] == [1, 2, 3, 4, 5]
    assert isinstance(given(household, benefit="tekun", first=JUN), Award)


def test_an_award_ended_before_it_began_was_never_owed() -> None:
    award = granted(family("1"))
    end(award, date(2025, 6, 1), "批错", LATER)
    assert owed_between(COUNTY, "dibao", JAN, NOV) == []
    assert begun_of([award.household], NOV) == {}


def test_ending_twice_is_refused_with_the_reason_of_the_first() -> None:
    award = granted(family("1"))
    end(award, JUN, "收入超过标准", LATER)
    again = end(award, MAR, "x", LATER)
    assert isinstance(again, Refused)
    assert "收入超过标准" in str(again)


def test_ending_after_the_last_month_does_not_make_the_award_longer() -> None:
    award = granted(family("1"), months=3)
    end(award, NOV, "期满", LATER)
    award.refresh_from_db()
    assert award.period.upper == date(2026, 4, 1)


def test_nobody_is_aided_twice_in_one_scheme_group_and_the_refusal_names_them() -> None:
    household = family("1")
    granted(household)
    answer = given(household, benefit="tekun", first=JUN)
    assert isinstance(answer, Refused)
    assert "成员1-0" in str(answer)
    assert Award.objects.count() == 1


def test_double_aid_is_refused_across_a_border_that_the_officer_cannot_see_over() -> None:
    here, there = family("1"), family("2", area_code=OTHER_VILLAGE)
    granted(here)
    AwardPerson.objects.update(person_index=bytes(members(there)[0].id_index))
    with acting_in(OTHER_TOWNSHIP):
        answer = given(there)
    assert isinstance(answer, Refused)
    assert "其他地区" in str(answer)


def test_negative_control_without_the_constraint_double_aid_is_stored() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; ALTER TABLE cases_awardperson DROP CONSTRAINT person_aided_once_in_a_group")
        cursor.execute("SET ROLE assistance_app")
    household = family("1")
    granted(household)
    assert isinstance(given(household, benefit="tekun", first=JUN), Award)


def test_temporary_relief_may_stand_beside_dibao() -> None:
    household = family("1")
    granted(household)
    assert isinstance(given(household, benefit="temporary_relief", per="once", first=JUN), Award)


def test_a_recognised_standing_without_money_owes_nothing() -> None:
    award = granted(family("1"), benefit="dibao_edge", amount=None)
    assert owed_between(COUNTY, "dibao_edge", JAN, NOV) == []
    assert len(persons_on(award, NOV)) == 1


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"first": date(2026, 1, 15)}, "not_a_month"),
        ({"amount": 0}, "amount"),
        ({"months": 0}, "months"),
    ],
)
def test_an_impossible_grant_is_refused_and_writes_nothing(wanted: dict[str, object], code: str) -> None:
    answer = given(family("1"), **wanted)  # type: ignore[arg-type]
    assert isinstance(answer, Refused)
    assert answer.reasons[0].code == code
    assert not AwardPeriod.objects.exists()


@pytest.mark.parametrize(("month", "code"), [(date(2025, 12, 1), "before_award"), (date(2026, 6, 2), "not_a_month")])
def test_a_change_outside_the_award_is_refused(month: date, code: str) -> None:
    answer = change(granted(family("1")), 60_000, month, None, "x", LATER)
    assert isinstance(answer, Refused)
    assert answer.reasons[0].code == code


def test_a_change_can_take_a_person_out_from_a_month_on() -> None:
    award = granted(family("1", persons=2))
    change(award, 30_000, JUN, None, "death", LATER, persons=members(award.household)[:1])
    assert [len(persons_on(award, month)) for month in (MAR, JUN)] == [2, 1]


def test_a_register_of_awards_is_written_once_and_its_paid_months_are_not_owed_again() -> None:
    grants = [
        Grant(household, "dibao", 40_000, JAN, members(household), register_key=f"K{n}", owed_from=NOV)
        for n in range(3)
        for household in [family(str(n))]
    ]
    assert len(grant_all(grants, at=NOW)) == 3  # type: ignore[arg-type]
    assert grant_all(grants, at=NOW) == ()
    assert [row.month for row in owed_between(COUNTY, "dibao", JAN, NOV)] == [NOV] * 3


def test_a_register_with_one_double_aid_is_not_half_written() -> None:
    household = family("1")
    grants = [Grant(household, benefit, 40_000, JAN, members(household)) for benefit in ("dibao", "tekun")]
    assert isinstance(grant_all(grants, at=NOW), Refused)
    assert Award.objects.count() == 0


def test_what_is_owed_is_read_for_the_area_asked_for() -> None:
    granted(family("1", area_code=VILLAGE))
    granted(family("2", area_code=OTHER_VILLAGE))
    counts = [len(owed_between(area, "dibao", NOV, NOV)) for area in (COUNTY, TOWNSHIP, OTHER_COUNTY)]
    assert counts == [2, 1, 0]
