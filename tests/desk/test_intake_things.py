"""What few families have to say of a thing they own: how large, how and when it was got or built, whom it hires."""

import pytest
from django.test import Client

from cases.households.models import Asset, Household
from cases.staff.scope import acting_in
from tests.desk.taking_in import asked, at, post, seen
from tests.people import COUNTY

pytestmark = pytest.mark.django_db


THING = {
    "kind": "house",
    "amount": "",
    "exempt_reason": "",
    "note": "老屋",
    "floor_area": "",
    "acquired_on": "",
    "hired_staff": "",
    "after_disaster": "",
    "built_on": "",
}


def test_how_large_since_when_and_whom_it_hires_reach_the_law(officer: Client, family: Household) -> None:
    assert (
        post(officer, family, "assets", "home", **{**THING, "floor_area": "88.5㎡", "acquired_on": "2019年5月1日"})[0]
        == 302
    )
    assert (
        post(officer, family, "assets", "home", **{**THING, "kind": "business", "note": "", "hired_staff": "0"})[0]
        == 302
    )
    assert post(officer, family, "assets", "home", **{**THING, "kind": "shop", "note": ""})[0] == 302
    for fields in ({"after_disaster": "no"}, {"kind": "vehicle", "built_on": "2008年5月1日"}):
        assert post(officer, family, "assets", "home", **{**THING, **fields, "note": ""})[0] == 302
    assert asked(family)["assets"] == [
        {"kind": "house", "floor_area": "88.50", "acquired_on": "2019-05-01"},
        {"kind": "business", "hired_staff": 0},
        {"kind": "shop"},
        {"kind": "house", "after_disaster": False},
        {"kind": "vehicle", "built_on": "2008-05-01"},
    ]
    page, shown = seen(officer, family, "assets")
    assert "88.50 平方米，2019-05-01 购置，老屋" in page
    assert "雇工 0 人" in page
    assert "不是灾后取得" in page
    assert "2008-05-01 出厂" in page
    assert "住房 价值未知，88.50 平方米，2019-05-01 购置" in shown


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"floor_area": "0"}, "“0”不是面积，写成大于零、最多两位小数的平方米数，例如 88.50"),
        ({"floor_area": "八十"}, "“八十”不是面积"),
        ({"floor_area": "88.505"}, "“88.505”不是面积"),
        ({"kind": "vehicle", "floor_area": "88"}, "建筑面积只填住房、商铺等非居住用房"),
        ({"kind": "deposit", "acquired_on": "2020-01-01"}, "购置日期只填住房、商铺等非居住用房、机动车船"),
        ({"acquired_on": "2099-01-01"}, "购置日期 2099-01-01 在今天以后"),
        ({"acquired_on": "去年"}, "“去年”看不出是哪一天"),
        ({"hired_staff": "1"}, "雇工人数只填市场主体"),
        ({"built_on": "2008-05-01"}, "出厂日期只填机动车船"),
        ({"kind": "vehicle", "built_on": "2099-01-01"}, "出厂日期 2099-01-01 在今天以后"),
        ({"kind": "business", "hired_staff": "-1"}, "0"),
    ],
)
def test_a_thing_that_cannot_be_so_is_refused_at_its_box_and_stays_typed(
    officer: Client, family: Household, fields: dict[str, str], words: str
) -> None:
    status, page = post(officer, family, "assets", "home", **{**THING, **fields})
    assert (status, words in page, '<details class="more" open>' in page) == (422, True, True)
    assert all(f'value="{value}"' in page for value in fields.values())
    with acting_in(COUNTY):
        assert not Asset.objects.exists()


def test_a_thing_put_right_keeps_its_day_of_registration_and_cannot_be_younger(
    officer: Client, family: Household
) -> None:
    post(officer, family, "assets", "home", **THING)
    with acting_in(COUNTY):
        Asset.objects.update(period="[2026-03-01,)")
        token = f"asset:{Asset.objects.get().pk}"
    page = officer.get(f"{at(family, 'assets')}?edit={token}").content.decode()
    assert f'value="{token}"' in page
    late = {**THING, "replaces": token, "acquired_on": "2026-03-02"}
    status, page = post(officer, family, "assets", "home", **late)
    assert (status, "后来买的另加一项" in page) == (422, True)
    assert post(officer, family, "assets", "home", **{**late, "acquired_on": "2026-03-01"})[0] == 302
    assert asked(family)["assets"] == [{"kind": "house", "acquired_on": "2026-03-01"}]
