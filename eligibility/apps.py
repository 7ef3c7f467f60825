"""The law as a Django application: its tables are the policy book and the calendar."""

from django.apps import AppConfig


class EligibilityConfig(AppConfig):
    """The room of the law."""

    name = "eligibility"
    verbose_name = "政策"
    default_auto_field = "django.db.models.BigAutoField"
