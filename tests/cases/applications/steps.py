"""Taking a case along its way in tests, through the same services as the screens."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import xlsxwriter
from django.utils import timezone

from assistance.outcome import Refused
from cases.applications import services
from cases.applications.models import Application
from cases.applications.services import Ask
from cases.households import services as households
from cases.households.models import Household
from cases.households.selectors import members_on
from cases.matching.gateways.spreadsheet import HEADER, number_of
from cases.matching.models import Enquiry
from cases.staff.models import Post
from tests.cases.assessments.test_services import tell_the_rest, wang
from tests.people import Town

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)  # a Monday, ten in the morning in China


def whole(town: Town) -> Household:
    """王秀兰's family with everything that 低保 asks for, consents and an account."""
    household = wang(town)
    tell_the_rest(town, household)
    sign_and_bank(household, town.officer)
    household.refresh_from_db()
    return household


def sign_and_bank(household: Household, actor: Post, at: datetime = NOW) -> None:
    """Everybody's consent and the account."""
    for member in members_on(household, timezone.localtime(at).date()):
        done = households.record_consent(member, signed_on=timezone.localtime(at).date(), actor=actor, at=at)
        assert not isinstance(done, Refused), done
    done_ = households.record_account(
        household, holder=household.head_name, bank="农商银行", number="6228480000000012345", actor=actor, at=at
    )
    assert not isinstance(done_, Refused), done_


def drafted(household: Household, actor: Post, *asks: Ask, at: datetime = NOW) -> Application:
    """One application that is not accepted yet."""
    cases = services.open_intake(household, benefits=asks or (Ask("dibao"),), actor=actor, at=at)
    assert isinstance(cases, list), cases
    return cases[0]


def accepted(household: Household, actor: Post, *asks: Ask, at: datetime = NOW) -> Application:
    """One application whose clocks run."""
    case = drafted(household, actor, *asks, at=at)
    done = services.accept(case, actor=actor, at=at, expected=case.version)
    assert done, done
    return case


def answers(*lines: tuple[Enquiry, str, str, str, str]) -> bytes:
    """A returned workbook: enquiry, item, amount, unit, text."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for row, (enquiry, item, amount, unit, text) in enumerate(lines, start=1):
            sheet.write_row(
                row, 0, [number_of(enquiry.pk), enquiry.member.name, "", "", "", item, amount, unit, "大数据局", text]
            )
    return out.getvalue()


def checked(case: Application, actor: Post, *lines: tuple[str, str, str, str, str], at: datetime = NOW) -> None:
    """The registers answer: nothing about anybody, or the given (name, item, amount, unit, text)."""
    rows = list(Enquiry.objects.filter(subject_id=case.pk, answered_at__isnull=True).select_related("member"))
    told = {name for name, *_ in lines}
    found = [(row, *line[1:]) for row in rows for line in lines if line[0] == row.member.name]
    found += [(row, "无", "", "", f"{case.pk}") for row in rows if row.member.name not in told]
    taken = services.take_back(answers(*found), "返回.xlsx", actor, at)
    assert not isinstance(taken, Refused), taken
    assert taken.bad == (), taken.bad
    case.refresh_from_db()


def visited(case: Application, first: Post, second: Post, at: datetime = NOW) -> None:
    """Two officers have been there."""
    done = services.record_visit(
        case, first=first.officer, second=second.officer, visited_on=timezone.localtime(at).date(), place="柳林村 3 组",
        present="本人", findings="土坯房三间，无大件电器", agrees=True, actor=first, at=at,
    )  # fmt: skip
    assert not isinstance(done, Refused), done


def proposed(case: Application, first: Post, second: Post, at: datetime = NOW) -> None:
    """Checked, visited, and the township proposes to grant."""
    checked(case, first, at=at)
    visited(case, first, second, at)
    done = services.give_opinion(case, actor=first, at=at, expected=None, text="符合条件，建议给予")
    assert done, done


def posted(case: Application, actor: Post, at: datetime = NOW) -> None:
    """The notice hangs from the day of `at`."""
    day = timezone.localtime(at).date()
    done = services.post_notice(case, actor=actor, at=at, expected=None, posted_on=day, place="村务公开栏")
    assert done, done


def noticed(case: Application, area_code: str, at: datetime = NOW, days: int = 8) -> datetime:
    """The notice has ended; returns the moment of the day it moved on."""
    later = at + timedelta(days=days)
    moved = services.end_notices(area_code, on=timezone.localtime(later).date(), at=later)
    assert moved == 1
    case.refresh_from_db()
    return later


def ready(town: Town, household: Household | None = None, *, scope: str) -> tuple[Application, datetime]:
    """A 低保 case that waits for its decision, and the moment."""
    case = accepted(household or whole(town), town.officer)
    proposed(case, town.officer, town.second)
    posted(case, town.officer)
    return case, noticed(case, scope)


def reasons(answer: object) -> set[str]:
    """The codes of a refusal."""
    assert isinstance(answer, Refused), answer
    return {reason.code for reason in answer.reasons}


DAY = date(2026, 11, 2)
