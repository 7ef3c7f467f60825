"""Payout runs on the desk: the list, one run with its figures and moves, its lines, the bank's files and answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from assistance.outcome import Reason, Refused, refused
from cases.desk.access import OfficerRequest, may
from cases.desk.forms.payouts import DraftForm, MoveForm, ReturnForm
from cases.desk.paging import page_of
from cases.desk.templatetags.desk import parts_of, yuan
from cases.payouts import reconciliation, selectors, services
from cases.payouts.models import BankFile, BankReturn, PayoutLine, PayoutRun
from cases.payouts.states import PAYOUT_RUN
from cases.staff.models import Post, Role
from cases.workflow.models import BatchRun, JournalLine
from cases.workflow.perform import possible
from eligibility.words.codes import BENEFITS

_FINANCE = (Role.FINANCE_MAKER, Role.FINANCE_RELEASER)
_READ = (*_FINANCE, Role.COUNTY_APPROVER, Role.SUPERVISOR, Role.AUDITOR)
_NEEDS_WORD = frozenset({"send_back", "cancel", "close"})
_WAY = (("drafted", "生成"), ("checked", "核对"), ("approved", "审批"), ("sent", "送银行"), ("closed", "对账"))
_FAILURES_SHOWN = 50

State = PayoutLine.State


@may(*_READ)
@require_http_methods(["GET", "POST"])
def listing(request: OfficerRequest) -> HttpResponse:
    """All runs the post sees, the latest month first; a maker makes the next list here."""
    now = timezone.localtime()
    form = DraftForm(request.POST or None, initial={"month": now.date().replace(day=1)})
    if request.method == "POST" and form.is_valid():
        answer = services.draft_run(
            request.post.area_code,
            form.cleaned_data["benefit"],
            form.cleaned_data["month"],
            actor=request.post,
            at=now,
        )
        if isinstance(answer, PayoutRun):
            return redirect("desk:payouts-detail", answer.pk)
        form.add_error(None, str(answer))
    found = selectors.runs(request.post)
    state = request.GET.get("state", "")
    if state in PAYOUT_RUN.states:
        found = found.filter(state=state)
    context = {
        "form": form,
        "page": page_of(found, request.GET, order=("-month", "-pk")),
        "benefits": BENEFITS,
        "states": PAYOUT_RUN.states,
        "state": state,
        "may_draft": request.post.role == Role.FINANCE_MAKER,
    }
    return render(request, "desk/payouts/list.html", context, status=422 if form.errors else 200)


@may(*_READ)
@require_http_methods(["GET", "POST"])
def detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One run: four figures, where it stands, what may be done now; POST does it."""
    run = _run(request, pk)
    form = MoveForm(request.POST or None)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST":
        answer = _move(run, form, request.post) if form.is_valid() else refused("form", "请重新打开这一页再办")
        if not isinstance(answer, Refused):
            return redirect("desk:payouts-detail", pk)
        reasons = answer.reasons
        run.refresh_from_db()
    context = _whole(run, request.post) | {"form": form, "reasons": reasons}
    return render(request, "desk/payouts/detail.html", context, status=422 if reasons else 200)


def _move(run: PayoutRun, form: MoveForm, post: Post) -> object:
    do, note = form.cleaned_data["do"], form.cleaned_data["note"]
    seen = {"actor": post, "at": timezone.now(), "expected": form.cleaned_data["version"]}
    acts: dict[str, Callable[[], object]] = {
        "check": lambda: services.check(run, **seen),
        "redraft": lambda: services.redraft(run, **seen),
        "approve": lambda: services.approve(run, **seen),
        "send": lambda: services.send(run, **seen),
        "send_back": lambda: services.send_back(run, **seen, note=note),
        "cancel": lambda: services.cancel(run, **seen, note=note),
        "close": lambda: services.close(run, **seen, note=note),
        "retry": lambda: services.retry(run, actor=post, at=seen["at"]),
    }
    return acts[do]() if do in acts else refused("no_such_move", "没有这种办理方式")


