"""What a visitor types on the public page: a family of two in the invented county, everything told."""

from django.core.cache import cache
from django.test import Client

from cases.portal.answers import Card
from cases.portal.throttling import Screens
from tests.people import COUNTY

ADDRESS = "/screen/"
HOME = {
    "place": COUNTY, "setting": "rural", "basis": "hukou", "receives": "none", "no_expenses": "on", "deposit": "8000",
    "vehicle": "no", "house": "1", "business": "no", "kin": "none", "event": "none",
}  # fmt: skip
SELF = {
    "birth": "1975年3月", "disability": "none", "disability_kind": "", "ill": "no", "study": "none", "wage": "300",
}  # fmt: skip
CHILD = {
    "relation": "child", "birth": "2012年5月", "disability": "none", "disability_kind": "", "ill": "no",
    "study": "compulsory", "no_income": "on",
}  # fmt: skip


def told(*people: dict[str, str], **changes: str | None) -> dict[str, str]:
    """The whole form as the browser sends it; a change to None leaves the answer out."""
    everybody = people or (SELF, CHILD)
    fields = {**HOME, "person-rows": str(len(everybody))}
    for place, person in enumerate(everybody):
        fields |= {f"p{place}-{name}": value for name, value in person.items()}
    fields |= {name: value for name, value in changes.items() if value is not None}
    return {name: value for name, value in fields.items() if changes.get(name, "") is not None}


def forget(address: str = "127.0.0.1") -> None:
    """Nobody asked from here yet; other addresses are left alone: tests that run beside this one count in the same place."""
    cache.delete(Screens.cache_format % {"scope": Screens.scope, "ident": address})


def answered(client: Client, fields: dict[str, str]) -> dict[str, Card]:
    """Press 看结果 as the first today: every benefit's card by its code."""
    forget()
    response = client.post(ADDRESS, {**fields, "do": "answer"})
    assert response.status_code == 200, response.context and response.context.get("faults")
    return {card.code: card for card in response.context["cards"]}
