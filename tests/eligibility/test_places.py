"""A whole place as one file: out and in again without loss, in as drafts for another place, and the nearest place."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility import api
from eligibility.core.workdays import SHANGHAI
from eligibility.loading import BadFile, load, policy_files
from eligibility.models import CalendarDay, ParameterValue, PolicyVersion
from eligibility.policyfile import names_in, read, read_path
from tests.eligibility.test_publishing import published, standard

pytestmark = pytest.mark.django_db
ON = date(2026, 2, 1)
SHIPPED = [path.read_text(encoding="utf-8") for path in policy_files(demo=True)]
MORNING = datetime(2025, 6, 20, 9, 30, 0, 123456, tzinfo=SHANGHAI)


def book_of(prefix: str) -> list[tuple[object, ...]]:
    """Everything the book says of a place and those under it, without the numbers of its rows."""
    columns = (
        "area",
        "name",
        "period",
        "known",
        "value",
        "article",
        "corrects",
        "version__document",
        "version__article",
    )
    rows = ParameterValue.objects.filter(area__startswith=prefix).order_by("area", "name", "known", "period")
    versions = PolicyVersion.objects.filter(area__startswith=prefix).order_by(
        "area", "published_at", "period", "document"
    )
    days = CalendarDay.objects.filter(region__startswith=prefix).order_by("region", "published_at", "day")
    return [
        *rows.values_list(*columns),
        *versions.values_list("area", "document", "article", "period", "published_at", "state", "note"),
        *days.values_list("region", "day", "kind", "notice", "source", "published_at"),
    ]


def only_the_nation() -> None:
    load([path for path in policy_files() if path.name == "national.yaml"])


@contextmanager
def a_book_of_its_own() -> Iterator[None]:
    """What happens here is undone: the next book begins empty, as on a fresh installation."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_what_two_people_published_comes_back_to_the_microsecond_with_its_corrections(tmp_path: Path):
    path = tmp_path / "place.yaml"
    with a_book_of_its_own():
        only_the_nation()
        published(standard("700.00"), at=MORNING, articles={"dibao.standard": "第三条"}, note="第一次")
        published(standard("760.00"), date(2025, 7, 1), MORNING.replace(day=21), end=date(2025, 10, 1))
        published(standard("690.00"), date(2025, 1, 1), MORNING.replace(day=22), corrects=True)
        api.take_calendar(2030, {date(2030, 1, 1): "holiday", date(2030, 1, 5): "make_up"}, area="990301", notice="某县〔2029〕9号", source="公报", at=MORNING)  # fmt: skip
        before = book_of("9903")
        path.write_text(api.export_place("990301", name="某县"), encoding="utf-8")
        assert load([path]).documents == 0  # here they stand already, published by two people
    only_the_nation()
    done = load([path])
    assert (done.documents, done.days) == (3, 365)
    assert book_of("9903") == before
    assert "name: 某县" in path.read_text(encoding="utf-8")


def test_an_export_of_a_day_holds_what_is_in_force_there_with_what_it_inherits_and_not_the_nation_s(policies):
    file = api.read_place(api.export_place("610703", on=ON))
    assert isinstance(file, api.PlaceFile)
    said = {draft.area: set(draft.values) for draft in file.drafts}
    assert said["610703000000"] == {"dibao.standard", "dibao.grades", "tekun.basic"}
    assert "dibao.supplements" in said["610000000000"]
    assert "dibao.standard" not in said["610700000000"]
    assert "0" not in said


def test_rows_are_written_in_the_order_in_which_a_sentence_says_them(policies):
    assert (
        "{benefit: dibao, level: township, per: household, from: '0', to: null, inclusive: true}"
        in api.export_place("6107")
    )


def test_the_command_writes_what_the_door_writes(policies):
    out = StringIO()
    call_command("export_place", "6107", "--on", "2026-02-01", stdout=out)
    assert out.getvalue() == api.export_place("6107", on=ON)
    with pytest.raises(CommandError, match="应为实际存在的日期"):
        call_command("export_place", "6107", "--on", "2026-02-30")
    with pytest.raises(CommandError, match="不是行政区划代码"):
        call_command("export_place", "61070")


# --- the start of a new county ---


def test_a_new_county_of_the_same_city_takes_only_what_it_does_not_inherit(policies):
    file = api.read_place(api.export_place("610703", on=ON), area="610722")
    assert isinstance(file, api.PlaceFile)
    assert {draft.area for draft in file.drafts} == {"610722000000"}
    assert {name for draft in file.drafts for name in draft.values} == {"dibao.standard", "dibao.grades", "tekun.basic"}


