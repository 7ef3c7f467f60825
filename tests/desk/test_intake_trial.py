"""The trial while somebody types: the law's answer with what is not saved yet, and nothing of it stays."""

import pytest
from django.test import Client
from django.utils import timezone

from cases.households import services
from cases.households.models import Household, Income, Member
from cases.households.selectors import members_on
from cases.staff.scope import acting_as, acting_in
from cases.workflow.models import JournalLine
from tests.desk.taking_in import LI
from tests.people import COUNTY, Town, sign_in

pytestmark = pytest.mark.django_db


def ask(client: Client, household: Household, code: str, **typed: str) -> tuple[int, str]:
    response = client.post(f"/intake/{household.pk}/trial/{code}/", {"version": household.version, **typed})
    return response.status_code, response.content.decode()


def head_of(household: Household) -> Member:
    with acting_in(COUNTY):
        return members_on(household, timezone.localdate())[0]


def wage(member: Member, amount: str, kind: str = "wage", per: str = "month") -> dict[str, str]:
    key = member.pk
    return {f"{key}-replaces": "", f"{key}-kind": kind, f"{key}-amount": amount, f"{key}-per": per}


def kept() -> tuple[int, int, int, list[int]]:
    with acting_in(COUNTY):
        versions = list(Household.objects.order_by("pk").values_list("version", flat=True))
        return Income.objects.count(), Member.objects.count(), JournalLine.objects.count(), versions


def told_except_incomes(town: Town, household: Household) -> None:
    """Everything that 低保 asks for, except what the head earns."""
    with acting_as(town.officer):
        by = {"actor": town.officer, "at": timezone.now()}
        head, husband = members_on(household, timezone.localdate())
        for what in ("assets", "obligors"):
            services.say_complete(household, what, complete=True, **by)  # type: ignore[arg-type]
        services.say_complete(husband, "incomes", complete=True, **by)  # type: ignore[arg-type]
        for member in (head, husband):
            services.say_complete(member, "expenses", complete=True, **by)  # type: ignore[arg-type]
            for name, value in (("disabilities", []), ("serious_illness", False), ("labour", "full"),
                                ("study", "none"), ("pregnant", False)):  # fmt: skip
                services.record_condition(member, name=name, value=value, **by)  # type: ignore[arg-type]
        services.record_residence(head, kind="hukou", place_code=household.area_code, **by)  # type: ignore[arg-type]
        household.refresh_from_db()


def test_what_is_typed_is_counted_and_nothing_is_stored(town: Town, family: Household, officer: Client) -> None:
    told_except_incomes(town, family)
    before = kept()
    status, page = ask(officer, family, "incomes", **wage(head_of(family), "500"))
    assert status == 200
    assert "连同还没有保存的一起算" in page
    # 500 yuan less a tenth for going to work, for two people: 225 each
    assert "450.00" in page
    assert "225.00" in page
    status, page = ask(officer, family, "incomes", **wage(head_of(family), "5000"))
    assert "不符合条件" in page
    assert kept() == before


def test_the_same_row_saved_gives_the_same_trial(town: Town, family: Household, officer: Client) -> None:
    told_except_incomes(town, family)
    row = wage(head_of(family), "500")
    _, typed = ask(officer, family, "incomes", **row)
    officer.post(f"/intake/{family.pk}/incomes/", {"version": family.version, "save": "all", **row})
    saved = officer.get(f"/intake/{family.pk}/incomes/").content.decode()
    for words in ("450.00", "225.00"):
        assert words in typed
        assert words in saved.split('id="trial"')[1]


@pytest.mark.parametrize("amount", ["", "六千", "-1", "1" * 40, "1e9", "\x00", "５", "1,2,3.4.5"])
def test_a_half_typed_amount_leaves_the_last_trial_with_a_note(family: Household, officer: Client, amount: str) -> None:
    before = kept()
    status, page = ask(officer, family, "incomes", **wage(head_of(family), amount))
    assert status in ({200} if amount == "５" else {422})
    if status == 422:
        assert page.strip().startswith("<p")  # the note alone: the figures on the screen stay as they are
        assert "王秀兰的家庭收入有一行还没填完或没填对，试算先按前面填好的" in page
    assert kept() == before


def test_a_typed_member_is_counted_before_he_is_saved(family: Household, officer: Client) -> None:
    before = kept()
    row = {"home-replaces": "", "home-name": "李小雨", "home-relation": "child", "home-status": "at_home"}
    status, page = ask(officer, family, "members", **row, **{"home-birth_date": "2015-03-04", "home-sex": "female"})
    assert status == 200
    assert "3 人" in page
    assert kept() == before
    status, page = ask(officer, family, "members", **row, **{"home-id_number": LI})
    assert status == 422  # already in this family: the service says so, in its own words
    assert "李强" in page or "已" in page


def test_circumstances_and_wishes_are_followed_too(family: Household, officer: Client) -> None:
    before = kept()
    head = head_of(family).pk
    _, page = ask(officer, family, "wish", benefits="tekun")
    assert "试算：特困" in page
    status, page = ask(officer, family, "conditions", **{f"{head}-labour": "none", f"{head}-disabilities": "visual:1"})
    assert status == 200
    assert "王秀兰：劳动能力" not in page
    status, page = ask(officer, family, "conditions", **{f"{head}-labour": "flying"})
    assert status == 422
    status, _ = ask(officer, family, "wish", benefits="gold")
    assert status == 422
    assert kept() == before
    assert officer.session.get("wishes") is None


@pytest.mark.parametrize("code", ["account", "consents", "check", "nothing"])
def test_only_what_the_law_looks_at_is_followed(family: Household, officer: Client, code: str) -> None:
    assert ask(officer, family, code)[0] == 404


def test_an_officer_of_another_township_gets_no_trial(town: Town, family: Household, client: Client) -> None:
    sign_in(client, town.outsider)
    assert ask(client, family, "incomes")[0] == 404
    assert client.get(f"/intake/{family.pk}/trial/incomes/").status_code in {404, 405}
