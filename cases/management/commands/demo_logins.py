"""`manage.py demo_logins`: the demo's logins as a table, one for each role."""

import unicodedata
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.demo.officers import logins


class Command(BaseCommand):
    """Prints role, login, password and place."""

    help = "列出演示县各岗位的登录名。"

    def handle(self, *args: Any, **options: Any) -> None:
        rows = logins(timezone.localdate())
        if not rows:
            raise CommandError("还没有演示县；先运行 load_demo")
        self.stdout.write(_table([("role", "login", "password", "place"), *rows]))


def _table(rows: list[tuple[str, str, str, str]]) -> str:
    widths = [max(_width(row[place]) for row in rows) for place in range(4)]
    lines = [
        " | ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-|-".join("-" * width for width in widths), *lines[1:]])


def _width(text: str) -> int:
    """How many columns of a terminal the text takes: Chinese signs take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
