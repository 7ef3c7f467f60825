"""Kept answers put to the law again: each stored question, with the policy known when it was first asked, must give itself."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from cases.assessments.models import Assessment
from cases.assessments.services import ENGINE
from cases.staff.scope import acting_in
from eligibility import api

AT_ONCE = 200
SWEPT_AT_ONCE = 5_000
SWEPT = ("pk", "area_code", "benefit", "known_by", "outcome", "amount_fen", "persons", "packed")
# The answer that was kept says what the columns beside it say, and the question brought no figures of its own.
_TOLD = RawSQL(
    "answer->>'outcome' = outcome AND NOT question ? 'policy'"
    " AND COALESCE(round((answer->>'amount')::numeric * 100)::bigint, -1) = COALESCE(amount_fen, -1)",
    (),
)
Json = dict[str, Any]
# what must come out the same, and what each is called where a difference is printed
COMPARED: Mapping[str, str] = {
    "outcome": "结论",
    "amount": "金额",
    "per": "单位",
    "parts": "金额构成",
    "covered": "保障人员",
    "findings": "依据",
}
_OUTCOMES = {"yes": "符合", "no": "不符合", "unknown": "尚不能判断"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One kept answer that does not come out again: what differs, and why."""

    assessment: int
    household: int
    benefit: str
    stored: str
    again: str
    fields: tuple[str, ...]
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        what = "、".join(self.fields)
        why = "；".join(self.reasons)
        return (
            f"审核计算 {self.assessment}（家庭 {self.household}，{self.benefit}）"
            f"：存 {self.stored}，重算 {self.again}；不同的是{what}。{why}"
        )


def recomputed(
    area_code: str, *, benefit: str = "", as_known: datetime | None = None, at_once: int = AT_ONCE
) -> Iterator[Difference | None]:
    """Every kept answer of an area in the order it was made: None where it comes out again, else the difference.

    Rows are read in pages, each in a read-only transaction of its own, so memory and the area's scope stay small.
    """
    behind = 0
    while True:
        with acting_in(area_code):
            _only_read()
            rows = list(_page(area_code, benefit, behind, at_once))
            found = [compared(row, as_known) for row in rows]
        yield from found
        if len(rows) < at_once:
            return
        behind = rows[-1].pk


def swept(
    area_code: str, *, benefit: str = "", as_known: datetime | None = None, at_once: int = SWEPT_AT_ONCE
) -> Iterator[Difference | None]:
    """The same over whole columns: outcome, sum and persons of every kept answer; what differs is put into words.

    Rows kept before their facts were packed, or with figures of their own, are answered one by one.
    """
    behind = 0
    while True:
        with acting_in(area_code):
            _only_read()
            rows = page_of(area_code, benefit, behind, at_once)
            doubtful = [pk for pk, agrees in zip(_keys(rows), agreeing(rows, as_known), strict=True) if not agrees]
            found = {row.pk: compared(row, as_known) for row in Assessment.objects.filter(pk__in=doubtful)}
        yield from (found.get(pk) for pk in _keys(rows))
        if len(rows) < at_once:
            return
        behind = rows[-1][0]


def page_of(area_code: str, benefit: str, behind: int, at_once: int) -> list[Any]:
    """One page of kept answers as far as the columns need them."""
    return list(_page(area_code, benefit, behind, at_once).values_list(*SWEPT, _TOLD))


def _keys(rows: Sequence[Any]) -> list[int]:
    return [row[0] for row in rows]


