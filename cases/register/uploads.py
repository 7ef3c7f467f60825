"""Uploads of a register: kept sealed under their digest, confirmed by a second person, taken in by a worker."""

from base64 import b64decode, b64encode
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from assistance.fields import Sealed, seal
from assistance.outcome import Refused, refused
from cases.register.plan import Plan
from cases.register.services import preview, take_in
from cases.register.workbook import read_workbook
from cases.staff.models import Post
from cases.workflow import batches, journal
from cases.workflow.files import write_whole
from cases.workflow.models import BatchRun, JournalLine, Participation

KIND = "register"
UPLOADED = "upload_register"
_PLACE = "register.workbook"


def receive(name: str, content: bytes, *, actor: Post, at: datetime) -> JournalLine | Refused:
    """Keep a workbook that can be read at all, and note who brought it; bad rows are shown by the preview."""
    register = read_workbook(name, content)
    if isinstance(register, Refused):
        return register
    digest = sha256(content).hexdigest()
    write_whole(_path(digest), seal(b64encode(content).decode(), _PLACE, _uid(digest)).box)
    line = journal.record(
        UPLOADED, actor=actor, at=at, area_code=actor.area_code, kind=KIND,
        detail={"file": name[:120], "digest": digest, "rows": register.rows},
    )  # fmt: skip
    Participation.objects.create(
        subject_kind=KIND, subject_id=line.pk, round=1, officer_id=actor.officer_id, act=UPLOADED, at=at
    )
    return line


def uploads_seen_by(post: Post) -> "QuerySet[JournalLine]":
    """Uploads inside the post's area, the latest first."""
    mine: QuerySet[JournalLine] = JournalLine.objects.visible_to(post)
    found = mine.filter(subject_kind=KIND, subject_id=None, act=UPLOADED)
    return found.select_related("officer").order_by("-pk")


def preview_of(upload: JournalLine, *, on: date) -> Plan | Refused:
    """What taking this upload in would do now."""
    content = _content(upload)
    if content is None:
        return refused("gone", "上传的文件已经不在了，请重新上传")
    return preview(upload.detail["file"], content, upload.area_code, on=on)


def confirm(upload: JournalLine, *, actor: Post, at: datetime) -> BatchRun | Refused:
    """Start taking an upload in. An award from a register passes two people, as one from a decision does."""
    try:
        with transaction.atomic():
            Participation(
                subject_kind=KIND, subject_id=upload.pk, round=1, officer_id=actor.officer_id, act="confirm_register", at=at
            ).save(force_insert=True)
    except IntegrityError:
        return run_of(upload) or refused("four_eyes", "上传人不能确认自己的导入，请由另一位县级审批人看过预览后确认")
    journal.record("confirm_register", actor=actor, at=at, area_code=upload.area_code, kind=KIND, detail=upload.detail)
    arguments = {**upload.detail, "upload": upload.pk, "post": actor.pk}
    return batches.start(KIND, _key(upload), area_code=upload.area_code, arguments=arguments, actor=actor, at=at)


def run_of(upload: JournalLine) -> BatchRun | None:
    """The job that takes this upload in, once somebody confirmed it."""
    return BatchRun.objects.filter(kind=KIND, key=_key(upload)).first()


def _key(upload: JournalLine) -> str:
    return f"{upload.pk}:{upload.detail['digest']}"


def _path(digest: str) -> Path:
    return Path(settings.FILES_DIR) / KIND / f"{digest}.sealed"


def _uid(digest: str) -> UUID:
    return UUID(digest[:32])


def _content(upload: JournalLine) -> bytes | None:
    digest = upload.detail["digest"]
    try:
        box = _path(digest).read_bytes()
    except FileNotFoundError:
        return None
    return b64decode(Sealed(box).open(_PLACE, _uid(digest)))


def _prepare(batch: BatchRun, _at: datetime) -> int:
    return int(batch.arguments["rows"])


def _step(batch: BatchRun, at: datetime) -> batches.Chunk:
    """The whole register is one chunk: nothing is half imported."""
    upload = JournalLine.objects.get(pk=batch.arguments["upload"])
    content, actor = _content(upload), Post.objects.get(pk=batch.arguments["post"])
    register = read_workbook(batch.arguments["file"], content or b"")
    if isinstance(register, Refused):
        raise batches.Stopped(str(register))
    name, digest = batch.arguments["file"], batch.arguments["digest"]
    taken = take_in(register, name, batch.area_code, actor=actor, at=at, digest=digest)
    if isinstance(taken, Refused):
        raise batches.Stopped(str(taken))
    return batches.Chunk(None, register.rows)


def _finish(batch: BatchRun, at: datetime) -> None:
    journal.record("register_taken_in", actor=None, at=at, area_code=batch.area_code, subject=batch, kind="batchrun")


JOB = batches.Job(KIND, _prepare, _step, _finish)
