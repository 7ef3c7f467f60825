"""The payout pages in Chromium: calm in both widths and text sizes, live progress with script and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from cases.awards.models import Award
from cases.awards.services import end
from cases.payouts import services
from cases.payouts.models import BankReturn, PayoutRun
from cases.staff.scope import acting_in
from tests.browser.conftest import BrowserPage
from tests.cases.awards.families import family
from tests.cases.payouts.paying import NOV, NOW, answer_to, award_of, drafted, sent, taken, work
from tests.people import COUNTY, Town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(town: Town) -> PayoutRun:
    """A sent run with a settled, a failed, a tampered and an unanswered line, and a family without an account."""
    with acting_in(COUNTY):
        for number in range(4):
            award_of(family(str(number)), 65_000 + number)
        award_of(family("9", account=False))
        run = sent(town)
        rows = answer_to(run, lambda place: "失败" if place == 1 else "成功")
        taken(town, run, [rows[0], rows[1], ("P209901-7", "1.00", "成功", "")])
        run.payout_lines.filter(pk=run.payout_lines.order_by("-pk")[0].pk).update(
            state="in_doubt",
            result_code="SEAL",
            result_text="收款人、账号或金额与审批时的封印不符，未送银行，请核查后撤下重发",
        )
    return run


def test_the_payout_pages_are_calm(check_address: Callable[..., None], town: Town, run: PayoutRun) -> None:
    with acting_in(COUNTY):
        answer = BankReturn.objects.get()
    check_address("/payouts/", town.maker)
    check_address(f"/payouts/{run.pk}/", town.releaser)
    check_address(f"/payouts/{run.pk}/lines/", town.auditor)
    check_address(f"/payouts/{run.pk}/return/", town.maker)
    check_address(f"/payouts/returns/{answer.pk}/", town.maker)
    check_address("/payouts/failed/", town.maker)


def test_progress_moves_by_itself_and_ends_with_what_may_be_done_next(browser_page: BrowserPage, town: Town) -> None:
    with acting_in(COUNTY):
        award_of(family("1"))
        run = services.draft_run(COUNTY, "dibao", NOV, actor=town.maker, at=NOW)
        assert isinstance(run, PayoutRun)
    page = browser_page(post=town.maker)
    page.goto(f"/payouts/{run.pk}/")
    expect(page.locator("#progress")).to_contain_text("等着开始")
    expect(page.get_by_role("button", name="核对无误")).to_have_count(0)
    with acting_in(COUNTY):
        assert run.batch is not None
        work(run.batch)
    expect(page.get_by_role("button", name="核对无误")).to_be_visible(timeout=10_000)


def test_without_script_the_page_looks_again_by_itself_and_a_run_is_checked(
    browser_page: BrowserPage, town: Town
) -> None:
    with acting_in(COUNTY):
        award_of(family("1"))
        run = services.draft_run(COUNTY, "dibao", NOV, actor=town.maker, at=NOW)
        assert isinstance(run, PayoutRun)
    page = browser_page(post=town.maker, script=False)
    page.goto(f"/payouts/{run.pk}/")
    with acting_in(COUNTY):
        assert run.batch is not None
        work(run.batch)
    button = page.get_by_role("button", name="核对无误")
    expect(button).to_be_visible(timeout=10_000)
    button.click()
    expect(page.locator("h1 + p")).to_contain_text("待审批")


def test_an_award_that_is_cut_after_the_draft_stops_the_check_with_a_reason(
    browser_page: BrowserPage, town: Town
) -> None:
    with acting_in(COUNTY):
        award_of(family("1"))
        run = drafted(town)
        end(Award.objects.get(), NOV, "死亡", NOW)
    page = browser_page(post=town.maker)
    page.goto(f"/payouts/{run.pk}/")
    page.get_by_role("button", name="核对无误").click()
    expect(page.get_by_role("alert")).to_contain_text("重新生成")
