"""Many families as columns of whole numbers: from questions, from plain rows of a database, or behind one another.

Rows of an entity stand together under their parents, in the order of the parents; `parents` says under which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from eligibility.core.binding import Circumstance, rows_of
from eligibility.core.facts import BENEFITS, UNKNOWN
from eligibility.core.fields import FIELDS, Field, Value, day_number
from eligibility.core.graph import PARENT
from eligibility.core.question import Question

Ints = NDArray[Any]  # whole numbers; a truth may stand as one of numpy's own
Bools = NDArray[np.bool_]
Key = tuple[str, str]  # entity and field
OPEN: Final = np.iinfo(np.int64).min  # what stands among numbers for a fact nobody told
CHILDREN: Final = {entity: tuple(each for each, parent in PARENT.items() if parent == entity) for entity in PARENT}
ENTITIES: Final = tuple(PARENT)


@dataclass(frozen=True, slots=True)
class Column:
    """Numbers, and which of them are known (None: all are); a number that is not known is never read."""

    values: Ints
    known: Bools | None = None

    def at(self, rows: Ints | slice) -> Column:
        """The numbers of these rows."""
        return Column(self.values[rows], None if self.known is None else self.known[rows])

    def is_untold(self) -> bool:
        """Whether nothing of it is known."""
        return self.known is not None and not self.known.any()

    def plainly(self) -> Ints:
        """Plain numbers, with OPEN where one is not known."""
        return self.values if self.known is None else np.where(self.known, self.values, OPEN)

    def plain(self) -> list[Value]:
        """The numbers as Python has them."""
        values: list[Value] = self.values.tolist()
        if self.known is None:
            return values
        return [value if known else UNKNOWN for value, known in zip(values, self.known.tolist(), strict=True)]


class Fields(Mapping[Key, Column]):
    """The fields of a batch: a column is made when a rule asks for it, and kept."""

    def __init__(self, keys: Iterable[Key], make: Callable[[Key], Column]) -> None:
        self._keys, self._make = dict.fromkeys(keys), make
        self._made: dict[Key, Column] = {}

    def __getitem__(self, key: Key) -> Column:
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


@dataclass(frozen=True, slots=True)
class Rows:
    """The records of one entity as plain columns of facts.py's values; None and UNKNOWN are what nobody told."""

    values: Mapping[str, Sequence[Any]]
    parents: Sequence[int] = ()
    listed: Sequence[bool] = ()  # of every row of the parent, whether the list was given at all


@dataclass(frozen=True, slots=True)
class Batch:
    """Families side by side; `area` is the code each is asked about."""

    areas: Sequence[str]
    fields: Mapping[Key, Column]
    sizes: Mapping[str, int]
    parents: Mapping[str, Ints]
    listed: Mapping[str, Bools]

    def __len__(self) -> int:
        return self.sizes["household"]

    def on(self, day: date) -> Batch:
        """The same families, asked about on another day."""
        days = Column(np.full(len(self), day_number(day), np.int64))
        fields = Fields(self.fields, lambda key: days if key == _DAY else self.fields[key])
        return replace(self, fields=fields)

    def take(self, chosen: Ints) -> Batch:
        """These families, in ascending order of their place."""
        rows, parents, listed = {"household": chosen}, {}, {}
        for entity, parent in PARENT.items():
            if parent is not None:
                new_place = np.full(self.sizes[parent], -1, np.int64)
                new_place[rows[parent]] = np.arange(len(rows[parent]))
                above = new_place[self.parents[entity]]
                rows[entity] = np.flatnonzero(above >= 0)
                parents[entity] = above[rows[entity]]
                listed[entity] = self.listed[entity][rows[parent]]
        fields = Fields(self.fields, lambda key: self.fields[key].at(rows[key[0]]))
        areas = [self.areas[place] for place in chosen]
        return Batch(areas, fields, {entity: len(each) for entity, each in rows.items()}, parents, listed)

    def part(self, start: int, stop: int) -> Batch:
        """The families from one place up to another, without copying them."""
        rows, parents, listed = {"household": slice(start, stop)}, {}, {}
        for entity, parent in PARENT.items():
            if parent is not None:
                above = rows[parent]
                first, last = np.searchsorted(self.parents[entity], (above.start, above.stop))
                rows[entity] = slice(int(first), int(last))
                parents[entity] = self.parents[entity][rows[entity]] - above.start
                listed[entity] = self.listed[entity][above]
        fields = Fields(self.fields, lambda key: self.fields[key].at(rows[key[0]]))
        sizes = {entity: each.stop - each.start for entity, each in rows.items()}
        return Batch(self.areas[start:stop], fields, sizes, parents, listed)

    def parts(self, places: Ints, size: int) -> Iterator[tuple[Ints, Batch]]:
        """These families, so many at a time, with their places."""
        together = len(places) > 0 and int(places[-1]) - int(places[0]) + 1 == len(places)
        for start in range(0, len(places), size):
            chosen = places[start : start + size]
            yield chosen, self.part(int(chosen[0]), int(chosen[-1]) + 1) if together else self.take(chosen)

    def circumstances(self) -> Iterator[tuple[str, Circumstance, Ints]]:
        """The families that share an area and all that the choice of a figure hangs on, with their places."""
        if not len(self):
            return
        seats = {area: place for place, area in enumerate(dict.fromkeys(self.areas))}
        areas = np.fromiter(map(seats.__getitem__, self.areas), np.int64, len(self))
        keys = [areas, *(self._key(name) for name in _CHOOSING), self._draws()]
        names = list(seats)
        for places in _alike(keys):
            first = [int(key[places[0]]) for key in keys]
            yield names[first[0]], _circumstance(first[1:]), places

    def _key(self, name: str) -> Ints:
        return self.fields["household", name].plainly()

    def _draws(self) -> Ints:
        """The benefits a family draws, a bit for each."""
        drawn, bits = self.fields["received", "benefit"], np.zeros(len(self), np.int64)
        known = np.ones(len(drawn.values), np.bool_) if drawn.known is None else drawn.known
        np.bitwise_or.at(bits, self.parents["received"][known], 1 << drawn.values[known])
        return bits


