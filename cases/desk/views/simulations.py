"""What a version would do before it is law: the simulation with the list behind every number."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from assistance.outcome import Reason, Refused, refused
from cases.assessments import selectors as assessments
from cases.desk import simulation_pages
from cases.desk.access import OfficerRequest, may
from cases.desk.paging import page_of
from cases.desk.views.households import READERS as FAMILY_READERS
from cases.desk.views.policies import REVIEWERS
from cases.policies import selectors, simulations
from cases.policies.models import MARKS, Simulation
from cases.reaudits import recalculation as recalculations
from cases.staff.selectors import names_of
from cases.workflow import journal
from cases.workflow.models import BatchRun
from eligibility import api
from eligibility.words.codes import BENEFITS

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@may(*REVIEWERS)
@require_http_methods(["GET", "POST"])
def detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """The last simulation of a version; POST makes another."""
    found = _seen(request, pk)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST":
        answer = simulations.start(found, actor=request.post, at=timezone.now())
        if not isinstance(answer, Refused):
            return redirect("desk:simulations-detail", pk)
        reasons = answer.reasons
    made = simulations.latest(request.post, pk)
    context = {
        "version": found,
        "made": made,
        "reasons": reasons,
        "is_open": found.state in selectors.OPEN_STATES,
        "moves_money": bool(api.touched_benefits(found.values)),
        **(_shown(request, found, made) if made is not None else {}),
    }
    return render(request, "desk/simulations/detail.html", context, status=422 if reasons else 200)


def _seen(request: OfficerRequest, pk: int) -> api.Version:
    found = selectors.version_of(request.post, pk)
    if found is None:
        raise Http404("没有这份政策，或者它不在本岗位的地区。")
    return found


def _shown(request: OfficerRequest, found: api.Version, made: Simulation) -> dict[str, Any]:
    if made.batch is None or made.batch.state != BatchRun.State.DONE:
        return _progressed(made, found.id)
    benefit = request.GET.get("benefit", "")
    towns, total = simulation_pages.towns_of(made.summary, benefit)
    return {
        "is_whole": True,
        "is_stale": simulations.is_stale(made, found, timezone.localdate()),
        "figures": simulation_pages.figures_of(made.summary),
        "notes": simulation_pages.notes_of(made.summary),
        "towns": towns,
        "total": total,
        "spread": simulation_pages.spread_of(made.summary),
        "back_pay": simulation_pages.back_pay_of(made.summary),
        "benefits": [(code, BENEFITS[code]) for code in api.touched_benefits(found.values)],
        "benefit": benefit,
        "place": names_of([made.area_code]).get(made.area_code, made.area_code),
    }


def _progressed(made: Simulation, version_id: int) -> dict[str, Any]:
    if made.batch is None:
        return {}
    url = reverse("desk:simulations-progress", args=[version_id])
    return simulation_pages.progress_of(made.batch, url, "测算进度", done="测算完了")


@may(*REVIEWERS)
@require_GET
def progress(request: OfficerRequest, pk: int) -> HttpResponse:
    """The progress card alone, for the page to fetch again; when the job is over the whole page is fetched."""
    made = simulations.latest(request.post, _seen(request, pk).id)
    if made is None or made.batch is None:
        return redirect("desk:simulations-detail", pk)
    response = render(request, "components/progress.html", _progressed(made, pk))
    if made.batch.state == BatchRun.State.DONE:
        response["HX-Refresh"] = "true"
    return response


@may(*REVIEWERS)
@require_GET
def cases(request: OfficerRequest, pk: int) -> HttpResponse:
    """The rows behind a number, page by page."""
    found, made = _whole(request, pk)
    rows = simulations.cases_of(request.post, made, request.GET).select_related("household")
    page = page_of(rows, request.GET, order=("pk",))
    lacking = simulations.open_points(made, found, page.rows)
    town = f"{request.GET.get('town', '')}000"
    context = {
        "version": found,
        "page": page,
        "rows": [(row, lacking.get(row.pk, "")) for row in page.rows],
        "words": simulation_pages.FILTER_WORDS.get(request.GET.get("mark", ""), "全部"),
        "filters": simulation_pages.filters_of(made.summary),
        "mark": request.GET.get("mark", ""),
        "town": names_of([town]).get(town, ""),
        "marks": {mark.value: words for mark, words in MARKS.items()},
        "may_open": request.post.role in FAMILY_READERS,
        "levels": simulation_pages.LEVELS,
        "outcomes": simulation_pages.OUTCOMES,
        "benefits": BENEFITS,
    }
    return render(request, "desk/simulations/cases.html", context)


def _whole(request: OfficerRequest, pk: int) -> tuple[api.Version, Simulation]:
    found = _seen(request, pk)
    made = simulations.latest(request.post, pk)
    if made is None or made.batch is None or made.batch.state != BatchRun.State.DONE:
        raise Http404("这份政策还没有测算完。")
    return found, made


@may(*REVIEWERS)
@require_GET
def export(request: OfficerRequest, pk: int) -> HttpResponse:
    """The same rows as a workbook; names leave the system, so the act leaves a line."""
    found, made = _whole(request, pk)
    rows = simulations.cases_of(request.post, made, request.GET).select_related("household").order_by("pk")
    taken = list(rows[: simulation_pages.MOST_EXPORTED + 1])
    if len(taken) > simulation_pages.MOST_EXPORTED:
        refusal = refused("too_many", f"一次最多导出 {simulation_pages.MOST_EXPORTED:,} 行，请先按乡镇筛选")
        context = {"version": found, "made": made, "reasons": refusal.reasons}
        return render(request, "desk/simulations/detail.html", context | _shown(request, found, made), status=422)
    names = names_of(f"{row.area_code[:9]}000" for row in taken)
    journal.record(
        "export_simulation", actor=request.post, at=timezone.now(), area_code=made.area_code, kind=selectors.KIND,
        subject_id=found.id, detail={"simulation": made.pk, "rows": len(taken)},
    )  # fmt: skip
    response = HttpResponse(simulation_pages.workbook(taken, names), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="simulation-{found.id}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response


_KINDS = {"raised": "已提高", "looked": "建立复核", "listed": "没有动"}


@may(*REVIEWERS)
@require_http_methods(["GET", "POST"])
def recalculation(request: OfficerRequest, pk: int) -> HttpResponse:
    """What followed from a publication: how far it is, what was raised, what people look at, what was left; POST tries again."""
    found = _seen(request, pk)
    runs = list(recalculations.runs_of(request.post, pk))
    if request.method == "POST":
        for run in runs:
            if run.state == BatchRun.State.FAILED:
                recalculations.try_again(run, at=timezone.now())
        return redirect("desk:simulations-recalculation", pk)
    kind = request.GET.get("kind", "raised")
    context = {
        "version": found,
        "runs": runs,
        "stopped": [run for run in runs if run.state == BatchRun.State.FAILED],
        "figures": simulation_pages.recalculated(runs),
        "kinds": _KINDS,
        "may_open": request.post.role in FAMILY_READERS,
        "kind": kind if kind in _KINDS else "raised",
        "benefits": BENEFITS,
        "is_published": found.state in selectors.PUBLISHED_STATES,
        "is_future": found.start > timezone.localdate(),
        "moves_money": bool(api.touched_benefits(found.values)),
        **_followed(request, pk, kind),
        **(_going(runs, pk) if runs else {}),
    }
    return render(request, "desk/simulations/recalculation.html", context)


def _followed(request: OfficerRequest, pk: int, kind: str) -> dict[str, Any]:
    """A page of one of the three lists, each row with its award and the words for it."""
    if kind == "looked":
        page = page_of(recalculations.looked_at(request.post, pk), request.GET, order=("pk",))
        notes = recalculations.notes_of(row.pk for row in page.rows)
        return {"page": page, "rows": [(row.award, row, notes.get(row.pk, "")) for row in page.rows]}
    if kind == "listed":
        failures = page_of(recalculations.listed_of(request.post, pk), request.GET, order=("pk",))
        named = recalculations.awards_named(request.post, [row.subject_id for row in failures.rows])
        return {"page": failures, "rows": [(named.get(row.subject_id), row, row.reason) for row in failures.rows]}
    lines = page_of(recalculations.raised_of(request.post, pk), request.GET, order=("-pk",))
    named = recalculations.awards_named(request.post, [row.subject_id or 0 for row in lines.rows])
    return {
        "page": lines,
        "rows": [
            (named.get(row.subject_id or 0), row, simulation_pages.raised_words(row.detail)) for row in lines.rows
        ],
    }


def _going(runs: list[BatchRun], pk: int) -> dict[str, Any]:
    """The progress of the first run that is not over; several counties are worked off one by one."""
    run = next((one for one in runs if one.state != BatchRun.State.DONE), runs[-1])
    url = reverse("desk:simulations-recalculation_progress", args=[pk])
    return simulation_pages.progress_of(run, url, "调整进度", done=f"{run.done:,} 户都核算过了")


@may(*REVIEWERS)
@require_GET
def recalculation_progress(request: OfficerRequest, pk: int) -> HttpResponse:
    """The progress card alone, for the page to fetch again."""
    runs = list(recalculations.runs_of(request.post, _seen(request, pk).id))
    if not runs:
        return redirect("desk:simulations-recalculation", pk)
    return render(request, "components/progress.html", _going(runs, pk))


@may(*REVIEWERS)
@require_GET
def decided(request: OfficerRequest, pk: int) -> HttpResponse:
    """The kept answers that rest on a version: whom a wrong one decided."""
    found = _seen(request, pk)
    page = page_of(assessments.resting_on(request.post, api.version_names(pk)), request.GET, order=("-pk",))
    context = {
        "version": found,
        "page": page,
        "benefits": BENEFITS,
        "outcomes": simulation_pages.OUTCOMES,
        "is_superseded": found.state == "superseded",
        "may_open": request.post.role in FAMILY_READERS,
    }
    return render(request, "desk/simulations/decided.html", context)
