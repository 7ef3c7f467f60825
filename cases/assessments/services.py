"""Putting a family to the law: the question from its dated facts, a trial that stores nothing, an answer that is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain

from cases.assessments import questions
from cases.assessments.models import Assessment, UsedFigure
from cases.assessments.questions import Asked, Grace, Json, Wish, causes_of, grace_of, question, receipts
from cases.assessments.selectors import refs_of
from cases.awards import selectors as awards
from cases.households import selectors as households
from cases.households.models import Household
from cases.households.selectors import Family
from cases.staff.models import Post
from cases.workflow import journal
from eligibility import api

__all__ = [
    "ENGINE", "Asked", "Grace", "Wanted", "Wish", "basis_of", "keep", "keep_all", "question_in", "question_of", "trial",
    "trials", "wish_behind",
]  # fmt: skip

ENGINE = "3"  # raised when the shape of a rule changes; the question and the figures are stored beside it
_NO_WISH = Wish()
_BATCH = 1000


def wish_behind(row: Assessment) -> Wish:
    """How a kept answer was asked for: alone or with the household, in which grade, by which member, in which grace."""
    told = row.question.get("application", {})
    asker = next((one["ref"] for one in row.question.get("members", ()) if one.get("relation") == "self"), None)
    refs = refs_of(households.members_on(row.household, row.on))
    return Wish(
        single_person=bool(told.get("single_person")),
        grade=told.get("grade") or "",
        applicant_id=next((pk for pk, ref in refs.items() if ref == asker), None),
        grace=_grace_behind(row.question),
    )


def _grace_behind(asked: Json) -> Grace | None:
    told = asked.get("application", {})
    if "grace_from" not in told:
        return None
    drawn = (
        one["supplement"] for one in asked.get("receives", ()) if one["benefit"] == "dibao" and "supplement" in one
    )
    within = next((int(Decimal(yuan) * 100) for yuan in drawn), None)
    return Grace(date.fromisoformat(told["grace_from"]), told.get("grace_reason", ""), within)


def question_of(
    household: Household,
    *,
    benefit: str,
    on: date,
    kind: str = "",
    area_code: str | None = None,
    application: Asked | Wish | None = None,
    known_by: datetime | None = None,
) -> Json:
    """The question of assess.md from the rows in force on a day; what nobody has told is left out."""
    family = households.facts_of(household, on)
    return question(family, receipts(family, grace_of(application)), benefit, kind, area_code, application, known_by)


def trial(
    household: Household,
    *,
    benefit: str,
    on: date,
    kind: str = "",
    area_code: str | None = None,
    application: Asked | Wish | None = None,
    known_by: datetime | None = None,
) -> api.Assessment:
    """The law's answer about a family as it stands; nothing is stored."""
    named = {"area_code": area_code, "application": application, "known_by": known_by}
    return api.assess(question_of(household, benefit=benefit, kind=kind, on=on, **named))  # type: ignore[arg-type]


def trials(family: Family, wanted: Iterable[tuple[str, str, Asked | Wish]]) -> list[api.Assessment]:
    """The law's answers about several (benefit, kind, wish) of a family that was read already; nothing is stored."""
    receives = receipts(family)
    asked = [question(family, receives, benefit, kind, None, wish, None) for benefit, kind, wish in wanted]
    return [api.assess(one) for one in asked]


def question_in(family: Family, benefit: str, kind: str = "", *, application: Asked | Wish | None = None) -> Json:
    """The question of assess.md of a family that was read already."""
    return question(family, receipts(family, grace_of(application)), benefit, kind, None, application, None)


def basis_of(family: Family) -> str:
    """On which ground the head of a family may ask here, from his registration or permit; empty when neither is told."""
    return questions.basis_of(family, family.head)


def keep(
    household: Household,
    *,
    benefit: str,
    on: date,
    actor: Post | None,
    at: datetime,
    kind: str = "",
    area_code: str | None = None,
    application: Asked | Wish | None = None,
) -> Assessment:
    """Ask, and keep question, figures and answer for ever; asked again, the stored question gives the same answer."""
    named = {"area_code": area_code, "application": application, "known_by": at}
    asked = question_of(household, benefit=benefit, kind=kind, on=on, **named)  # type: ignore[arg-type]
    row = _row(household, asked, api.assess(asked))
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
        families, receives = households.families_on(found, on), awards.begun_of(found, on)
        causes = causes_of(chain.from_iterable(receives.values()), on)
        for one in of_day:
            family = families[one.household]
            told = questions.receipts_of(receives.get(one.household, []), on, one.wish.grace, causes)
            asked = question(family, told, one.benefit, "", None, one.wish, at)
            row = rows[one] = _row(family.household, asked, api.assess(asked, policy_book=book))
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


def _row(household: Household, asked: Json, answer: api.Assessment) -> Assessment:
    full = answer.to_json(full=True)
    return Assessment(
        household=household,
        area_code=household.area_code,
        benefit=answer.benefit,
        kind=asked.get("kind", ""),
        outcome=answer.outcome,
        amount_fen=answer.amount_fen,
        per=answer.per or "",
        persons=len(answer.covered),
        question=asked,
        packed=api.packed(api.Question.from_json(asked)),
        figures={used["name"]: {key: used[key] for key in used if key != "name"} for used in full["used"]},
        answer=full,
        engine=ENGINE,
    )
