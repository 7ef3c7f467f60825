"""Reading applications: the queue of each desk by its clock, one case whole, and what the laws and registers say of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from cases.applications.models import Application, Decision, Gap, Notice, Objection, Opinion, Visit
from cases.applications.states import APPLICATION
from cases.assessments import services as assessments
from cases.assessments.selectors import answer_of, refs_of
from cases.households.selectors import Family, facts_of
from cases.matching.counting import counted
from cases.matching.models import Discrepancy, Enquiry
from cases.matching.selectors import differences_of, enquiries_of
from cases.staff.models import Area, Post, Role
from cases.workflow.models import JournalLine, Participation
from eligibility import api as law

KIND = "application"
_LEVELS: dict[str, tuple[str, ...]] = {Role.TOWNSHIP_HEAD: ("township",), Role.COUNTY_APPROVER: ("county", "committee")}
_WIDTHS = {6: 6, 9: 9}  # levels that have a key index of their own

# The filters of the approver's queue: in the URL, on the chips, in the query.
FILTERS = {"all": "全部", "open": "待判断", "clean": "无差异", "again": "重报"}


def cases_of(post: Post) -> "QuerySet[Application]":
    """Applications inside the area of a post, by the level key that its index has."""
    rows: QuerySet[Application] = Application.objects.visible_to(post)
    width = _WIDTHS.get(len(Area(code=post.area_code).prefix))
    return rows.alias(place=Left("area_code", width)).filter(place=post.area_code[:width]) if width else rows


def accepted_lately(post: Post, benefits: Sequence[str], limit: int) -> list[Application]:
    """The cases accepted last inside the post's area, one a benefit as far as there are several, then any."""
    accepted = cases_of(post).filter(accepted_on__isnull=False, route__isnull=False, benefit__in=benefits)
    newest = accepted.order_by("benefit", "-accepted_on", "-id").distinct("benefit").values("pk")
    first = list(accepted.filter(pk__in=newest).order_by("-accepted_on", "-id")[:limit])
    rest = accepted.exclude(pk__in=[case.pk for case in first]).order_by("-accepted_on", "-id")
    return [*first, *rest[: limit - len(first)]]


def in_states(post: Post, states: Sequence[str]) -> "QuerySet[Application]":
    """Open cases of some states, for the township's lists."""
    return cases_of(post).filter(state__in=states).select_related("household", "applicant")


def levels_of(post: Post) -> tuple[str, ...]:
    """The levels whose decisions this post makes."""
    return _LEVELS.get(Role(post.role), ())


def queue(post: Post, chosen: str = "all") -> "QuerySet[Application]":
    """What waits for this post's decision or review, in the order of its clock, narrowed by a chip."""
    mine = Q(state="decision", decision_level__in=levels_of(post))
    if post.role == Role.COUNTY_APPROVER:
        mine |= Q(state="review")
    rows = cases_of(post).filter(mine).select_related("household")
    narrowed = {
        "open": Q(open_differences__gt=0),
        "clean": Q(open_differences=0, state="decision"),
        "again": Q(Exists(Gap.objects.filter(application=OuterRef("pk")))),
    }.get(chosen)
    return (rows.filter(narrowed) if narrowed is not None else rows).order_by("step_due_at", "id")


def counts(post: Post) -> dict[str, int]:
    """How many each chip holds, up to a thousand: a hot list is never counted to its end."""
    few = queue(post).order_by().values("pk")[:1000]
    again = Exists(Gap.objects.filter(application=OuterRef("pk")))
    found: dict[str, int] = Application.objects.filter(pk__in=few).aggregate(
        all=Count("pk"),
        open=Count("pk", filter=Q(open_differences__gt=0)),
        clean=Count("pk", filter=Q(open_differences=0, state="decision")),
        again=Count("pk", filter=Q(again)),
        without_term=Count("pk", filter=Q(step_due_at__isnull=True)),
    )
    return found


def after(post: Post, case: Application, chosen: str = "all") -> Application | None:
    """The next case of the same filter behind this one, else the first one."""
    rows = queue(post, chosen).exclude(pk=case.pk)
    if case.step_due_at is None:
        behind = rows.filter(step_due_at__isnull=True, pk__gt=case.pk)
    else:
        later = Q(step_due_at__gt=case.step_due_at) | Q(step_due_at=case.step_due_at, pk__gt=case.pk)
        behind = rows.filter(later | Q(step_due_at__isnull=True))
    return behind.first() or rows.first()


def last_opinion_day(case: Application) -> date | None:
    """The day of the last opinion of this round; nothing of the round is public before it."""
    last = Opinion.objects.filter(application=case, round=case.round).order_by("-pk").first()
    return timezone.localdate(last.given_at) if last is not None else None


def ending_notices(area_code: str, on: date) -> "QuerySet[Application]":
    """Cases whose notice ended before a day and that no objection holds."""
    over = Notice.objects.filter(application=OuterRef("pk"), round=OuterRef("round"), ends_on__lt=on)
    rows: QuerySet[Application] = Application.objects.within(area_code).filter(state="notice")
    return rows.filter(Exists(over)).order_by("pk")


