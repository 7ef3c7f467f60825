"""The boxes of the property rule on the policy desk: what they show they keep, and a wrong one is refused in words."""

from typing import Any

import pytest

from cases.desk.forms.figures import editor_for
from cases.desk.forms.records import RecordEditor
from eligibility.words.said import said

HOUSES: dict[str, Any] = {
    "max": 1,
    "if_small": {"max": 2, "area_per_person": "15.00", "area_times": "2", "inclusive": True},
    "area_most": {"area_per_person": "40.00", "area_times": "1", "area_times_after_disaster": "1.3"},
    "shops_max": 0,
    "not_acquired_within_months": 12,
    "exempt": ["house_sale"],
}
VEHICLES: dict[str, Any] = {
    "max": 0, "exempt": ["disabled_car", "for_rehabilitation"], "exempt_after_years": 10,
    "exempt_after_built_years": 12, "exempt_up_to": "20000.00", "amount": "30000.00",
    "per": "household", "not_acquired_within_months": 6,
}  # fmt: skip
BUSINESS: dict[str, Any] = {"max": 1, "months_of_standard": "24", "per": "person", "hired_staff_max": 0}
FINANCIAL: dict[str, Any] = {
    "months_of_standard": "24", "per": "person", "if_serious_illness": {"amount": "50000.00", "per": "household"},
}  # fmt: skip
RULES = [
    ("houses", HOUSES), ("vehicles", VEHICLES), ("business", BUSINESS), ("financial", FINANCIAL),
    ("houses", {"area_most": {"area_per_person": "40.00"}}), ("vehicles", {"amount": "30000.00"}),
    ("business", {"amount": "30000.00", "per": "person"}),
]  # fmt: skip


def typed_as_shown(name: str, value: Any) -> dict[str, Any]:
    """What a browser sends when nobody changes a box."""
    editor = editor_for(name, value)
    assert isinstance(editor, RecordEditor)
    return {editor.add_prefix(key): editor[key].value() for key in editor.fields if editor[key].value() is not None}


@pytest.mark.parametrize("whose", ["assets.", "edge.assets_", "rigid.assets_"])
@pytest.mark.parametrize(("what", "value"), RULES)
def test_every_form_of_the_rule_is_shown_in_boxes_and_kept_as_it_is(
    whose: str, what: str, value: dict[str, Any]
) -> None:
    name = f"{whose}{what}"
    again = editor_for(name, value, typed_as_shown(name, value))
    assert again.is_valid(), again.errors
    assert again.value() == value


@pytest.mark.parametrize(
    ("what", "value", "change", "words"),
    [
        ("houses", HOUSES, {"if_small_area_per_person": "零"}, "平方米数字符串"),
        ("houses", HOUSES, {"if_small_area_per_person": ""}, "缺少这一项"),
        ("vehicles", VEHICLES, {"exempt_after_years": "51"}, "50"),
        ("vehicles", VEHICLES, {"months_of_standard": "12"}, "只能写一项"),
        ("business", BUSINESS, {"months_of_standard": ""}, "才写按每人还是每户"),
        ("business", {"max": 1}, {"max": ""}, "没有写任何限额"),
        ("houses", HOUSES, {"max": ""}, "写了 max 才写面积小的可以多几套"),
        ("financial", FINANCIAL, {"if_serious_illness_per": ""}, "缺少这一项"),
        ("financial", FINANCIAL, {"if_serious_illness_months_of_standard": "36"}, "必须且只能写一项"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_words(what: str, value: Any, change: dict[str, str], words: str) -> None:
    name = f"assets.{what}"
    prefix = name.replace(".", "-")
    editor = editor_for(
        name, value, typed_as_shown(name, value) | {f"{prefix}-{key}": to for key, to in change.items()}
    )
    assert not editor.is_valid()
    assert words in str(editor.errors)


def test_the_rule_is_said_in_chinese() -> None:
    words = said(HOUSES) + said(VEHICLES) + said(BUSINESS) + said(FINANCIAL)
    assert not any(
        key in words
        for key in (
            "if_small",
            "area_",
            "shops_max",
            "acquired",
            "exempt_after",
            "hired",
            "house_sale",
            "disaster",
            "exempt_up",
            "illness",
        )
    )
    for part in ("人均面积", "商铺等非居住用房", "申请前不得购置的月数", "购置满几年不计入", "雇工", "康复必需"):
        assert part in words
