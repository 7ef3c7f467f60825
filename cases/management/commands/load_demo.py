"""`manage.py load_demo`: the invented county, its staff, its register and cases at every step; a second call changes nothing."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.demo.loading import Loading, NotLoaded, load


class Command(BaseCommand):
    """Loads everything that `manage.py demo` shows."""

    help = "装载演示县：区划、政策、人员、台账和各环节的案件；重复装载不产生变化。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="演示以哪一天为今天，默认今天")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("load_policies", demo=True, stdout=self.stdout)
        try:
            load(Loading(options.get("today") or timezone.localdate(), self._say))
        except NotLoaded as reason:
            raise CommandError(str(reason)) from reason

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
