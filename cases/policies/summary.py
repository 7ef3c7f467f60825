"""The numbers of a simulation, added up by PostgreSQL from the row behind each of them, and how they are read again."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, Left

from cases.policies.models import SimulatedCase, Simulation
from eligibility import api

EDGES = (-50_000, -20_000, -10_000, -5_000, -2_000, 0, 2_000, 5_000, 10_000, 20_000, 50_000)  # fen a month
_MISSING_SHOWN = 5
_HELD = Q(award__isnull=False)


def summed(made: Simulation, found: api.Version) -> dict[str, Any]:
    """Everything the page says in numbers; what the chunks gathered of back-pay stays."""
    rows = SimulatedCase.objects.filter(simulation=made)
    return {
        **made.summary,
        "months": [month.isoformat() for month in api.months_of(found.start, found.end, made.on)],
        "towns": _towns(rows),
        "marks": _marks(rows),
        "winners": _moved(rows.filter(gain_fen__gt=0, award__isnull=False)),
        "losers": _moved(rows.filter(gain_fen__lt=0)),
        "spread": _spread(rows),
        "paid": rows.filter(_HELD).aggregate(n=Coalesce(Sum("registered_fen"), 0))["n"],
    }


def _towns(rows: "QuerySet[SimulatedCase]") -> list[dict[str, Any]]:
    """By township and benefit: what is paid now, what the version adds, and how many gain, lose, come and go."""
    by_town = rows.annotate(town=Left("area_code", 9)).values("town", "benefit").order_by("town", "benefit")
    named = by_town.annotate(
        awards=Count("award"),
        paid=Coalesce(Sum("registered_fen"), 0),
        gain=Coalesce(Sum("gain_fen"), 0),
        winners=Count("pk", filter=Q(gain_fen__gt=0) & _HELD),
        losers=Count("pk", filter=Q(gain_fen__lt=0)),
        enter=Count("pk", filter=Q(mark=api.Mark.ENTERS.value)),
        leave=Count("pk", filter=Q(mark=api.Mark.ENDS.value)),
    )
    return [dict(row) for row in named]


def _marks(rows: "QuerySet[SimulatedCase]") -> dict[str, Any]:
    counted = rows.values("mark").order_by("mark")
    named = counted.annotate(
        count=Count("pk"), gain=Coalesce(Sum("gain_fen"), 0), imported=Count("pk", filter=Q(imported=True)),
        paid=Coalesce(Sum("registered_fen"), 0),
    )  # fmt: skip
    return {row["mark"]: dict(row) for row in named}


def _moved(rows: "QuerySet[SimulatedCase]") -> dict[str, int]:
    return rows.aggregate(
        count=Count("pk"), sum=Coalesce(Sum("gain_fen"), 0),
        most=Coalesce(Max("gain_fen"), 0), least=Coalesce(Min("gain_fen"), 0),
    )  # fmt: skip


def _spread(rows: "QuerySet[SimulatedCase]") -> list[dict[str, Any]]:
    """How many awards move by how much a month; each bucket ends with its edge, the last has none."""
    buckets = Case(
        *(When(gain_fen__lte=edge, then=Value(place)) for place, edge in enumerate(EDGES)), default=Value(len(EDGES))
    )
    moved = rows.filter(_HELD).exclude(gain_fen=0).annotate(bucket=buckets).values("bucket").order_by("bucket")
    return [dict(row) for row in moved.annotate(count=Count("pk"), sum=Sum(F("gain_fen")))]


def with_back_pay(summary: Mapping[str, Any], months: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    """A summary to which a chunk's back-pay is added: by month, how many awards and how much."""
    known: dict[str, list[int]] = dict(summary.get("back_pay", {}))
    for month, (count, fen) in months.items():
        before = known.get(month, [0, 0])
        known[month] = [before[0] + count, before[1] + fen]
    return {**summary, "back_pay": known}