def agreeing(rows: Sequence[Any], as_known: datetime | None = None) -> list[bool]:
    """Of rows of SWEPT and _TOLD, which come out again: the law asked about all that know the same policy at once."""
    found = [False] * len(rows)
    if not rows:
        return found
    _, areas, benefits, known, outcomes, amounts, persons, packed, told = zip(*rows, strict=True)
    moments = [as_known] * len(rows) if as_known else known
    heard, kept = api.last_heard(set(moments)), api.Packed(areas, packed)
    alike: dict[tuple[str, datetime | None], list[int]] = defaultdict(list)
    for place, (benefit, moment) in compress(enumerate(zip(benefits, moments, strict=True)), kept.readable & told):
        alike[benefit, heard[moment]].append(place)
    for (benefit, moment), places in alike.items():
        answers = api.answer_many(kept.batch(places), benefit, known_by=moment) if moment else None
        if answers is not None:
            stored = ([column[place] for place in places] for column in (outcomes, amounts, persons))
            for place, agrees in zip(places, answers.same_as(*stored), strict=True):
                found[place] = agrees
    return found


def _only_read() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")


def _page(area_code: str, benefit: str, behind: int, at_once: int) -> "QuerySet[Assessment]":
    rows: QuerySet[Assessment] = Assessment.objects.within(area_code).filter(pk__gt=behind)
    return (rows.filter(benefit=benefit) if benefit else rows).order_by("pk")[:at_once]


def compared(row: Assessment, as_known: datetime | None = None) -> Difference | None:
    """One kept answer against its own question, with the policy known then or, when asked, at another moment."""
    known_by = as_known or row.known_by
    try:
        again = api.assess({**row.question, "known_by": known_by.isoformat()}).to_json(full=True)
    except api.BadInput as bad:
        return _difference(row, "读不出", ("事实快照",), (f"存的事实快照不能再读：{bad}",))
    fields = _differing(row, again)
    return _difference(row, _said(again["outcome"], again["amount"]), fields, _why(row, again)) if fields else None


def _difference(row: Assessment, again: str, fields: tuple[str, ...], reasons: tuple[str, ...]) -> Difference:
    stored = _said(row.outcome, _yuan(row.amount_fen))
    return Difference(row.pk, row.household_id, row.benefit, stored, again, fields, reasons)


def _differing(row: Assessment, again: Json) -> tuple[str, ...]:
    """Names of what differs; the columns that lists and money read must agree with the answer as well."""
    names = [label for name, label in COMPARED.items() if row.answer.get(name) != again[name]]
    columns = {
        "结论（列）": (row.outcome, again["outcome"]),
        "金额（列）": (_yuan(row.amount_fen), again["amount"]),
        "单位（列）": (row.per, again["per"] or ""),
        "保障人数（列）": (row.persons, len(again["covered"])),
        "所用参数（列）": (row.figures, _figures(again)),
    }
    return (*names, *(label for label, (stored, new) in columns.items() if stored != new))


def _why(row: Assessment, again: Json) -> tuple[str, ...]:
    """Which published figures changed between then and now, by document; else the row or the engine did."""
    then, now = row.figures, _figures(again)
    changed = tuple(_change(name, then.get(name), now.get(name)) for name in sorted({*then, *now}))
    reasons = tuple(words for words in changed if words)
    if reasons:
        return reasons
    if row.engine != ENGINE:
        return (f"所用参数没有变，计算程序由版本 {row.engine} 变为 {ENGINE}",)
    return ("所用参数没有变：存的结果不是由存的事实得出的，这一行可能被改动过，请核查",)


def _change(name: str, then: Json | None, now: Json | None) -> str:
    if then == now:
        return ""
    label = api.REGISTRY[name].meaning if name in api.REGISTRY else name
    return f"{label}（{name}）：{_figure(then)} → {_figure(now)}"


def _figure(figure: Json | None) -> str:
    return f"{figure['value']}〔{figure['document']}，{figure['version']}〕" if figure else "没有用到"


def _figures(answer: Json) -> Json:
    return {used["name"]: {key: used[key] for key in used if key != "name"} for used in answer["used"]}


def _said(outcome: str, amount: str | None) -> str:
    words = _OUTCOMES.get(outcome, outcome)
    return words if amount is None else f"{words} {amount} 元"


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else f"{fen // 100}.{fen % 100:02d}"
