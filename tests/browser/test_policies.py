"""The policy pages in a real browser: every check at both widths and sizes, and the way without script."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page

from cases.policies import holidays, services
from cases.staff.scope import acting_in
from eligibility import api
from eligibility.loading import load, load_calendar, policy_files
from tests.browser.conftest import PHONE, BrowserPage
from tests.people import COUNTY, Town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def book(town: Town) -> None:
    """The starting book, committed, so that the server reads it too."""
    load(policy_files(demo=True))
    load_calendar()


@pytest.fixture
def draft(town: Town, book: None) -> api.Version:
    """A standard and limits with a gap, drafted."""
    from django.utils import timezone

    figures = api.figures_on(COUNTY, date(2026, 11, 22))
    limits = [{**row} for row in figures.value("authority")]
    limits[0]["to"] = "1000.00"
    written = api.Draft(
        area=COUNTY,
        document="青民发〔2026〕31号",
        start=date(2027, 1, 1),
        end=None,
        values={
            "dibao.standard": {
                "urban": {"amount": "850.00", "per": "month"},
                "rural": {"amount": "8160.00", "per": "year"},
            },
            "authority": limits,
        },
    )
    with acting_in(COUNTY):
        kept = services.draft(written, actor=town.editor, at=timezone.now())
    assert isinstance(kept, api.Version), str(kept)
    return kept


def test_the_book_passes_every_check(check_address: Callable[..., None], town: Town, book: None) -> None:
    check_address("/policies/", town.editor)
    check_address("/policies/figures/dibao.standard/", town.officer)
    check_address("/policies/figures/dibao.standard/?area=990000000000", town.officer)


def test_the_forms_pass_every_check(check_address: Callable[..., None], town: Town, draft: api.Version) -> None:
    check_address("/policies/choose/?name=authority", town.editor)
    names = ("dibao.standard", "authority", "tekun.care", "dibao.supplements", "payment", "edge.income_times")
    check_address(f"/policies/draft/?area={COUNTY}&" + "&".join(f"name={name}" for name in names), town.editor)
    check_address(f"/policies/versions/{draft.id}/", town.editor)
    check_address("/policies/versions/", town.publisher)


def test_the_calendar_passes_every_check(check_address: Callable[..., None], town: Town, book: None) -> None:
    from django.utils import timezone

    check_address("/policies/calendar/", town.editor)
    notice = holidays.Notice(2027, "国办发明电〔2026〕9号", "2027.csv", {date(2027, 1, 1): "holiday"})
    with acting_in(COUNTY):
        line = holidays.bring(notice, actor=town.editor, at=timezone.now())
    check_address(f"/policies/calendar/{line.pk}/", town.publisher)  # type: ignore[union-attr]


def test_without_script_a_standard_is_drafted_sent_and_published(
    browser_page: BrowserPage, check_page: Callable[[Page], None], town: Town, book: None
) -> None:
    page = browser_page("xl", PHONE, post=town.editor, script=False)
    page.goto("/policies/choose/")
    page.get_by_label("低保标准", exact=True).check()
    page.get_by_role("button", name="下一步，填数值").click()
    page.get_by_label("文件名称和文号").fill("青民发〔2026〕31号")
    page.get_by_label("施行日期", exact=True).fill("2027年1月1日")
    page.get_by_label("城市 可不填", exact=True).fill("不知道")
    page.get_by_role("button", name="存为草稿，看对照").click()
    assert page.get_by_text("不是金额").first.is_visible()
    assert page.get_by_label("文件名称和文号").input_value() == "青民发〔2026〕31号"
    page.get_by_label("城市 可不填", exact=True).fill("850")
    page.get_by_role("button", name="存为草稿，看对照").click()
    assert page.get_by_text("850.00 元/月").first.is_visible()
    page.get_by_role("button", name="送审").click()
    address = page.url
    other = browser_page(post=town.publisher)
    other.goto(address)
    other.get_by_role("button", name="发布", exact=True).click()
    other.wait_for_url("**/policies/versions/*/")
    check_page(other)
    assert other.get_by_text("已经发布，等到").is_visible()
    assert api.figures_on(COUNTY, date(2027, 1, 1)).value("dibao.standard")["urban"]["amount"] == "850.00"
