"""Drafting a county's month, postings included, beside a bare insert of the same lines; each round is taken back."""

import time

from django.db import connection, transaction
from django.utils import timezone

from cases.payouts import services
from cases.payouts.models import PayoutRun
from cases.staff.scope import NATION, acting_in
from tests.bench.alternating import Result, over_the_baseline
from tests.cases.payouts.county import a_county_of_families
from tests.cases.payouts.paying import work
from tests.people import COUNTY, Town, make_town

BARE = """
INSERT INTO cases_payoutline (area_code, run_id, award_id, household_id, month, kind, sequence, amount_fen, state, payee,
  account_mask, result_code, result_text)
SELECT area_code, run_id, award_id, household_id, month, kind, sequence + 100, amount_fen, state, payee,
  account_mask, result_code, result_text FROM cases_payoutline WHERE run_id = %s
"""


def measure(n: int, runs: int) -> Result:
    """How many times the bare insert."""
    with acting_in(NATION):
        town = make_town()
        a_county_of_families(n)
    rounds = [_round(town) for _ in range(runs + 1)]
    return over_the_baseline(rounds[1:])


def _round(town: Town) -> tuple[float, float]:
    with acting_in(NATION), transaction.atomic():
        started = time.perf_counter()
        run = _drafted(town)
        drafted = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(BARE, [run.pk])
        done = time.perf_counter()
        transaction.set_rollback(True)
    return drafted - started, done - drafted


def _drafted(town: Town) -> PayoutRun:
    now, month = timezone.now(), timezone.localdate().replace(day=1)
    run = services.draft_run(COUNTY, "dibao", month, actor=town.maker, at=now)
    if not isinstance(run, PayoutRun) or run.batch is None:
        raise AssertionError(str(run))
    work(run.batch, now)
    run.refresh_from_db()
    if not run.lines:
        raise AssertionError("nothing was drafted")
    return run
