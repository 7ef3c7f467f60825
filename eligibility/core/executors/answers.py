"""The law's answers about many families at once: outcome, amount and persons, without the words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Final

import numpy as np

from eligibility.core import land
from eligibility.core.binding import Bound, Circumstance, Frozen, bound
from eligibility.core.executors.batch import Batch, Bools, Column, Fields, Ints
from eligibility.core.executors.columns import computed
from eligibility.core.findings import Outcome
from eligibility.core.graph import RuleBook
from eligibility.core.parameters import Figures
from eligibility.core.rules import pays, rule_for
from eligibility.core.timeline import NotInForce

CHUNK: Final = 10_000  # families at a time: columns that still fit the caches, memory that stays small
NO, YES, UNKNOWN_YET = 0, 1, 2
_SETTING: Final = ("household", "setting")
OUTCOMES: Final[tuple[Outcome, ...]] = ("no", "yes", "unknown")
_NUMBER_OF: Final[Mapping[str, int]] = {outcome: number for number, outcome in enumerate(OUTCOMES)}
FiguresFor = Callable[[str, date], Figures]


@dataclass(frozen=True, slots=True)
class Answers:
    """One answer a family, in the order of the batch; amounts in whole fen, -1 where there is none to be told."""

    outcomes: Ints
    amounts: Ints
    persons: Ints

    def __len__(self) -> int:
        return len(self.outcomes)

    @property
    def outcome(self) -> list[Outcome]:
        """yes, no or unknown."""
        return [OUTCOMES[each] for each in self.outcomes.tolist()]

    @property
    def amount_fen(self) -> list[int | None]:
        """Whole fen; None where it is not known, or where the benefit pays nothing."""
        return [None if each < 0 else each for each in self.amounts.tolist()]

    @property
    def covered(self) -> list[int]:
        """How many persons are covered."""
        covered: list[int] = self.persons.tolist()
        return covered

    def same_as(self, outcomes: Sequence[str], amounts: Sequence[int | None], persons: Sequence[int]) -> list[bool]:
        """Of answers that were kept, in the same order, which come out again."""
        size = len(self)
        told = np.fromiter((_NUMBER_OF.get(each, -1) for each in outcomes), np.int64, size)
        sums = np.fromiter((-1 if each is None else each if each >= 0 else -2 for each in amounts), np.int64, size)
        same: list[bool] = ((self.outcomes == told) & (self.amounts == sums) & (self.persons == persons)).tolist()
        return same


def answers(batch: Batch, benefit: str, figures_for: FiguresFor) -> Answers:
    """Every family of the batch under the law of its own day and the figures of its own place."""
    batch, size = _placed(batch, benefit), len(batch)
    found = Answers(np.full(size, UNKNOWN_YET, np.int64), np.full(size, -1, np.int64), np.zeros(size, np.int64))
    for book, held, places in _together(batch, benefit, figures_for):
        for chunk, part in batch.parts(places, CHUNK):
            _fill(found, chunk, book, part, held)
    return found


def _placed(batch: Batch, benefit: str) -> Batch:
    """Town or country of the destitute by their land, where nobody has told (L43 art.19)."""
    told = batch.fields[_SETTING]
    if benefit != "tekun" or told.known is None:
        return batch
    side = computed(land.SIDE, land.NO_FIGURES, batch, ("side",))["side"]
    settled = Column(np.where(told.known, told.values, side.values), told.known | _known(side))
    fields = Fields(batch.fields, lambda key: settled if key == _SETTING else batch.fields[key])
    return replace(batch, fields=fields)


def _together(batch: Batch, benefit: str, figures_for: FiguresFor) -> Iterator[tuple[RuleBook, Bound, Ints]]:
    """The families that are under one rule with the same figures, whatever chose the figures for them."""
    groups: dict[tuple[RuleBook, Frozen], tuple[Bound, list[Ints]]] = {}
    for area, circumstance, places in batch.circumstances():
        figures = figures_for(area, circumstance.on)
        for book, own in _by_rule(batch, benefit, circumstance, places, pays(figures)):
            held = bound(book, figures, circumstance)
            groups.setdefault((book, held.frozen), (held, []))[1].append(own)
    for (book, _), (held, some) in groups.items():
        yield book, held, some[0] if len(some) == 1 else np.sort(np.concatenate(some))


def _by_rule(
    batch: Batch, benefit: str, circumstance: Circumstance, places: Ints, paid: bool
) -> Iterator[tuple[RuleBook, Ints]]:
    """The rule of each family: who applies alone or is in the months of grace is under a rule of his own."""
    alone: Bools = batch.fields["household", "single_person"].values[places] == 1
    told = batch.fields["household", "grace_from"].known
    leaving: Bools = np.ones(len(places), np.bool_) if told is None else told[places]
    for by_himself, in_grace in product((False, True), repeat=2):
        chosen = places[(alone == by_himself) & (leaving == in_grace)]
        try:
            if len(chosen):
                yield rule_for(benefit, circumstance.on, alone=by_himself, in_grace=in_grace, paid=paid), chosen
        except NotInForce:
            continue  # no rule in force answers: unknown, as it stands from the start


def _fill(found: Answers, places: Ints, book: RuleBook, batch: Batch, held: Bound) -> None:
    eligible_name = book.eligible or "eligible"
    named = (eligible_name, *filter(None, (book.amount, book.covered)))
    trace = computed(book, held, batch, named)
    eligible = trace[eligible_name]
    outcome = np.where(_known(eligible), eligible.values, UNKNOWN_YET)
    if book.amount is not None:
        amount = trace[book.amount]
        outcome = np.where((outcome == YES) & ~_known(amount), UNKNOWN_YET, outcome)
        found.amounts[places] = np.select([outcome == YES, outcome == NO], [amount.values, 0], -1)
    found.outcomes[places] = outcome
    if book.covered is not None:
        found.persons[places] = np.where(outcome == YES, _persons(trace[book.covered], batch), 0)


def _known(column: Column) -> Bools:
    return np.ones(len(column.values), np.bool_) if column.known is None else column.known


def _persons(covered: Column, batch: Batch) -> Ints:
    return np.bincount(batch.parents["member"][_known(covered) & (covered.values == 1)], minlength=len(batch))
