"""Fills an empty system with the invented county, step by step; a step that is done already is left alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from io import StringIO
from time import perf_counter
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from assistance.outcome import Refused
from cases.applications.models import Application
from cases.awards.models import Award
from cases.demo import applicants, casework, foresight, money, officers, register, reviews
from cases.demo.county import COUNTY, areas_csv
from cases.payouts.models import PayoutRun
from cases.reaudits.models import Reaudit
from cases.register.services import take_in
from cases.register.workbook import read_workbook
from cases.staff.models import Post
from cases.staff.scope import acting_in
from cases.staff.services import import_areas
from cases.workflow.models import JournalLine

_REGISTER = "青阳县台账.xlsx"
_APPLICANTS = "青阳县申请家庭.xlsx"
_BEFORE_THE_RAISE = timedelta(days=75)  # long enough to be decided and paid before
Say = Callable[[str], None]


class NotLoaded(Exception):
    """A step was refused; the text says by what."""


@dataclass(frozen=True, slots=True)
class Loading:
    """For which day the demo is made, and where it says how far it is."""

    today: date
    say: Say

    def at(self, hour: int, minute: int = 0, *, day: date | None = None) -> datetime:
        """A moment of a working day."""
        moment = datetime.combine(day or self.today, time(hour, minute))
        return timezone.make_aware(moment)

    @property
    def last_month(self) -> date:
        """The first day of the month before today's."""
        return (self.today.replace(day=1) - timedelta(days=1)).replace(day=1)

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        """One step and its seconds."""
        began = perf_counter()
        yield
        self.say(f"  {words}（{perf_counter() - began:.1f} 秒）")


def load(loading: Loading, size: register.Size = register.DONGHAI) -> None:
    """Everything, in the order in which a county would come to it; each step is whole or not there."""
    with loading.step("区划"):
        areas = import_areas(StringIO(areas_csv()))
        if isinstance(areas, tuple):
            raise NotLoaded(areas[0].reason)
    with loading.step("工作人员"):
        officers.appoint_all()
    month, posts = loading.last_month, officers.posts()
    maker, releaser = posts["sunli"], posts["wugang"]
    _once(loading, "台账：家庭、成员、待遇、账户", Award.objects.all(), lambda: _take_register_in(loading, size))
    _once(loading, "各环节的申请", Application.objects.all(), lambda: _work_on_cases(loading, posts))
    _once(
        loading, "上月发放：送银行、回盘、对账", PayoutRun.objects.all(),
        lambda: money.pay(month, loading.at(9, day=month + timedelta(days=7)), maker=maker, releaser=releaser),
    )  # fmt: skip
    _once(loading, "复核和补差", Reaudit.objects.all(), lambda: _look_again(loading, posts))
    this = loading.today.replace(day=1)
    _once(
        loading, "本月发放明细", PayoutRun.objects.filter(month=this),
        lambda: money.draft_all(this, loading.at(8, 30), maker=maker),
    )  # fmt: skip
    _once(
        loading, "待发布的提标草稿和测算", JournalLine.objects.filter(act="draft_policy"),
        lambda: foresight.draft_a_raise(month, loading.at(8, 45), editor=posts["chenyu"]),
    )  # fmt: skip


def _once(loading: Loading, words: str, traces: "QuerySet[Any]", act: Callable[[], object]) -> None:
    """A step in one transaction, left alone when its traces are there."""
    with loading.step(words), acting_in(COUNTY):
        if not traces.exists():
            act()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the next step plans its queries on what this one wrote


def _take_register_in(loading: Loading, size: register.Size) -> None:
    month = loading.last_month
    _take_in(_REGISTER, register.register(month, size=size), loading.at(8, day=month))


def _look_again(loading: Loading, posts: dict[str, Post]) -> None:
    reviews.open_what_is_due(loading.today, loading.at(7), posts)
    reviews.raise_some(_granted_early(), loading.at(8), posts)


def _take_in(name: str, content: bytes, at: datetime) -> None:
    """Through the very import that a county uses."""
    book = read_workbook(name, content)
    if isinstance(book, Refused):
        raise NotLoaded(str(book))
    taken = take_in(book, name, COUNTY, actor=None, at=at, digest=sha256(content).hexdigest())
    if isinstance(taken, Refused):
        raise NotLoaded(str(taken))


def _work_on_cases(loading: Loading, posts: dict[str, Post]) -> None:
    """The families that apply come first, some days before the first of them does."""
    late = reviews.late_standard()
    before = late[1] - _BEFORE_THE_RAISE if late and late[1] <= loading.today else None
    askers = applicants.askers(loading.today, before)
    arrived = min(one.start for one in askers) - timedelta(days=7)
    _take_in(_APPLICANTS, applicants.workbook(askers, arrived), loading.at(8, day=arrived))
    casework.Casework(posts, askers, loading.today).run()


def _granted_early() -> list[Award]:
    """Awards that were decided here before the late standard was published."""
    late = reviews.late_standard()
    if late is None:
        return []
    rows = Award.objects.filter(decision_id__isnull=False, benefit="dibao", created_at__date__lt=late[1])
    rows = rows.exclude(reaudits__in=Reaudit.objects.exclude(state="closed"))  # one look at a time
    return list(rows.select_related("household").order_by("pk"))
