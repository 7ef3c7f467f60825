"""`manage.py export_place AREA [--on DATE]`: a whole place as one policy file, which `load_policies` reads again."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eligibility import api
from eligibility.management.reading import UNREADABLE, area


class Command(BaseCommand):
    """Writes a place's published figures to the standard output."""

    help = "把一个地区（含下级）的全部已发布政策写成一个文件；加 --on 则只写该日施行的。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("area", help="行政区划代码，2、4、6、9 或 12 位")
        parser.add_argument("--on", help="只写这一天施行的，如 2026-01-01；含上级地区的，不含全国的")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(api.export_place(area(options["area"]), on=_day(options["on"])), ending="")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        message = f"--on 不对：{text!r}。应为实际存在的日期，如 2026-01-01。"
        raise CommandError(message, returncode=UNREADABLE) from None
