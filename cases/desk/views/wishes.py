"""What an application says about itself, put right while it is a draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assistance.outcome import Refused
from cases.applications import services
from cases.applications.models import Application
from cases.desk.access import OfficerRequest, may
from cases.desk.dossier import benefit_words
from cases.desk.forms.wishes import DraftForm
from cases.desk.lacks import TAKERS
from cases.desk.views.applications import expected, find, status_of


@may(*TAKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: OfficerRequest, pk: int) -> HttpResponse:
    """The particulars of a draft; nothing typed is lost when it cannot be written."""
    case = find(request, pk)
    form = DraftForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        named: dict[str, Any] = {"actor": request.post, "at": timezone.now(), "expected": expected(request)}
        answer = services.change_wish(case, **named, **form.wish())
        if isinstance(answer, Application):
            messages.success(request, f"{case.household.head_name}户：申请事项已改")
            return redirect("desk:applications-detail", pk)
        return _page(request, case, form, answer)
    return _page(request, case, form, None)


def _page(request: OfficerRequest, case: Application, form: DraftForm, refusal: Refused | None) -> HttpResponse:
    context = {"case": case, "form": form, "label": "申请事项", "button": "存下", "benefit": benefit_words(case)}
    context["refusals"] = refusal.reasons if refusal is not None else ()
    status = status_of(refusal) if refusal is not None else 422 if form.errors else 200
    return render(request, "desk/applications/form.html", context, status=status)
