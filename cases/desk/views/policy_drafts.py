"""Writing the policy book: choose parameters, draft, compare, send for review, and publish by a second person."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assistance.outcome import Reason, Refused, refused
from cases.desk import policy_checks, policy_pages, policy_samples, policy_strips
from cases.desk.access import OfficerRequest, may
from cases.desk.figures import readable, told_once
from cases.desk.forms.adding import is_adding, with_added_row
from cases.desk.forms.figures import AnyEditor, editor_for
from cases.desk.forms.policies import ActForm, ChooseForm, DocumentForm
from cases.desk.navigation import exists
from cases.desk.views.policies import REVIEWERS
from cases.policies import selectors, services
from cases.staff.models import Role
from eligibility import api
from eligibility.words.figures import ORDER, subject_of

_NEEDS_WORD = frozenset({"send_back", "withdraw"})
_FILLED = "fill"  # the boxes come filled from a table and are only shown
_ACTS = {
    "draft_policy": "起草",
    "rewrite_policy": "修改",
    "review_policy": "送审",
    "return_policy": "退回修改",
    "withdraw_policy": "撤回",
    "publish_policy": "发布",
    "simulate_policy": "测算",
    "export_simulation": "导出测算名单",
    "recalculate_awards": "按新标准调整待遇",
}


@may(Role.POLICY_EDITOR)
@require_GET
def choose(request: OfficerRequest) -> HttpResponse:
    """Which parameters a new document sets; the ticks lead on to their boxes."""
    form = ChooseForm(request.GET if "go" in request.GET else None, places=policy_pages.own_places_of(request.post))
    if form.is_bound and form.is_valid():
        query = QueryDict(mutable=True)
        query["area"] = form.cleaned_data["area"]
        query.setlist("name", form.cleaned_data["name"])
        response = redirect("desk:policies-draft")
        response["Location"] += f"?{query.urlencode()}"
        return response
    return _choices(request, form)


def _choices(request: OfficerRequest, form: ChooseForm) -> HttpResponse:
    wanted = set(request.GET.getlist("name"))
    groups = [
        (title, [(one, one.name in wanted) for one in api.REGISTRY.values() if subject_of(one.name) == title])
        for title in ORDER
    ]
    context = {"form": form, "groups": groups}
    return render(request, "desk/policies/choose.html", context, status=422 if form.errors else 200)


@may(Role.POLICY_EDITOR)
@require_http_methods(["GET", "POST"])
def draft(request: OfficerRequest) -> HttpResponse:
    """The boxes of the chosen parameters, filled with what is in force; POST keeps a draft."""
    chosen = ChooseForm(request.GET, places=policy_pages.own_places_of(request.post))
    if not chosen.is_valid():
        return _choices(request, chosen)
    area = chosen.cleaned_data["area"]
    figures = api.figures_on(area, timezone.localdate())
    values = {name: figures.value(name) for name in chosen.cleaned_data["name"]}
    return _written(request, area, values, {}, services.draft)


@may(Role.POLICY_EDITOR)
@require_http_methods(["GET", "POST"])
def rewrite(request: OfficerRequest, pk: int) -> HttpResponse:
    """The boxes of a draft; POST keeps another in its place."""
    found = _seen(request, pk)
    document = {
        "document": found.document,
        "article": found.article,
        "start": found.start,
        "last": policy_pages.last_day(found.end),
        "corrects": found.corrects,
        "note": found.note,
    }

    def keep(written: api.Draft, **who: Any) -> services.Answer:
        return services.rewrite(pk, written, **who)

    return _written(request, found.area, found.values, document, keep)


def _written(
    request: OfficerRequest,
    area: str,
    values: dict[str, Any],
    document: dict[str, Any],
    keep: Callable[..., services.Answer],
) -> HttpResponse:
    data = with_added_row(request.POST) if request.method == "POST" else None
    filled = data is not None and data.get("do") == _FILLED
    form = DocumentForm(None if filled else data, initial=document, today=timezone.localdate())
    editors = [editor_for(name, value, data) for name, value in values.items()]
    adding = filled or is_adding(data)
    reasons: tuple[Reason, ...] = ()
    if data is not None and not adding and all([form.is_valid(), *[one.is_valid() for one in editors]]):
        answer = keep(_draft_of(area, form, editors), actor=request.post, at=timezone.now())
        if not isinstance(answer, Refused):
            return _onward(request, answer)
        reasons = _said(answer)
    wrong = bool(reasons) or (data is not None and not adding)
    context = {
        **_boxes(area, editors, list(values)),
        "form": form,
        "sheets": [sheet for one in editors for sheet in one.sheets] if wrong else [],
        "place": dict(policy_pages.own_places_of(request.post)).get(area, area),
        "reasons": reasons,
        "wrong": wrong,
        "action": request.get_full_path(),
        "check": _checked(area, DocumentForm(data or {}, today=timezone.localdate()), editors) if data else None,
    }
    return render(request, "desk/policies/draft.html", context, status=422 if wrong else 200)


def _onward(request: OfficerRequest, kept: api.Version) -> HttpResponse:
    """To the draft beside what is in force; back to the steps where a new county is being set up."""
    if request.GET.get("setup") == "3":
        return HttpResponseRedirect(f"{reverse('desk:policies-setup', args=[3])}?{urlencode({'area': kept.area})}")
    return redirect("desk:policies-version", kept.id)


def _boxes(area: str, editors: list[AnyEditor], names: list[str]) -> dict[str, Any]:
    """The editors with their parameters, and where they are checked while somebody types."""
    query = urlencode([("area", area), *(("name", name) for name in names)])
    return {
        "editors": [(one, api.REGISTRY[one.name]) for one in editors],
        "check_url": f"{reverse('desk:policies-check')}?{query}",
    }


def _checked(area: str, form: DocumentForm, editors: list[AnyEditor]) -> policy_checks.Check:
    now = timezone.localtime()
    figures = api.figures_on(area, now.date())
    before = {one.name: figures.value(one.name) for one in editors}
    return policy_checks.check_of(area, form, editors, before, today=now.date(), at=now)


@may(Role.POLICY_EDITOR)
@require_POST
def check(request: OfficerRequest) -> HttpResponse:
    """What the boxes say while somebody types: the panel beside them; nothing is kept."""
    chosen = ChooseForm(request.GET, places=policy_pages.own_places_of(request.post))
    if not chosen.is_valid():
        raise Http404("没有这张草稿页。")
    area = chosen.cleaned_data["area"]
    figures = api.figures_on(area, timezone.localdate())
    editors = [editor_for(name, figures.value(name), request.POST) for name in chosen.cleaned_data["name"]]
    form = DocumentForm(request.POST, today=timezone.localdate())
    return render(request, "desk/policies/check.html", {"check": _checked(area, form, editors)})


def _said(answer: Refused) -> tuple[Reason, ...]:
    return tuple(Reason(one.code, readable(one.text)) for one in answer.reasons)


def _draft_of(area: str, form: DocumentForm, editors: list[Any]) -> api.Draft:
    given = form.cleaned_data
    return api.Draft(
        area=area,
        document=given["document"],
        article=given["article"],
        start=given["start"],
        end=form.end,
        values={one.name: one.value() for one in editors},
        note=given["note"],
        corrects=given["corrects"],
    )


@may(*REVIEWERS)
@require_http_methods(["GET", "POST"])
def version(request: OfficerRequest, pk: int) -> HttpResponse:
    """A version beside what it takes the place of, what stands in its way, and what may be done with it."""
    found = _seen(request, pk)
    form = ActForm(request.POST or None)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST":
        answer = _act(request, found, form) if form.is_valid() else refused("form", "请重新打开这一页再办")
        if not isinstance(answer, Refused):
            return redirect("desk:policies-version", pk)
        reasons = _said(answer)
        found = _seen(request, pk)
    context = {**_whole(request, found), "form": form, "reasons": reasons}
    return render(request, "desk/policies/version.html", context, status=422 if reasons else 200)


def _seen(request: OfficerRequest, pk: int) -> api.Version:
    found = selectors.version_of(request.post, pk)
    if found is None:
        raise Http404("没有这份政策，或者它不在本岗位的地区。")
    return found


def _act(request: OfficerRequest, found: api.Version, form: ActForm) -> services.Answer:
    acts: dict[str, Callable[..., services.Answer]] = {
        "send_for_review": services.send_for_review,
        "send_back": services.send_back,
        "withdraw": services.withdraw,
        "publish": services.publish,
    }
    act = acts.get(form.cleaned_data["do"])
    if act is None:
        return refused("no_such_act", "没有这种办理方式")
    return act(found.id, actor=request.post, at=timezone.now(), note=form.cleaned_data["note"])


def _whole(request: OfficerRequest, found: api.Version) -> dict[str, Any]:
    today = timezone.localdate()
    is_open = found.state in selectors.OPEN_STATES
    names = selectors.names_of_officers([found.drafted_by, found.published_by])
    acts = _acts(request, found)
    return {
        "version": found,
        "place": policy_pages.Sources(request.post.area_code, [found.area]).words(found.area),
        "last": policy_pages.last_day(found.end),
        "drafter": names.get(found.drafted_by or 0, ""),
        "publisher": names.get(found.published_by or 0, ""),
        "is_open": is_open,
        "is_past": found.start < today,
        "is_future": found.start > today,
        **_compared(found),
        "limits": policy_strips.limit_strips(found.area, found.start, found.values),
        "periods": policy_strips.period_strips(_written_days(found), list(found.values)) if is_open else [],
        "overruled": policy_strips.overruled(_written_days(found), list(found.values)) if is_open else [],
        "samples": policy_samples.samples_of(request.post, found.area, found.start, found.values) if is_open else [],
        "days_to_go": (found.start - today).days,
        "obstacles": told_once(api.stands_in_the_way(found.id, timezone.now())) if is_open else [],
        "touched": selectors.touched_awards(request.post, found, today) if is_open else None,
        "story": selectors.story(found.id),
        "acts": acts,
        "act_words": _ACTS,
        "needs_word": [label for do, label in acts if do in _NEEDS_WORD],
        "may_rewrite": found.state == "draft" and request.post.role == Role.POLICY_EDITOR,
        "mine": found.drafted_by == request.post.officer_id,
        **_links(found, is_open=is_open),
    }


def _compared(found: api.Version) -> dict[str, Any]:
    parameters = policy_pages.compared_of(found.id)
    return {
        "parameters": parameters,
        "changed": sum(len(one.changed) for one in parameters),
        "same": sum(len(one.same) for one in parameters),
    }


def _written_days(found: api.Version) -> policy_strips.Written:
    return policy_strips.Written(found.area, found.start, found.end, found.corrects)


def _links(found: api.Version, *, is_open: bool) -> dict[str, Any]:
    """Where the simulation of an open version is, and what came of a published one."""
    told = [("simulations-recalculation", "按新标准调整"), ("simulations-decided", "用过这份政策的核算")]
    after = [(reverse(f"desk:{name}", args=[found.id]), label) for name, label in told if exists(name)]
    return {
        "simulation": reverse("desk:simulations-detail", args=[found.id]) if is_open else "",
        "after_links": [] if is_open else after,
    }


def _acts(request: OfficerRequest, found: api.Version) -> list[tuple[str, str]]:
    """What the post may press now, the likeliest first; a refusal says the rest."""
    if not selectors.is_own(request.post, found.area):
        return []
    acts = {
        (Role.POLICY_EDITOR, "draft"): [("send_for_review", "送审"), ("withdraw", "撤回")],
        (Role.POLICY_EDITOR, "in_review"): [("withdraw", "撤回")],
        (Role.POLICY_PUBLISHER, "in_review"): [("publish", "发布"), ("send_back", "退回修改")],
    }
    return acts.get((Role(request.post.role), found.state), [])
