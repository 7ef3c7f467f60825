"""The township's lists and the dossier of one application: what may be done now, with a page for each act that needs words."""

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assistance.outcome import Done, Reason, Refused
from cases.applications import selectors, services
from cases.applications.models import Application, Gap
from cases.applications.reasons import REFUSE
from cases.applications.routes import day_of, offers
from cases.applications.states import APPLICATION
from cases.desk.access import OfficerRequest, may
from cases.desk.clocks import hours_of
from cases.desk.dossier import benefit_words, place_names, sheet
from cases.desk.forms.applications import AcceptForm, GapsForm, NoteForm, ReliefForm
from cases.desk.paging import page_of
from cases.matching.vocabulary import ITEMS
from cases.staff.models import Role
from cases.workflow.perform import possible

_TOWNSHIP = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD)
READ = (Role.VILLAGE_ASSISTANT, *_TOWNSHIP, Role.COUNTY_APPROVER, Role.SUPERVISOR, Role.AUDITOR)
_TABS = {
    "draft": "待受理",
    "survey": "调查核对",
    "appraisal": "民主评议",
    "opinion": "待公示",
    "notice": "公示中",
    "returned": "退回",
    "decision": "待确认",
    "review": "县级复核",
    "papers": "待补手续",
}
_WHEN = {"overdue": "超期", "today": "今天", "soon": "3 个工作日内", "later": "以后"}
# acts with a page of their own; the others are a button
PAGES = {
    "tell_gaps": "applications-accept",
    "accept": "applications-accept",
    "give_opinion": "applications-opinion",
    "advise_refusal": "applications-opinion",
    "post_notice": "notices-list",
    "object": "applications-objection",
    "withdraw": "applications-note",
    "terminate": "applications-note",
    "grant_first": "applications-note",
    "grant": "decisions-case",
    "refuse": "decisions-case",
    "send_back": "decisions-case",
    "order_visit": "decisions-case",
    "review": "decisions-case",
}
_BUTTONS = ("send_on", "hold_appraisal", "resubmit", "complete_papers")
_VISITED_IN = {"survey", "appraisal", "returned", "papers"}
_ENDS = ("withdraw", "terminate")
LOST = frozenset({"stale", "no_such_move", "busy"})


@may(*READ)
@require_GET
def listing(request: OfficerRequest) -> HttpResponse:
    """Open applications of the post's area in one state, most urgent first."""
    state, when = request.GET.get("state", ""), request.GET.get("when", "")
    counts = selectors.workload(request.post)
    if state not in _TABS:
        state = next((code for code in _TABS if counts.get(code)), "draft")
    rows = (
        selectors.in_states(request.post, [state]).annotate(persons=F("assessment__persons")).defer("route", "reason")
    )
    if when in _WHEN:
        rows = rows.filter(hours_of(timezone.now(), request.post.area_code).condition(when))
    # drafts have no clock: the oldest first; everything else by its clock, then the few without a published term
    order = ("created_at", "id") if state == "draft" else ("step_due_at", "id")
    page = page_of(rows if state == "draft" else rows.filter(step_due_at__isnull=False), request.GET, order=order)
    shown: list[Any] = list(page.rows)
    if state != "draft" and page.next is None and when in {"", "later"}:
        shown += rows.filter(step_due_at__isnull=True).order_by("id")[:50]
    context = {
        "rows": dressed(shown),
        "page": page,
        "tabs": [
            (code, words, counts.get(code, 0)) for code, words in _TABS.items() if counts.get(code) or code == state
        ],
        "state": state,
        "label": _TABS[state],
        "when": _WHEN.get(when, ""),
        "takes": request.post.role in _TOWNSHIP,
    }
    return render(request, "desk/applications/list.html", context)


def dressed(rows: list[Any]) -> list[Any]:
    """Rows with the words a list shows."""
    places = place_names(rows, 12)
    for row in rows:
        row.benefit_words, row.place = benefit_words(row), places[row.area_code]
    return rows


def find(request: OfficerRequest, pk: int) -> Application:
    """A case inside the post's area; a case elsewhere does not exist here."""
    row: Application | None = selectors.one(request.post, pk)
    if row is None:
        raise Http404("没有这件，或者不在您的辖区")
    return row


