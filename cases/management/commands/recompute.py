"""`manage.py recompute --area CODE [--as-known-on DATE] [--benefit …]`: kept answers put to the law again; nothing is written."""

from argparse import ArgumentParser
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from cases.assessments.recompute import recomputed, swept
from cases.staff.models import AREA_CODE, Area
from eligibility.words.codes import BENEFITS

_BAD_INPUT, _DIFFERENT = 2, 1
_EARLIEST, _LATEST = date(1949, 10, 1), date(2100, 1, 1)


class Command(BaseCommand):
    """Prints every kept answer that does not come out again and why; exit status 1 when there is one, 2 for bad input."""

    help = "把一个地区保存的审核计算按原有事实和当时已公布的政策重算一遍，列出不一致的；不写入任何内容。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--area", required=True, help="12位区划代码")
        parser.add_argument("--as-known-on", help="改按这一天（含当天）已公布的政策重算，例如 2026-07-31")
        parser.add_argument("--sums", action="store_true", help="只核对结论、金额和人数，成批计算，适合大地区")
        parser.add_argument("--benefit", help=f"只算一种救助：{'、'.join(BENEFITS)}")

    def handle(self, *args: Any, **options: Any) -> None:
        area, benefit, moment = options["area"], options["benefit"] or "", _moment(options["as_known_on"])
        _check(area, benefit)
        count = differences = 0
        over = swept if options["sums"] else recomputed
        for difference in over(area, benefit=benefit, as_known=moment):
            count += 1
            if difference is not None:
                differences += 1
                self.stdout.write(str(difference))
        self.stdout.write(f"重算 {count} 件，一致 {count - differences} 件，不一致 {differences} 件")
        if differences:
            raise CommandError(f"有 {differences} 件重算不一致", returncode=_DIFFERENT)


def _check(area: str, benefit: str) -> None:
    try:
        AREA_CODE(area)
    except ValidationError as error:
        raise CommandError(f"区划代码不对：{area!r}。应为12位数字，例如 990101000000", returncode=_BAD_INPUT) from error
    if not Area.objects.filter(pk=area).exists():
        raise CommandError(f"没有区划 {area}；先用 import_areas 导入区划", returncode=_BAD_INPUT)
    if benefit and benefit not in BENEFITS:
        raise CommandError(f"没有救助类型 {benefit!r}；可以是 {'、'.join(BENEFITS)}", returncode=_BAD_INPUT)


def _moment(text: str | None) -> datetime | None:
    """The last moment of a day in China."""
    if text is None:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text or not _EARLIEST <= day <= _LATEST:
        raise CommandError(f"--as-known-on 不对：{text!r}。应为 2026-07-31", returncode=_BAD_INPUT)
    return timezone.make_aware(datetime.combine(day, time.max))
