"""New figures from a table: the workbook to fill in, the page to paste or send it, and what was read of it."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cases.desk import policy_pages
from cases.desk.access import OfficerRequest, may
from cases.desk.forms import sheet_files, sheets
from cases.desk.forms.sheet_files import SheetForm
from cases.staff.models import Role
from eligibility import api

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@may(Role.POLICY_EDITOR)
@require_http_methods(["GET", "POST"])
def sheet(request: OfficerRequest) -> HttpResponse:
    """Paste or send a table; what was read is shown beside what is in force, each bad cell with its place and reason."""
    places = policy_pages.own_places_of(request.post)
    initial = {"area": request.GET.get("area") or request.post.area_code}
    form = SheetForm(request.POST or None, request.FILES or None, places=places, initial=initial)
    reading, area = None, ""
    if request.method == "POST" and form.is_valid():
        area = form.cleaned_data["area"]
        reading = sheets.read(form.grid, api.figures_on(area, timezone.localdate()))
        form = SheetForm({"area": area, "rows": sheet_files.as_text(form.grid)}, places=places)
    wrong = bool(form.errors) or bool(reading and (reading.problems or not reading.names))
    context = {
        "form": form,
        "reading": reading,
        "changed": [one for one in reading.found if one.lines] if reading else [],
        "next": _next(area, reading) if reading and not wrong else "",
    }
    return render(request, "desk/policies/sheet.html", context, status=422 if wrong else 200)


def _next(area: str, reading: sheets.Reading) -> str:
    """The page of the boxes for what was read."""
    return f"{reverse('desk:policies-draft')}?{urlencode([('area', area), *(('name', one) for one in reading.names)])}"


@may(Role.POLICY_EDITOR)
@require_GET
def template(request: OfficerRequest) -> HttpResponse:
    """The workbook with every figure of a place, for filling in the new ones."""
    places = dict(policy_pages.own_places_of(request.post))
    area = request.GET.get("area", "")
    area = area if area in places else request.post.area_code
    today: date = timezone.localdate()
    content = sheet_files.template_of(api.figures_on(area, today))
    headers = {"content-disposition": f'attachment; filename="policy-{area}-{today:%Y%m%d}.xlsx"'}
    return HttpResponse(content, content_type=_EXCEL, headers=headers)
