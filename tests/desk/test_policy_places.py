"""A whole place as one file, and a new county in five steps from the nearest place: nothing is published by one person alone."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases.desk.figure_changes import compared
from cases.desk.forms.figures import editor_for
from cases.desk.forms.leaves import sent
from cases.staff.models import Area, Post, Role
from eligibility import api
from tests.people import COUNTY, OTHER_COUNTY, Town, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]


@pytest.fixture
def city(town: Town) -> dict[str, Post]:
    """The same two people in posts of the city, which sets up the county beside ours."""
    area = Area.objects.get(code="990100000000")
    period = DateRange(town.editor.period.lower, None)
    return {
        name: Post.objects.create(officer=getattr(town, name).officer, area=area, role=role, period=period)
        for name, role in (("editor", Role.POLICY_EDITOR), ("publisher", Role.POLICY_PUBLISHER))
    }


def opened(client: Client, step: int, **query: str) -> str:
    answer = client.get(reverse("desk:policies-setup", args=[step]), query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def pressed(client: Client, step: int, data: dict[str, Any], **query: str) -> HttpResponse:
    address = reverse("desk:policies-setup", args=[step]) + (f"?{urlencode(query)}" if query else "")
    answer: HttpResponse = client.post(address, data)  # type: ignore[assignment]
    return answer


def test_a_county_is_set_up_from_its_neighbour_in_five_steps(client: Client, town: Town, city: dict[str, Post]) -> None:
    sign_in(client, city["editor"])
    begun = pressed(client, 1, {"area": OTHER_COUNTY, "start": "2027-01-01"})
    assert begun.status_code == 302
    page = client.get(begun["Location"]).content.decode()
    assert "本市" in page
    assert f'value="{COUNTY}"' in page
    taken = pressed(client, 2, {"area": OTHER_COUNTY, "start": "2027-01-01", "lender": COUNTY})
    assert taken.status_code == 302, taken.content.decode()
    drafts = api.versions(within=OTHER_COUNTY, states=("draft",))
    assert drafts
    assert {(one.start.isoformat(), one.document.startswith(api.BORROWED)) for one in drafts} == {("2027-01-01", True)}
    third = opened(client, 3, area=OTHER_COUNTY)
    assert "底稿" in third
    assert "多少金额由谁确认" in opened(client, 4, area=OTHER_COUNTY)
    assert "请改为本地公布的文件名称和文号" in opened(client, 5, area=OTHER_COUNTY)
    for number, one in enumerate(drafts):
        boxes = {
            box: texts for name, value in one.values.items() for box, texts in sent(editor_for(name, value)).items()
        }
        told = {"document": f"临民发〔2026〕{number + 1}号", "start": "2027-01-01", "do": "save"}
        saved = client.post(reverse("desk:policies-rewrite", args=[one.id]) + "?setup=3", {**boxes, **told})
        assert saved.status_code == 302, re.findall(r'class="err".*?</p>', saved.content.decode())
        assert saved["Location"].startswith(reverse("desk:policies-setup", args=[3]))
    assert pressed(client, 5, {}, area=OTHER_COUNTY).status_code == 302
    waiting = api.versions(within=OTHER_COUNTY, states=("in_review",))
    assert len(waiting) == len(drafts)
    sign_in(client, city["publisher"])
    published: list[int] = []
    while len(published) < len(waiting):  # the page lists first what can go first: a standard before its multiples
        page = opened(client, 5, area=OTHER_COUNTY)
        first = int(re.findall(r"/policies/versions/(\d+)/", page)[0])
        assert client.post(reverse("desk:policies-version", args=[first]), {"do": "publish"}).status_code == 302
        published.append(first)
    ours, theirs = (api.figures_on(area, waiting[0].start) for area in (COUNTY, OTHER_COUNTY))
    for name in ("dibao.standard", "minimum_wage", "authority", "route"):
        lines = compared(name, ours.value(name), theirs.value(name))
        assert lines
        assert [line for line in lines if line.changed] == [], name


def test_a_borrowed_draft_is_never_published_under_its_lenders_name(
    client: Client, town: Town, city: dict[str, Post]
) -> None:
    sign_in(client, city["editor"])
    pressed(client, 2, {"area": OTHER_COUNTY, "start": "2027-01-01", "lender": COUNTY})
    pressed(client, 5, {}, area=OTHER_COUNTY)
    sign_in(client, city["publisher"])
    (one, *_) = api.versions(within=OTHER_COUNTY, states=("in_review",))
    answer = client.post(reverse("desk:policies-version", args=[one.id]), {"do": "publish"})
    assert (answer.status_code, "请改为本地公布的文件名称" in answer.content.decode()) == (422, True)


def test_a_past_day_needs_its_reason_and_a_strange_place_is_refused(
    client: Client, town: Town, city: dict[str, Post]
) -> None:
    sign_in(client, city["editor"])
    assert pressed(client, 1, {"area": OTHER_COUNTY, "start": "2026-01-01"}).status_code == 422
    assert pressed(client, 1, {"area": "610700000000", "start": "2027-01-01"}).status_code == 422
    assert pressed(client, 2, {"area": OTHER_COUNTY, "start": "2027-01-01", "lender": "x"}).status_code == 422
    assert client.get(reverse("desk:policies-setup", args=[3]), {"area": "610700000000"}).status_code == 404
    assert client.get(reverse("desk:policies-setup", args=[6])).status_code == 404
    assert api.versions(within=OTHER_COUNTY, states=("draft",)) == []


def exported(client: Client, **query: str) -> str:
    answer = client.get(reverse("desk:policies-export"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_place_leaves_and_comes_back_as_drafts(client: Client, town: Town) -> None:
    sign_in(client, town.editor)
    text = exported(client, area=COUNTY, what="all")
    count = len(yaml.safe_load(text)["documents"])
    assert count == len(api.versions(within=COUNTY, states=("published", "superseded")))
    file = SimpleUploadedFile("青阳县.yaml", text.encode())
    answer = client.post(reverse("desk:policies-places"), {"file": file, "area": ""})
    page = answer.content.decode()
    assert (answer.status_code, f"存为 {count} 份草稿" in page) == (200, True)
    kept = client.post(reverse("desk:policies-places"), {"text": text, "name": "青阳县.yaml", "area": "", "do": "keep"})
    assert kept.status_code == 302
    drafts = api.versions(within=COUNTY, states=("draft",))
    assert len(drafts) == count
    assert any("由文件“青阳县.yaml”导入" in one.note for one in drafts)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("documents: [", "行"),
        ("area: '990101'\nname: 青阳县\ndocuments:\n  - {document: 甲, from: 2027-01-01, values: {dibao.standart: 1}}", "dibao.standart"),
        ("area: '990101'\nname: 青阳县\ndocuments:\n  - {document: 甲, from: 2027-01-01, values: {dibao.floor_share: '2'}}", "0 至 1"),
        ("", "选一个地区政策文件"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_whole_with_its_rows(client: Client, town: Town, text: str, words: str) -> None:
    sign_in(client, town.editor)
    answer = client.post(reverse("desk:policies-places"), {"text": text, "area": "", "do": "keep"})
    assert (answer.status_code, words in answer.content.decode()) == (422, True), answer.content.decode()
    assert api.versions(area=COUNTY, states=("draft",)) == []


def test_a_file_for_a_place_above_is_refused(client: Client, town: Town) -> None:
    sign_in(client, town.editor)
    text = "area: '9901'\nname: 示例市\ndocuments:\n  - {document: 甲, from: 2027-01-01, values: {dibao.floor_share: '0.2'}}"
    answer = client.post(reverse("desk:policies-places"), {"text": text, "area": "", "do": "keep"})
    assert (answer.status_code, "上级的标准由上级发布" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("who", ["officer", "head", "maker"])
def test_other_roles_have_none_of_it(client: Client, town: Town, who: str) -> None:
    sign_in(client, getattr(town, who))
    assert client.get(reverse("desk:policies-places")).status_code == 403
    assert client.get(reverse("desk:policies-setup", args=[1])).status_code == 403
    assert client.get(reverse("desk:policies-export"), {"area": COUNTY}).status_code == 403


def test_a_reviewer_exports_but_takes_nothing_in(client: Client, town: Town) -> None:
    sign_in(client, town.auditor)
    text = exported(client, area=COUNTY, what="now")
    client.post(reverse("desk:policies-places"), {"text": text, "area": "", "do": "keep"})
    assert api.versions(area=COUNTY, states=("draft",)) == []
    assert client.get(reverse("desk:policies-export"), {"area": "610700000000"}).status_code == 404
