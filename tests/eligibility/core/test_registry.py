"""The registry against anything: a value is taken, or refused with its path; nothing written ever breaks the registry itself."""

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.core.parameters import Figures
from eligibility.core.registry import REGISTRY, check_value
from eligibility.core.shapes import BadValue
from eligibility.core.soundness import refusals
from tests.eligibility.core.law import published

DAY = date(2025, 1, 1)
EMPTY = Figures((), area="990301", on=DAY, known_by=datetime(2025, 1, 1, tzinfo=UTC))
SEEDS = [(figure.name, figure.value) for figure in published()]
ODD = st.sampled_from(
    [None, True, 0, -1, 7, 1.5, "", "0", "-1", "1.005", "1e3", "672.00", "2", "month", "week", [], [None], {}, {"a": 1},
     {"n": 15}, {"times": "2", "of": "tekun.basic"}, {"amount": "1.00", "per": "year"}, "20251231", "urban", "\x00"]
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in inner for place in places(one, (*path, key)))]


def with_odd(value: Any, path: tuple[Any, ...], odd: Any, *, drop: bool) -> Any:
    if not path:
        return odd
    changed = deepcopy(value)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    if drop:
        del holder[path[-1]]
    else:
        holder[path[-1]] = odd
    return changed


def fault(name: str, value: Any) -> BadValue | None:
    try:
        check_value(name, value, name)
    except BadValue as bad:
        return bad
    return None


@settings(max_examples=600, deadline=None)
@given(data=st.data())
def test_a_published_value_with_anything_changed_in_it_is_taken_or_refused_with_its_path(data):
    name, value = data.draw(st.sampled_from(SEEDS))
    path = data.draw(st.sampled_from(places(value)))
    changed = with_odd(value, path, data.draw(ODD), drop=data.draw(st.booleans()))
    bad = fault(name, changed)
    if bad is not None:
        assert bad.path.startswith(name)
        assert bad.message
        assert [str(refusal) for refusal in refusals({name: changed}, EMPTY)] == [f"{bad.path}：{bad.message}"]
        return
    for refusal in refusals({name: changed}, EMPTY.laid_over({name: changed})):
        assert refusal.row.startswith(name)
        assert refusal.reason.endswith("。")


@settings(max_examples=200, deadline=None)
@given(name=st.sampled_from(sorted(REGISTRY)), value=st.recursive(ODD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["urban", "amount", "from", "kind", "x"]), inner)))  # fmt: skip
def test_any_json_under_any_name_is_taken_or_refused_and_never_breaks_anything(name, value):
    bad = fault(name, value)
    if bad is not None:
        assert bad.path.startswith(name)
        return
    assert isinstance(refusals({name: value}, EMPTY.laid_over({name: value})), list)


def test_every_published_value_passes_unchanged():
    for name, value in SEEDS:
        check_value(name, value, name)


def test_a_letter_that_no_database_keeps_is_refused():
    for value in ({"a\x00": "1.00"}, {"\ud800": "1.00"}):
        assert fault("senior.amount", value) is not None
    assert fault("pause", [{"reason": "x", "document": "\x00"}]).path == "pause[0].document"


def test_a_name_that_is_nearly_right_is_told_the_right_one():
    assert "是否为 dibao.standard？" in str(fault("dibao.standrad", {}))
    assert "参数表见 docs/parameters.md" in str(fault("x", {}))


MONEY = '非负金额字符串，整数部分至多十位，最多两位小数，如 "5184.00"'


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("minimum_wage", {"amount": "-1.00", "per": "month"}, f"minimum_wage.amount: '-1.00' 不可用；应为{MONEY}。"),
        ("minimum_wage", {"amount": "2010.005", "per": "month"}, f"minimum_wage.amount: '2010.005' 不可用；应为{MONEY}。"),
        ("minimum_wage", {"amount": 2010, "per": "month"}, f"minimum_wage.amount: 2010 不可用；应为{MONEY}。"),
        ("minimum_wage", {"amount": "2010.00", "per": "week"}, "minimum_wage.per: 'week' 不可用；应为：month、year、once。"),
        ("minimum_wage", {"amount": "2010.00"}, "minimum_wage.per: 缺少这一项。"),
        ("minimum_wage", "2010.00", "minimum_wage: '2010.00' 不可用；应为对象，含 amount、per。"),
        ("minimum_wage", {"amount": "1.00", "per": "month", "in": "yuan"}, "minimum_wage.in: 没有这一项；可用的是：amount、per。"),
        ("minimum_wages", {}, "minimum_wages: 没有名为 minimum_wages 的参数；是否为 minimum_wage？参数表见 docs/parameters.md。"),
        ("review", [{"category": "dibao", "every": {"n": 12, "unit": "week"}}], "review[0].every.unit: 'week' 不可用；应为：working_day、day、hour、month。"),
        ("review", [{"category": "dibao", "every": {"n": 12}}], "review[0].every.unit: 缺少这一项。"),
        ("review", [{"category": "dibao", "every": {"n": 0, "unit": "month"}}], "review[0].every.n: 0 不可用；应为 1 至 10000 的整数。"),
        ("edge.income_times", "1.55555", "edge.income_times: '1.55555' 不可用；应为非负小数字符串，最多四位小数，如 \"1.5\"。"),
        ("dibao.floor_share", "1.2", "dibao.floor_share: '1.2' 不可用；应为 0 至 1 的小数字符串，如 \"0.30\"。"),
        ("authority", {}, "authority: {} 不可用；应为列表（没有则写 []）。"),
        ("authority", [{"benefit": "dibao", "level": "village"}], "authority[0].level: 'village' 不可用；应为：township、county、committee。"),
        ("clock", {"first_day_counts": "no"}, "clock.first_day_counts: 'no' 不可用；应为 true 或 false。"),
        ("tekun.basic", {"times": "1.3", "of": "dibao.grades"}, "tekun.basic.of: 'dibao.grades' 不可用；应为一项金额参数，可加 .urban/.rural 与 .annual：dibao.standard、tekun.basic、minimum_wage、relief.base、rigid.income_ceiling。"),
    ],
)  # fmt: skip
def test_a_refused_value_says_where_what_and_what_is_allowed(name, value, said):
    assert str(fault(name, value)) == said
