"""The question of a family says only what somebody told; a kept answer can be had again from what is stored with it."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.assessments import selectors, services
from cases.assessments.missing import lacks
from cases.assessments.models import Assessment
from cases.awards.models import Award, AwardPeriod
from cases.households import services as households
from cases.households.models import Household, Member
from cases.households.selectors import facts_of, members_on
from cases.staff.scope import acting_as
from cases.workflow.models import JournalLine
from eligibility import api
from eligibility.core import engine
from eligibility.core.parameters import Figure, Figures
from tests.cases.households.people import NOW, TODAY, number
from tests.people import VILLAGE, Town

pytestmark = pytest.mark.django_db

WANG = number(date(1978, 3, 7), 1)
LI = number(date(1975, 5, 2), 2, male=True)
CHILD = number(date(2010, 9, 12), 3)


def wang(town: Town) -> Household:
    """王秀兰 (disabled, a subsidy that does not count), 李强 (farming and land), 李小雨 at school: 268.00 a person and month."""
    by = {"actor": town.officer, "at": NOW}
    household = households.register_household(area_code=VILLAGE, name="王秀兰", id_number=WANG, **by)  # type: ignore[arg-type]
    assert isinstance(household, Household)
    husband = households.add_member(household, name="李强", relation="spouse", id_number=LI, **by)  # type: ignore[arg-type]
    child = households.add_member(household, name="李小雨", relation="child", id_number=CHILD, **by)  # type: ignore[arg-type]
    assert isinstance(husband, Member)
    assert isinstance(child, Member)
    head = members_on(household, TODAY)[0]
    households.record_income(head, kind="disability_subsidy", amount_fen=16000, per="month", **by)  # type: ignore[arg-type]
    households.record_income(husband, kind="farming", amount_fen=664800, per="year", **by)  # type: ignore[arg-type]
    households.record_income(husband, kind="land_transfer", amount_fen=300000, per="year", **by)  # type: ignore[arg-type]
    households.record_condition(head, name="disabilities", value=[{"kind": "physical", "grade": 2}], **by)  # type: ignore[arg-type]
    households.record_residence(head, kind="hukou", place_code="990101001001", **by)  # type: ignore[arg-type]
    return household


def tell_the_rest(town: Town, household: Household) -> None:
    """Everything the demo county's 低保 rule asks for beyond incomes that are listed."""
    by = {"actor": town.officer, "at": NOW}
    for member in members_on(household, TODAY):
        for what in ("incomes", "expenses"):
            households.say_complete(member, what, complete=True, **by)  # type: ignore[arg-type]
        for name, value in (
            ("disabilities", []),
            ("serious_illness", False),
            ("labour", "full"),
            ("study", "none"),
            ("pregnant", False),
        ):
            if name != "disabilities" or member.relation != "self":
                households.record_condition(member, name=name, value=value, **by)  # type: ignore[arg-type]
    for what in ("assets", "obligors"):
        households.say_complete(household, what, complete=True, **by)  # type: ignore[arg-type]


def question(household: Household, **changes: object) -> dict[str, object]:
    return services.question_of(household, **{"benefit": "dibao", "on": TODAY, **changes})  # type: ignore[arg-type]


def test_the_question_is_one_the_law_can_read_and_leaves_out_what_nobody_told(town: Town) -> None:
    with acting_as(town.officer):
        household = wang(town)
        asked = question(household)
    api.Question.from_json(asked)
    head, husband, child = asked["members"]  # type: ignore[misc]
    assert head["disabilities"] == [{"kind": "physical", "grade": 2}]
    assert husband["incomes"] == [
        {"kind": "farming", "amount": "6648.00", "per": "year"},
        {"kind": "land_transfer", "amount": "3000.00", "per": "year"},
    ]
    assert "incomes" not in child
    assert "labour" not in child
    assert asked["application"] == {"basis": "hukou"}
    assert {"assets", "obligors", "household_income", "kind", "known_by"}.isdisjoint(asked)
    assert asked["receives"] == []


def test_ticked_complete_without_a_row_says_there_is_none(town: Town) -> None:
    with acting_as(town.officer):
        household = wang(town)
        tell_the_rest(town, household)
        household.refresh_from_db()
        asked = question(household)
    assert asked["members"][2]["incomes"] == []  # type: ignore[index]
    assert (asked["assets"], asked["obligors"]) == ([], [])


def test_the_sum_stands_where_only_the_sum_is_known(town: Town) -> None:
    with acting_as(town.officer):
        household = wang(town)
        households.change_household(household, income_fen=1200000, income_per="year", actor=town.officer, at=NOW)
        household.refresh_from_db()
        assert question(household)["household_income"] == {"amount": "12000.00", "per": "year"}


