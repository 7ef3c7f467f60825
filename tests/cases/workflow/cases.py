"""A small case that moves: a re-audit of an award of a family in the village."""

from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from cases.awards.models import Award
from cases.households.models import Household
from cases.reaudits.models import Reaudit
from cases.reaudits.states import REAUDIT
from cases.workflow.models import Subject
from cases.workflow.perform import PRACTICES, Act, Practice, open_case
from tests.people import VILLAGE, Town


def _free(_subject: Subject, _act: Act) -> tuple[()]:
    return ()


def practice() -> Practice:
    """The re-audit's own practice, or one whose guards allow everything while the room has none."""
    return PRACTICES.get("reaudit") or Practice(REAUDIT, Reaudit, dict.fromkeys(REAUDIT.guards, _free), {})


def a_reaudit(town: Town, at: datetime) -> Reaudit:
    """One re-audit, due."""
    practice()
    household = Household.objects.create(
        number="H-1", head_name="王秀兰", setting="rural", area_code=VILLAGE, created_at=at
    )
    award = Award.objects.create(
        household=household, benefit="dibao", area_code=VILLAGE, period=DateRange(date(2026, 1, 1), None), created_at=at
    )
    case = Reaudit(
        area_code=VILLAGE,
        award=award,
        household=household,
        reason="periodic",
        category="stable",
        due_on=date(2026, 12, 31),
    )
    open_case(case, actor=town.officer, at=at)
    return case
