"""The panel beside a draft: it says while somebody types what is wrong, what moves, and where a gap or an overlap opens."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cases.desk.figures import told_once
from eligibility import api
from tests.people import COUNTY, OTHER_COUNTY, Town, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]

STANDARD = {
    "dibao-standard-urban": "850", "dibao-standard-urban_per": "month",
    "dibao-standard-rural": "650", "dibao-standard-rural_per": "month",
}  # fmt: skip


def panel(client: Client, town: Town, names: tuple[str, ...], data: dict[str, str], area: str = COUNTY) -> str:
    sign_in(client, town.editor)
    query = f"?area={area}&" + "&".join(f"name={name}" for name in names)
    answer = client.post(reverse("desk:policies-check") + query, data, headers={"hx-request": "true"})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_what_moves_is_told_with_its_difference_and_nothing_is_kept(client: Client, town: Town) -> None:
    page = panel(
        client, town, ("dibao.standard",), {**STANDARD, "start": "2027-01-01", "document": "青民发〔2026〕31号"}
    )
    assert "填的都对，没有空档和重叠" in page
    assert "增 30.00 元/月（3.6%）" in page
    assert "2027-01-01 起" in page
    assert api.versions(area=COUNTY, states=("draft",)) == []


def test_a_box_still_empty_is_no_fault_and_a_wrong_one_is_linked(client: Client, town: Town) -> None:
    page = panel(client, town, ("dibao.standard",), {**STANDARD, "dibao-standard-urban": "86x"})
    assert "1 处要改" in page
    assert 'href="#id_dibao-standard-urban"' in page
    assert "还没填：文件名称和文号、施行日期" in page


def test_a_past_day_asks_for_its_reason(client: Client, town: Town) -> None:
    told = {**STANDARD, "start": "2026-09-01", "document": "青民发〔2026〕31号"}
    assert "追溯施行的理由" in panel(client, town, ("dibao.standard",), told)
    assert "追溯施行的理由" not in panel(client, town, ("dibao.standard",), {**told, "note": "省里九月才定"})


def test_a_gap_and_an_overlap_are_drawn_while_typing(client: Client, town: Town) -> None:
    def rows(upper: str) -> dict[str, str]:
        data = {"authority-TOTAL_FORMS": "2", "authority-INITIAL_FORMS": "0", "start": "2027-01-01"}
        for n, (level, start, to) in enumerate((("township", "0", "2000"), ("county", upper, ""))):
            given = {"benefit": "dibao", "level": level, "start": start, "to": to, "per": "household"}
            data |= {f"authority-{n}-{key}": text for key, text in given.items()}
        return data

    gap = panel(client, town, ("authority",), rows("3000"))
    assert "空档：没有规定由哪一级确认" in gap
    assert 'class="bar-bad"' in gap
    overlap = panel(client, town, ("authority",), rows("1000"))
    assert "重叠：乡镇（街道）、县级民政部门" in overlap
    assert 'class="bar-warn"' in overlap
    sound = panel(client, town, ("authority",), rows("2000"))
    assert "没有空档和重叠" in sound
    assert "bar-bad" not in sound


def test_a_day_that_is_published_already_is_drawn_as_an_overlap(client: Client, town: Town) -> None:
    told = {**STANDARD, "start": "2026-07-01", "document": "青民发〔2026〕31号", "note": "更正"}
    page = panel(client, town, ("dibao.standard",), told)
    assert "重叠：本稿和《关于提高演示县城乡低保标准的通知" in page
    assert "期间重叠" in page
    corrected = panel(client, town, ("dibao.standard",), {**told, "corrects": "on"})
    assert "重叠：本稿" not in corrected
    assert "本稿，替代《关于提高演示县城乡低保标准的通知" in corrected
    assert "不再用" not in corrected


def test_a_correction_that_would_undo_a_later_publication_says_so_and_how_to_keep_it(
    client: Client, town: Town
) -> None:
    told = {**STANDARD, "start": "2025-07-01", "document": "青民发〔2026〕31号", "note": "更正", "corrects": "on"}
    words = "发布后不再用已经公布、2026-07-01 起的《关于提高演示县城乡低保标准的通知"
    page = panel(client, town, ("dibao.standard",), told)
    assert words in page
    assert "把本稿的最后一天写成 2026-06-30" in page
    assert words not in panel(client, town, ("dibao.standard",), {**told, "last": "2026-06-30"})


def test_after_a_last_day_the_gap_is_drawn_where_nobody_above_published(client: Client, town: Town) -> None:
    data = {"senior-amount-text": "八十岁: '100.00'", "start": "2027-01-01", "last": "2027-12-31"}
    assert "空档：没有数值" in panel(client, town, ("senior.amount",), data)


def test_only_an_editor_of_the_place_is_told(client: Client, town: Town) -> None:
    sign_in(client, town.editor)
    address = reverse("desk:policies-check")
    assert client.post(f"{address}?area={OTHER_COUNTY}&name=dibao.standard").status_code == 404
    assert client.post(address).status_code == 404
    sign_in(client, town.publisher)
    assert client.post(f"{address}?area={COUNTY}&name=dibao.standard").status_code == 403


def test_the_draft_without_script_says_the_same_after_the_press(client: Client, town: Town) -> None:
    sign_in(client, town.editor)
    address = reverse("desk:policies-draft") + f"?area={COUNTY}&name=dibao.standard"
    answer = client.post(address, {**STANDARD, "start": date(2026, 9, 1).isoformat(), "do": "save"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "增 30.00 元/月（3.6%）" in page
    assert 'value="850"' in page


def test_one_reason_at_many_places_is_said_once() -> None:
    reasons = [f"tekun.care.dispersed.{level}：按 minimum_wage 的倍数计算" for level in ("full", "half", "self")]
    assert told_once([*reasons, "authority[1]：权限有空档"]) == [
        "特困照料护理标准：供养方式 × 自理能力，分散供养，全护理等 3 处：按 最低工资 的倍数计算",
        "谁可以审核确认多少金额，第 2 行：权限有空档",
    ]
