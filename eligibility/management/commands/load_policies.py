"""`manage.py load_policies [FILE.yaml …] [--demo] [--check]`: the starting book and the calendar, as often as you like."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eligibility.core.areas import BadArea
from eligibility.loading import BadFile, load, load_calendar, policy_files
from eligibility.management.reading import UNREADABLE


class Command(BaseCommand):
    """Publishes the documents of policy files that are not in the book yet."""

    help = "装载政策文件和工作日历；重复装载不产生变化。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="政策文件（YAML）；不写则装载随系统发布的全部文件")
        parser.add_argument("--demo", action="store_true", help="同时装载演示县的政策")
        parser.add_argument("--check", action="store_true", help="只检查能否装载，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        files = options["files"] or policy_files(demo=options["demo"])
        try:
            done = load(files, only_try=options["check"], insist=bool(options["files"]))
        except (BadFile, BadArea, OSError) as bad:
            raise CommandError(str(bad), returncode=UNREADABLE) from bad
        for reason in done.refused:
            self.stderr.write(f"没有装载，以政策簿中已发布的为准：{reason}")
        if options["check"]:
            self.stdout.write(f"可以装载：新文件 {done.documents} 份，已有 {done.already} 份；没有写入。")
            return
        days = done.days + load_calendar()
        self.stdout.write(f"新装载文件 {done.documents} 份，已有 {done.already} 份；新增日历 {days} 天。")