@dataclass(frozen=True)
class Effect:
    """What the law would say with one returned figure counted."""

    answer: law.Assessment
    words: str
    changes: bool


@dataclass(frozen=True)
class Dossier:
    """One case whole, read in a constant number of queries."""

    case: Application
    family: Family
    answer: law.Assessment
    kept: law.Assessment | None
    visits: list[Visit]
    opinions: list[Opinion]
    notices: list[Notice]
    objections: list[Objection]
    gaps: list[Gap]
    decisions: list[Decision]
    enquiries: list[Enquiry]
    differences: list[Discrepancy]
    lines: list[JournalLine]
    handled: frozenset[int]  # officers who have acted in this round

    @property
    def open_differences(self) -> list[Discrepancy]:
        """What still waits for a judgement."""
        return [row for row in self.differences if not row.agrees and row.verdict in {"open", "proof"}]


def dossier(case: Application, on: date) -> Dossier:
    """The whole case: the family on the day, the law's answer now, everything of every round, and the journal."""
    own = {"application": case}
    family = facts_of(case.household, on)
    (answer,) = assessments.trials(family, [(case.benefit, case.kind, case)])
    lines = JournalLine.objects.filter(subject_kind=KIND, subject_id=case.pk).select_related("officer")
    seen = Participation.objects.filter(subject_kind=KIND, subject_id=case.pk, round=case.round)
    return Dossier(
        case=case,
        family=family,
        answer=answer,
        kept=answer_of(case.assessment) if case.assessment else None,
        visits=list(Visit.objects.filter(**own).select_related("first_officer", "second_officer").order_by("-pk")),
        opinions=list(Opinion.objects.filter(**own).select_related("given_by").order_by("-pk")),
        notices=list(Notice.objects.filter(**own).order_by("-pk")),
        objections=list(Objection.objects.filter(**own).order_by("-pk")),
        gaps=list(Gap.objects.filter(**own).select_related("told_by").order_by("pk")),
        decisions=list(Decision.objects.filter(**own).select_related("decided_by").order_by("-pk")),
        enquiries=list(enquiries_of(KIND, case.pk)),
        differences=list(differences_of(KIND, case.pk)),
        lines=list(lines.order_by("pk")[:200]),
        handled=frozenset(seen.values_list("officer_id", flat=True)),
    )


def effects_of(found: Dossier) -> dict[int, Effect]:
    """What each difference would change if it counted: the same question with the returned figure in it."""
    money = [row for row in found.differences if not row.agrees and row.returned_fen is not None]
    if not money:
        return {}
    question = assessments.question_in(found.family, found.case.benefit, found.case.kind, application=found.case)
    refs = refs_of([person.member for person in found.family.people])
    return {
        row.pk: _effect(found.answer, law.assess(counted(question, row, refs.get(row.enquiry.member_id, ""))))
        for row in money
    }


def _effect(now: law.Assessment, then: law.Assessment) -> Effect:
    changes = (now.outcome, now.amount_fen) != (then.outcome, then.amount_fen)
    share, standard = then.figures.get("per_capita_income_month"), then.figures.get("standard_month")
    said = f"人均 {share} 元" if share else "重新计算"
    if then.outcome == "unknown":
        return Effect(then, f"若计入，{said}，尚不能判断", changes=True)
    failed = next((finding.text for finding in then.findings if finding.holds is False), "")
    if then.outcome == "no" and share and standard and Decimal(share) > Decimal(standard):
        return Effect(then, f"若计入，{said}，超过标准 {standard} 元，不符合", changes)
    if then.outcome == "no":
        return Effect(then, f"若计入，{failed}，不符合", changes)
    if not changes:
        return Effect(then, "不影响", changes=False)
    return Effect(then, f"若计入，{said}，金额变为 {_yuan(then.amount_fen)}", changes)


def _yuan(fen: int | None) -> str:
    return "—" if fen is None else f"{fen // 100:,}.{fen % 100:02d} 元"


def workload(post: Post) -> dict[str, int]:
    """How many open cases of each state lie in a post's area."""
    rows = cases_of(post).exclude(state__in=APPLICATION.finals).order_by().values_list("state")
    return dict(rows.annotate(Count("pk")))


def open_of(post: Post, households: Collection[int]) -> "QuerySet[Application]":
    """The open cases of some families inside the area of a post, the most urgent first."""
    rows: QuerySet[Application] = Application.objects.visible_to(post).filter(household__in=households)
    return rows.exclude(state__in=APPLICATION.finals).order_by("step_due_at", "id")


def one(post: Post, pk: int) -> Any:
    """One case inside the area of a post, or None: a case elsewhere does not exist here."""
    rows = Application.objects.visible_to(post).select_related("household", "applicant", "assessment", "intake")
    return rows.filter(pk=pk).first()
