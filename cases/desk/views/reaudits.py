"""Re-audits: the queue by clock, one case, and its moves."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assistance.outcome import Done, Refused
from cases.assessments import selectors as assessments
from cases.assessments.missing import lacks
from cases.assessments.models import Assessment
from cases.desk.access import OfficerRequest, may
from cases.desk.clocks import hours_of
from cases.desk.forms.reaudits import GraceForm, ProposalForm
from cases.desk.lacks import TAKERS, Linked, linked
from cases.desk.paging import page_of
from cases.households.selectors import facts_of
from cases.reaudits import selectors, services
from cases.reaudits.grace import is_of_grace, months_of, rule_of
from cases.reaudits.models import Reaudit
from cases.reaudits.practice import amount_now
from cases.reaudits.states import REAUDIT
from cases.staff.models import Post, Role
from cases.staff.selectors import area_path
from cases.workflow.models import JournalLine
from cases.workflow.perform import possible
from cases.workflow.selectors import open_states
from eligibility.words.codes import BENEFITS

_READ = (
    Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD, Role.COUNTY_APPROVER, Role.SUPERVISOR, Role.AUDITOR,
)  # fmt: skip
_WHEN = {"overdue": "超期", "today": "今天", "soon": "3 个工作日内", "later": "以后"}
_WORDS = {"keep": "维持", "change": "调整", "grace": "渐退期", "end": "停发"}


@may(*_READ)
@require_GET
def listing(request: OfficerRequest) -> HttpResponse:
    """Open re-audits of the post's area, most urgent first."""
    state, when = request.GET.get("state", ""), request.GET.get("when", "")
    rows = selectors.open_cases(request.post, [state] if state in REAUDIT.states else list(open_states(REAUDIT)))
    if when in _WHEN:
        rows = rows.filter(hours_of(timezone.now(), request.post.area_code).condition(when))
    context = {
        "page": page_of(rows, request.GET, order=("due_on", "pk")),
        "states": [(code, REAUDIT.states[code]) for code in open_states(REAUDIT)],
        "state": state,
        "when": when,
        "whens": _WHEN.items(),
        "benefits": BENEFITS,
        "labels": REAUDIT.states,
    }
    return render(request, "desk/reaudits/list.html", context)


@may(*_READ)
@require_GET
def detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One re-audit."""
    case = _case(request, pk)
    return _page(request, case, _proposal(case))


def _proposal(case: Reaudit, data: Mapping[str, Any] | None = None) -> ProposalForm:
    return ProposalForm(data, grace=is_of_grace(selectors.latest_assessment(case)))


def _case(request: OfficerRequest, pk: int) -> Reaudit:
    case = selectors.find(request.post, pk)
    if case is None:
        raise Http404
    return case


def _page(
    request: OfficerRequest,
    case: Reaudit,
    form: ProposalForm,
    refusal: Refused | None = None,
    status: int = 200,
    graceful: GraceForm | None = None,
) -> HttpResponse:
    latest = selectors.latest_assessment(case)
    context = {
        **_grace(case, latest, graceful),
        "missing": _missing(case, latest),
        "takers": TAKERS,
        "case": case,
        "form": form,
        "reasons": () if refusal is None else refusal.reasons,
        "moves": {move.do: move for move in possible(case, request.post)},
        "benefit": BENEFITS.get(case.award.benefit, case.award.benefit),
        "state": REAUDIT.states[case.state],
        "amount_now": amount_now(case.award),
        "assessment": latest,
        "place": "".join(area.name for area in area_path(case.area_code)[2:]),
        "outcome": _WORDS.get(case.outcome, ""),
        "history": JournalLine.objects.filter(subject_kind="reaudit", subject_id=case.pk, seq__isnull=False)
        .select_related("officer")
        .order_by("seq"),
        "opened_for": selectors.opened_for(case),
        "labels": {move.do: move.label for move in REAUDIT.moves} | {"open": "到期建立"},
    }
    return render(request, "desk/reaudits/detail.html", context, status=status)


def _missing(case: Reaudit, latest: Assessment | None) -> list[Linked]:
    """What the last calculation still waits for, each with the page where it is told."""
    if latest is None or not latest.answer["missing"]:
        return []
    family = facts_of(case.household, latest.on)
    return linked(lacks(assessments.answer_of(latest), family), case.household)


def _grace(case: Reaudit, latest: Assessment | None, typed: GraceForm | None) -> dict[str, Any]:
    """What the page says of a grace: the place's rule, the form that asks for one, and the months it gives."""
    if case.award.benefit != "dibao":
        return {}
    allowed = is_of_grace(latest)
    return {
        "grace_rule": rule_of(case.area_code, timezone.localdate()),
        "grace_form": typed or GraceForm(auto_id="grace_%s"),
        "grace_open": allowed or typed is not None or (latest is not None and latest.outcome == "no"),
        "grace_months": months_of(latest) if latest is not None and allowed else [],
    }


