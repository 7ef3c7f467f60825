"""Kept answers put to the law again over whole columns, beside the bare transfer of the same rows out of the database."""

from typing import Any

from django.db import connection

from cases.assessments.models import Assessment
from cases.assessments.recompute import SWEPT_AT_ONCE, agreeing, page_of
from cases.households.models import Household
from cases.staff.scope import acting_in
from eligibility import api
from tests.bench.alternating import Result, times_the_work
from tests.bench.county import MADE, publish
from tests.bench.families import AREA, DAY, families

SAMPLE = 5_000  # different families; a greater n repeats them


def measure(n: int, runs: int) -> Result:
    """How many times the transfer; every answer must come out again."""
    publish()
    _keep(n)

    def again() -> int:
        return sum(sum(agreeing(rows)) for rows in _pages())

    if again() != n:
        raise AssertionError(f"only {again()} of {n} answers come out again")
    return times_the_work(again, lambda: sum(len(rows) for rows in _pages()), runs)


def _pages() -> Any:
    behind = 0
    while True:
        with acting_in(AREA):
            rows = page_of(AREA, "", behind, SWEPT_AT_ONCE)
        if rows:
            yield rows
        if len(rows) < SWEPT_AT_ONCE:
            return
        behind = rows[-1][0]


def _keep(n: int) -> None:
    """So many kept answers, as `keep` writes them."""
    raw = families(min(n, SAMPLE))
    asked = [api.Question.from_json(each) for each in raw]
    told = [(question, each, api.assess(question)) for question, each in zip(asked, raw, strict=True)]
    with acting_in(AREA):
        home = Household.objects.create(area_code=AREA, number="bench", created_at=MADE)
        rows = [
            Assessment(
                household=home, area_code=AREA, benefit="dibao", on=DAY, known_by=MADE, outcome=answer.outcome,
                amount_fen=answer.amount_fen, per=answer.per or "", persons=len(answer.covered), question=each,
                packed=api.packed(question), figures={}, engine="1", made_at=MADE,
                answer={"outcome": answer.outcome, "amount": answer.to_json()["amount"]},
            )
            for question, each, answer in told
        ]  # fmt: skip
        for start in range(0, n, SAMPLE):
            Assessment.objects.bulk_create([_copy(row) for row in rows[: min(SAMPLE, n - start)]], batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_assessment")


def _copy(row: Assessment) -> Assessment:
    return Assessment(
        **{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname != "id"}
    )
