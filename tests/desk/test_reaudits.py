"""The re-audit pages: the queue, one case, its moves, and who may not see it."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cases.households.models import Condition
from cases.households.selectors import members_on
from cases.reaudits import recalculation, services
from cases.reaudits.models import Reaudit
from cases.staff.scope import acting_in
from cases.workflow import batches
from cases.workflow.models import BatchRun
from tests.cases.households.people import NOW, TODAY
from tests.cases.policies.published import a_raise, decided, published, single
from tests.cases.reaudits.test_services import aided, opened
from tests.people import COUNTY, Town, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]


@pytest.fixture
def case(town: Town) -> Iterator[Reaudit]:
    with acting_in(COUNTY):
        yield opened(town, aided(town))


def act(client: Client, case: Reaudit, **data: object) -> tuple[int, str]:
    answer = client.post(reverse("desk:reaudits-act", args=[case.pk]), data)
    case.refresh_from_db()
    return answer.status_code, answer.content.decode()


def test_the_queue_shows_the_clock_and_filters_by_state(client: Client, town: Town, case: Reaudit) -> None:
    sign_in(client, town.officer)
    page = client.get(reverse("desk:reaudits-list")).content.decode()
    assert "王秀兰户" in page
    assert "王秀兰户" not in client.get(reverse("desk:reaudits-list") + "?state=proposed").content.decode()
    assert client.get(reverse("desk:reaudits-list") + "?state=nonsense&when=never").status_code == 200


def test_the_queue_page_asks_few_questions(
    client: Client, town: Town, case: Reaudit, django_assert_max_num_queries: object
) -> None:
    sign_in(client, town.officer)
    client.get(reverse("desk:reaudits-list"))
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(reverse("desk:reaudits-list"))


@pytest.mark.parametrize("who", ["outsider", "outside_head", "far_approver"])
def test_other_places_see_and_do_nothing(client: Client, town: Town, case: Reaudit, who: str) -> None:
    sign_in(client, getattr(town, who))
    assert client.get(reverse("desk:reaudits-detail", args=[case.pk])).status_code in {403, 404}
    assert act(client, case, do="start", version=0)[0] in {403, 404}
    assert case.state == "due"


def test_the_whole_way_on_the_pages(client: Client, town: Town, case: Reaudit) -> None:
    sign_in(client, town.officer)
    assert act(client, case, do="start", version=0)[0] == 302
    assert act(client, case, do="assess", version=1)[0] == 302
    status, page = act(
        client, case, do="propose", version=1, findings="一切如常", outcome="keep", visited_on="2026-11-02"
    )
    assert (status, "重新计算的结论" in page, "一切如常" in page) == (422, True, True)
    said = {"findings": "收入有变", "outcome": "change", "visited_on": "2026年11月2日", "from_month": "2026-12"}
    assert act(client, case, do="propose", version=1, **said)[0] == 302
    sign_in(client, town.head)
    assert act(client, case, do="confirm", version=1)[0] == 409
    assert act(client, case, do="send_back", version=2, note="")[0] == 422
    assert act(client, case, do="confirm", version=2)[0] == 302
    assert case.state == "closed"
    assert client.get(reverse("desk:reaudits-detail", args=[case.pk])).status_code == 200


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"do": "fly"},
        {"do": "start"},
        {"do": "start", "version": "x"},
        {"do": "propose", "version": 0},
        {"do": "propose", "visited_on": "2026-02-30"},
    ],
)
def test_bad_input_is_never_an_error_page(client: Client, town: Town, case: Reaudit, data: dict[str, object]) -> None:
    sign_in(client, town.officer)
    assert act(client, case, **data)[0] in {404, 409, 422}


def test_the_auditor_reads_and_moves_nothing(client: Client, town: Town, case: Reaudit) -> None:
    sign_in(client, town.auditor)
    page = client.get(reverse("desk:reaudits-detail", args=[case.pk])).content.decode()
    assert 'name="do"' not in page
    assert act(client, case, do="start", version=0)[0] == 422
    assert services.open_due(COUNTY, on=date(2026, 11, 10), at=NOW) == 0


def test_a_re_audit_that_a_publication_opened_says_why(client: Client, town: Town) -> None:
    with acting_in(COUNTY):
        decided(single(town, 1))
        version = published(town, a_raise(town, "605.00"))
        recalculation.start_due(NOW)
        batch = BatchRun.objects.get(key=recalculation.key_of(version.id, COUNTY))
        batches.advance(batch.pk, COUNTY, lambda: NOW)
        pk = Reaudit.objects.get().pk
    sign_in(client, town.officer)
    page = client.get(reverse("desk:reaudits-detail", args=[pk])).content.decode()
    assert "按新规定金额降低，减发须复核确认（2026年11月登记 450.00 元，新规定 405.00 元）" in page


def test_what_the_calculation_waits_for_leads_to_the_box_that_tells_it(
    client: Client, town: Town, case: Reaudit
) -> None:
    head = members_on(case.household, TODAY)[0]
    Condition.objects.filter(member=head, name="labour").update(voided_at=NOW)
    Condition.objects.filter(member=head, name="disabilities").update(voided_at=NOW)
    sign_in(client, town.officer)
    act(client, case, do="start", version=0)
    act(client, case, do="assess", version=1)
    box = f'href="/intake/{case.household_id}/conditions/#c_{head.pk}-disabilities"'
    assert box in client.get(reverse("desk:reaudits-detail", args=[case.pk])).content.decode()
    sign_in(client, town.approver)
    assert box not in client.get(reverse("desk:reaudits-detail", args=[case.pk])).content.decode()


def test_a_grace_typed_wrong_keeps_what_was_typed(client: Client, town: Town, case: Reaudit) -> None:
    sign_in(client, town.officer)
    act(client, case, do="start", version=0)
    status, page = act(client, case, do="grace", grace_from="2030-01", grace_reason="employment", supplement="12,5")
    assert (status, 'value="2030-01"' in page) == (422, True)
    assert "渐退期最晚从" in page
    status, page = act(client, case, do="grace", grace_from="明年", grace_reason="", supplement="多")
    assert (status, 'value="明年"' in page, 'value="多"' in page) == (422, True, True)
    assert "选增收的原因" in page
