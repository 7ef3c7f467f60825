"""Families as bytes, kept one by one beside their assessments and read many at a time as a batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from eligibility.core.executors.batch import CHILDREN, ENTITIES, OPEN, Batch, Bools, Column, Fields, Ints, batch_of
from eligibility.core.fields import FIELDS, text_number
from eligibility.core.graph import PARENT
from eligibility.core.question import Question

NUMBER: Final = 8  # bytes
COUNTS: Final = 1 + len(ENTITIES)  # the layout and the number of rows of every entity stand first
WIDTHS: Final = {entity: 1 + len(FIELDS[entity]) + len(CHILDREN[entity]) for entity in ENTITIES}
# Raised by itself whenever a field comes or goes: bytes of another layout are not read, but packed anew.
LAYOUT: Final = text_number(repr([(entity, *FIELDS[entity], *CHILDREN[entity]) for entity in ENTITIES]))
_PLACES: Final = {(entity, name): at for entity in ENTITIES for at, name in enumerate(FIELDS[entity], start=1)}


def packed(question: Question) -> bytes:
    """One family as bytes: layout, number of rows of every entity, then the rows."""
    batch = batch_of([question])
    numbers = [np.array([LAYOUT, *(batch.sizes[entity] for entity in ENTITIES)], np.int64)]
    numbers += [_matrix(batch, entity).reshape(-1) for entity in ENTITIES]
    return np.concatenate(numbers).astype("<i8").tobytes()


def _matrix(batch: Batch, entity: str) -> Ints:
    """A row for each record: its parent's place, its facts, and which lists below it were given."""
    above = batch.parents[entity] if entity != "household" else np.zeros(batch.sizes[entity], np.int64)
    facts = [batch.fields[entity, name].plainly() for name in FIELDS[entity]]
    return np.stack([above, *facts, *(batch.listed[child].astype(np.int64) for child in CHILDREN[entity])], axis=1)


class Packed:
    """What was kept of many families, some of it perhaps of another layout, or nothing at all."""

    def __init__(self, areas: Sequence[str], snapshots: Sequence[bytes | None]) -> None:
        held = [b"" if each is None or len(each) % NUMBER else each for each in snapshots]
        self._areas = areas
        self._numbers = np.frombuffer(b"".join(held), "<i8").astype(np.int64, copy=False)
        ends = np.cumsum(np.fromiter(map(len, held), np.int64, len(held)) // NUMBER)
        self._begins = np.concatenate((np.zeros(1, np.int64), ends))
        self.readable: Bools = self._are_readable()

    def _are_readable(self) -> Bools:
        """Of every family, whether it was packed with the fields of today and as many numbers stand there as it says."""
        lengths = np.diff(self._begins)
        readable: Bools = lengths >= COUNTS
        starts = self._begins[:-1][readable]
        counts = {entity: self._numbers[starts + place] for place, entity in enumerate(ENTITIES, start=1)}
        whole = (self._numbers[starts] == LAYOUT) & (counts["household"] == 1)
        for each in counts.values():
            whole &= (each >= 0) & (each < lengths[readable])
        rows = sum(each * WIDTHS[entity] for entity, each in counts.items())
        readable[readable] = whole & (COUNTS + rows == lengths[readable])
        return readable

    def batch(self, places: Sequence[int]) -> Batch:
        """These families side by side; each must be readable."""
        starts = self._begins[:-1][np.array(places, np.int64)]
        counts = {entity: self._numbers[starts + place] for place, entity in enumerate(ENTITIES, start=1)}
        rows = _rows(starts + COUNTS, counts)
        parents: dict[str, Ints] = {}
        listed: dict[str, Bools] = {}
        for entity, parent in PARENT.items():
            for place, child in enumerate(CHILDREN[entity], start=1 + len(FIELDS[entity])):
                listed[child] = self._numbers[place:].take(rows[entity]) == 1
            if parent is not None:
                parents[entity] = self._numbers.take(rows[entity]) + np.repeat(_before(counts[parent]), counts[entity])
        sizes = {entity: len(each) for entity, each in rows.items()}
        fields = Fields(_PLACES, lambda key: _read(self._numbers[_PLACES[key] :].take(rows[key[0]])))
        return Batch([self._areas[place] for place in places], fields, sizes, parents, listed)


def _read(values: Ints) -> Column:
    known = values != OPEN
    return Column(values, None if known.all() else known)


def _rows(at: Ints, counts: dict[str, Ints]) -> dict[str, Ints]:
    """Where every row begins, entity by entity; a family's rows of one entity stand behind one another."""
    found: dict[str, Ints] = {}
    for entity, own in counts.items():
        width = WIDTHS[entity]
        found[entity] = np.repeat(at - _before(own) * width, own) + np.arange(int(own.sum())) * width
        at = at + own * width
    return found


def _before(counts: Ints) -> Ints:
    """How many stand before each."""
    return np.cumsum(counts) - counts
