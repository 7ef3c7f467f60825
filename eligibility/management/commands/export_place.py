"""`manage.py export_place AREA [--on DATE]`: a whole place as one policy file, which `load_policies` reads again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from eligibility import api
from eligibility.management.reading import area, day


class Command(BaseCommand):
    """Writes a place's published figures to the standard output."""

    help = "把一个地区（含下级）的全部已发布政策写成一个文件；加 --on 则只写该日施行的。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("area", help="行政区划代码，2、4、6、9 或 12 位")
        parser.add_argument("--on", help="只写这一天施行的，如 2026-01-01；含上级地区的，不含全国的")

    def handle(self, *args: Any, **options: Any) -> None:
        on = day(options["on"], "--on") if options["on"] else None
        self.stdout.write(api.export_place(area(options["area"]), on=on), ending="")
