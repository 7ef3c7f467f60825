"""The information check by spreadsheet: who waits for an answer, the workbook out, the workbook back, and the township's word on a difference."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assistance.outcome import Reason, Refused
from cases.applications import services
from cases.applications.selectors import KIND
from cases.desk.access import OfficerRequest, may
from cases.desk.forms.applications import ExplainForm, ReturnFileForm
from cases.desk.views.applications import after, find, page
from cases.matching import selectors
from cases.matching import services as matching
from cases.matching.models import Discrepancy
from cases.staff.models import Role

_CHECKS = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD, Role.COUNTY_APPROVER)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 50


@may(*_CHECKS)
@require_http_methods(["GET", "POST"])
def listing(request: OfficerRequest) -> HttpResponse:
    """Who waits for an answer; POST takes a returned workbook in."""
    form = ReturnFileForm(request.POST or None, request.FILES or None)
    taken = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        answer = services.take_back(file.read(), file.name, request.post, timezone.now())
        if isinstance(answer, Refused):
            form.add_error("file", str(answer))
        else:
            taken = answer
    waiting = list(selectors.waiting(request.post)[: _SHOWN + 1])
    context = {
        "form": form,
        "taken": taken,
        "waiting": waiting[:_SHOWN],
        "more": len(waiting) > _SHOWN,
        "files": selectors.files(request.post)[:10],
    }
    return render(request, "desk/matching/list.html", context, status=422 if form.errors else 200)


@may(*_CHECKS)
@require_POST
def export(request: OfficerRequest) -> HttpResponse:
    """The workbook to send; it holds ID numbers, so the act leaves a line."""
    now = timezone.now()
    content, _ = matching.export(request.post, now)
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="enquiries-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response


@may(Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD)
@require_POST
def explain(request: OfficerRequest, pk: int, difference: int) -> HttpResponse:
    """The township says how a difference came about, and may settle it."""
    case = find(request, pk)
    rows = Discrepancy.objects.visible_to(request.post).filter(enquiry__subject_kind=KIND, enquiry__subject_id=pk)
    row = rows.filter(pk=difference).first()
    if row is None:
        raise Http404
    form = ExplainForm(request.POST)
    if not form.is_valid():
        return page(request, case, (Reason("empty", "写明差异的原因和证明"),), 422)
    text, verdict, now = form.cleaned_data["explanation"], request.POST.get("verdict", ""), timezone.now()
    answer: object = matching.explain(row, text, actor=request.post, at=now)
    if verdict and not isinstance(answer, Refused):
        answer = services.judge(row, verdict, text, request.post, now)
    return after(request, case, answer, "差异说明已存下")
