"""`perform`, the one writer of state: lock, check version and role, ask the guards, write state, clocks, journal and outbox."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, OperationalError, transaction

from assistance.outcome import Done, Reason, Refused, refused
from cases.staff.models import Area, Post
from cases.workflow.machine import Eyes, Machine, Move
from cases.workflow.models import JournalLine, OutboxMessage, Participation, Subject


@dataclass(frozen=True, slots=True)
class Act:
    """What is being done: handed to guards, clocks and effects."""

    move: Move
    actor: Post | None  # None = the system
    at: datetime
    note: str
    data: Mapping[str, Any] = field(default_factory=dict)  # what the effect needs (reasons, opinion, amounts)


# Answers why a move is not allowed now; no reasons = allowed.
Guard = Callable[[Any, Act], tuple[Reason, ...]]
# Writes what a move brings about (rows of its room) in the same transaction; may return reasons to refuse.
Effect = Callable[[Any, Act], tuple[Reason, ...] | None]


@dataclass(frozen=True, slots=True)
class Clock:
    """When a step is due."""

    step: str
    step_due_at: datetime | None
    due_at: datetime | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Practice:
    """A machine with what its room knows: guards, effects by move, the clock of a step, messages by move."""

    machine: Machine
    model: type[Subject]
    guards: Mapping[str, Guard]
    effects: Mapping[str, Effect]
    clock: Callable[[Any, Act], Clock] | None = None
    topics: Mapping[str, str] = field(default_factory=dict)  # move → outbox topic

    def __post_init__(self) -> None:
        missing = self.machine.guards - set(self.guards)
        unknown = set(self.effects) - {move.do for move in self.machine.moves}
        if missing or unknown:
            raise ValueError(
                f"{self.machine.name}: guards without code {sorted(missing)}, effects without move {sorted(unknown)}"
            )
        PRACTICES[self.machine.name] = self


PRACTICES: dict[str, Practice] = {}


class _Refuse(Exception):
    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        self.reasons = reasons


def perform(
    subject: Subject,
    action: str,
    *,
    actor: Post | None,
    at: datetime,
    note: str = "",
    expected: int | None,
    data: Mapping[str, Any] | None = None,
) -> Done | Refused:
    """Do `action` to a case, or say why not.

    `expected` is the version the actor saw (None: the system acts on what stands). Nothing is written by a refusal.
    A lost race or a deadlock is a refusal that says to look again, never an error.
    """
    practice = PRACTICES[subject.MACHINE]
    try:
        with transaction.atomic():
            row = practice.model.objects.select_for_update().get(pk=subject.pk)
            done = _perform(practice, row, action, actor, at, note, expected, data or {})
    except _Refuse as refusal:
        return Refused(refusal.reasons)
    except IntegrityError as error:
        if "one_person_once_in_a_round" in str(error):
            return refused("four_eyes", "您在本轮办理中已经手过这件，决定须由另一人作出")
        raise
    except OperationalError as error:
        if "deadlock" in str(error) or "could not serialize" in str(error) or "lock timeout" in str(error):
            return refused("busy", "同一时刻有别的操作，请再点一次")
        raise
    subject.refresh_from_db()
    return done


def _perform(
    practice: Practice,
    row: Subject,
    action: str,
    actor: Post | None,
    at: datetime,
    note: str,
    expected: int | None,
    data: Mapping[str, Any],
) -> Done:
    move = practice.machine.move(action, row.state)
    if expected is not None and expected != row.version:
        raise _Refuse((Reason("stale", f"这件刚被更新过，现在是“{practice.machine.states[row.state]}”，请看过再办"),))
    if move is None:
        raise _Refuse((Reason("no_such_move", f"“{practice.machine.states[row.state]}”状态下不能这样办"),))
    act = Act(move, actor, at, note.strip(), data)
    _check_actor(row, act)
    if reasons := tuple(reason for name in move.only_if for reason in practice.guards[name](row, act)):
        raise _Refuse(reasons)
    _stand_in(practice.machine.name, row, act)
    return _write(practice, row, act)


def _check_actor(row: Subject, act: Act) -> None:
    move, actor = act.move, act.actor
    if actor is None:
        if move.by:
            raise _Refuse((Reason("needs_person", f"“{move.label}”须由工作人员办理"),))
    elif actor.role not in move.by:
        raise _Refuse((Reason("wrong_role", f"您的岗位不能办理“{move.label}”"),))
    elif not Area(code=actor.area_code).covers(row.area_code):
        raise _Refuse((Reason("wrong_area", "这件不在您的辖区"),))
    if move.note_required and not act.note:
        raise _Refuse((Reason("note_missing", f"“{move.label}”须写明理由"),))


def _stand_in(machine: str, row: Subject, act: Act) -> None:
    """Leave the actor's row for four eyes; a fresh pair of eyes must be able to insert it (the constraint decides)."""
    if act.actor is None or act.move.eyes is Eyes.NONE:
        return
    standing = Participation(
        subject_kind=machine,
        subject_id=row.pk,
        round=row.round,
        officer_id=act.actor.officer_id,
        act=act.move.do,
        at=act.at,
    )
    if act.move.eyes is Eyes.FRESH:
        standing.save(force_insert=True)
    else:
        Participation.objects.bulk_create([standing], ignore_conflicts=True)