def _whole(run: PayoutRun, post: Post) -> dict[str, Any]:
    proof = selectors.proof(run)
    moves = possible(run, post)
    going = _is_going(run)
    return {
        "run": run,
        "title": f"{run.month.year}年{run.month.month}月{BENEFITS[run.benefit]}{_sequel(run)}",
        "state_words": PAYOUT_RUN.states[run.state],
        "facts": _facts(proof),
        "steps": _steps(run),
        "proof": proof,
        "moves": [] if going else moves,
        "needs_word": [move for move in moves if move.do in _NEEDS_WORD],
        "states": [(state, State(state).label, entry) for state, entry in proof.by_state.items()],
        "files": selectors.bank_files(run),
        "returns": selectors.bank_returns(run),
        "failures": _unpayable(run),
        "quarantined": list(selectors.quarantined(run)[:_FAILURES_SHOWN]),
        "is_finance": post.role in _FINANCE,
        "may_drop": post.role == Role.FINANCE_RELEASER,
        "stopped": run.batch is not None and run.batch.state == BatchRun.State.FAILED,
        **_progress_of(run),
    }


def _sequel(run: PayoutRun) -> str:
    return f"（补充批次 {run.sequence}）" if run.sequence else ""


def _facts(proof: selectors.Proof) -> list[dict[str, Any]]:
    figures = (
        ("应发", proof.total),
        ("待发和在途", proof.of(State.PLANNED, State.SENT)),
        ("已到账", proof.of(State.SETTLED)),
        ("失败和待查", proof.of(State.FAILED, State.REISSUED, State.IN_DOUBT)),
    )
    return [
        {"label": label, "value": yuan(sum_.fen), "unit": "元", "note": f"{sum_.lines:,} 笔"} for label, sum_ in figures
    ]


def _steps(run: PayoutRun) -> list[dict[str, str]]:
    """Who did which step when; the last time counts when a run went back."""
    lines = JournalLine.objects.filter(subject_kind=PAYOUT_RUN.name, subject_id=run.pk, to_state__isnull=False)
    last = {line.to_state: line for line in lines.select_related("officer").order_by("seq")}
    states = [state for state, _ in _WAY]
    reached = states.index(run.state) if run.state in states else -1
    steps = []
    for place, (state, label) in enumerate(_WAY):
        line = last.get(state) if place <= reached else None
        who = (line.officer.name if line.officer else "系统") if line else ""
        when = f"{who} {timezone.localtime(line.at):%m-%d %H:%M}" if line else ""
        now = "now" if place == reached + 1 and run.state != "cancelled" else ""
        steps.append({"label": label, "when": when, "state": "done" if line else now})
    return steps


@dataclass(frozen=True)
class _Unpayable:
    """A household that the draft could not put on the list."""

    household: Any
    reason: str


def _unpayable(run: PayoutRun) -> list[_Unpayable]:
    rows = list(selectors.failures(run)[:_FAILURES_SHOWN])
    households = selectors.households_of(rows)
    return [_Unpayable(households[row.subject_id], row.reason) for row in rows if row.subject_id in households]


def _is_going(run: PayoutRun) -> bool:
    return run.batch is not None and run.batch.state in {BatchRun.State.WAITING, BatchRun.State.RUNNING}


def _progress_of(run: PayoutRun) -> dict[str, Any]:
    batch = run.batch
    if batch is None or (batch.state == BatchRun.State.DONE and run.state != "drafting"):
        return {}
    total = batch.total or 0
    name = "生成发放明细" if batch.kind == selectors.DRAFT else "生成银行文件"
    words = {
        BatchRun.State.WAITING: "等着开始",
        BatchRun.State.RUNNING: f"已处理 {batch.done:,} / {total:,} 项",
        BatchRun.State.DONE: f"{batch.done:,} 项已处理完",
        BatchRun.State.FAILED: "停下了，看过原因后可以重试",
    }
    card = {
        "title": name,
        "parts": parts_of([(batch.done, "b"), (max(total - batch.done, 0), "a")]),
        "words": words[BatchRun.State(batch.state)],
        "note": batch.message,
        "over": not _is_going(run),
    }
    return {"progress": card, "url": reverse("desk:payouts-progress", args=[run.pk])}


