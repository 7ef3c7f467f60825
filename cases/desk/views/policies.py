"""The policy book to read: what is in force where and since when, one figure through the years, versions, the calendar."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from assistance.outcome import Reason, Refused
from cases.desk import policy_history, policy_pages
from cases.desk.access import OfficerRequest, may
from cases.desk.forms.policies import HolidayForm, PlaceDayForm
from cases.policies import holidays, selectors
from cases.staff.models import Role
from eligibility import api

WRITERS = (Role.POLICY_EDITOR, Role.POLICY_PUBLISHER)
REVIEWERS = (*WRITERS, Role.COUNTY_APPROVER, Role.SUPERVISOR, Role.AUDITOR)
READERS = (*REVIEWERS, Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD)
_YEARS = range(2000, 2101)


@may(*READERS)
@require_GET
def listing(request: OfficerRequest) -> HttpResponse:
    """Everything in force for a place on a day, by subject."""
    form = _place_and_day(request)
    area, day = _chosen(request, form)
    context = {
        "form": form,
        "area": area,
        "day": day,
        "place": dict(form.fields["area"].choices)[area],  # type: ignore[attr-defined]
        "groups": policy_pages.groups_on(area, day),
        "may_draft": request.post.role == Role.POLICY_EDITOR,
        "may_review": request.post.role in REVIEWERS,
    }
    return render(request, "desk/policies/list.html", context, status=422 if form.errors else 200)


def _place_and_day(request: OfficerRequest) -> PlaceDayForm:
    given = {"area": request.post.area_code, "day": timezone.localdate().isoformat(), **request.GET.dict()}
    return PlaceDayForm(given, places=policy_pages.places_of(request.post))


def _chosen(request: OfficerRequest, form: PlaceDayForm) -> tuple[str, Any]:
    """What was asked for, or the post's own place today where the question was not in order."""
    form.is_valid()
    area = form.cleaned_data.get("area") or request.post.area_code
    return area, form.cleaned_data.get("day") or timezone.localdate()


@may(*READERS)
@require_GET
def figure(request: OfficerRequest, name: str) -> HttpResponse:
    """One parameter through the years, for a place."""
    if name not in api.REGISTRY:
        raise Http404("政策簿里没有这个参数。")
    form = _place_and_day(request)
    area, _ = _chosen(request, form)
    stretches = policy_history.stretches_of(area, name)
    context = {
        "form": form,
        "area": area,
        "parameter": api.REGISTRY[name],
        "stretches": stretches,
        "told": policy_history.told(stretches),
        "charts": policy_history.charts_of(stretches, timezone.localdate()),
        "may_draft": request.post.role == Role.POLICY_EDITOR,
    }
    return render(request, "desk/policies/figure.html", context, status=422 if form.errors else 200)


@may(*REVIEWERS)
@require_GET
def versions(request: OfficerRequest) -> HttpResponse:
    """Drafts and versions under review of the post's place, and what was published for it and above."""
    before = request.GET.get("before", "")
    published = selectors.published_versions(
        request.post, int(before) if before.isdecimal() and len(before) < 18 else None
    )
    pending = selectors.open_versions(request.post)
    sources = policy_pages.Sources(request.post.area_code, {one.area for one in [*pending, *published]})
    names = selectors.names_of_officers(one.drafted_by for one in [*pending, *published])
    context = {
        "pending": [(one, names.get(one.drafted_by or 0, ""), sources.words(one.area)) for one in pending],
        "published": [(one, sources.words(one.area)) for one in published],
        "more": published[-1].id if len(published) == api.VERSIONS_A_PAGE else None,
        "may_draft": request.post.role == Role.POLICY_EDITOR,
    }
    return render(request, "desk/policies/versions.html", context)


@may(*READERS)
@require_http_methods(["GET", "POST"])
def calendar(request: OfficerRequest) -> HttpResponse:
    """A year as twelve months; an editor brings the next year's notice here."""
    now = timezone.localtime()
    form = HolidayForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        special = form.cleaned_data["file"]
        notice = holidays.Notice(min(special).year, form.cleaned_data["number"], form.file_name, special)
        answer = holidays.bring(notice, actor=request.post, at=now)
        if not isinstance(answer, Refused):
            return redirect("desk:policies-holiday", answer.pk)
        form.add_error(None, str(answer))
    year = _year(request, now.year)
    days = api.calendar_of(year, request.post.area_code)
    known = api.calendar_years(request.post.area_code)
    context = {
        "form": form,
        "year": year,
        "years": sorted({*known, year}, reverse=True),
        "is_known": year in known,
        "notices": sorted({one.notice for one in days if one.notice}),
        "months": policy_pages.months_of(days),
        "closed": [one for one in days if one.kind == "holiday"],
        "made_up": [one for one in days if one.kind == "make_up"],
        "waiting": holidays.waiting(request.post),
        "may_review": request.post.role in REVIEWERS,
        "may_bring": request.post.role == Role.POLICY_EDITOR,
    }
    return render(request, "desk/policies/calendar.html", context, status=422 if form.errors else 200)


def _year(request: OfficerRequest, otherwise: int) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in _YEARS else otherwise


@may(*READERS)
@require_http_methods(["GET", "POST"])
def holiday(request: OfficerRequest, pk: int) -> HttpResponse:
    """What a brought notice changes; POST takes it in."""
    line = get_object_or_404(holidays.brought(request.post), pk=pk)
    notice = holidays.notice_of(line)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST":
        answer = holidays.take(line, actor=request.post, at=timezone.now())
        if not isinstance(answer, Refused):
            return redirect("desk:policies-holiday", pk)
        reasons = answer.reasons
    changes = holidays.changes_of(notice, line.area_code)
    context = {
        "line": line,
        "notice": notice,
        "taken": holidays.taken(line),
        "changes": [(one.day, api.DAY_KINDS[one.before], api.DAY_KINDS[one.after]) for one in changes],
        "mine": line.officer_id == request.post.officer_id,
        "may_take": request.post.role == Role.POLICY_PUBLISHER,
        "reasons": reasons,
    }
    return render(request, "desk/policies/holiday.html", context, status=422 if reasons else 200)
