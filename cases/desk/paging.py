"""Keyset pages: the next page starts behind the last row, so page 400 costs the same as page 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Field, Model, Q, QuerySet
from django.http import QueryDict

SIZE = 50
_SALT = "desk.page"
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows in order, and the marks of the pages beside them (None where there is none)."""

    rows: list[Row]
    previous: str | None
    next: str | None


def page_of(rows: "QuerySet[Row]", query: QueryDict, *, order: Sequence[str], size: int = SIZE) -> Page[Row]:
    """The page that `?after=` or `?before=` asks for; `order` names columns without NULLs and ends with a unique one."""
    after, before = _read(query.get("after"), order), _read(query.get("before"), order)
    backwards = after is None and before is not None
    ways = [_turned(name) for name in order] if backwards else list(order)
    mark = before if backwards else after
    found = rows.order_by(*ways)
    if mark is not None:
        found = found.filter(_behind(rows, ways, mark))
    taken = list(found[: size + 1])
    more, shown = len(taken) > size, taken[:size]
    if backwards:
        shown.reverse()
    has_previous, has_next = (more, True) if backwards else (mark is not None, more)
    return Page(
        rows=shown,
        previous=_write(shown[0], order) if shown and has_previous else None,
        next=_write(shown[-1], order) if shown and has_next else None,
    )


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _behind(rows: "QuerySet[Row]", ways: Sequence[str], mark: Sequence[str]) -> Q:
    """(a, b) > (x, y), column by column, so that mixed directions work too."""
    behind, equal = Q(), Q()
    for way, text in zip(ways, mark, strict=True):
        name = way.lstrip("-")
        value = _field(rows, name).to_python(text)
        behind |= equal & Q(**{f"{name}__{'lt' if way.startswith('-') else 'gt'}": value})
        equal &= Q(**{name: value})
    return behind


def _field(rows: "QuerySet[Row]", name: str) -> "Field[Any, Any]":
    annotation = rows.query.annotations.get(name)
    if annotation is not None:
        return annotation.output_field
    return rows.model._meta.pk if name == "pk" else rows.model._meta.get_field(name)  # type: ignore[return-value]


def _write(row: Model, order: Sequence[str]) -> str:
    return signing.dumps([str(getattr(row, name.lstrip("-"))) for name in order], salt=_SALT)


def _read(mark: str | None, order: Sequence[str]) -> list[str] | None:
    """The values of a mark; one that is not ours (or of another list) simply starts at the first page."""
    if not mark:
        return None
    try:
        values = signing.loads(mark, salt=_SALT)
    except signing.BadSignature:
        return None
    return values if len(values) == len(order) else None
