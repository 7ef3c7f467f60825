"""Reading kept assessments: the latest of a family, and what an answer looked like when it was made."""

from django.db.models import QuerySet

from cases.assessments.models import Assessment
from cases.households.models import Household
from eligibility import api


def of_household(household: Household) -> "QuerySet[Assessment]":
    """Every kept assessment of a family, the latest first."""
    rows: QuerySet[Assessment] = (
        Assessment.objects.filter(household=household).select_related("made_by").order_by("-pk")
    )
    return rows


def latest(household: Household, benefit: str, kind: str = "") -> Assessment | None:
    """The last kept answer about one benefit."""
    return of_household(household).filter(benefit=benefit, kind=kind).first()


def answer_of(row: Assessment) -> api.Assessment:
    """The answer as it was given, with every step."""
    return api.Assessment.from_json(row.answer)


def recomputed(row: Assessment) -> api.Assessment:
    """The stored question put to the law again, with the policy as it was published when it was first asked."""
    return api.assess(row.question)
