"""Putting a family to the law: the question from its dated facts, a trial that stores nothing, an answer that is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from types import MappingProxyType
from typing import Any, Protocol

from cases.assessments.models import Assessment, UsedFigure
from cases.assessments.selectors import refs_of
from cases.awards import selectors as awards
from cases.awards.models import Award
from cases.households import selectors as households
from cases.households.models import Asset, Household, Money, Obligor
from cases.households.selectors import Family, Person
from cases.staff.models import Post
from cases.workflow import journal
from eligibility import api

ENGINE = "2"  # raised when the shape of a rule changes; the question and the figures are stored beside it
Json = dict[str, Any]


class Asked(Protocol):
    """What an application says about itself; an application's row fits, and so does a `Wish`."""

    basis: str
    cause: str
    single_person: bool
    grade: str
    amount_requested_fen: int | None
    months: int | None
    accepted_on: date | None
    applicant_id: int | None


@dataclass(frozen=True)
class Wish:
    """What a family at the window asks for, before there is an application."""

    basis: str = ""
    cause: str = ""
    single_person: bool = False
    grade: str = ""
    amount_requested_fen: int | None = None
    months: int | None = None
    accepted_on: date | None = None
    applicant_id: int | None = None


_NO_WISH = Wish()
_BATCH = 1000


def wish_behind(row: Assessment) -> Wish:
    """How a kept answer was asked for: alone or with the household, in which grade, by which member."""
    told = row.question.get("application", {})
    asker = next((one["ref"] for one in row.question.get("members", ()) if one.get("relation") == "self"), None)
    refs = refs_of(households.members_on(row.household, row.on))
    applicant = next((pk for pk, ref in refs.items() if ref == asker), None)
    return Wish(single_person=bool(told.get("single_person")), grade=told.get("grade") or "", applicant_id=applicant)


def question_of(
    household: Household,
    *,
    benefit: str,
    on: date,
    kind: str = "",
    area_code: str | None = None,
    application: "Asked | Wish | None" = None,
    known_by: datetime | None = None,
) -> Json:
    """The question of assess.md from the rows in force on a day; what nobody has told is left out."""
    family = households.facts_of(household, on)
    return _question(family, _receipts(household, on), benefit, kind, area_code, application, known_by)


def trial(
    household: Household,
    *,
    benefit: str,
    on: date,
    kind: str = "",
    area_code: str | None = None,
    application: "Asked | Wish | None" = None,
    known_by: datetime | None = None,
) -> api.Assessment:
    """The law's answer about a family as it stands; nothing is stored."""
    named = {"area_code": area_code, "application": application, "known_by": known_by}
    return api.assess(question_of(household, benefit=benefit, kind=kind, on=on, **named))  # type: ignore[arg-type]


def trials(
    family: Family, wanted: Iterable[tuple[str, str]], *, application: "Asked | Wish | None" = None
) -> list[api.Assessment]:
    """The law's answers about several (benefit, kind) of a family that was read already; nothing is stored."""
    receives = _receipts(family.household, family.day)
    questions = [_question(family, receives, benefit, kind, None, application, None) for benefit, kind in wanted]
    return [api.assess(question) for question in questions]


def question_in(family: Family, benefit: str, kind: str = "", *, application: "Asked | Wish | None" = None) -> Json:
    """The question of assess.md of a family that was read already."""
    return _question(family, _receipts(family.household, family.day), benefit, kind, None, application, None)


def basis_of(family: Family) -> str:
    """On which ground the head of a family may ask here, from his registration or permit; empty when neither is told."""
    return _basis(family, family.head)


def keep(
    household: Household,
    *,
    benefit: str,
    on: date,
    actor: Post | None,
    at: datetime,
    kind: str = "",
    area_code: str | None = None,
    application: "Asked | Wish | None" = None,
) -> Assessment:
    """Ask, and keep question, figures and answer for ever; asked again, the stored question gives the same answer."""
    named = {"area_code": area_code, "application": application, "known_by": at}
    question = question_of(household, benefit=benefit, kind=kind, on=on, **named)  # type: ignore[arg-type]
    answer = api.assess(question)
    row = _row(household, question, answer)
    row.on, row.known_by, row.made_at, row.made_by = on, at, at, actor.officer if actor else None
    row.save(force_insert=True)
    UsedFigure.objects.bulk_create(_used(row))
    journal.record("assess", actor=actor, at=at, area_code=row.area_code, subject=household, detail=_detail(row))
    return row


@dataclass(frozen=True, slots=True)
class Wanted:
    """One of many answers to keep: about which family, for what, on which day, and how it was asked for."""

    household: int
    benefit: str
    on: date
    wish: Wish = _NO_WISH


def keep_all(wanted: Sequence[Wanted], *, at: datetime) -> list[Assessment]:
    """Many answers asked and kept by the system, in their order, with a handful of statements for each day."""
    rows: dict[Wanted, Assessment] = {}
    book = api.book_now()
    for on in sorted({one.on for one in wanted}):
        of_day = [one for one in wanted if one.on == on]
        found = list(Household.objects.filter(pk__in=[one.household for one in of_day]))
        families, receives = households.families_on(found, on), awards.current_of(found, on)
        causes = _causes(chain.from_iterable(receives.values()), on)
        for one in of_day:
            family = families[one.household]
            told = _receipts_of(receives.get(one.household, []), on, causes)
            question = _question(family, told, one.benefit, "", None, one.wish, at)
            row = rows[one] = _row(family.household, question, api.assess(question, policy_book=book))
            row.on, row.known_by, row.made_at = on, at, at
    kept = Assessment.objects.bulk_create([rows[one] for one in wanted], batch_size=_BATCH)
    UsedFigure.objects.bulk_create([used for row in kept for used in _used(row)], batch_size=_BATCH)
    journal.record_all("assess", [(row.household, _detail(row)) for row in kept], at=at)
    return kept


