"""What the public page must not do: keep anything, tell anything of a family, break on bad input, answer without end."""

import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from redis.exceptions import ConnectionError as NoRedis

from assistance.headers import POLICY
from cases.portal.places import on_offer
from cases.portal.throttling import Screens
from cases.staff.models import Area
from cases.workflow.models import JournalLine
from tests.people import COUNTY, OTHER_COUNTY, TOWNSHIP, Town, sign_in
from tests.portal.telling import ADDRESS, CHILD, SELF, forget, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies", "town")]

# who is not signed in may open these and no other: the logins, the container's question, the description of the machines'
# face, and the public page
OPEN_TO_ALL = {"/healthz", "/login/", "/system/login/", "/api/v1/schema/", "/api/v1/docs/", "/screen/"}
_SHUT = {302, 401, 403, 404, 405}


@pytest.fixture(autouse=True)
def _nobody_asked() -> None:
    forget()


# --- nothing is kept ---


def rows_everywhere() -> dict[str, int]:
    """Every table with its number of rows, counted by PostgreSQL's own statistics of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname || '.' || relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_all_tables"
        )
        return {name: number for name, number in cursor.fetchall() if number}


def test_asking_writes_no_row_anywhere_and_no_line_of_the_journal(client: Client) -> None:
    before = rows_everywhere()
    with CaptureQueriesContext(connection) as queries:
        assert client.post(ADDRESS, told()).status_code == 200
    assert rows_everywhere() == before
    written = [one["sql"] for one in queries if one["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert written == []


def test_negative_control_a_line_of_the_journal_would_be_seen(town: Town) -> None:
    before = rows_everywhere()
    Area.objects.create(code="990199000000", name="x", level="county")
    assert rows_everywhere() != before


def test_no_cookie_is_set_and_nothing_typed_stands_in_an_address(client: Client) -> None:
    response = client.post(ADDRESS, told())
    assert not response.cookies
    assert "location" not in response.headers
    page = response.content.decode()
    assert "form" in page
    assert "?p0-" not in page
    assert "wage=300" not in page


def test_the_page_sets_the_text_size_and_that_alone(client: Client) -> None:
    response = client.post(ADDRESS, told(size="xl"))
    assert [(name, morsel.value) for name, morsel in response.cookies.items()] == [("size", "xl")]
    page = response.content.decode()
    assert 'data-size="xl"' in page
    assert 'value="300"' in page
    assert response.context.get("cards") is None


def test_a_poster_may_ask_for_large_type_and_it_stays(client: Client) -> None:
    assert 'data-size="xl"' in client.get(f"{ADDRESS}?zh=xl").content.decode()
    assert 'data-size="xl"' in client.post(ADDRESS, told()).content.decode()
    assert not client.get(f"{ADDRESS}?zh=huge").cookies


def test_nothing_typed_reaches_a_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post(ADDRESS, told({**SELF, "wage": "31415"}, CHILD))
        client.post(ADDRESS, told({**SELF, "wage": "31415x"}, CHILD))
    assert [line for line in caplog.messages if "31415" in line] == []


# --- nothing is told of a family, and an officer's session is not needed ---


def test_the_book_and_the_names_of_places_are_all_that_is_read(client: Client) -> None:
    client.post(ADDRESS, told())  # the book is in memory now
    with CaptureQueriesContext(connection) as queries:
        client.post(ADDRESS, told())
    read = {
        word.strip('"')
        for one in queries
        for word in one["sql"].split()
        if word.startswith(('"cases_', '"eligibility_'))
    }
    tables = {name.partition('"')[0] for name in read}
    assert tables <= {"cases_area", "eligibility_bookrevision", "eligibility_parametervalue"}
    assert len(queries) <= 8


def test_the_answer_is_the_same_for_an_officer_who_is_signed_in(client: Client, town: Town) -> None:
    public = client.post(ADDRESS, told()).context["cards"]
    sign_in(client, town.officer)
    answer = client.post(ADDRESS, told())
    assert answer.context["cards"] == public
    assert "张敏" not in answer.content.decode()


def test_only_places_with_a_standard_are_on_offer(client: Client) -> None:
    page = client.get(ADDRESS).content.decode()
    assert f'value="{COUNTY}" selected' in page
    assert OTHER_COUNTY not in page
    refused = client.post(ADDRESS, told(place=OTHER_COUNTY))
    assert refused.status_code == 422
    assert "请在列出的地方里选一个" in refused.content.decode()


def test_a_township_of_another_place_is_not_taken(client: Client) -> None:
    other = next(code for _, places in on_offer_now() for code, _ in places if code != COUNTY)
    assert client.post(ADDRESS, told(township=TOWNSHIP)).status_code == 200
    assert client.post(ADDRESS, told(place=other, township=TOWNSHIP)).status_code == 200  # its box is not on that page
    left_over = client.post(ADDRESS, told(township=OTHER_COUNTY))
    assert (left_over.status_code, left_over.context["town"]) == (200, "")


def on_offer_now() -> list[tuple[str, list[tuple[str, str]]]]:
    return on_offer(timezone.localdate()).groups


def test_a_poster_may_name_the_place_and_nothing_else(client: Client) -> None:
    assert 'value="150822000000" selected' in client.get(f"{ADDRESS}?area=150822000000").content.decode()
    page = client.get(f"{ADDRESS}?area=%00<script>&p0-wage=31415").content.decode()
    assert "31415" not in page
    assert "<script>&" not in page


# --- every address of the project, asked by nobody ---


def addresses(patterns: list[Any], start: str = "/") -> Iterator[str]:
    for each in patterns:
        path = start + str(each.pattern).lstrip("^").rstrip("$")
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, path)
        elif isinstance(each, URLPattern) and "<" not in path and "(" not in path:
            yield path


def test_nobody_opens_an_address_that_is_not_on_the_list(client: Client) -> None:
    found = sorted(set(addresses(get_resolver().url_patterns)))
    assert len(found) >= 60
    answers = {path: client.get(path).status_code for path in found}
    assert {path for path, status in answers.items() if status not in _SHUT} == OPEN_TO_ALL | {
        path for path in found if path.startswith("/dev/")
    }


def test_the_policy_of_the_pages_holds_here_too_and_going_back_shows_what_was_typed(client: Client) -> None:
    response = client.get(ADDRESS)
    assert response["Content-Security-Policy"] == POLICY
    assert response["Cache-Control"] == "private, no-cache"
    assert "style=" not in response.content.decode()
    assert client.get("/login/").content.decode().count(f'href="{ADDRESS}"') == 1


# --- bad input ---


@pytest.mark.parametrize(
    ("typed", "at", "words"),
    [
        ({"place": ""}, "place", "先选住在哪个地方"),
        ({"place": "9" * 400}, "place", "请在列出的地方里选一个"),
        ({"setting": "moon"}, "setting", "moon"),
        ({"deposit": "很多"}, "deposit", "“很多”不是金额"),
        ({"deposit": "-5"}, "deposit", "金额不能小于 0.00 元"),
        ({"deposit": "1.234"}, "deposit", "金额最多两位小数"),
        ({"deposit": "9" * 12}, "deposit", "看看是不是多写了几位"),
        ({"medical": "100"}, "no_expenses", "勾了“没有”"),
        ({"p0-birth": "去年"}, "p0-birth", "看不出是哪年哪月"),
        ({"p0-birth": "1960年13月"}, "p0-birth", "没有这一天"),
        ({"p0-birth": "1960-02-30"}, "p0-birth", "没有这一天"),
        ({"p0-birth": "2999"}, "p0-birth", "年份应在 1900 到"),
        ({"p0-birth": "1899"}, "p0-birth", "年份应在 1900 到"),
        ({"p0-birth": "0000"}, "p0-birth", "年份应在 1900 到"),
        ({"p1-no_income": "on", "p1-wage": "50"}, "p1-no_income", "第 2 个人，完全没有收入：勾了“没有”"),
        ({"p1-disability": "7"}, "p1-disability", "7"),
        ({"kin": "able", "k0-household_size": "0"}, "k0-household_size", "填 1 到 60 的整数"),
        ({"kin": "able", "k0-household_size": "三"}, "k0-household_size", "填 1 到 60 的整数"),
        ({"kin": "able", "k0-income": "x"}, "k0-income", "不是金额"),
    ],
)
def test_a_fault_is_named_where_it_stands_and_what_was_typed_stays(
    client: Client, typed: dict[str, str], at: str, words: str
) -> None:
    response = client.post(ADDRESS, told(**typed))
    page = response.content.decode()
    assert response.status_code == 422
    assert [fault["target"] for fault in response.context["faults"]] == [f"ask-{at}"]
    assert words in response.context["faults"][0]["words"]
    assert f'id="ask-{at}"' in page
    assert 'value="8000"' in page or "deposit" in typed
    assert 'value="1975年3月"' in page or at == "p0-birth"
    assert response.context.get("cards") is None


@pytest.mark.parametrize(
    "typed",
    [
        {"person-rows": "99999"}, {"person-rows": "-1"}, {"person-rows": "²"}, {"person-rows": ""}, {"kin": "able", "do": "drop-kin-99"},
        {"do": "drop-person-0"}, {"do": "drop-person-"}, {"do": "add-moon"}, {"do": "moon"}, {"size": "moon"},
        {"p0-wage": "１，２００元"}, {"p0-birth": "一九六〇"}, {"p0-birth": "1960\x00"}, {"place": "\x00"},
        {"p0-wage": "<script>"}, {"p0-relation": "spouse"}, {"p11-wage": "5"}, {"p0-wage": "9" * 5000},
    ],
)  # fmt: skip
def test_whatever_is_sent_is_answered_with_a_page(client: Client, typed: dict[str, str]) -> None:
    response = client.post(ADDRESS, {**told(), **typed})
    assert response.status_code in {200, 422}
    assert response.content.decode().count("<h1>") == 1
    assert "<script>x" not in response.content.decode()


def test_numbers_are_read_as_people_write_them(client: Client) -> None:
    plain = client.post(ADDRESS, told()).context["cards"]
    written = told({**SELF, "wage": "３００元", "birth": " 1975 年 3 月 "}, CHILD, deposit="￥8,000.00")
    assert client.post(ADDRESS, written).context["cards"] == plain


# --- people come and go, nothing typed is lost ---


def test_somebody_added_gets_a_place_and_what_was_typed_stays(client: Client) -> None:
    page = client.post(ADDRESS, told(do="add-person")).content.decode()
    assert 'id="p2"' in page
    assert 'id="p3"' not in page
    assert 'value="1975年3月"' in page
    assert "有错误" not in page


def test_somebody_taken_out_leaves_the_others_as_they_were(client: Client) -> None:
    third = {**CHILD, "birth": "2015年9月"}
    page = client.post(ADDRESS, told(SELF, CHILD, third, do="drop-person-1")).content.decode()
    assert ('name="p1-birth" value="2015年9月"' in page, "2012年5月" in page, 'id="p2"' in page) == (True, False, False)


def test_there_is_room_for_twelve(client: Client) -> None:
    page = client.post(ADDRESS, told(*[SELF, *[CHILD] * 11], do="add-person")).content.decode()
    assert ('id="p11"' in page, 'id="p12"' in page, "再加一个人" in page) == (True, False, False)
    assert client.post(ADDRESS, told(*[SELF, *[CHILD] * 11])).status_code == 200


def test_a_second_household_of_relatives_can_be_told(client: Client) -> None:
    page = client.post(ADDRESS, told(kin="able", do="add-kin")).content.decode()
    assert 'id="k1"' in page
    pays = {"k0-household_size": "2", "k0-income": "6000", "k0-supports": "1"}
    fields = told(SELF, CHILD, kin="able", **pays, **{name.replace("k0", "k1"): value for name, value in pays.items()})
    one, two = (client.post(ADDRESS, {**fields, "kin-rows": number}).context["cards"] for number in ("1", "2"))
    shown = [next(card for card in cards if card.code == "dibao").picture[0].yuan for cards in (one, two)]
    assert shown[0] < shown[1]


# --- not without end ---


def test_the_same_address_is_asked_to_wait_and_keeps_what_was_typed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    minute = time.time()
    monkeypatch.setattr(Screens, "timer", staticmethod(lambda: minute))  # however slowly the machine asks
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"  # nobody else's address: the counter is shared by all that run now
    for address in ("198.51.100.7", "203.0.113.9"):
        forget(address)
    for _ in range(30):
        assert client.post(ADDRESS, {"do": "answer", "place": COUNTY}).status_code == 200
    refused = client.post(ADDRESS, told())
    assert refused.status_code == 429
    assert "问得太快，请等" in refused.content.decode()
    assert 'value="1975年3月"' in refused.content.decode()
    assert client.post(ADDRESS, told(), headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 429
    assert client.post(ADDRESS, told(), REMOTE_ADDR="203.0.113.9").status_code == 200
    assert client.get(ADDRESS).status_code == 200


def test_without_a_counter_nothing_is_answered_and_nothing_is_lost(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: object) -> None:
        raise NoRedis

    monkeypatch.setattr(cache, "get", gone)
    refused = client.post(ADDRESS, told())
    assert refused.status_code == 503
    assert "请过几分钟再按" in refused.content.decode()
    assert 'value="1975年3月"' in refused.content.decode()


def test_the_journal_has_no_line_of_it(client: Client, nation: None) -> None:
    client.post(ADDRESS, told())
    assert not JournalLine.objects.exists()
