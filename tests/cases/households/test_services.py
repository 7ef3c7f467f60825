"""Registering families: what is written, what PostgreSQL refuses and in which words, and who was quicker."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from assistance.fields import SealBroken, opened
from assistance.outcome import Done, Refused
from cases.households import selectors, services
from cases.households.models import Household, Income, Member, PaymentAccount
from cases.staff.scope import acting_as
from cases.workflow.models import JournalLine
from tests.cases.households.people import NOW, TODAY, number
from tests.people import COUNTY, OTHER_VILLAGE, VILLAGE, Town

pytestmark = pytest.mark.django_db

WANG = number(date(1978, 3, 7), 1)
LI = number(date(1975, 5, 2), 2, male=True)


def register(town: Town, **changes: object) -> Household:
    """王秀兰's family in the village, registered by the township's officer."""
    given = {"area_code": VILLAGE, "name": "王秀兰", "id_number": WANG, "actor": town.officer, "at": NOW, **changes}
    found = services.register_household(**given)  # type: ignore[arg-type]
    assert isinstance(found, Household), str(found)
    return found


def codes(answer: object) -> list[str]:
    assert isinstance(answer, Refused), answer
    return [reason.code for reason in answer.reasons]


def acts(household: Household) -> list[str]:
    rows = JournalLine.objects.filter(subject_kind="household", subject_id=household.pk).order_by("pk")
    return list(rows.values_list("act", flat=True))


def test_a_family_is_registered_with_its_head(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town, address=" 柳林村12号 ")
        (head,) = selectors.members_on(household, TODAY)
        assert (household.head_name, household.head_pinyin, household.setting) == ("王秀兰", "wangxiulan", "rural")
        assert household.number.startswith("990101-2026-")
        assert (head.relation, head.birth_date, head.sex, head.initials) == ("self", date(1978, 3, 7), "female", "wxl")
        assert acts(household) == ["register_household"]


def test_the_id_number_is_sealed_masked_and_found_by_index(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town)
        with connection.cursor() as cursor:
            cursor.execute("SELECT id_number, id_mask FROM cases_member WHERE household_id = %s", [household.pk])
            box, shown = cursor.fetchone()
        assert WANG.encode() not in bytes(box)
        assert shown == f"{WANG[:6]}********{WANG[-4:]}"
        assert [row.pk for row in selectors.families(town.officer, WANG.lower())] == [household.pk]
        assert [row.pk for row in selectors.families(town.officer, WANG[-4:])] == [household.pk]


def test_a_sealed_number_moved_to_another_row_does_not_open(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town)
        second = services.add_member(
            household, name="李强", relation="spouse", id_number=LI, actor=town.officer, at=NOW
        )
        assert isinstance(second, Member)
        head = selectors.members_on(household, TODAY)[0]
        Member.objects.filter(pk=second.pk).update(id_number=head.id_number)
        with pytest.raises(SealBroken):
            opened(Member.objects.get(pk=second.pk), "id_number")


def test_a_draft_may_be_incomplete(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town, id_number="")
        child = services.add_member(household, name="李小雨", relation="child", actor=town.officer, at=NOW)
        assert isinstance(child, Member)
        assert (child.id_index, child.birth_date, child.sex) == (None, None, "")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ""}, "name_empty"),
        ({"name": "王3"}, "name_digits"),
        ({"id_number": WANG[:-1]}, "id_length"),
        ({"area_code": COUNTY}, "area"),
        ({"area_code": "110101001001"}, "area"),
        ({"area_code": OTHER_VILLAGE}, "wrong_area"),
        ({"setting": "mountain"}, "setting"),
        ({"address": "长" * 121}, "invalid"),
    ],
)
def test_a_bad_registration_is_refused_and_leaves_nothing(town: Town, changes: dict[str, str], code: str) -> None:
    given = {"area_code": VILLAGE, "name": "王秀兰", "id_number": WANG, "actor": town.officer, "at": NOW, **changes}
    with acting_as(town.officer):
        assert code in codes(services.register_household(**given))  # type: ignore[arg-type]
        assert not Household.objects.exists()
        assert not Member.objects.exists()
        assert not JournalLine.objects.filter(act="register_household").exists()


def test_a_person_of_another_family_here_is_named_with_it(town: Town) -> None:
    with acting_as(town.officer):
        first = register(town)
        answer = services.register_household(
            area_code=VILLAGE, name="王秀兰", id_number=WANG, actor=town.officer, at=NOW
        )
        assert codes(answer) == ["person_in_one_household"]
        assert first.number in str(answer)
        assert Household.objects.count() == 1


def test_a_person_registered_outside_the_area_is_refused_without_saying_where(town: Town) -> None:
    with acting_as(town.outsider):
        other = register(town, area_code=OTHER_VILLAGE, actor=town.outsider)
    with acting_as(town.officer):
        household = register(town, id_number=LI, name="李强")
        answer = services.add_member(
            household, name="王秀兰", relation="spouse", id_number=WANG, actor=town.officer, at=NOW
        )
        assert codes(answer) == ["person_in_one_household"]
        assert "辖区外" in str(answer)
        assert other.number not in str(answer)
        assert other.head_name not in str(answer)
        assert len(selectors.members_on(household, TODAY)) == 1


def test_negative_control_without_the_constraint_one_person_lives_in_two_families(town: Town) -> None:
    with acting_as(town.officer):
        register(town)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE NONE")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE cases_member DROP CONSTRAINT person_in_one_household")
            cursor.execute("SET LOCAL ROLE assistance_app")
        register(town)
        assert Household.objects.count() == 2


def test_somebody_who_moved_out_can_join_another_family_from_that_day(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town)
        spouse = services.add_member(
            household, name="李强", relation="spouse", id_number=LI, since=date(2020, 1, 1), actor=town.officer, at=NOW
        )
        assert isinstance(spouse, Member)
        assert codes(services.end_membership(spouse, on=TODAY, reason=" ", actor=town.officer, at=NOW)) == ["reason"]
        assert codes(
            services.end_membership(spouse, on=date(2019, 1, 1), reason="分户", actor=town.officer, at=NOW)
        ) == ["period"]
        assert services.end_membership(spouse, on=TODAY, reason="分户", actor=town.officer, at=NOW)
        assert [row.name for row in selectors.members_on(household, TODAY)] == ["王秀兰"]
        assert len(selectors.members_on(household, TODAY - timedelta(days=1))) == 1  # the head was recorded only today
        register(town, name="李强", id_number=LI, since=TODAY)
        known = selectors.person_known(town.officer, LI, TODAY)
        assert [row.relation for row in known] == ["self", "spouse"]


def test_every_write_counts_the_version_up_and_is_journalled(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town)
        head = selectors.members_on(household, TODAY)[0]
        income = services.record_income(head, kind="wage", amount_fen=185000, per="month", actor=town.officer, at=NOW)
        assert isinstance(income, Income)
        assert services.void(income, reason="重复", actor=town.officer, at=NOW)
        assert services.say_complete(head, "incomes", complete=True, actor=town.officer, at=NOW)
        assert acts(household) == ["register_household", "record_income", "void", "say_complete"]
        notes = list(JournalLine.objects.filter(subject_id=household.pk).order_by("pk").values_list("note", flat=True))
        assert notes[1:] == [
            "王秀兰：务工收入 每月 1,850.00 元",
            "王秀兰：务工收入 每月 1,850.00 元，重复",
            "王秀兰的收入",
        ]
        assert Household.objects.get(pk=household.pk).version == 4


def test_a_stale_version_is_refused_with_who_was_quicker(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town)
        head = selectors.members_on(household, TODAY)[0]
        seen = household.version
        services.record_income(
            head, kind="wage", amount_fen=185000, per="month", actor=town.second, at=NOW, expected=seen
        )
        answer = services.record_income(
            head, kind="rent", amount_fen=100, per="month", actor=town.officer, at=NOW, expected=seen
        )
        assert codes(answer) == ["stale"]
        assert "已被他人修改：周涛" in str(answer)
        assert "务工收入" in str(answer)
        assert Income.objects.count() == 1


def test_a_stale_change_of_the_family_shows_both_values(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town)
        seen = household.version
        assert services.change_household(household, address="新街1号", actor=town.second, at=NOW, expected=seen)
        answer = services.change_household(household, address="老街2号", actor=town.officer, at=NOW, expected=seen)
        assert codes(answer) == ["stale", "stale_value"]
        assert "现在是“新街1号”，刚才填的是“老街2号”" in str(answer)


def test_a_row_that_somebody_else_replaced_is_not_replaced_again(town: Town) -> None:
    with acting_as(town.officer):
        head = selectors.members_on(register(town), TODAY)[0]
        first = services.record_income(head, kind="wage", amount_fen=100, per="month", actor=town.officer, at=NOW)
        assert isinstance(first, Income)
        second = services.record_income(
            head, kind="wage", amount_fen=200, per="month", replaces=first, actor=town.officer, at=NOW
        )
        assert isinstance(second, Income)
        third = services.record_income(
            head, kind="wage", amount_fen=300, per="month", replaces=first, actor=town.officer, at=NOW
        )
        assert codes(third) == ["stale"]
        assert "刚才填的是“务工收入 每月 3.00 元”" in str(third)
        (person,) = selectors.facts_of(head.household, TODAY).people
        assert [row.amount_fen for row in person.incomes] == [200]
        assert Income.objects.count() == 2  # the replaced row is voided and stays


def test_another_township_cannot_write_even_with_the_object_in_hand(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town)
        head = selectors.members_on(household, TODAY)[0]
    with acting_as(town.outsider):
        answer = services.record_income(head, kind="wage", amount_fen=100, per="month", actor=town.outsider, at=NOW)
        assert codes(answer) == ["wrong_area"]
        assert codes(services.reveal(head, why="好奇", actor=town.outsider, at=NOW)) == ["wrong_area"]
    with acting_as(town.officer):
        assert not Income.objects.exists()


def test_a_number_is_revealed_once_and_the_journal_says_who_and_why(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town)
        head = selectors.members_on(household, TODAY)[0]
        assert codes(services.reveal(head, why=" ", actor=town.officer, at=NOW)) == ["why"]
        assert services.reveal(head, why="核对证件", actor=town.officer, at=NOW) == WANG
        line = JournalLine.objects.get(act="reveal")
        assert (line.officer, line.note, line.subject_id) == (town.officer.officer, "核对证件", household.pk)
        assert WANG not in str(line.detail)


def test_a_correction_keeps_the_number_and_names_what_changed(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town, name="王秀蓝")
        head = selectors.members_on(household, TODAY)[0]
        answer = services.correct_member(head, name="王秀兰", relation="self", actor=town.officer, at=NOW)
        assert isinstance(answer, Member)
        household.refresh_from_db()
        assert (household.head_name, answer.initials) == ("王秀兰", "wxl")
        assert opened(answer, "id_number") == WANG
        assert JournalLine.objects.get(act="correct_member").note == "王秀蓝：姓名"


def test_there_is_one_head_and_he_cannot_be_deleted(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town)
        head = selectors.members_on(household, TODAY)[0]
        assert codes(services.add_member(household, name="李强", relation="self", actor=town.officer, at=NOW)) == [
            "second_head"
        ]
        assert codes(services.void(head, actor=town.officer, at=NOW)) == ["head"]


def test_a_later_account_takes_over_from_its_day_and_shared_ones_are_seen(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town)
        other = register(town, name="李强", id_number=LI)
        first = services.record_account(
            household,
            holder="王秀兰",
            bank="青阳农商银行",
            number="6217 0012 3456 7890",
            since=date(2025, 1, 1),
            actor=town.officer,
            at=NOW,
        )
        assert isinstance(first, PaymentAccount)
        second = services.record_account(
            household,
            holder="王秀兰",
            bank="青阳农商银行",
            number="6217001234567891",
            since=TODAY,
            actor=town.officer,
            at=NOW,
        )
        assert isinstance(second, PaymentAccount)
        assert [row.pk for row in selectors.facts_of(household, TODAY).accounts] == [second.pk]
        assert [row.pk for row in selectors.facts_of(household, date(2025, 6, 1)).accounts] == [first.pk]
        services.record_account(
            other, holder="李强", bank="青阳农商银行", number="6217001234567891", actor=town.officer, at=NOW
        )
        assert list(selectors.sharing_account(town.officer, second)) == [other]
        assert opened(second, "number") == "6217001234567891"
        assert codes(
            services.record_account(other, holder="李强", bank="", number="12a", actor=town.officer, at=NOW)
        ) == ["number", "bank"]


def test_two_accounts_at_a_time_are_refused_by_the_database_too(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town)
        first = services.record_account(
            household, holder="王秀兰", bank="农商行", number="6217001234567890", actor=town.officer, at=NOW
        )
        assert isinstance(first, PaymentAccount)
        first.pk, first.uid = None, uuid4()
        with pytest.raises(IntegrityError, match="one_account_at_a_time"), transaction.atomic():
            first.save(force_insert=True)


def test_bad_amounts_and_codes_come_back_with_every_reason(town: Town) -> None:
    with acting_as(town.officer):
        head = selectors.members_on(register(town), TODAY)[0]
        answer = services.record_income(head, kind="treasure", amount_fen=-1, per="week", actor=town.officer, at=NOW)
        assert codes(answer) == ["kind", "amount", "per"]
        answer = services.record_expense(
            head, kind="medical", amount_fen=1, per="year", evidence="长" * 121, actor=town.officer, at=NOW
        )
        assert codes(answer) == ["invalid"]
        assert "证明" in str(answer)
        answer = services.record_income(
            head, kind="wage", amount_fen=1, per="month", since=TODAY, until=TODAY, actor=town.officer, at=NOW
        )
        assert codes(answer) == ["period"]


def test_a_circumstance_takes_only_the_shape_the_law_reads(town: Town) -> None:
    with acting_as(town.officer):
        head = selectors.members_on(register(town), TODAY)[0]
        for name, value in (
            ("disabilities", [{"kind": "visual", "grade": 5}]),
            ("labour", "lazy"),
            ("pregnant", 1),
            ("self_care", {"fly": True}),
            ("hardship_class", True),
        ):
            assert codes(services.record_condition(head, name=name, value=value, actor=town.officer, at=NOW)) == [
                "value"
            ]
        assert codes(services.record_condition(head, name="mood", value="good", actor=town.officer, at=NOW)) == ["name"]


def test_no_disability_at_all_is_something_that_was_told(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town)
        head = selectors.members_on(household, TODAY)[0]
        assert services.record_condition(head, name="disabilities", value=[], actor=town.officer, at=NOW)
        assert selectors.facts_of(household, TODAY).people[0].conditions["disabilities"].value == []


def test_a_new_circumstance_ends_the_one_before_on_its_day(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town)
        head = selectors.members_on(household, TODAY)[0]
        Member.objects.filter(pk=head.pk).update(period=("[2020-01-01,)"))
        for value, since in (("full", date(2021, 1, 1)), ("partial", date(2024, 1, 1)), ("none", date(2024, 1, 1))):
            assert services.record_condition(head, name="labour", value=value, since=since, actor=town.officer, at=NOW)
        before = selectors.facts_of(household, date(2023, 12, 31)).people[0].conditions["labour"]
        after = selectors.facts_of(household, TODAY).people[0].conditions["labour"]
        assert (before.value, after.value) == ("full", "none")


def test_the_answer_of_a_tick_is_the_new_version(town: Town) -> None:
    with acting_as(town.officer):
        household = register(town)
        assert services.say_complete(household, "assets", complete=True, actor=town.officer, at=NOW) == Done(2)
        assert codes(services.say_complete(household, "incomes", complete=True, actor=town.officer, at=NOW)) == ["what"]
