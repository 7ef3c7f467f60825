"""Celery's calls into the payouts."""

from celery import shared_task
from django.utils import timezone

from cases.payouts import services


@shared_task(name="cases.payouts.draft_month")
def draft_month() -> int:
    """Draft this month's run for every county and benefit."""
    return services.draft_everywhere(timezone.localdate().replace(day=1), timezone.now())
