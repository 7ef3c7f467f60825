"""The families' pages: inside the area only, numbers masked until a journalled reveal, and a constant number of queries."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.awards.models import Award, AwardPeriod
from cases.households import services
from cases.households.models import Household, Member, PaymentAccount
from cases.households.selectors import members_on
from cases.staff.scope import acting_as, acting_in
from cases.workflow.models import JournalLine
from tests.cases.households.people import number
from tests.people import COUNTY, OTHER_VILLAGE, VILLAGE, Town, sign_in

pytestmark = pytest.mark.django_db

WANG, LI = number(date(1978, 3, 7), 1), number(date(1975, 5, 2), 2, male=True)
ACCOUNT = "6217001234567890"


def register(town: Town, name: str = "王秀兰", area_code: str = VILLAGE, **more: Any) -> Household:
    with acting_in(COUNTY):
        made = services.register_household(area_code=area_code, name=name, actor=None, at=timezone.now(), **more)
        assert isinstance(made, Household)
        return made


@pytest.fixture
def family(town: Town) -> Household:
    """王秀兰 and 李强 with an account, registered a year ago."""
    made = register(town, id_number=WANG, since=timezone.localdate() - timedelta(days=400))
    with acting_as(town.officer):
        by: dict[str, Any] = {"actor": town.officer, "at": timezone.now()}
        spouse = services.add_member(
            made, name="李强", relation="spouse", id_number=LI, since=timezone.localdate() - timedelta(days=400), **by
        )
        assert isinstance(spouse, Member)
        services.record_account(made, holder="王秀兰", bank="青阳农商银行", number=ACCOUNT, **by)
    return made


def reveals() -> int:
    with acting_in(COUNTY):
        return JournalLine.objects.filter(act="reveal").count()


# --- the list ---


def test_the_list_shows_the_areas_families_with_what_they_receive(
    client: Client, town: Town, family: Household
) -> None:
    register(town, "外镇赵", OTHER_VILLAGE)
    with acting_in(COUNTY):
        award = Award.objects.create(
            household=family, area_code=VILLAGE, benefit="dibao", period="[2021-07-01,)", created_at=timezone.now()
        )
        AwardPeriod.objects.create(
            award=award,
            area_code=VILLAGE,
            period="[2021-07-01,)",
            amount_fen=67200,
            reason="x",
            created_at=timezone.now(),
        )
    sign_in(client, town.officer)
    text = client.get("/households/").content.decode()
    assert "王秀兰户" in text
    assert "柳林村" in text
    assert "2 人" in text
    assert "最低生活保障" in text
    assert "外镇赵" not in text
    sign_in(client, town.approver)
    assert "外镇赵" in client.get("/households/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=wxl", True),
        (f"q={WANG}", True),
        (f"q={WANG[-4:]}", True),
        ("q=李强", True),
        ("setting=rural", True),
        ("setting=urban", False),
        ("q=nobody", False),
        ("setting=moon", True),
    ],
)
def test_a_search_and_the_setting_narrow_the_list(
    client: Client, town: Town, family: Household, query: str, found: bool
) -> None:
    sign_in(client, town.officer)
    assert ("王秀兰户" in client.get(f"/households/?{query}").content.decode()) is found


def test_the_list_turns_its_pages_by_keyset_and_asks_a_constant_number_of_queries(
    client: Client, town: Town, family: Household
) -> None:
    sign_in(client, town.officer)
    client.get("/households/")
    with CaptureQueriesContext(connection) as few:
        client.get("/households/")
    for order in range(55):
        register(town, f"张{chr(0x4E00 + order)}")
    with CaptureQueriesContext(connection) as many:
        first = client.get("/households/")
    assert len(many) == len(few)
    assert not any("OFFSET" in query["sql"] or "COUNT(*)" in query["sql"] for query in many)
    page = first.context["page"]
    assert (len(page.rows), page.previous) == (50, None)
    second = client.get(f"/households/?after={page.next}").context["page"]
    assert (len(second.rows), second.next) == (6, None)
    assert {row.pk for row in page.rows}.isdisjoint(row.pk for row in second.rows)


# --- one family ---


def test_a_family_is_shown_with_its_numbers_masked(client: Client, town: Town, family: Household) -> None:
    sign_in(client, town.officer)
    page = client.get(f"/households/{family.pk}/")
    text = page.content.decode()
    assert WANG not in text
    assert ACCOUNT not in text
    assert f"{WANG[:6]}********{WANG[-4:]}" in text
    assert "no-store" in page["Cache-Control"]
    assert reveals() == 0


def test_a_large_family_costs_no_more_queries(client: Client, town: Town, family: Household) -> None:
    sign_in(client, town.officer)
    client.get(f"/households/{family.pk}/")
    with CaptureQueriesContext(connection) as small:
        client.get(f"/households/{family.pk}/")
    with acting_as(town.officer):
        for order in range(6):
            child = services.add_member(
                family, name="小" + "甲乙丙丁戊己"[order], relation="child", actor=None, at=timezone.now()
            )
            assert isinstance(child, Member)
            services.record_income(child, kind="wage", amount_fen=1, per="month", actor=None, at=timezone.now())
            services.record_residence(child, kind="hukou", place_code=VILLAGE, actor=None, at=timezone.now())
    with CaptureQueriesContext(connection) as large:
        assert client.get(f"/households/{family.pk}/").status_code == 200
    assert len(large) - len(small) <= 1  # the names of the residences' places


@pytest.mark.parametrize("who", ["outsider", "far_approver"])
def test_an_officer_of_another_area_finds_no_such_family(
    client: Client, town: Town, family: Household, who: str
) -> None:
    with acting_as(town.officer):
        (head, spouse) = members_on(family, timezone.localdate())
    sign_in(client, getattr(town, who))
    assert client.get(f"/households/{family.pk}/").status_code == 404
    for path, sent in (
        ("reveal/", {"token": f"member:{head.pk}", "why": "核对证件"}),
        (f"leave/{spouse.pk}/", {"on": "2026-01-01", "reason": "分户"}),
    ):
        assert client.post(f"/households/{family.pk}/{path}", sent).status_code in {403, 404}
    assert reveals() == 0


def test_a_number_is_shown_once_and_the_journal_says_who_and_why(client: Client, town: Town, family: Household) -> None:
    with acting_as(town.officer):
        head = members_on(family, timezone.localdate())[0]
        account = PaymentAccount.objects.get(household=family)
    sign_in(client, town.officer)
    for token, full in ((f"member:{head.pk}", WANG), (f"paymentaccount:{account.pk}", ACCOUNT)):
        shown = client.post(f"/households/{family.pk}/reveal/", {"token": token, "why": "核对证件"})
        assert full in shown.content.decode()
        assert "no-store" in shown["Cache-Control"]
        assert full not in client.get(f"/households/{family.pk}/").content.decode()
    with acting_in(COUNTY):
        lines = list(JournalLine.objects.filter(act="reveal").order_by("pk"))
    assert [(line.officer_id, line.note, line.subject_id) for line in lines] == [
        (town.officer.officer_id, "核对证件", family.pk)
    ] * 2


@pytest.mark.parametrize(
    "sent", [{"why": "好奇"}, {}, {"why": "核对证件", "token": "income:1"}, {"why": "核对证件", "token": "member:0"}]
)
def test_without_a_listed_reason_or_a_row_of_this_family_nothing_is_shown(
    client: Client, town: Town, family: Household, sent: dict[str, str]
) -> None:
    with acting_as(town.officer):
        head = members_on(family, timezone.localdate())[0]
    sign_in(client, town.officer)
    answer = client.post(f"/households/{family.pk}/reveal/", {"token": f"member:{head.pk}", **sent})
    assert answer.status_code in {404, 422}
    assert WANG not in answer.content.decode()
    assert reveals() == 0


def test_a_look_is_a_post_and_not_for_everybody(client: Client, town: Town, family: Household) -> None:
    sign_in(client, town.officer)
    assert client.get(f"/households/{family.pk}/reveal/").status_code == 405
    sign_in(client, town.supervisor)
    assert client.get(f"/households/{family.pk}/").status_code == 200
    assert client.post(f"/households/{family.pk}/reveal/", {}).status_code == 403


def test_a_member_leaves_from_a_day_on_with_a_reason(client: Client, town: Town, family: Household) -> None:
    with acting_as(town.officer):
        spouse = members_on(family, timezone.localdate())[1]
    sign_in(client, town.officer)
    path = f"/households/{family.pk}/leave/{spouse.pk}/"
    bad = client.post(path, {"on": "明天", "reason": "分户"})
    assert bad.status_code == 422
    assert "看不出是哪一天" in bad.content.decode()
    assert 'value="明天"' in bad.content.decode()
    too_early = client.post(path, {"on": "2001-01-01", "reason": "分户"})
    assert "应晚于共同生活开始" in too_early.content.decode()
    assert client.post(path, {"on": timezone.localdate().isoformat(), "reason": "分户"}).status_code == 302
    with acting_as(town.officer):
        assert [row.name for row in members_on(family, timezone.localdate())] == ["王秀兰"]


@pytest.mark.parametrize("who", ["editor", "publisher", "admin"])
def test_who_has_no_work_with_families_sees_none(client: Client, town: Town, family: Household, who: str) -> None:
    sign_in(client, getattr(town, who))
    for path in ("/households/", f"/households/{family.pk}/"):
        assert client.get(path).status_code == 403
