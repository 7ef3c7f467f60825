"""The pages of the procedure that only a case at its step shows: each calm in both sizes and widths, boards on paper too."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.applications import services
from cases.applications.models import Application
from cases.applications.services import Ask
from cases.register import uploads
from cases.staff.scope import acting_in
from cases.workflow import batches
from cases.workflow.models import BatchRun, JournalLine
from eligibility.loading import load, load_calendar, policy_files
from tests.browser.conftest import DESK, PHONE, SIZES, BrowserPage
from tests.cases.applications.cases import several, single, waiting_case
from tests.cases.applications.steps import accepted, checked, visited
from tests.cases.register.books import workbook
from tests.people import COUNTY, Town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("book")]
Check = Callable[..., None]
FOUR = [(size, viewport) for size in SIZES for viewport in (DESK, PHONE)]


@pytest.fixture
def book(db: None) -> None:
    """The published book, committed for the server's own connections."""
    load(policy_files(demo=True))
    load_calendar()


def opined(town: Town, order: int) -> Application:
    """A case that may hang this week."""
    now = timezone.now()
    with acting_in(COUNTY):
        case = accepted(single(town, order, now), town.officer, at=now)
        checked(case, town.officer, at=now)
        visited(case, town.officer, town.second, now)
        assert services.give_opinion(case, actor=town.officer, at=now, expected=None, text="符合条件，建议给予")
    return case


def hanging(town: Town, order: int) -> Application:
    """A case whose notice hangs."""
    case = opined(town, order)
    with acting_in(COUNTY):
        today = timezone.localdate()
        posted: dict[str, Any] = {"posted_on": today, "place": "柳林村村务公开栏"}
        assert services.post_notice(case, actor=town.officer, at=timezone.now(), expected=None, **posted)
    return case


def refused(town: Town) -> Application:
    """A case that was refused with its reasons."""
    case, now = waiting_case(town, 4), timezone.now()
    with acting_in(COUNTY):
        note = "家庭月人均收入高于当地低保标准"
        answer = services.refuse_application(
            case, actor=town.head, at=now, expected=None, codes=["conditions"], note=note
        )
        assert answer, answer
    return case


def test_the_refusal_says_why_on_what_ground_and_where_to_appeal(check_address: Check, town: Town) -> None:
    case = refused(town)
    check_address(f"/applications/{case.pk}/letter/", town.officer)
    check_address(f"/applications/{case.pk}/", town.officer)


def test_the_notices_of_the_week_and_the_board_are_calm(check_address: Check, town: Town) -> None:
    opined(town, 0)
    first, second = hanging(town, 1), hanging(town, 2)
    check_address("/notices/", town.officer)
    check_address(f"/notices/print/?case={first.pk}&case={second.pk}", town.officer)
    check_address(f"/applications/{first.pk}/objection/", town.officer)


@pytest.mark.parametrize("size", ["m", "xl"])
def test_a_board_on_paper_carries_the_notice_and_nothing_else(browser_page: BrowserPage, town: Town, size: str) -> None:
    case = hanging(town, 1)
    page = browser_page(size, DESK, post=town.officer)
    page.goto(f"/notices/print/?case={case.pk}")
    page.emulate_media(media="print")
    for words in ("社会救助审核公示", "陈*英", "有异议的，请在公示期内"):
        expect(page.get_by_text(words).first).to_be_visible()
    for gone in (".topbar", ".backlink", ".skip"):
        for element in page.locator(gone).all():
            expect(element).not_to_be_visible()
    expect(page.get_by_text("按 Ctrl P 打印")).not_to_be_visible()
    _keep(page, f"board_print_{size}")


def test_a_letter_on_paper_carries_the_letter_and_nothing_else(browser_page: BrowserPage, town: Town) -> None:
    case = refused(town)
    page = browser_page(post=town.officer)
    page.goto(f"/applications/{case.pk}/letter/")
    page.emulate_media(media="print")
    for words in ("不予低保决定书", "不服怎么办"):
        expect(page.get_by_text(words).first).to_be_visible()
    expect(page.locator(".topbar")).not_to_be_visible()
    expect(page.get_by_text("按 Ctrl P 打印")).not_to_be_visible()
    _keep(page, "letter_print")


def _keep(page: Page, name: str) -> None:
    """Keep a picture for the eye when APP_SHOTS names a folder."""
    import os

    if folder := os.environ.get("APP_SHOTS"):
        page.screenshot(path=os.path.join(folder, f"{name}.png"))