def test_a_new_county_elsewhere_takes_the_limits_of_place_and_province_together(policies):
    file = api.read_place(api.export_place("610703", on=ON), area="140821")
    assert isinstance(file, api.PlaceFile)
    names = [name for draft in file.drafts for name in draft.values]
    assert len(names) == len(set(names))
    assert {"dibao.standard", "dibao.supplements", "authority", "route"} <= set(names)


def test_a_borrowed_draft_is_kept_and_not_published_until_it_names_the_place_s_own_document(policies):
    file = api.read_place(api.export_place("610703", on=ON), area="610722")
    (draft, *_) = file.drafts
    assert draft.document.startswith(api.BORROWED)
    version = api.write_policy(draft, by=11)
    assert isinstance(version, api.Version)
    assert any(
        "改为本地公布的文件名称" in reason for reason in api.stands_in_the_way(version.id, MORNING.replace(2026))
    )


def test_a_file_that_brings_nothing_new_says_so(policies):
    refused = api.read_place(api.export_place("6107", on=ON), area="610722")
    assert isinstance(refused, api.Refused)
    assert "本来就适用" in refused.reasons[0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("documents: [", "第 1 行不是可读的 YAML"),
        ("area: '99'\narea: '98'\ndocuments: []", "第 1 行：area 写了两次"),
        ("area: '12345'\ndocuments: []", "area：不是行政区划代码"),
        ("area: '63'\ndocuments: {}", "应有 area、name 和 documents 三项"),
        ("area: '63'\ndocuments: []\nextra: 1", "没有 extra 这些项"),
        ("area: '63'\ndocuments: [{document: x, from: 2025-02-30, values: {}}]", "不存在的日期"),
        ("area: '63'\ndocuments: [{document: x, from: soon, values: {}}]", "documents[0].from：'soon' 不可用"),
        ("area: '63'\ndocuments: [{document: x, from: 2025-01-01, to: 2025-01-01, values: {}}]", "施行期间为空"),
        ("area: '63'\ndocuments: [{document: x, from: 2025-01-01, values: {edge.income_times: 1.5}}]", "documents[0].values.edge.income_times：1.5 不可用"),
        ("area: '63'\ndocuments: [{document: x, from: 2025-01-01, values: {edge.income: '1.5'}}]", "没有名为 edge.income 的参数"),
        ("area: '63'\ndocuments: [{document: x, from: 2025-01-01, published: 2025-01-01T10:00, values: {}}]", "带时区的时刻"),
        ("area: '63'\ndocuments: [{document: x, from: 2025-01-01, values: {minimum_wage: {amount: \"\\0\", per: month}}}]", "不能保存的字符"),
        ("area: '63'\ndocuments: &a [*a]", "锚点引用了自身"),
        ("area: '99'\ndocuments: [{document: x, from: 2025-01-01, values: {1: 2}}]", "1 请加引号"),
        ("[" * 5000, "嵌套过深"),
        ("area: '63'\ndocuments: []\ncalendar: [{notice: x, source: y, published: 2025-11-01, days: {2026-05-04: free}}]", "calendar[0].days.2026-05-04：'free' 不可用；应为 workday、rest"),
        ("area: '63'\ndocuments: []\ncalendar: [{notice: x, source: y, days: {}}]", "calendar[0]：缺少 published"),
        ("area: '63'\ndocuments: []\ncalendar: [{notice: x, source: y, published: 2025-11-01, year: 26, days: {}}]", "calendar[0].year：26 不可用"),
        ("area: '63'\ndocuments: [{document: x, from: 2025-01-01, articles: {edge: 一}, values: {}}]", "documents[0].articles.edge：没有这个参数"),
        ("area: '63'\ndocuments: [{document: x, from: 2025-01-01, corrects: maybe, values: {}}]", "documents[0].corrects：'maybe' 不可用"),
        ("area: '63'\ndocuments: [{document: '', from: 2025-01-01, values: {}}]", "documents[0].document：应为不超过 300 字的文字"),
        ("area: '63'\ndocuments: [3]", "documents[0]：应为对象"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_names_the_row_and_the_reason(text, reason):
    refused = api.read_place(text)
    assert isinstance(refused, api.Refused)
    assert reason in refused.reasons[0]


def test_a_text_that_would_explode_is_refused_before_it_is_built():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    refused = api.read_place("\n".join(lines))
    assert isinstance(refused, api.Refused)
    assert "内容过多" in refused.reasons[0]


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_and_never_breaks_the_reader(data):
    text = data.draw(st.sampled_from(SHIPPED))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    put = data.draw(st.sampled_from(["", "'", '"', ": ", "[", "}", "- ", "\n", "null", "&a", "*a", "2025-02-30", "!!python/x", "<<: ", "\t", "\x85"]))  # fmt: skip
    try:
        file = read(text[:start] + put + text[end:])
    except BadFile as bad:
        said = bad.reasons
    else:
        said = tuple(document.where for document in file.documents) or ("no documents",)
    assert all(said)


def test_every_bad_document_is_named_at_once():
    text = """
area: "990301"
documents:
  - {document: 甲, from: 2025-01-01, values: {edge.income_times: "1.555555"}}
  - {document: 乙, from: 2025-01-01}
"""
    refused = api.read_place(text)
    assert [reason.split("：")[0] for reason in refused.reasons] == [
        "documents[0].values.edge.income_times",
        "documents[1]",
    ]


def test_what_the_registry_refuses_is_refused_when_the_file_is_read_and_the_right_file_is_taken(policies):
    right = """
area: "990301"
documents:
  - {document: 甲, from: 2025-01-01, values: {dibao.standard: {urban: {amount: "700.00", per: month}, rural: null}}}
  - {document: 乙, from: 2025-01-01, published: 2025-02-01, values: {tekun.basic: {times: "1.3", of: dibao.standard.urban}}}
"""
    assert isinstance(api.read_place(right), api.PlaceFile)
    rural = api.read_place(right.replace("standard.urban}", "standard.rural}"))
    assert rural.reasons[0].startswith("documents[1].values.tekun.basic：按 dibao.standard.rural 的倍数计算")
    twice = (
        right
        + '  - {document: 丙, from: 2025-01-01, published: 2025-03-01, values: {tekun.basic: {amount: "9.00", per: month}}}\n'
    )
    assert (
        api.read_place(twice).reasons[0].startswith("documents[2].values.tekun.basic：期间与文件里先公布的另一份重叠")
    )
    assert isinstance(api.read_place(twice.replace("丙,", "丙, corrects: true,")), api.PlaceFile)


# --- the nearest place ---


def test_the_nearest_place_is_of_the_same_city_then_of_the_province_then_the_most_complete(policies):
    near = api.nearest_places("610722", ON)
    assert [place.area for place in near if place.nearness == "same_city"] == ["610703000000"]
    assert near[0].figures > near[0].own == 3
    assert {place.nearness for place in near} == {"same_city", "same_province", "elsewhere"}
    ranks = [(["same_city", "same_province", "elsewhere"].index(place.nearness), -place.figures) for place in near]
    assert ranks == sorted(ranks)
    assert not [place for place in near if place.area.startswith("99") or place.area == "0"]
    assert not {"610700000000", "610000000000"} & {place.area for place in near}  # what they say holds here anyway
    assert near[0].name == "南郑区"


def test_the_name_of_a_place_is_the_one_its_file_gives():
    for path in policy_files(demo=True):
        file = read_path(path)
        assert names_in(path) == {**(file.names or {}), file.area: file.name}


def test_an_invented_county_is_the_start_of_invented_counties_only(policies):
    near = [place.area for place in api.nearest_places("990201", ON)]
    assert near[0] == "990101000000"
    assert [area for area in near if area.startswith("99")] == ["990101000000"]
    assert not [place for place in api.nearest_places("610722", ON, limit=100) if place.area.startswith("99")]


def test_an_invented_county_alone_in_its_province_starts_from_a_real_one(policies):
    near = api.nearest_places("990101", ON)
    assert near
    assert {place.nearness for place in near} == {"elsewhere"}


def test_the_nearest_places_cost_as_many_queries_as_one_place(policies, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(api.nearest_places("990201", ON, limit=1)) == 1
    with django_assert_num_queries(1):
        assert len(api.nearest_places("140821", ON, limit=50)) > 4


def test_a_file_that_is_no_utf8_is_refused_by_name(tmp_path: Path):
    path = tmp_path / "gbk.yaml"
    path.write_bytes("name: 县".encode("gbk"))
    with pytest.raises(BadFile, match=r"gbk.yaml：不是 UTF-8 文字"):
        load([path])
