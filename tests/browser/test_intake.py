"""Taking an application in a real browser: every page calm, a family of three typed in, with and without script."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.desk.sections import RAIL
from cases.households import services
from cases.households.models import Household, Income, Member
from cases.households.selectors import members_on
from cases.staff.scope import acting_as, acting_in
from eligibility.loading import load, load_calendar, policy_files
from tests.browser.conftest import PHONE, BrowserPage
from tests.cases.households.people import number
from tests.people import COUNTY, VILLAGE, Town

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[..., None]

WANG, LI = number(date(1978, 3, 7), 1), number(date(1975, 5, 2), 2, male=True)
CHILD = number(date(2010, 9, 12), 3)


@pytest.fixture
def book(db: None) -> None:
    """The published book, committed for the server's own connections."""
    load(policy_files(demo=True))
    load_calendar()


@pytest.fixture
def family(town: Town, book: None) -> Household:
    """王秀兰's family of three with some of everything told."""
    with acting_as(town.officer):
        by: dict[str, Any] = {"actor": town.officer, "at": timezone.now()}
        made = services.register_household(area_code=VILLAGE, name="王秀兰", id_number=WANG, address="柳林村12号", **by)
        assert isinstance(made, Household)
        services.add_member(made, name="李强", relation="spouse", id_number=LI, **by)
        services.add_member(made, name="李小雨", relation="child", id_number=CHILD, **by)
        head, husband, _ = members_on(made, timezone.localdate())
        services.record_income(
            head, kind="disability_subsidy", amount_fen=16000, per="month", evidence="补贴发放单", **by
        )
        services.record_income(husband, kind="farming", amount_fen=664800, per="year", evidence="按亩均核算", **by)
        services.record_income(husband, kind="land_transfer", amount_fen=300000, per="year", evidence="流转合同", **by)
        services.record_condition(head, name="disabilities", value=[{"kind": "physical", "grade": 2}], **by)
        services.record_residence(head, kind="hukou", place_code=VILLAGE, **by)
        services.record_consent(head, signed_on=timezone.localdate(), **by)
        services.record_expense(head, kind="medical", amount_fen=3200000, per="year", **by)
        services.record_asset(made, kind="deposit", amount_fen=800000, **by)
        services.record_obligor(made, name="王大山", relation="sibling", able=False, **by)
        services.record_account(made, holder="王秀兰", bank="青阳农商银行", number="6217001234567890", **by)
        return made


@pytest.mark.parametrize("code", RAIL)
def test_every_section_passes_every_check(check_address: Check, town: Town, family: Household, code: str) -> None:
    check_address(f"/intake/{family.pk}/{code}/", town.officer)


@pytest.mark.parametrize(
    "path", ["/intake/", "/intake/{pk}/paste/", "/households/", "/households/?q=王", "/households/{pk}/"]
)
def test_the_pages_around_it_pass_every_check(check_address: Check, town: Town, family: Household, path: str) -> None:
    check_address(path.format(pk=family.pk), town.officer)


def choose(page: Page, card: str, kind: str, amount: str, per: str) -> None:
    """Fill one row of incomes in a member's card."""
    page.locator(f"{card} select").nth(0).select_option(label=kind)
    page.locator(f"{card} input[inputmode=decimal]").fill(amount)
    page.locator(f"{card} select").nth(1).select_option(label=per)


def card_of(member: Member) -> str:
    return f"#card-{member.pk}"


def child_of(family: Household) -> Member:
    with acting_in(COUNTY):
        return members_on(family, timezone.localdate())[2]


