"""Taking an application at the window: the ID number first, then section by section, every row saved by its own post."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from assistance.outcome import Refused
from cases.desk.access import OfficerRequest, may
from cases.desk.forms.circumstances import ConditionsForm
from cases.desk.forms.intake import LookForm, RegisterForm, WishForm, said_of
from cases.desk.intake import (
    Sheet,
    address,
    beside,
    keep_wish,
    name_places,
    person_words,
    rail_of,
    standing,
    trials_of,
    wish_of,
)
from cases.desk.lacks import TAKERS
from cases.desk.sections import FOLLOWED, LABELS, SECTIONS
from cases.households import identity, selectors, services
from cases.households.models import Fact, Household
from cases.households.selectors import Family
from cases.households.writing import By
from cases.staff.selectors import villages_within


class Stopped(Exception):
    """A refusal in the middle of several writes: nothing of them stays."""

    def __init__(self, key: str, refusal: Refused) -> None:
        self.key, self.refusal = key, refusal


# --- the first page ---


@sensitive_post_parameters("id_number")
@require_http_methods(["GET", "HEAD", "POST"])
@may(*TAKERS)
def start(request: OfficerRequest) -> HttpResponse:
    """The ID number: whether it is right, whose it is, where the person is registered already; then a new family."""
    doing = request.POST.get("do", "")
    if doing == "register":
        return _register(request)
    look = LookForm(request.POST or None, auto_id="look_%s")
    if request.method != "POST":
        return render(request, "desk/intake/start.html", {"look": look, "register": _blank(request)})
    if request.htmx and len(identity.normal(request.POST.get("id_number", ""))) < 18:
        return HttpResponse(status=204)
    if not look.is_valid():
        return render(request, "desk/intake/start.html", {"look": look, "register": _blank(request)}, status=422)
    number = look.cleaned_data["id_number"]
    return render(request, "desk/intake/start.html", {"look": look, **_found(request, number)})


def _places(request: OfficerRequest) -> list[tuple[str, str]]:
    villages = villages_within(request.post.area_code).select_related("parent")
    places = [(area.code, f"{area.parent.name} {area.name}" if area.parent else area.name) for area in villages]
    return places if len(places) == 1 else [("", "选一个村（社区）"), *places]


def _blank(request: OfficerRequest, number: str = "") -> RegisterForm:
    return RegisterForm(places=_places(request), initial={"id_number": number}, auto_id="reg_%s")


def _found(request: OfficerRequest, number: str) -> dict[str, Any]:
    """What is known of the person: from the number itself, and from the families in this area."""
    today = timezone.localdate()
    known = selectors.person_known(request.post, number, today)
    live = [row for row in known if row.period.upper is None or row.period.upper > today]
    person = identity.citizen(number)
    return {"person": person, "known": known, "live": live, "register": None if live else _blank(request, number)}


def _register(request: OfficerRequest) -> HttpResponse:
    form = RegisterForm(request.POST, places=_places(request), auto_id="reg_%s")
    if form.is_valid():
        made = services.register_household(**form.cleaned_data, actor=request.post, at=timezone.now())
        if isinstance(made, Household):
            return redirect(address(made, "wish"))
        _show(form, made)
    look = LookForm(initial={"id_number": request.POST.get("id_number", "")}, auto_id="look_%s")
    return render(request, "desk/intake/start.html", {"look": look, "register": form}, status=422)


# --- one section ---


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@may(*TAKERS)
def section(request: OfficerRequest, pk: int, code: str) -> HttpResponse:
    """One section of one family's intake."""
    if code not in LABELS:
        raise Http404
    family = family_of(request, pk)
    if code == "wish":
        return _wish(request, family)
    if code == "conditions":
        return _conditions(request, family)
    if code == "check":
        from cases.desk.views.intake_check import check

        return check(request, family)
    sheet = Sheet(family, SECTIONS[code], request.GET.get("add", ""), request.GET.get("edit", ""))
    return _write(request, sheet) if request.method == "POST" else _page(request, sheet)


def family_of(request: OfficerRequest, pk: int) -> Family:
    """A family of the post's area as it stands today."""
    household = get_object_or_404(Household.objects.visible_to(request.post), pk=pk)
    return selectors.facts_of(household, timezone.localdate())


def frame(request: HttpRequest, family: Family, code: str) -> dict[str, Any]:
    """What every page of an intake shows around its section."""
    wish = wish_of(request, family.household)
    return {
        "family": family,
        "household": family.household,
        "code": code,
        "heading": LABELS[code],
        "tasks": rail_of(family, code, len(wish.get("benefits", []))),
        "trials": trials_of(family, wish),
        "chosen": bool(wish.get("benefits")),
        "follows": code in FOLLOWED,
        "note": "",
        **beside(family.household, code),
    }


