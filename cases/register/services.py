"""Preview a register and take it in: everything in one transaction, set by set, or nothing at all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from assistance.outcome import Reason, Refused, refused
from cases.awards.services import grant_all
from cases.households.models import Household, Member
from cases.register.facts import MemberFacts
from cases.register.plan import Plan, plan_for
from cases.register.records import AwardRow, MemberRow, Register
from cases.register.rows import (
    Origin,
    account_of,
    add_facts,
    deposit_of,
    grant_of,
    household_of,
    member_of,
)
from cases.register.selectors import in_chunks
from cases.register.workbook import read_workbook
from cases.staff.models import Post
from cases.workflow import journal

_RACE = "导入时另有人登记了同样的内容，请再看一次预览"
_CONSTRAINTS = {
    "person_in_one_household": "有人刚被登记到另一户",
    "cases_household_number_key": "有户编号刚被用掉",
    "cases_award_register_key_key": "有待遇编号刚被用掉",
    "one_account_at_a_time": "有一户刚登记了账户",
}
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written."""

    households: int
    members: int
    awards: int
    accounts: int

    @property
    def rows(self) -> int:
        """Rows of the workbook that became rows of the database."""
        return self.households + self.members + self.awards + self.accounts


def preview(name: str, content: bytes, area_code: str, *, on: date) -> Plan | Refused:
    """What taking this workbook in would do; nothing is written."""
    register = read_workbook(name, content)
    return register if isinstance(register, Refused) else plan_for(register, area_code, on=on)


def take_in(
    register: Register, name: str, area_code: str, *, actor: Post | None, at: datetime, digest: str
) -> Taken | Refused:
    """Write what is new. One bad row anywhere and nothing is written; the same register again changes nothing."""
    try:
        with transaction.atomic():
            _one_at_a_time(area_code)
            plan = plan_for(register, area_code, on=at.date())
            if not plan.is_sound:
                return _bad_rows(register)
            taken = _Taking(plan, Origin(actor, at, name[:120])).all()
            journal.record(
                "import_register", actor=actor, at=at, area_code=area_code, kind="register",
                detail={"file": name, "digest": digest, "households": taken.households, "members": taken.members,
                        "awards": taken.awards, "accounts": taken.accounts},
            )  # fmt: skip
            return taken
    except _NotTaken as refusal:
        return refusal.refused
    except IntegrityError as error:
        found = next((text for key, text in _CONSTRAINTS.items() if key in str(error)), "")
        if not found:
            raise
        return refused("race", f"{found}；{_RACE}")


def _one_at_a_time(area_code: str) -> None:
    """Two imports of a county wait for each other; the second one then finds its rows there already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"register {area_code[:6]}"])


def _bad_rows(register: Register) -> Refused:
    return Refused(tuple(Reason("bad_row", str(problem)) for problem in register.problems[:50]))


class _NotTaken(Exception):
    """Rolls everything back and carries the reasons out."""

    def __init__(self, refused: Refused) -> None:
        self.refused = refused


class _Taking:
    """One take-in: households first, then who lives there, then what is paid to whom."""

    def __init__(self, plan: Plan, origin: Origin) -> None:
        self.plan, self.origin = plan, origin
        self.households: dict[str, Household] = dict(plan.stock.households)
        self.members: dict[tuple[str, ...], Member] = {}
        self.facts = MemberFacts()

    def all(self) -> Taken:
        """In the order of the keys between the tables."""
        self._households()
        self._members()
        self._accounts()
        self._awards()
        plan = self.plan
        return Taken(len(plan.households), len(plan.members), len(plan.awards), len(plan.accounts))

    def _since(self, household: str) -> date:
        return self.plan.since.get(household, self.origin.at.date())

    def _households(self) -> None:
        made = [household_of(row, self.origin) for row in self.plan.households]
        _write(made)
        self.households |= {household.number: household for household in made}
        pairs = zip(self.plan.households, made, strict=True)
        _write(deposit_of(row, one, self._since(row.household), self.origin) for row, one in pairs if row.deposit)

    def _members(self) -> None:
        rows = self.plan.members
        made = [
            member_of(row, self.households[row.household], self._since(row.household), self.origin) for row in rows
        ]
        _write(made)
        for row, member in zip(rows, made, strict=True):
            self.members[row.household, *row.known_as] = member
            add_facts(self.facts, row, member)
        origin = self.origin
        officer = origin.actor.officer_id if origin.actor else None
        self.facts.write(evidence=origin.evidence, at=origin.at, officer_id=officer)

    def _accounts(self) -> None:
        _write(
            account_of(row, self.households[row.household], self._since(row.household), self.origin)
            for row in self.plan.accounts
        )

    def _awards(self) -> None:
        on = self.origin.at.date()
        grants = [grant_of(row, self.households[row.household], self._covered(row), on) for row in self.plan.awards]
        answer = grant_all(grants, at=self.origin.at)
        if isinstance(answer, Refused):
            raise _NotTaken(answer)

    def _covered(self, row: AwardRow) -> list[Member]:
        """Everyone whom the award covers."""
        family = self.plan.families[row.household]
        return [self._member(one) for one in family if not row.persons or one.id_number in row.persons]

    def _member(self, row: MemberRow) -> Member:
        made = self.members.get((row.household, *row.known_as))
        if made is not None:
            return made
        if not row.id_number:
            return self.plan.stock.unnumbered[row.household, row.name, row.birth_date].member
        found = self.plan.stock.people[self.plan.people[row.id_number]]
        return next(one.member for one in found if one.household == row.household)


def _write(rows: Iterable[models.Model]) -> None:
    """Insert rows of one model, some thousands a statement."""
    for part in in_chunks(rows):
        _model(part[0]).objects.bulk_create(part)


def _model(row: models.Model) -> Any:
    return type(row)
