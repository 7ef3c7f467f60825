"""One row of everything in one township and its county, and somebody of every role elsewhere: for the tests of the walls."""

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from assistance.fields import blind_index
from cases.applications.models import Application, Gap
from cases.households.models import Household
from cases.matching.models import Discrepancy
from cases.payouts.models import BankFile, BankReturn, PayoutLine, PayoutRun
from cases.reaudits.models import Reaudit
from cases.staff.models import Officer, Post, Role
from cases.staff.scope import acting_in
from tests.cases.applications.cases import waiting_case
from tests.cases.awards.families import family
from tests.cases.payouts.paying import NOW, answer_to, award_of, sent, taken
from tests.cases.reaudits.test_services import aided, opened
from tests.people import COUNTY, OTHER_COUNTY, OTHER_TOWNSHIP, Town

Keys = dict[str, Any]
NAMES = ("周德福户", "王秀兰户", "李强")  # of the families below, as only their own pages say them
_IN_TOWNSHIP = {Role.VILLAGE_ASSISTANT, Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD}


def rows_of(town: Town) -> Keys:
    """A case that waits with a difference and a thing to fill, a re-audit, a month's run with file, answer and line."""
    case, look = waiting_case(town), opened(town, aided(town))
    member = case.household.members.get()
    return {
        "household": case.household_id, "member": member.pk, "case": case.pk, "calculation": case.assessment_id, "look": look.pk, "award": look.award_id,
        **_procedure(case, town), **_money(town),
    }  # fmt: skip


def _procedure(case: Application, town: Town) -> Keys:
    """A difference and a thing to fill."""
    told = {"told_at": NOW, "told_by": town.officer.officer}
    gap = Gap.objects.create(application=case, area_code=case.area_code, text="银行流水", **told)
    enquiry = case.household.enquiries.get()
    row = Discrepancy.objects.create(
        enquiry=enquiry, area_code=case.area_code, item="income:wage", returned_fen=1, returned_per="month"
    )
    return {"gap": gap.pk, "difference": row.pk}


def _money(town: Town) -> Keys:
    """A month's run with its file, its answer and a line in doubt."""
    award_of(family("1"), 65_000)
    run = sent(town)
    taken(town, run, answer_to(run))
    line = PayoutLine.objects.order_by("pk")[0]
    return {
        "run": run.pk, "file": BankFile.objects.get().pk, "answer": BankReturn.objects.get().pk, "line": line.pk,
    }  # fmt: skip


def people_elsewhere() -> list[Post]:
    """Somebody of every role in the other township or the other county."""
    found = []
    for order, role in enumerate(Role):
        area = OTHER_TOWNSHIP if role in _IN_TOWNSHIP else OTHER_COUNTY
        index = blind_index(f"elsewhere {order}", "person")
        officer = Officer.objects.create(login=f"elsewhere{order}", name=f"外地{order}", person_index=index)
        found.append(Post.objects.create(officer=officer, area_id=area, role=role, period=DateRange(date(2020, 1, 1))))
    return found


def state() -> dict[str, list[Any]]:
    """Everything an act would move: versions of cases, verdicts, filled gaps, states of lines."""
    with acting_in(COUNTY):
        return {
            model.__name__: list(model.objects.order_by("pk").values_list("pk", *fields))
            for model, fields in (
                (Application, ("version", "state")),
                (Household, ("version",)),
                (Gap, ("filled_at",)),
                (Discrepancy, ("verdict", "explanation")),
                (Reaudit, ("version", "state")),
                (PayoutRun, ("version", "state")),
                (PayoutLine, ("state",)),
            )
        }
