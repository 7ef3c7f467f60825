"""Cases that wait for a decision, for page tests; families differ in name and number only."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from cases.applications import services
from cases.applications.models import Application
from cases.households import services as households
from cases.households.models import Household
from cases.staff.scope import acting_in
from tests.cases.applications.steps import accepted, checked, posted, sign_and_bank, visited
from tests.cases.households.people import number
from tests.people import COUNTY, VILLAGE, Town

_NAMES = ("周德福", "陈桂英", "赵国庆", "王秀兰", "黄丽", "马志强", "孙玉梅", "吴大勇", "李发贵", "郑小英")


def single(town: Town, order: int, at: datetime, *, village: str = VILLAGE, actor: object = None) -> Household:
    """One person who lives alone without income, everything told."""
    by = {"actor": actor or town.officer, "at": at}
    name = _NAMES[order % len(_NAMES)]
    household = households.register_household(
        area_code=village,
        name=name,
        id_number=number(date(1960, 1, 1 + order), order + 20),
        **by,  # type: ignore[arg-type]
    )
    assert isinstance(household, Household), household
    head = household.members.get()
    for what in ("incomes", "expenses"):
        households.say_complete(head, what, complete=True, **by)  # type: ignore[arg-type]
    for what in ("assets", "obligors"):
        households.say_complete(household, what, complete=True, **by)  # type: ignore[arg-type]
    for key, value in (
        ("disabilities", []),
        ("serious_illness", False),
        ("labour", "partial"),
        ("study", "none"),
        ("pregnant", False),
    ):
        households.record_condition(head, name=key, value=value, **by)  # type: ignore[arg-type]
    households.record_residence(head, kind="hukou", place_code=village, **by)  # type: ignore[arg-type]
    sign_and_bank(household, by["actor"], at)  # type: ignore[arg-type]
    household.refresh_from_db()
    return household


def waiting_case(
    town: Town, order: int = 0, *lines: tuple[str, str, str, str, str], at: datetime | None = None
) -> Application:
    """A 低保 case that waits for the township's decision today; with `lines` the registers differ."""
    ended = at or timezone.now()
    start = ended - timedelta(days=8)
    with acting_in(COUNTY):
        case = accepted(single(town, order, start), town.officer, at=start)
        checked(case, town.officer, at=start)
        visited(case, town.officer, town.second, start)
        assert services.give_opinion(case, actor=town.officer, at=start, expected=None, text="符合条件，建议给予")
        posted(case, town.officer, start)
        services.end_notices(COUNTY, on=timezone.localtime(ended).date(), at=ended)
        case = Application.objects.select_related("household").get(pk=case.pk)
    assert case.state == "decision", case.state
    return case


def several(town: Town, count: int) -> list[Application]:
    """Cases in the order of their clocks."""
    return [waiting_case(town, order) for order in range(count)]
