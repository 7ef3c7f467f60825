"""Celery's calls into the re-audits."""

from celery import shared_task
from django.utils import timezone

from cases.reaudits import recalculation, services


@shared_task(name="cases.reaudits.open_due")
def open_due() -> int:
    """Open what falls due, in every county."""
    return services.open_due_everywhere(on=timezone.localdate(), at=timezone.now())


@shared_task(name="cases.reaudits.recalculate")
def recalculate() -> int:
    """Begin the recalculations that publications and first days have made due."""
    return recalculation.start_due(timezone.now())
