"""Celery's calls into the re-audits."""

from celery import shared_task
from django.utils import timezone

from cases.reaudits import services


@shared_task(name="cases.reaudits.open_due")
def open_due() -> int:
    """Open what falls due, in every county."""
    return services.open_due_everywhere(on=timezone.localdate(), at=timezone.now())