def test_the_townships_forms_are_calm_with_their_faults_too(
    check_address: Check, check_page: Check, browser_page: BrowserPage, town: Town
) -> None:
    now = timezone.now()
    with acting_in(COUNTY):
        case = accepted(single(town, 3, now), town.officer, at=now)
    for step, press in (("visit", "登记"), ("opinion", "提出意见"), ("objection", "登记异议，重新调查")):
        check_address(f"/applications/{case.pk}/{step}/", town.officer)
        for size, viewport in FOUR:
            page = browser_page(size, viewport, post=town.officer)
            page.goto(f"/applications/{case.pk}/{step}/")
            page.get_by_role("button", name=press).last.click()
            expect(page.locator(".errsum")).to_be_visible()
            check_page(page)


def test_a_batch_is_reviewed_and_confirmed_in_three_presses(
    check_page: Check, browser_page: BrowserPage, town: Town
) -> None:
    first, second, third = several(town, 3)
    pages: list[Page] = []
    with acting_in(COUNTY):
        Application.objects.filter(pk=third.pk).update(relative_flag=True)
    for size, viewport in FOUR:
        page = browser_page(size, viewport, post=town.head)
        page.goto("/decisions/")
        page.get_by_label(f"选择 {third.household.head_name}户").check()
        page.get_by_role("button", name="选无差异的").click()
        expect(page.locator("#case h1, #case h2").first).to_contain_text(first.household.head_name)  # a row drawn anew
        expect(page.get_by_label(f"选择 {first.household.head_name}户")).to_be_checked()
        page.get_by_role("button", name="批量确认").click()
        expect(page.locator("h1")).to_have_text("批量确认 2 件")
        expect(page.locator("main")).to_contain_text("经办人近亲属，须逐件看")
        check_page(page)
        _keep(page, f"batch_{size}_{viewport[0]}")
        pages.append(page)
    page.get_by_role("button", name="同意 2 件").click()
    expect(page.locator("h1")).to_have_text("已同意 2 件")
    check_page(page)
    with acting_in(COUNTY):
        rows = Application.objects.filter(pk__in=[first.pk, second.pk, third.pk]).order_by("pk")
        assert list(rows.values_list("state", flat=True)) == ["granted", "granted", "decision"]
    page = pages[0]  # the same review, still open in another window, is sent as well
    page.get_by_role("button", name="同意 2 件").click()
    expect(page.locator("h1")).to_have_text("已同意 0 件")
    expect(page.locator("main")).to_contain_text("现在是“已给予”")
    check_page(page)


def test_search_shows_what_is_open_and_the_check_who_waits(check_address: Check, town: Town) -> None:
    case, now = waiting_case(town), timezone.now()
    with acting_in(COUNTY):
        services.open_intake(case.household, benefits=[Ask("tekun")], actor=town.officer, at=now)
        before = now - timedelta(days=20)
        accepted(single(town, 5, before), town.officer, at=before)
    check_address("/search/?q=周", town.officer)
    check_address("/search/?q=没有这个人", town.officer)
    check_address("/matching/", town.officer)


def _bad_workbook() -> bytes:
    """A register with a wrong check digit and an award without its family."""
    book_ = openpyxl.load_workbook(io.BytesIO(workbook()))
    members = book_["成员"]
    heads = {cell.value: cell.column for cell in members[1]}
    members.cell(2, heads["身份证号"]).value = "990101195001010000"
    out = io.BytesIO()
    book_.save(out)
    return out.getvalue()


def test_a_register_is_uploaded_previewed_and_taken_in_on_calm_pages(
    check_address: Check, check_page: Check, browser_page: BrowserPage, town: Town, settings: Any, tmp_path: Path
) -> None:
    settings.FILES_DIR = tmp_path / "files"
    for name, content in (("坏.xlsx", _bad_workbook()), ("好.xlsx", workbook())):
        (tmp_path / name).write_bytes(content)
    page = browser_page(post=town.approver)
    addresses = []
    for name, words in (("坏.xlsx", "处要改，没有导入"), ("好.xlsx", "可以导入，新增 9 行")):
        page.goto("/register/")
        page.locator("input[type=file]").set_input_files(tmp_path / name)
        page.get_by_role("button", name="上传，看预览").click()
        expect(page.locator("main")).to_contain_text(words)
        addresses.append(page.url.replace(page.url.split("/register")[0], ""))
    check_address("/register/", town.approver)
    for address in addresses:
        check_address(address, town.approver)
    other = browser_page("xl", PHONE, post=town.approver2)
    other.goto(addresses[1])
    other.get_by_role("button", name="确认导入 9 行").click()
    expect(other.locator("main")).to_contain_text("等着开始")
    check_page(other)
    with acting_in(COUNTY):
        run = BatchRun.objects.get(kind=uploads.KIND)
    batches.advance(run.pk, run.area_code, timezone.now)
    expect(other.locator("main")).to_contain_text("9 行已全部导入", timeout=15_000)
    check_address(addresses[1], town.approver)
    with acting_in(COUNTY):
        assert JournalLine.objects.filter(act="import_register").count() == 1