_DAY: Final = ("household", "on")
_CHOOSING: Final = ("on", "setting", "kind", "cause")


def _alike(keys: Sequence[Ints]) -> Iterator[Ints]:
    """The places at which all keys are the same, group after group; keys that never change cost nothing."""
    group = np.zeros(len(keys[0]), np.int64)
    for key in keys:
        if (key != key[0]).any():
            distinct, number = np.unique(key, return_inverse=True)
            _, group = np.unique(group * len(distinct) + number.reshape(-1), return_inverse=True)
    if not group.any():
        yield np.arange(len(group))
        return
    order = np.argsort(group, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(group[order])) + 1)


def _circumstance(key: Sequence[int]) -> Circumstance:
    day, setting, kind, cause, draws = key
    told: list[Value] = [UNKNOWN if each == OPEN else each for each in (setting, kind, cause)]
    named = frozenset(place for place in range(len(BENEFITS)) if draws >> place & 1)
    return Circumstance(date(day // 10_000, day // 100 % 100, day % 100), told[0], told[1], told[2], named)


# --- from plain rows ---


def column(values: Iterable[Any]) -> Column:
    """A column of whole numbers and unknowns."""
    held = list(values)
    if UNKNOWN not in held:
        return Column(np.array(held, np.int64))
    known = np.array([value is not UNKNOWN for value in held], np.bool_)
    return Column(np.array([0 if value is UNKNOWN else value for value in held], np.int64), known)


def batch_of_rows(areas: Sequence[str], rows: Mapping[str, Rows]) -> Batch:
    """Plain columns as a batch; a field that is left out is unknown of every row."""
    sizes = {entity: _size(rows[entity], areas if entity == "household" else None) for entity in ENTITIES}

    def made(key: Key) -> Column:
        entity, name = key
        return _encoded(FIELDS[entity][name], rows[entity].values.get(name), sizes[entity])

    fields = Fields(((entity, name) for entity in ENTITIES for name in FIELDS[entity]), made)
    below = ENTITIES[1:]
    parents = {entity: np.array(rows[entity].parents, np.int64) for entity in below}
    return Batch(areas, fields, sizes, parents, {entity: np.array(rows[entity].listed, np.bool_) for entity in below})


def nobody_told(size: int) -> Column:
    """What nobody told of anybody: a column without memory of its own."""
    return Column(np.broadcast_to(np.int64(0), (size,)), np.broadcast_to(np.False_, (size,)))


def _size(rows: Rows, areas: Sequence[str] | None) -> int:
    return len(rows.parents) if areas is None else len(areas)


def _encoded(field: Field, values: Sequence[Any] | None, size: int) -> Column:
    untold = size if values is None else values.count(None)
    if values is None or (size and untold == size):  # what is rare is told of nobody in most batches
        return nobody_told(size)
    return column(field.encoded([UNKNOWN if value is None else value for value in values] if untold else values))


def batch_of(questions: Sequence[Question]) -> Batch:
    """Questions as a batch."""
    records: dict[str, list[Any]] = {entity: [] for entity in ENTITIES}
    parents: dict[str, list[int]] = {entity: [] for entity in ENTITIES}
    listed: dict[str, list[bool]] = {entity: [] for entity in ENTITIES}
    for question in questions:
        above = {entity: len(records[entity]) for entity in ENTITIES}
        own = rows_of(question)
        for entity, parent in PARENT.items():
            records[entity] += own.records[entity]
            if parent is not None:
                parents[entity] += [place + above[parent] for place in own.parents[entity]]
                listed[entity] += own.listed[entity]
    rows = {
        entity: Rows(
            {name: [_told(field.read(each)) for each in records[entity]] for name, field in FIELDS[entity].items()},
            parents[entity],
            listed[entity],
        )
        for entity in ENTITIES
    }
    return batch_of_rows([question.area for question in questions], rows)


def _told(value: Any) -> Any:
    """A thing that is told to be nothing is not a thing nobody told."""
    return "" if value is None else value


def joined(batches: Sequence[Batch]) -> Batch:
    """Batches behind one another as one."""
    sizes = {entity: sum(each.sizes[entity] for each in batches) for entity in ENTITIES}
    parents: dict[str, Ints] = {}
    for entity, parent in PARENT.items():
        if parent is not None:
            above = np.cumsum([0, *(each.sizes[parent] for each in batches)])
            parents[entity] = np.concatenate(
                [each.parents[entity] + start for each, start in zip(batches, above[:-1], strict=True)]
            )
    listed = {entity: np.concatenate([each.listed[entity] for each in batches]) for entity in parents}
    fields = Fields(batches[0].fields, lambda key: _stacked([each.fields[key] for each in batches]))
    return Batch([area for each in batches for area in each.areas], fields, sizes, parents, listed)


def _stacked(columns: Sequence[Column]) -> Column:
    values = np.concatenate([each.values for each in columns])
    if all(each.known is None for each in columns):
        return Column(values)
    if all(each.is_untold() for each in columns):
        return nobody_told(sum(len(each.values) for each in columns))
    masks = [np.ones(len(each.values), np.bool_) if each.known is None else each.known for each in columns]
    return Column(values, np.concatenate(masks))