@may(*_READ)
@require_POST
def act(request: OfficerRequest, pk: int) -> HttpResponse:
    """Do what the pressed button says; a refusal shows the page again with everything that was typed."""
    case, do = _case(request, pk), request.POST.get("do", "")
    form = _proposal(case, request.POST)
    if do in {"assess", "grace"} and "propose" in {move.do for move in possible(case, request.post)}:
        return _assess(request, case, graceful=do == "grace")
    if do == "propose" and not form.is_valid():
        return _page(request, case, form, status=422)
    doing = _ACTS.get(do)
    if doing is None:
        raise Http404
    answer = doing(case, request.post, form, request.POST)
    if isinstance(answer, Refused):
        stale = any(reason.code in {"stale", "busy", "no_such_move"} for reason in answer.reasons)
        return _page(
            request, _case(request, pk), form if do == "propose" else _proposal(case), answer, 409 if stale else 422
        )
    return redirect("desk:reaudits-detail", pk)


def _assess(request: OfficerRequest, case: Reaudit, *, graceful: bool) -> HttpResponse:
    """Weigh the family anew, or in a grace; a refusal keeps what was typed."""
    form = GraceForm(request.POST, auto_id="grace_%s") if graceful else None
    if form is not None and not form.is_valid():
        return _page(request, case, _proposal(case), status=422, graceful=form)
    grace = form.grace() if form is not None else None
    kept = services.assess_again(case, actor=request.post, at=timezone.now(), grace=grace)
    if isinstance(kept, Refused):
        if form is not None:
            for reason in kept.reasons:
                form.add_error(reason.code if reason.code in form.fields else None, reason.text)
        return _page(request, case, _proposal(case), kept, 422, form)
    return redirect("desk:reaudits-detail", case.pk)


_Act = Callable[[Reaudit, Post, ProposalForm, Mapping[str, Any]], Done | Refused]


def _seen(posted: Mapping[str, Any]) -> int:
    version = str(posted.get("version", ""))
    return int(version) if version.isascii() and version.isdigit() else -1


def _propose(case: Reaudit, post: Post, form: ProposalForm, posted: Mapping[str, Any]) -> Done | Refused:
    return services.propose(
        case,
        actor=post,
        at=timezone.now(),
        expected=_seen(posted),
        **form.said(),
        assessment=selectors.latest_assessment(case),
    )


_ACTS: dict[str, _Act] = {
    "start": lambda case, post, _form, posted: services.start(
        case, actor=post, at=timezone.now(), expected=_seen(posted)
    ),
    "propose": _propose,
    "confirm": lambda case, post, _form, posted: services.confirm(
        case, actor=post, at=timezone.now(), expected=_seen(posted)
    ),
    "send_back": lambda case, post, _form, posted: services.send_back(
        case, actor=post, at=timezone.now(), expected=_seen(posted), note=str(posted.get("note", ""))
    ),
}
