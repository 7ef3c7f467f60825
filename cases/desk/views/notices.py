"""The weekly public notice: choose, post, and print one board for each village; name, number of members and amount only."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from assistance.outcome import Refused
from cases.applications import selectors, services
from cases.applications.models import Notice
from cases.applications.routes import day_of
from cases.desk.access import OfficerRequest, may
from cases.desk.dossier import benefit_words
from cases.desk.forms.applications import NoticeForm
from cases.desk.views.applications import dressed
from cases.staff.models import Role
from cases.staff.selectors import area_path

_TOWNSHIP = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD)
_MOST = 200


@may(*_TOWNSHIP)
@require_http_methods(["GET", "POST"])
def listing(request: OfficerRequest) -> HttpResponse:
    """Cases that may hang this week; those chosen are posted together."""
    form = NoticeForm(request.POST or None, initial={"posted_on": day_of(timezone.now()), "place": "村（居）务公开栏"})
    refused: list[tuple[Any, str]] = []
    if request.method == "POST" and form.is_valid():
        posted, refused = _post(request, form.cleaned_data)
        if posted and not refused:
            messages.success(request, f"已公示 {len(posted)} 件")
        if posted:
            query = QueryDict(mutable=True)
            query.setlist("case", [str(pk) for pk in posted])
            if not refused:
                return redirect(f"{reverse('desk:notices-print')}?{query.urlencode()}")
        elif not refused:
            form.add_error(None, "至少选一件")
    rows = (
        selectors.in_states(request.post, ["opinion"])
        .annotate(persons=F("assessment__persons"))
        .order_by("area_code", "id")
    )
    hanging = (
        Notice.objects.visible_to(request.post)
        .filter(application__state="notice")
        .select_related("application__household")
    )
    context = {
        "rows": dressed(list(rows[:_MOST])),
        "hanging": hanging.order_by("ends_on", "id")[:_MOST],
        "form": form,
        "refused": refused,
    }
    return render(request, "desk/notices/list.html", context, status=422 if form.errors or refused else 200)


def _post(request: OfficerRequest, data: dict[str, Any]) -> tuple[list[int], list[tuple[Any, str]]]:
    """Post each chosen case by itself; one that has moved on or is not ready stays, and says why."""
    versions = dict(pair.split(":", 1) for pair in request.POST.getlist("case") if ":" in pair)
    keys = [int(key) for key in versions if key.isascii() and key.isdigit() and len(key) < 19][:_MOST]
    posted, refused = [], []
    for case in selectors.cases_of(request.post).filter(pk__in=keys).select_related("household").order_by("id"):
        seen = versions[str(case.pk)]
        answer = services.post_notice(
            case,
            actor=request.post,
            at=timezone.now(),
            expected=int(seen) if seen.isdigit() and len(seen) < 10 else -1,
            **data,
        )
        if isinstance(answer, Refused):
            refused.append((case, str(answer)))
        else:
            posted.append(case.pk)
    return posted, refused


@may(*_TOWNSHIP)
@require_GET
def board(request: OfficerRequest) -> HttpResponse:
    """The boards to print: one for each village, masked names, members, amount, and the days."""
    keys = [int(key) for key in request.GET.getlist("case") if key.isascii() and key.isdigit() and len(key) < 19]
    rows = (
        Notice.objects.visible_to(request.post)
        .filter(application__in=keys[:_MOST])
        .select_related("application__household", "application__assessment")
        .order_by("area_code", "id")
    )
    boards = []
    for code, notices in groupby(rows, key=lambda notice: notice.area_code):
        lines = list(notices)
        for line in lines:
            line.name = masked_name(line.application.household.head_name)
            line.benefit_words = benefit_words(line.application)
        boards.append({"path": "".join(area.name for area in area_path(code)[-2:]), "lines": lines})
    return render(request, "desk/notices/board.html", {"boards": boards})


def masked_name(name: str) -> str:
    """王*兰: what a board may show of a name."""
    return f"{name[0]}*{name[-1]}" if len(name) > 2 else f"{name[:1]}*"
