"""`manage.py make_register FILE.xlsx`: the invented county's register as a workbook, for trying the import."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.demo.register import SEED, register


class Command(BaseCommand):
    """Writes the workbook; the same seed and day give the same people."""

    help = "生成演示县的台账工作簿（全部是虚构的人）；先装载演示县的政策（load_policies --demo）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="要写的文件（.xlsx）")
        parser.add_argument("--today", type=date.fromisoformat, help="按哪一天生成，默认今天")
        parser.add_argument("--seed", type=int, default=SEED, help="随机数种子")

    def handle(self, *args: Any, **options: Any) -> None:
        content = register(options["today"] or timezone.localdate(), seed=options["seed"])
        options["file"].write_bytes(content)
        self.stdout.write(f"已写 {options['file']}，{len(content) / 1024:,.0f} KB")