@may(*_READ)
@require_GET
def progress(request: OfficerRequest, pk: int) -> HttpResponse:
    """The progress card alone; when the job is over the page draws itself anew with what may be done next."""
    run = _run(request, pk)
    if not _is_going(run):
        return HttpResponseClientRefresh() if request.htmx else redirect("desk:payouts-detail", pk)
    return render(request, "components/progress.html", _progress_of(run))


@may(*_READ)
@require_GET
def lines(request: OfficerRequest, pk: int) -> HttpResponse:
    """The lines of a run, all or of one state, by keyset."""
    run = _run(request, pk)
    state = request.GET.get("state", "")
    found = selectors.lines(run, state if state in State.values else "")
    context = {
        "run": run,
        "title": f"{run.month.year}年{run.month.month}月{BENEFITS[run.benefit]}{_sequel(run)}",
        "page": page_of(found, request.GET, order=("pk",)),
        "state": state,
        "states": State.choices,
    }
    return render(request, "desk/payouts/lines.html", context)


@may(*_FINANCE)
@require_GET
def file(request: OfficerRequest, pk: int) -> HttpResponse:
    """Download a bank file; that it was taken is in the journal."""
    found = get_object_or_404(BankFile.objects.visible_to(request.post).select_related("run"), pk=pk)
    body = services.fetch_file(found, actor=request.post, at=timezone.now())
    if isinstance(body, Refused):
        messages.error(request, str(body))
        return redirect("desk:payouts-detail", found.run_id)
    disposition = f'attachment; filename="{found.number}.csv"'
    return HttpResponse(body, "text/csv; charset=GB18030", headers={"Content-Disposition": disposition})


@may(*_FINANCE)
@require_http_methods(["GET", "POST"])
def take_return(request: OfficerRequest, pk: int) -> HttpResponse:
    """Upload the bank's answer; what became of each row is on the next page."""
    run = _run(request, pk)
    form = ReturnForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        report = reconciliation.take_return(run, upload.read(), upload.name, actor=request.post, at=timezone.now())
        if not isinstance(report, Refused):
            return redirect("desk:payouts-return", report.bank_return.pk)
        form.add_error("file", str(report))
    context = {
        "run": run,
        "form": form,
        "title": f"{run.month.year}年{run.month.month}月{BENEFITS[run.benefit]}{_sequel(run)}",
    }
    return render(request, "desk/payouts/take_return.html", context, status=422 if form.errors else 200)


@may(*_READ)
@require_GET
def return_report(request: OfficerRequest, pk: int) -> HttpResponse:
    """What became of each row of an answer; first those that were not booked."""
    found = get_object_or_404(BankReturn.objects.visible_to(request.post).select_related("run", "received_by"), pk=pk)
    only = request.GET.get("only") == "problems"
    context = {
        "found": found,
        "run": found.run,
        "figures": selectors.return_figures(found),
        "page": page_of(selectors.return_rows(found, problems=only), request.GET, order=("row",)),
        "only": only,
    }
    return render(request, "desk/payouts/return.html", context)


@may(*_READ)
@require_GET
def failed(request: OfficerRequest) -> HttpResponse:
    """Failed lines that nobody has paid again; those with a corrected account go into the next list."""
    found = selectors.failed(request.post)
    context = {
        "page": page_of(found, request.GET, order=("pk",)),
        "ready": selectors.ready_to_reissue(request.post),
        "benefits": BENEFITS,
        "month": timezone.localdate().replace(day=1),
        "may_draft": request.post.role == Role.FINANCE_MAKER,
    }
    return render(request, "desk/payouts/failed.html", context)


@may(Role.FINANCE_RELEASER)
@require_POST
def drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a line with a broken seal out; it comes back in the next list."""
    line = get_object_or_404(PayoutLine.objects.visible_to(request.post), pk=pk)
    answer = services.drop_quarantined(line, actor=request.post, at=timezone.now(), note=request.POST.get("note", ""))
    if isinstance(answer, Refused):
        messages.error(request, str(answer))
    return redirect("desk:payouts-detail", line.run_id)


def _run(request: OfficerRequest, pk: int) -> PayoutRun:
    return get_object_or_404(selectors.runs(request.post), pk=pk)
