"""The approver's desk: the queue by clock on the left, the case on the right; a decision opens the next case by itself."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import push_url, reswap, retarget

from assistance.outcome import Done, Refused
from cases.applications import selectors, services
from cases.applications.models import Application
from cases.applications.routes import day_of
from cases.applications.selectors import FILTERS
from cases.applications.states import APPLICATION
from cases.desk.access import OfficerRequest, may
from cases.desk.clocks import hours_of
from cases.desk.dossier import benefit_words, place_names, sheet
from cases.desk.forms.applications import JudgeForm, RefuseForm, ReturnForm, VisitAgainForm
from cases.desk.paging import page_of
from cases.matching.models import Discrepancy
from cases.matching.vocabulary import ITEMS
from cases.staff.models import Role
from cases.workflow.models import JournalLine
from cases.workflow.perform import possible

_DECIDE = (Role.TOWNSHIP_HEAD, Role.COUNTY_APPROVER)
_LOST = frozenset({"stale", "no_such_move", "busy"})  # somebody or something was quicker: look again
_PANELS: dict[str, tuple[str, type[forms.Form]]] = {
    "send_back": ("退回补正", ReturnForm),
    "refuse": ("不予确认", RefuseForm),
    "order_visit": ("转入户复核", VisitAgainForm),
}
_GROUPS = (("overdue", "超期"), ("today", "今天到期"), ("soon", "3 个工作日内"), ("later", "以后"))
_DONE = {
    "grant": "已同意",
    "review": "复核通过",
    "send_back": "已退回补正",
    "refuse": "不予确认",
    "order_visit": "已转入户复核",
}


# --- pages ---


@may(*_DECIDE)
@require_GET
def queue(request: OfficerRequest) -> HttpResponse:
    """The list; the most urgent case opens beside it."""
    context = _list(request, None)
    return render(request, "desk/queue/page.html", {**context, "view": "list"})


@may(*_DECIDE)
@require_GET
def case(request: OfficerRequest, pk: int) -> HttpResponse:
    """One case beside the list, or its fragment alone."""
    row = _find(request, pk)
    context = _case(request, row)
    if request.htmx and not request.htmx.boosted:
        return render(
            request, "desk/queue/case.html", {**context, "rows_to_mark": _marks(request, row), "fragment": True}
        )
    return render(request, "desk/queue/page.html", {**_list(request, row), **context, "view": "case"})


@may(*_DECIDE)
@require_GET
def panel(request: OfficerRequest, pk: int, do: str) -> HttpResponse:
    """The panel for returning, refusing or ordering a visit, inside the decision bar."""
    if do not in _PANELS:
        raise Http404
    row = _find(request, pk)
    form = _PANELS[do][1](initial=_suggested(row, do))
    if request.htmx:
        return render(request, "desk/queue/panel.html", _panel(request, row, do, form))
    context = {**_list(request, row), **_case(request, row), "view": "case", **_panel(request, row, do, form)}
    return render(request, "desk/queue/page.html", context)


# --- acts ---


@may(*_DECIDE)
@require_POST
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Decide and open the next case of the same filter."""
    row, do = _find(request, pk), request.POST.get("do", "")
    form = _PANELS[do][1](request.POST) if do in _PANELS else None
    if do not in {"grant", "review", *_PANELS}:
        return _answer(request, row, "", None, Refused(()))
    if form is not None and not form.is_valid():
        return _answer(request, row, do, form, None)
    following = selectors.after(request.post, row, _show(request))
    answer = _act(request, row, do, form)
    if isinstance(answer, Refused):
        return _answer(request, row, do, form, answer)
    return _next(request, row, following, do)


@may(*_DECIDE)
@require_POST
def judge(request: OfficerRequest, pk: int, difference: int) -> HttpResponse:
    """Settle one difference; the figures are computed again in place."""
    row = _find(request, pk)
    found = Discrepancy.objects.visible_to(request.post).filter(
        pk=difference, enquiry__subject_kind=selectors.KIND, enquiry__subject_id=pk
    )
    target = found.first()
    form = JudgeForm(request.POST)
    if target is None:
        raise Http404
    refusal = "选一项判断"
    if form.is_valid():
        data = form.cleaned_data
        answer = services.judge(target, data["verdict"], data["explanation"], request.post, timezone.now())
        refusal = str(answer) if isinstance(answer, Refused) else ""
    row.refresh_from_db()
    if not request.htmx:
        if refusal:
            messages.warning(request, refusal)
        return redirect(_url(request, "decisions-case", row.pk))
    context = {**_case(request, row), "fragment": True, "judge_refusal": refusal, "rows_to_mark": _marked([row], row)}
    return render(request, "desk/queue/case.html", context, status=422 if refusal else 200)


