"""Celery's calls into the applications."""

from celery import shared_task
from django.utils import timezone

from cases.applications import services


@shared_task(name="cases.applications.end_notices")
def end_notices() -> int:
    """Notices whose last day has passed send their cases on."""
    return services.end_notices_everywhere(on=timezone.localdate(), at=timezone.now())
