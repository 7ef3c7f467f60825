"""The trial while somebody types: what is not saved yet is put to the law as if it were, and nothing of it stays."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from cases.desk.access import OfficerRequest, may
from cases.desk.forms.intake import WishForm
from cases.desk.intake import Sheet, trials_of, wish_of
from cases.desk.lacks import TAKERS
from cases.desk.sections import FOLLOWED, SECTIONS
from cases.desk.views.intake import Stopped, conditions_form, family_of, save_rows, tell
from cases.households.selectors import Family
from cases.households.writing import By


class _Unfinished(Exception):
    """Something typed is not whole yet, or may not stand; the text says what."""


@sensitive_post_parameters()
@require_POST
@may(*TAKERS)
def trial(request: OfficerRequest, pk: int, code: str) -> HttpResponse:
    """The trial beside the form, with what is typed in it; a half-typed row leaves the last one standing."""
    if code not in FOLLOWED:
        raise Http404
    family, wish = family_of(request, pk), {}
    try:
        with transaction.atomic():
            wish = _typed(request, family, code)
            family = family_of(request, pk)
            trials = trials_of(family, wish)
            transaction.set_rollback(True)  # the services have written as they do on saving; here nothing stays
    except _Unfinished as unfinished:
        said = {"note": f"{unfinished}，试算先按前面填好的"}
        response = render(request, "desk/intake/trial_note.html", said, status=422)
        return reswap(retarget(response, "#trial-note"), "outerHTML")
    context = {"trials": trials, "household": family.household, "code": code, "chosen": bool(wish.get("benefits"))}
    return render(request, "desk/intake/trial.html", {**context, "note": "连同还没有保存的一起算"})


def _typed(request: OfficerRequest, family: Family, code: str) -> dict[str, Any]:
    """Write what is typed through the services that saving uses; gives what is asked for."""
    if code == "wish":
        form = WishForm(request.POST, auto_id="wish_%s")
        if not form.is_valid():
            raise _Unfinished("申请事项有一项没有填对")
        return form.cleaned_data
    # nothing stays, so it does not matter which version the browser has seen
    by: By = {"actor": request.post, "at": timezone.now(), "expected": family.household.version}
    try:
        if code == "conditions":
            _write_conditions(request, family, by)
        else:
            _write_rows(request, Sheet(family, SECTIONS[code]), by)
    except Stopped as stopped:
        raise _Unfinished(str(stopped.refusal)) from stopped
    return wish_of(request, family.household)


def _write_rows(request: OfficerRequest, sheet: Sheet, by: By) -> None:
    subjects = list(sheet.subjects())
    sheet.typed = sheet.read(request.POST, [key for key, _, _ in subjects])
    for key, _, subject in subjects:
        if key in sheet.typed and not sheet.typed[key].is_valid():
            name = f"{subject.name}的" if sheet.section.of_member else ""
            raise _Unfinished(f"{name}{sheet.section.label}有一行还没填完或没填对")
    save_rows(request.POST, sheet, by)


def _write_conditions(request: OfficerRequest, family: Family, by: By) -> None:
    forms = {one.member.pk: conditions_form(one, request.POST) for one in family.people}
    for one in family.people:
        if forms[one.member.pk].is_bound and not forms[one.member.pk].is_valid():
            raise _Unfinished(f"{one.member.name}的个人情况有一项没有填对")
    tell(family, forms, by)
