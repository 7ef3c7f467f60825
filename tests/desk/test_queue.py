"""The approver's queue: one request a decision, nothing twice, the next case by itself; with and without script."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.applications.models import Application, Decision
from cases.awards.models import Award
from cases.matching.models import Discrepancy
from cases.staff.models import Post
from cases.staff.scope import acting_in
from tests.cases.applications.cases import several, waiting_case
from tests.people import COUNTY, Town, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]


@pytest.fixture
def head(client: Client, town: Town) -> Client:
    sign_in(client, town.head)
    return client


def now() -> datetime:
    return timezone.now()


def decide(client: Client, case: Application, **data: Any) -> Any:
    return client.post(f"/decisions/{case.pk}/decide/", {"version": case.version, "do": "grant", **data})


def htmx(client: Client, case: Application, **data: Any) -> Any:
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/decisions/{case.pk}/"}
    return client.post(
        f"/decisions/{case.pk}/decide/", {"version": case.version, "do": "grant", **data}, headers=headers
    )


def test_the_queue_is_grouped_by_clock_and_leads_to_the_first_case(head: Client, town: Town) -> None:
    late, later = several(town, 2)
    with acting_in(COUNTY):
        Application.objects.filter(pk=late.pk).update(step_due_at=now() - timedelta(days=2))
    page = head.get("/decisions/").content.decode()
    assert page.index("超期") < page.index(f"/decisions/{late.pk}/") < page.index(f"/decisions/{later.pk}/")
    assert "全部 2" in page
    assert f'hx-get="/decisions/{late.pk}/?in=list"' in page


def test_the_queue_page_costs_at_most_twelve_queries(
    head: Client, town: Town, django_assert_max_num_queries: Any
) -> None:
    several(town, 3)
    head.get("/decisions/")
    with django_assert_max_num_queries(12):
        head.get("/decisions/")


def test_a_case_costs_the_same_number_of_queries_however_long_its_history(
    head: Client, town: Town, django_assert_max_num_queries: Any
) -> None:
    case = waiting_case(town, 0, ("周德福", "务工收入", "100", "每月", "工资"))
    head.get(f"/decisions/{case.pk}/")
    with django_assert_max_num_queries(45):
        head.get(f"/decisions/{case.pk}/", headers={"HX-Request": "true"})


def test_granting_opens_the_next_case_with_one_request(head: Client, town: Town) -> None:
    first, second = several(town, 2)
    answer = htmx(head, first)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer["HX-Push-Url"] == f"/decisions/{second.pk}/"
    assert f'<li id="row-{first.pk}" hx-swap-oob="delete">' in page
    assert f"编号 {second.number}" in page
    with acting_in(COUNTY):
        assert Decision.objects.get(application=first).decided_by == town.head.officer
        assert Award.objects.filter(household=first.household_id).count() == 1


def test_without_script_a_decision_redirects_to_the_next_case(head: Client, town: Town) -> None:
    first, second = several(town, 2)
    assert decide(head, first)["Location"] == f"/decisions/{second.pk}/"
    assert decide(head, second)["Location"] == "/decisions/"
    assert "没有等您决定的" in head.get("/decisions/").content.decode()


def test_going_back_and_sending_again_changes_nothing_and_says_who_was_quicker(head: Client, town: Town) -> None:
    case = waiting_case(town)
    decide(head, case)
    for again in (decide(head, case), htmx(head, case)):
        assert again.status_code == 409
        assert "这件现在是“已给予”" in again.content.decode()
        assert "王镇" in again.content.decode()
    assert htmx(head, case)["HX-Retarget"] == "#decide"
    with acting_in(COUNTY):
        assert Decision.objects.filter(application=case).count() == 1
        assert Award.objects.count() == 1


def test_a_difference_is_judged_before_the_grant_and_recomputed_in_place(head: Client, town: Town) -> None:
    case = waiting_case(town)
    with acting_in(COUNTY):
        enquiry = case.household.enquiries.get()
        row = Discrepancy.objects.create(
            enquiry=enquiry, area_code=enquiry.area_code, item="income:wage", declared_fen=0, returned_fen=185_000,
            returned_per="month", source="养老保险缴费", text="5 至 8 月",
        )  # fmt: skip
        Application.objects.filter(pk=case.pk).update(open_differences=1)
    page = head.get(f"/decisions/{case.pk}/").content.decode()
    assert "先判断 1 项差异，再同意" in page
    assert "超过标准" in page
    refused = htmx(head, case)
    assert (refused.status_code, "先判断 1 项差异" in refused.content.decode()) == (422, True)
    answer = head.post(f"/decisions/{case.pk}/judge/{row.pk}/", {"verdict": "counted"}, headers={"HX-Request": "true"})
    assert "不符合的" in answer.content.decode()
    assert "没有待判断的" in answer.content.decode()
    assert htmx(head, case).status_code == 422  # the law now says no
    with acting_in(COUNTY):
        assert case.household.members.get().incomes.get().source == "verified"
    refusal = htmx(head, case, do="refuse", codes=["conditions"], note="收入超过标准")
    assert refusal.status_code == 200
    with acting_in(COUNTY):
        decision = Decision.objects.get(application=case)
        assert decision.outcome == "refuse"
        assert any("超过" in reason["text"] or "不低于" in reason["text"] for reason in decision.reasons)
        assert decision.deliver_by is not None


@pytest.mark.parametrize(
    ("do", "words"), [("send_back", "至少选一条原因"), ("refuse", "不予确认的依据"), ("order_visit", "要核实什么")]
)
def test_a_panel_without_a_reason_is_shown_again(head: Client, town: Town, do: str, words: str) -> None:
    case = waiting_case(town)
    opened = head.get(f"/decisions/{case.pk}/{do}/", headers={"HX-Request": "true"})
    assert opened.content.decode().startswith("<form class=")
    empty = htmx(head, case, do=do)
    assert (empty.status_code, empty["HX-Retarget"]) == (422, "#decide")
    assert words in empty.content.decode()
    assert head.get(f"/decisions/{case.pk}/{do}/").content.decode().count("<html") == 1
    with acting_in(COUNTY):
        case.refresh_from_db()
        assert case.state == "decision"


def test_a_returned_case_comes_again_to_the_same_approver(head: Client, town: Town, client: Client) -> None:
    case = waiting_case(town)
    assert htmx(head, case, do="send_back", codes=["papers"], lines="周德福：1 至 3 月银行流水").status_code == 200
    sign_in(client, town.officer)
    page = client.get(f"/applications/{case.pk}/").content.decode()
    assert "周德福：1 至 3 月银行流水" in page
    with acting_in(COUNTY):
        case.refresh_from_db()
        gaps = list(case.gaps.all())
    stuck = client.post(f"/applications/{case.pk}/act/", {"do": "resubmit", "version": case.version})
    assert (stuck.status_code, "还没有补齐" in stuck.content.decode()) == (422, True)
    for gap in gaps:
        client.post(f"/applications/{case.pk}/gaps/{gap.pk}/fill/")
    assert client.post(f"/applications/{case.pk}/act/", {"do": "resubmit", "version": case.version}).status_code == 302
    sign_in(client, town.head)
    assert "重报 1" in client.get("/decisions/?show=again").content.decode()
    with acting_in(COUNTY):
        case.refresh_from_db()
    assert decide(client, case).status_code == 302


def test_safe_cases_are_confirmed_together_and_each_is_checked_again(head: Client, town: Town) -> None:
    first, second, third, fourth = several(town, 4)
    with acting_in(COUNTY):
        Application.objects.filter(pk=third.pk).update(relative_flag=True)
        Application.objects.filter(pk=fourth.pk).update(proposed_fen=None)
    chosen = [first.pk, second.pk, third.pk, fourth.pk]
    more = head.post("/decisions/batch/", {"case": [*chosen, *(str(9000 + place) for place in range(50))]})
    assert "一次最多 50 件，还有 " in more.content.decode()
    review = head.post("/decisions/batch/", {"case": chosen}).content.decode()
    assert "一次最多 50 件。" in review
    assert "批量确认 2 件" in review
    assert "经办人近亲属，须逐件看" in review
    assert "没有拟给予的金额，须逐件看" in review
    decide(head, first)  # somebody is quicker with the first one
    result = head.post(
        "/decisions/batch/confirm/", {"case": [f"{first.pk}:{first.version}", f"{second.pk}:{second.version}"]}
    ).content.decode()
    assert "已同意 1 件" in result
    assert "现在是“已给予”" in result
    with acting_in(COUNTY):
        assert Award.objects.count() == 2


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "１"])
def test_a_version_that_is_no_number_is_a_conflict_and_no_error(head: Client, town: Town, version: str) -> None:
    case = waiting_case(town)
    assert htmx(head, case, version=version).status_code == 409


def test_another_post_cannot_decide(client: Client, town: Town) -> None:
    case = waiting_case(town)
    post: Post
    for post, status in ((town.officer, 403), (town.outside_head, 404), (town.approver, 422)):
        sign_in(client, post)
        assert decide(client, case).status_code == status
