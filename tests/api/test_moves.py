"""Acts over the API: a case from registration to grant and a run from draft to settled by API alone, and every way to say no."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from cases.applications import services as applications
from cases.applications.models import Application
from cases.awards.models import Award
from cases.households.models import Household, Income, Member
from cases.matching.models import Enquiry
from cases.payouts.models import PayoutLine, PayoutRun
from cases.staff.models import Post
from cases.staff.scope import NATION, acting_in
from cases.workflow.models import IdempotentCall, JournalLine
from tests.cases.assessments.test_services import CHILD, LI, WANG
from tests.cases.awards.families import family
from tests.cases.payouts.paying import award_of, csv_of, rows_of, work
from tests.people import COUNTY, OTHER_VILLAGE, VILLAGE, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies", "monday")]
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


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch) -> Iterator[time_machine.Traveller]:
    """PostgreSQL keeps its own clock, so an area scope is signed by the real one."""
    monkeypatch.setattr("cases.staff.scope.time", time_machine.escape_hatch.time.time)
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


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


@pytest.fixture
def caller(town: Town) -> Callable[[Post], Caller]:
    known: dict[int, Caller] = {}

    def of(post: Post) -> Caller:
        if post.pk not in known:
            known[post.pk] = Caller(post)
        return known[post.pk]

    return of


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


# --- the whole way ---


def test_a_platform_takes_a_family_from_registration_to_money_in_the_bank(
    town: Town, caller: Callable[[Post], Caller], monday: time_machine.Traveller
) -> None:
    officer, head = caller(town.officer), caller(town.head)  # the demo county has delegated sums like this one
    case = proposed(officer)
    end_notices(monday)
    waiting = head.get("applications/?state=decision")["results"]
    assert [row["id"] for row in waiting] == [case["id"]]
    assert waiting[0]["proposed"] == DUE
    granted = head.post(f"applications/{case['id']}/grant/", {"expected": waiting[0]["version"]}, key="grant-1")
    assert granted["state"] == "granted"
    (decision,) = head.get(f"applications/{case['id']}/")["decisions"]
    assert (decision["outcome"], decision["amount"], decision["per"]) == ("grant", DUE, "month")
    (award,) = head.get("awards/")["results"]
    first = award["period"]["from"]

    maker, releaser = caller(town.maker), caller(town.releaser)
    run = maker.post("payout-runs/", {"benefit": "dibao", "month": first}, 202, key="run-1")
    work_all()
    at = f"payout-runs/{run['id']}"
    drafted = maker.get(f"{at}/")
    assert (drafted["state"], drafted["lines"], drafted["amount"]) == ("drafted", 1, DUE)
    checked = maker.post(f"{at}/check/", {"expected": drafted["version"]})
    assert maker.post(f"{at}/approve/", {"expected": checked["version"]}, 422)["refused"][0]["code"] == "wrong_role"
    approved = releaser.post(f"{at}/approve/", {"expected": checked["version"]})
    assert maker.post(f"{at}/send/", {"expected": approved["version"]}, 202)["job"] in {"waiting", "running"}
    work_all()
    assert maker.client.get(f"/api/v1/{at}/file/").content.decode("gb18030").count(DUE) == 1
    (line,) = maker.get(f"payout-lines/?run={run['id']}")["results"]
    assert (line["state"], line["account_mask"][-4:]) == ("sent", "2345")
    answer = {"rows": [{"serial": line["serial"], "amount": line["amount"], "result": "succeeded"}]}
    assert maker.post(f"{at}/returns/", answer, 201) == {"rows": 1, "settled": 1, "failed": 0, "problems": []}
    closed = maker.post(f"{at}/close/", {"expected": maker.get(f"{at}/")["version"]})
    assert closed["state"] == "closed"
    assert maker.get(f"payout-lines/{line['id']}/")["state"] == "settled"


# --- families ---


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


# --- cases ---


def test_a_move_says_why_not_and_leaves_nothing(town: Town, caller: Callable[[Post], Caller]) -> None:
    officer = caller(town.officer)
    case = opened(officer)
    at = f"applications/{case['id']}"
    assert officer.post(f"{at}/accept/", {"expected": case["version"] + 1}, 409)["refused"][0]["code"] == "stale"
    assert officer.post(f"{at}/accept/", {}, 400)["invalid"][0]["path"] == "expected"
    assert officer.post(f"{at}/grant/", {"expected": case["version"]}, 409)["refused"][0]["code"] == "no_such_move"
    version = officer.post(f"{at}/accept/", {"expected": case["version"]})["version"]
    told = officer.post(f"{at}/give_opinion/", {"expected": version, "text": "建议给予"}, 422)
    assert {reason["code"] for reason in told["refused"]} >= {"no_visit", "not_answered"}
    assert officer.post(f"{at}/terminate/", {"expected": version}, 422)["refused"][0]["code"] == "wrong_role"
    assert officer.get(f"{at}/")["version"] == version
    outsider = caller(town.outsider)
    outsider.post(f"{at}/withdraw/", {"expected": version, "note": "不要了"}, 404)


def test_who_handled_a_round_does_not_decide_it(
    town: Town, caller: Callable[[Post], Caller], monday: time_machine.Traveller
) -> None:
    case = proposed(caller(town.officer), second="head")
    end_notices(monday)
    head, at = caller(town.head), f"applications/{case['id']}"
    version = head.get(f"{at}/")["version"]
    assert head.post(f"{at}/grant/", {"expected": version}, 409)["refused"][0]["code"] == "four_eyes"
    with acting_in(COUNTY):
        assert not Award.objects.exists()


def test_a_case_goes_back_with_reasons_comes_again_and_is_refused_with_grounds(
    town: Town, caller: Callable[[Post], Caller], monday: time_machine.Traveller
) -> None:
    officer, head = caller(town.officer), caller(town.head)
    at = f"applications/{proposed(officer)['id']}"
    end_notices(monday)
    version = head.get(f"{at}/")["version"]
    assert head.post(f"{at}/send_back/", {"expected": version}, 422)["refused"]
    returned = head.post(f"{at}/send_back/", {"expected": version, "codes": ["income"], "lines": ["李强 工资条"]})
    assert returned["state"] == "returned"
    gaps = [gap for gap in officer.get(f"{at}/")["gaps"] if gap["filled_at"] is None]
    assert {gap["text"] for gap in gaps} >= {"李强 工资条"}
    assert officer.post(f"{at}/resubmit/", {"expected": returned["version"]}, 422)["refused"][0]["code"] == "gap"
    for gap in gaps:
        assert officer.post(f"{at}/gaps/{gap['id']}/fill/")["filled_at"]
    again = officer.post(f"{at}/resubmit/", {"expected": returned["version"], "note": "已补"})
    assert again["state"] == "decision"
    refusal = {"expected": again["version"], "codes": ["concealed"], "note": "隐瞒收入"}
    assert officer.post(f"{at}/refuse/", refusal, 422)["refused"][0]["code"] == "wrong_role"
    assert head.post(f"{at}/refuse/", {**refusal, "codes": ["lottery"]}, 400)["invalid"][0]["path"] == "codes[0]"
    assert head.post(f"{at}/refuse/", refusal)["state"] == "refused"


def test_a_difference_is_explained_and_judged_before_the_opinion(town: Town, caller: Callable[[Post], Caller]) -> None:
    officer = caller(town.officer)
    case = opened(officer)
    at = f"applications/{case['id']}"
    officer.post(f"{at}/accept/", {"expected": case["version"]})
    asked = officer.get(f"{at}/")["enquiries"]
    rows: list[dict[str, Any]] = [{"enquiry": one["id"], "name": one["name"]} for one in asked]
    rows[1] |= {"item": "income:wage", "amount": "1850.00", "per": "month", "source": "社保"}
    assert officer.post("enquiries/returns/", {"rows": rows}, 201)["differing"] == 1
    assert officer.post("enquiries/returns/", {"rows": rows}, 201)["again"] is True
    (difference,) = officer.get(f"{at}/")["differences"]
    assert (difference["returned"], difference["verdict"]) == ("1850.00", "open")
    assert (
        officer.post(f"differences/{difference['id']}/explain/", {"explanation": "已离职"})["explanation"] == "已离职"
    )
    judged = officer.post(f"differences/{difference['id']}/judge/", {"verdict": "counted"})
    assert judged["verdict"] == "counted"
    with acting_in(COUNTY):
        assert Income.objects.get(kind="wage", voided_at__isnull=True).amount_fen == 185_000
        assert Application.objects.get().open_differences == 0
    caller(town.outsider).post(f"differences/{difference['id']}/judge/", {"verdict": "wrong"}, 404)
    for bad, path in (({"item": "income:wage"}, "rows[0].amount"), ({"item": "death"}, "rows[0].text")):
        told = officer.post("enquiries/returns/", {"rows": [{"enquiry": 1, "name": "x", **bad}]}, 400)
        assert [fault["path"] for fault in told["invalid"]] == [path]


def test_the_numbers_to_ask_about_are_given_out_by_the_journalled_export_alone(
    town: Town, caller: Callable[[Post], Caller]
) -> None:
    officer = caller(town.officer)
    case = opened(officer)
    officer.post(f"applications/{case['id']}/accept/", {"expected": case["version"]})
    assert WANG not in officer.client.get("/api/v1/enquiries/").content.decode()
    answer = officer.client.post("/api/v1/enquiries/export/")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    with acting_in(COUNTY):
        assert len(JournalLine.objects.get(act="export_enquiries").detail["enquiries"]) == 3
        assert Enquiry.objects.filter(exported_at__isnull=False).count() == 3
    assert caller(town.auditor).client.post("/api/v1/enquiries/export/").status_code == 403


def test_a_visit_names_two_officers_of_the_area(town: Town, caller: Callable[[Post], Caller]) -> None:
    officer = caller(town.officer)
    case = opened(officer)
    at = f"applications/{case['id']}"
    body = {"expected": officer.post(f"{at}/accept/", {"expected": case["version"]})["version"], **VISIT}
    for name in ("outsider", "nobody"):
        told = officer.post(f"{at}/visits/", {**body, "second": name}, 400)
        assert told["invalid"][0]["path"] == "second"
    assert officer.post(f"{at}/visits/", {**body, "second": "officer"}, 422)["refused"][0]["code"] == "two"
    officer.post(f"{at}/visits/", body, 201)


# --- money ---


def drafted_run(maker: Caller) -> dict[str, Any]:
    run = maker.post("payout-runs/", {"benefit": "dibao", "month": "2026-11-01"}, 202)
    work_all()
    return dict(maker.get(f"payout-runs/{run['id']}/"))


@pytest.fixture
def award(town: Town) -> Award:
    with acting_in(COUNTY):
        return award_of(family("1"))


def test_a_list_goes_back_is_made_again_and_given_up(
    town: Town, award: Award, caller: Callable[[Post], Caller]
) -> None:
    maker, releaser = caller(town.maker), caller(town.releaser)
    run = drafted_run(maker)
    at = f"payout-runs/{run['id']}"
    checked = maker.post(f"{at}/check/", {"expected": run["version"]})
    assert (
        releaser.post(f"{at}/send_back/", {"expected": checked["version"]}, 422)["refused"][0]["code"] == "note_missing"
    )
    back = releaser.post(f"{at}/send_back/", {"expected": checked["version"], "note": "核对户数"})
    again = maker.post(f"{at}/redraft/", {"expected": back["version"]}, 202)
    assert again["state"] == "drafting"
    work_all()
    version = maker.get(f"{at}/")["version"]
    assert maker.post(f"{at}/cancel/", {"expected": version, "note": "重来"})["state"] == "cancelled"


def test_the_banks_own_file_is_taken_in_once_and_strange_rows_are_told(
    town: Town, award: Award, caller: Callable[[Post], Caller]
) -> None:
    maker, releaser = caller(town.maker), caller(town.releaser)
    run = drafted_run(maker)
    at = f"payout-runs/{run['id']}"
    assert maker.post(f"{at}/returns/", {"rows": [{"serial": "x", "amount": "1", "result": "failed"}]}, 422)
    version = maker.post(f"{at}/check/", {"expected": run["version"]})["version"]
    version = releaser.post(f"{at}/approve/", {"expected": version})["version"]
    maker.post(f"{at}/send/", {"expected": version}, 202)
    work_all()
    with acting_in(COUNTY):
        (row,) = rows_of(PayoutRun.objects.get())
    body = csv_of([(row["流水号"], row["金额(元)"], "失败", "账号户名不符"), ("P202611-999", "1.00", "成功", "")])

    def file() -> dict[str, Any]:
        return {"file": SimpleUploadedFile("回盘.csv", body)}

    told = maker.post(f"{at}/returns/", file(), 201, form="multipart", key="answer-1")
    assert (told["failed"], [problem["row"] for problem in told["problems"]]) == (1, [3])
    assert maker.post(f"{at}/returns/", file(), 201, form="multipart", key="answer-1") == told
    again = maker.post(f"{at}/returns/", file(), 422, form="multipart")
    assert again["refused"][0]["code"] == "taken_already"
    assert maker.post(f"{at}/returns/", {}, 400, form="multipart")["invalid"][0]["path"] == "file"
    caller(town.officer).post(f"{at}/returns/", {"rows": []}, 403)
    with acting_in(COUNTY):
        assert PayoutLine.objects.get().state == "failed"


# --- the same call twice ---


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