def _act(request: OfficerRequest, row: Application, do: str, form: forms.Form | None) -> Done | Refused:
    data = form.cleaned_data if form is not None else {}
    named: dict[str, Any] = {"actor": request.post, "at": timezone.now(), "expected": _version(request)}
    if do == "send_back":
        return services.send_back(row, codes=data["codes"], lines=data["lines"].splitlines(), **named)
    if do == "refuse":
        return services.refuse_application(row, codes=data["codes"], note=data["note"], **named)
    if do == "order_visit":
        return services.order_visit(row, note=data["note"], **named)
    return services.review(row, **named) if do == "review" else services.grant(row, **named)


def _version(request: OfficerRequest) -> int:
    """The version the browser saw; something else than a number is no version that ever was."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _next(request: OfficerRequest, row: Application, following: Application | None, do: str) -> HttpResponse:
    words = f"{row.household.head_name}户{_DONE[do]}"
    url = _url(request, "decisions-case", following.pk) if following else _url(request, "decisions-queue")
    if not request.htmx:
        messages.success(request, words)
        return redirect(url)
    context: dict[str, Any] = {"fragment": True, "gone": row.pk, "said": words}
    context["chips"] = _chips(request, selectors.counts(request.post))
    if following is None:
        context |= {"empty": True, "done_today": _done_today(request)}
    else:
        context |= {**_case(request, following), "rows_to_mark": _marked([following], following), "focus": True}
    return push_url(render(request, "desk/queue/case.html", context), url)


def _answer(
    request: OfficerRequest, row: Application, do: str, form: forms.Form | None, refusal: Refused | None
) -> HttpResponse:
    """A refusal: 409 when somebody was quicker, 422 with the reasons otherwise; nothing was written."""
    row.refresh_from_db()
    lost = refusal is not None and any(reason.code in _LOST for reason in refusal.reasons)
    context = {
        "reasons": refusal.reasons if refusal is not None else (),
        "conflict": _conflict(request, row) if lost else None,
    }
    if form is not None and not lost:
        context |= _panel(request, row, do, form)
    if request.htmx:
        template = "desk/queue/panel.html" if "form" in context else "desk/queue/decide.html"
        response = render(request, template, {**_bar(request, row), **context}, status=409 if lost else 422)
        return reswap(retarget(response, "#decide"), "outerHTML")
    page = {**_list(request, row), **_case(request, row), **context, "view": "case"}
    return render(request, "desk/queue/page.html", page, status=409 if lost else 422)


# --- what the templates draw ---


def _show(request: OfficerRequest) -> str:
    asked = request.GET.get("show") or request.POST.get("show", "")
    return asked if asked in FILTERS else "all"


def _url(request: OfficerRequest, name: str, *args: object) -> str:
    show = _show(request)
    return reverse(f"desk:{name}", args=args) + (f"?{urlencode({'show': show})}" if show != "all" else "")


def _find(request: OfficerRequest, pk: int) -> Application:
    row: Application | None = selectors.one(request.post, pk)
    if row is None or row.state == "draft":
        raise Http404("没有这件，或者不在您的辖区")
    return row


def _list(request: OfficerRequest, current: Application | None) -> dict[str, Any]:
    rows = selectors.queue(request.post, _show(request)).annotate(persons=F("assessment__persons"))
    rows = rows.defer("route", "reason")
    page = page_of(rows.filter(step_due_at__isnull=False), request.GET, order=("step_due_at", "id"))
    shown: list[Any] = list(page.rows)
    counts = selectors.counts(request.post)
    if page.next is None and counts["without_term"]:  # the few whose place has published no term come last
        shown += rows.filter(step_due_at__isnull=True).order_by("id")[:50]
    return {
        "groups": _grouped(request, _dressed(shown, current)),
        "page": page,
        "first": shown[0] if shown else None,
        "chips": _chips(request, counts),
        "show": _show(request),
        "empty": not shown,
        "done_today": None if shown else _done_today(request),
    }


def _chips(request: OfficerRequest, counts: dict[str, int]) -> list[dict[str, Any]]:
    show = _show(request)
    base = reverse("desk:decisions-queue")
    return [
        {
            "label": label,
            "count": "1000+" if counts[code] >= 1000 else counts[code],
            "url": base if code == "all" else f"{base}?show={code}",
            "current": code == show,
        }
        for code, label in FILTERS.items()
    ]


def _dressed(rows: list[Any], current: Application | None) -> list[Any]:
    places = place_names(rows)
    for row in rows:
        row.benefit_words, row.place = benefit_words(row), places[row.area_code]
        row.qualifies = row.state == "decision" and row.leaves_nothing_to_judge
        row.current = current is not None and row.pk == current.pk
        row.per_words = "元/次" if row.benefit == "temporary_relief" else "元/月"
    return rows


def _grouped(request: OfficerRequest, rows: list[Any]) -> list[dict[str, Any]]:
    hours = hours_of(timezone.now(), request.post.area_code)
    groups: dict[str, list[Any]] = {name: [] for name, _ in _GROUPS}
    for row in rows:
        due = row.step_due_at
        name = (
            "later" if due is None or due > hours.end_of_soon
            else "overdue" if due < hours.now
            else "today" if due <= hours.end_of_today
            else "soon"
        )  # fmt: skip
        groups[name].append(row)
    return [{"code": name, "label": label, "rows": groups[name]} for name, label in _GROUPS if groups[name]]


def _marks(request: OfficerRequest, row: Application) -> list[Any]:
    """The rows whose mark changes when another case opens: the one we came from and this one."""
    before = (request.htmx.current_url_abs_path or "").split("?")[0].rstrip("/").split("/")[-1]
    wanted = {row.pk} | ({int(before)} if before.isascii() and before.isdigit() else set())
    rows = selectors.queue(request.post).annotate(persons=F("assessment__persons")).defer("route", "reason")
    return _dressed(list(rows.filter(pk__in=wanted)), row)


def _marked(rows: list[Any], current: Application) -> list[Any]:
    for row in rows:
        row.persons = row.assessment.persons if row.assessment else None
    return _dressed(rows, current)


def _case(request: OfficerRequest, row: Application) -> dict[str, Any]:
    now = timezone.now()
    drawn = sheet(selectors.dossier(row, day_of(now)))
    return {
        **drawn,
        **_bar(request, row),
        "item_words": ITEMS,
        "level": "2" if request.GET.get("in") == "list" else "1",
    }


def _bar(request: OfficerRequest, row: Application) -> dict[str, Any]:
    """The decision bar: what may be done, what stands in the way, inside which limit."""
    moves = {move.do: move for move in possible(row, request.post)}
    mine = row.state == "review" or row.decision_level in selectors.levels_of(request.post)
    conflict = None if moves and mine and {"grant", "review"} & set(moves) else _conflict(request, row)
    ready = not row.open_differences
    return {
        "case": row,
        "show": _show(request),
        "moves": moves,
        "conflict": conflict,
        "ready": ready,
        "note": "可以决定" if ready else f"先判断 {row.open_differences} 项差异，再同意",
        "hint": _hint(row),
        "next_url": _url(request, "decisions-queue"),
    }


def _hint(row: Application) -> str:
    words = {"township": "乡镇授权额度内", "county": "由县级确认", "committee": "由县级一事一议"}
    return words.get(row.decision_level, "")


def _conflict(request: OfficerRequest, row: Application) -> dict[str, str]:
    """Who did what last, so that nobody has to guess why the buttons are gone."""
    lines = JournalLine.objects.filter(subject_kind=selectors.KIND, subject_id=row.pk, seq__isnull=False)
    line = lines.select_related("officer").order_by("-seq").first()
    state = APPLICATION.states[row.state]
    who = line.officer.name if line and line.officer else "系统"
    when = f"{timezone.localtime(line.at):%m月%d日 %H:%M}" if line else ""
    mine = row.state == "decision" and row.decision_level not in selectors.levels_of(request.post)
    title = "这件不由您决定" if mine else f"这件现在是“{state}”"
    return {"title": title, "words": f"{who} {when} 办理，现在是“{state}”。", "url": _url(request, "decisions-queue")}


def _panel(request: OfficerRequest, row: Application, do: str, form: forms.Form) -> dict[str, Any]:
    label, _ = _PANELS[do]
    return {
        **_bar(request, row),
        "form": form,
        "do": do,
        "label": label,
        "back": _url(request, "decisions-case", row.pk),
    }


def _suggested(row: Application, do: str) -> dict[str, Any]:
    return {"codes": ["conditions"]} if do == "refuse" and row.proposed_fen is None else {}


def _done_today(request: OfficerRequest) -> int:
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = JournalLine.objects.visible_to(request.post).filter(subject_kind=selectors.KIND, at__gte=start)
    return lines.filter(officer=request.post.officer_id, act__in=_DONE).count()
