"""Acts over the API: a case from registration to grant and a run from draft to settled by API alone, and every way to say no."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.applications.models import Application
from cases.awards.models import Award
from cases.households.models import Income
from cases.matching.models import Enquiry
from cases.payouts.models import PayoutLine, PayoutRun
from cases.staff.models import Post
from cases.staff.scope import acting_in
from cases.workflow.models import JournalLine
from tests.api.calling import DUE, VISIT, Caller, drafted_run, end_notices, opened, proposed, work_all
from tests.cases.assessments.test_services import WANG
from tests.cases.awards.families import family
from tests.cases.payouts.paying import award_of, csv_of, rows_of
from tests.people import COUNTY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies", "monday")]

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
