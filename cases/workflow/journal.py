"""The journal: one line per act, in the transaction of the act."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from cases.staff.models import OfPlace, Post
from cases.workflow.models import JournalLine


def record(
    act: str,
    *,
    actor: Post | None,
    at: datetime,
    area_code: str,
    subject: models.Model | None = None,
    kind: str = "",
    subject_id: int | None = None,
    note: str = "",
    detail: dict[str, Any] | None = None,
) -> JournalLine:
    """Write one line about an act that is not a move (a reveal, an export, a change of facts); moves are written by `perform`."""
    return JournalLine.objects.create(
        act=act,
        officer_id=actor.officer_id if actor else None,
        post=actor,
        at=at,
        area_code=area_code,
        subject_kind=kind or (subject._meta.model_name or "" if subject else "system"),
        subject_id=subject.pk if subject else subject_id,
        note=note,
        detail=detail or {},
    )


def record_all(act: str, done: Iterable[tuple[OfPlace, dict[str, Any]]], *, at: datetime) -> None:
    """Write one line for each subject of an act that the system did to many, with its detail."""
    JournalLine.objects.bulk_create(
        [
            JournalLine(
                act=act,
                at=at,
                area_code=subject.area_code,
                subject_kind=subject._meta.model_name or "",
                subject_id=subject.pk,
                detail=detail,
            )
            for subject, detail in done
        ],
        batch_size=1000,
    )
