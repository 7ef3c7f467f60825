"""The same call twice is done once; nobody acts without signing in; the document is valid."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from cases.households.models import Household
from cases.staff.models import Post
from cases.staff.scope import acting_in
from cases.workflow.models import IdempotentCall
from tests.api.calling import FAMILY, Caller, opened
from tests.cases.assessments.test_services import WANG
from tests.people import COUNTY, VILLAGE, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies", "monday")]


def test_the_same_call_under_its_key_is_answered_again_and_done_once(
    town: Town, caller: Callable[[Post], Caller]
) -> None:
    officer = caller(town.officer)
    first = officer.post("households/", FAMILY, 201, key="k-1")
    assert officer.post("households/", FAMILY, 201, key="k-1") == first
    with acting_in(COUNTY):
        assert Household.objects.count() == 1
    assert IdempotentCall.objects.count() == 1
    assert WANG not in str(IdempotentCall.objects.get().body)
    told = officer.post("households/", {**FAMILY, "address": "别处"}, 422, key="k-1")
    assert told["refused"][0]["code"] == "key_reused"
    asking = {"household": first["id"], "benefits": [{"benefit": "dibao"}]}
    assert officer.post("applications/", asking, 422, key="k-1")["refused"][0]["code"] == "key_reused"
    assert caller(town.second).post("households/", {"area": VILLAGE, "head": {"name": "李"}}, 201, key="k-1")


def test_a_refusal_is_not_remembered_and_a_bad_key_is_told(town: Town, caller: Callable[[Post], Caller]) -> None:
    officer = caller(town.officer)
    case = opened(officer)
    at = f"applications/{case['id']}"
    officer.post(f"{at}/accept/", {"expected": case["version"] + 1}, 409, key="k-2")
    assert not IdempotentCall.objects.exists()
    assert officer.post(f"{at}/accept/", {"expected": case["version"]}, key="k-3")["state"] == "survey"
    assert officer.post(f"{at}/accept/", {"expected": case["version"]}, key="k-3")["state"] == "survey"
    officer.post(f"{at}/accept/", {"expected": case["version"]}, 409)
    for key in ("x" * 81, "a b"):
        assert officer.post(f"{at}/accept/", {"expected": 1}, 400, key=key)["invalid"][0]["path"] == "Idempotency-Key"


def test_an_act_that_fails_half_way_is_not_remembered_either(
    town: Town, caller: Callable[[Post], Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = caller(town.officer)
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr("cases.api.families.services.record_account", lambda *_args, **_by: 1 // 0)
        officer.post("households/", FAMILY, 500, key="k-4")
    assert not IdempotentCall.objects.exists()
    with acting_in(COUNTY):
        assert not Household.objects.exists()
    officer.post("households/", FAMILY, 201, key="k-4")


def test_nobody_acts_without_signing_in(town: Town) -> None:
    for address in ("households/", "applications/", "payout-runs/", "enquiries/returns/"):
        assert APIClient().post(f"/api/v1/{address}", {}, format="json").status_code == 401


def test_the_openapi_document_is_valid_without_a_warning(town: Town, tmp_path: Path) -> None:
    document = tmp_path / "schema.yaml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(document))
    text = document.read_text()
    for address in (
        "applications/{id}/grant/",
        "payout-runs/{id}/returns/",
        "households/{id}/facts/",
        "enquiries/returns/",
    ):
        assert f"/api/v1/{address}:" in text
    assert "Idempotency-Key" in text