@pytest.mark.parametrize("more", [0, 5])
def test_a_question_takes_a_constant_number_of_queries(town: Town, more: int) -> None:
    with acting_as(town.officer):
        household = wang(town)
        for order in range(more):
            child = households.add_member(
                household, name="小" + "甲乙丙丁戊"[order], relation="child", actor=None, at=NOW
            )
            assert isinstance(child, Member)
            households.record_income(child, kind="wage", amount_fen=1, per="month", actor=None, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            question(household)
    assert len(queries) == 11


def test_what_our_own_register_pays_is_told(town: Town) -> None:
    with acting_as(town.officer):
        household = wang(town)
        award = Award.objects.create(
            household=household, area_code=VILLAGE, benefit="tekun", period="[2021-07-01,)", created_at=NOW
        )
        AwardPeriod.objects.create(
            award=award, area_code=VILLAGE, period="[2021-07-01,)", amount_fen=67200, reason="grant", created_at=NOW
        )
        assert question(household)["receives"] == [{"benefit": "tekun", "from": "2021-07-01", "amount": "672.00"}]


def test_a_permit_holder_from_elsewhere_asks_on_the_ground_of_the_permit(town: Town) -> None:
    with acting_as(town.officer):
        household = wang(town)
        head = members_on(household, TODAY)[0]
        by = {"actor": town.officer, "at": NOW}
        households.record_residence(head, kind="hukou", place_code="990102", **by)  # type: ignore[arg-type]
        households.record_residence(head, kind="residence_permit", place_code="990101001", since=date(2026, 3, 3), **by)  # type: ignore[arg-type]
        assert question(household)["application"] == {"basis": "residence_permit", "permit_from": "2026-03-03"}


def test_relations_are_turned_round_when_somebody_else_applies(town: Town) -> None:
    with acting_as(town.officer):
        household = wang(town)
        head, husband, child = members_on(household, TODAY)
        for applicant, expected in ((husband, ["spouse", "self", "child"]), (child, ["parent", "parent", "self"])):
            wish = services.Wish(single_person=True, applicant_id=applicant.pk)
            asked = question(household, application=wish)
            assert [one.get("relation") for one in asked["members"]] == expected  # type: ignore[attr-defined]
            assert asked["application"]["single_person"] is True  # type: ignore[index]
        assert head.relation == "self"


def test_a_trial_answers_and_stores_nothing(town: Town, policies: None) -> None:
    with acting_as(town.officer):
        household = wang(town)
        before = services.trial(household, benefit="dibao", on=TODAY)
        assert before.outcome == "unknown"
        assert any(missing.path == "members[2].incomes" for missing in before.missing)
        tell_the_rest(town, household)
        household.refresh_from_db()
        answer = services.trial(household, benefit="dibao", on=TODAY)
        assert not Assessment.objects.exists()
        assert answer.outcome == "yes", answer.missing
        assert answer.figures["household_income_month"] == "804.00"
        assert answer.figures["per_capita_income_month"] == "268.00"
        # 650.00 is the demo county's rural standard from July 2026: (650 - 268) × 3, and a supplement beside it
        assert answer.figures["standard_month"] == "650.00"
        assert answer.parts[0].fen == 114600


def test_two_members_of_one_name_are_told_apart_and_the_covered_are_found_again(town: Town, policies: None) -> None:
    with acting_as(town.officer):
        household = wang(town)
        assert households.add_member(
            household, name="李强", relation="child", birth_date=date(2012, 1, 1), actor=None, at=NOW
        )
        tell_the_rest(town, household)
        household.refresh_from_db()
        assert [one["ref"] for one in question(household)["members"]] == ["王秀兰", "李强", "李小雨", "李强（2）"]  # type: ignore[attr-defined]
        row = _keep(town, household, "dibao", "")
        assert row.outcome == "yes", row.answer["missing"]
        assert selectors.covered_members(row) == members_on(household, TODAY)


def test_what_is_missing_is_said_by_name_and_leads_to_its_form(town: Town, policies: None) -> None:
    with acting_as(town.officer):
        household = wang(town)
        family = facts_of(household, TODAY)
        found = lacks(services.trials(family, [("dibao", "", services.Wish())])[0], family)
        words = {(lack.whose, lack.part) for lack in found}
        assert ("李小雨", "incomes") in words
        assert ("李强", "conditions") in words
        assert ("", "assets") in words
        assert all(lack.part for lack in found)
        assert not any(sign in str(lack) for lack in found for sign in "[]_")
        elsewhere = services.question_of(household, benefit="dibao", on=TODAY, area_code="110101000000")
        for member in elsewhere["members"]:  # who is registered here has no place to ask there
            member.pop("hukou_area", None)
        unpublished = lacks(api.assess(elsewhere), family)
        assert any(lack.part == "" and "没有公布低保标准" in str(lack) for lack in unpublished)


def test_several_benefits_are_tried_over_one_reading_of_the_family(town: Town, policies: None) -> None:
    with acting_as(town.officer):
        household = wang(town)
        family = facts_of(household, TODAY)
        with CaptureQueriesContext(connection) as queries:
            answers = services.trials(
                family,
                [
                    (*each, services.Wish())
                    for each in (("dibao", ""), ("tekun", ""), ("temporary_relief", "emergency"))
                ],
            )
        assert [answer.benefit for answer in answers] == ["dibao", "tekun", "temporary_relief"]
        own = [query["sql"] for query in queries if "cases_" in query["sql"]]
        assert len(own) == 1, own


def kept(town: Town) -> list[Assessment]:
    """One kept answer for each benefit, on an incomplete and on a complete family."""
    household = wang(town)
    wanted = [
        ("dibao", ""),
        ("dibao_edge", ""),
        ("rigid_expenditure", ""),
        ("tekun", ""),
        ("temporary_relief", "emergency"),
    ]
    rows = [_keep(town, household, benefit, kind) for benefit, kind in wanted]
    tell_the_rest(town, household)
    household.refresh_from_db()
    return rows + [_keep(town, household, benefit, kind) for benefit, kind in wanted]


def _keep(town: Town, household: Household, benefit: str, kind: str) -> Assessment:
    return services.keep(household, benefit=benefit, kind=kind, on=TODAY, actor=town.officer, at=NOW)


def test_every_kept_answer_is_had_again_from_its_stored_question(town: Town, policies: None) -> None:
    with acting_as(town.officer):
        rows = kept(town)
        assert {row.outcome for row in rows} >= {"yes", "unknown"}
        for row in Assessment.objects.order_by("pk"):
            assert selectors.recomputed(row).to_json(full=True) == row.answer
            assert selectors.answer_of(row).to_json(full=True) == row.answer
        assert len(rows) == Assessment.objects.count() == 10


def test_every_kept_answer_follows_from_the_figures_stored_beside_it_without_the_book(
    town: Town, policies: None
) -> None:
    with acting_as(town.officer):
        for row in kept(town):
            figures = [
                Figure(
                    name,
                    used["value"],
                    row.area_code,
                    date(2000, 1, 1),
                    None,
                    row.known_by,
                    used["document"],
                    used["article"],
                    used["version"],
                )
                for name, used in row.figures.items()
            ]
            asked = api.Question.from_json(row.question)
            answer = engine.assess(
                asked, lambda day, figures=figures, area=asked.area: Figures(figures, area=area, on=day)
            ).to_json(full=True)  # type: ignore[misc]
            of_the_book = {"route", "first_month", "next_review_by", "warnings"}
            again = {key: value for key, value in answer.items() if key not in of_the_book}
            assert again == {key: value for key, value in row.answer.items() if key not in of_the_book}


def test_a_kept_answer_says_who_asked_when_and_is_journalled(town: Town, policies: None) -> None:
    with acting_as(town.officer):
        household = wang(town)
        tell_the_rest(town, household)
        household.refresh_from_db()
        row = _keep(town, household, "dibao", "")
        assert (row.outcome, row.persons, row.per, row.made_by) == ("yes", 3, "month", town.officer.officer)
        assert row.amount_fen == selectors.answer_of(row).amount_fen
        assert row.figures["dibao.standard"]["document"]
        assert JournalLine.objects.get(act="assess").detail["assessment"] == row.pk
        assert selectors.latest(household, "dibao") == row
        assert selectors.latest(household, "tekun") is None


def test_a_kept_answer_can_neither_be_changed_nor_deleted(town: Town, policies: None) -> None:
    with acting_as(town.officer):
        row = _keep(town, wang(town), "dibao", "")
        for statement in ("UPDATE cases_assessment SET amount_fen = 1", "DELETE FROM cases_assessment"):
            with (
                pytest.raises(IntegrityError, match="append-only"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute("SET LOCAL ROLE NONE")
                cursor.execute(f"{statement} WHERE id = %s", [row.pk])


def test_the_policy_is_the_one_published_when_it_was_asked(town: Town, policies: None) -> None:
    """The standard of July 2026 was published late, on 15 October: asked the day before, nobody could know it."""
    with acting_as(town.officer):
        household = wang(town)
        tell_the_rest(town, household)
        household.refresh_from_db()
        Member.objects.update(period="[2020-01-01,)")
        standards = []
        for moment in (datetime(2026, 10, 14, tzinfo=UTC), NOW):
            row = services.keep(household, benefit="dibao", on=TODAY, actor=None, at=moment)
            standards.append(row.answer["figures"]["standard_month"])
        assert standards == ["609.00", "650.00"]


def test_the_grade_that_an_officer_gave_reaches_the_law(town: Town, policies: None) -> None:
    with acting_as(town.officer):
        household = wang(town)
        asked = question(household, application=services.Wish(grade="B"))
    assert asked["application"]["grade"] == "B"  # type: ignore[index]
    api.Question.from_json(asked)
