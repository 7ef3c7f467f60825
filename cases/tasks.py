"""Celery finds every room's tasks here."""

from cases.payouts import tasks as payouts
from cases.reaudits import tasks as reaudits
from cases.register import uploads as register  # its job must be known where batches are worked off
from cases.workflow import tasks as workflow

__all__ = ("payouts", "reaudits", "register", "workflow")
