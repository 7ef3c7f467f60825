"""Seconds and statements of a county's month, from list to answer, beside a bare insert of the same lines in the same run.

Run it by name: `python3 manage.py bench tests/bench/payout_draft.py`. It asserts nothing about time.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.payouts import services
from cases.payouts.models import PayoutLine, PayoutRun
from cases.payouts.reconciliation import Report, take_return
from cases.payouts.selectors import proof
from cases.workflow.models import BatchRun
from tests.cases.payouts.county import a_county_of_families
from tests.cases.payouts.paying import answer_to, csv_of, work
from tests.people import COUNTY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nation"), pytest.mark.slow]

FAMILIES = 10_000

_BARE = """
INSERT INTO cases_payoutline (area_code, run_id, award_id, household_id, month, kind, sequence, amount_fen, state, payee,
  account_mask, result_code, result_text)
SELECT area_code, run_id, award_id, household_id, month, kind, sequence + 100, amount_fen, state, payee,
  account_mask, result_code, result_text FROM cases_payoutline WHERE run_id = %s
"""


@contextmanager
def measured(name: str, figures: dict[str, float]) -> Iterator[None]:
    """Seconds and statements of a block."""
    with CaptureQueriesContext(connection) as queries:
        started = time.perf_counter()
        yield
        figures[f"{name}_seconds"] = round(time.perf_counter() - started, 2)
    figures[f"{name}_statements"] = len(queries)


def test_a_countys_month(town: Town) -> None:
    figures: dict[str, float] = {"families": FAMILIES}
    a_county_of_families(FAMILIES)
    now, month = timezone.now(), timezone.localdate().replace(day=1)
    run = services.draft_run(COUNTY, "dibao", month, actor=town.maker, at=now)
    assert isinstance(run, PayoutRun)
    assert run.batch is not None
    with measured("draft", figures):
        work(run.batch, now)
    run.refresh_from_db()
    figures["lines"] = run.lines
    with measured("bare_insert", figures), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BARE, [run.pk])
        transaction.set_rollback(True)
    assert services.check(run, actor=town.maker, at=now, expected=run.version)
    with measured("approve", figures):
        assert services.approve(run, actor=town.releaser, at=now, expected=run.version)
    batch = services.send(run, actor=town.maker, at=now, expected=run.version)
    assert isinstance(batch, BatchRun)
    with measured("send", figures):
        work(batch, now)
    run.refresh_from_db()
    answer = csv_of(answer_to(run, lambda place: "失败" if place % 200 == 0 else "成功"))
    with measured("return", figures):
        assert isinstance(take_return(run, answer, "x.csv", actor=town.maker, at=now), Report)
    with measured("proof", figures):
        assert proof(run).holds
    assert PayoutLine.objects.filter(run=run).count() == run.lines
    figures["draft_over_bare"] = round(figures["draft_seconds"] / max(figures["bare_insert_seconds"], 0.01), 2)
    sys.stdout.write(json.dumps(figures) + "\n")
