"""The shapes of what a place says of property; a rule that limits nothing, or that another one makes idle, is no shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eligibility.core.facts import FINANCIAL_ASSETS
from eligibility.core.floor_area import parse_area, square_metres
from eligibility.core.money import parse_basis_points, parse_yuan, portion
from eligibility.core.shapes import (
    BadValue,
    Shape,
    amount,
    code_of,
    decimal,
    either,
    flag,
    floor_area,
    listed,
    record,
    text,
    whole,
)

_SUMS = {
    "months_of_standard": either(lambda inner: whole(0, 600) if isinstance(inner, int) else decimal),
    "amount": amount,
}
_PER = code_of("person", "household")
_OF_ANY = {"exempt": listed(text), "document": text, "article": text}
_COUNT = whole(0, 20)
_LATELY = {"not_acquired_within_months": whole(1, 120)}
_AREA = {"area_per_person": floor_area}
_IDLE = "，永远用不到。"
_NO_ROOM = "条件窗口为空：人均面积是 0.00 平方米，没有住房在它以内。"


# --- financial assets ---


def _one_sum(value: Mapping[str, Any], path: str) -> None:
    if ("months_of_standard" in value) == ("amount" in value):
        raise BadValue(path, "months_of_standard 与 amount 必须且只能写一项。")


def _if_serious_illness(value: Any, path: str) -> None:
    record({"per": _PER}, _SUMS)(value, path)
    _one_sum(value, path)


def financial(value: Any, path: str) -> None:
    """The limit on financial assets: so many months of the standard, or an amount; perhaps a higher one with a grave illness."""
    kinds = {"kinds": listed(code_of(*FINANCIAL_ASSETS))}
    record({"per": _PER}, {**_SUMS, "if_serious_illness": _if_serious_illness, **kinds, **_OF_ANY})(value, path)
    _one_sum(value, path)
    if "if_serious_illness" in value and _is_no_higher(value, value["if_serious_illness"]):
        raise BadValue(f"{path}.if_serious_illness", f"有重病患者时的限额不高于一般的限额{_IDLE}")


def _is_no_higher(usual: Mapping[str, Any], sick: Mapping[str, Any]) -> bool:
    """Whether two limits that are written alike can be compared, and the second is not above the first."""
    if usual["per"] != sick["per"] or ("amount" in usual) != ("amount" in sick):
        return False
    if "amount" in usual:
        return parse_yuan(sick["amount"]) <= parse_yuan(usual["amount"])
    of_both = (parse_basis_points(str(each["months_of_standard"])) for each in (usual, sick))
    return next(of_both) >= next(of_both)


# --- things that are counted ---


def _counted(words: str, limits: Mapping[str, Shape], more: Mapping[str, Shape]) -> Shape:
    """A limit on things in one or more of these ways; one that limits in none of them is refused."""

    def check(value: Any, path: str) -> None:
        record({}, {"max": _COUNT, **limits, **more, **_OF_ANY})(value, path)
        if not value.keys() & {"max", *limits}:
            raise BadValue(path, f"没有写任何限额，这样的规定什么也不限制；至少写一项：{words}。")

    return check


def _valued(check: Shape) -> Shape:
    """Things that are perhaps limited by what they are worth together, at most in one way."""

    def check_sums(value: Any, path: str) -> None:
        check(value, path)
        sums = [key for key in _SUMS if key in value]
        if len(sums) > 1:
            raise BadValue(path, "months_of_standard 与 amount 只能写一项。")
        if "per" in value and not sums:
            raise BadValue(f"{path}.per", "写了 amount 或 months_of_standard 才写按每人还是每户。")

    return check_sums


_passing_vehicles = {
    "exempt_after_years": whole(1, 50),
    "exempt_after_built_years": whole(1, 50),
    "exempt_up_to": amount,
}
_vehicles = _valued(
    _counted(
        "max、months_of_standard 或 amount、not_acquired_within_months",
        {**_SUMS, **_LATELY},
        {"per": _PER, **_passing_vehicles},
    )
)
business = _valued(
    _counted(
        "max、months_of_standard 或 amount、hired_staff_max",
        {**_SUMS, "hired_staff_max": whole(0, 1000)},
        {"per": _PER},
    )
)


def vehicles(value: Any, path: str) -> None:
    """The limit on vehicles, and which of them pass."""
    _vehicles(value, path)
    if "exempt_up_to" in value and parse_yuan(value["exempt_up_to"]) == 0:
        raise BadValue(f"{path}.exempt_up_to", f"价值不超过 0.00 元的才不计入{_IDLE}")


# --- homes ---

_homes = _counted(  # counted and measured, never valued
    "max、area_most、shops_max、not_acquired_within_months",
    {
        "area_most": record(_AREA, {"area_times": decimal, "area_times_after_disaster": decimal}),
        "shops_max": _COUNT,
        **_LATELY,
    },
    {"if_small": record({"max": whole(1, 20), **_AREA}, {"area_times": decimal, "inclusive": flag})},
)


def houses(value: Any, path: str) -> None:
    """The limit on homes, and its parts that could never matter."""
    _homes(value, path)
    for row, reason in _idle_parts(value):
        raise BadValue(f"{path}.{row}", reason)


def _idle_parts(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    small, most = value.get("if_small"), value.get("area_most")
    if small is not None and "max" not in value:
        yield "if_small", "写了 max 才写面积小的可以多几套。"
    elif small is not None and small["max"] <= value["max"]:
        yield "if_small.max", f"面积小的可以有 {small['max']} 套，不多于一般的 {value['max']} 套{_IDLE}"
    for key in ("if_small", "area_most"):
        if value.get(key) is not None and not _of_person(value[key]):
            yield key, _NO_ROOM
    if small is not None and most is not None and _of_person(small) > max(_of_person(most), _after_disaster(most)):
        yield "if_small", _wider(_of_person(small), _of_person(most))
    if most is not None and "area_times_after_disaster" in most and _after_disaster(most) <= _of_person(most):
        yield "area_most.area_times_after_disaster", f"灾后住房的面积限额不大于一般的限额{_IDLE}"


def _of_person(form: Mapping[str, Any], times: str = "area_times") -> int:
    return portion(parse_area(form["area_per_person"]), parse_basis_points(form.get(times, "1")))


def _after_disaster(form: Mapping[str, Any]) -> int:
    return _of_person(form, "area_times_after_disaster") if "area_times_after_disaster" in form else 0


def _wider(small: int, most: int) -> str:
    return (
        f"面积小的以人均 {square_metres(small)} 平方米为限，比任何住房都不得超过的"
        f"人均 {square_metres(most)} 平方米还大{_IDLE}"
    )
