"""Batch confirmation of safe cases: a review page with what is left out and why, each case checked again when it is decided."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from assistance.outcome import Refused
from cases.applications import selectors, services
from cases.applications.models import Application
from cases.applications.states import APPLICATION
from cases.desk.access import OfficerRequest, may
from cases.desk.dossier import benefit_words, place_names
from cases.staff.models import Role

_MOST = 50  # one page of the queue


@dataclass(frozen=True)
class Line:
    """One case of the batch: the row, and why it is left out or was not decided (empty: it is in)."""

    row: Any
    reason: str = ""


@may(Role.TOWNSHIP_HEAD, Role.COUNTY_APPROVER)
@require_POST
def review(request: OfficerRequest) -> HttpResponse:
    """What would be confirmed, what is left out and why; nothing is decided yet."""
    keys = request.POST.getlist("case")
    lines = [Line(row, _left_out(row)) for row in _chosen(request, keys)]
    taken = [line for line in lines if not line.reason]
    context = {
        "taken": taken,
        "left": [line for line in lines if line.reason],
        "most": _MOST,
        "over": max(len(set(keys)) - _MOST, 0),
        "month_fen": sum(line.row.proposed_fen or 0 for line in taken if line.row.benefit != "temporary_relief"),
        "once_fen": sum(line.row.proposed_fen or 0 for line in taken if line.row.benefit == "temporary_relief"),
    }
    return render(request, "desk/queue/batch.html", context)


@may(Role.TOWNSHIP_HEAD, Role.COUNTY_APPROVER)
@require_POST
def confirm(request: OfficerRequest) -> HttpResponse:
    """Decide each case by itself, as it was seen on the review page; one that has moved or fails stays and says why."""
    versions = dict(pair.split(":", 1) for pair in request.POST.getlist("case") if ":" in pair)
    lines = [_decided(request, row, versions[str(row.pk)]) for row in _chosen(request, list(versions))]
    context = {
        "done": [line for line in lines if not line.reason],
        "left": [line for line in lines if line.reason],
    }
    return render(request, "desk/queue/batch_done.html", context)


def _chosen(request: OfficerRequest, keys: list[str]) -> list[Any]:
    pks = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19][:_MOST]
    rows = selectors.cases_of(request.post).filter(pk__in=pks).select_related("household")
    found: list[Any] = list(rows.annotate(persons=F("assessment__persons")).order_by("step_due_at", "id"))
    places = place_names(found)
    for row in found:
        row.benefit_words, row.place = benefit_words(row), places[row.area_code]
        row.mine = row.decision_level in selectors.levels_of(request.post)
    return found


def _left_out(row: Any) -> str:
    if row.state != "decision":
        return f"现在是“{APPLICATION.states[row.state]}”"
    if not row.mine:
        return "超出授权额度，不由您决定"
    if row.open_differences:
        return f"{row.open_differences} 项差异待判断"
    if row.relative_flag:
        return "经办人近亲属，须逐件看"
    return "" if row.leaves_nothing_to_judge else "没有拟给予的金额，须逐件看"


def _decided(request: OfficerRequest, row: Application, version: str) -> Line:
    if reason := _left_out(row):
        return Line(row, reason)
    expected = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
    answer = services.grant(row, actor=request.post, at=timezone.now(), expected=expected)
    return Line(row, str(answer) if isinstance(answer, Refused) else "")
