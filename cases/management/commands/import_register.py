"""`manage.py import_register FILE.xlsx [--area CODE] [--dry-run]`: a county's existing register, whole or not at all."""

import time
from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assistance.outcome import Refused
from cases.register.plan import Plan
from cases.register.selectors import area_named, only_county
from cases.register.services import preview, take_in
from cases.staff.scope import acting_in

_SHOWN = 50


def _place(code: str | None) -> str:
    """The place that was named, or the only county there is."""
    if code is None:
        code = only_county()
        if code is None:
            raise CommandError("区划里没有县或不止一个县，请用 --area 写明是哪一个的台账", returncode=2)
    if area_named(code) is None:
        raise CommandError(f"没有区划 {code}；先用 import_areas 导入区划", returncode=2)
    return code


class Command(BaseCommand):
    """Takes in households, members, current awards and accounts; exit status 2 when there is a bad row."""

    help = "导入一个地区的现有台账（Excel 工作簿）；有一行不对就一行也不导入，同一文件导入两次不产生变化。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="台账工作簿（.xlsx）")
        parser.add_argument("--area", help="台账所属地区的12位区划代码；区划里只有一个县时可以不写")
        parser.add_argument("--dry-run", action="store_true", help="只检查和预览，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        area, path = _place(options["area"]), options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"读不了 {path}：{error.strerror}", returncode=2) from error
        now = timezone.now()
        began = time.perf_counter()
        with acting_in(area):
            plan = preview(path.name, content, area, on=timezone.localdate(now))
            if isinstance(plan, Refused):
                raise CommandError(str(plan), returncode=2)
            self._show(plan)
            if options["dry_run"]:
                return
            taken = take_in(plan.register, path.name, area, actor=None, at=now, digest=sha256(content).hexdigest())
        if isinstance(taken, Refused):
            raise CommandError(str(taken), returncode=2)
        seconds = time.perf_counter() - began
        pace = f"，{taken.rows / seconds:,.0f} 行/秒" if taken.rows else ""
        self.stdout.write(
            f"已导入家庭 {taken.households}、成员 {taken.members}、待遇 {taken.awards}、账户 {taken.accounts}"
            f"；用时 {seconds:.1f} 秒{pace}"
        )

    def _show(self, plan: Plan) -> None:
        for count in plan.counts():
            self.stdout.write(
                f"{count.sheet}：{count.rows} 行，新增 {count.new}，已有 {count.already}，其中内容不同 {count.differing}"
            )
        for difference in plan.differences[:_SHOWN]:
            self.stdout.write(
                f"  {difference.sheet} {difference.cell} {difference.heading}："
                f"文件为“{difference.in_file}”，系统为“{difference.in_database}”，以系统为准"
            )
        problems = plan.register.problems
        if problems:
            more = len(problems) - _SHOWN + plan.register.more_problems
            lines = [f"有 {len(problems) + plan.register.more_problems} 处不对，没有导入："]
            lines += [f"  {problem}" for problem in problems[:_SHOWN]]
            raise CommandError("\n".join([*lines, *([f"  另有 {more} 处"] if more > 0 else [])]), returncode=2)
