"""A whole place at once: export and import as one file, and setting up a new county in five steps."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from assistance.outcome import Reason, Refused
from cases.desk import policy_pages, policy_samples, policy_setup, policy_strips
from cases.desk.access import OfficerRequest, may
from cases.desk.figures import readable
from cases.desk.forms.places import BeginForm, LenderForm, PlaceFileForm
from cases.desk.views.policies import REVIEWERS
from cases.policies import selectors, services
from cases.staff.models import Role
from eligibility import api

_SETTERS = (Role.POLICY_EDITOR, Role.POLICY_PUBLISHER)


@may(*REVIEWERS)
@require_GET
def export(request: OfficerRequest) -> HttpResponse:
    """Everything a place has published, or what is in force there today, as one file."""
    places = dict(policy_pages.places_of(request.post))
    area = request.GET.get("area", "")
    if area not in places:
        raise Http404("没有这个地区，或者它不在本岗位能看的地区。")
    today = timezone.localdate()
    on = today if request.GET.get("what") == "now" else None
    name = f"policies-{area}-{today:%Y%m%d}.yaml"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return HttpResponse(api.export_place(area, on=on), content_type="application/yaml; charset=utf-8", headers=headers)


@may(*REVIEWERS)
@require_http_methods(["GET", "POST"])
def places(request: OfficerRequest) -> HttpResponse:
    """Take a place's file in as drafts after showing what it holds; and hand one out."""
    own = policy_pages.own_places_of(request.post)
    form = PlaceFileForm(request.POST or None, request.FILES or None, places=own)
    file: api.PlaceFile | None = None
    reasons: tuple[str, ...] = ()
    if request.method == "POST" and request.post.role == Role.POLICY_EDITOR and form.is_valid():
        file, reasons = _read(form)
        if file is not None and request.POST.get("do") == "keep":
            answer = services.draft_all(_noted(file, form), actor=request.post, at=timezone.now())
            if not isinstance(answer, Refused):
                return redirect("desk:policies-versions")
            reasons = tuple(readable(one.text) for one in answer.reasons)
    wrong = bool(form.errors or reasons)
    context = {
        "form": form,
        "file": file,
        "reasons": reasons,
        "wrong": wrong,
        "carried": form.cleaned_data if file is not None else {},
        "places": policy_pages.places_of(request.post),
        "may_draft": request.post.role == Role.POLICY_EDITOR,
    }
    return render(request, "desk/policies/places.html", context, status=422 if wrong else 200)


def _read(form: PlaceFileForm) -> tuple[api.PlaceFile | None, tuple[str, ...]]:
    answer = api.read_place(form.cleaned_data["text"], area=form.cleaned_data["area"] or None)
    if isinstance(answer, api.Refused):
        return None, tuple(readable(one) for one in answer.reasons)
    return answer, ()


def _noted(file: api.PlaceFile, form: PlaceFileForm) -> list[api.Draft]:
    """The drafts, each saying which file it came from where it says nothing else."""
    came = f"由文件“{form.cleaned_data['name'] or '地区政策文件'}”导入"
    return [replace(one, note=one.note or came) for one in file.drafts]


# --- a new county in five steps ---


@may(*_SETTERS)
@require_http_methods(["GET", "POST"])
def setup(request: OfficerRequest, step: int) -> HttpResponse:
    """One of the five steps; each can be opened again."""
    steps: dict[int, Callable[[OfficerRequest], HttpResponse]] = {1: _begin, 2: _lend, 3: _figures, 4: _look, 5: _send}
    if step not in steps:
        raise Http404("只有五步。")
    return steps[step](request)


