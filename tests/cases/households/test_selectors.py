"""Finding families, and reading a whole one in a constant number of queries."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.households import selectors, services
from cases.households.models import Household, Member
from cases.staff.scope import acting_as, acting_in
from tests.cases.households.people import NOW, TODAY, number
from tests.people import OTHER_VILLAGE, TOWNSHIP, VILLAGE, Town

pytestmark = pytest.mark.django_db

WANG = number(date(1978, 3, 7), 1)


def family(town: Town, name: str = "王秀兰", area: str = VILLAGE, id_number: str = "", children: int = 0) -> Household:
    """A family with some children who have facts of every kind."""
    by = {"actor": None, "at": NOW}
    found = services.register_household(area_code=area, name=name, id_number=id_number, **by)  # type: ignore[arg-type]
    assert isinstance(found, Household)
    for order in range(children):
        child = services.add_member(found, name=f"小{'甲乙丙丁戊己庚辛'[order]}", relation="child", **by)  # type: ignore[arg-type]
        assert isinstance(child, Member)
        services.record_income(child, kind="wage", amount_fen=100, per="month", **by)  # type: ignore[arg-type]
        services.record_expense(child, kind="medical", amount_fen=100, per="year", **by)  # type: ignore[arg-type]
        services.record_condition(child, name="labour", value="full", **by)  # type: ignore[arg-type]
        services.record_residence(child, kind="hukou", place_code="990101", **by)  # type: ignore[arg-type]
        services.record_consent(child, signed_on=TODAY, **by)  # type: ignore[arg-type]
        services.record_asset(found, kind="deposit", amount_fen=5, **by)  # type: ignore[arg-type]
        services.record_obligor(found, name="王大", relation="sibling", **by)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("children", [1, 6])
def test_a_whole_family_takes_ten_queries_however_large(town: Town, children: int) -> None:
    with acting_as(town.officer):
        household = family(town, children=children)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = selectors.facts_of(household, TODAY)
            words = [
                f"{row.member.household.head_name}{row.member.name}" for one in found.people for row in one.incomes
            ]
        assert len(queries) == 10
        assert len(found.people) == children + 1
        assert len(words) == len(found.assets) == len(found.obligors) == children
        assert all({"hukou"} == set(one.residences) and one.consents and one.expenses for one in found.people[1:])


def test_many_families_take_the_same_ten_queries(town: Town) -> None:
    with acting_as(town.officer):
        several = [family(town, name, children=2) for name in ("王秀兰", "李强", "赵国庆")]
        with CaptureQueriesContext(connection) as queries:
            found = selectors.families_on(several, TODAY)
        assert len(queries) == 10
        assert [len(found[row.pk].people) for row in several] == [3, 3, 3]


def test_facts_are_those_of_the_day(town: Town) -> None:
    with acting_as(town.officer):
        household = family(town)
        (head,) = selectors.members_on(household, TODAY)
        Member.objects.filter(pk=head.pk).update(period="[2020-01-01,)")
        by = {"actor": town.officer, "at": NOW}
        services.record_income(
            head, kind="wage", amount_fen=1, per="month", since=date(2024, 1, 1), until=date(2025, 1, 1), **by
        )  # type: ignore[arg-type]
        services.record_income(head, kind="gift", amount_fen=2, per="once", since=date(2024, 7, 1), **by)  # type: ignore[arg-type]
        days = {
            date(2023, 12, 31): [],
            date(2024, 1, 1): [1],
            date(2024, 12, 31): [1, 2],
            date(2025, 6, 30): [2],
            date(2025, 7, 1): [],
        }
        for day, amounts in days.items():
            (person,) = selectors.facts_of(household, day).people
            assert [row.amount_fen for row in person.incomes] == amounts, day


def test_a_consent_counts_from_its_signing_until_its_end(town: Town) -> None:
    with acting_as(town.officer):
        household = family(town)
        (head,) = selectors.members_on(household, TODAY)
        Member.objects.filter(pk=head.pk).update(period="[2020-01-01,)")
        signed = services.record_consent(
            head, signed_on=date(2026, 1, 1), valid_until=date(2026, 6, 30), actor=town.officer, at=NOW
        )
        assert signed
        for day, count in (
            (date(2025, 12, 31), 0),
            (date(2026, 1, 1), 1),
            (date(2026, 6, 30), 1),
            (date(2026, 7, 1), 0),
        ):
            assert len(selectors.facts_of(household, day).people[0].consents) == count, day


@pytest.mark.parametrize("text", ["王秀兰", "王秀", "wxl", "WXL", "wangxiu", WANG, WANG[-4:], "小甲", "xj"])
def test_a_family_is_found_by_name_pinyin_initials_and_number(town: Town, text: str) -> None:
    with acting_as(town.officer):
        household = family(town, id_number=WANG, children=1)
        family(town, "李强")
        assert selectors.search(town.officer, text) == [household]


@pytest.mark.parametrize("text", ["", "  ", "张", "zzz", "0000", "990101-2026-000000"])
def test_what_nobody_is_called_finds_nobody(town: Town, text: str) -> None:
    with acting_as(town.officer):
        family(town, id_number=WANG)
        assert selectors.search(town.officer, text) == []


def test_search_list_and_person_stop_at_the_area_even_in_a_wider_scope(town: Town) -> None:
    with acting_in("990101000000"):
        family(town, area=OTHER_VILLAGE, id_number=WANG)
        for text in ("王秀兰", "wxl", WANG, WANG[-4:]):
            assert selectors.search(town.officer, text) == []
        assert selectors.person_known(town.officer, WANG, TODAY) == []
        assert not selectors.families(town.officer).exists()
        assert selectors.families(town.approver).count() == 1


def test_the_list_is_narrowed_by_setting(town: Town) -> None:
    with acting_in(TOWNSHIP):
        family(town)
        assert selectors.families(town.officer, setting="rural").count() == 1
        assert selectors.families(town.officer, setting="urban").count() == 0


def test_a_person_who_left_yesterday_is_known_as_a_former_member(town: Town) -> None:
    with acting_as(town.officer):
        household = family(town, id_number=WANG)
        (head,) = selectors.members_on(household, TODAY)
        Member.objects.filter(pk=head.pk).update(period=f"[2020-01-01,{TODAY - timedelta(days=1)})")
        assert [row.pk for row in selectors.person_known(town.officer, WANG, TODAY)] == [head.pk]
        assert selectors.members_on(household, TODAY) == []
