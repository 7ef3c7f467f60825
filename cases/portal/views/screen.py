"""看看能申请什么: the questions, and below the button what the law would say; nothing typed outlives the request."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cases.portal import answers, places, throttling
from cases.portal.forms.family import WHERE
from cases.portal.question import Asked
from cases.portal.sheet import Sheet
from eligibility import api

_SIZES = ("m", "l", "xl")
_YEAR = 365 * 24 * 3600
_UNREADABLE = "有一项算不了：{why}。请改一改，或者到乡镇（街道）窗口问。"


# Nothing is kept or changed, so there is nothing to forge; without a token the page needs no cookie either.
@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest) -> HttpResponse:
    """The questions; after 看结果 the answers above them. A place may be named in the address of a poster's code."""
    today = timezone.localdate()
    offered = places.on_offer(today)
    if request.method != "POST":
        place = request.GET.get("area", "")
        sheet = Sheet.blank(offered, today, place if offered.name_of(place) else "")
        return _remember(request, _page(request, sheet), request.GET.get("zh", ""))
    size = request.POST.get("size", "")
    do = request.POST.get("do", "redraw" if size in _SIZES else "answer")
    sheet = Sheet.of(request.POST, offered, today, do)
    return _remember(request, _page(request, sheet) if not sheet.checked else _answered(request, sheet), size)


def _remember(request: HttpRequest, response: HttpResponse, size: str) -> HttpResponse:
    """Keep a text size on the device when somebody pressed it or came by a poster that asks for it; nothing else."""
    if size in _SIZES:
        response.set_cookie("size", size, max_age=_YEAR, samesite="Strict", secure=request.is_secure())
    return response


def _answered(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    if not sheet.is_sound():
        return _page(request, sheet, status=422, faults=_faults(sheet))
    refused = throttling.refusal(request)
    if refused is not None:
        status, words = refused
        return _page(request, sheet, status=status, refused=words)
    asked = Asked(sheet)
    try:
        cards = answers.cards_of(asked)
    except api.BadInput as bad:
        return _page(request, sheet, status=422, refused=_UNREADABLE.format(why=bad.message))
    first = answers.first_to_tell(cards)
    townships = dict(getattr(sheet.home_form.fields.get("township"), "choices", ()))
    answer = {
        "cards": cards,
        "counts": answers.counts(cards),
        "later": answers.LATER.values(),
        "place": sheet.places.name_of(sheet.home["place"]),
        "town": townships.get(sheet.home_form.cleaned_data.get("township") or None, ""),
        "first": first,
        "wanted": {lead.ask for lead in first},
    }
    return _page(request, sheet, **answer)


def _page(request: HttpRequest, sheet: Sheet, *, status: int = 200, **more: Any) -> HttpResponse:
    size = request.POST.get("size", "")
    context = {"sheet": sheet, "home": sheet.home_form, "size": size if size in _SIZES else "", "wanted": (), **more}
    response = render(request, "portal/screen.html", context, status=status)
    # not "no-store": going back must show what was typed, and the page names nobody
    response["Cache-Control"] = "private, no-cache"
    return response


def _faults(sheet: Sheet) -> list[dict[str, str]]:
    """Every fault with the question it stands at, from the top of the page to its end."""
    found = [(whose, field, words) for whose, form in sheet.forms() for field in form for words in field.errors]
    # the home is asked about in two places: where it stands before its people, all else after them
    found.sort(key=lambda one: not one[0] and one[1].name not in WHERE)
    return [
        {"target": f"ask-{field.html_name}", "words": f"{whose}{field.label}：{words}"} for whose, field, words in found
    ]
