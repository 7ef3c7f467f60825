"""The policy pages in a real browser: every check at both widths and sizes, and the way without script."""

import re
from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.policies import holidays, services
from cases.staff.models import Area, Post, Role
from cases.staff.scope import acting_in
from eligibility import api
from eligibility.loading import load, load_calendar, policy_files
from eligibility.publishing import Draft, Refused, publish_file
from tests.browser.conftest import DESK, PHONE, SIZES, BrowserPage, _shoot
from tests.people import COUNTY, OTHER_COUNTY, Town

pytestmark = pytest.mark.django_db(transaction=True)

CITY = "990100000000"
URBAN = (200, 235, 260, 290, 330, 370, 400, 430, 460, 500, 540, 580, 640, 672, 721, 766)
RURAL = (1010, 1200, 1400, 1600, 1967, 2300, 2500, 2700, 2970, 3370, 3700, 4000, 4800, 5184, 5600, 6100)


@pytest.fixture
def book(town: Town) -> None:
    """The starting book, committed, so that the server reads it too."""
    load(policy_files(demo=True))
    load_calendar()


@pytest.fixture
def draft(town: Town, book: None) -> api.Version:
    """A standard, limits with a gap, and a route, drafted."""
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
            "route": figures.value("route"),
        },
    )
    with acting_in(COUNTY):
        kept = services.draft(written, actor=town.editor, at=timezone.now())
    assert isinstance(kept, api.Version), str(kept)
    return kept


def raised() -> None:
    """Sixteen raises of the invented city, one a year."""
    for place, (urban, rural) in enumerate(zip(URBAN, RURAL, strict=True)):
        start = date(2009 + place, 7, 1)
        values = {
            "dibao.standard": {
                "urban": {"amount": f"{urban}.00", "per": "month"},
                "rural": {"amount": f"{rural}.00", "per": "year"},
            }
        }
        kept = Draft(
            area=CITY, document=f"示例市提高{start.year}年低保标准的通知", start=start, end=None, values=values
        )
        outcome = publish_file(kept, at=datetime.combine(start, time(), api.SHANGHAI))
        assert not isinstance(outcome, Refused), outcome.reasons


def drafting(*names: str) -> str:
    return f"/policies/draft/?area={COUNTY}&" + "&".join(f"name={name}" for name in names)


def test_the_book_passes_every_check(check_address: Callable[..., None], town: Town, book: None) -> None:
    raised()
    check_address("/policies/", town.editor)
    check_address("/policies/figures/route/", town.officer)
    check_address(f"/policies/figures/dibao.standard/?area={CITY}", town.officer)


def test_the_forms_pass_every_check(check_address: Callable[..., None], town: Town, draft: api.Version) -> None:
    check_address("/policies/choose/?name=authority", town.editor)
    check_address("/policies/sheet/", town.editor)
    names = (
        "dibao.standard",
        "authority",
        "route",
        "tekun.care",
        "dibao.single_person",
        "relief.formula",
        "senior.amount",
    )
    check_address(drafting(*names), town.editor)


def test_a_draft_beside_what_is_in_force_passes_every_check(
    check_address: Callable[..., None], town: Town, draft: api.Version
) -> None:
    check_address(f"/policies/versions/{draft.id}/", town.editor)
    check_address("/policies/versions/", town.publisher)


def test_a_whole_place_and_the_five_steps_pass_every_check(
    check_address: Callable[..., None], town: Town, draft: api.Version
) -> None:
    check_address("/policies/places/", town.editor)
    for step in (1, 3, 4, 5):
        check_address(f"/policies/setup/{step}/?area={COUNTY}", town.editor)


@pytest.mark.parametrize(("size", "viewport"), [(size, viewport) for size in SIZES for viewport in (PHONE, DESK)])
def test_a_new_county_takes_its_first_draft_from_the_nearest_place(
    browser_page: BrowserPage,
    check_page: Callable[[Page], None],
    town: Town,
    book: None,
    size: str,
    viewport: tuple[int, int],
) -> None:
    area = Area.objects.get(code=CITY)
    period = DateRange(town.editor.period.lower, None)
    of_city = Post.objects.create(officer=town.editor.officer, area=area, role=Role.POLICY_EDITOR, period=period)
    page = browser_page(size, viewport, post=of_city)
    page.goto("/policies/setup/1/")
    page.select_option("#id_area", OTHER_COUNTY)
    page.fill("#id_start", "2027-01-01")
    page.get_by_role("button", name="下一步，选底稿").click()
    page.wait_for_url("**/policies/setup/2/**")
    _shoot(page, f"setup_2_{size}_{viewport[0]}")
    check_page(page)
    page.get_by_role("button", name="拿来作底稿").click()  # nothing chosen: said beside the choice, nothing lost
    page.locator(".errsum").wait_for()
    _shoot(page, f"setup_2_fault_{size}_{viewport[0]}")
    check_page(page)
    page.get_by_label("演示县（本市").check()
    page.get_by_role("button", name="拿来作底稿").click()
    page.wait_for_url("**/policies/setup/3/**")
    drafts = api.versions(within=OTHER_COUNTY, states=("draft",))
    assert drafts
    expect(page.get_by_text("底稿", exact=True)).to_have_count(len(drafts))
    _shoot(page, f"setup_3_{size}_{viewport[0]}")
    check_page(page)


