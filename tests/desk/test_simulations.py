"""The pages of a simulation and of what follows a publication: numbers, the list behind each, who may, and nobody else."""

import io
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from cases.awards.models import Award
from cases.policies import simulations
from cases.policies.models import SimulatedCase
from cases.reaudits import recalculation
from cases.staff.models import Post
from cases.staff.scope import acting_in
from cases.workflow import batches
from cases.workflow.models import BatchRun, JournalLine
from eligibility import api
from tests.cases.households.people import NOW
from tests.cases.policies.published import a_raise, decided, imported, published, single
from tests.people import COUNTY, Town, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]


@pytest.fixture
def waiting(town: Town) -> api.Version:
    """A late raise from July, before its second person has seen it; three families in receipt, one of them wrongly."""
    with acting_in(COUNTY):
        decided(single(town, 1))
        decided(single(town, 2, pension_fen=30_000))
        imported(single(town, 3), 12_345)
        return a_raise(town, "700.00")


def seen(client: Client, post: Post, name: str, version: api.Version, **query: str) -> str:
    sign_in(client, post)
    answer = client.get(reverse(f"desk:{name}", args=[version.id]), query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def simulate(client: Client, post: Post, version: api.Version) -> None:
    sign_in(client, post)
    answer = client.post(reverse("desk:simulations-detail", args=[version.id]))
    assert answer.status_code == 302, answer.content.decode()


def recalculate(version: api.Version) -> None:
    with acting_in(COUNTY):
        recalculation.start_due(NOW)
        batch = BatchRun.objects.get(key=recalculation.key_of(version.id, COUNTY))
        batches.advance(batch.pk, COUNTY, lambda: NOW)


def test_a_simulation_is_started_by_one_button_and_shows_cost_people_and_back_pay(
    client: Client, town: Town, waiting: api.Version
) -> None:
    assert "开始测算" in seen(client, town.editor, "simulations-detail", waiting)
    simulate(client, town.editor, waiting)
    page = seen(client, town.publisher, "simulations-detail", waiting)
    assert "+150.00" in page
    assert "按 12 个月" in page
    assert "青河镇" in page
    assert "登记金额与现行规定本来就不一致" in page
    assert "要补发的" in page
    assert "重新测算" in page
    story = seen(client, town.publisher, "policies-version", waiting)
    assert f"{town.editor.officer.name}测算" in story
    assert "simulate_policy" not in story


def test_the_list_behind_a_number_has_its_families_and_can_be_taken_along(
    client: Client, town: Town, waiting: api.Version
) -> None:
    simulate(client, town.editor, waiting)
    page = seen(client, town.supervisor, "simulations-cases", waiting, mark="differs")
    assert page.count("刘一") == 1
    assert "王一" not in page
    sign_in(client, town.supervisor)
    answer = client.get(reverse("desk:simulations-export", args=[waiting.id]), {"mark": "winners"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:5] == ("乡镇", "户编号", "户主", "救助类型", "登记金额")
    assert {row[2]: (row[6], row[7]) for row in rows[1:]} == {
        "李一": (500, 50), "张一": (400, 50), "刘一": (500, 50),
    }  # fmt: skip
    with acting_in(COUNTY):
        assert JournalLine.objects.filter(act="export_simulation").count() == 1


def test_the_list_takes_a_constant_number_of_statements_a_page(
    client: Client, town: Town, waiting: api.Version, django_assert_max_num_queries: object
) -> None:
    simulate(client, town.editor, waiting)
    sign_in(client, town.supervisor)
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        client.get(reverse("desk:simulations-cases", args=[waiting.id]))


def test_a_book_that_changes_meanwhile_stops_the_job_with_a_sentence(
    client: Client, town: Town, waiting: api.Version
) -> None:
    with acting_in(COUNTY):
        made = simulations.begin(waiting, COUNTY, actor=town.editor, at=NOW)
        published(town, a_raise(town, "690.00", start=date(2026, 9, 1)))
        assert made.batch is not None
        batches.advance(made.batch.pk, COUNTY, lambda: NOW)
    page = seen(client, town.editor, "simulations-detail", waiting)
    assert "没有做完" in page
    assert "政策簿变了，请重新测算" in page
    assert "重新测算</button>" in page


@pytest.mark.parametrize("query", [{"mark": "x"}, {"town": "'"}, {"benefit": "--"}, {"after": "zzz"}])
def test_a_strange_question_is_answered_like_none(
    client: Client, town: Town, waiting: api.Version, query: dict[str, str]
) -> None:
    simulate(client, town.editor, waiting)
    assert seen(client, town.editor, "simulations-cases", waiting, **query).count("<tr>") == 4


@pytest.mark.parametrize("name", ["simulations-detail", "simulations-cases", "simulations-recalculation"])
def test_a_county_beyond_and_a_township_see_nothing_of_it(
    client: Client, town: Town, waiting: api.Version, name: str
) -> None:
    simulate(client, town.editor, waiting)
    for post, status in ((town.far_approver, 404), (town.officer, 403)):
        sign_in(client, post)
        assert client.get(reverse(f"desk:{name}", args=[waiting.id])).status_code == status


def test_a_version_without_money_says_so(client: Client, town: Town) -> None:
    with acting_in(COUNTY):
        version = a_raise(town, "700.00")
        other = api.Draft(
            area=COUNTY, document="核对", start=date(2027, 1, 1), end=None, values={"check.valid_days": 60}
        )
        kept = api.write_policy(other, by=town.editor.officer_id)
    assert isinstance(kept, api.Version)
    assert "不用测算" in seen(client, town.editor, "simulations-detail", kept)
    sign_in(client, town.editor)
    assert client.post(reverse("desk:simulations-detail", args=[kept.id])).status_code == 422
    assert version.id != kept.id


def test_after_publication_the_page_says_what_was_raised_looked_at_and_left(
    client: Client, town: Town, waiting: api.Version
) -> None:
    simulate(client, town.editor, waiting)
    assert "还没有公布" in seen(client, town.editor, "simulations-recalculation", waiting)
    published(town, waiting)
    assert "等着开始" in seen(client, town.editor, "simulations-recalculation", waiting)
    recalculate(waiting)
    page = seen(client, town.auditor, "simulations-recalculation", waiting)
    assert "自 2026年7月起每月 500.00 元" in page
    assert "400.00" in page  # 4 months of two families' fifty yuan
    listed = seen(client, town.auditor, "simulations-recalculation", waiting, kind="listed")
    assert "公布以前的登记金额就与规定不一致" in listed
    assert listed.count("刘一") == 1
    assert "没有这样的待遇" in seen(client, town.auditor, "simulations-recalculation", waiting, kind="looked")
    assert "自 2026年7月起每月 500.00 元" in seen(client, town.auditor, "simulations-recalculation", waiting, kind="?")
    assert "这是公布以前的测算" in seen(client, town.auditor, "simulations-detail", waiting)


def test_the_answers_that_rest_on_a_version_are_listed(client: Client, town: Town, waiting: api.Version) -> None:
    published(town, waiting)
    recalculate(waiting)
    page = seen(client, town.auditor, "simulations-decided", waiting)
    assert page.count("李一") == 1
    assert page.count("刘一") == 0
    assert "按新标准调整" in seen(client, town.auditor, "policies-version", waiting)


def test_what_a_simulation_kept_cannot_be_rewritten(town: Town, client: Client, waiting: api.Version) -> None:
    simulate(client, town.editor, waiting)
    with (
        acting_in(COUNTY),
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("UPDATE cases_simulatedcase SET gain_fen = 0")
    with acting_in(COUNTY):
        assert SimulatedCase.objects.count() == Award.objects.count() == 3
