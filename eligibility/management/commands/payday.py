"""`manage.py payday 2022-04 --area 61`: the day by which a month is paid."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eligibility import api
from eligibility.management.commands.due import PROVISIONAL
from eligibility.management.reading import UNREADABLE, area, known_by


class Command(BaseCommand):
    """Prints the last day on which a month's money must be out."""

    help = "计算某月救助金的最迟发放日。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", help="月份，如 2022-04")
        parser.add_argument("--area", default="0", help="行政区划代码或前缀")
        parser.add_argument("--known-by", help="按该日以前公布的政策和放假安排计算")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            due = api.payday(_month(options["month"]), area(options["area"]), known_by(options["known_by"]))
        except api.BadTerm as bad:
            raise CommandError(str(bad), returncode=UNREADABLE) from bad
        if due is None:
            self.stdout.write("没有公布发放日的规定（payment.pay_by_day），不能判断。")
            return
        self.stdout.write(due.day.isoformat())
        if due.provisional:
            self.stdout.write(PROVISIONAL)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise CommandError(f"月份不对：{text!r}。应写作 2022-04。", returncode=UNREADABLE) from None
