"""看看能申请什么: what the public page answers, for every benefit: yes, no and the open middle."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from cases.portal.answers import GISTS, LATER, Card
from cases.staff.scope import acting_in
from tests.cases.policies.published import a_raise, published
from tests.people import COUNTY, TOWNSHIP, Town
from tests.portal.telling import ADDRESS, CHILD, SELF, answered, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies", "town")]
OLD = {**SELF, "birth": "1950-03", "wage": "", "pension": "100", "self_care": "some", "support_mode": "dispersed"}


def asks(card: Card) -> set[str]:
    return {lead.ask for lead in card.leads}


def test_below_the_standard_dibao_is_a_yes_with_amount_reason_document_and_picture(client: Client) -> None:
    card = answered(client, told())["dibao"]
    # 650 a head for two, less the 270 that count of a wage of 300 (a tenth is cost of work), and 65 for a minor
    assert (card.verdict, card.amount) == ("yes", ("每月大约", "1,095.00"))
    [(reason, document)] = card.reasons
    assert reason == "月人均收入 135.00 元，低于农村低保标准 650.00 元"
    assert document.startswith("关于提高演示县城乡低保标准的通知")
    assert [(line.yuan, Decimal(line.width)) for line in card.picture] == [
        ("135.00", Decimal("20.77")),
        ("650.00", 100),
    ]
    assert any("达到 650.00 元" in words for words in card.changes)


def test_at_the_standard_dibao_is_a_no_and_the_edge_a_yes_without_money(client: Client) -> None:
    cards = answered(client, told({**SELF, "wage": "", "pension": "1300"}, CHILD))
    assert cards["dibao"].verdict == "no"
    assert cards["dibao"].reasons[0][0] == "月人均收入 650.00 元，不低于农村低保标准 650.00 元"
    assert any("低于 650.00 元" in words for words in cards["dibao"].changes)
    assert (cards["dibao_edge"].verdict, cards["dibao_edge"].amount) == ("yes", None)
    assert "不按月发钱" in cards["dibao_edge"].worth


def test_one_fen_below_the_standard_turns_both(client: Client) -> None:
    cards = answered(client, told({**SELF, "wage": "", "pension": "1299.98"}, CHILD))
    assert (cards["dibao"].verdict, cards["dibao_edge"].verdict) == ("yes", "no")


def test_somebody_old_alone_and_without_anybody_is_told_of_tekun(client: Client) -> None:
    card = answered(client, told(OLD))["tekun"]
    # 1.3 times the rural standard, and 16 % of the minimum wage for care
    assert (card.verdict, card.amount) == ("yes", ("每月大约", "1,185.80"))
    assert answered(client, told(OLD, kin="able"))["tekun"].verdict == "no"
    assert asks(answered(client, told({**OLD, "self_care": "", "support_mode": ""}))["tekun"]) == {
        "p0-self_care",
        "p0-support_mode",
    }


@pytest.mark.parametrize(("said", "sum_of"), [("all", "930.20"), ("some", "1,185.80"), ("few", "1,484.00")])
def test_care_is_by_how_many_of_the_six_things_cannot_be_done(client: Client, said: str, sum_of: str) -> None:
    card = answered(client, told({**OLD, "self_care": said}))["tekun"]
    assert card.amount == ("每月大约", sum_of)


def test_costs_of_illness_open_rigid_expenditure_and_relief(client: Client) -> None:
    dear = {"medical": "20000", "no_expenses": None, "event": "illness_cost"}
    cards = answered(client, told({**SELF, "pension": "4000", "wage": ""}, CHILD, **dear))
    assert [cards[code].verdict for code in ("dibao", "rigid_expenditure", "temporary_relief")] == ["no", "yes", "yes"]
    assert cards["temporary_relief"].amount == ("一次大约", "3,000.00")
    small = answered(client, told({**SELF, "pension": "4000", "wage": ""}, CHILD, **{**dear, "medical": "2000"}))
    assert small["rigid_expenditure"].verdict == "no"


def test_a_recognition_that_pays_where_the_family_lives_is_not_said_to_pay_nothing(client: Client, town: Town) -> None:
    dear = {"medical": "20000", "no_expenses": None}
    family = told({**SELF, "pension": "4000", "wage": ""}, CHILD, **dear)
    unpaid = answered(client, family)["rigid_expenditure"]
    assert (unpaid.verdict, unpaid.amount) == ("yes", None)
    assert "不按月发钱" in unpaid.worth
    values: dict[str, Any] = {"rigid.amount": {"method": "fixed", "amount": "300", "per": "person"}}
    with acting_in(COUNTY):
        published(town, a_raise(town, "520.00", **values))
    paid = answered(client, family)["rigid_expenditure"]
    assert (paid.verdict, paid.amount, paid.worth) == ("yes", ("每月大约", "600.00"), "")


def test_a_fire_is_an_emergency_nothing_is_none_and_silence_is_asked_about(client: Client) -> None:
    burnt, calm, silent = (answered(client, told(event=said))["temporary_relief"] for said in ("fire", "none", ""))
    assert (burnt.verdict, burnt.amount) == ("yes", ("一次大约", "4,920.00"))
    assert (calm.verdict, calm.reasons[0][0]) == ("no", "没有困难原因")
    assert (silent.verdict, asks(silent)) == ("unknown", {"event"})


@pytest.mark.parametrize(
    ("left_open", "benefit", "question"),
    [
        ({"setting": ""}, "dibao", "setting"),
        ({"deposit": ""}, "dibao", "deposit"),
        ({"vehicle": ""}, "dibao", "vehicle"),
        ({"house": ""}, "dibao", "house"),
        ({"business": ""}, "dibao", "business"),
        ({"kin": ""}, "dibao", "kin"),
        ({"kin": "able"}, "dibao", "k0-household_size"),
        ({"no_expenses": None}, "dibao", "expenses"),
        ({"p0-wage": ""}, "dibao", "p0-incomes"),
        ({"p1-no_income": None}, "dibao", "p1-incomes"),
        ({"p1-birth": ""}, "dibao", "p1-birth"),
        ({"p0-ill": ""}, "dibao", "p0-ill"),
        ({"p1-disability": ""}, "dibao", "p1-disability"),
        ({"p1-disability": "unsure"}, "dibao", "p1-disability"),
        ({"p1-disability": "2", "p1-birth": "1990-01", "p0-birth": "1950-01"}, "tekun", "p1-disability_kind"),
        ({"p1-relation": "", "p0-birth": "1950-01", "p1-birth": "1990-01"}, "tekun", "p1-relation"),
    ],
)
def test_what_is_left_open_is_never_zero_and_leads_to_its_question(
    client: Client, left_open: dict[str, str | None], benefit: str, question: str
) -> None:
    card = answered(client, told(**left_open))[benefit]
    assert card.verdict == "unknown"
    assert question in asks(card)


def test_every_way_on_leads_to_a_question_that_is_on_the_page(client: Client) -> None:
    for fields in ({"place": told()["place"], "person-rows": "3"}, told(kin="able", deposit="", no_expenses=None)):
        page = client.post(ADDRESS, fields).content.decode()
        leads = set(re.findall(r'href="#(ask-[\w-]+)"', page))
        assert len(leads) >= 3
        assert {lead for lead in leads if f'id="{lead}"' not in page} == set()


def test_an_answer_that_is_given_settles_what_its_lack_held_open(client: Client) -> None:
    fields = told(setting="", deposit="")
    assert asks(answered(client, fields)["dibao"]) == {"setting", "deposit"}
    assert answered(client, {**fields, "setting": "rural", "deposit": "0"})["dibao"].verdict == "yes"


def test_a_year_of_birth_is_enough_where_every_day_of_it_gives_the_same_answer(client: Client) -> None:
    by_year, by_month = (answered(client, told({**SELF, "birth": told_as}, CHILD)) for told_as in ("1975", "1975年3月"))
    assert by_year == by_month


def test_a_year_of_birth_that_turns_the_answer_is_asked_about_more_exactly(client: Client) -> None:
    turning = {**OLD, "birth": "1966"}  # sixty this year: before or after today decides whether he counts as unable
    card = answered(client, told(turning))["tekun"]
    assert (card.verdict, asks(card)) == ("unknown", {"p0-birth"})
    assert answered(client, told({**turning, "birth": "1966-01"}))["tekun"].verdict == "yes"
    assert answered(client, told({**turning, "birth": "1966-12"}))["tekun"].verdict == "no"


def test_amounts_that_the_day_of_birth_changes_are_told_from_to(client: Client) -> None:
    card = answered(
        client,
        told({**OLD, "birth": "1956"}, kin="able", **{"k0-household_size": "9", "k0-income": "0", "k0-supports": "1"}),
    )
    assert card["dibao"].amount == ("每月大约", "550.00 到 615.00")  # ten per cent more from the day he is seventy


def test_what_a_place_has_not_published_is_said_without_a_question(client: Client) -> None:
    card = answered(client, told(place="150822000000"))["dibao"]
    assert card.verdict == "unknown"
    assert any("还没有公布“低保标准”" in lead.words and not lead.ask for lead in card.leads)


def test_a_measure_that_the_page_does_not_ask_for_is_left_to_the_window(client: Client, town: Town) -> None:
    small = {"max": 1, "if_small": {"max": 2, "area_per_person": "30.00"}}
    with acting_in(COUNTY):
        published(town, a_raise(town, "650.00", **{"assets.houses": small}))
    card = answered(client, told(house="2"))["dibao"]
    assert card.verdict == "unknown"
    assert [(lead.words, lead.ask) for lead in card.leads] == [("由工作人员核实的情况", "")]
    assert answered(client, told(house="1"))["dibao"].verdict == "yes"


def test_a_yes_says_what_its_place_has_not_published(client: Client) -> None:
    card = answered(client, told(place="320100000000", deposit="0", house="0"))[
        "dibao"
    ]  # owns nothing: no limit is needed
    assert card.verdict == "yes"
    assert any("分类施保" in lead.words and not lead.ask for lead in card.leads)


def test_every_benefit_has_its_card_and_the_later_five_are_named_as_not_taken_in(client: Client) -> None:
    response = client.post(ADDRESS, told())
    assert {card.code for card in response.context["cards"]} == set(GISTS)
    page = response.content.decode()
    assert "还没有纳入这一页的" in page
    assert all(name in page for name in LATER.values())


def test_what_can_be_had_stands_first_and_a_no_never_sends_anybody_away(client: Client) -> None:
    response = client.post(ADDRESS, told())
    assert [card.verdict for card in response.context["cards"]] == ["yes", "no", "no", "no", "no"]
    assert response.content.decode().count("这不是最后决定，仍然可以申请") == 4


def test_the_township_is_named_where_one_is_chosen(client: Client) -> None:
    assert "到青河镇人民政府" in client.post(ADDRESS, told(township=TOWNSHIP)).content.decode()
    assert "住的地方的乡镇人民政府" in client.post(ADDRESS, told()).content.decode()


def test_whoever_already_draws_dibao_is_not_of_the_edge(client: Client) -> None:
    fields = told({**SELF, "wage": "", "pension": "1300"}, CHILD, receives="dibao")
    assert answered(client, fields)["dibao_edge"].verdict == "no"
