"""The approver's queue and the township's pages in Chromium: keys, the next case by itself, both widths and sizes."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.applications import services
from cases.applications.models import Application
from cases.applications.services import Ask
from cases.matching.models import Discrepancy
from cases.staff.scope import acting_in
from eligibility.loading import load, load_calendar, policy_files
from tests.browser.conftest import PHONE, BrowserPage
from tests.cases.applications.cases import several, single, waiting_case
from tests.cases.applications.steps import accepted
from tests.people import COUNTY, Town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("book")]


@pytest.fixture
def book(db: None) -> None:
    """The published book, committed for the server's own connections."""
    load(policy_files(demo=True))
    load_calendar()


def differing(case: Application) -> None:
    """The registers know of a wage nobody declared."""
    with acting_in(COUNTY):
        enquiry = case.household.enquiries.get()
        Discrepancy.objects.create(
            enquiry=enquiry, area_code=enquiry.area_code, item="income:wage", declared_fen=0, returned_fen=185_000,
            returned_per="month", source="养老保险缴费", text="5 至 8 月", explanation="在砖厂做季节工，8 月底已离职",
        )  # fmt: skip
        Application.objects.filter(pk=case.pk).update(open_differences=1)


def test_every_page_of_the_procedure_passes_every_check(
    check_address: Callable[..., None], town: Town, browser_page: BrowserPage
) -> None:
    cases = several(town, 3)
    differing(cases[1])
    with acting_in(COUNTY):
        family = single(town, 5, timezone.now())
        (draft,) = services.open_intake(  # type: ignore[misc]
            family,
            benefits=[Ask("temporary_relief", "expenditure", cause="illness")],
            actor=town.officer,
            at=timezone.now(),
        )
        running = accepted(single(town, 6, timezone.now()), town.officer, at=timezone.now())
    if os.environ.get("SHOTS"):
        _shots(browser_page, town, cases, draft, running)
    for address in ("/decisions/", f"/decisions/{cases[1].pk}/", f"/decisions/{cases[0].pk}/send_back/"):
        check_address(address, town.head)
    for address in (
        "/applications/", f"/applications/{draft.pk}/", f"/applications/{draft.pk}/accept/", f"/applications/{running.pk}/visit/",
        f"/applications/{running.pk}/", f"/applications/{running.pk}/opinion/", "/notices/", "/matching/",
        f"/applications/{draft.pk}/calculation/", f"/calculations/{cases[0].assessment_id}/",
    ):  # fmt: skip
        check_address(address, town.officer)


def _shots(
    browser_page: BrowserPage, town: Town, cases: list[Application], draft: Application, running: Application
) -> None:
    folder = Path(os.environ["SHOTS"])
    for size, viewport, mark in (
        ("m", (1440, 900), "d"),
        ("m", PHONE, "m"),
        ("xl", (1440, 900), "dxl"),
        ("xl", PHONE, "mxl"),
    ):
        page = browser_page(size, viewport, post=town.head)
        for name, address in (
            ("queue", "/decisions/"),
            ("case", f"/decisions/{cases[1].pk}/"),
            ("panel", f"/decisions/{cases[0].pk}/refuse/"),
        ):
            page.goto(address)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{name}_{mark}.png")
        page = browser_page(size, viewport, post=town.officer)
        for name, address in (
            ("list", "/applications/"),
            ("dossier", f"/applications/{running.pk}/"),
            ("accept", f"/applications/{draft.pk}/accept/"),
            ("visit", f"/applications/{running.pk}/visit/"),
            ("matching", "/matching/"),
        ):
            page.goto(address)
            page.screenshot(path=folder / f"{name}_{mark}.png", full_page=True)


def test_a_key_decides_and_the_next_case_opens(
    browser_page: BrowserPage, check_page: Callable[..., None], town: Town
) -> None:
    first, second = several(town, 2)
    page = browser_page(post=town.head)
    requests: list[str] = []
    page.goto(f"/decisions/{first.pk}/")
    page.wait_for_timeout(1200)  # a decision needs the case on screen for a second
    page.on("request", lambda request: requests.append(request.url))
    page.keyboard.press("a")
    page.wait_for_url(f"**/decisions/{second.pk}/")
    assert len([url for url in requests if "/decisions/" in url]) == 1
    expect(page.locator(f"#row-{second.pk}[aria-current]")).to_have_count(1)
    expect(page.locator(f"#row-{first.pk}")).to_have_count(0)
    check_page(page)
    page.keyboard.press("k")
    page.wait_for_timeout(1200)
    page.keyboard.press("n")
    page.wait_for_selector("#panel-t")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.locator("input[name=codes]:checked")).to_have_count(1)


def test_one_choice_judges_a_difference(browser_page: BrowserPage, town: Town) -> None:
    case = waiting_case(town)
    differing(case)
    page = browser_page(post=town.head)
    page.goto(f"/decisions/{case.pk}/")
    page.get_by_label("采信，不计入").check()
    page.wait_for_selector("text=没有待判断的")
    expect(page.locator("#decide")).to_contain_text("可以决定")


def test_everything_works_without_script(browser_page: BrowserPage, town: Town) -> None:
    first, second = several(town, 2)
    page = browser_page(post=town.head, script=False)
    page.goto("/decisions/")
    page.get_by_role("link", name="打开最急的一件").click()
    page.get_by_role("link", name="退回补正").click()
    page.get_by_label("1 材料不全").check()
    page.get_by_role("button", name="退回补正").click()
    expect(page).to_have_url(re.compile(f"/decisions/{second.pk}/$"))
    page.get_by_role("button", name="同意").click()
    page.go_back()
    with acting_in(COUNTY):
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == ("returned", "granted")
