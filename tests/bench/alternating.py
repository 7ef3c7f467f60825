"""Two sides measured by turns in one process: the ratio of each round, and the median of the rounds."""

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

RUNS = 5
AT_LEAST = 0.5  # seconds
Side = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Result:
    """Medians of both sides; `ratio` is the baseline's time over ours where faster is better, ours over it otherwise."""

    ratio: float
    median_s: float
    baseline_s: float
    runs: int
    more: dict[str, Any] = field(default_factory=dict)

    def to_json(self, name: str, n: int) -> dict[str, Any]:
        """The line that is printed."""
        return {
            "bench": name, "n": n, "ratio": round(self.ratio, 3), "median_s": round(self.median_s, 6),
            "baseline_s": round(self.baseline_s, 6), "runs": self.runs, **self.more,
        }  # fmt: skip


def times_faster(ours: Side, baseline: Side, runs: int, **more: Any) -> Result:
    """How many times faster ours is."""
    rounds = _rounds(ours, baseline, runs)
    return _result(rounds, [theirs / own for own, theirs in rounds], more)


def times_the_work(ours: Side, baseline: Side, runs: int, **more: Any) -> Result:
    """How many times the baseline's time ours takes."""
    return over_the_baseline(_rounds(ours, baseline, runs), **more)


def over_the_baseline(rounds: list[tuple[float, float]], **more: Any) -> Result:
    """The same for rounds that were measured elsewhere: seconds of ours and of the baseline."""
    return _result(rounds, [own / theirs for own, theirs in rounds], more)


def one_by_one(work: Callable[..., object], cases: Iterable[tuple[Any, ...]]) -> None:
    """Every case in turn, nothing kept: what an office does, one family after another."""
    for case in cases:
        work(*case)


def _rounds(ours: Side, baseline: Side, runs: int) -> list[tuple[float, float]]:
    ours()  # both warm: what is compiled or cached once is no part of the cost of one more
    baseline()
    rounds = []
    for turn in range(runs):
        first, second = (ours, baseline) if turn % 2 == 0 else (baseline, ours)
        one, other = _seconds(first), _seconds(second)
        rounds.append((one, other) if turn % 2 == 0 else (other, one))
    return rounds


def _seconds(side: Side) -> float:
    """One call; a short one again and again, so that a pause of the machine does not decide a round."""
    gc.collect()
    calls, started = 0, time.perf_counter()
    while calls == 0 or time.perf_counter() - started < AT_LEAST:
        side()
        calls += 1
    return (time.perf_counter() - started) / calls


def _result(rounds: list[tuple[float, float]], ratios: list[float], more: dict[str, Any]) -> Result:
    own, theirs = [each for each, _ in rounds], [each for _, each in rounds]
    return Result(median(ratios), median(own), median(theirs), len(rounds), more)