def test_a_row_is_saved_in_place_and_the_trial_follows(
    browser_page: BrowserPage, check_page: Check, town: Town, family: Household
) -> None:
    page = browser_page(post=town.officer)
    page.goto(f"/intake/{family.pk}/incomes/")
    expect(page.locator("#trial")).to_contain_text("李小雨：收入")
    husband = page.locator("section.member").nth(1)
    husband.get_by_role("button", name="添加收入").click()
    expect(husband.locator("select").first).to_be_focused()
    card = card_of(child_of(family))
    choose(page, card, "务工收入", "1850", "每月")
    page.locator(card).get_by_role("button", name="存这一行").click()
    expect(page.locator(card)).to_contain_text("1,850.00")
    expect(page.locator(f"{card} select").first).to_be_focused()  # the next row is open and waits
    expect(page.locator("#trial")).not_to_contain_text("李小雨：收入")
    expect(page.locator("#rail")).to_contain_text("都填了")
    expect(husband.locator("select").first).to_be_visible()  # a row that was open elsewhere stays open
    check_page(page)


def test_the_trial_follows_what_is_typed_and_nothing_is_stored(
    browser_page: BrowserPage, check_page: Check, town: Town, family: Household
) -> None:
    page = browser_page(post=town.officer)
    page.goto(f"/intake/{family.pk}/incomes/")
    trial, card = page.locator("#trial"), card_of(child_of(family))
    expect(trial).to_contain_text("李小雨：收入")
    choose(page, card, "务工收入", "1850", "每月")
    expect(trial).to_contain_text("连同还没有保存的一起算")
    expect(trial).not_to_contain_text("李小雨：收入")
    trial.locator("summary").first.click()
    amount = page.locator(f"{card} input[inputmode=decimal]")
    amount.press("End")
    amount.press_sequentially("x")
    expect(page.locator("#trial-note")).to_contain_text("李小雨的家庭收入有一行还没填完或没填对")
    expect(trial).not_to_contain_text("李小雨：收入")  # the last good figures stay
    expect(amount).to_have_value("1850x")
    expect(amount).to_be_focused()
    check_page(page)
    amount.press("Backspace")
    expect(page.locator("#trial-note")).to_contain_text("连同还没有保存的一起算")
    expect(trial.locator("details").first).to_have_attribute("open", "")  # an opened explanation stays open
    check_page(page)
    with acting_in(COUNTY):
        assert not Income.objects.filter(member=child_of(family)).exists()
    page.locator(card).get_by_role("button", name="存这一行").click()
    expect(page.locator(card)).to_contain_text("1,850.00")
    expect(page.locator("#trial-note")).to_have_text("按已经保存的算")


def test_what_is_typed_in_another_card_survives_a_save(
    browser_page: BrowserPage, town: Town, family: Household
) -> None:
    page = browser_page(post=town.officer)
    page.goto(f"/intake/{family.pk}/incomes/")
    page.locator("section.member").nth(1).get_by_role("button", name="添加收入").click()
    box = page.locator("section.member").nth(1).locator("input[inputmode=decimal]")
    box.fill("77")
    page.locator(card_of(child_of(family))).get_by_role("button", name="没有收入").click()
    expect(page.locator(card_of(child_of(family))).locator(".tag--ok")).to_have_text("没有收入")
    expect(box).to_have_value("77")


def test_a_bad_amount_is_said_in_place_and_two_officers_do_not_overwrite(
    browser_page: BrowserPage, check_page: Check, town: Town, family: Household
) -> None:
    page = browser_page(post=town.officer)
    page.goto(f"/intake/{family.pk}/incomes/")
    child = child_of(family)
    card = card_of(child)
    choose(page, card, "务工收入", "六千", "每月")
    page.locator(card).get_by_role("button", name="存这一行").click()
    expect(page.locator("#faults")).to_contain_text("“六千”不是金额")
    expect(page.locator(f"{card} input[inputmode=decimal]")).to_have_value("六千")
    check_page(page)
    with acting_as(town.second):
        services.record_income(child, kind="gift", amount_fen=100, per="once", actor=town.second, at=timezone.now())
    page.locator(f"{card} input[inputmode=decimal]").fill("6000")
    page.locator(card).get_by_role("button", name="存这一行").click()
    expect(page.locator(card)).to_contain_text("已被他人修改：周涛")
    expect(page.locator(card)).to_contain_text("赠与、继承")
    check_page(page)
    page.locator(card).get_by_role("button", name="存这一行").click()
    expect(page.locator(card)).to_contain_text("6,000.00")


