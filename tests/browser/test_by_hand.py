"""The Hanzhong case of document 002, typed by hand in Chromium: where the township decides, and where the county does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.applications import services
from cases.applications.models import Application, Decision
from cases.applications.tasks import end_notices
from cases.awards.models import Award
from cases.payouts.models import PayoutLine, PayoutRun
from cases.staff.models import Post
from cases.staff.scope import acting_in
from cases.workflow import batches
from cases.workflow.models import BatchRun
from eligibility.loading import load, load_calendar, policy_files
from tests.browser import by_hand
from tests.browser.conftest import BrowserPage
from tests.cases.applications.cases import waiting_case
from tests.people import COUNTY, Town

pytestmark = pytest.mark.django_db(transaction=True)

BEGIN = datetime(2026, 6, 8, 1, tzinfo=UTC)  # a Monday, nine in the morning in China
DECIDED = BEGIN + timedelta(days=8)
PAID = datetime(2026, 7, 2, 1, tzinfo=UTC)
Desk = Callable[[Post], Page]


class Clock:
    """The day of the law as the server tells it; the database's clock, which bounds a signed scope, goes on as it is."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        """The moment, as `django.utils.timezone.now` gives it."""
        return datetime.now(UTC) + self.ahead

    def move_to(self, moment: datetime) -> None:
        """Go to a day."""
        self.ahead = moment - datetime.now(UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The server's clock, which the test moves on as the days would."""
    found = Clock()
    found.move_to(BEGIN)
    monkeypatch.setattr(timezone, "now", found.now)
    return found


@pytest.fixture
def desk(browser_page: BrowserPage) -> Desk:
    """Somebody sits down at the desk; each day anew, as sessions end."""
    return lambda post: browser_page(post=post)


@pytest.fixture(autouse=True)
def book(db: None) -> None:
    """The published book, committed for the server's own connections."""
    load(policy_files(demo=True))
    load_calendar()


def case_at(address: str) -> Application:
    with acting_in(COUNTY):
        return Application.objects.get(pk=int(address.rstrip("/").split("/")[-1]))


def works() -> None:
    """The worker does what waits, as it would within a minute."""
    with acting_in(COUNTY):
        waiting = list(BatchRun.objects.filter(state="waiting"))
    for batch in waiting:
        batches.advance(batch.pk, batch.area_code, timezone.now)


def test_the_township_decides_because_it_was_given_the_power_and_the_next_month_pays(
    desk: Desk, town: Town, clock: Clock, tmp_path: Path, check_page: Callable[[Page], None]
) -> None:
    officer = desk(town.officer)
    case = by_hand.register(officer, "青河镇 柳林村")
    check_page(officer)
    by_hand.accept(desk(town.second), case)
    assert case_at(case).extended  # asked for where she holds a permit, not where she is registered
    by_hand.check_registers(officer, case, tmp_path)
    by_hand.visit(officer, case, "何静")
    by_hand.opine(officer, case)
    by_hand.post_notice(officer, case)
    assert (case_at(case).decision_level, case_at(case).state) == ("township", "notice")

    clock.move_to(DECIDED)
    assert end_notices() == 1
    head = desk(town.head)
    head.goto("/decisions/")
    expect(head.locator("#case")).to_contain_text("李秀英户")
    expect(head.locator("#decide")).to_contain_text("乡镇授权额度内")
    head.get_by_role("button", name="同意").click()
    expect(head.locator("main")).to_contain_text("都办完了")
    with acting_in(COUNTY):
        decision = Decision.objects.get(application=case_at(case))
        assert (decision.level, decision.decided_by_id) == ("township", town.head.officer_id)
        assert decision.document
        assert Award.objects.get(household=case_at(case).household_id).period.lower.isoformat() == "2026-07-01"
        sum_fen = decision.amount_fen
    letter = desk(town.officer)
    letter.goto(f"{case}letter/")
    expect(letter.locator("article")).to_contain_text("给予低保决定书")
    check_page(letter)
    _paid(desk, town, clock, tmp_path, case, sum_fen)


def _paid(desk: Desk, town: Town, clock: Clock, folder: Path, case: str, sum_fen: int | None) -> None:
    """July's run pays her and a neighbour; her account was closed, so it is put right and sent once more."""
    neighbour = waiting_case(town, 3)
    with acting_in(COUNTY):
        assert services.grant(neighbour, actor=town.head, at=timezone.now(), expected=None)
    clock.move_to(PAID)
    _run(desk, town, "2026-07", 2)
    maker = desk(town.maker)
    maker.goto(_address(0))
    by_hand.answer_bank(maker, folder, failing="李秀英")
    expect(maker.locator(".facts")).to_contain_text("失败1笔")
    maker.goto("/payouts/failed/")
    expect(maker.locator("main")).to_contain_text("待乡镇更正")
    expect(maker.get_by_role("button", name="生成补发批次")).to_have_count(0)  # not to the same closed account

    officer = desk(town.officer)
    officer.goto(f"/intake/{case_at(case).household_id}/account/")
    officer.get_by_role("button", name="填账户").click()
    by_hand.give_account(officer, "6217 0012 3456 9999")
    officer.get_by_role("button", name="存这一行").click()
    expect(officer.locator("main")).to_contain_text("9999")
    maker.goto("/payouts/failed/")
    maker.get_by_role("button", name="生成补发批次").click()
    _through(desk, town, 1)
    maker.goto(_address(1))
    by_hand.answer_bank(maker, folder)
    expect(maker.locator(".facts")).to_contain_text("已到账1笔")
    with acting_in(COUNTY):
        lines = list(PayoutLine.objects.filter(household=case_at(case).household_id).order_by("pk"))
        assert [(line.state, line.amount_fen) for line in lines] == [("reissued", sum_fen), ("settled", sum_fen)]
    maker.goto("/payouts/failed/")
    expect(maker.locator("main")).to_contain_text("没有失败的明细")  # once, and only once


def _run(desk: Desk, town: Town, month: str, lines: int) -> None:
    """A maker makes the list of 低保 for a month, another person approves it, the file is written."""
    maker = desk(town.maker)
    maker.goto("/payouts/")
    maker.get_by_label("救助类型").select_option(label="最低生活保障")
    maker.get_by_label("月份").fill(month)
    maker.get_by_role("button", name="生成", exact=True).click()
    expect(maker.locator("h1")).to_contain_text("2026年7月最低生活保障")
    _through(desk, town, 0)
    with acting_in(COUNTY):
        assert PayoutLine.objects.filter(run__sequence=0).count() == lines


def _address(sequence: int) -> str:
    with acting_in(COUNTY):
        return f"/payouts/{PayoutRun.objects.get(sequence=sequence).pk}/"


def _through(desk: Desk, town: Town, sequence: int) -> None:
    works()
    address = _address(sequence)
    for post, label in ((town.maker, "核对无误"), (town.releaser, "审批同意"), (town.maker, "生成银行文件")):
        page = desk(post)
        page.goto(address)
        page.get_by_role("button", name=label).first.click()
        page.wait_for_load_state()
    works()


def test_without_delegation_the_same_case_is_appraised_reviewed_and_decided_by_the_county(
    desk: Desk, town: Town, clock: Clock, tmp_path: Path, check_page: Callable[[Page], None]
) -> None:
    officer = desk(town.outsider)
    case = by_hand.register(officer, "石桥镇 双塘村")
    by_hand.accept(desk(town.outside_head), case)
    by_hand.check_registers(officer, case, tmp_path)
    by_hand.visit(officer, case, "外镇长")
    officer.goto(case)
    officer.get_by_role("button", name="转民主评议").click()
    by_hand.opine(officer, case)
    by_hand.post_notice(officer, case)
    assert (case_at(case).decision_level, case_at(case).state) == ("county", "notice")

    clock.move_to(DECIDED)
    assert end_notices() == 1
    head = desk(town.outside_head)
    head.goto("/decisions/")
    expect(head.locator("main")).not_to_contain_text("李秀英")
    first = desk(town.approver)
    first.goto("/decisions/")
    expect(first.locator("#case")).to_contain_text("李秀英户")
    check_page(first)
    first.get_by_role("button", name="复核通过").click()
    expect(first.locator("main")).to_contain_text("都办完了")
    first.goto(f"/decisions/{case_at(case).pk}/")
    first.get_by_role("button", name="同意").click()
    expect(first.locator("#decide")).to_contain_text("您")  # who reviewed does not decide as well
    assert case_at(case).state == "decision"
    second = desk(town.approver2)
    second.goto("/decisions/")
    second.get_by_role("button", name="同意").click()
    expect(second.locator("main")).to_contain_text("都办完了")
    with acting_in(COUNTY):
        decision = Decision.objects.get(application=case_at(case))
        assert (decision.level, decision.decided_by_id) == ("county", town.approver2.officer_id)
        assert Award.objects.get(household=case_at(case).household_id).state == "active"
