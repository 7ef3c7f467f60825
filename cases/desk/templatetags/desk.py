"""Filters and tags of the desk: money, dates, clocks, masks, bars and the error summary."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.template import Context
from django.utils import timezone

from cases.desk import clocks

register = template.Library()

_NOTHING = "—"
_FEN_PER_WAN = 1_000_000


@register.filter
def yuan(fen: int | None) -> str:
    """Fen as yuan: 138600 → 1,386.00."""
    if fen is None:
        return _NOTHING
    sign = "−" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


@register.filter
def wan(fen: int | None) -> str:
    """Fen as 万元 with four decimals, so that it is exact to the yuan; a remainder of fen is cut, never rounded up."""
    if fen is None:
        return _NOTHING
    sign = "−" if fen < 0 else ""
    return f"{sign}{abs(fen) // _FEN_PER_WAN:,}.{abs(fen) % _FEN_PER_WAN // 100:04d}"


@register.filter
def thousands(number: int | None) -> str:
    """A count with separators: 1204 → 1,204."""
    return _NOTHING if number is None else f"{number:,}"


@register.filter
def cdate(value: date | datetime | None, today: date) -> str:
    """11月24日（周二）, the year only when it is not this year: {{ day|cdate:today }}."""
    return _NOTHING if value is None else clocks.cdate(value, today)


@register.filter
def cmoment(value: datetime | None, today: date) -> str:
    """11月24日 14:32, the year only when it is not this year."""
    if value is None:
        return _NOTHING
    local = timezone.localtime(value)
    year = "" if local.year == today.year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}"


@register.filter
def cmonth(value: date | None) -> str:
    """2026年11月."""
    return _NOTHING if value is None else f"{value.year}年{value.month}月"


@register.filter
def masked(text: str | None) -> str:
    """An ID number or account as shown before somebody presses 显示: place and last four, or last four alone."""
    if not text:
        return _NOTHING
    if len(text) == 18:
        return f"{text[:6]}********{text[-4:]}"
    return f"****{text[-4:]}" if len(text) > 4 else "****"


@register.filter
def word(words: Mapping[str, str], code: str) -> str:
    """The word for a code: {{ benefits|word:award.benefit }}; the code itself where nobody named it."""
    return words.get(code, code)


@register.simple_tag(takes_context=True)
def clock(
    context: Context, at: datetime | None, unit: str = "working_day", *, provisional: bool = False
) -> clocks.Clock:
    """The words of a deadline: {% clock case.due_at as due %} {{ due.words }}."""
    return clocks.clock(at, context["now"], unit=unit, provisional=provisional, between=context["workdays"].between)


@register.inclusion_tag("components/due.html", takes_context=True)
def due(
    context: Context, at: datetime | None, unit: str = "working_day", *, provisional: bool = False, rule: str = ""
) -> dict[str, Any]:
    """A deadline with its date and rule: {% due case.due_at rule="确认" %}."""
    return {"due": clock(context, at, unit, provisional=provisional), "rule": rule}


@dataclass(frozen=True)
class Part:
    """One piece of a bar in hundredths of its length, as SVG attributes want them."""

    start: str
    width: str
    tone: str


def parts_of(pieces: Sequence[tuple[int, str]], total: int | None = None) -> list[Part]:
    """Pieces (amount, tone) laid end to end on a bar of `total`, or of their sum."""
    whole = total or sum(amount for amount, _ in pieces)
    if whole <= 0:
        return []
    parts, start = [], 0
    for amount, tone in pieces:
        if amount > 0:
            parts.append(Part(f"{100 * start / whole:.2f}", f"{100 * amount / whole:.2f}", tone))
        start += amount
    return parts


@register.inclusion_tag("components/chart_bar.html")
def bar(amount: int, total: int, tone: str = "b") -> dict[str, Any]:
    """One bar beside its number in a table: {% bar row.count most %}."""
    return {"parts": parts_of([(amount, tone)], total)}


@dataclass(frozen=True)
class Fault:
    """One line of the error summary and the field it leads to."""

    target: str
    words: str


@register.inclusion_tag("components/errsum.html")
def error_summary(*bound: forms.BaseForm | Iterable[forms.BaseForm]) -> dict[str, Any]:
    """All errors of one or more forms (a formset counts too): {% error_summary form %}."""
    faults = [fault for form in _each(bound) for fault in _faults(form)]
    return {"errors": faults, "title": f"有 {len(faults)} 处要改，改完再继续"}


def _each(bound: Iterable[Any]) -> Iterable[forms.BaseForm]:
    for one in bound:
        if isinstance(one, forms.BaseForm):
            yield one
        elif one:
            yield from one


def _faults(form: forms.BaseForm) -> Iterable[Fault]:
    if not form.is_bound:
        return
    for words in form.non_field_errors():
        yield Fault("", str(words))
    for field in form:
        target = field.auto_id + ("_0" if field.use_fieldset else "")
        for words in field.errors:
            named = str(field.label) in str(words)
            yield Fault(target, str(words) if named else f"{field.label}：{words}")
