"""The policy pages: what is in force, its history, drafting, comparing, two people, bad input, and who may not."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from cases.desk.figure_changes import compared
from cases.desk.forms.figures import AnyEditor, editor_for
from cases.desk.forms.routes import RouteEditor
from cases.desk.forms.rows import RowsEditor
from cases.staff.models import Post, Role
from cases.staff.scope import acting_in
from cases.workflow.models import JournalLine
from eligibility import api
from tests.people import COUNTY, OTHER_COUNTY, Town, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]

FUTURE = date(2027, 1, 1)
DOCUMENT = {"document": "青民发〔2026〕31号", "start": FUTURE.isoformat(), "do": "save"}
STANDARD = {
    "dibao-standard-urban": "850",
    "dibao-standard-urban_per": "month",
    "dibao-standard-rural": "８,１６０元",
    "dibao-standard-rural_per": "year",
}


def page_of(client: Client, post: Post, name: str, *args: object, **query: str) -> str:
    sign_in(client, post)
    answer = client.get(reverse(f"desk:{name}", args=args), query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def draft_address(*names: str) -> str:
    return reverse("desk:policies-draft") + f"?area={COUNTY}&" + "&".join(f"name={name}" for name in names)


def drafted(client: Client, town: Town, **changed: str) -> api.Version:
    sign_in(client, town.editor)
    answer = client.post(draft_address("dibao.standard"), {**DOCUMENT, **STANDARD, **changed})
    assert answer.status_code == 302, answer.content.decode()
    found = api.version(int(answer["Location"].rstrip("/").rsplit("/", 1)[1]))
    assert found is not None
    return found


def act(client: Client, post: Post, version: api.Version, do: str, note: str = "") -> tuple[int, str]:
    sign_in(client, post)
    answer = client.post(reverse("desk:policies-version", args=[version.id]), {"do": do, "note": note})
    return answer.status_code, answer.content.decode()


# --- reading ---


def test_the_list_says_every_value_in_words_with_its_source(client: Client, town: Town) -> None:
    page = page_of(client, town.approver, "policies-list", day="2026-11-22")
    for words in (
        "城市：820.00 元/月（每年 9,840.00 元）",
        "本地（青阳县）",
        "全国",
        "最低工资的 0.35 倍",
        "晚 106 天公布",
        "未公布，相关审核会答“暂不能判断”",
        "孤儿基本生活费",
        "不能独立生活的成年子女",
    ):
        assert words in page, words


def test_the_day_chooses_what_is_in_force(client: Client, town: Town) -> None:
    assert "786.00 元/月" in page_of(client, town.officer, "policies-list", day="2026-06-30")
    assert "786.00 元/月" not in page_of(client, town.officer, "policies-list", day="2026-07-01")


def test_a_place_above_or_below_can_be_chosen_and_a_strange_one_is_refused(client: Client, town: Town) -> None:
    assert "青河镇" in page_of(client, town.editor, "policies-list", area="990101001000")
    assert "未公布" in page_of(client, town.editor, "policies-list", area="0")
    for query in ({"area": OTHER_COUNTY}, {"area": "x"}, {"day": "2026-13-40"}, {"day": "昨天"}):
        answer = client.get(reverse("desk:policies-list"), query)
        assert answer.status_code == 422
        assert "820.00" in answer.content.decode()


def test_every_page_of_a_figure_opens(client: Client, town: Town) -> None:
    sign_in(client, town.editor)
    for name in api.REGISTRY:
        assert client.get(reverse("desk:policies-figure", args=[name])).status_code == 200, name
    assert client.get(reverse("desk:policies-figure", args=["no.such"])).status_code == 404


def test_the_history_tells_the_step_and_the_late_publication(client: Client, town: Town) -> None:
    page = page_of(client, town.editor, "policies-figure", "dibao.standard")
    for words in ("增 34.00（4.3%）", "晚 106 天", "2026-07-01", "至 2026-06-30", "<svg"):
        assert words in page, words


# --- drafting ---


def test_the_boxes_are_filled_with_what_is_in_force(client: Client, town: Town) -> None:
    sign_in(client, town.editor)
    names = ("dibao.standard", "authority", "tekun.care", "dibao.supplements", "route", "dibao.floor_share", "review")
    page = client.get(draft_address(*names)).content.decode()
    for words in (
        'value="820.00"',
        'value="年城市低保标准×3"',
        'value="最低工资×0.35"',
        'value="10%"',
        "最低生活保障（乡镇（街道））",
    ):
        assert words in page, words


def test_what_the_boxes_say_unchanged_is_what_was_in_force(client: Client, town: Town) -> None:
    """Every parameter of the demo county survives its own form without loss."""
    for figure in api.figures_on(COUNTY, date(2026, 11, 22)):
        survives(figure.name, figure.value)


@pytest.mark.parametrize(
    ("area", "day", "name"),
    [
        ("310101", date(2019, 6, 1), "income.work_disregard"),
        ("310101", date(2019, 6, 1), "dibao.work_refusal"),
        ("310101", date(2019, 6, 1), "dibao.standard_by_age"),
        ("310101", date(2019, 6, 1), "household.locals"),
        ("330100", date(2022, 6, 1), "income.work_disregard"),
        ("500103", date(2022, 6, 1), "income.period_months"),
    ],
)
def test_a_place_with_a_rule_of_its_own_finds_it_in_the_boxes(town: Town, area: str, day: date, name: str) -> None:
    survives(name, api.figures_on(area, day).value(name))


def survives(name: str, value: Any) -> None:
    """What a browser sends back untouched is the value itself."""
    data = boxes_of(editor_for(name, value))
    again = editor_for(name, value, query_of(data))
    assert again.is_valid(), (name, getattr(again, "errors", ""), getattr(again, "problems", ""))
    assert [line for line in compared(name, value, again.value()) if line.changed] == [], name


def boxes_of(editor: AnyEditor) -> dict[str, Any]:
    """What a browser would send for an editor as it was drawn."""
    if isinstance(editor, RouteEditor):
        data = {"route-TOTAL_FORMS": str(len(editor.routes))}
        for route in editor.routes:
            data |= filled(route.head) | table(route.steps)
        return data
    return table(editor.rows) if isinstance(editor, RowsEditor) else filled(editor)


def query_of(data: dict[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def table(rows: Any) -> dict[str, Any]:
    data = {box.html_name: str(box.value()) for box in rows.management_form}
    for row in rows.forms:
        data |= filled(row)
    return data


def filled(form: Any) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for box in form:
        value = box.value()
        if isinstance(value, list):
            data[box.html_name] = value
        elif value is not None and value is not False and value != "":
            data[box.html_name] = "on" if value is True else str(value)
    return data


def test_a_draft_is_kept_with_a_line_in_the_journal_and_changes_nothing_yet(client: Client, town: Town) -> None:
    version = drafted(client, town)
    assert version.values["dibao.standard"] == {
        "urban": {"amount": "850.00", "per": "month"},
        "rural": {"amount": "8160.00", "per": "year"},
    }
    with acting_in(COUNTY):
        line = JournalLine.objects.get(act="draft_policy", subject_id=version.id)
    assert (line.officer_id, line.area_code) == (town.editor.officer_id, COUNTY)
    assert api.figures_on(COUNTY, FUTURE).value("dibao.standard")["urban"]["amount"] == "820.00"
    page = page_of(client, town.editor, "policies-version", version.id)
    assert "850.00 元/月" in page
    assert "820.00 元/月" in page
    assert "才用" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"dibao-standard-urban": "八百"}, "不是金额"),
        ({"dibao-standard-urban": "-1"}, "不能小于"),
        ({"dibao-standard-urban": "1.005"}, "两位小数"),
        ({"dibao-standard-urban_per": "week"}, "城市的单位"),
        ({"document": " "}, "填文件名称和文号"),
        ({"start": "2027-02-30"}, "没有2027年2月30日"),
        ({"last": "2026-01-01"}, "最后一天不能早于施行日期"),
        ({"start": "2026-09-01"}, "追溯施行的理由"),
        ({"document": "文" * 301}, "300"),
    ],
)
def test_bad_input_says_what_is_allowed_and_keeps_what_was_typed(
    client: Client, town: Town, changed: dict[str, str], words: str
) -> None:
    sign_in(client, town.editor)
    answer = client.post(draft_address("dibao.standard"), {**DOCUMENT, **STANDARD, "note": "", **changed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "８,１６０元" in page
    assert api.versions(area=COUNTY, states=("draft",)) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("八十岁: 一百", "非负金额"),
        ("八十岁: {amount: '100.00', per: week}", "month"),
        ("a: [", "第"),
        ("&a [*a]", "不能用 * 引用"),
        ("[" * 3000, "嵌套太深"),
        ('八十岁: "\\0"', "控制字符"),
        ("八十岁: 1.555", "两位小数"),
        ("!!python/object/apply:os.system ['true']", "读不懂"),
    ],
)
def test_the_text_box_names_the_place_and_what_is_allowed(client: Client, town: Town, text: str, words: str) -> None:
    sign_in(client, town.editor)
    answer = client.post(draft_address("senior.amount"), {**DOCUMENT, "senior-amount-text": text})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_row_is_added_without_script_and_nothing_is_lost(client: Client, town: Town) -> None:
    sign_in(client, town.editor)
    data = {
        "review-TOTAL_FORMS": "1", "review-INITIAL_FORMS": "0", "review-0-category": "dibao", "review-0-when": "stable",
        "review-0-n": "6", "review-0-unit": "month",
    }  # fmt: skip
    answer = client.post(draft_address("review"), {**DOCUMENT, **data, "do": "row:review"})
    page = answer.content.decode()
    assert (answer.status_code, 'name="review-1-category"' in page, 'value="6"' in page) == (200, True, True)
    answer = client.post(draft_address("review"), {**DOCUMENT, **data})
    version = api.version(int(answer["Location"].rstrip("/").rsplit("/", 1)[1]))
    assert version is not None
    assert version.values["review"] == [{"category": "dibao", "when": "stable", "every": {"n": 6, "unit": "month"}}]


@pytest.mark.parametrize(
    "data", [{}, {"review-TOTAL_FORMS": "x"}, {"review-TOTAL_FORMS": "99999", "review-INITIAL_FORMS": "0"}]
)
def test_broken_rows_are_refused_in_words(client: Client, town: Town, data: dict[str, str]) -> None:
    sign_in(client, town.editor)
    assert client.post(draft_address("review"), {**DOCUMENT, **data}).status_code == 422


def test_limits_show_their_gap_in_words_and_as_a_bar(client: Client, town: Town) -> None:
    sign_in(client, town.editor)
    data = {"authority-TOTAL_FORMS": "2", "authority-INITIAL_FORMS": "0"}
    for n, (level, start, to) in enumerate((("township", "0", "1000"), ("county", "2000", ""))):
        data |= {f"authority-{n}-{key}": value for key, value in {
            "benefit": "dibao", "kind": "", "level": level, "start": start, "to": to, "per": "household"}.items()}  # fmt: skip
    answer = client.post(draft_address("authority"), {**DOCUMENT, **data})
    page = client.get(answer["Location"]).content.decode()
    assert "空档：没有规定由哪一级确认" in page
    assert "谁可以审核确认多少金额，第 2 行：权限有空档：1000.00 元至 2000.00 元没有规定由哪一级确认" in page
    assert 'class="bar-bad"' in page


# --- two people ---


def test_a_standard_that_takes_over_is_published_and_waits(client: Client, town: Town) -> None:
    version = drafted(client, town, corrects="on")
    assert act(client, town.editor, version, "send_for_review")[0] == 302
    assert act(client, town.publisher, version, "publish")[0] == 302
    assert api.figures_on(COUNTY, FUTURE).value("dibao.standard")["urban"]["amount"] == "850.00"
    assert api.figures_on(COUNTY, FUTURE - timedelta(days=1)).value("dibao.standard")["urban"]["amount"] == "820.00"
    assert "待生效" in page_of(client, town.editor, "policies-versions")
    with acting_in(COUNTY):
        lines = JournalLine.objects.filter(subject_id=version.id, subject_kind="policyversion").order_by("pk")
        acts = list(lines.values_list("act", flat=True))
    assert acts == ["draft_policy", "review_policy", "publish_policy"]


def test_the_same_person_in_two_posts_cannot_publish(client: Client, town: Town) -> None:
    version = drafted(client, town, corrects="on")
    act(client, town.editor, version, "send_for_review")
    second = Post.objects.create(
        officer=town.editor.officer, area=town.editor.area, role=Role.POLICY_PUBLISHER, period=town.editor.period
    )
    status, page = act(client, second, version, "publish")
    assert (status, "起草人不能发布自己起草的政策" in page) == (422, True)
    found = api.version(version.id)
    assert found is not None
    assert found.state == "in_review"


def test_sending_back_needs_a_reason_which_the_editor_reads(client: Client, town: Town) -> None:
    version = drafted(client, town)
    act(client, town.editor, version, "send_for_review")
    assert act(client, town.publisher, version, "send_back")[0] == 422
    assert act(client, town.publisher, version, "send_back", "文号写错了")[0] == 302
    assert "文号写错了" in page_of(client, town.editor, "policies-version", version.id)
    answer = client.post(reverse("desk:policies-rewrite", args=[version.id]), {**DOCUMENT, **STANDARD})
    assert answer.status_code == 302
    old = api.version(version.id)
    assert old is not None
    assert old.state == "withdrawn"


def test_a_past_day_says_that_back_pay_follows(client: Client, town: Town) -> None:
    version = drafted(client, town, start="2026-10-01", note="省里十月才发文")
    assert "在下一次发放中补发" in page_of(client, town.editor, "policies-version", version.id)


@pytest.mark.parametrize("do", ["publish", "send_back", "fly", ""])
def test_an_editor_cannot_do_the_publishers_acts(client: Client, town: Town, do: str) -> None:
    version = drafted(client, town)
    assert act(client, town.editor, version, do, "x")[0] == 422


# --- who may ---


@pytest.mark.parametrize("who", ["officer", "head", "maker", "releaser", "assistant", "admin"])
def test_drafts_are_not_for_other_roles(client: Client, town: Town, who: str) -> None:
    version = drafted(client, town)
    sign_in(client, getattr(town, who))
    for name, args in (("policies-version", [version.id]), ("policies-versions", []), ("policies-choose", [])):
        assert client.get(reverse(f"desk:{name}", args=args)).status_code == 403, name


@pytest.mark.parametrize("who", ["approver", "supervisor", "auditor"])
def test_reviewers_read_and_press_nothing(client: Client, town: Town, who: str) -> None:
    version = drafted(client, town)
    page = page_of(client, getattr(town, who), "policies-version", version.id)
    assert 'name="do"' not in page
    assert act(client, getattr(town, who), version, "publish")[0] == 422


def test_another_county_does_not_see_a_draft_but_sees_what_is_published(client: Client, town: Town) -> None:
    version = drafted(client, town, corrects="on")
    sign_in(client, town.far_approver)
    address = reverse("desk:policies-version", args=[version.id])
    assert client.get(address).status_code == 404
    act(client, town.editor, version, "send_for_review")
    act(client, town.publisher, version, "publish")
    sign_in(client, town.far_approver)
    assert client.get(address).status_code == 200


def test_nobody_drafts_for_a_place_above(client: Client, town: Town) -> None:
    sign_in(client, town.editor)
    address = reverse("desk:policies-draft") + "?area=990000000000&name=dibao.standard"
    assert client.post(address, {**DOCUMENT, **STANDARD}).status_code == 422
    assert client.get(reverse("desk:policies-draft")).status_code == 422


def test_the_whole_book_costs_few_queries(client: Client, town: Town, django_assert_max_num_queries: object) -> None:
    sign_in(client, town.approver)
    client.get(reverse("desk:policies-list"))
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get(reverse("desk:policies-list"))
