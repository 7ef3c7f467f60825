"""One family after another with every named variable kept, beside a hand-written Decimal engine that keeps its steps."""

from eligibility.core.binding import Case, bound_for
from eligibility.core.executors import scalar
from eligibility.core.executors.scalar import Trace
from eligibility.core.parameters import Figures
from eligibility.core.question import Question
from eligibility.core.rules import rule_for
from tests.bench import peer_decimal
from tests.bench.alternating import Result, one_by_one, times_faster
from tests.bench.families import DAY, families, figures, questions

RULE = rule_for("dibao", DAY)


def traced(question: Question, published: Figures) -> Trace:
    """What `assess` does before it looks for words: figures, facts, every variable of the rule."""
    return scalar.run(RULE, Case(question, bound_for(RULE, published, question)))


def outcome(trace: Trace) -> tuple[str, int]:
    """Outcome and whole fen a month."""
    return ("yes", trace["amount"]) if trace["eligible"] == 1 else ("no" if trace["eligible"] == 0 else "unknown", 0)


def measure(n: int, runs: int) -> Result:
    """How many times faster; both sides start from records of their own and must agree on every family."""
    raw = families(n)
    asked, theirs, published = questions(raw), [peer_decimal.read(each) for each in raw], figures()
    for question, family in zip(asked, theirs, strict=True):
        said, yuan, _ = peer_decimal.assess(family)
        if outcome(traced(question, published)) != (said, int(yuan * 100)):
            raise AssertionError(f"family {question.id}: {outcome(traced(question, published))} is not {said} {yuan}")
    return times_faster(
        lambda: one_by_one(traced, ((question, published) for question in asked)),
        lambda: one_by_one(peer_decimal.assess, ((family,) for family in theirs)),
        runs,
    )
