"""`manage.py walls`: what the migrated database refuses, line by line; `--write` renews the reviewed file."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from assistance.walls import REVIEWED, inventory


class Command(BaseCommand):
    """Prints or writes the inventory."""

    help = "Constraints, triggers, policies and grants of the migrated database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--write", action="store_true", help=f"write {REVIEWED}, for a person to review")

    def handle(self, *_: object, **options: object) -> None:
        """Ask the catalogue."""
        text = "\n".join(inventory(connection)) + "\n"
        if options["write"]:
            (settings.BASE_DIR / REVIEWED).write_text(text)
        else:
            self.stdout.write(text, ending="")
