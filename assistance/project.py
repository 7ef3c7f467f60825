"""The project as a Django app, so that its system checks are found."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Registers the checks of settings, tables and timetable."""

    name = "assistance"
    verbose_name = "社会救助"

    def ready(self) -> None:
        """Import the checks for their registration."""
        from assistance import checks  # noqa: F401