def expected(request: OfficerRequest) -> int:
    """The version the browser saw; something else than a number is no version that ever was."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def status_of(refusal: Refused) -> int:
    """409 when somebody was quicker, 422 for everything else."""
    return 409 if any(reason.code in LOST for reason in refusal.reasons) else 422


@may(*READ)
@require_GET
def detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """The dossier."""
    return page(request, find(request, pk))


def page(
    request: OfficerRequest, case: Application, reasons: tuple[Reason, ...] = (), status: int = 200
) -> HttpResponse:
    """The dossier with what may be done now, and why the last try was refused."""
    now = timezone.now()
    found = selectors.dossier(case, day_of(now))
    moves = possible(case, request.post)
    context = {
        **sheet(found),
        "item_words": ITEMS,
        "acts": _acts(request, found, moves),
        "refusals": reasons,
        "explain_to": request.post.role in _TOWNSHIP,
        "fills": request.post.role in _TOWNSHIP,
        "state_words": APPLICATION.states[case.state],
        "level": "1",
    }
    return render(request, "desk/applications/detail.html", context, status=status)


def _acts(request: OfficerRequest, found: selectors.Dossier, moves: Any) -> list[dict[str, str]]:
    """What may be done, the next thing of the case's own way first; what ends it comes last."""
    case, deciding = found.case, False
    first, then = _survey_acts(request, found)
    for move in moves:
        if not offers(case, move.do):
            continue
        if move.do in _BUTTONS:
            first.append({"label": move.label, "do": move.do})
        elif PAGES[move.do] == "decisions-case":
            deciding = True
        elif move.do in _ENDS:
            then.append({"label": move.label, "href": _page_of(case, move.do)})
        elif move.do not in {"tell_gaps", "advise_refusal"}:
            first.append({"label": move.label, "href": _page_of(case, move.do)})
    if deciding and request.post.role in {Role.TOWNSHIP_HEAD, Role.COUNTY_APPROVER}:
        first.append({"label": "去作决定", "href": reverse("desk:decisions-case", args=[case.pk])})
    return first + then


