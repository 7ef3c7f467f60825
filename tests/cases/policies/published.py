"""A county with families in receipt and a standard of its own, raised on the desk as officers do it."""

from datetime import date, datetime
from typing import Any

from cases.assessments import services as assessments
from cases.awards import services as awards
from cases.awards.models import Award
from cases.awards.services import Grant, grant_all
from cases.households import services as households
from cases.households.models import Household
from cases.households.selectors import members_on
from cases.policies import services as policies
from cases.staff.scope import acting_as
from eligibility import api
from tests.cases.households.people import NOW, TODAY, number
from tests.people import COUNTY, VILLAGE, Town

FIRST = date(2026, 7, 1)
_NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


def single(town: Town, order: int, *, pension_fen: int = 20_000, area: str = VILLAGE) -> Household:
    """A person of fifty-odd who lives alone, everything told since 2020, with a pension."""
    by: dict[str, Any] = {
        "actor": town.officer if area == VILLAGE else town.outsider,
        "at": NOW,
        "since": date(2020, 1, 1),
    }
    name = f"{_NAMES[order % len(_NAMES)]}一"
    made = households.register_household(
        area_code=area, name=name, id_number=number(date(1970, 1, 1 + order % 28), 100 + order // 28), **by
    )
    assert isinstance(made, Household), made
    head = members_on(made, TODAY)[0]
    households.record_residence(head, kind="hukou", place_code=area, **by)
    if pension_fen:
        households.record_income(head, kind="pension", amount_fen=pension_fen, per="month", **by)
    for condition, value in (("disabilities", []), ("serious_illness", False), ("labour", "none"), ("study", "none"), ("pregnant", False)):  # fmt: skip
        households.record_condition(head, name=condition, value=value, **by)
    for what in ("incomes", "expenses"):
        households.say_complete(head, what, complete=True, actor=by["actor"], at=NOW)
    for what in ("assets", "obligors"):
        households.say_complete(made, what, complete=True, actor=by["actor"], at=NOW)
    made.refresh_from_db()
    return made


def hard_pressed(town: Town, order: int) -> Household:
    """Somebody above the edge, whose illness takes most of the pension."""
    made = single(town, order, pension_fen=150_000)
    by: dict[str, Any] = {"actor": town.officer, "at": NOW, "since": date(2020, 1, 1)}
    households.record_expense(members_on(made, TODAY)[0], kind="medical", amount_fen=1_500_000, per="year", **by)
    return made


def worth_today(made: Household, benefit: str = "dibao") -> int:
    """What today's law gives a family."""
    answer = assessments.trial(made, benefit=benefit, on=TODAY)
    assert answer.outcome == "yes", answer.missing
    assert answer.amount_fen is not None
    return answer.amount_fen


def decided(made: Household, fen: int | None = None, *, first: date = FIRST, benefit: str = "dibao") -> Award:
    """A monthly award as a decision here gives it."""
    who, worth = members_on(made, TODAY), worth_today(made, benefit) if fen is None else fen
    award = awards.grant(made, benefit, "", worth, "month", first, None, None, who, "stable", NOW)
    assert isinstance(award, Award), award
    return award


def imported(made: Household, fen: int | None = None, *, owed_from: date = FIRST) -> Award:
    """A 低保 award as a register of before brings it: paid elsewhere until `owed_from`."""
    amount = worth_today(made) if fen is None else fen
    granted = grant_all(
        [
            Grant(
                household=made, benefit="dibao", amount_fen=amount, first_month=date(2026, 1, 1),
                persons=members_on(made, TODAY), register_key=f"DY{made.pk}", owed_from=owed_from, reason="register",
            )
        ],
        at=NOW,
    )  # fmt: skip
    assert isinstance(granted, tuple)
    return granted[0]


def a_raise(town: Town, rural: str, *, start: date = FIRST, at: datetime = NOW, **values: Any) -> api.Version:
    """A draft for the county with another rural standard, waiting for its second person."""
    standard = {"urban": {"amount": "820.00", "per": "month"}, "rural": {"amount": rural, "per": "month"}}
    written = api.Draft(
        area=COUNTY, document="关于提高青阳县农村低保标准的通知", start=start, end=None, note="晚公布的提标",
        values={"dibao.standard": standard} | values, corrects=True,
    )  # fmt: skip
    with acting_as(town.editor):
        made = policies.draft(written, actor=town.editor, at=at)
        assert isinstance(made, api.Version), made
        sent = policies.send_for_review(made.id, actor=town.editor, at=at)
    assert isinstance(sent, api.Version), sent
    return sent


def published(town: Town, waiting: api.Version, *, at: datetime = NOW) -> api.Version:
    """The version as the second person made it law."""
    with acting_as(town.publisher):
        found = policies.publish(waiting.id, actor=town.publisher, at=at)
    assert isinstance(found, api.Version), found
    return found