def _write(practice: Practice, row: Subject, act: Act) -> Done:
    before, machine = row.state, practice.machine.name
    row.version += 1
    row.state = act.move.to
    JournalLine.objects.create(
        at=act.at,
        officer_id=act.actor.officer_id if act.actor else None,
        post=act.actor,
        act=act.move.do,
        subject_kind=machine,
        subject_id=row.pk,
        seq=row.version,
        from_state=before,
        to_state=row.state,
        round=row.round,
        note=act.note,
        area_code=row.area_code,
        detail={},
    )
    if act.move.new_round:
        row.round += 1
    effect = practice.effects.get(act.move.do)
    if effect is not None and (reasons := effect(row, act)):
        raise _Refuse(reasons)
    _set_clock(practice, row, act)
    row.save()
    if topic := practice.topics.get(act.move.do):
        OutboxMessage.objects.create(
            topic=topic,
            area_code=row.area_code,
            created_at=act.at,
            body={"kind": machine, "id": row.pk, "move": act.move.do},
        )
    return Done(row.version)


def _set_clock(practice: Practice, row: Subject, act: Act) -> None:
    if row.state in practice.machine.finals:
        row.step, row.step_due_at, row.due_at = "", None, None
    elif act.move.starts is not None and practice.clock is not None:
        clock = practice.clock(row, act)
        row.step, row.step_due_at, row.due_at, row.due_provisional = (
            clock.step,
            clock.step_due_at,
            clock.due_at,
            clock.provisional,
        )


def open_case(subject: Subject, *, actor: Post | None, at: datetime, act: str = "open", note: str = "") -> None:
    """Save a new case in its machine's initial state and write the first line of its chain (seq 0)."""
    practice = PRACTICES[subject.MACHINE]
    subject.state, subject.version, subject.created_at = practice.machine.initial, 0, at
    subject.save(force_insert=True)
    _first_line(subject, practice, actor, at, act, note).save(force_insert=True)


def open_many(subjects: Sequence[Subject], *, at: datetime, act: str = "open", notes: Sequence[str] = ()) -> None:
    """Open many new cases of one machine at once, as the system: their rows and the first lines of their chains.

    `notes` says of each, in the same order, why it was opened.
    """
    if not subjects:
        return
    practice = PRACTICES[subjects[0].MACHINE]
    for subject in subjects:
        subject.state, subject.version, subject.created_at = practice.machine.initial, 0, at
    practice.model.objects.bulk_create(subjects, batch_size=1000)
    JournalLine.objects.bulk_create(
        [
            _first_line(subject, practice, None, at, act, note)
            for subject, note in zip(subjects, notes or [""] * len(subjects), strict=True)
        ],
        batch_size=1000,
    )


def _first_line(
    subject: Subject, practice: Practice, actor: Post | None, at: datetime, act: str, note: str
) -> JournalLine:
    return JournalLine(
        at=at,
        officer_id=actor.officer_id if actor else None,
        post=actor,
        act=act,
        subject_kind=practice.machine.name,
        subject_id=subject.pk,
        seq=0,
        from_state="",
        to_state=subject.state,
        round=1,
        note=note,
        area_code=subject.area_code,
    )


def possible(subject: Subject, actor: Post) -> tuple[Move, ...]:
    """The moves to offer as buttons: what the role may try in this state. Guards speak when it is tried."""
    return PRACTICES[subject.MACHINE].machine.open_to(actor.role, subject.state)
