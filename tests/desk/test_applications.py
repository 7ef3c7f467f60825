"""The township's pages, and the wall around them: another township's case does not exist, whatever the address."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from cases.applications.models import Application, Gap, Visit
from cases.applications.services import Ask
from cases.desk.urls import urlpatterns
from cases.households.services import record_condition
from cases.households.vocabulary import INDICATORS
from cases.matching.models import Discrepancy
from cases.staff.scope import acting_in
from tests.cases.applications.cases import single, waiting_case
from tests.cases.applications.steps import accepted, answers, checked, drafted, visited
from tests.people import COUNTY, OTHER_VILLAGE, Town, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]

_OWN = ("applications-", "decisions-", "matching-")
CASE_PAGES = [
    each
    for each in urlpatterns
    if isinstance(each, URLPattern) and (each.name or "").startswith(_OWN) and "<int:pk>" in str(each.pattern)
]
_VALUES: dict[str, Any] = {"do": "withdraw"}


def address(page: URLPattern, **keys: int) -> str:
    values = {name: keys.get(name, _VALUES.get(name)) for name in page.pattern.converters}
    if page.name == "decisions-panel":
        values["do"] = "refuse"
    return reverse(f"desk:{page.name}", kwargs=values)


@pytest.fixture
def officer(client: Client, town: Town) -> Client:
    sign_in(client, town.officer)
    return client


@pytest.mark.parametrize("page", CASE_PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize("who", ["outsider", "outside_head", "far_approver"])
def test_no_address_shows_or_moves_another_townships_case(
    client: Client, town: Town, page: URLPattern, who: str
) -> None:
    case = waiting_case(town)
    with acting_in(COUNTY):
        gap = Gap.objects.create(
            application=case,
            area_code=case.area_code,
            text="银行流水",
            told_at=timezone.now(),
            told_by=town.officer.officer,
        )
        enquiry = case.household.enquiries.get()
        row = Discrepancy.objects.create(
            enquiry=enquiry, area_code=case.area_code, item="income:wage", returned_fen=1, returned_per="month"
        )
    url = address(page, pk=case.pk, gap=gap.pk, difference=row.pk)
    sign_in(client, town.posts[who])
    posted = {
        "version": case.version,
        "do": "grant",
        "verdict": "accepted",
        "explanation": "x",
        "note": "x",
        "text": "x",
        "lines": "x",
    }
    for answer in (client.get(url), client.post(url, posted), client.post(url, posted, headers={"HX-Request": "true"})):
        assert answer.status_code in {403, 404, 405}
        assert case.household.head_name not in answer.content.decode()
        assert case.number not in answer.content.decode()
    with acting_in(COUNTY):
        before = case.version
        case.refresh_from_db()
        row.refresh_from_db()
        gap.refresh_from_db()
        assert (case.version, row.verdict, row.explanation, gap.filled_at) == (before, "open", "", None)


def test_the_wall_test_reaches_every_page_of_a_case() -> None:
    assert len(CASE_PAGES) >= 13


def test_negative_control_the_own_officer_sees_the_case_at_the_same_address(officer: Client, town: Town) -> None:
    case = waiting_case(town)
    page = officer.get(f"/applications/{case.pk}/").content.decode()
    assert case.household.head_name in page
    assert case.number in page


@pytest.mark.parametrize("address", ["/applications/?state=decision", "/notices/", "/matching/", "/decisions/"])
def test_lists_and_counts_know_nothing_of_another_township(client: Client, town: Town, address: str) -> None:
    case = waiting_case(town)
    sign_in(client, town.outside_head)
    page = client.get(address).content.decode()
    assert case.household.head_name not in page
    assert "全部 1" not in page
    batch = client.post("/decisions/batch/", {"case": [case.pk]}).content.decode()
    assert case.household.head_name not in batch
    sign_in(client, town.outsider)
    content = client.post("/matching/export/").content
    assert case.household.head_name.encode() not in content
    assert client.get(f"/notices/print/?case={case.pk}").content.decode().count("柳林村") == 0


def offered(client: Client, case: Application) -> list[str]:
    """The acts of the dossier in their order, the next one first."""
    return [act["label"] for act in client.get(f"/applications/{case.pk}/").context["acts"]]


def test_where_the_route_has_an_appraisal_it_is_offered_before_the_opinion(client: Client, town: Town) -> None:
    now = timezone.now()
    with acting_in(COUNTY):
        case = accepted(single(town, 1, now, village=OTHER_VILLAGE, actor=town.outsider), town.outsider, at=now)
        checked(case, town.outsider, at=now)
        visited(case, town.outsider, town.outside_head, now)
    sign_in(client, town.outsider)
    assert offered(client, case)[0] == "转民主评议"
    assert "提出审核意见" not in offered(client, case)
    client.post(f"/applications/{case.pk}/act/", {"do": "hold_appraisal", "version": case.version})
    assert offered(client, case)[0] == "提出审核意见"


def test_the_dossier_of_a_destitute_person_shows_what_the_sum_is_made_of(officer: Client, town: Town) -> None:
    now = timezone.now()
    with acting_in(COUNTY):
        household = single(town, 1, now)
        head = household.members.get()
        cannot_eat = {name: name != "eat" for name in INDICATORS}
        for name, value in (("self_care", cannot_eat), ("support_mode", "dispersed"), ("labour", "none")):
            record_condition(head, name=name, value=value, actor=town.officer, at=now)
        case = drafted(household, town.officer, Ask("tekun"), at=now)
    facts = {fact["label"]: fact["value"] for fact in officer.get(f"/applications/{case.pk}/").context["facts"]}
    assert list(facts) == ["月人均收入", "基本生活", "照料护理", "拟给予（1 人）"]
    assert facts["基本生活"] == "845.00"  # 1.3 × 650
    assert "低保标准（农村）" not in facts


def test_a_case_goes_from_the_window_to_the_notice_through_the_pages(
    officer: Client, client: Client, town: Town
) -> None:
    now = timezone.now()
    with acting_in(COUNTY):
        case = drafted(single(town, 1, now), town.officer, at=now)
    base = f"/applications/{case.pk}"
    assert "材料齐全" in officer.get(f"{base}/accept/").content.decode()
    assert officer.post(f"{base}/accept/", {"do": "accept", "version": 0}).status_code == 302
    assert officer.post(f"{base}/accept/", {"do": "accept", "version": 0}).status_code == 302  # again: to the dossier
    assert offered(officer, case) == ["登记入户调查", "信息核对", "提出审核意见", "申请人撤回"]
    with acting_in(COUNTY):
        enquiry = case.household.enquiries.get()
        content = answers((enquiry, "无", "", "", ""))
    page = officer.post("/matching/", {"file": SimpleUploadedFile("a.xlsx", content)}).content.decode()
    assert "收下 1 人" in page
    visit = {
        "version": 1, "visited_on": timezone.localdate().isoformat(), "first": town.officer.officer_id,
        "second": town.officer.officer_id, "place": "柳林村", "present": "本人", "findings": "土坯房", "agrees": "yes",
    }  # fmt: skip
    alone = officer.post(f"{base}/visit/", visit)
    assert (alone.status_code, "须由两名不同的工作人员" in alone.content.decode()) == (422, True)
    assert officer.post(f"{base}/visit/", {**visit, "second": town.second.officer_id}).status_code == 302
    assert offered(officer, case) == ["提出审核意见", "登记入户调查", "申请人撤回"]
    assert "月人均收入" in officer.get(f"{base}/opinion/").content.decode()
    opinion = {"version": 1, "recommend": "grant", "text": "符合条件"}
    assert officer.post(f"{base}/opinion/", opinion).status_code == 302
    again = officer.post(f"{base}/opinion/", opinion)
    assert (again.status_code, "刚被更新过" in again.content.decode()) == (409, True)
    assert offered(officer, case) == ["张贴公示", "申请人撤回"]
    posted = officer.post(
        "/notices/", {"case": [f"{case.pk}:2"], "posted_on": timezone.localdate().isoformat(), "place": "公开栏"}
    )
    assert posted["Location"] == f"/notices/print/?case={case.pk}"
    board = officer.get(posted["Location"]).content.decode()
    assert "陈*英" in board
    assert "陈桂英" not in board.split("<h1")[1]
    with acting_in(COUNTY):
        assert Visit.objects.get(application=case).second_officer == town.second.officer
        assert Application.objects.get(pk=case.pk).state == "notice"


def test_a_family_in_the_other_township_stays_there(officer: Client, town: Town) -> None:
    now = timezone.now()
    with acting_in(COUNTY):
        case = drafted(single(town, 2, now, village=OTHER_VILLAGE, actor=town.outsider), town.outsider, at=now)
    assert officer.get(f"/applications/{case.pk}/").status_code == 404


def test_missing_things_are_told_once_and_printed(officer: Client, town: Town) -> None:
    now = timezone.now()
    with acting_in(COUNTY):
        household = single(town, 3, now)
        household.accounts.update(voided_at=now)
        case = drafted(household, town.officer, at=now)
    page = officer.get(f"/applications/{case.pk}/accept/").content.decode()
    assert "缺少发放账户" in page
    told = officer.post(
        f"/applications/{case.pk}/accept/", {"do": "tell_gaps", "version": 0, "lines": "赵国庆：银行账户"}
    )
    assert told["Location"] == f"/applications/{case.pk}/gaps/"
    assert "赵国庆：银行账户" in officer.get(told["Location"]).content.decode()


@pytest.mark.parametrize("state", ["draft", "decision", "x", "", "granted"])
def test_every_list_opens_also_for_a_state_that_is_none(officer: Client, town: Town, state: str) -> None:
    waiting_case(town)
    assert officer.get("/applications/", {"state": state, "when": "overdue"}).status_code == 200
