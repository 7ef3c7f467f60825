"""Many families read as columns say of each what the single question says of it, in a constant number of statements."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from assistance.outcome import Done
from cases.assessments import caseload, services
from cases.awards import services as awards
from cases.awards.models import Award
from cases.households import services as households
from cases.households.models import Asset, Household, Member
from cases.households.selectors import members_on
from cases.households.services_facts import Circumstances, Measures
from cases.staff.scope import acting_as, acting_in
from eligibility import api
from eligibility.core.binding import LISTS
from eligibility.core.facts import UNKNOWN
from eligibility.core.fields import FIELDS
from eligibility.core.graph import PARENT
from tests.cases.assessments.test_services import tell_the_rest, wang
from tests.cases.households.people import NOW, TODAY, number
from tests.people import COUNTY, OTHER_COUNTY, VILLAGE, Town

pytestmark = pytest.mark.django_db


def known(family: Household, town: Town) -> None:
    """Things, obligors, expenses, self-care and a sum, some of them only half told."""
    by: dict[str, Any] = {"actor": town.officer, "at": NOW}
    head = members_on(family, TODAY)[0]
    able = dict.fromkeys(caseload.INDICATORS[:4], True) | {"walk": False}
    households.record_condition(head, name="self_care", value=able, **by)
    households.record_condition(head, name="support_mode", value="dispersed", **by)
    households.record_condition(head, name="hardship_class", value=2, **by)
    households.record_expense(head, kind="medical", amount_fen=360_000, per="year", **by)
    households.record_asset(family, kind="deposit", amount_fen=1_200_050, **by)
    households.record_asset(family, kind="vehicle", exempt_reason="disabled_car", **by)
    for kind, told in (
        ("house", Measures(floor_area=88_50, acquired_on=date(2019, 5, 1))),
        ("house", Measures(after_disaster=True)),
        ("house", Measures(after_disaster=False)),
        ("vehicle", Measures(built_on=date(2008, 5, 1))),
        ("shop", Measures(floor_area=1)),
        ("business", Measures(hired_staff=0)),
        ("business", Measures(hired_staff=3)),
    ):
        assert isinstance(households.record_asset(family, kind=kind, told=told, **by), Asset)
    households.record_obligor(family, name="王一", relation="child", income_fen=500_000, income_per="month", **by)
    households.record_obligor(family, name="王二", relation="sibling", household_size=3, supports=2, able=True, **by)
    told = Circumstances("prison", date(1950, 5, 5), "tekun", severe_disability=True, property_inside=False)
    households.record_obligor(family, name="王三", relation="parent", told=told, **by)
    refused = {"times": 3, "first": "2026-01-05", "last": "2026-04-05"}
    for name, value in (
        ("illness_code", "C34.1"),
        ("imputed_confirmed", True),
        ("legal_duty", True),
        ("trade", "farming"),
        ("land", True),
        ("relocated", False),
        ("employed_from", "2026-09-01"),
        ("work_refusals", refused),
    ):
        households.record_condition(head, name=name, value=value, **by)
    households.change_household(family, income_fen=1_200_000, income_per="year", **by)


def permitted(town: Town) -> Household:
    """A head from elsewhere with a permit, a member who has left, and one who is not born yet."""
    by: dict[str, Any] = {"actor": town.officer, "at": NOW}
    made = made_of(town, "赵来福", date(1960, 4, 1), 11)
    head = members_on(made, TODAY)[0]
    households.record_residence(head, kind="hukou", place_code="990102", **by)
    households.record_residence(head, kind="residence_permit", place_code="990101001", since=date(2026, 3, 3), **by)
    gone = households.add_member(made, name="赵走", relation="child", **by)
    assert isinstance(gone, Member)
    households.end_membership(gone, on=TODAY, reason="moved", **by)
    coming = households.add_member(made, name="赵未", relation="child", **by)
    assert isinstance(coming, Member)
    households.record_residence(
        head,
        kind="residence_permit",
        place_code="990101001",
        since=date(2026, 3, 3),
        valid_until=date(2026, 10, 1),
        **by,
    )
    households.record_residence(head, kind="actual", place_code=VILLAGE, **by)
    came_and_goes(made, by)
    Member.objects.filter(pk=coming.pk).update(birth_date=date(2026, 11, 20))
    return made


def came_and_goes(family: Household, by: dict[str, Any]) -> None:
    """Who joined on a told day, who will leave on one, and who died today."""
    joined = households.add_member(
        family, name="赵来", relation="child", status="clergy_away", status_since=date(2022, 5, 1),
        joined_on=date(2026, 10, 5), **by
    )  # fmt: skip
    leaves = households.add_member(family, name="赵将走", relation="child", **by)
    dead = households.add_member(family, name="赵故", relation="parent", since=date(2026, 1, 1), **by)
    assert isinstance(joined, Member)
    assert isinstance(leaves, Member)
    assert isinstance(dead, Member)
    assert isinstance(households.end_membership(leaves, on=date(2026, 12, 1), reason="分户", **by), Done)
    assert isinstance(households.end_membership(dead, died_on=TODAY, **by), Done)


def made_of(town: Town, name: str, born: date, order: int) -> Household:
    made = households.register_household(
        area_code=VILLAGE, name=name, id_number=number(born, order), actor=town.officer, at=NOW
    )
    assert isinstance(made, Household)
    return made


def paid(town: Town) -> Household:
    """A family of one that we pay two benefits, one of which ended."""
    made = made_of(town, "钱有", date(1950, 1, 1), 21)
    who = members_on(made, TODAY)
    for benefit, fen in (("dibao", 40_000), ("temporary_relief", 90_000)):
        award = awards.grant(made, benefit, "", fen, "month", date(2026, 7, 1), None, None, who, "stable", NOW)
        assert isinstance(award, Award), award
    assert awards.change(made.awards.get(benefit="dibao"), 41_000, date(2026, 10, 1), None, "raise", NOW)
    assert awards.end(made.awards.get(benefit="temporary_relief"), date(2026, 9, 1), "over", NOW)
    elsewhere: dict[str, Any] = {"place_code": "990102", "started_on": date(2025, 1, 1), "ended_on": date(2025, 12, 31)}
    by: dict[str, Any] = {"actor": town.officer, "at": NOW}
    households.record_aid(made, benefit="dibao", amount_fen=60_000, supplement_fen=10_000, **elsewhere, **by)
    households.record_aid(made, benefit="temporary_relief", cause="fire", **by)
    return made


def helped(town: Town) -> Household:
    """A family that was given relief this month, for a cause that stands in the answer it rests on."""
    made = made_of(town, "李救", date(1960, 1, 1), 51)
    asked = services.Wish(cause="illness", amount_requested_fen=90_000)
    kept = services.keep(
        made, benefit="temporary_relief", kind="emergency", on=TODAY, actor=town.officer, at=NOW, application=asked
    )
    award = awards.grant(
        made, "temporary_relief", "emergency", 90_000, "once", TODAY.replace(day=1), kept, None,
        members_on(made, TODAY), "stable", NOW, 1,
    )  # fmt: skip
    assert isinstance(award, Award), award
    return made


def mixed(town: Town) -> list[Household]:
    """Families that differ in everything that can be told."""
    told, half, bare = (
        wang(town),
        made_of(town, "孙半", date(1970, 2, 2), 31),
        made_of(town, "无人", date(1940, 2, 2), 41),
    )
    tell_the_rest(town, told)
    known(half, town)
    Member.objects.filter(household=bare).update(voided_at=NOW)
    found = [told, half, bare, permitted(town), paid(town), helped(town)]
    for each in found:
        each.refresh_from_db()
    return found


def alone(family: Household) -> dict[str, Any]:
    """The rows of one family, gathered from the single question record by record."""
    asked = api.Question.from_json(services.question_of(family, benefit="dibao", on=TODAY))
    records: dict[str, list[Any]] = {"household": [asked]}
    rows: dict[str, Any] = {"household": _fields("household", [asked])}
    for entity, parent in PARENT.items():
        if parent is None:
            continue
        holders = [asked.household] if parent == "household" else records[parent]
        lists = [getattr(holder, LISTS[entity]) for holder in holders]
        records[entity] = [each for given in lists if given is not UNKNOWN for each in given]
        parents = [place for place, given in enumerate(lists) if given is not UNKNOWN for _ in given]
        listed = [given is not UNKNOWN for given in lists]
        rows[entity] = {**_fields(entity, records[entity]), "parents": parents, "listed": listed}
    return rows


def _fields(entity: str, records: list[Any]) -> dict[str, list[Any]]:
    values = {name: [field.read(record) for record in records] for name, field in FIELDS[entity].items()}
    found = {name: [None if value is UNKNOWN else value for value in column] for name, column in values.items()}
    if entity == "asset":  # no reason given: the record has none, the column says so with an empty text
        found["exempt_reason"] = [reason or "" for reason in found["exempt_reason"]]
    return found


def together(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The rows of single families put behind one another."""
    rows: dict[str, Any] = {"household": _joined([one["household"] for one in found])}
    for entity, parent in PARENT.items():
        if parent is None:
            continue
        rows[entity] = _joined([one[entity] for one in found])
        sizes = [len(one[entity]["listed"]) for one in found]
        starts = [sum(sizes[:place]) for place in range(len(found))]
        rows[entity]["parents"] = [
            start + row for start, one in zip(starts, found, strict=True) for row in one[entity]["parents"]
        ]
    return rows


