"""The two jobs of a run: drafting it by chunks of awards, and sending it."""

from datetime import datetime

from assistance.outcome import Done
from cases.payouts import drafting, practice, sealing, selectors
from cases.payouts.models import PayoutRun
from cases.staff.models import Post
from cases.workflow.batches import Chunk, Job, Stopped
from cases.workflow.journal import record
from cases.workflow.models import BatchRun
from cases.workflow.perform import perform


def _run_of(batch: BatchRun) -> PayoutRun:
    run: PayoutRun = PayoutRun.objects.select_related("batch").get(pk=batch.arguments["run"])
    return run


def _drafted(batch: BatchRun, at: datetime) -> None:
    done = perform(_run_of(batch), "finish_draft", actor=None, at=at, expected=None)
    if not done:
        raise Stopped(str(done))


def _lines_to_send(batch: BatchRun, _at: datetime) -> int:
    return _run_of(batch).lines


def _send(batch: BatchRun, at: datetime) -> Chunk:
    """Send, or first set aside what was tampered with (that is committed by itself) and then send."""
    run = _run_of(batch)
    actor = Post.objects.select_related("officer").get(pk=batch.arguments["post"])
    answer = perform(run, "send", actor=actor, at=at, expected=batch.arguments["expected"])
    if isinstance(answer, Done):
        return Chunk(None, run.lines)
    if any(reason.code == practice.BROKEN for reason in answer.reasons):
        _, broken = sealing.verified(run)
        sealing.quarantine(run, broken)
        detail = {"lines": broken[:100], "count": len(broken)}
        record("seal_broken", actor=None, at=at, area_code=run.area_code, subject=run, detail=detail)
        return Chunk(batch.cursor + len(broken))
    raise Stopped(str(answer))


DRAFT = Job(selectors.DRAFT, drafting.prepare, drafting.draft_chunk, _drafted)
SEND = Job(selectors.SEND, _lines_to_send, _send)
