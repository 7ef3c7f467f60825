"""One Django app for all rooms: one label, one migration history."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _settle(**kwargs: object) -> None:
    from django.db import connections

    from assistance.database import settle_rights
    from cases.applications.states import APPLICATION
    from cases.payouts.states import PAYOUT_RUN
    from cases.reaudits.states import REAUDIT
    from cases.workflow.chain import keep_transitions

    using = str(kwargs["using"])
    settle_rights(connections[using])
    keep_transitions((APPLICATION, REAUDIT, PAYOUT_RUN), using)


class CasesConfig(AppConfig):
    """The rooms of the house."""

    name = "cases"
    verbose_name = "社会救助"

    def ready(self) -> None:
        """Give the application role its rights whenever the tables have changed."""
        post_migrate.connect(_settle, sender=self, dispatch_uid="settle-rights")
