"""`manage.py standards AREA --on DATE [--known-by MOMENT]`: what was in force at a place on a day, with its document."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eligibility import api
from eligibility.management.reading import UNREADABLE, area, day, known_by


class Command(BaseCommand):
    """Prints one line a parameter: name, value, place, first day, document."""

    help = "列出一个地区在某一天施行的全部政策数据；--known-by 只看当时已经公布的。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("area", help="行政区划代码，2、4、6、9 或 12 位")
        parser.add_argument("--on", required=True, help="哪一天，如 2021-06-01")
        parser.add_argument("--known-by", help="只看这一刻以前公布的，如 2021-10-31")
        parser.add_argument("--name", help="只看一项参数，如 dibao.standard")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        if name is not None and name not in api.REGISTRY:
            raise CommandError(f"--name 不对：{api.no_such(name)}", returncode=UNREADABLE)
        code, on = area(options["area"]), day(options["on"], "--on")
        found = api.standards_on(code, on, known_by(options["known_by"]))
        chosen = [figure for figure in found.values() if name in {None, figure.name}]
        self.stdout.write("\n".join(_line(figure) for figure in chosen) or _nothing(code, on))


def _line(figure: api.Figure) -> str:
    value = json.dumps(figure.value, ensure_ascii=False)
    return f"{figure.name} = {value}〔{figure.area}，自 {figure.start}，{figure.document}〕"


def _nothing(code: str, on: date) -> str:
    return f"{code} 在 {on} 没有已公布的值。"
