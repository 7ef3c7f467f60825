"""The question of assess.md about a family, from the rows in force on a day; what nobody has told is left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Protocol

from cases.assessments.models import Assessment
from cases.assessments.selectors import refs_of
from cases.awards import selectors as awards
from cases.awards.models import Award, AwardPeriod
from cases.households.models import Aid, Asset, Money, Obligor, Residence
from cases.households.selectors import Family, Person
from eligibility import api

Json = dict[str, Any]


class Asked(Protocol):
    """What an application says about itself; an application's row fits, and so does a `Wish`."""

    basis: str
    cause: str
    single_person: bool
    grade: str
    amount_requested_fen: int | None
    months: int | None
    outside_reason: str
    same_cause_justified: bool | None
    accepted_on: date | None
    applicant_id: int | None


@dataclass(frozen=True)
class Grace:
    """That an award may go on for some months although work has lifted the income (L57 art.33)."""

    since: date
    reason: str
    supplement_fen: int | None = None  # of what was drawn before, where our own rows do not say it


@dataclass(frozen=True)
class Wish:
    """What a family at the window asks for, before there is an application."""

    basis: str = ""
    cause: str = ""
    single_person: bool = False
    grade: str = ""
    amount_requested_fen: int | None = None
    months: int | None = None
    outside_reason: str = ""
    same_cause_justified: bool | None = None
    accepted_on: date | None = None
    applicant_id: int | None = None
    grace: Grace | None = None


def grace_of(asked: Asked | Wish | None) -> Grace | None:
    """The grace that is asked for; only a look again at an award asks for one."""
    return asked.grace if isinstance(asked, Wish) else None


def question(
    family: Family,
    receives: Sequence[Json],
    benefit: str,
    kind: str,
    area_code: str | None,
    application: Asked | Wish | None,
    known_by: datetime | None,
) -> Json:
    household = family.household
    asked: Json = {
        "id": household.number,
        "benefit": benefit,
        "kind": kind or None,
        "area": area_code or household.area_code,
        "setting": household.setting,
        "on": family.day.isoformat(),
        "known_by": known_by.isoformat() if known_by else None,
        "application": _application(family, application or Wish()),
        "members": _members(family, application or Wish()) or None,
        "household_income": _amount(household.income_fen, household.income_per),
        "assets": [_asset(row) for row in family.assets] if family.assets or household.assets_complete else None,
        "obligors": [_obligor(row) for row in family.obligors]
        if family.obligors or household.obligors_complete
        else None,
        "receives": [*receives, *(_aid(row) for row in family.aids)],
    }
    return _told(asked)


def _told(record: Mapping[str, Any]) -> Json:
    """Only what somebody has told: an unknown is left out, an empty list or a zero stays."""
    return {key: value for key, value in record.items() if value is not None and value != ""}


# --- what the family receives or received ---


def receipts(family: Family, grace: Grace | None = None) -> list[Json]:
    """What our own register gave and gives the family; what it was given elsewhere stands among its facts."""
    return receipts_of(awards.begun_of([family.household], family.day).get(family.household.pk, []), family.day, grace)


def receipts_of(
    begun: Sequence[Award], on: date, grace: Grace | None = None, causes: Mapping[int, str] | None = None
) -> list[Json]:
    """Awards that have begun, those that are over with their last day: relief is not given twice for one cause."""
    known = causes_of(begun, on) if causes is None else causes
    return [_receipt(award, on, grace if award.benefit == "dibao" else None, known) for award in begun]


def _receipt(award: Award, on: date, grace: Grace | None, causes: Mapping[int, str]) -> Json:
    """An award on a day; a grace is weighed against what was drawn in the month before it began."""
    row = _standing_on(award, min(on, grace.since - timedelta(days=1)) if grace else on)
    within = _supplement(row) if award.benefit == "dibao" else None
    if within is None and grace is not None and row is not None:
        within = grace.supplement_fen
    return _told(
        {
            "benefit": award.benefit,
            "from": _iso(award.period.lower),
            "to": _iso(_last_day(award)),
            "amount": _yuan(row.amount_fen if row else None),
            "supplement": _yuan(within),
            "cause": causes.get(row.assessment_id) if row and row.assessment_id else None,
        }
    )


