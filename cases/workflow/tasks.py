"""Celery's calls into batches and the outbox: fetch, call."""

from celery import shared_task
from django.utils import timezone

from cases.workflow import batches, services


@shared_task(name=batches.ADVANCE)
def advance(batch_id: int, area_code: str) -> None:
    """Look at one job and do what is left of it."""
    batches.advance(batch_id, area_code, timezone.now)


@shared_task(name="cases.workflow.sweep")
def sweep() -> int:
    """Call workers for what has not moved: messages may be lost, rows are not."""
    return batches.sweep(timezone.now())


@shared_task(name="cases.workflow.deliver")
def deliver() -> int:
    """Hand on what waits in the outbox."""
    return services.deliver(timezone.now())
