"""Celery and the whole timetable: PostgreSQL is the queue of record, a message only says "look at the table"."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_process_init

from assistance import heap

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assistance.settings")

app = Celery("assistance")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["cases"])

# Each entry says why at that hour. Hours are Asia/Shanghai; law days are computed from arguments, never from the hour.
app.conf.beat_schedule = {
    # A message may be lost with the broker; the sweep finds every run that has not moved, so a minute is the worst wait.
    "sweep-batches": {"task": "cases.workflow.sweep", "schedule": 60.0},
    # Outbox lines are written with the act; handing them on may lag by seconds, not by hours.
    "deliver-outbox": {"task": "cases.workflow.deliver", "schedule": 30.0},
    # Notices end with a day, so they can only end after midnight; before the office opens.
    "end-notices": {"task": "cases.applications.end_notices", "schedule": crontab(hour=0, minute=20)},
    # Re-audits fall due by day; created before the office opens so that the queue is whole at eight.
    "open-due-reaudits": {"task": "cases.reaudits.open_due", "schedule": crontab(hour=1, minute=10)},
    # A publication is recalculated within the minute; a standard for the future on its first day, just after midnight.
    "recalculate-published": {"task": "cases.reaudits.recalculate", "schedule": 60.0},
    # The month's list is drafted on the first: awards run by whole months and the law pays by the 10th.
    "draft-month": {"task": "cases.payouts.draft_month", "schedule": crontab(day_of_month="1", hour=2, minute=0)},
}


@worker_process_init.connect
def begin_as_a_child(**_kwargs: object) -> None:
    """A forked child must not speak on its parent's database socket, nor look through what the parent loaded."""
    from django.db import connections

    heap.settle()

    for connection in connections.all(initialized_only=True):
        connection.close()
