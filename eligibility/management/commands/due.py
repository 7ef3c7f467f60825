"""`manage.py due 2022-09-26 15 working_day [--area 61] [--known-by 2022-01-01]`: the moment a term ends."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eligibility import api
from eligibility.core.workdays import SHANGHAI, UNITS
from eligibility.management.reading import UNREADABLE, area, known_by

PROVISIONAL = "暂定（provisional）：期限跨入尚未公布放假安排的年份，按周末推算。"


class Command(BaseCommand):
    """Prints the due day of a term, or the due moment of one in hours."""

    help = "计算期限的截止日。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("start", help="起算日 2022-09-26，或起算时刻 2025-01-24T16:00")
        parser.add_argument("n", help="数目")
        parser.add_argument("unit", help="、".join(UNITS))
        parser.add_argument("--area", default="0", help="行政区划代码或前缀")
        parser.add_argument("--known-by", help="按该日以前公布的放假安排计算")

    def handle(self, *args: Any, **options: Any) -> None:
        start = _start(options["start"])
        try:
            count = int(options["n"]) if options["n"].isascii() and options["n"].isdigit() else 0
            term = api.Term(count, options["unit"])
            due = api.due_on(start, term, area(options["area"]), known_by(options["known_by"]))
        except api.BadTerm as bad:
            raise CommandError(str(bad), returncode=UNREADABLE) from bad
        hours = term.unit == "hour"
        self.stdout.write(due.at.astimezone(SHANGHAI).isoformat() if hours else due.day.isoformat())
        if due.provisional:
            self.stdout.write(PROVISIONAL)


def _start(text: str) -> date | datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or not text.startswith(moment.date().isoformat()):  # Python also reads 20220926 and 2022-W39-1
        message = f"起算日不对：{text!r}。应为 2022-09-26，或 2025-01-24T16:00。"
        raise CommandError(message, returncode=UNREADABLE)
    return moment.date() if len(text) == len("2022-09-26") else moment