def _page(request: OfficerRequest, sheet: Sheet, status: int = 200) -> HttpResponse:
    name_places(sheet.family)
    context = frame(request, sheet.family, sheet.section.code)
    context |= {
        "section": sheet.section,
        "heading": sheet.section.heading,
        "cards": sheet.cards(focus=bool(request.htmx)),
        "faults": list(sheet.typed.values()),
        "refused": sheet.refused,
        "has_faults": status >= 400,
    }
    return render(request, "desk/intake/section.html", context, status=status)


def _write(request: OfficerRequest, sheet: Sheet) -> HttpResponse:
    """Save what was typed, then do what the pressed button says; a fault keeps every box as it was typed."""
    pressed = request.POST.get("save", "")
    every = [key for key, _, _ in sheet.subjects()]
    keys = [pressed] if request.htmx and pressed in every else [] if request.htmx and pressed != "all" else every
    sheet.typed = sheet.read(request.POST, keys, must=pressed if pressed in every else "")
    if not all(form.is_valid() for form in sheet.typed.values()):
        return _page(request, sheet, 422)
    try:
        with transaction.atomic():
            save_rows(request.POST, sheet, _by(request, sheet.family.household))
            _press(request, sheet)
    except Stopped as stopped:
        return _stopped(request, sheet, stopped)
    return _after(request, sheet)


def _by(request: OfficerRequest, household: Household) -> By:
    """Who writes, having seen which version; later writes of the same post follow on their own."""
    seen = request.POST.get("version", "")
    expected = int(seen) if seen.isascii() and seen.isdigit() else household.version
    return {"actor": request.post, "at": timezone.now(), "expected": expected}


def save_rows(typed: QueryDict, sheet: Sheet, by: By) -> None:
    """Write every row that was typed; the first refusal stops it."""
    household = sheet.family.household
    subjects = {key: subject for key, _, subject in sheet.subjects()}
    for key, form in sheet.typed.items():
        token = typed.get(f"{key}-replaces", "")
        replaced = standing(token, household) if token else None
        answer = sheet.section.record(subjects[key], form.cleaned_data, {**by, "replaces": replaced})
        if isinstance(answer, Refused):
            raise Stopped(key, answer)
        by["expected"] = household.version


def _press(request: OfficerRequest, sheet: Sheet) -> None:
    """Delete a row or tick a list as complete, when such a button was pressed."""
    household = sheet.family.household
    by = _by(request, household)
    if sheet.typed:
        by["expected"] = household.version
    answer: object = None
    if token := request.POST.get("void"):
        answer = _void(standing(token, household), by)
    for name, complete in (("tick", True), ("untick", False)):
        if key := request.POST.get(name):
            subject = next((subject for each, _, subject in sheet.subjects() if each == key), None)
            if subject is not None and sheet.section.tick:
                answer = services.say_complete(subject, sheet.section.tick, complete=complete, **by)
    if isinstance(answer, Refused):
        raise Stopped("", answer)


def _void(fact: Fact | None, by: By) -> object:
    return None if fact is None else services.void(fact, **by)


def _stopped(request: OfficerRequest, sheet: Sheet, stopped: Stopped) -> HttpResponse:
    """Show why, with what stands now beside what was typed; pressing again says: mine all the same."""
    fresh = Sheet(family_of(request, sheet.family.household.pk), sheet.section, sheet.open_card, sheet.edit)
    fresh.typed = sheet.typed
    if stopped.key in fresh.typed:
        _show(fresh.typed[stopped.key], stopped.refusal)
    else:
        fresh.refused = str(stopped.refusal)
    stale = any(reason.code == "stale" for reason in stopped.refusal.reasons)
    return _page(request, fresh, 409 if stale else 422)


def _show(form: Any, refusal: Refused) -> None:
    """Put the reasons of a refusal beside the fields they speak of, the rest above the form."""
    form.errors  # noqa: B018 - fills in the errors of the fields first
    for reason in refusal.reasons:
        name = _FIELDS.get(reason.code, reason.code)
        form.add_error(name if name in form.fields else None, reason.text)


_FIELDS = {
    "name_empty": "name",
    "name_digits": "name",
    "name_signs": "name",
    "name_long": "name",
    "id_old": "id_number",
    "id_length": "id_number",
    "id_shape": "id_number",
    "id_date": "id_number",
    "id_digit": "id_number",
    "person_in_one_household": "id_number",
    "second_head": "relation",
    "birth": "birth_date",
    "area": "area_code",
    "wrong_area": "area_code",
    "place": "place_code",
    "until": "valid_until",
    "asset_stands_once_acquired": "acquired_on",
    "asset_stands_once_built": "built_on",
}


