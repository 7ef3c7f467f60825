"""The frame of every page: components, sign-in, text size, keys, input methods, menu, errors."""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from cases.staff.models import Post
from tests.browser.conftest import DESK, PHONE, BrowserPage
from tests.browser.layout import OVERFLOW, OVERLAPS
from tests.people import PASSWORD, VILLAGE, Town

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[..., None]


@pytest.mark.parametrize("path", ["/dev/ui/", "/dev/split/", "/login/"])
def test_components_and_login_pass_every_check(check_address: Check, path: str) -> None:
    check_address(path)


@pytest.mark.parametrize("path", ["/", "/posts/", "/password/", "/search/", "/search/?q=王"])
def test_pages_of_the_frame_pass_every_check(check_address: Check, town: Town, path: str) -> None:
    check_address(path, town.officer)


@pytest.mark.parametrize("size", ["m", "l", "xl"])
def test_no_width_lays_text_over_text(browser_page: BrowserPage, size: str) -> None:
    page = browser_page(size)
    for path in ("/dev/ui/", "/dev/split/"):
        page.goto(path)
        for width in (320, 390, 600, 768, 1024, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(OVERLAPS) == [], width
            assert page.evaluate(OVERFLOW)["by"] <= 0, width


def test_a_page_that_is_wrong_does_not_pass(browser_page: BrowserPage, check_page: Check) -> None:
    page = browser_page()
    page.goto("/login/")
    page.evaluate(
        "document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"data:,\"><p id=x>压在上面的字</p>')"
    )
    page.evaluate(
        "() => { const x = document.querySelector('#x'); x.animate([{transform: 'translateY(-40px)'}], {fill: 'forwards', duration: 1}); }"
    )
    page.wait_for_timeout(50)
    with pytest.raises(AssertionError) as caught:
        check_page(page)
    assert "axe image-alt" in str(caught.value)
    assert "压在上面的字" in str(caught.value)


def test_wider_spacing_of_text_cuts_nothing_off(browser_page: BrowserPage) -> None:
    page = browser_page(viewport=PHONE)
    page.goto("/dev/ui/")
    page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important}');
      document.adoptedStyleSheets = [sheet];
    }""")
    assert page.evaluate(OVERFLOW)["by"] <= 0
    cut = "[...document.querySelectorAll('.btn,.tag,.chip')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert page.evaluate(cut) == 0


def test_chinese_is_drawn_with_a_chinese_font(browser_page: BrowserPage) -> None:
    page = browser_page()
    page.goto("/login/")
    cdp = page.context.new_cdp_session(page)
    cdp.send("DOM.enable")
    cdp.send("CSS.enable")
    root = cdp.send("DOM.getDocument")["root"]["nodeId"]
    node = cdp.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
    fonts = cdp.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert any(word in fonts[0]["familyName"] for word in ("CJK", "Noto Sans SC", "WenQuanYi", "Source Han"))


def test_signing_in_works_without_script(browser_page: BrowserPage, town: Town) -> None:
    page = browser_page(script=False)
    page.goto("/")
    page.fill("#id_login", "officer")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_have_text("工作台")


def test_without_script_a_wrong_password_is_said_and_nothing_breaks(
    browser_page: BrowserPage, town: Town, check_page: Check
) -> None:
    page = browser_page()
    page.goto("/login/")
    page.fill("#id_login", "officer")
    page.fill("#id_password", "wrong")
    page.click("main button[type=submit]")
    expect(page.get_by_role("alert").first).to_contain_text("登录名或密码不对")
    check_page(page)


def test_an_empty_form_moves_the_focus_to_the_summary_and_its_link_to_the_field(
    browser_page: BrowserPage, check_page: Check
) -> None:
    page = browser_page()
    page.goto("/login/")
    page.click("main button[type=submit]")
    expect(page.locator(".errsum")).to_be_focused()
    check_page(page)
    page.click(".errsum a >> nth=0")
    expect(page.locator("#id_login")).to_be_focused()


@pytest.mark.parametrize("script", [True, False])
def test_the_size_is_switched_and_kept(browser_page: BrowserPage, script: bool) -> None:
    page = browser_page(script=script)
    page.goto("/login/")
    page.get_by_role("button", name="特大").click()
    expect(page.locator("html")).to_have_attribute("data-size", "xl")
    expect(page.get_by_role("button", name="特大")).to_have_attribute("aria-pressed", "true")
    page.goto("/dev/ui/")
    expect(page.locator("html")).to_have_attribute("data-size", "xl")


def test_the_menu_opens_without_script_and_holds_posts_and_exit(browser_page: BrowserPage, town: Town) -> None:
    officer = town.officer.officer
    Post.objects.create(officer=officer, area_id=VILLAGE, role="village_assistant", period=town.officer.period)
    page = browser_page(viewport=PHONE, post=town.officer, script=False)
    page.goto("/")
    page.locator("details.menu > summary").click()
    expect(page.get_by_role("link", name="换岗位")).to_be_visible()
    expect(page.get_by_role("navigation", name="菜单")).to_be_visible()
    page.get_by_role("button", name="退出").click()
    expect(page.locator("h1")).to_have_text("登录")


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_the_open_menu_passes_every_check(
    browser_page: BrowserPage, check_page: Check, town: Town, viewport: tuple[int, int]
) -> None:
    page = browser_page("xl", viewport, post=town.officer)
    page.goto("/")
    page.locator("details.menu > summary").click()
    check_page(page)
    page.keyboard.press("Escape")
    expect(page.locator("details.menu")).not_to_have_attribute("open", "")


def test_a_page_of_another_role_says_whose_work_it_is(browser_page: BrowserPage, town: Town) -> None:
    page = browser_page(post=town.editor)
    answer = page.goto("/search/?q=王")
    assert answer is not None
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text("现在的岗位是政策拟稿人")


def split(browser_page: BrowserPage) -> Page:
    page = browser_page()
    page.goto("/dev/split/")
    page.evaluate(
        "document.querySelector('#decide').addEventListener('submit', e => { e.preventDefault(); document.title = e.submitter.value; })"
    )
    return page


def test_a_key_decides_once_the_case_has_been_on_screen_for_a_second(browser_page: BrowserPage) -> None:
    page = split(browser_page)
    page.keyboard.press("a")
    page.wait_for_timeout(1100)
    expect(page).not_to_have_title("agree")
    page.keyboard.press("a")
    expect(page).to_have_title("agree")


def test_keys_move_mark_and_search_and_rest_while_typing(browser_page: BrowserPage) -> None:
    page = split(browser_page)
    page.wait_for_timeout(1100)
    page.keyboard.press("j")
    expect(page.locator(".row__name").nth(3)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator(".row .check").nth(2)).to_be_checked()
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input id=typed aria-label=t>')")
    page.focus("#typed")
    page.keyboard.type("anj")
    expect(page.locator("#typed")).to_have_value("anj")
    expect(page).not_to_have_title("agree")


def test_switched_off_keys_do_nothing(browser_page: BrowserPage) -> None:
    page = split(browser_page)
    page.evaluate("localStorage.setItem('keys', 'off')")
    page.wait_for_timeout(1100)
    page.keyboard.press("a")
    page.wait_for_timeout(100)
    expect(page).not_to_have_title("agree")


def test_only_qualifying_cases_are_selected_at_once(browser_page: BrowserPage) -> None:
    page = split(browser_page)
    page.click("[data-select-qualifying]")
    expect(page.locator("[data-selected-count]")).to_have_text(str(page.locator("input[data-qualifies]").count()))
    expect(page.locator(".check:checked:not([data-qualifies])")).to_have_count(0)


def compose(cdp: CDPSession, text: str) -> None:
    cdp.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


def test_enter_that_picks_a_candidate_never_submits(browser_page: BrowserPage) -> None:
    page = browser_page()
    page.goto("/login/")
    page.evaluate(
        "document.querySelector('main form').addEventListener('submit', e => { e.preventDefault(); document.title = 'sent'; })"
    )
    page.focus("#id_login")
    cdp = page.context.new_cdp_session(page)
    compose(cdp, "zhang")
    for kind in ("rawKeyDown", "keyUp"):
        cdp.send(
            "Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        )
    expect(page).not_to_have_title("sent")
    cdp.send("Input.insertText", {"text": "张"})
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")  # long after the composition: meant to send
    expect(page).to_have_title("sent")


def test_enter_that_arrives_just_after_the_composition_is_still_the_candidate_s(browser_page: BrowserPage) -> None:
    page = browser_page()
    page.goto("/login/")
    # both events in one task: between two calls from outside a busy machine may let any time pass
    stopped = page.evaluate("""() => {
      const box = document.querySelector('#id_login');
      box.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}));
      const enter = new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true});
      box.dispatchEvent(enter);
      return enter.defaultPrevented;
    }""")
    assert stopped


def test_nothing_of_a_case_stays_in_the_browser(browser_page: BrowserPage) -> None:
    page = browser_page()
    page.goto("/dev/split/")
    page.click("[data-select-qualifying]")
    kept = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert set(kept) <= {"keys", "htmx-current-path-for-history"}


def test_the_frame_is_light(browser_page: BrowserPage) -> None:
    page = browser_page()
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url.rsplit("/", 1)[1]: len(answer.body())}))
    page.goto("/login/", wait_until="networkidle")
    assert sizes["app.css"] <= 32 * 1024
    assert sizes["app.js"] <= 8 * 1024
    assert len(sizes) <= 6
