"""看看能申请什么 in a real browser: on a phone and a desk, in 标准 and 特大, with and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from eligibility.loading import load, policy_files
from tests.browser.conftest import DESK, PHONE, SIZES, BrowserPage, _shoot
from tests.people import Town
from tests.portal.telling import ADDRESS

pytestmark = pytest.mark.django_db(transaction=True)
COMBINATIONS = [(size, viewport) for size in SIZES for viewport in (PHONE, DESK)]


@pytest.fixture(autouse=True)
def book(town: Town) -> None:
    """The starting book, committed, so that the server reads it too."""
    load(policy_files(demo=True))


def choose(page: Page, question: str, words: str) -> None:
    """Press one of the large labels of a question."""
    page.locator(f"#ask-{question} .choice").filter(has_text=words).first.click()


def tell(page: Page) -> None:
    """A mother and a child, wages of 300 a month; the savings are left open."""
    choose(page, "setting", "农村")
    page.select_option("#id_basis", "hukou")
    page.get_by_role("button", name="再加一个人").click()
    page.select_option("#id_p1-relation", "child")
    for place, born in enumerate(("1975年3月", "2012年5月")):
        page.fill(f"#id_p{place}-birth", born)
        choose(page, f"p{place}-ill", "没有")
        page.select_option(f"#id_p{place}-disability", "none")
    page.fill("#id_p0-wage", "300")
    page.check("#id_p1-no_income")
    choose(page, "vehicle", "没有")
    choose(page, "business", "没有")
    page.select_option("#id_house", "1")
    page.check("#id_no_expenses")
    page.select_option("#id_event", "none")
    choose(page, "kin", "没有这样的人")


def see(page: Page) -> None:
    """Press the one filled button."""
    page.locator(".savebar .btn--primary").click()
    page.wait_for_load_state()


def test_the_questions_are_calm(check_address: Callable[..., None]) -> None:
    check_address(ADDRESS)


@pytest.mark.parametrize(("size", "viewport"), COMBINATIONS)
def test_the_answers_are_calm_and_lead_to_what_is_missing(
    browser_page: BrowserPage, check_page: Callable[[Page], None], size: str, viewport: tuple[int, int]
) -> None:
    page = browser_page(size, viewport)
    page.goto(ADDRESS)
    tell(page)
    see(page)
    _shoot(page, f"screen_missing_{size}_{viewport[0]}")
    check_page(page)
    expect(page.locator("#v-dibao")).to_have_text("最低生活保障")
    page.get_by_role("link", name="存款有多少").first.click()
    expect(page.locator("#id_deposit")).to_be_in_viewport()
    expect(page.locator("#ask-deposit .tag")).to_have_text("还差这项")
    _shoot(page, f"screen_led_{size}_{viewport[0]}")
    check_page(page)
    page.fill("#id_deposit", "8000")
    see(page)
    expect(page.locator(".verdict--yes .sum strong")).to_have_text("1,095.00")
    page.evaluate("document.querySelectorAll('.verdict details').forEach(fold => { fold.open = true })")
    _shoot(page, f"screen_yes_{size}_{viewport[0]}")
    check_page(page)


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_a_fault_is_said_above_and_beside_the_question(
    browser_page: BrowserPage, check_page: Callable[[Page], None], viewport: tuple[int, int]
) -> None:
    page = browser_page("m", viewport)
    page.goto(ADDRESS)
    page.fill("#id_deposit", "很多")
    page.fill("#id_p0-birth", "去年")
    see(page)
    expect(page.locator(".errsum")).to_be_focused()
    expect(page.locator("#ask-deposit .err")).to_contain_text("不是金额")
    _shoot(page, f"screen_faults_{viewport[0]}")
    check_page(page)
    page.locator(".errsum a").first.click()
    expect(page.locator("#id_p0-birth")).to_have_value("去年")
    expect(page.locator("#id_p0-birth")).to_be_in_viewport()


@pytest.mark.parametrize("script", [True, False])
def test_nothing_typed_is_lost_on_any_way(browser_page: BrowserPage, script: bool) -> None:
    page = browser_page("m", PHONE, script=script)
    page.goto(ADDRESS)
    tell(page)
    page.get_by_role("button", name="特大").click()
    page.wait_for_load_state()
    expect(page.locator("html")).to_have_attribute("data-size", "xl")
    expect(page.locator("#id_p0-wage")).to_have_value("300")
    see(page)
    expect(page.locator("html")).to_have_attribute("data-size", "xl")
    expect(page.locator("#id_p0-wage")).to_have_value("300")
    expect(page.locator("#ask-setting input:checked")).to_have_value("rural")
    page.fill("#id_deposit", "8000")
    see(page)
    expect(page.locator(".verdict--yes")).to_have_count(1)
    page.go_back()
    page.wait_for_load_state()
    expect(page.locator("#id_p0-wage")).to_have_value("300")
    expect(page.locator(".verdict--yes")).to_have_count(0)
    page.go_forward()
    page.wait_for_load_state()
    expect(page.locator(".verdict--yes")).to_have_count(1)


@pytest.mark.parametrize("script", [True, False])
def test_enter_answers_and_changes_neither_size_nor_people(browser_page: BrowserPage, script: bool) -> None:
    page = browser_page("m", PHONE, script=script)
    page.goto(ADDRESS)
    page.fill("#id_p0-wage", "300")
    page.press("#id_p0-wage", "Enter")
    expect(page.locator("#answer")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-size", "m")
    expect(page.locator(".person")).to_have_count(2)  # the visitor, and the folded relatives


def test_the_login_leads_there_and_the_pages_own_files_are_small(browser_page: BrowserPage) -> None:
    page = browser_page("m", PHONE)
    page.goto("/login/")
    page.get_by_role("link", name="看看能申请什么").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("看看能申请什么")
    sheet = page.request.get("/static/css/portal.css")
    assert len(sheet.body()) <= 4 * 1024
