"""The register import: upload, preview with every bad row, confirmation by a second person, progress."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from assistance.outcome import Reason, Refused, refused
from cases.desk.access import OfficerRequest, may
from cases.desk.forms.register import UploadForm
from cases.desk.templatetags.desk import parts_of
from cases.register import uploads
from cases.register.plan import Plan
from cases.register.template import bad_rows_of, workbook_of
from cases.staff.models import Role
from cases.workflow import journal
from cases.workflow.models import BatchRun, JournalLine

_BRING = (Role.COUNTY_APPROVER, Role.SYSTEM_ADMIN)
_SHOWN = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@may(*_BRING)
@require_http_methods(["GET", "POST"])
def listing(request: OfficerRequest) -> HttpResponse:
    """The upload form and what was uploaded before."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        answer = uploads.receive(file.name, file.read(), actor=request.post, at=timezone.now())
        if not isinstance(answer, Refused):
            return redirect("desk:register-detail", answer.pk)
        form.add_error("file", str(answer))
    context = {"form": form, "uploads": uploads.uploads_seen_by(request.post)[:20]}
    return render(request, "desk/register/list.html", context, status=422 if form.errors else 200)


@may(*_BRING)
@require_GET
def template(_request: OfficerRequest) -> HttpResponse:
    """The empty workbook with its drop-downs."""
    return _download(workbook_of(), "register-template.xlsx")


@may(*_BRING)
@require_http_methods(["GET", "POST"])
def detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """What the upload would do; POST confirms it."""
    upload = _upload(request, pk)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST":
        answer = _confirm(request, upload)
        if not isinstance(answer, Refused):
            return redirect("desk:register-detail", pk)
        reasons = answer.reasons
    run = uploads.run_of(upload)
    plan = None if run else uploads.preview_of(upload, on=timezone.localdate())
    context: dict[str, Any] = {"upload": upload, "run": run, "reasons": reasons, "shown": _SHOWN}
    if isinstance(plan, Refused):
        context["reasons"] = plan.reasons
    elif plan is not None:
        context |= _previewed(request, upload, plan)
    if run is not None:
        context |= _progressed(run, pk)
    return render(request, "desk/register/detail.html", context, status=422 if reasons else 200)


@may(*_BRING)
@require_GET
def progress(request: OfficerRequest, pk: int) -> HttpResponse:
    """The progress card alone, for the page to fetch again."""
    run = uploads.run_of(_upload(request, pk))
    if run is None:
        return redirect("desk:register-detail", pk)
    return render(request, "components/progress.html", _progressed(run, pk))


@may(*_BRING)
@require_GET
def bad(request: OfficerRequest, pk: int) -> HttpResponse:
    """The bad rows as a workbook; that it left is journalled, as it carries ID numbers."""
    upload = _upload(request, pk)
    plan = uploads.preview_of(upload, on=timezone.localdate())
    if isinstance(plan, Refused):
        return redirect("desk:register-detail", pk)
    journal.record(
        "export_bad_rows", actor=request.post, at=timezone.now(), area_code=upload.area_code, kind=uploads.KIND,
        detail={"upload": pk, "problems": len(plan.register.problems)},
    )  # fmt: skip
    return _download(bad_rows_of(plan.register), f"register-{pk}-bad-rows.xlsx")


def _upload(request: OfficerRequest, pk: int) -> JournalLine:
    return get_object_or_404(uploads.uploads_seen_by(request.post), pk=pk)


def _confirm(request: OfficerRequest, upload: JournalLine) -> BatchRun | Refused:
    if request.post.role != Role.COUNTY_APPROVER:
        return refused("wrong_role", "导入由县级审批人确认")
    return uploads.confirm(upload, actor=request.post, at=timezone.now())


def _previewed(request: OfficerRequest, upload: JournalLine, plan: Plan) -> dict[str, Any]:
    found = len(plan.register.problems) + plan.register.more_problems
    return {
        "plan": plan,
        "counts": plan.counts(),
        "found": found,
        "problems": plan.register.problems[:_SHOWN],
        "differences": plan.differences[:_SHOWN],
        "mine": upload.officer_id == request.post.officer_id,
        "may_confirm": request.post.role == Role.COUNTY_APPROVER,
    }


def _progressed(run: BatchRun, pk: int) -> dict[str, Any]:
    total, over = run.total or 0, run.state in {BatchRun.State.DONE, BatchRun.State.FAILED}
    words = {
        BatchRun.State.WAITING: "等着开始",
        BatchRun.State.RUNNING: f"正在写入 {total:,} 行，全部写完才生效",
        BatchRun.State.DONE: f"{run.done:,} 行已全部导入",
        BatchRun.State.FAILED: "没有导入，一行也没有写入",
    }
    card = {
        "title": "导入进度",
        "parts": parts_of([(run.done, "b"), (max(total - run.done, 0), "a")]),
        "words": words[BatchRun.State(run.state)],
        "note": run.message,
        "over": over,
    }
    return {"progress": card, "url": reverse("desk:register-progress", args=[pk])}


def _download(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, _XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