def _last_day(award: Award) -> date | None:
    return award.period.upper - timedelta(days=1) if award.period.upper else None


def _standing_on(award: Any, on: date) -> AwardPeriod | None:
    """The amount of the month of a day, or of the last month of an award that is over."""
    month = min(on, _last_day(award) or on).replace(day=1)
    return next((row for row in award.standing_periods if month in row.period), None)


def _supplement(row: AwardPeriod | None) -> int | None:
    """How much of a month's 低保 is 分类施保; unknown where the row does not say what it is made of."""
    if row is None or not row.parts:
        return None
    within = sum(int(Decimal(part["amount"]) * 100) for part in row.parts if part["what"] == "supplement")
    return within if within <= row.amount_fen else None


def causes_of(begun: Iterable[Award], on: date) -> dict[int, str]:
    """For which cause relief was given, by the answer it rests on: the same cause again needs a reason."""
    rows = (_standing_on(award, on) for award in begun if award.benefit == "temporary_relief")
    answers = [row.assessment_id for row in rows if row and row.assessment_id]
    if not answers:
        return {}
    kept = Assessment.objects.filter(pk__in=answers, question__application__cause__isnull=False)
    return dict(kept.values_list("pk", "question__application__cause"))


def _aid(row: Aid) -> Json:
    return _told(
        {
            "benefit": row.benefit,
            "area": row.place_code,
            "from": _iso(row.started_on),
            "to": _iso(row.ended_on),
            "amount": _yuan(row.amount_fen),
            "supplement": _yuan(row.supplement_fen),
            "cause": row.cause,
        }
    )


# --- who lives together ---


def _members(family: Family, asked: Asked | Wish) -> list[Json]:
    born = [one for one in family.people if one.member.birth_date is None or one.member.birth_date <= family.day]
    relations, refs = _relations(born, asked.applicant_id), refs_of([one.member for one in born])
    return [_member(one, refs[one.member.pk], relations.get(one.member.pk)) for one in born]


def _member(person: Person, ref: str, relation: str | None) -> Json:
    row = person.member
    incomes = [_line(income) for income in person.incomes] if person.incomes or row.incomes_complete else None
    expenses = [_line(expense) for expense in person.expenses] if person.expenses or row.expenses_complete else None
    return _told(
        {
            "ref": ref,
            "relation": relation,
            "status": row.status,
            "status_since": _iso(row.status_since),
            "joined_on": _iso(row.joined_on),
            "left_on": _iso(row.period.upper) if row.died_on is None else None,
            "died_on": _iso(row.died_on),
            "hukou_area": _place(person, "hukou"),
            "residence_area": _place(person, "actual"),
            "birth_date": _iso(row.birth_date),
            "sex": row.sex,
            **told_of({name: condition.value for name, condition in person.conditions.items()}),
            "incomes": incomes,
            "expenses": expenses,
        }
    )


def told_of(conditions: Mapping[str, Any]) -> Json:
    """Circumstances under the law's names: refusals of work are one fact of ours and three of the law."""
    refused = conditions.get("work_refusals") or {}
    parts = {"work_refusals": "times", "work_refused_from": "first", "work_refused_on": "last"}
    return {**conditions, **{name: refused.get(part) for name, part in parts.items()}}


def _place(person: Person, kind: str) -> str | None:
    row = person.residences.get(kind)
    return row.place_code if row else None