def _survey_acts(
    request: OfficerRequest, found: selectors.Dossier
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The check and the visit, as long as they are still to be done; another visit may always follow."""
    case = found.case
    if case.state not in _VISITED_IN or request.post.role not in _TOWNSHIP:
        return [], []
    waiting = any(row.answered_at is None for row in found.enquiries)
    first = [{"label": "信息核对", "href": reverse("desk:matching-list")}] if waiting else []
    visit = {"label": "登记入户调查", "href": reverse("desk:applications-visit", args=[case.pk])}
    if any(row.round == case.round for row in found.visits):
        return first, [visit]
    return [visit, *first], []


def _page_of(case: Application, do: str) -> str:
    name = PAGES[do]
    if name == "notices-list":
        return reverse("desk:notices-list")
    args = [case.pk, do] if name == "applications-note" else [case.pk]
    return reverse(f"desk:{name}", args=args)


@may(*_TOWNSHIP)
@require_POST
def act(request: OfficerRequest, pk: int) -> HttpResponse:
    """An act without words: send on, appraisal, send up again, papers complete."""
    case, do = find(request, pk), request.POST.get("do", "")
    if do not in _BUTTONS:
        return page(request, case, (Reason("no_such_move", "没有这个办理动作"),), 422)
    answer = getattr(services, do)(case, actor=request.post, at=timezone.now(), expected=expected(request))
    return after(request, case, answer, APPLICATION_LABELS[do])


APPLICATION_LABELS = {move.do: move.label for move in APPLICATION.moves}


def after(request: OfficerRequest, case: Application, answer: Any, words: str) -> HttpResponse:
    """Back to the dossier: with the refusal's reasons, or with one line that says what was done."""
    if isinstance(answer, Refused):
        case.refresh_from_db()
        return page(request, case, answer.reasons, status_of(answer))
    messages.success(request, f"{case.household.head_name}户：{words}")
    return redirect("desk:applications-detail", case.pk)


@may(*_TOWNSHIP)
@require_http_methods(["GET", "POST"])
def accept(request: OfficerRequest, pk: int) -> HttpResponse:
    """What is still missing: accept the whole, or tell everything that is missing once."""
    case = find(request, pk)
    if case.state != "draft":
        return redirect("desk:applications-detail", pk)
    now = timezone.now()
    missing = services.missing_for_acceptance(case, actor=request.post, at=now)
    telling = request.POST.get("do") == "tell_gaps"
    accepting = AcceptForm(request.POST if request.method == "POST" and not telling else None)
    told = "\n".join(reason.text for reason in missing if reason.code != "gap")
    gaps = GapsForm(request.POST if telling else None, initial={"lines": told})
    refusal: Refused | None = None
    if request.method == "POST":
        answer = _accept_or_tell(request, case, accepting, gaps, telling=telling)
        if isinstance(answer, Done):
            name = "applications-gaps" if telling else "applications-detail"
            messages.success(request, f"{case.household.head_name}户：{'已告知' if telling else '已受理'}")
            return redirect(f"desk:{name}", pk)
        refusal = answer
        case.refresh_from_db()
    context = {
        "case": case,
        "missing": missing,
        "accepting": accepting,
        "gaps": gaps,
        "title": f"{case.household.head_name}户",
    }
    context |= {"benefit": benefit_words(case), "refusals": refusal.reasons if refusal is not None else ()}
    return render(
        request, "desk/applications/accept.html", context, status=status_of(refusal) if refusal is not None else 200
    )


def _accept_or_tell(
    request: OfficerRequest, case: Application, accepting: AcceptForm, gaps: GapsForm, *, telling: bool
) -> Done | Refused:
    named: dict[str, Any] = {"actor": request.post, "at": timezone.now(), "expected": expected(request)}
    form = gaps if telling else accepting
    if not form.is_valid():
        return Refused((Reason("form", "有一项没有填对，见下面"),))
    if telling:
        return services.tell_gaps(case, lines=gaps.cleaned_data["lines"].splitlines(), **named)
    return services.accept(case, special=accepting.cleaned_data["special"], **named)


@may(*READ)
@require_GET
def gaps(request: OfficerRequest, pk: int) -> HttpResponse:
    """The notice of everything that is missing, to print (一次性告知书)."""
    case = find(request, pk)
    rows = Gap.objects.filter(application=case, filled_at__isnull=True).select_related("told_by").order_by("pk")
    return render(request, "desk/applications/gaps.html", {"case": case, "gaps": rows, "benefit": benefit_words(case)})


@may(*_TOWNSHIP)
@require_POST
def fill(request: OfficerRequest, pk: int, gap: int) -> HttpResponse:
    """One thing that was asked for has come."""
    case = find(request, pk)
    row = Gap.objects.filter(pk=gap, application=case).first()
    if row is None:
        raise Http404
    return after(request, case, services.fill_gap(row, actor=request.post, at=timezone.now()), f"{row.text} 已补")


@may(Role.VILLAGE_ASSISTANT, *_TOWNSHIP, Role.COUNTY_APPROVER)
@require_http_methods(["GET", "POST"])
def note(request: OfficerRequest, pk: int, do: str) -> HttpResponse:
    """An act that needs a reason: withdrawal, termination, relief first."""
    case = find(request, pk)
    kinds: dict[str, Any] = {"withdraw": NoteForm, "terminate": NoteForm, "grant_first": ReliefForm}
    if do not in kinds:
        raise Http404
    initial = {"amount": case.amount_requested_fen} if do == "grant_first" else {}
    form = kinds[do](request.POST or None, initial=initial)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        answer = _noted(request, case, do, form.cleaned_data)
        if isinstance(answer, Done):
            return after(request, case, answer, APPLICATION_LABELS[do])
        refusal = answer
        case.refresh_from_db()
    context = {"case": case, "form": form, "do": do, "label": APPLICATION_LABELS[do], "benefit": benefit_words(case)}
    context |= {"refusals": refusal.reasons if refusal is not None else (), "facts": ()}
    status = status_of(refusal) if refusal is not None else 422 if form.errors else 200
    return render(request, "desk/applications/form.html", context, status=status)


def _noted(request: OfficerRequest, case: Application, do: str, data: dict[str, Any]) -> Done | Refused:
    named: dict[str, Any] = {
        "actor": request.post,
        "at": timezone.now(),
        "expected": expected(request),
        "note": data["note"],
    }
    if do == "grant_first":
        return services.grant_first(case, amount_fen=data["amount"], **named)
    return services.withdraw(case, **named) if do == "withdraw" else services.terminate(case, **named)


@may(*READ)
@require_GET
def letter(request: OfficerRequest, pk: int) -> HttpResponse:
    """The decision as a letter: result, reasons with their articles, where and until when to appeal."""
    case = find(request, pk)
    decision = case.decisions.select_related("decided_by").order_by("-pk").first()
    if decision is None:
        raise Http404("还没有决定")
    context = {"case": case, "decision": decision, "benefit": benefit_words(case), "grounds": REFUSE}
    return render(request, "desk/applications/letter.html", context)
