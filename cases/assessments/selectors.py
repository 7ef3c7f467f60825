"""Reading kept assessments: the latest of a family, and what an answer looked like when it was made."""

from collections.abc import Iterable

from django.db.models import QuerySet

from cases.assessments.models import Assessment, UsedFigure
from cases.households import selectors as households
from cases.households.models import Household, Member
from cases.staff.models import Post
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


def one(post: Post, pk: int) -> Assessment | None:
    """A kept answer of the post's area."""
    rows: QuerySet[Assessment] = Assessment.objects.visible_to(post).select_related("household", "made_by")
    return rows.filter(pk=pk).first()


def resting_on(post: Post, versions: Iterable[str]) -> "QuerySet[Assessment]":
    """Kept answers of the post's area that used one of these versions of a figure, as `version_names` writes them."""
    used = UsedFigure.objects.visible_to(post).filter(version__in=list(versions)).values("assessment")
    rows: QuerySet[Assessment] = Assessment.objects.visible_to(post).filter(pk__in=used)
    return rows.select_related("household")


def answer_of(row: Assessment) -> api.Assessment:
    """The answer as it was given, with every step."""
    return api.Assessment.from_json(row.answer)


def recomputed(row: Assessment) -> api.Assessment:
    """The stored question put to the law again, with the policy as it was published when it was first asked."""
    return api.assess(row.question)


def refs_of(members: Iterable[Member]) -> dict[int, str]:
    """What the law's sentences call each member: the name, numbered where a family has it twice."""
    refs: dict[int, str] = {}
    for member in members:
        same = sum(ref == member.name or ref.startswith(f"{member.name}（") for ref in refs.values())
        refs[member.pk] = f"{member.name[:50]}（{same + 1}）" if same else member.name
    return refs


def covered_members(row: Assessment) -> list[Member]:
    """The members whom a kept answer covers, as they lived together on its day."""
    members = households.members_on(row.household, row.on)
    refs, covered = refs_of(members), set(row.answer["covered"])
    return [member for member in members if refs[member.pk] in covered]
