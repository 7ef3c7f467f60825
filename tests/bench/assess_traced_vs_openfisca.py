"""One family after another with every named variable kept, beside OpenFisca's traced simulation of one family."""

from tests.bench import peer_openfisca
from tests.bench.alternating import Result, one_by_one, times_faster
from tests.bench.assess_traced_vs_decimal import outcome, traced
from tests.bench.families import families, figures, questions


def measure(n: int, runs: int) -> Result:
    """How many times faster; both sides must agree on every family."""
    raw = families(n)
    asked, theirs, published = questions(raw), [peer_openfisca.situation(each) for each in raw], figures()
    for question, case in zip(asked, theirs, strict=True):
        eligible, fen, _ = peer_openfisca.assess(case)
        if outcome(traced(question, published)) != ("yes" if eligible else "no", fen):
            raise AssertionError(
                f"family {question.id}: {outcome(traced(question, published))} is not {eligible} {fen}"
            )
    return times_faster(
        lambda: one_by_one(traced, ((question, published) for question in asked)),
        lambda: one_by_one(peer_openfisca.assess, ((case,) for case in theirs)),
        runs,
    )
