"""`manage.py import_areas FILE.csv`: the official tree of areas; the same file twice changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.staff.services import import_areas

_SHOWN = 50


class Command(BaseCommand):
    """Takes in areas from a CSV with the columns code, name and, if known, setting and hardship_class."""

    help = "导入区划代码与名称（CSV：code,name,setting,hardship_class）；有一行不对就一行也不导入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="UTF-8 的 CSV 文件")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as source:
                taken = import_areas(source)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"读不了 {options['file']}：{error}", returncode=2) from error
        if isinstance(taken, tuple):
            lines = [f"第 {bad.row} 行：{bad.reason}" if bad.row else bad.reason for bad in taken]
            raise CommandError("\n".join([f"有 {len(lines)} 处不对，没有导入：", *lines[:_SHOWN]]), returncode=2)
        self.stdout.write(f"区划 {taken} 个")
