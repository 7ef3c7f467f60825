"""The calculation sheet of an answer of the law: to read aloud, to check with a pencil, to print."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.applications import selectors as applications
from cases.applications.routes import day_of
from cases.assessments import selectors
from cases.desk.access import OfficerRequest, may
from cases.desk.views.applications import READ, find
from cases.desk.views.households import READERS
from cases.households.models import Household
from eligibility import api
from eligibility.words.codes import BENEFITS, RELIEF_KINDS


@require_safe
@may(*READERS)
def kept(request: OfficerRequest, pk: int) -> HttpResponse:
    """An answer as it was kept: recomputed from the same facts and figures it is the same."""
    row = selectors.one(request.post, pk)
    if row is None:
        raise Http404("没有这份计算，或者不在您的辖区")
    return _page(request, row.household, selectors.answer_of(row), {"row": row, "kind": row.kind, "on": row.on})


@require_safe
@may(*READ)
def of_application(request: OfficerRequest, pk: int) -> HttpResponse:
    """What the law says of an application with what is known now; nothing is kept."""
    case = find(request, pk)
    today = day_of(timezone.now())
    found = applications.dossier(case, today)
    return _page(request, case.household, found.answer, {"case": case, "kind": case.kind, "on": today})


def _page(request: OfficerRequest, family: Household, answer: api.Assessment, more: dict[str, Any]) -> HttpResponse:
    parts = {part.code: part for part in api.calculation(answer)}
    context = {
        **more,
        "family": family,
        "benefit": BENEFITS.get(answer.benefit, answer.benefit),
        "relief": RELIEF_KINDS.get(more["kind"], ""),
        "answer": answer,
        "conclusion": parts.pop("conclusion").rows[1:],  # its first row is the title
        "parts": parts.values(),
    }
    return render(request, "desk/calculation.html", context)
