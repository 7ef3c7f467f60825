"""Visit, opinion and objection: the township's acts that are written down."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assistance.outcome import Refused
from cases.applications import services
from cases.applications.grades import grades_of
from cases.applications.models import Application
from cases.applications.routes import day_of
from cases.applications.selectors import dossier
from cases.desk.access import OfficerRequest, may
from cases.desk.dossier import benefit_words, sheet
from cases.desk.forms.applications import ObjectionForm, OpinionForm, VisitForm
from cases.desk.views.applications import after, expected, find, status_of
from cases.staff.models import Role
from cases.staff.selectors import colleagues

_TOWNSHIP = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD)


@may(*_TOWNSHIP)
@require_http_methods(["GET", "POST"])
def visit(request: OfficerRequest, pk: int) -> HttpResponse:
    """A home visit by two officers."""
    case, today = find(request, pk), day_of(timezone.now())
    initial = {"visited_on": today, "first": request.user, "place": case.household.address, "agrees": "yes"}
    officers = colleagues(request.post, today)
    form = VisitForm(request.POST or None, officers=officers, today=today, initial=initial)
    answer: Any = None
    if request.method == "POST" and form.is_valid():
        answer = services.record_visit(
            case, actor=request.post, at=timezone.now(), expected=expected(request), **form.cleaned_data
        )
        if not isinstance(answer, Refused):
            return after(request, case, answer, "入户调查已登记")
    return _drawn(request, case, form, answer, "登记入户调查", "登记")


@may(*_TOWNSHIP)
@require_http_methods(["GET", "POST"])
def opinion(request: OfficerRequest, pk: int) -> HttpResponse:
    """The township's opinion, to grant or to refuse, with the calculation kept."""
    case, today = find(request, pk), day_of(timezone.now())
    grades = grades_of(case, today)
    form = OpinionForm(request.POST or None, objected=case.round > 1, grades=grades, initial={"grade": case.grade})
    answer: Any = None
    if request.method == "POST" and form.is_valid():
        answer = _opined(request, case, form.cleaned_data)
        if not isinstance(answer, Refused):
            return after(request, case, answer, "审核意见已提出")
    facts = sheet(dossier(case, today))["facts"]
    return _drawn(request, case, form, answer, "审核意见", "提出意见", facts=facts)


def _opined(request: OfficerRequest, case: Application, data: dict[str, Any]) -> Any:
    named: dict[str, Any] = {
        "actor": request.post,
        "at": timezone.now(),
        "expected": expected(request),
        "text": data["text"],
    }
    if data["recommend"] == "refuse":
        return services.advise_refusal(case, **named)
    more = {name: data.get(name, "") for name in ("objection_outcome", "grade")}
    return services.give_opinion(case, **more, **named)


@may(*_TOWNSHIP)
@require_http_methods(["GET", "POST"])
def objection(request: OfficerRequest, pk: int) -> HttpResponse:
    """Somebody objects: the case begins a new round."""
    case = find(request, pk)
    form = ObjectionForm(request.POST or None)
    answer: Any = None
    if request.method == "POST" and form.is_valid():
        answer = services.register_objection(
            case, actor=request.post, at=timezone.now(), expected=expected(request), **form.cleaned_data
        )
        if not isinstance(answer, Refused):
            return after(request, case, answer, "异议已登记，重新调查")
    return _drawn(request, case, form, answer, "登记异议", "登记异议，重新调查")


def _drawn(
    request: OfficerRequest, case: Application, form: Any, answer: Any, label: str, button: str, facts: Any = ()
) -> HttpResponse:
    refusal = answer if isinstance(answer, Refused) else None
    if refusal is not None:
        case.refresh_from_db()
    context = {
        "case": case,
        "form": form,
        "label": label,
        "button": button,
        "benefit": benefit_words(case),
        "facts": facts,
        "refusals": refusal.reasons if refusal is not None else (),
    }
    status = status_of(refusal) if refusal is not None else 422 if form.errors else 200
    return render(request, "desk/applications/form.html", context, status=status)
