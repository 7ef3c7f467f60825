"""Fields read what people type and paste, and say what is allowed when they cannot."""

from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from cases.desk.forms import DeskForm
from cases.desk.forms.fields import DateField, IdNumberField, MoneyField, MonthField
from cases.desk.templatetags.desk import error_summary


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("6648", 664800),
        ("6,648", 664800),
        ("６６４８", 664800),
        ("6648元", 664800),
        ("６，６４８．５０ 元", 664850),
        ("￥6648.5", 664850),
        (" 0 ", 0),
        ("6648.", 664800),
        ("0.01", 1),
    ],
)
def test_money_is_read_however_it_is_written(typed: str, fen: int) -> None:
    assert MoneyField().clean(typed) == fen


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("六千", "写成 6648"),
        ("1.234", "最多两位小数"),
        ("-1", "不能小于 0.00"),
        ("100000000", "不能超过"),
        ("1e5", "写成 6648"),
        ("NaN", "写成 6648"),
        (".", "写成 6648"),
        ("٣", "写成 6648"),
    ],
)
def test_money_that_cannot_be_read_says_what_is_allowed(typed: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        MoneyField().clean(typed)
    assert words in str(caught.value.messages[0])


def test_no_money_is_unknown_and_not_zero() -> None:
    assert MoneyField(required=False).clean("") is None


@given(st.integers(min_value=0, max_value=9_999_999_999))
def test_money_shown_is_read_back_unchanged(fen: int) -> None:
    field = MoneyField()
    assert field.clean(field.prepare_value(fen)) == fen


@given(st.text(max_size=30))
def test_no_text_breaks_a_field(text: str) -> None:
    for field in (MoneyField(), DateField(), MonthField(), IdNumberField()):
        with suppress(ValidationError):
            field.clean(text)


@pytest.mark.parametrize(
    "typed",
    ["2027-01-01", "20270101", "2027年1月1日", "2027/1/1", "2027.01.01", "２０２７年１月１日", "2027 年 1 月 1 日"],
)
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert DateField().clean(typed) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2027-02-30", "没有2027年2月30日"),
        ("下个月", "写成 2027-01-01"),
        ("1/1/2027", "写成 2027-01-01"),
        ("0001-01-01", "不能早于1900年1月1日"),
    ],
)
def test_a_day_that_cannot_be_read_says_how_to_write_it(typed: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        DateField().clean(typed)
    assert words in caught.value.messages[0]


def test_a_day_after_the_last_allowed_one_is_refused() -> None:
    with pytest.raises(ValidationError, match="不能晚于2026年11月22日"):
        DateField(latest=date(2026, 11, 22)).clean("2026-11-23")


@pytest.mark.parametrize("typed", ["2027-01", "202701", "2027年1月", "２０２７－１"])
def test_a_month_is_its_first_day(typed: str) -> None:
    assert MonthField().clean(typed) == date(2027, 1, 1)


@pytest.mark.parametrize("typed", ["2027-13", "2027", "一月"])
def test_a_month_that_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="写成 2027-01"):
        MonthField().clean(typed)


def test_an_id_number_is_put_right() -> None:
    assert IdNumberField().clean(" １１０１０５１９４９１２３１００２ｘ ") == "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("110105194912310021", "校验"),
        ("11010519491231002", "现在是 17 位"),
        ("11010519490230002X", "19490230"),
        ("1101051949123100XX", "最后一位是数字或 X"),
    ],
)
def test_a_wrong_id_number_says_where_it_is_wrong(typed: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        IdNumberField().clean(typed)
    assert words in caught.value.messages[0]


def test_every_single_wrong_digit_of_an_id_number_is_caught() -> None:
    right = "11010519491231002X"
    for place in range(17):
        for digit in "0123456789":
            wrong = right[:place] + digit + right[place + 1 :]
            if wrong != right:
                with pytest.raises(ValidationError):
                    IdNumberField().clean(wrong)


class Sample(DeskForm):
    amount = MoneyField(label="金额")
    id_number = IdNumberField(label="身份证号", required=False)


def test_an_empty_field_is_asked_for_by_its_name() -> None:
    form = Sample({})
    assert form.errors["amount"] == ["填金额"]
    assert "id_number" not in form.errors


def test_a_field_is_drawn_with_label_error_and_the_box_pointing_at_it() -> None:
    html = Sample({"amount": "六千"})["amount"].as_field_group()
    assert '<label for="id_amount">金额' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_amount_error"' in html
    assert 'id="id_amount_error"' in html
    assert 'value="六千"' in html


def test_the_error_summary_leads_to_each_field() -> None:
    form = Sample(RequestFactory().post("/", {"amount": "x", "id_number": "1"}).POST)
    context = error_summary(form)
    assert [fault.target for fault in context["errors"]] == ["id_amount", "id_id_number"]
    assert context["title"] == "有 2 处要改，改完再继续"
    assert error_summary(Sample())["errors"] == []
