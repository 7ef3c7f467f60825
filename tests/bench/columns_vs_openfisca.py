"""The column executor with every variable kept, beside OpenFisca's vectorised run of the same rule."""

import resource

import numpy as np

from eligibility.core.binding import bound
from eligibility.core.executors import columns
from eligibility.core.executors.answers import CHUNK, answers
from eligibility.core.executors.batch import Batch, batch_of, joined
from eligibility.core.parameters import Figures
from tests.bench import peer_openfisca
from tests.bench.alternating import Result, times_faster
from tests.bench.assess_traced_vs_decimal import RULE
from tests.bench.families import families, figures, questions

SAMPLE = 20_000  # different families; a greater n repeats them


def measure(n: int, runs: int) -> Result:
    """How many times faster; both sides must agree on every family. `peak_mb` is the most memory ours alone has held."""
    raw = families(min(n, SAMPLE))
    published = figures()
    batch = repeated(batch_of(questions(raw)), n)
    found = answers(batch, "dibao", lambda _area, _on: published)
    every_variable(batch, published)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    theirs = peer_openfisca.columns(raw * (n // len(raw)) + raw[: n % len(raw)])
    eligible, fen = peer_openfisca.assess_many(*theirs)
    if found.outcomes.tolist() != eligible.astype(int).tolist() or found.amounts.tolist() != fen.tolist():
        raise AssertionError("the columns and the peer do not agree")
    return times_faster(
        lambda: every_variable(batch, published), lambda: peer_openfisca.assess_many(*theirs), runs, peak_mb=peak
    )


def every_variable(batch: Batch, published: Figures) -> int:
    """Every named variable of every family, chunk after chunk; the number of values."""
    values = 0
    for _, circumstance, places in batch.circumstances():
        held = bound(RULE, published, circumstance)
        for _, part in batch.parts(places, CHUNK):
            trace = columns.run(RULE, held, part)
            values += sum(len(column.values) for column in trace.values())
    return values


def repeated(batch: Batch, n: int) -> Batch:
    """The families again and again until there are n."""
    whole = [batch] * (n // len(batch)) + ([batch.take(np.arange(n % len(batch)))] if n % len(batch) else [])
    return joined(whole)