def test_the_calendar_passes_every_check(check_address: Callable[..., None], town: Town, book: None) -> None:
    check_address("/policies/calendar/", town.editor)
    notice = holidays.Notice(2027, "国办发明电〔2026〕9号", "2027.csv", {date(2027, 1, 1): "holiday"})
    with acting_in(COUNTY):
        line = holidays.bring(notice, actor=town.editor, at=timezone.now())
    check_address(f"/policies/calendar/{line.pk}/", town.publisher)  # type: ignore[union-attr]


@pytest.mark.parametrize(("size", "width"), [("m", 1440), ("m", 390), ("xl", 390)])
def test_while_somebody_types_the_panel_says_what_is_wrong_and_draws_it(
    browser_page: BrowserPage, check_page: Callable[[Page], None], town: Town, book: None, size: str, width: int
) -> None:
    page = browser_page(size, (width, 900), post=town.editor)
    page.goto(drafting("dibao.standard", "authority"))
    panel = page.get_by_label("边填边查")
    page.fill("#id_start", "2026-09-01")
    page.fill("#id_dibao-standard-urban", "86x")
    panel.get_by_text("不是金额").wait_for()
    expect(panel.get_by_text("追溯施行的理由")).to_be_visible()
    page.fill("#id_dibao-standard-urban", "860")
    panel.get_by_text("增 40.00 元/月（4.8%）").wait_for()
    page.fill("#id_authority-0-to", "1500")
    panel.get_by_text("空档：没有规定由哪一级确认").first.wait_for()
    expect(panel.locator("rect.bar-bad")).to_have_count(1)
    check_page(page)


def test_a_pasted_table_is_read_put_right_and_carried_into_the_draft(
    browser_page: BrowserPage, check_page: Callable[[Page], None], town: Town, book: None
) -> None:
    page = browser_page(post=town.editor, script=False)
    page.goto("/policies/sheet/")
    box = page.get_by_label("把表格粘贴在这里")
    box.fill("项目\t城市\t农村\n低保标准\t八百\t8160元/年\n最低工资\t2200")
    page.get_by_role("button", name="读这张表").click()
    expect(page.get_by_text("第 2 行第 2 列")).to_be_visible()
    expect(box).to_have_value(re.compile("八百"))
    box.fill(box.input_value().replace("八百", "850"))
    page.get_by_role("button", name="再读一次").click()
    page.get_by_role("button", name="带进草稿").click()
    expect(page.get_by_label("城市 可不填", exact=True)).to_have_value("850")
    other = browser_page("xl", PHONE, post=town.editor)
    other.goto("/policies/sheet/")
    other.get_by_label("把表格粘贴在这里").fill("项目\t城市\n低宝标准\t850")
    other.get_by_role("button", name="读这张表").click()
    other.get_by_text("没有这个项目").wait_for()
    check_page(other)


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
    expect(page.get_by_text("不是金额").first).to_be_visible()
    expect(page.get_by_label("文件名称和文号")).to_have_value("青民发〔2026〕31号")
    page.get_by_label("城市 可不填", exact=True).fill("850")
    page.get_by_role("button", name="存为草稿，看对照").click()
    expect(page.get_by_text("850.00 元/月").first).to_be_visible()
    expect(page.get_by_text("增 30.00 元/月（3.6%）").first).to_be_visible()
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_role("button", name="送审")).to_have_count(0)
    address = page.url
    other = browser_page(post=town.publisher)
    other.goto(address)
    other.get_by_role("button", name="发布", exact=True).click()
    other.get_by_text("已经发布，等到").wait_for()
    check_page(other)
    expect(other.get_by_text("待生效")).to_be_visible()
    assert api.figures_on(COUNTY, date(2027, 1, 1)).value("dibao.standard")["urban"]["amount"] == "850.00"
