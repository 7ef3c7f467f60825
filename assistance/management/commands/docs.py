"""`manage.py docs`: writes the documents that are generated from the tables the system itself reads."""

from django.conf import settings
from django.core.management.base import BaseCommand

from assistance.documents import documents


class Command(BaseCommand):
    """Writes every generated document."""

    help = "Write the documents that are generated from the code."
    requires_system_checks: list[str] = []

    def handle(self, *_: object, **options: object) -> None:
        """Write each, say which."""
        for path, text in documents().items():
            (settings.BASE_DIR / path).write_text(text)
            self.stdout.write(str(path))
