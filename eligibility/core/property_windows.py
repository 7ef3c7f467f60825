"""Rules about property under which nobody or nothing can lie: a limit that another one makes idle, or that is nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from eligibility.core.floor_area import parse_area, square_metres
from eligibility.core.money import parse_basis_points, portion
from eligibility.core.parameters import Figures
from eligibility.core.windows import EMPTY, Refusal

Check = Callable[[Mapping[str, Any], Figures], Iterator[Refusal]]


def houses(name: str) -> Check:
    """Checks of one parameter about homes."""

    def check(value: Mapping[str, Any], _figures: Figures) -> Iterator[Refusal]:
        small, most = value.get("if_small"), value.get("area_most")
        if small is not None and small["max"] <= value["max"]:
            reason = f"面积小的可以有 {small['max']} 套，不多于一般的 {value['max']} 套，永远用不到。"
            yield Refusal(f"{name}.if_small.max", reason)
        for key in ("if_small", "area_most"):
            if value.get(key) is not None and not _of_person(value[key]):
                yield Refusal(f"{name}.{key}", f"{EMPTY}人均面积是 0.00 平方米，没有住房在它以内。")
        if small is not None and most is not None and _of_person(small) > _of_person(most):
            yield Refusal(f"{name}.if_small", _wider(_of_person(small), _of_person(most)))

    return check


def _of_person(form: Mapping[str, Any]) -> int:
    return portion(parse_area(form["area_per_person"]), parse_basis_points(form.get("area_times", "1")))


def _wider(small: int, most: int) -> str:
    return (
        f"面积小的以人均 {square_metres(small)} 平方米为限，比任何住房都不得超过的"
        f"人均 {square_metres(most)} 平方米还大，永远用不到。"
    )
