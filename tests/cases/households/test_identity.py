"""The ID number and the name: what is taken, what is refused and in which words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.households import identity
from tests.cases.households.people import TODAY, number


@pytest.mark.parametrize("text", ["11010519491231002X", "440524188001010014"])
def test_the_examples_of_the_national_standard_are_right(text: str) -> None:
    assert identity.id_check(text) is None


@pytest.mark.parametrize(
    "text", ["１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002x", " 11010519491231002x\u3000"]
)
def test_full_width_blanks_and_a_small_x_are_put_right(text: str) -> None:
    person = identity.citizen(text)
    assert person is not None
    assert (person.number, person.birth_date, person.sex) == ("11010519491231002X", date(1949, 12, 31), "female")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110105491231002", "id_old"),
        ("1101051949123100", "id_length"),
        ("", "id_length"),
        ("X1010519491231002X", "id_shape"),
        ("110105194912310O2X", "id_shape"),
        ("110105194902300021", "id_date"),
        ("110105194900310021", "id_date"),
        ("110105194912310020", "id_digit"),
    ],
)
def test_a_wrong_number_is_refused_with_what_to_look_at(text: str, code: str) -> None:
    reason = identity.id_check(text)
    assert reason is not None
    assert reason.code == code
    assert identity.citizen(text) is None


def test_a_birth_in_the_future_or_130_years_ago_is_refused_only_when_the_day_is_said() -> None:
    for birth in (date(2027, 3, 1), date(1890, 3, 1)):
        text = number(birth)
        assert identity.id_check(text) is None
        assert identity.id_check(text, on=TODAY) is not None


@given(st.dates(date(1900, 1, 1), date(2026, 11, 2)), st.integers(1, 400), st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(birth: date, order: int, place: int, shift: int) -> None:
    right = number(birth, order)
    assert identity.id_check(right) is None
    changed = str((int(right[place]) + shift) % 10)
    assert identity.id_check(right[:place] + changed + right[place + 1 :]) is not None


@pytest.mark.parametrize("name", ["王秀兰", "阿依古丽·买买提", "㛃𠮷", "John Smith", "欧阳 娜娜"])
def test_rare_characters_dots_and_foreign_names_are_names(name: str) -> None:
    assert identity.name_check(name) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_empty"),
        (" \u3000", "name_empty"),
        ("王2", "name_digits"),
        ("王\x07", "name_signs"),
        ("长" * 61, "name_long"),
    ],
)
def test_nothing_digits_and_invisible_signs_are_not_names(name: str, code: str) -> None:
    reason = identity.name_check(name)
    assert reason is not None
    assert reason.code == code


def test_every_way_of_typing_the_dot_becomes_one() -> None:
    assert {identity.tidy_name(f" 阿依古丽{dot}买买提 ") for dot in "·•・．∙"} == {"阿依古丽·买买提"}


def test_pinyin_is_found_by_initials() -> None:
    assert identity.pinyin_of("王秀兰") == ("wangxiulan", "wxl")
    assert identity.pinyin_of("阿依古丽·买买提") == ("ayigulimaimaiti", "ayglmmt")


def test_a_mask_hides_the_birth_date() -> None:
    assert identity.mask("11010519491231002X") == "110105********002X"
    assert identity.mask_account("6217001234567890") == "****7890"
