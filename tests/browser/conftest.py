"""Fixtures for tests in a real browser: pages signed in as a post, and one check that every page must pass.

def test_the_queue_is_calm(check_address, town):
    check_address("/decisions/", town.approver)        # 标准 and 特大, desk and phone

def test_a_key_decides(browser_page, check_page, town):
    page = browser_page(post=town.approver)
    page.goto("/decisions/")
    page.keyboard.press("a")
    check_page(page)
"""

import os
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from cases.staff.models import Post
from tests.browser.layout import OVERFLOW, OVERLAPS
from tests.people import sign_in

# Playwright's event loop lives in this thread; the ORM calls of a test do not run inside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("APP_CHROMIUM", "/usr/bin/chromium")
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESK, PHONE = (1440, 900), (390, 844)
SIZES = ("m", "xl")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Chromium reports these statuses as console errors; both are answers of ours that the page shows in words
_EXPECTED = ("status of 422", "status of 409")


class BrowserPage(Protocol):
    """Opens a page of the site: text size, width, signed in as a post, with or without script."""

    def __call__(
        self, size: str = "m", viewport: tuple[int, int] = DESK, *, post: Post | None = None, script: bool = True
    ) -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives the browser."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run; where none is installed the browser tests say so and are skipped."""
    if not os.path.exists(CHROMIUM):
        pytest.skip(f"no Chromium at {CHROMIUM}; install it or set APP_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def all_answered(live_server: LiveServer) -> Iterator[None]:
    """A test ends when the site has answered: what a page asks by itself (a trial calculation) would meet the flush."""
    answering: set[int] = set()
    quiet = threading.Condition()

    def begun(**_: object) -> None:
        with quiet:
            answering.add(threading.get_ident())

    def done(**_: object) -> None:
        with quiet:
            answering.discard(threading.get_ident())
            quiet.notify_all()

    request_started.connect(begun)
    request_finished.connect(done)
    yield
    with quiet:
        answering.discard(threading.get_ident())  # the test's own client
        quiet.wait_for(lambda: not answering, timeout=20)
    request_started.disconnect(begun)
    request_finished.disconnect(done)


@pytest.fixture
def browser_page(chromium: Browser, live_server: LiveServer, all_answered: None) -> Iterator[BrowserPage]:
    """Pages that remember what the console and the network said, for `check_page`."""
    contexts: list[BrowserContext] = []

    def open_page(
        size: str = "m", viewport: tuple[int, int] = DESK, *, post: Post | None = None, script: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": viewport[0], "height": viewport[1]},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=script,
        )
        contexts.append(context)
        cookies = {"size": size, **(_session_of(post) if post else {})}
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        _listen(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


def _session_of(post: Post) -> dict[str, str]:
    client = Client()
    sign_in(client, post)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def _listen(page: Page) -> None:
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(known in message.text for known in _EXPECTED):
            complaints.append(f"{message.type}: {message.text}")

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on(
        "response", lambda answer: complaints.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
    )
    page.complaints = complaints  # type: ignore[attr-defined]


@pytest.fixture
def check_page() -> Callable[[Page], None]:
    """axe, overlapping text, sideways scrolling, console and CSP: the page as it stands now must pass all."""
    return assert_page


def assert_page(page: Page) -> None:
    """Raise AssertionError with everything that is wrong with the page."""
    page.wait_for_load_state()  # a click returns as soon as the answer begins to come
    faults: list[str] = [*page.complaints]  # type: ignore[attr-defined]
    faults += [f"overlap: {pair}" for pair in page.evaluate(OVERLAPS)]
    overflow = page.evaluate(OVERFLOW)
    faults += [f"wider than the window by {overflow['by']} px: {overflow['widest']}"] if overflow["by"] > 0 else []
    found = Axe().run(page, options={"runOnly": RULES})
    faults += [_violation(one) for one in found.response["violations"]]
    assert not faults, f"{page.url} {page.viewport_size}:\n" + "\n".join(faults)


def _violation(one: dict[str, Any]) -> str:
    nodes = "; ".join(node["html"][:160] for node in one["nodes"][:3])
    return f"axe {one['id']}: {one['help']}: {nodes}"


@pytest.fixture
def check_address(browser_page: BrowserPage) -> Callable[..., None]:
    """Open an address in 标准 and 特大, at desk and phone width, and check each; then once without script."""

    def check(path: str, post: Post | None = None, status: int = 200) -> None:
        for size in SIZES:
            page = browser_page(size, DESK, post=post)
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == status
            for width, height in (DESK, PHONE):
                page.set_viewport_size({"width": width, "height": height})
                _shoot(page, f"{path}_{size}_{width}")
                assert_page(page)
        bare = browser_page(post=post, script=False)
        bare.goto(path)
        expect(bare.locator("h1")).to_have_count(1)
        expect(bare.locator("h1")).to_be_visible()

    return check


def _shoot(page: Page, name: str) -> None:
    """Keep a picture for the eye when APP_SHOTS names a folder."""
    if folder := os.environ.get("APP_SHOTS"):
        page.screenshot(path=os.path.join(folder, re.sub(r"[^\w]+", "_", name).strip("_") + ".png"))
