"""What is said beside the boxes while a draft is being written: faults, what is not filled in, what moves, gaps and overlaps drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cases.desk.figure_changes import Line, compared
from cases.desk.figures import readable, told_once
from cases.desk.forms.base import DeskForm
from cases.desk.forms.figures import AnyEditor
from cases.desk.forms.policies import DocumentForm
from cases.desk.policy_strips import Strip, Written, limit_strips, overruled, period_strips
from eligibility import api

_MOST_LINES = 12


@dataclass(frozen=True)
class Fault:
    """Something to put right, and the box where."""

    target: str
    words: str


@dataclass
class Check:
    """Everything the panel shows."""

    faults: list[Fault] = field(default_factory=list)
    unfilled: list[str] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    changes: list[tuple[str, list[Line]]] = field(default_factory=list)
    limits: list[Strip] = field(default_factory=list)
    periods: list[Strip] = field(default_factory=list)
    overruled: list[str] = field(default_factory=list)

    @property
    def unsound(self) -> list[Strip]:
        """The limits that leave a gap or overlap."""
        return [strip for strip in self.limits if not strip.is_sound]

    @property
    def wrong(self) -> int:
        """How many things stand in the way."""
        return len(self.faults) + len(self.obstacles)


def check_of(
    area: str, form: DocumentForm, editors: Sequence[AnyEditor], before: Mapping[str, Any], *, today: date, at: datetime
) -> Check:
    """What a half-written draft says and lacks; boxes that are still empty are no faults yet."""
    check = Check()
    form.is_valid()
    _hear(form, "", check)
    values: dict[str, Any] = {}
    for editor in editors:
        if editor.is_valid():
            values[editor.name] = editor.value()
            continue
        meaning = api.REGISTRY[editor.name].meaning
        for sheet in editor.sheets:
            _hear(sheet, meaning, check)
        check.faults += [Fault(f"p-{editor.prefix}", words) for words in getattr(editor, "problems", ())]
    check.changes = _changes(values, before)
    start = form.cleaned_data.get("start") or today
    check.limits = limit_strips(area, start, values)
    if values and "start" in form.cleaned_data and not form.errors.get("last"):
        _weigh(area, form, values, check, at)
    return check


def _hear(form: DeskForm, meaning: str, check: Check) -> None:
    """The faults of one form: what is wrong with its links, what is only empty by name."""
    for words in form.non_field_errors():
        check.faults.append(Fault(f"id_{form.prefix}" if form.prefix else "", readable(str(words))))
    for box in form:
        said = [error for error in box.errors.as_data() if error.code != "required"] if box.errors else []
        label = f"{meaning}，{box.label}" if meaning else str(box.label)
        if box.errors and not said:
            check.unfilled.append(label)
        check.faults += [Fault(box.auto_id, f"{label}：{'；'.join(error.messages)}") for error in said]


def _changes(values: Mapping[str, Any], before: Mapping[str, Any]) -> list[tuple[str, list[Line]]]:
    found, room = [], _MOST_LINES
    for name, value in values.items():
        lines = [line for line in compared(name, before.get(name), value) if line.changed][:room]
        if lines:
            found.append((api.REGISTRY[name].meaning, lines))
            room -= len(lines)
    return found


def _weigh(area: str, form: DocumentForm, values: Mapping[str, Any], check: Check, at: datetime) -> None:
    """What the book itself would say of the draft as far as it is in order."""
    given = form.cleaned_data
    draft = api.Draft(
        area=area, document=given.get("document") or "-", start=given["start"], end=form.end, values=values,
        corrects=bool(given.get("corrects")),
    )  # fmt: skip
    check.obstacles = told_once(api.would_stand_in_the_way(draft, at))
    written = Written(area, draft.start, draft.end, draft.corrects)
    check.periods, check.overruled = period_strips(written, list(values)), overruled(written, list(values))
