"""The words of the forms and the codes of the law are the same sets, so that no answer of a form can be refused by a rule."""

import pytest

from cases.households import vocabulary
from cases.households.wording import say_condition
from eligibility.core import facts
from eligibility.words import codes


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (codes.RELATIONS, facts.RELATIONS),
        (codes.STATUSES, facts.STATUSES),
        (codes.SEXES, facts.SEXES),
        (codes.DISABILITIES, facts.DISABILITIES),
        (codes.LABOUR, facts.LABOUR),
        (codes.TRADES, facts.TRADES),
        (codes.STUDIES, facts.STUDIES),
        (vocabulary.SUPPORT_MODES, facts.SUPPORT_MODES),
        (vocabulary.INDICATORS, facts.INDICATORS),
        (codes.INCOME_KINDS, facts.INCOME_KINDS),
        (codes.EXPENSE_KINDS, facts.EXPENSE_KINDS),
        (vocabulary.ASSET_KINDS, facts.ASSET_KINDS),
        (codes.SETTINGS, facts.SETTINGS),
        (codes.RELIEF_KINDS, facts.RELIEF_KINDS),
        (vocabulary.BASES, facts.BASES),
    ],
)
def test_every_code_of_the_law_has_a_word_and_no_other_code_exists(
    words: dict[str, str], codes: tuple[str, ...]
) -> None:
    assert set(words) == set(codes)


def test_the_benefits_that_can_be_applied_for_are_benefits_of_the_law() -> None:
    assert set(codes.BENEFITS) < set(facts.BENEFITS)


def test_every_circumstance_has_a_label_a_shape_and_a_sentence() -> None:
    samples = {
        "disabilities": ([{"kind": "visual", "grade": 2}], "视力二级"),
        "serious_illness": (True, "是"),
        "labour": ("none", "无劳动能力"),
        "employment": ("零工", "零工"),
        "study": ("higher", "大专、本科"),
        "full_time": (False, "否"),
        "pregnant": (False, "否"),
        "self_care": ({"eat": True, "bathe": False}, "1 项不能：自主洗澡"),
        "support_mode": ("dispersed", "分散供养"),
        "hardship_class": (5, "5 类"),
        "illness_code": ("C34.1", "C34.1"),
        "legal_duty": (False, "否"),
        "imputed_confirmed": (False, "经办人否定，不计入"),
        "employed_from": ("2026-09-01", "2026-09-01"),
        "trade": ("business", "经商、个体经营"),
        "land": (True, "是"),
        "relocated": (False, "否"),
        "work_refusals": ({"times": 3, "last": "2026-04-05"}, "连续 3 次，最近一次 2026-04-05"),
    }
    assert set(samples) == set(vocabulary.CONDITIONS) == set(vocabulary.SHAPES)
    for name, (value, words) in samples.items():
        assert vocabulary.SHAPES[name](value)
        assert say_condition(name, value) == words
