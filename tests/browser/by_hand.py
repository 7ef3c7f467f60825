"""What each officer does on the screens for the Hanzhong case of document 002: only what a person can see and press."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import openpyxl
from playwright.sync_api import Download, Locator, Page, expect

from tests.cases.households.people import number

WOMAN, MAN = number(date(1980, 4, 2), 411), number(date(1978, 1, 9), 412, male=True)
CHILD = number(date(2012, 9, 1), 413)


def register(page: Page, village: str) -> str:
    """The family of three at the window, section by section, until it is handed in; the address of its case."""
    page.goto("/")
    page.get_by_role("link", name="新申请").click()
    page.get_by_label("申请人身份证号").first.fill(WOMAN)
    expect(page.locator("#found")).to_contain_text("女，1980年4月2日出生")
    page.get_by_label("申请人姓名").fill("李秀英")
    page.get_by_label("住在哪个村").select_option(label=village)
    page.get_by_role("button", name="登记，选申请事项").click()
    page.get_by_text("最低生活保障", exact=True).first.click()
    page.get_by_role("button", name="保存，填家庭成员").click()
    _members(page)
    _conditions(page)
    _money(page)
    _where(page)
    expect(page.locator("main")).to_contain_text("教育 每年 3,000.00 元")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("status").first).to_contain_text("已登记 1 件申请")
    return re.sub(r"https?://[^/]+", "", page.url)


def _members(page: Page) -> None:
    for name, id_number, relation in (("张强", MAN, "配偶"), ("张小雨", CHILD, "子女")):
        page.get_by_role("button", name="添加成员").or_(page.get_by_label("姓名", exact=True)).first.click()
        page.get_by_label("姓名", exact=True).fill(name)
        page.get_by_role("textbox", name="身份证号").fill(id_number)
        page.get_by_label("是申请人的").select_option(label=relation)
        page.get_by_role("button", name="存这一行").click()
        expect(page.locator("tbody, .member").first).to_contain_text(name)
    page.get_by_role("button", name="保存，填个人情况").click()


def _conditions(page: Page) -> None:
    head, husband, child = (page.locator("section.member").nth(place) for place in range(3))
    head.get_by_label("残疾").select_option(label="视力二级")
    head.get_by_label("劳动能力").select_option(label="部分丧失劳动能力")
    husband.get_by_label("残疾").select_option(label="没有残疾")
    husband.get_by_label("劳动能力").select_option(label="有劳动能力")
    child.get_by_label("残疾").select_option(label="没有残疾")
    child.get_by_label("就学").select_option(label="义务教育")
    child.get_by_label("全日制在校").select_option(label="是")
    for one in (head, husband, child):
        one.get_by_label("患重病").select_option(label="否")
    page.get_by_role("button", name="保存，填家庭收入").click()


def _row(page: Page, place: int, kind: str, amount: str, per: str) -> None:
    card = page.locator("section.member").nth(place)
    card.locator("select").nth(0).select_option(label=kind)
    card.locator("input[inputmode=decimal]").fill(amount)
    card.locator("select").nth(1).select_option(label=per)
    card.get_by_role("button", name="存这一行").click()
    expect(card.locator("table")).to_contain_text(kind)


def _none(page: Page, place: int, words: str) -> None:
    page.locator("section.member").nth(place).get_by_role("button", name=words).click()
    expect(page.locator("section.member").nth(place).locator(".tag--ok")).to_have_text(words)


def _money(page: Page) -> None:
    _none(page, 0, "没有收入")
    _row(page, 1, "务工收入", "1800", "每月")
    _none(page, 2, "没有收入")
    page.get_by_role("button", name="保存，填支出与困难").click()
    _row(page, 0, "医疗（自付部分）", "12000", "每年")
    _none(page, 1, "没有大额支出")
    _row(page, 2, "教育", "3,000", "每年")
    page.get_by_role("button", name="保存，填家庭财产").click()
    page.get_by_role("button", name="没有财产").click()
    page.get_by_role("button", name="保存，填赡养抚养人").click()
    page.get_by_role("button", name="没有义务人").click()
    page.get_by_role("button", name="保存，填户籍居住").click()


def lives_here_by_permit(card: Locator, since: str) -> None:
    """Registered in another county, and a permit here, still to be kept."""
    card.get_by_label("类别").select_option(label="户籍")
    card.get_by_label("在哪里").select_option(label="别的地方")
    card.get_by_label("别的地方的区划代码").fill("990203")
    card.get_by_role("button", name="存这一行").click()
    expect(card.locator("table")).to_contain_text("户籍")
    card.get_by_label("类别").select_option(label="居住证")
    card.get_by_label("从哪天起").fill(since)


def _where(page: Page) -> None:
    """Registered in another county, a permit here for a year: the permit is the ground on which she asks."""
    lives_here_by_permit(page.locator("section.member").nth(0), "2025-03-01")
    for place in (1, 2):
        page.locator("section.member").nth(place).get_by_label("类别").select_option(label="户籍")
    page.get_by_role("button", name="保存，填别处的救助").click()
    page.get_by_role("button", name="保存，填核对授权").click()
    for place in range(3):
        page.locator("section.member").nth(place).get_by_label("签字日期").fill("20260608")
    page.get_by_role("button", name="保存，填发放账户").click()
    give_account(page, "6217 0012 3456 7890")
    page.get_by_role("button", name="保存，核对并提交").or_(
        page.get_by_role("button", name="保存，填核对并提交")
    ).click()


def give_account(page: Page, digits: str) -> None:
    """Where the family is paid."""
    page.get_by_label("户名").fill("李秀英")
    page.get_by_label("开户行").fill("青阳农商银行")
    page.get_by_label("账号").fill(digits)


def accept(page: Page, case: str) -> None:
    """Another officer accepts the whole."""
    page.goto(case)
    page.get_by_role("link", name="受理", exact=True).last.click()
    expect(page.locator("main")).to_contain_text("材料齐全")
    page.get_by_role("button", name="受理").click()
    expect(page.get_by_role("status").first).to_contain_text("已受理")


def check_registers(page: Page, case: str, folder: Path) -> None:
    """The workbook goes out, somebody fills it in with Excel, it comes back."""
    page.goto(case)
    page.get_by_role("link", name="信息核对").click()
    with page.expect_download() as sent:
        page.get_by_role("button", name="导出核对表").click()
    book = openpyxl.load_workbook(_saved(sent.value, folder))
    for row in book.worksheets[0].iter_rows(min_row=2):
        row[5].value, row[8].value = "无", "县大数据局"
    book.save(folder / "returned.xlsx")
    page.locator("input[type=file]").set_input_files(folder / "returned.xlsx")
    page.get_by_role("button", name="收下核对结果").click()
    expect(page.get_by_role("status").first).to_contain_text("收下 3 人")


def _saved(download: Download, folder: Path) -> Path:
    target = folder / download.suggested_filename
    download.save_as(target)
    return target


def visit(page: Page, case: str, second: str) -> None:
    """Two officers went to the home."""
    page.goto(case)
    page.get_by_role("link", name="登记入户调查").click()
    page.get_by_label("调查人二").select_option(label=second)
    page.get_by_label("地点").fill("柳林村 3 组")
    page.get_by_label("看到的情况").fill("租住两间，家具简单，药费单据与申报一致")
    page.get_by_role("button", name="登记").last.click()
    expect(page.get_by_role("status").first).to_contain_text("入户调查已登记")


def opine(page: Page, case: str) -> None:
    """The township proposes to grant."""
    page.goto(case)
    page.get_by_role("link", name="提出审核意见").click()
    page.get_by_label("建议给予").check()
    page.get_by_label("理由").fill("核对、入户与申报一致，符合条件")
    page.get_by_role("button", name="提出意见").click()
    expect(page.get_by_role("status").first).to_contain_text("审核意见已提出")


def post_notice(page: Page, case: str) -> None:
    """The notice of the week, with the board to print."""
    page.goto(case)
    page.get_by_role("link", name="张贴公示").click()
    page.get_by_role("button", name="生成公示，打印").click()
    expect(page.locator("main")).to_contain_text("李*英")
    expect(page.locator("main")).not_to_contain_text("李秀英")


def answer_bank(page: Page, folder: Path, *, failing: str = "") -> None:
    """Download the bank's file from the run's page and bring the bank's answer, in which one payee may fail."""
    with page.expect_download() as sent:
        page.get_by_role("link", name=re.compile(r"\.csv$")).first.click()
    path = _saved(sent.value, folder)
    rows = list(csv.DictReader(io.StringIO(path.read_text("gb18030"))))
    out = io.StringIO()
    answer = csv.writer(out)
    answer.writerow(["流水号", "金额(元)", "结果", "原因"])
    for row in rows:
        fails = bool(failing) and failing in row.values()
        answer.writerow([row["流水号"], row["金额(元)"], *(("失败", "账户已销户") if fails else ("成功", ""))])
    returned = folder / f"{path.stem}-回盘.csv"
    returned.write_text(out.getvalue(), "gb18030")
    page.get_by_role("link", name="导入回盘").click()
    page.locator("input[type=file]").set_input_files(returned)
    page.get_by_role("button", name="导入").click()
    expect(page.locator("h1")).to_contain_text("回盘")