def _after(request: OfficerRequest, sheet: Sheet) -> HttpResponse:
    """Where a successful post leads: on, or back to the section with the next row open."""
    household, post = sheet.family.household, request.POST
    if "next" in post:
        return HttpResponseRedirect(str(beside(household, sheet.section.code)["next_url"]))
    saved, edit, add = post.get("save", ""), post.get("edit", ""), post.get("add", "")
    opened = add or (saved if saved != "all" and not post.get(f"{saved}-replaces") else "")
    if not request.htmx:
        query = {"edit": edit} if edit else {"add": opened} if opened else {}
        return HttpResponseRedirect(address(household, sheet.section.code) + (f"?{urlencode(query)}" if query else ""))
    return _page(request, Sheet(family_of(request, household.pk), sheet.section, opened, edit))


# --- what is asked for, and the circumstances of each member ---


def _wish(request: OfficerRequest, family: Family) -> HttpResponse:
    household = family.household
    stands = wish_of(request, household)
    initial = {**stands, "same_cause_justified": said_of(stands.get("same_cause_justified"))}
    form = WishForm(request.POST or None, initial=initial, auto_id="wish_%s")
    if request.method == "POST" and form.is_valid():
        keep_wish(request, household, form.cleaned_data)
        if "next" in request.POST:
            return HttpResponseRedirect(str(beside(household, "wish")["next_url"]))
        return HttpResponseRedirect(address(household, "wish"))
    context = {**frame(request, family, "wish"), "form": form, "has_faults": bool(form.errors)}
    return render(request, "desk/intake/wish.html", context, status=422 if form.errors else 200)


def _conditions(request: OfficerRequest, family: Family) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    forms = {one.member.pk: conditions_form(one, data) for one in family.people}
    bound = [form for form in forms.values() if form.is_bound]
    if data is not None and all(form.is_valid() for form in bound):
        try:
            with transaction.atomic():
                tell(family, forms, _by(request, family.household))
        except Stopped as stopped:
            _show(forms[int(stopped.key)], stopped.refusal)
            stale = any(reason.code == "stale" for reason in stopped.refusal.reasons)
            return _conditions_page(request, family_of(request, family.household.pk), forms, 409 if stale else 422)
        if "next" in request.POST:
            return HttpResponseRedirect(str(beside(family.household, "conditions")["next_url"]))
        if not request.htmx:
            return HttpResponseRedirect(address(family.household, "conditions"))
        family = family_of(request, family.household.pk)
        forms = {one.member.pk: conditions_form(one, None) for one in family.people}
    return _conditions_page(request, family, forms, 422 if any(form.errors for form in forms.values()) else 200)


def conditions_form(person: selectors.Person, data: Any) -> ConditionsForm:
    """One member's circumstances; bound when this member was on the page."""
    key = str(person.member.pk)
    typed = data if data is not None and f"{key}-labour" in data else None  # nothing about a member who came since
    initial = ConditionsForm.values_of(person.conditions)
    return ConditionsForm(typed, prefix=key, auto_id="c_%s", initial=initial)


def _conditions_page(
    request: OfficerRequest, family: Family, forms: dict[int, ConditionsForm], status: int
) -> HttpResponse:
    cards = [
        (one.member, person_words(one, family.day), forms[one.member.pk])
        for one in family.people
        if one.member.pk in forms
    ]
    context = {**frame(request, family, "conditions"), "cards": cards, "faults": list(forms.values())}
    context["has_faults"] = status >= 400
    return render(request, "desk/intake/conditions.html", context, status=status)


def tell(family: Family, forms: dict[int, ConditionsForm], by: By) -> None:
    """Write every circumstance that differs from what stands; one whose box was emptied is not told any more."""
    for one in family.people:
        for name, value in _changed(one, forms[one.member.pk]):
            answer = (
                services.void(one.conditions[name], **by)
                if value is None
                else services.record_condition(one.member, name=name, value=value, **by)
            )
            if isinstance(answer, Refused):
                raise Stopped(str(one.member.pk), answer)
            by["expected"] = family.household.version


def _changed(person: selectors.Person, form: ConditionsForm) -> Iterable[tuple[str, Any]]:
    if not form.is_bound:
        return []
    stands = {name: condition.value for name, condition in person.conditions.items()}
    told = [(name, value) for name, value in form.told().items() if name not in stands or stands[name] != value]
    return [*told, *((name, None) for name in sorted(form.emptied() & set(stands)))]
