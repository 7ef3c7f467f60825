"""A raise simulated over a synthetic county as the worker does it, beside the bare reading of the same families.

`--n 1000000` is a province: the job goes chunk by chunk, each in a transaction of its own, and says how far it is.
"""

import sys
from datetime import UTC, date, datetime

from cases.assessments import caseload
from cases.policies import simulations
from cases.policies.models import Simulation
from cases.staff.scope import acting_in
from cases.workflow.models import BatchRun
from eligibility import api
from tests.bench import county
from tests.bench.alternating import Result, times_the_work
from tests.bench.families import AREA

NOW = datetime(2022, 6, 15, 10, tzinfo=UTC)
RAISED = {"rural": {"amount": "650", "per": "month"}, "urban": None}


def measure(n: int, runs: int) -> Result:
    """How many times the reading; every award must be weighed and every one of them gain."""
    county.publish()
    awarded = county.build(n)
    raised = _a_raise()

    def simulated() -> None:
        made = _simulate(raised)
        held = made.summary["marks"]
        if held.get("raised", {}).get("count") != awarded:
            raise AssertionError(f"{awarded} awards gain by a raise, the simulation says {held}")

    return times_the_work(simulated, _read, runs, awards=awarded)


def _a_raise() -> api.Version:
    draft = api.Draft(AREA, "bench", date(2022, 5, 1), None, {"dibao.standard": RAISED})
    made = api.write_policy(draft, by=1)
    assert isinstance(made, api.Version), made
    return made


def _simulate(raised: api.Version) -> Simulation:
    """The job of the page, with what its progress bar would show."""
    made = simulations.run(raised, AREA, clock=_saying_how_far)
    sys.stderr.write("\n")
    assert isinstance(made, Simulation), made
    return made


def _saying_how_far() -> datetime:
    """The job asks for the time before every chunk."""
    with acting_in(AREA):
        batch = BatchRun.objects.filter(kind=simulations.KIND).order_by("-pk").first()
    if batch is not None and batch.total is not None:
        sys.stderr.write(f"\r{batch.done} / {batch.total}")
    return NOW


def _read() -> int:
    size = 0
    for ids in county.chunks():
        with acting_in(AREA):
            size += len(caseload.read(AREA, ids, county.TODAY).ids)
    return size