def _detail(row: Assessment) -> Json:
    return {"assessment": row.pk, "benefit": row.benefit, "outcome": row.outcome}


def _used(row: Assessment) -> list[UsedFigure]:
    """Which versions of which figures the answer rests on, apart from values that came with the question."""
    versions = {figure["version"] for figure in row.figures.values()} - {api.OVERLAID}
    return [UsedFigure(area_code=row.area_code, assessment=row, version=version) for version in sorted(versions)]


def _row(household: Household, question: Json, answer: api.Assessment) -> Assessment:
    full = answer.to_json(full=True)
    return Assessment(
        household=household,
        area_code=household.area_code,
        benefit=answer.benefit,
        kind=question.get("kind", ""),
        outcome=answer.outcome,
        amount_fen=answer.amount_fen,
        per=answer.per or "",
        persons=len(answer.covered),
        question=question,
        packed=api.packed(api.Question.from_json(question)),
        figures={used["name"]: {key: used[key] for key in used if key != "name"} for used in full["used"]},
        answer=full,
        engine=ENGINE,
    )


def _question(
    family: Family,
    receives: Sequence[Json],
    benefit: str,
    kind: str,
    area_code: str | None,
    application: "Asked | Wish | None",
    known_by: datetime | None,
) -> Json:
    household = family.household
    question: Json = {
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
        "receives": list(receives),
    }
    return _told(question)


def _told(record: Mapping[str, Any]) -> Json:
    """Only what somebody has told: an unknown is left out, an empty list or a zero stays."""
    return {key: value for key, value in record.items() if value is not None and value != ""}


def _receipts(household: Household, on: date) -> list[Json]:
    """What our own register pays the family; other registers are asked by the information check."""
    current = awards.current(household, on)
    return _receipts_of(current, on, _causes(current, on))


def _receipts_of(current: Iterable[Award], on: date, causes: Mapping[int, str]) -> list[Json]:
    return [
        _told(
            {
                "benefit": award.benefit,
                "from": _iso(award.period.lower),
                "amount": _yuan(row.amount_fen if row else None),
                "cause": causes.get(row.assessment_id) if row else None,
            }
        )
        for award, row in ((award, _standing_on(award, on)) for award in current)
    ]


def _standing_on(award: Any, on: date) -> Any:
    month = on.replace(day=1)
    return next((row for row in award.standing_periods if month in row.period), None)


def _causes(current: Iterable[Award], on: date) -> dict[int, str]:
    """For which cause relief was given, by the answer it rests on: the same cause again needs a reason."""
    rows = (_standing_on(award, on) for award in current if award.benefit == "temporary_relief")
    answers = [row.assessment_id for row in rows if row and row.assessment_id]
    if not answers:
        return {}
    kept = Assessment.objects.filter(pk__in=answers, question__application__cause__isnull=False)
    return dict(kept.values_list("pk", "question__application__cause"))


def _members(family: Family, asked: "Asked | Wish") -> list[Json]:
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
            "birth_date": _iso(row.birth_date),
            "sex": row.sex,
            **{name: condition.value for name, condition in person.conditions.items()},
            "incomes": incomes,
            "expenses": expenses,
        }
    )


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


def _application(family: Family, asked: "Asked | Wish") -> Json | None:
    applicant = next((one for one in family.people if one.member.pk == asked.applicant_id), family.head)
    permit = _here(family, applicant, "residence_permit")
    told = {
        "basis": asked.basis or _basis(family, applicant),
        "permit_months": _months_between(permit.period.lower, family.day) if permit and permit.period.lower else None,
        "accepted_on": _iso(asked.accepted_on),
        "cause": asked.cause,
        "single_person": asked.single_person or None,
        "grade": asked.grade or None,
        "amount_requested": _yuan(asked.amount_requested_fen),
        "months": asked.months,
    }
    return _told(told) or None


def _basis(family: Family, applicant: Person | None) -> str:
    """Where the applicant is registered or holds a permit says on which ground he asks here (民发〔2021〕57号 第五条)."""
    if _here(family, applicant, "hukou"):
        return "hukou"
    return "residence_permit" if _here(family, applicant, "residence_permit") else ""


def _here(family: Family, applicant: Person | None, kind: str) -> Any:
    row = applicant.residences.get(kind) if applicant else None
    return row if row and row.place_code[:6] == family.household.area_code[:6] else None


def _months_between(start: date, day: date) -> int:
    return (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)


def _line(row: Money) -> Json:
    return {"kind": row.kind, "amount": _yuan(row.amount_fen), "per": row.per}


def _asset(row: Asset) -> Json:
    return _told({"kind": row.kind, "amount": _yuan(row.amount_fen), "exempt_reason": row.exempt_reason})


def _obligor(row: Obligor) -> Json:
    income = _amount(row.income_fen, row.income_per)
    return _told(
        {
            "relation": row.relation,
            "household_size": row.household_size,
            "income": income,
            "supports": row.supports,
            "able": row.able,
        }
    )


def _amount(fen: int | None, per: str) -> Json | None:
    return {"amount": _yuan(fen), "per": per} if fen is not None and per else None


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else f"{fen // 100}.{fen % 100:02d}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
