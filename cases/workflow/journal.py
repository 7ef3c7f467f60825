"""The journal: one line per act, in the transaction of the act."""

from datetime import datetime
from typing import Any

from django.db import models

from cases.staff.models import Post
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
