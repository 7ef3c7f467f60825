"""Our own script: autosave that says when it failed, undo that counts down, copying, the size of a poster."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import BrowserPage

pytestmark = pytest.mark.django_db(transaction=True)

# a field group as a page would write it, saved to an address that answers
AUTOSAVED = """() => {
  const token = JSON.parse(document.body.getAttribute('hx-headers'))['x-csrftoken'];
  document.querySelector('main').insertAdjacentHTML('afterbegin', `<form id="group" data-autosave hx-post="/size/"
    hx-trigger="change" hx-swap="none"><input name="size" id="saved-field" aria-label="字段" value="m">
    <input type="hidden" name="next" value="/login/"><input type="hidden" name="csrfmiddlewaretoken" value="${token}"></form>`);
  htmx.process(document.querySelector('#group'));
}"""


@pytest.fixture
def page(browser_page: BrowserPage) -> Page:
    page = browser_page()
    page.goto("/dev/ui/")
    page.evaluate(AUTOSAVED)
    return page


def change(page: Page, value: str) -> None:
    page.fill("#saved-field", value)
    page.locator("#saved-field").blur()


def test_a_saved_field_says_when_it_was_saved(page: Page) -> None:
    change(page, "l")
    expect(page.locator("[data-save-status]")).to_contain_text("已自动保存")
    expect(page.locator(".saved.failed")).to_have_count(0)
    assert next(one for one in page.context.cookies() if one["name"] == "size")["value"] == "l"


def test_a_field_that_was_not_saved_says_so_keeps_its_text_and_tries_again(page: Page) -> None:
    def cut(route: Route) -> None:
        route.abort()

    page.route("**/size/", cut)
    change(page, "xl")
    expect(page.locator("[data-save-status]")).to_contain_text("没存上")
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("#saved-field")).to_have_value("xl")
    page.unroute("**/size/", cut)
    page.click("[data-retry]")
    expect(page.locator("[data-save-status]")).to_contain_text("已自动保存")
    expect(page.locator("#offline")).to_be_hidden()


def test_an_undo_shows_the_time_left_and_goes_when_it_is_over(page: Page) -> None:
    expect(page.locator("[data-left]")).to_have_text("还可撤销 10 分钟")
    page.evaluate("document.querySelector('[data-until]').dataset.until = new Date(Date.now() + 1500).toISOString()")
    expect(page.locator("[data-left]")).to_contain_text("秒")
    expect(page.locator("[data-until]")).to_be_hidden()


def test_a_number_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("[data-copy]")
    expect(page.locator("[data-copy]")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == "QY-2026-01183"


def test_the_sheet_of_keys_opens_and_keys_rest_while_it_is_open(browser_page: BrowserPage) -> None:
    page = browser_page()
    page.goto("/dev/split/")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<dialog id=keys><form method=dialog><button>关上</button></form></dialog>')"
    )
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(".row__name").nth(3)).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