def _joined(parts: list[dict[str, list[Any]]]) -> dict[str, list[Any]]:
    return {name: [value for part in parts for value in part[name]] for name in parts[0]}


def test_the_columns_say_what_the_single_questions_say_field_by_field(town: Town) -> None:
    with acting_as(town.officer):
        families = mixed(town)
        read = caseload.read(COUNTY, [family.pk for family in families], TODAY)
        single = together([alone(family) for family in families])
    assert read.ids == tuple(family.pk for family in families)
    assert read.areas == tuple(single["household"].pop("area"))
    for entity, columns in single.items():
        got = read.rows[entity]
        for name, column in columns.items():
            if name in {"parents", "listed"}:
                assert getattr(got, name) == column, (entity, name)
            else:
                assert got.values.get(name, [None] * len(column)) == column, (entity, name)


def test_relief_given_before_is_told_with_its_cause(town: Town) -> None:
    with acting_as(town.officer):
        family = helped(town)
        question = services.question_of(family, benefit="temporary_relief", kind="emergency", on=TODAY)
    assert [receipt["cause"] for receipt in question["receives"]] == ["illness"]


def test_the_law_gives_the_columns_the_answers_it_gives_the_questions(town: Town, policies: None) -> None:
    with acting_as(town.officer):
        families = mixed(town)
        many = api.answer_many(caseload.read(COUNTY, [family.pk for family in families], TODAY).batch, "dibao")
        each = [services.trial(family, benefit="dibao", on=TODAY) for family in families]
    assert many.outcome == [answer.outcome for answer in each]
    assert many.amount_fen == [answer.amount_fen for answer in each]
    assert many.covered == [len(answer.covered) for answer in each]
    assert {"yes", "unknown"} <= set(many.outcome)


def test_the_area_holds_in_the_statement_and_in_the_database(town: Town) -> None:
    with acting_as(town.officer):
        family = wang(town)
    with acting_in(COUNTY):
        assert caseload.read(OTHER_COUNTY, [family.pk], TODAY).ids == ()
        assert caseload.read(COUNTY, [family.pk], TODAY).ids == (family.pk,)
    with acting_in(OTHER_COUNTY):
        assert caseload.read(COUNTY, [family.pk], TODAY).ids == ()


def test_one_family_or_many_take_the_same_number_of_statements(town: Town) -> None:
    with acting_as(town.officer):
        families: list[Model] = list(mixed(town))
        for some in (families[:1], families):
            with CaptureQueriesContext(connection) as queries:
                caseload.read(COUNTY, [family.pk for family in some], TODAY)
            assert len(queries) == 7
