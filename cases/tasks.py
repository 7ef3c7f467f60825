"""Celery finds every room's tasks and jobs here."""

from cases.applications import tasks as applications
from cases.payouts import jobs
from cases.payouts import tasks as payouts
from cases.policies import simulations
from cases.reaudits import tasks as reaudits
from cases.register import uploads
from cases.workflow import tasks as workflow

__all__ = ("applications", "jobs", "payouts", "reaudits", "simulations", "uploads", "workflow")
