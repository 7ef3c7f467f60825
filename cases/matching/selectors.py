"""Reading enquiries and differences: what waits for an answer, and what waits for a judgement."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from cases.matching.models import Discrepancy, Enquiry, ReturnFile
from cases.staff.models import Post

UNSETTLED = (Discrepancy.Verdict.OPEN, Discrepancy.Verdict.PROOF)


def waiting(post: Post) -> "QuerySet[Enquiry]":
    """Enquiries without an answer inside the area of a post, the oldest first."""
    rows: QuerySet[Enquiry] = Enquiry.objects.visible_to(post).filter(answered_at__isnull=True)
    return rows.select_related("member", "household").order_by("id")


def enquiries_of(kind: str, subject_id: int) -> "QuerySet[Enquiry]":
    """Every enquiry of one case, all rounds."""
    rows: QuerySet[Enquiry] = Enquiry.objects.filter(subject_kind=kind, subject_id=subject_id)
    return rows.select_related("member").order_by("id")


def differences_of(kind: str, subject_id: int) -> "QuerySet[Discrepancy]":
    """Every item the registers returned about one case; unsettled ones first."""
    rows: QuerySet[Discrepancy] = Discrepancy.objects.filter(enquiry__subject_kind=kind, enquiry__subject_id=subject_id)
    return rows.select_related("enquiry__member", "judged_by").order_by("agrees", "id")


def unsettled(kind: str, ids: Iterable[int]) -> dict[int, int]:
    """How many differences of each case nobody has settled yet."""
    rows = Discrepancy.objects.filter(
        enquiry__subject_kind=kind, enquiry__subject_id__in=list(ids), agrees=False, verdict__in=UNSETTLED
    )
    counts = rows.order_by().values_list("enquiry__subject_id").annotate(Count("pk"))
    return dict(counts)


def files(post: Post) -> "QuerySet[ReturnFile]":
    """Returned files taken in inside the area of a post, the newest first, with how many persons each answered."""
    rows: QuerySet[ReturnFile] = ReturnFile.objects.visible_to(post).select_related("received_by")
    return rows.annotate(answered=Count("enquiries", filter=Q(enquiries__answered_at__isnull=False))).order_by("-id")
