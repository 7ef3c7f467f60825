"""Taking an application: number first, every row by its own post, nothing typed is lost, and nobody is overwritten."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.desk.sections import RAIL
from cases.households import services
from cases.households.models import Household, Income
from cases.households.selectors import facts_of
from cases.staff.scope import acting_as, acting_in
from tests.desk.taking_in import HTMX, LI, WANG, at, head_of, incomes, typed, version, wage
from tests.people import COUNTY, OTHER_VILLAGE, VILLAGE, Town, sign_in

pytestmark = pytest.mark.django_db


# --- the number first ---


def test_the_first_page_asks_for_the_number_and_nothing_is_in_the_address(officer: Client) -> None:
    page = officer.get("/intake/")
    assert page.status_code == 200
    assert 'name="id_number"' in page.content.decode()


def test_a_right_number_says_sex_and_birth_and_a_wrong_one_says_why(officer: Client) -> None:
    found = officer.post("/intake/", {"do": "look", "id_number": WANG})
    assert "女，1978年3月7日出生" in found.content.decode()
    wrong = officer.post("/intake/", {"do": "look", "id_number": WANG[:-1] + ("1" if WANG[-1] != "1" else "2")})
    assert wrong.status_code == 422
    assert "末位校验不对" in wrong.content.decode()


def test_while_typing_nothing_is_said_before_the_eighteenth_place(officer: Client) -> None:
    assert officer.post("/intake/", {"do": "look", "id_number": WANG[:17]}, headers=HTMX).status_code == 204
    assert officer.post("/intake/", {"do": "look", "id_number": WANG}, headers=HTMX).status_code == 200


def test_a_person_of_a_family_here_leads_to_that_family_instead_of_a_second_one(
    officer: Client, family: Household
) -> None:
    text = officer.post("/intake/", {"do": "look", "id_number": WANG}).content.decode()
    assert "已登记在 王秀兰户" in text
    assert at(family, "wish") in text
    assert "登记新的一户" not in text


def test_a_person_registered_outside_the_area_is_refused_without_a_hint_where(officer: Client, town: Town) -> None:
    with acting_as(town.outsider):
        services.register_household(
            area_code=OTHER_VILLAGE, name="赵某", id_number=WANG, actor=town.outsider, at=timezone.now()
        )
    looked = officer.post("/intake/", {"do": "look", "id_number": WANG}).content.decode()
    assert "已登记" not in looked.replace("已经登记", "")
    answer = officer.post("/intake/", {"do": "register", "name": "王秀兰", "id_number": WANG, "area_code": VILLAGE})
    assert answer.status_code == 422
    assert "外地登记的请联系县级核实" in answer.content.decode()
    assert "赵某" not in answer.content.decode()


def test_a_new_family_is_registered_and_the_talk_goes_on(officer: Client) -> None:
    answer = officer.post(
        "/intake/", {"do": "register", "name": "阿依古丽•买买提", "id_number": WANG, "area_code": VILLAGE}
    )
    assert answer.status_code == 302
    with acting_in(COUNTY):
        (made,) = Household.objects.all()
    assert made.head_name == "阿依古丽·买买提"
    assert answer["Location"] == at(made, "wish")


def test_a_bad_registration_keeps_what_was_typed(officer: Client) -> None:
    answer = officer.post("/intake/", {"do": "register", "name": "王3", "address": "柳林村12号", "area_code": "x"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="王3"' in text
    assert 'value="柳林村12号"' in text
    assert "姓名“王3”里有数字" in text
    assert "有错误：" in text


# --- the sections ---


@pytest.mark.parametrize("code", RAIL)
def test_every_section_opens_and_says_where_it_is(officer: Client, family: Household, code: str) -> None:
    text = officer.get(at(family, code)).content.decode()
    assert text.count('aria-current="step"') == 2  # the rail of the desk and the one of the phone
    assert "试算：最低生活保障" in text


@pytest.mark.parametrize("code", [*RAIL, "paste"])
def test_another_townships_officer_finds_no_such_family(
    client: Client, town: Town, family: Household, code: str
) -> None:
    sign_in(client, town.outsider)
    assert client.get(at(family, code)).status_code == 404
    assert client.post(at(family, code), wage(head_of(family))).status_code == 404
    assert incomes(family) == []


@pytest.mark.parametrize("who", ["approver", "maker", "auditor", "editor"])
def test_only_the_township_takes_applications(client: Client, town: Town, family: Household, who: str) -> None:
    sign_in(client, getattr(town, who))
    for path in ("/intake/", at(family, "members"), at(family, "paste")):
        assert client.get(path).status_code == 403


def test_a_section_that_does_not_exist_is_not_found(officer: Client, family: Household) -> None:
    assert officer.get(at(family, "nothing")).status_code == 404
    assert officer.get("/intake/99999999/members/").status_code == 404


def test_a_row_is_saved_by_its_own_post_and_the_next_one_opens(officer: Client, family: Household) -> None:
    head = head_of(family)
    answer = officer.post(at(family, "incomes"), {"save": str(head.pk), "version": "2", **wage(head, "１，８５０元")})
    assert answer["Location"] == f"{at(family, 'incomes')}?add={head.pk}"
    assert incomes(family) == [185000]
    text = officer.get(answer["Location"]).content.decode()
    assert "1,850.00" in text
    assert f'id="f_{head.pk}-amount"' in text


def test_with_htmx_the_same_page_comes_back_at_once_with_the_trial(officer: Client, family: Household) -> None:
    head = head_of(family)
    answer = officer.post(at(family, "incomes"), {"save": str(head.pk), **wage(head)}, headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="card-{head.pk}"' in text
    assert f'name="version" value="{version(family)}"' in text
    assert "autofocus" in text


def test_a_badly_typed_amount_loses_nothing_and_saves_nothing(officer: Client, family: Household) -> None:
    head = head_of(family)
    answer = officer.post(
        at(family, "incomes"), {"save": str(head.pk), **wage(head, "六千"), f"{head.pk}-evidence": "工资条"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "“六千”不是金额" in text
    assert "<title>有错误：家庭收入，王秀兰户" in text
    assert 'value="六千"' in text
    assert 'value="工资条"' in text
    assert '<option value="wage" selected>' in text
    assert incomes(family) == []


def test_one_bad_row_keeps_the_good_ones_typed_beside_it(officer: Client, family: Household) -> None:
    with acting_in(COUNTY):
        head, husband = (one.member for one in facts_of(family, timezone.localdate()).people)
    both = {"next": "1", **wage(head, "100"), **wage(husband, "-5")}
    answer = officer.post(at(family, "incomes"), both)
    assert answer.status_code == 422
    assert 'value="100"' in answer.content.decode()
    assert incomes(family) == []
    assert officer.post(at(family, "incomes"), {**both, **wage(husband, "5")})["Location"] == at(family, "expenses")
    assert incomes(family) == [10000, 500]


def test_going_on_with_empty_boxes_saves_nothing_and_goes_on(officer: Client, family: Household) -> None:
    answer = officer.post(at(family, "incomes"), {"next": "1", **typed(head_of(family))})
    assert answer["Location"] == at(family, "expenses")
    assert incomes(family) == []


def test_a_row_is_put_right_and_deleted(officer: Client, family: Household) -> None:
    head = head_of(family)
    officer.post(at(family, "incomes"), {"save": str(head.pk), **wage(head)})
    with acting_in(COUNTY):
        token = f"income:{Income.objects.get().pk}"
    opened = officer.post(at(family, "incomes"), {"edit": token})
    assert 'value="1,850.00"' in officer.get(opened["Location"]).content.decode()
    officer.post(at(family, "incomes"), {"save": str(head.pk), **wage(head, "1900"), f"{head.pk}-replaces": token})
    assert incomes(family) == [190000]
    with acting_in(COUNTY):
        token = f"income:{Income.objects.get(voided_at=None).pk}"
        assert Income.objects.count() == 2
    officer.post(at(family, "incomes"), {"void": token})
    assert incomes(family) == []


def test_a_row_of_another_family_cannot_be_deleted_through_this_one(
    officer: Client, town: Town, family: Household
) -> None:
    with acting_as(town.officer):
        by: dict[str, Any] = {"actor": town.officer, "at": timezone.now()}
        other = services.register_household(area_code=VILLAGE, name="赵国庆", **by)
        assert isinstance(other, Household)
        row = services.record_income(head_of(other), kind="wage", amount_fen=5, per="month", **by)
        assert isinstance(row, Income)
    for token in (f"income:{row.pk}", "income:x", "officer:1", "income:" + "9" * 30, "::"):
        assert officer.post(at(family, "incomes"), {"void": token}).status_code == 302
    assert incomes(other) == [5]


@pytest.mark.parametrize("odd", ["x\r\nSet-Cookie: a=b", "\x00", "9" * 400, "income:1' OR 1=1", "<b>"])
def test_an_odd_button_value_is_no_error_of_ours(officer: Client, family: Household, odd: str) -> None:
    for name in ("save", "edit", "add", "void", "tick", "untick", "version"):
        assert officer.post(at(family, "incomes"), {name: odd}).status_code in {302, 409}
    assert officer.get(at(family, "incomes"), {"edit": odd, "add": odd}).status_code == 200
    assert incomes(family) == []


def test_no_income_is_told_by_a_tick_and_taken_back(officer: Client, family: Household) -> None:
    head = head_of(family)
    officer.post(at(family, "incomes"), {"tick": str(head.pk)})
    assert head_of(family).incomes_complete
    assert "没有收入" in officer.get(at(family, "incomes")).content.decode()
    officer.post(at(family, "incomes"), {"untick": str(head.pk)})
    assert not head_of(family).incomes_complete


def test_going_back_and_sending_again_does_not_write_twice(officer: Client, family: Household) -> None:
    head = head_of(family)
    sent = {"save": str(head.pk), "version": str(version(family)), **wage(head)}
    assert officer.post(at(family, "incomes"), sent).status_code == 302
    again = officer.post(at(family, "incomes"), sent)
    assert again.status_code == 409
    assert "已被他人修改：张敏" in again.content.decode()
    assert incomes(family) == [185000]


def test_somebody_who_was_quicker_is_shown_with_both_values_and_a_second_press_saves(
    officer: Client, town: Town, family: Household
) -> None:
    head, seen = head_of(family), version(family)
    with acting_as(town.second):
        services.record_income(head, kind="rent", amount_fen=77700, per="month", actor=town.second, at=timezone.now())
    answer = officer.post(at(family, "incomes"), {"save": str(head.pk), "version": str(seen), **wage(head)})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "周涛" in text
    assert "777.00" in text
    assert 'value="1850"' in text
    assert incomes(family) == [77700]
    officer.post(at(family, "incomes"), {"save": str(head.pk), "version": str(version(family)), **wage(head)})
    assert incomes(family) == [77700, 185000]


def test_members_accounts_and_every_other_kind_of_row_can_be_written(officer: Client, family: Household) -> None:
    head = str(head_of(family).pk)
    rows: list[tuple[str, str, dict[str, str]]] = [
        ("members", "home", {"name": "李小雨", "relation": "child", "status": "at_home"}),
        ("expenses", head, {"kind": "medical", "amount": "32000", "per": "year"}),
        ("assets", "home", {"kind": "deposit", "amount": ""}),
        ("obligors", "home", {"name": "王大", "relation": "sibling", "able": "no"}),
        ("residences", head, {"kind": "hukou", "where": "here"}),
        ("consents", head, {"signed_on": "2026年1月1日"}),
        ("account", "home", {"holder": "王秀兰", "bank": "青阳农商银行", "number": "6217 0012 3456 7890"}),
    ]
    for code, key, fields in rows:
        sent = {f"{key}-{name}": value for name, value in {"replaces": "", **fields}.items()}
        answer = officer.post(at(family, code), {"save": key, **sent})
        assert answer.status_code == 302, (code, answer.context["faults"][0].errors)
    with acting_in(COUNTY):
        found = facts_of(family, timezone.localdate())
    assert len(found.people) == 3
    assert (found.assets[0].amount_fen, found.obligors[0].able) == (None, False)
    assert found.accounts[0].number_mask == "****7890"
    assert found.people[0].residences["hukou"].place_code == VILLAGE
    assert found.people[0].consents[0].signed_on == date(2026, 1, 1)


def test_a_permit_holder_is_registered_elsewhere_and_holds_a_permit_here(officer: Client, family: Household) -> None:
    head = str(head_of(family).pk)

    def send(**fields: str) -> Any:
        sent = {f"{head}-{name}": value for name, value in {"replaces": "", **fields}.items()}
        return officer.post(at(family, "residences"), {"save": head, **sent})

    nothing = send(kind="", where="here")
    assert nothing.status_code == 422  # what nobody chose is not written, even where the row shows a place
    lacking = send(kind="hukou", where="other")
    assert (lacking.status_code, "填那里的区划代码" in lacking.content.decode()) == (422, True)
    assert send(kind="hukou", where="other", place_code="990203").status_code == 302
    assert send(kind="residence_permit", where="here", since="2025-09-01").status_code == 302
    with acting_in(COUNTY):
        held = facts_of(family, timezone.localdate()).people[0].residences
    assert held["hukou"].place_code == "990203000000"
    assert (held["residence_permit"].place_code, str(held["residence_permit"].period.lower)) == (VILLAGE, "2025-09-01")
    assert "居住证 柳林村" in officer.get(at(family, "check")).content.decode()


def test_a_refusal_of_the_service_stands_at_its_field(officer: Client, family: Household) -> None:
    sent = {
        "home-replaces": "",
        "home-name": "李强",
        "home-relation": "child",
        "home-status": "at_home",
        "home-id_number": LI,
    }
    answer = officer.post(at(family, "members"), {"save": "home", **sent})
    assert answer.status_code == 422
    (form,) = answer.context["faults"]
    assert "已登记在王秀兰户" in form.errors["id_number"][0]


def test_circumstances_are_told_and_what_is_not_told_stays_unknown(officer: Client, family: Household) -> None:
    head = head_of(family)
    blank = {
        f"{head.pk}-{name}": ""
        for name in ("serious_illness", "study", "full_time", "pregnant", "employment", "support_mode")
    }
    told = {
        f"{head.pk}-disabilities": "physical:2",
        f"{head.pk}-labour": "partial",
        f"{head.pk}-self_care": ["eat", "walk"],
    }
    answer = officer.post(at(family, "conditions"), {"save": "all", **blank, **told})
    assert answer.status_code == 302
    with acting_in(COUNTY):
        stands = facts_of(family, timezone.localdate()).people[0].conditions
    assert stands["disabilities"].value == [{"kind": "physical", "grade": 2}]
    assert stands["self_care"].value == {
        "eat": True,
        "dress": False,
        "bed": False,
        "toilet": False,
        "walk": True,
        "bathe": False,
    }
    assert set(stands) == {"disabilities", "labour", "self_care"}
    before = version(family)
    officer.post(at(family, "conditions"), {"save": "all", **blank, **told})
    assert version(family) == before  # nothing changed, nothing written


# --- what for, the trial, the end ---
