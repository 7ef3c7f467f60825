"""What few families have to say, over the API: permits with days, who joined or died, obligors, benefits elsewhere, a grace."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from cases.assessments.services import question_of
from cases.households.models import Household
from cases.households.selectors import members_on
from cases.households.services import record_income
from cases.reaudits.models import Reaudit
from cases.staff.models import Post
from cases.staff.scope import acting_in
from tests.api.calling import FAMILY, Caller
from tests.cases.households.people import NOW, TODAY
from tests.cases.reaudits.test_services import aided, opened
from tests.people import COUNTY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies", "monday")]

PERMIT = {"kind": "residence_permit", "place_code": "990101", "since": "2026-03-01", "valid_until": "2027-02-28"}
AID = {
    "benefit": "dibao",
    "place_code": "990102",
    "started_on": "2025-01-01",
    "ended_on": "2025-12-31",
    "amount": "600.00",
}
OBLIGOR = {
    "name": "王建国",
    "relation": "child",
    "birth_date": "1950-01-01",
    "receives": "tekun",
    "property_inside": True,
}


THINGS = [
    {"kind": "house", "floor_area": "88.50", "acquired_on": "2019-05-01"},
    {"kind": "business", "amount": "20000.00", "hired_staff": 0},
    {"kind": "house", "after_disaster": False},
    {"kind": "vehicle", "built_on": "2008-05-01"},
]


def rare(**more: Any) -> dict[str, Any]:
    """王秀兰's family with everything few families have to say."""
    plain = {"imputed_confirmed": False, "work_refusals": {"times": 2}, "trade": "farming", "land": True}
    told = [{"name": name, "value": value} for name, value in plain.items()]
    head = {**FAMILY["head"], "residences": [PERMIT], "conditions": [*FAMILY["head"]["conditions"], *told]}
    child = {**FAMILY["members"][1], "joined_on": "2026-08-01", "status_since": "2026-09-01"}
    return {**FAMILY, "head": head, "members": [child], "obligors": [OBLIGOR], "aids": [AID], "assets": THINGS, **more}


def asked(number: int) -> dict[str, Any]:
    with acting_in(COUNTY):
        return question_of(Household.objects.get(pk=number), benefit="dibao", on=timezone.localdate())


def test_everything_rare_reaches_the_law(town: Town, caller: Callable[[Post], Caller]) -> None:
    row = caller(town.officer).post("households/", rare(), 201)
    shown = row["members"][1]
    assert (shown["joined_on"], shown["status_since"], shown["died_on"]) == ("2026-08-01", "2026-09-01", None)
    told = asked(row["id"])
    assert told["application"] == {
        "basis": "residence_permit", "permit_from": "2026-03-01", "permit_until": "2027-02-28",
    }  # fmt: skip
    assert (told["members"][0]["imputed_confirmed"], told["members"][0]["work_refusals"]) == (False, 2)
    assert (told["members"][0]["trade"], told["members"][0]["land"]) == ("farming", True)
    assert told["assets"] == THINGS
    assert told["obligors"] == [{key: value for key, value in OBLIGOR.items() if key != "name"}]
    assert told["receives"] == [
        {"benefit": "dibao", "area": "990102000000", "from": "2025-01-01", "to": "2025-12-31", "amount": "600.00"}
    ]


@pytest.mark.parametrize(
    ("change", "status", "path"),
    [
        ({"aids": [{**AID, "ended_on": "2024-01-01"}]}, 422, "aids[0]"),
        ({"aids": [{**AID, "benefit": "pension"}]}, 400, "aids[0].benefit"),
        ({"obligors": [{**OBLIGOR, "receives": "money"}]}, 400, "obligors[0].receives"),
        (
            {"head": {"name": "王秀兰", "residences": [{**PERMIT, "valid_until": "2026-02-01"}]}},
            422,
            "head.residences[0]",
        ),
        ({"members": [{"name": "李小雨", "relation": "child", "joined_on": "2099-01-01"}]}, 422, "members[0]"),
        ({"assets": [{"kind": "house", "floor_area": 88.5}]}, 400, "assets[0].floor_area"),
        ({"assets": [{"kind": "house", "floor_area": "0"}]}, 400, "assets[0].floor_area"),
        ({"assets": [{"kind": "business", "hired_staff": -1}]}, 400, "assets[0].hired_staff"),
        ({"assets": [{"kind": "deposit", "floor_area": "88.50"}]}, 422, "assets[0]"),
        ({"assets": [{"kind": "shop", "after_disaster": True}]}, 422, "assets[0]"),
        ({"assets": [{"kind": "vehicle", "built_on": "2026-03-02", "since": "2026-03-01"}]}, 422, "assets[0]"),
        ({"assets": [{"kind": "house", "acquired_on": "2026-03-02", "since": "2026-03-01"}]}, 422, "assets[0]"),
    ],
)
def test_what_cannot_be_is_refused_with_its_path(
    town: Town, caller: Callable[[Post], Caller], change: dict[str, Any], status: int, path: str
) -> None:
    told = caller(town.officer).post("households/", rare(**change), status)
    assert told["path"] == path if status == 422 else [fault["path"] for fault in told["invalid"]] == [path]
    with acting_in(COUNTY):
        assert not Household.objects.exists()


def test_a_death_is_told_by_its_day_alone(town: Town, caller: Callable[[Post], Caller]) -> None:
    officer = caller(town.officer)
    row = officer.post("households/", FAMILY, 201)
    at = f"households/{row['id']}/members/{row['members'][1]['id']}/leave/"
    assert officer.post(at, {"expected": row["version"]}, 422)["refused"][0]["code"] == "reason"
    left = officer.post(at, {"expected": row["version"], "died_on": "2026-11-02"})
    dead = next(one for one in left["members"] if one["died_on"])
    assert (dead["died_on"], dead["period"]["until"]) == ("2026-11-02", "2026-11-03")


def test_a_re_audit_is_weighed_and_proposed_in_a_grace(town: Town, caller: Callable[[Post], Caller]) -> None:
    with acting_in(COUNTY):
        case = opened(town, aided(town))
        husband = members_on(case.household, TODAY)[1]
        record_income(husband, kind="wage", amount_fen=900_000, per="month", actor=None, at=NOW)
    officer, at = caller(town.officer), f"reaudits/{case.pk}"
    officer.post(f"{at}/start/", {"expected": 0})
    assert officer.post(f"{at}/assess/", {"grace_from": "2026-12-15"}, 422)["refused"][0]["code"] == "grace_from"
    kept = officer.post(f"{at}/assess/", {"grace_from": "2026-12-01", "supplement": "0.00"}, 201)
    assert kept["answer"]["outcome"] == "yes"
    said = {
        "expected": 1,
        "outcome": "grace",
        "findings": "李强就业",
        "visited_on": "2026-11-02",
        "assessment": kept["id"],
    }
    officer.post(f"{at}/propose/", said)
    caller(town.head).post(f"{at}/confirm/", {"expected": 2})
    with acting_in(COUNTY):
        row = Reaudit.objects.select_related("award").get(pk=case.pk)
        assert (row.outcome, row.award.ended_reason, row.award.period.upper.isoformat()) == (
            "grace",
            "grace",
            "2027-06-01",
        )
