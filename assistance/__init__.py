"""The project: settings and wiring; imports Celery so that tasks find their app."""

from assistance.celery import app as celery_app

__all__ = ("celery_app",)