def _begin(request: OfficerRequest) -> HttpResponse:
    own, today = policy_pages.own_places_of(request.post), timezone.localdate()
    form = BeginForm(request.POST or None, places=own, today=today, initial={"area": request.GET.get("area")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        query = urlencode({"area": given["area"], "start": given["start"].isoformat(), "note": given["note"]})
        return HttpResponseRedirect(f"{reverse('desk:policies-setup', args=[2])}?{query}")
    return _page(request, 1, form.data.get("area", ""), {"form": form}, wrong=bool(form.errors))


def _lend(request: OfficerRequest) -> HttpResponse:
    own, today = policy_pages.own_places_of(request.post), timezone.localdate()
    asked = BeginForm(request.POST or request.GET, places=own, today=today)
    if not asked.is_valid():
        return redirect("desk:policies-setup", 1)
    given = asked.cleaned_data
    near = api.nearest_places(given["area"], today)
    lenders = [(one.area, _lender(one)) for one in near]
    form = LenderForm(request.POST or None, places=own, today=today, lenders=lenders, initial=given)
    reasons: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        reasons = _taken(request, form.cleaned_data, today)
        if not reasons:
            return _to(3, given["area"])
    context = {"form": form, "reasons": reasons, "start": given["start"], "near": near}
    return _page(request, 2, given["area"], context, wrong=bool(form.errors or reasons))


def _lender(one: api.Place) -> str:
    return f"{one.name or one.area}（{one.nearness_words}，{one.figures} 项，最近一次 {one.latest}）"


def _taken(request: OfficerRequest, given: dict[str, Any], today: date) -> tuple[str, ...]:
    """Keep the lender's figures as drafts; what stood in the way, if anything."""
    drafts = policy_setup.borrowed(given["lender"], given["area"], given["start"], given["note"], today)
    if isinstance(drafts, api.Refused):
        return tuple(readable(one) for one in drafts.reasons)
    answer = services.draft_all(drafts, actor=request.post, at=timezone.now())
    return tuple(readable(one.text) for one in answer.reasons) if isinstance(answer, Refused) else ()


def _figures(request: OfficerRequest) -> HttpResponse:
    area, versions = _drafts(request)
    start = min((one.start for one in versions), default=timezone.localdate())
    values = policy_setup.together(versions)
    return _page(request, 3, area, {"unset": policy_setup.still_unset(area, start, values)}, versions=versions)


def _look(request: OfficerRequest) -> HttpResponse:
    area, versions = _drafts(request)
    start = min((one.start for one in versions), default=timezone.localdate())
    values = policy_setup.together(versions)
    context = {
        "limits": policy_strips.limit_strips(area, start, values),
        "samples": policy_samples.samples_of(request.post, area, start, values),
        "years": api.calendar_years(area),
        "year": start.year,
    }
    return _page(request, 4, area, context, versions=versions)


def _send(request: OfficerRequest) -> HttpResponse:
    area, versions = _drafts(request)
    reasons: list[Reason] = []
    if request.method == "POST":
        for one in versions:
            if one.state == "draft":
                answer = services.send_for_review(one.id, actor=request.post, at=timezone.now())
                reasons += answer.reasons if isinstance(answer, Refused) else ()
        if not reasons:
            return _to(5, area)
    context = {"reasons": [readable(one.text) for one in reasons]}
    return _page(request, 5, area, context, versions=versions, wrong=bool(reasons))


def _drafts(request: OfficerRequest) -> tuple[str, list[api.Version]]:
    area = request.GET.get("area", "")
    if area not in dict(policy_pages.own_places_of(request.post)):
        raise Http404("没有这个区县，或者它不在本岗位的地区。")
    return area, selectors.drafts_for(request.post, area)


def _to(step: int, area: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk:policies-setup', args=[step])}?{urlencode({'area': area})}")


def _page(
    request: OfficerRequest,
    step: int,
    area: str,
    context: dict[str, Any],
    *,
    versions: list[api.Version] | None = None,
    wrong: bool = False,
) -> HttpResponse:
    known = dict(policy_pages.own_places_of(request.post))
    held = versions if versions is not None else selectors.drafts_for(request.post, area) if area in known else []
    pages = policy_setup.pages_of(held, timezone.now())
    whole = {
        **context,
        "step": step,
        "title": policy_setup.STEPS[step - 1],
        "tasks": policy_setup.tasks_of(step, area if area in known else "", pages),
        "area": area,
        "place": known.get(area, ""),
        "pages": pages,
        "wrong": wrong,
        "may_draft": request.post.role == Role.POLICY_EDITOR,
        "next": step + 1,
    }
    return render(request, "desk/policies/setup.html", whole, status=422 if wrong else 200)