@pytest.mark.parametrize("script", [True, False])
def test_a_family_is_taken_from_the_number_to_the_application(
    browser_page: BrowserPage, town: Town, book: None, script: bool
) -> None:
    page = browser_page(post=town.officer, script=script)
    page.goto("/households/")
    page.get_by_role("link", name="新申请").first.click()
    page.get_by_label("申请人身份证号").first.fill(WANG)
    if not script:
        page.get_by_role("button", name="查一下").click()
    expect(page.locator("#found")).to_contain_text("女，1978年3月7日出生")
    page.get_by_label("申请人姓名").fill("王秀兰")
    page.get_by_label("住在哪个村").select_option(label="青河镇 柳林村")
    page.get_by_role("button", name="登记，选申请事项").click()
    page.get_by_text("最低生活保障", exact=True).first.click()
    page.get_by_role("button", name="保存，填家庭成员").click()
    page.get_by_role("button", name="添加成员").click()
    page.get_by_label("姓名", exact=True).fill("李强")
    page.get_by_role("textbox", name="身份证号").fill(LI)
    page.get_by_label("是申请人的").select_option(label="配偶")
    page.get_by_role("button", name="保存，填个人情况").click()
    page.get_by_label("劳动能力").nth(1).select_option(label="有劳动能力")
    page.get_by_role("button", name="保存，填家庭收入").click()
    cards = page.locator("section.member")
    cards.nth(0).get_by_role("button", name="没有收入").click()
    expect(cards.nth(0).locator(".tag--ok")).to_have_text("没有收入")
    second = cards.nth(1)
    second.locator("select").nth(0).select_option(label="种植养殖收入")
    second.locator("input[inputmode=decimal]").fill("6,648")
    second.locator("select").nth(1).select_option(label="每年")
    page.get_by_role("button", name="保存，填支出与困难").click()
    expect(page.locator("#trial")).to_contain_text("王秀兰：支出情况")
    expect(page.locator("#trial")).not_to_contain_text("收入情况")
    page.locator("#rail").get_by_role("link", name="核对并提交").click()
    expect(page.locator("main")).to_contain_text("种植养殖收入 每年 6,648.00 元")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("status").first).to_contain_text("已登记 1 件申请")


def test_the_wrong_check_digit_is_said_while_typing(browser_page: BrowserPage, check_page: Check, town: Town) -> None:
    page = browser_page(post=town.officer)
    page.goto("/intake/")
    wrong = WANG[:-1] + ("1" if WANG[-1] != "1" else "2")
    page.get_by_label("申请人身份证号").first.press_sequentially(wrong[:17])
    expect(page.locator("#look-err")).to_have_text("")
    page.get_by_label("申请人身份证号").first.press_sequentially(wrong[17])
    expect(page.locator("#look-err")).to_contain_text("末位校验不对")
    check_page(page)


def test_a_number_is_shown_once_and_only_after_a_reason(
    browser_page: BrowserPage, check_page: Check, town: Town, family: Household
) -> None:
    page = browser_page(viewport=PHONE, post=town.officer)
    page.goto(f"/households/{family.pk}/")
    expect(page.locator("main")).not_to_contain_text(WANG)
    page.get_by_text("显示王秀兰的身份证号").click()
    page.locator("section.member").first.get_by_role("button", name="显示").click()
    expect(page.locator("main")).to_contain_text(WANG)
    check_page(page)
    page.goto(f"/households/{family.pk}/")
    expect(page.locator("main")).not_to_contain_text(WANG)


def test_saving_is_fast_enough_to_go_on_typing(browser_page: BrowserPage, town: Town, family: Household) -> None:
    page = browser_page(post=town.officer)
    page.goto(f"/intake/{family.pk}/incomes/")
    card = card_of(child_of(family))
    choose(page, card, "务工收入", "1850", "每月")
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.locator(card).get_by_role("button", name="存这一行").click()
    assert sent.value.status == 200
    assert len(sent.value.body()) < 60_000
    with acting_in(COUNTY):
        assert Income.objects.filter(member=child_of(family)).count() == 1
