"""Families over the API: written whole or not at all, under the version that was seen, inside the own villages."""

from collections.abc import Callable
from typing import Any

import pytest

from cases.households.models import Household, Income, Member
from cases.staff.models import Post
from cases.staff.scope import acting_in
from cases.workflow.models import JournalLine
from tests.api.calling import FAMILY, Caller
from tests.cases.assessments.test_services import CHILD, LI, WANG
from tests.people import COUNTY, OTHER_VILLAGE, VILLAGE, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies", "monday")]


def test_a_family_is_written_whole_or_not_at_all_and_a_refusal_names_its_place(
    town: Town, caller: Callable[[Post], Caller]
) -> None:
    officer = caller(town.officer)
    members = [dict(FAMILY["members"][0]), {**FAMILY["members"][1], "id_number": WANG}]
    told = officer.post("households/", {**FAMILY, "members": members}, 422)
    assert told["path"] == "members[1]"
    with acting_in(COUNTY):
        assert not Household.objects.exists()
        assert not Member.objects.exists()
        assert not JournalLine.objects.filter(subject_kind="household").exists()


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"members": [{"name": "李强", "relation": "cousin"}]}, "members[0].relation"),
        (
            {"head": {"name": "王", "incomes": [{"kind": "wage", "amount": 12.5, "per": "month"}]}},
            "head.incomes[0].amount",
        ),
        (
            {"head": {"name": "王", "incomes": [{"kind": "wage", "amount": "-1", "per": "month"}]}},
            "head.incomes[0].amount",
        ),
        (
            {"head": {"name": "王", "incomes": [{"kind": "wage", "amount": "1.005", "per": "month"}]}},
            "head.incomes[0].amount",
        ),
        ({"head": {"name": "王", "consents": [{"signed_on": "2026-02-30"}]}}, "head.consents[0].signed_on"),
        ({"asets": []}, "asets"),
        ({"head": {"nmae": "王"}}, "head.nmae"),
        ({"area": "99"}, "area"),
        ({"head": "王秀兰"}, "head"),
    ],
)
def test_what_cannot_be_read_is_400_with_its_path(
    town: Town, caller: Callable[[Post], Caller], change: dict[str, Any], path: str
) -> None:
    told = caller(town.officer).post("households/", {**FAMILY, **change}, 400)
    assert [fault["path"] for fault in told["invalid"]] == [path]
    assert all(fault["text"] for fault in told["invalid"])


def test_a_family_grows_shrinks_and_is_told_more_about_under_its_version(
    town: Town, caller: Callable[[Post], Caller]
) -> None:
    officer = caller(town.officer)
    row = officer.post("households/", {"area": VILLAGE, "head": {"name": "王秀兰", "id_number": WANG}}, 201)
    at = f"households/{row['id']}"
    more = {"expected": row["version"], "name": "李强", "relation": "spouse", "id_number": LI}
    grown = officer.post(f"{at}/members/", more, 201)
    assert officer.post(f"{at}/members/", {**more, "id_number": CHILD}, 409)["refused"][0]["code"] == "stale"
    husband = next(member for member in grown["members"] if member["name"] == "李强")
    assert husband["id_mask"] != LI
    income = [{"kind": "wage", "amount": "1200.50", "per": "month"}]
    told = {"expected": grown["version"], "member": husband["id"], "incomes": income, "assets": [{"kind": "deposit"}]}
    with acting_in(COUNTY):
        officer.post(f"{at}/facts/", told, 201)
        assert Income.objects.get().amount_fen == 120_050
    version = officer.get(f"{at}/")["version"]
    assert version == grown["version"] + 2
    leaving = {"expected": version, "on": "2026-12-01", "reason": "分户"}
    left = officer.post(f"{at}/members/{husband['id']}/leave/", leaving)
    assert next(m for m in left["members"] if m["id"] == husband["id"])["period"]["until"] == "2026-12-01"


def test_a_township_writes_only_in_its_own_villages(town: Town, caller: Callable[[Post], Caller]) -> None:
    officer = caller(town.officer)
    told = officer.post("households/", {**FAMILY, "area": OTHER_VILLAGE}, 422)
    assert told["refused"][0]["code"] == "wrong_area"
    row = officer.post("households/", FAMILY, 201)
    outsider = caller(town.outsider)
    outsider.post(f"households/{row['id']}/members/", {"expected": 1, "name": "李", "relation": "child"}, 404)
    outsider.post("applications/", {"household": row["id"], "benefits": [{"benefit": "dibao"}]}, 404)
    for post in (town.auditor, town.maker, town.approver):
        caller(post).post("households/", FAMILY, 403)
