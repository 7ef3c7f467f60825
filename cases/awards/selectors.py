"""Reading awards: what a family is entitled to in a month, and what awards owe over a whole area, as one SQL."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Prefetch, QuerySet

from cases.awards.models import Award, AwardPeriod, AwardPerson
from cases.households.models import Household
from cases.staff.models import scope_range

_STANDING = Prefetch(
    "periods", AwardPeriod.objects.filter(voided_at__isnull=True).order_by("period"), to_attr="standing_periods"
)

# One row for each award and month that is owed up to a month. Named parameters: first_code, below_code, benefit, month,
# after and upto (award ids). An open period ends with the month asked for; `least` leaves NULL out.
OWED = """
SELECT a.id AS award_id, a.household_id, a.area_code, m.month::date AS month, p.amount_fen
FROM cases_award a
JOIN cases_awardperiod p ON p.award_id = a.id AND p.voided_at IS NULL
CROSS JOIN LATERAL generate_series(
  lower(p.period)::timestamp, least(%(month)s::date, upper(p.period) - 1)::timestamp, interval '1 month') AS m (month)
WHERE a.area_code >= %(first_code)s AND a.area_code < %(below_code)s AND a.benefit = %(benefit)s
  AND a.id > %(after)s AND a.id <= %(upto)s
"""
_ALL_IDS = {"after": 0, "upto": 2**62}


@dataclass(frozen=True, slots=True)
class Owed:
    """What one award owes for one month."""

    award_id: int
    household_id: int
    area_code: str
    month: date
    amount_fen: int


def begun_of(households: Iterable[Household], day: date) -> dict[int, list[Award]]:
    """Awards of many households that have begun by a day, those that are over too, by household."""
    awards = Award.objects.filter(household__in=households, period__startswith__lte=day)
    found: dict[int, list[Award]] = defaultdict(list)
    for award in awards.prefetch_related(_STANDING).order_by("pk"):
        found[award.household_id].append(award)
    return found


def of_household(household: Household) -> QuerySet[Award]:
    """All awards of a household, the latest first, with their standing amounts as `standing_periods`."""
    awards: QuerySet[Award] = Award.objects.filter(household=household).prefetch_related(_STANDING).order_by("-pk")
    return awards


def amount_in(award: Award, month: date) -> int:
    """What an award is worth in a month, in fen; 0 when nothing is owed for it."""
    row = AwardPeriod.objects.filter(award=award, voided_at__isnull=True, period__contains=month.replace(day=1))
    return row.values_list("amount_fen", flat=True).order_by("pk").first() or 0


def history(award: Award) -> list[AwardPeriod]:
    """Every amount that was ever written for an award, the replaced ones too, in the order of writing."""
    return list(AwardPeriod.objects.filter(award=award).order_by("created_at", "pk"))


def persons_on(award: Award, day: date) -> list[AwardPerson]:
    """The persons an award covers on a day, with their members."""
    rows = AwardPerson.objects.filter(award=award, voided_at__isnull=True, period__contains=day)
    return list(rows.select_related("member").order_by("pk"))


def already_aided(person_indexes: Iterable[bytes], group: str, period: DateRange) -> list[AwardPerson]:
    """Who of these persons is covered in a scheme group during a period, as far as this scope sees."""
    rows = AwardPerson.objects.filter(
        person_index__in=list(person_indexes), scheme_group=group, voided_at__isnull=True, period__overlap=period
    )
    return list(rows.select_related("member", "award__household").order_by("pk"))


def owed_parameters(area_code: str, benefit: str, month: date) -> Mapping[str, Any]:
    """The named parameters of `OWED` for an area, a benefit and all months up to one."""
    first, below = scope_range(area_code)
    return {"first_code": first, "below_code": below, "benefit": benefit, "month": month, **_ALL_IDS}


def owed_between(area_code: str, benefit: str, first: date, last: date) -> list[Owed]:
    """What awards of an area and benefit owe for each month from `first` to `last`, in one statement."""
    sql = f"SELECT * FROM ({OWED}) owed WHERE month >= %(first)s ORDER BY award_id, month"  # noqa: S608 - our own text
    with connection.cursor() as cursor:
        cursor.execute(sql, {**owed_parameters(area_code, benefit, last), "first": first})
        return [Owed(*row) for row in cursor.fetchall()]
