"""Writing a family as it came over the API, fact by fact through the services; the first refusal names its place and stops."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from assistance.outcome import Done, Refused
from cases.api.refusals import RefusedByLaw
from cases.households import services
from cases.households.models import Household, Member
from cases.households.services_facts import Circumstances, Measures
from cases.staff.models import Post

T = TypeVar("T")
Data = Mapping[str, Any]
_DATES = ("since", "until", "evidence")
_TICKS = ("incomes", "expenses")


@dataclass
class Writer:
    """Who writes and when; the version the caller saw is held against the family once, by the first write."""

    post: Post
    at: datetime
    expected: int | None = None

    def by(self, data: Data) -> dict[str, Any]:
        """What every write carries."""
        seen, self.expected = self.expected, None
        dated = {name: data[name] for name in _DATES if name in data}
        return {"actor": self.post, "at": self.at, **({} if seen is None else {"expected": seen}), **dated}

    def keep(self, path: str, answer: T | Refused) -> T:
        """What was written, or the refusal with the place it belongs to."""
        if isinstance(answer, Refused):
            raise RefusedByLaw(answer, path)
        return answer

    def household(self, data: Data) -> Household:
        """A new family with everything that came with it."""
        head = data["head"]
        made = services.register_household(
            area_code=data["area"],
            **_given(head, "name", "id_number", "birth_date", "sex"),
            **_given(data, "setting", "address", "phone"),
            **self.by(head),
        )
        family: Household = self.keep("head", made)
        self.facts_of_member(family.members.get(relation="self", voided_at__isnull=True), head, "head.")
        for place, member in enumerate(data["members"]):
            self.member(family, member, f"members[{place}]")
        self.facts_of_household(family, data)
        return family

    def member(self, family: Household, data: Data, path: str = "") -> Member:
        """One more member with what is known of him."""
        person = _given(
            data, "name", "relation", "id_number", "birth_date", "sex", "status", "status_since", "joined_on"
        )
        member: Member = self.keep(path, services.add_member(family, **person, **self.by(data)))
        self.facts_of_member(member, data, f"{path}." if path else "")
        return member

    def facts_of_member(self, member: Member, data: Data, path: str = "") -> None:
        """Everything about one member."""
        for name, record in _OF_MEMBER.items():
            for place, fact in enumerate(data[name]):
                self.keep(f"{path}{name}[{place}]", record(member, fact, self.by(fact)))
        for tick in _TICKS:
            if (complete := data.get(f"{tick}_complete")) is not None:
                self._tick(member, tick, complete, path)

    def facts_of_household(self, family: Household, data: Data) -> None:
        """Everything about the family as a whole."""
        for place, asset in enumerate(data["assets"]):
            given = {"amount_fen": asset.get("amount"), **_given(asset, "kind", "exempt_reason", "note")}
            measures = Measures(**_given(asset, *Measures.__slots__))
            self.keep(f"assets[{place}]", services.record_asset(family, told=measures, **given, **self.by(asset)))
        for place, obligor in enumerate(data["obligors"]):
            named = _given(obligor, "name", "relation", "household_size", "income_per", "supports", "able")
            told = Circumstances(**_given(obligor, *Circumstances.__slots__))
            income = obligor.get("income")
            written = services.record_obligor(family, income_fen=income, told=told, **named, **self.by(obligor))
            self.keep(f"obligors[{place}]", written)
        for place, aid in enumerate(data["aids"]):
            sums = {"amount_fen": aid.get("amount"), "supplement_fen": aid.get("supplement")}
            named = _given(aid, "benefit", "place_code", "started_on", "ended_on", "cause")
            self.keep(f"aids[{place}]", services.record_aid(family, **sums, **named, **self.by(aid)))
        if (account := data.get("account")) is not None:
            given = _given(account, "holder", "bank", "number")
            self.keep("account", services.record_account(family, **given, **self.by(account)))
        for tick in ("assets", "obligors"):
            if (complete := data.get(f"{tick}_complete")) is not None:
                self._tick(family, tick, complete, "")

    def _tick(self, subject: Member | Household, what: str, complete: bool, path: str) -> None:
        done: Done | Refused = services.say_complete(subject, what, complete=complete, **self.by({}))
        self.keep(f"{path}{what}_complete", done)


def _given(data: Data, *names: str) -> dict[str, Any]:
    return {name: data[name] for name in names if name in data}


def _money(write: Callable[..., Any]) -> Callable[[Member, Data, dict[str, Any]], Any]:
    return lambda member, fact, by: write(member, kind=fact["kind"], amount_fen=fact["amount"], per=fact["per"], **by)


_OF_MEMBER: Mapping[str, Callable[[Member, Data, dict[str, Any]], Any]] = {
    "conditions": lambda member, fact, by: services.record_condition(
        member, name=fact["name"], value=fact["value"], **by
    ),
    "incomes": _money(services.record_income),
    "expenses": _money(services.record_expense),
    "residences": lambda member, fact, by: services.record_residence(
        member, **_given(fact, "kind", "place_code", "valid_until"), **by
    ),
    "consents": lambda member, fact, by: services.record_consent(
        member, **_given(fact, "signed_on", "valid_until"), **by
    ),
}
