"""The machines' face shows what the post may see, masked, by keyset, and says no in plain words."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from rest_framework.test import APIClient

from cases.awards.models import Award
from cases.households.models import Household, Member
from cases.staff.models import Post
from cases.staff.scope import NATION, acting_in
from tests.api.calling import Caller
from tests.people import COUNTY, OTHER_VILLAGE, PASSWORD, TOWNSHIP, VILLAGE, Town

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)
LISTS = ["areas", "households", "applications", "assessments", "awards", "payout-runs", "payout-lines", "reaudits"]


def family(number: str, area_code: str) -> Household:
    row = Household.objects.create(
        number=number, head_name=f"户主{number}", setting="rural", area_code=area_code, created_at=NOW
    )
    Member.objects.create(
        household=row, area_code=area_code, name=f"户主{number}", relation="self", period=DateRange(date(2020, 1, 1), None),
        id_number="990101195003020019", id_mask="99**************19", recorded_at=NOW,
    )  # fmt: skip
    Award.objects.create(
        household=row, benefit="dibao", area_code=area_code, period=DateRange(date(2026, 1, 1), None), created_at=NOW
    )
    return row


@pytest.fixture
def families(town: Town) -> dict[str, Household]:
    with acting_in(NATION):
        return {"ours": family("A1", VILLAGE), "theirs": family("B1", OTHER_VILLAGE)}


@pytest.fixture
def call(town: Town) -> Callable[[Post], APIClient]:
    def signed_in(post: Post) -> APIClient:
        client = APIClient()
        answer = client.post("/api/v1/tokens/", {"login": post.officer.login, "password": PASSWORD}, format="json")
        assert answer.status_code == 200, answer.content
        client.credentials(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")
        return client

    return signed_in


def test_nobody_reads_without_signing_in(town: Town) -> None:
    for name in LISTS:
        assert APIClient().get(f"/api/v1/{name}/").status_code == 401, name


def test_a_wrong_password_is_refused_and_locks_after_five(town: Town) -> None:
    answers = [
        APIClient().post("/api/v1/tokens/", {"login": "officer", "password": "x"}, format="json") for _ in range(6)
    ]
    assert [answer.status_code for answer in answers] == [401] * 6
    assert answers[0].json()["refused"][0]["code"] == "wrong"
    assert answers[5].json()["refused"][0]["code"] == "locked"
    right = APIClient().post("/api/v1/tokens/", {"login": "officer", "password": PASSWORD}, format="json")
    assert right.status_code == 401


def test_an_ended_token_opens_nothing(town: Town, call: Callable[[Post], APIClient]) -> None:
    client = call(town.officer)
    assert client.get("/api/v1/areas/").status_code == 200
    assert client.delete("/api/v1/tokens/").status_code == 204
    assert client.get("/api/v1/areas/").status_code == 401


def test_a_township_reads_its_own_families_only(
    town: Town, families: dict[str, Household], call: Callable[[Post], APIClient]
) -> None:
    client = call(town.officer)
    assert [row["number"] for row in client.get("/api/v1/households/").json()["results"]] == ["A1"]
    assert client.get(f"/api/v1/households/{families['ours'].pk}/").status_code == 200
    assert client.get(f"/api/v1/households/{families['theirs'].pk}/").status_code == 404
    assert client.get(f"/api/v1/households/?area={OTHER_VILLAGE}").json()["results"] == []
    assert [row["household"] for row in client.get("/api/v1/awards/").json()["results"]] == [families["ours"].pk]


def test_a_county_reads_both_and_narrows_by_area(
    town: Town, families: dict[str, Household], call: Callable[[Post], APIClient]
) -> None:
    client = call(town.approver)
    assert {row["number"] for row in client.get("/api/v1/households/").json()["results"]} == {"A1", "B1"}
    assert [row["number"] for row in client.get(f"/api/v1/households/?area={TOWNSHIP}").json()["results"]] == ["A1"]
    assert client.get("/api/v1/households/?area=99").status_code == 400


def test_an_officer_acts_only_in_posts_held(town: Town, call: Callable[[Post], APIClient]) -> None:
    client = call(town.officer)
    assert client.get("/api/v1/areas/", HTTP_X_POST=str(town.approver.pk)).status_code == 403
    assert client.get("/api/v1/areas/", HTTP_X_POST=str(town.officer.pk)).status_code == 200


def test_personal_numbers_never_leave(
    town: Town, families: dict[str, Household], call: Callable[[Post], APIClient]
) -> None:
    body = call(town.officer).get(f"/api/v1/households/{families['ours'].pk}/").content.decode()
    assert "990101195003020019" not in body
    assert "99**************19" in body


def test_pages_follow_each_other_without_gaps(town: Town, call: Callable[[Post], APIClient]) -> None:
    with acting_in(COUNTY):
        for number in range(7):
            family_row = Household(
                number=f"P{number}", head_name="李", setting="rural", area_code=VILLAGE, created_at=NOW
            )
            family_row.save()
    client, address, seen = call(town.officer), "/api/v1/households/?page_size=3", []
    while address:
        page = client.get(address).json()
        seen += [row["number"] for row in page["results"]]
        address = page["next"]
    assert sorted(seen) == [f"P{number}" for number in range(7)]


def test_the_openapi_document_names_every_address(town: Town, call: Callable[[Post], APIClient]) -> None:
    answer = call(town.officer).get("/api/v1/schema/?format=json")
    assert answer.status_code == 200
    paths = answer.json()["paths"]
    for name in [*LISTS, "policy", "clock", "tokens"]:
        assert f"/api/v1/{name}/" in paths, name


CLOCK = [
    ("start=2022-09-26&n=15&unit=working_day", 200),
    ("start=2022-09-26&n=15&unit=fortnight", 400),
    ("start=2022-09-26&n=0&unit=day", 400),
    ("start=2022-02-30&n=1&unit=day", 400),
    ("start=&n=1&unit=day", 400),
    ("start=20220926&n=1&unit=day", 400),
    ("start=2022-W39-1&n=1&unit=day", 400),
    ("start=2022-09-26&n=12&unit=hour", 400),
    ("start=2022-09-26T10:00&n=12&unit=hour", 200),
    ("start=9999-12-31&n=4000&unit=day", 400),
    ("start=0001-01-01T00:00%2B23:00&n=1&unit=hour", 400),
    (f"start=2022-09-26&n={'9' * 5000}&unit=day", 400),
    ("start=2022-09-26&n=1&unit=day&area=123", 400),
    ("start=2022-09-26&n=1&unit=day&area=", 400),
    ("start=2022-09-26&n=1&unit=day&known_by=tomorrow", 400),
    ("month=2022-13", 400),
    ("month=", 400),
    ("month=0001-01", 400),
    ("month=2022-04&area=6", 400),
]


def test_the_clock_answers_or_says_what_is_allowed(town: Town, caller: Callable[[Post], Caller]) -> None:
    client = caller(town.officer).client
    assert {query: client.get(f"/api/v1/clock/?{query}").status_code for query, _ in CLOCK} == dict(CLOCK)


def test_policy_in_force_says_what_is_allowed(town: Town, caller: Callable[[Post], Caller]) -> None:
    client = caller(town.officer).client
    for query in ["", "area=123", "area=abc", "area=63&on=x", "area=63&on=20220601", "area=63&known_by=x"]:
        answer = client.get(f"/api/v1/policy/?{query}")
        assert (answer.status_code, answer.json()["path"]) == (400, query.split("&")[-1].split("=")[0] or "area")


BODIES = [
    (" ", "不是 JSON"),
    ("{", "不是 JSON（第 1 行第 2 列）"),
    ('{"id": NaN}', "NaN"),
    ('{"id": "a", "id": "b"}', "出现了两次"),
    ("[" * 100_000, "嵌套过深"),
    ('{"id": ' + "1" * 5000 + "}", "数字过长"),
    ('{"id": "\\ud800"}', "UTF-8"),
    ("\udcff", "UTF-8"),
]


def test_a_body_that_is_no_plain_json_is_refused_with_its_reason(town: Town, caller: Callable[[Post], Caller]) -> None:
    client = caller(town.officer).client
    for body, words in BODIES:
        raw = body.encode("utf-8", "surrogateescape")
        answer = client.post("/api/v1/assessments/", data=raw, content_type="application/json")
        assert answer.status_code == 400
        assert words in answer.json()["detail"]
