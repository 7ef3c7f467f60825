"""Fills an empty system with the invented county, step by step; a step that is done already is left alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from io import StringIO
from time import perf_counter

from django.utils import timezone

from assistance.outcome import Refused
from cases.demo import officers, register
from cases.demo.county import COUNTY, areas_csv
from cases.households.models import Household
from cases.register.services import take_in
from cases.register.workbook import read_workbook
from cases.staff.scope import acting_in
from cases.staff.services import import_areas

_FILE = "青阳县台账.xlsx"
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

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        """One step and its seconds."""
        began = perf_counter()
        yield
        self.say(f"  {words}（{perf_counter() - began:.1f} 秒）")


def load(loading: Loading, size: register.Size = register.DONGHAI) -> None:
    """Everything, in the order in which a county would come to it."""
    with loading.step("区划"):
        areas = import_areas(StringIO(areas_csv()))
        if isinstance(areas, tuple):
            raise NotLoaded(areas[0].reason)
    with loading.step("工作人员"):
        officers.appoint_all()
    with loading.step("台账：家庭、成员、待遇、账户"):
        _take_register_in(loading, size)


def _take_register_in(loading: Loading, size: register.Size) -> None:
    """Make the workbook and take it in through the very import that a county uses."""
    with acting_in(COUNTY):
        if Household.objects.exists():
            return
        content = register.register(loading.today, size=size)
        book = read_workbook(_FILE, content)
        if isinstance(book, Refused):
            raise NotLoaded(str(book))
        at, digest = loading.at(8), sha256(content).hexdigest()
        taken = take_in(book, _FILE, COUNTY, actor=None, at=at, digest=digest)
        if isinstance(taken, Refused):
            raise NotLoaded(str(taken))
