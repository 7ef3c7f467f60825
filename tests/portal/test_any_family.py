"""Any family that can be told on the public page: always an answer, and every open one says where to go on."""

import random
import re

import pytest
from django.test import Client
from django.utils import timezone

from cases.portal.forms import family
from cases.portal.places import on_offer
from tests.portal.telling import ADDRESS, forget

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies", "town")]
BORN = ("", "1931", "1950年3月", "1966", "1975-08-09", "2004", "2010", "2026年11月")
SUMS = ("", "", "0", "120", "649.99", "3000", "88,000")
PERSON = {
    "relation": [code for code in family.RELATIONS if code != "self"], "disability": dict(family.GRADES), "disability_kind": family.DISABILITIES,
    "ill": dict(family.YES_OR_NO), "study": family.STUDIES, "self_care": dict(family.CARE),
    "support_mode": family.SUPPORT_MODES,
}  # fmt: skip
HOME = {
    "setting": dict(family.SETTINGS), "basis": dict(family.BASES), "receives": dict(family.RECEIVES),
    "vehicle": dict(family.YES_OR_NO), "house": dict(family.HOUSES), "business": dict(family.YES_OR_NO),
    "kin": dict(family.KIN), "event": dict(family.EVENTS),
}  # fmt: skip


def some_family(chance: random.Random, places: list[str]) -> dict[str, str]:
    """One to five people, each question answered in one of its ways or left open."""
    people = chance.randint(1, 5)
    fields = {name: chance.choice(["", *codes]) for name, codes in HOME.items()}
    fields |= {name: chance.choice(SUMS) for name in ("deposit", *family.EXPENSES)}
    fields |= {f"k0-{name}": chance.choice(("", "1", "4")) for name in ("household_size", "supports")}
    fields |= {"k0-income": chance.choice(SUMS), "place": chance.choice(places), "person-rows": str(people)}
    for place in range(people):
        told = {name: chance.choice(["", *codes]) for name, codes in PERSON.items()}
        told |= {name: chance.choice(SUMS) for name in family.INCOMES} | {"birth": chance.choice(BORN)}
        fields |= {f"p{place}-{name}": said for name, said in told.items()}
    return fields


@pytest.mark.parametrize("seed", range(6))
def test_any_family_gets_five_cards_whose_ways_on_are_on_the_page(client: Client, seed: int) -> None:
    chance = random.Random(seed)
    places = [code for _, offered in on_offer(timezone.localdate()).groups for code, _ in offered]
    assert len(places) >= 20
    for _ in range(20):
        forget()
        fields = some_family(chance, places)
        response = client.post(ADDRESS, fields)
        assert response.status_code == 200, (fields, response.context["faults"])
        page = response.content.decode()
        cards = response.context["cards"]
        assert len(cards) == 5
        for card in cards:
            assert card.leads if card.verdict == "unknown" else card.reasons, (card, fields)
            assert all("由工作人员核实" not in lead.words for lead in card.leads), (card, fields)
        leads = set(re.findall(r'href="#(ask-[\w-]+)"', page))
        assert {lead for lead in leads if f'id="{lead}"' not in page} == set(), fields
