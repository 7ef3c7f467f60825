"""A platform that calls the API as one officer, and a case and a run brought along their way by it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from cases.applications import services as applications
from cases.payouts.models import PayoutRun
from cases.staff.models import Post
from cases.staff.scope import NATION, acting_in
from tests.cases.assessments.test_services import CHILD, LI, WANG
from tests.cases.payouts.paying import work
from tests.people import COUNTY, VILLAGE

# by hand: (650.00 - 268.00) a head x 3, and of 650.00 a tenth for the child and a fifth for the severe disability
DUE = "1341.00"
MONDAY = datetime(2026, 11, 2, 2, tzinfo=UTC)
KNOWN = [
    {"name": "serious_illness", "value": False},
    {"name": "labour", "value": "full"},
    {"name": "study", "value": "none"},
    {"name": "pregnant", "value": False},
]
WHOLE = {"incomes_complete": True, "expenses_complete": True, "consents": [{"signed_on": "2026-11-02"}]}
FAMILY: dict[str, Any] = {
    "area": VILLAGE,
    "address": "柳林村3组",
    "head": {
        "name": "王秀兰",
        "id_number": WANG,
        "conditions": [{"name": "disabilities", "value": [{"kind": "physical", "grade": 2}]}, *KNOWN],
        "incomes": [{"kind": "disability_subsidy", "amount": "160.00", "per": "month"}],
        "residences": [{"kind": "hukou", "place_code": VILLAGE}],
        **WHOLE,
    },
    "members": [
        {
            "name": "李强",
            "relation": "spouse",
            "id_number": LI,
            "conditions": [{"name": "disabilities", "value": []}, *KNOWN],
            "incomes": [
                {"kind": "farming", "amount": "6648.00", "per": "year"},
                {"kind": "land_transfer", "amount": "3000", "per": "year"},
            ],
            **WHOLE,
        },
        {
            "name": "李小雨",
            "relation": "child",
            "id_number": CHILD,
            "conditions": [{"name": "disabilities", "value": []}, *KNOWN],
            **WHOLE,
        },
    ],
    "account": {"holder": "王秀兰", "bank": "青阳农商银行", "number": "6228480000000012345"},
    "assets_complete": True,
    "obligors_complete": True,
}


class Caller:
    """A platform signed in as one officer."""

    def __init__(self, post: Post) -> None:
        self.client = APIClient()
        token = Token.objects.create(user=post.officer)
        self.client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")

    def get(self, address: str) -> Any:
        answer = self.client.get(f"/api/v1/{address}")
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def post(self, address: str, body: Any = None, status: int = 200, *, key: str = "", form: str = "json") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.client.post(f"/api/v1/{address}", body, format=form, headers=headers)
        assert answer.status_code == status, f"{answer.status_code} {answer.content.decode()}"
        return answer.json()


def opened(officer: Caller) -> dict[str, Any]:
    """A registered family's application."""
    household = officer.post("households/", FAMILY, 201)
    (case,) = officer.post("applications/", {"household": household["id"], "benefits": [{"benefit": "dibao"}]}, 201)
    return dict(case)


def answer_all(officer: Caller, case: int) -> None:
    """The registers have nothing on anybody."""
    asked = officer.get(f"applications/{case}/")["enquiries"]
    rows = [{"enquiry": one["id"], "name": one["name"], "text": f"{one['id']}"} for one in asked]
    taken = officer.post("enquiries/returns/", {"rows": rows}, 201)
    assert (taken["answered"], taken["bad"]) == (len(asked), [])


VISIT = {
    "first": "officer",
    "second": "second",
    "visited_on": "2026-11-02",
    "place": "柳林村3组",
    "findings": "土坯房三间",
    "agrees": True,
}


def proposed(officer: Caller, *, second: str = "second") -> dict[str, Any]:
    """A case whose notice hangs."""
    case = opened(officer)
    at = f"applications/{case['id']}"
    assert officer.get(f"{at}/missing/") == []
    version = officer.post(f"{at}/accept/", {"expected": case["version"]})["version"]
    answer_all(officer, case["id"])
    version = officer.post(f"{at}/visits/", {**VISIT, "expected": version, "second": second}, 201)["version"]
    given = officer.post(f"{at}/give_opinion/", {"expected": version, "text": "符合条件，建议给予"})
    posted = {"expected": given["version"], "posted_on": "2026-11-02", "place": "村务公开栏"}
    assert officer.post(f"{at}/post_notice/", posted)["state"] == "notice"
    return case


def end_notices(traveller: time_machine.Traveller) -> None:
    """The system's own move, some days later."""
    later = MONDAY + timedelta(days=8)
    traveller.move_to(later)
    assert applications.end_notices(COUNTY, on=later.date(), at=later) == 1


def work_all() -> None:
    """What a worker does."""
    with acting_in(NATION):
        for run in PayoutRun.objects.select_related("batch"):
            assert run.batch is not None
            work(run.batch, datetime.now(UTC))


def drafted_run(maker: Caller) -> dict[str, Any]:
    run = maker.post("payout-runs/", {"benefit": "dibao", "month": "2026-11-01"}, 202)
    work_all()
    return dict(maker.get(f"payout-runs/{run['id']}/"))
