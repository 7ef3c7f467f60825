"""`manage.py simulate --version N [--area CODE]`: a draft weighed against the families in receipt; the summary as JSON."""

import json
from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assistance.outcome import Refused
from cases.policies import selectors, simulations
from cases.staff.models import Area
from cases.workflow.models import BatchRun
from eligibility import api

_BAD_INPUT = 2


class Command(BaseCommand):
    """Runs the simulation that the page runs and keeps it beside the version; exit status 2 for bad input."""

    help = "按今天的在保家庭测算一份草稿或待发布的政策，打印汇总（JSON）；结果留存，网页上也能看。"

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Django's own --version says which Django runs; here it names the policy's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--version", type=int, required=True, help="政策版本的编号，见政策页面的地址")
        parser.add_argument("--area", help="只看这个地区（12位区划代码），默认为政策的地区")

    def handle(self, *args: Any, **options: Any) -> None:
        found = api.version(options["version"])
        if found is None:
            raise CommandError(
                f"没有编号为 {options['version']} 的政策版本；编号见政策页面的地址", returncode=_BAD_INPUT
            )
        area = options["area"] or selectors.place_of(found.area)
        if not Area.objects.filter(pk=area).exists():
            raise CommandError(f"没有区划 {area}；应为已导入的12位区划代码，例如 990101000000", returncode=_BAD_INPUT)
        began = perf_counter()
        made = simulations.run(found, area, clock=timezone.now)
        if isinstance(made, Refused):
            raise CommandError(str(made), returncode=_BAD_INPUT)
        if made.batch is None or made.batch.state != BatchRun.State.DONE:
            raise CommandError(made.batch.message if made.batch else "没有做完")
        summary = {"version": found.id, "area": area, "on": made.on.isoformat(), **made.summary}
        self.stdout.write(json.dumps(summary, ensure_ascii=False, indent=1))
        self.stderr.write(f"{made.batch.done} 户，{perf_counter() - began:.1f} 秒")
