"""The Hanzhong case of document 002 goes from the window to its award where the place decides; elsewhere it goes to the county."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from assistance.fields import blind_index
from cases.applications import services
from cases.applications.models import Application, Decision, Notice
from cases.applications.services import Ask
from cases.awards.models import Award, AwardPeriod
from cases.households import services as households
from cases.households.models import Household, Member
from cases.households.selectors import members_on
from cases.staff.models import Area, Officer, Post, Role
from cases.staff.scope import acting_in
from eligibility.loading import load
from tests.cases.applications.steps import checked, posted, reasons, sign_and_bank, visited
from tests.cases.households.people import number

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]

# 2023: the standards of Hanzhong (655 urban) stand published; a Monday, nine in the morning.
NOW = datetime(2023, 6, 5, 1, tzinfo=UTC)
TODAY = date(2023, 6, 5)
HANZHONG = "610702"  # 汉台区
ELSEWHERE = "610303"  # a district of the same province that delegated nothing


@pytest.fixture(autouse=True)
def place(policies: None) -> None:
    """What these places never published is filled in, as their policy editors would have to."""
    load([Path(__file__).with_name("shaanxi.yaml")])


def _staff(county: str) -> dict[str, Post]:
    """Areas and officers of one district."""
    parent = None
    for code, name, level in (
        ("610000000000", "陕西省", "province"),
        (f"{county[:4]}00000000", "市", "city"),
        (f"{county}000000", "区", "county"),
        (f"{county}001000", "街道", "township"),
        (f"{county}001001", "社区", "village"),
    ):
        parent, _ = Area.objects.get_or_create(code=code, defaults={"name": name, "level": level, "parent": parent})
    posts = {}
    for login, role, place in (
        ("taker", Role.TOWNSHIP_OFFICER, f"{county}001000"),
        ("acceptor", Role.TOWNSHIP_OFFICER, f"{county}001000"),
        ("head", Role.TOWNSHIP_HEAD, f"{county}001000"),
        ("county", Role.COUNTY_APPROVER, f"{county}000000"),
    ):
        officer = Officer.objects.create(
            login=f"{login}{county}", name=login, person_index=blind_index(f"{login}{county}", "person")
        )
        posts[login] = Post.objects.create(
            officer=officer, area_id=place, role=role, period=DateRange(date(2020, 1, 1), None)
        )
    return posts


def _family(county: str, actor: Post) -> Household:
    """A permit holder from another county with a visual disability of grade 2, her husband and a child at school."""
    by = {"actor": actor, "at": NOW}
    household = households.register_household(
        area_code=f"{county}001001", name="李秀英", id_number=number(date(1980, 4, 2), 11), setting="urban", **by
    )  # type: ignore[arg-type]
    assert isinstance(household, Household), household
    husband = households.add_member(
        household, name="张强", relation="spouse", id_number=number(date(1978, 1, 9), 12, male=True), **by
    )  # type: ignore[arg-type]
    child = households.add_member(
        household, name="张小雨", relation="child", id_number=number(date(2010, 9, 1), 13), **by
    )  # type: ignore[arg-type]
    assert isinstance(husband, Member)
    assert isinstance(child, Member)
    head = members_on(household, TODAY)[0]
    households.record_condition(head, name="disabilities", value=[{"kind": "visual", "grade": 2}], **by)  # type: ignore[arg-type]
    households.record_income(husband, kind="wage", amount_fen=180_000, per="month", **by)  # type: ignore[arg-type]
    households.record_expense(head, kind="medical", amount_fen=1_200_000, per="year", **by)  # type: ignore[arg-type]
    households.record_residence(
        head, kind="residence_permit", place_code=f"{county}001001", since=date(2021, 3, 1), **by
    )  # type: ignore[arg-type]
    _tell_the_rest(household, head, husband, child, by)
    household.refresh_from_db()
    return household


def _tell_the_rest(household: Household, head: Member, husband: Member, child: Member, by: dict[str, object]) -> None:
    known = {"serious_illness": False, "pregnant": False, "disabilities": []}
    own = {head.pk: {"labour": "none", "study": "none"}, husband.pk: {"labour": "full", "study": "none"},
           child.pk: {"labour": "none", "study": "compulsory", "full_time": True}}  # fmt: skip
    for member in (head, husband, child):
        for what in ("incomes", "expenses"):
            households.say_complete(member, what, complete=True, **by)  # type: ignore[arg-type]
        for name, value in {**known, **own[member.pk]}.items():
            if not (member == head and name == "disabilities"):
                households.record_condition(member, name=name, value=value, **by)  # type: ignore[arg-type]
    for what in ("assets", "obligors"):
        households.say_complete(household, what, complete=True, **by)  # type: ignore[arg-type]


def _to_decision(county: str, posts: dict[str, Post]) -> tuple[Application, datetime]:
    household = _family(county, posts["taker"])
    (case,) = services.open_intake(  # type: ignore[misc]
        household, benefits=[Ask("dibao", basis="residence_permit")], actor=posts["taker"], at=NOW
    )
    # a draft may be incomplete, only acceptance needs the whole: nobody has signed and there is no account
    assert {"consent", "account"} <= reasons(services.accept(case, actor=posts["acceptor"], at=NOW, expected=0))
    sign_and_bank(household, posts["taker"], NOW)
    done = services.accept(case, actor=posts["acceptor"], at=NOW, expected=0)
    assert done, done
    checked(case, posts["taker"], at=NOW)
    visited(case, posts["taker"], posts["acceptor"], NOW)
    done = services.give_opinion(case, actor=posts["taker"], at=NOW, expected=case.version, text="符合条件")
    assert done, done
    posted(case, posts["taker"], NOW)
    notice = Notice.objects.get(application=case)
    assert (notice.days, notice.ends_on) == (7, TODAY + timedelta(days=7))
    assert services.end_notices(f"{county}000000", on=TODAY + timedelta(days=7), at=NOW + timedelta(days=7)) == 0
    decided = NOW + timedelta(days=8)
    assert services.end_notices(f"{county}000000", on=decided.date(), at=decided) == 1
    case.refresh_from_db()
    return case, decided


def test_hanzhong_decides_in_the_township_within_fifteen_working_days() -> None:
    with acting_in("610000000000"):
        posts = _staff(HANZHONG)
        case, at = _to_decision(HANZHONG, posts)
        assert [step["step"] for step in case.route["steps"]] == ["accept", "survey", "decide"]
        assert case.decision_level == "township"
        assert case.extended  # asked elsewhere than at the place of registration
        assert case.due_at is not None
        assert reasons(services.grant(case, actor=posts["county"], at=at, expected=None)) == {"over_limit"}
        done = services.grant(case, actor=posts["head"], at=at, expected=case.version)
        assert done, done
        decision = Decision.objects.get(application=case)
        assert (decision.level, decision.outcome, decision.first_month) == ("township", "grant", date(2023, 7, 1))
        assert "行政复议" in decision.appeal
        award = Award.objects.get(decision_id=decision.pk)
        assert award.period == DateRange(date(2023, 7, 1), None)
        assert AwardPeriod.objects.get(award=award).amount_fen == case.proposed_fen
        assert award.persons.count() == 3


def test_without_delegation_the_same_case_goes_to_the_county() -> None:
    with acting_in("610000000000"):
        posts = _staff(ELSEWHERE)
        case, at = _to_decision(ELSEWHERE, posts)
        assert case.route["steps"][-1] == {**case.route["steps"][-1], "step": "decide", "level": "county"}
        assert case.decision_level == "county"
        assert reasons(services.grant(case, actor=posts["head"], at=at, expected=None)) == {"over_limit"}
        done = services.grant(case, actor=posts["county"], at=at, expected=case.version)
        assert done, done
        assert Decision.objects.get(application=case).level == "county"
        assert Award.objects.get(household=case.household).state == "active"