# How the family's relations look from a spouse or a child of the head; what cannot be told from the head's side is unknown.
_SEEN_FROM = MappingProxyType(
    {
        "spouse": {
            "self": "spouse",
            "child": "child",
            "grandchild": "grandchild",
            "child_in_law": "child_in_law",
            "parent": "parent_in_law",
            "parent_in_law": "parent",
        },
        "child": {"self": "parent", "spouse": "parent", "child": "sibling", "parent": "grandparent"},
        "parent": {"self": "child", "spouse": "child_in_law", "child": "grandchild", "parent": "spouse"},
        "grandchild": {"self": "grandparent", "spouse": "grandparent"},
        "grandparent": {"self": "grandchild"},
        "sibling": {"self": "sibling", "parent": "parent", "grandparent": "grandparent"},
        "child_in_law": {"self": "parent_in_law", "spouse": "parent_in_law", "grandchild": "child"},
        "parent_in_law": {"self": "child_in_law", "spouse": "child"},
    }
)


def _relations(people: Sequence[Person], applicant_id: int | None) -> dict[int, str]:
    """Everybody's relation to the applicant; the rows hold the relation to the head."""
    to_head = {one.member.pk: one.member.relation for one in people}
    applicant = to_head.get(applicant_id or 0)
    if applicant in {None, "self"}:
        return to_head
    seen = _SEEN_FROM.get(str(applicant), {})
    turned = {pk: seen.get(relation, "") for pk, relation in to_head.items()}
    return {**turned, int(applicant_id or 0): "self"}


# --- what is asked for ---


def _application(family: Family, asked: Asked | Wish) -> Json | None:
    applicant = next((one for one in family.people if one.member.pk == asked.applicant_id), family.head)
    permit, grace = _here(family, applicant, "residence_permit"), grace_of(asked)
    told = {
        "basis": asked.basis or basis_of(family, applicant),
        "permit_from": _iso(permit.issued_on) if permit else None,
        "permit_until": _iso(permit.valid_until) if permit else None,
        "accepted_on": _iso(asked.accepted_on),
        "cause": asked.cause,
        "single_person": asked.single_person or None,
        "grade": asked.grade or None,
        "amount_requested": _yuan(asked.amount_requested_fen),
        "months": asked.months,
        "reason": asked.outside_reason,
        "same_cause_justified": asked.same_cause_justified,
        "grace_from": _iso(grace.since) if grace else None,
        "grace_reason": grace.reason if grace else None,
    }
    return _told(told) or None


def basis_of(family: Family, applicant: Person | None) -> str:
    """Where the applicant is registered or holds a permit says on which ground he asks here (民发〔2021〕57号 第五条)."""
    if _here(family, applicant, "hukou"):
        return "hukou"
    return "residence_permit" if _here(family, applicant, "residence_permit") else ""


def _here(family: Family, applicant: Person | None, kind: str) -> Residence | None:
    row = applicant.residences.get(kind) if applicant else None
    return row if row and row.place_code[:6] == family.household.area_code[:6] else None


def _line(row: Money) -> Json:
    return {"kind": row.kind, "amount": _yuan(row.amount_fen), "per": row.per}


def _asset(row: Asset) -> Json:
    return _told(
        {
            "kind": row.kind,
            "amount": _yuan(row.amount_fen),
            "exempt_reason": row.exempt_reason,
            "floor_area": None if row.floor_area is None else api.square_metres(row.floor_area),
            "acquired_on": _iso(row.acquired_on),
            "hired_staff": row.hired_staff,
            "after_disaster": row.after_disaster,
            "built_on": _iso(row.built_on),
        }
    )


def _obligor(row: Obligor) -> Json:
    income = _amount(row.income_fen, row.income_per)
    return _told(
        {
            "relation": row.relation,
            "household_size": row.household_size,
            "income": income,
            "supports": row.supports,
            "able": row.able,
            "status": row.status,
            "birth_date": _iso(row.birth_date),
            "receives": row.receives,
            "severe_disability": row.severe_disability,
            "property_inside": row.property_inside,
        }
    )


def _amount(fen: int | None, per: str) -> Json | None:
    return {"amount": _yuan(fen), "per": per} if fen is not None and per else None


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else f"{fen // 100}.{fen % 100:02d}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
