"""The last pages of an intake: members pasted from a spreadsheet, and everything on one page before it is handed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from assistance.outcome import Refused
from cases.applications.models import Application
from cases.applications.services import Ask, open_intake
from cases.assessments.services import basis_of
from cases.desk.access import OfficerRequest, may
from cases.desk.forms.intake import BENEFITS, CAUSES, PasteForm, said_of
from cases.desk.intake import address, keep_wish, name_places, wanted_of, wish_of
from cases.desk.lacks import TAKERS
from cases.desk.navigation import exists
from cases.desk.roster import Line, lines_of
from cases.desk.sections import LABELS, RAIL, SECTIONS, Section
from cases.desk.views.intake import frame
from cases.households import services
from cases.households.models import Household
from cases.households.selectors import Family, Person
from cases.households.vocabulary import BASES
from cases.households.wording import say, yuan
from cases.households.writing import By


@dataclass
class _Preview:
    """The pasted rows as they were read."""

    lines: list[Line]

    @property
    def bad(self) -> int:
        """How many rows have to be put right."""
        return sum(1 for line in self.lines if line.fault)


@sensitive_post_parameters("rows")
@require_http_methods(["GET", "HEAD", "POST"])
@may(*TAKERS)
def paste(request: OfficerRequest, pk: int) -> HttpResponse:
    """Members from a spreadsheet: read, shown row by row, and written all or not at all."""
    household = get_object_or_404(Household.objects.visible_to(request.post), pk=pk)
    form = PasteForm(request.POST or None, auto_id="paste_%s")
    preview = _Preview(lines_of(form.cleaned_data["rows"])) if request.method == "POST" and form.is_valid() else None
    if preview and not preview.bad and request.POST.get("do") == "confirm" and _write(request, household, preview):
        return HttpResponseRedirect(address(household, "members"))
    context = {"household": household, "form": form, "preview": preview, "members_url": address(household, "members")}
    wrong = bool(form.errors) or bool(preview and preview.bad)
    return render(request, "desk/intake/paste.html", context, status=422 if wrong else 200)


def _write(request: OfficerRequest, household: Household, preview: _Preview) -> bool:
    """All rows in one transaction; a refused row gets its reason and takes the others back."""
    at, before = timezone.now(), transaction.savepoint()
    for line in preview.lines:
        by: By = {"actor": request.post, "at": at}
        answer = services.add_member(household, name=line.name, relation=line.relation, id_number=line.id_number, **by)
        if isinstance(answer, Refused):
            line.fault = str(answer)
    if preview.bad:
        transaction.savepoint_rollback(before)
    return not preview.bad


def check(request: OfficerRequest, family: Family) -> HttpResponse:
    """Every answer on one page, what is still missing, and the button that makes the applications."""
    wish = wish_of(request, family.household)
    refusal: Refused | None = None
    if request.method == "POST":
        made = _open(request, family, wish)
        if not isinstance(made, Refused):
            return _opened(request, family, made)
        refusal = made
    name_places(family)
    context = {
        **frame(request, family, "check"),
        "summary": _summary(family, wish),
        "reasons": refusal.reasons if refusal is not None else (),
    }
    context["has_faults"] = refusal is not None
    return render(request, "desk/intake/check.html", context, status=422 if refusal is not None else 200)


def _open(request: OfficerRequest, family: Family, wish: Mapping[str, Any]) -> list[Application] | Refused:
    """One application for each chosen benefit; they may be incomplete, only acceptance needs the whole."""
    said: dict[str, Any] = {
        "basis": basis_of(family) or "hukou",
        "cause": wish.get("cause", ""),
        "single_person": bool(wish.get("single_person")),
        "grade": wish.get("grade", ""),
        "reason": wish.get("reason", ""),
    }
    asks = [
        Ask(benefit, kind, **{**said, **(_relief(wish, kind) if benefit == "temporary_relief" else {})})
        for benefit, kind in wanted_of(wish)
    ]
    return open_intake(family.household, benefits=asks, actor=request.post, at=timezone.now())


def _relief(wish: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """What only an application for temporary relief says about itself."""
    told = {
        "amount_requested_fen": wish.get("amount_requested"),
        "months": wish.get("months"),
        "outside_reason": wish.get("outside_reason", ""),
        "same_cause_justified": wish.get("same_cause_justified"),
    }
    return {**told, "basis": wish["basis"]} if kind == "emergency" and wish.get("basis") else told


def _opened(request: OfficerRequest, family: Family, made: list[Application]) -> HttpResponse:
    """The wish has become applications: forget it, and go to the first of them."""
    keep_wish(request, family.household, {})
    messages.success(request, f"已登记 {len(made)} 件申请，材料齐了就可以受理")
    if exists("applications-detail"):
        return redirect("desk:applications-detail", made[0].pk)
    return redirect("desk:households-detail", family.household.pk)


@dataclass(frozen=True)
class _Answers:
    """One section on the summary: its lines, and where to change them."""

    label: str
    url: str
    lines: list[tuple[str, str]]


def _summary(family: Family, wish: Mapping[str, Any]) -> list[_Answers]:
    """Every section with every answer, in the order of the rail."""
    lines = {
        "wish": _wish_lines(wish),
        "conditions": _by_member(family, lambda one: list(one.conditions.values()), "没有说"),
    }
    lines |= {code: _section_lines(code, family) for code in SECTIONS}
    return [_Answers(LABELS[code], address(family.household, code), lines[code]) for code in RAIL if code in lines]


def _wish_lines(wish: Mapping[str, Any]) -> list[tuple[str, str]]:
    chosen = "、".join(BENEFITS[code] for code in wish.get("benefits", []) if code in BENEFITS)
    cause = CAUSES.get(wish.get("cause", ""), "")
    lines = [("申请", chosen or "还没有选"), ("单人保", "是" if wish.get("single_person") else ""), ("困难原因", cause)]
    if wish.get("amount_requested"):
        lines.append(("申请金额", f"{yuan(wish['amount_requested'])} 元"))
    justified = {"yes": "有正当理由", "no": "没有正当理由"}.get(said_of(wish.get("same_cause_justified")), "")
    lines += [
        ("申请地", BASES.get(wish.get("basis", ""), "")),
        ("再次申请", justified),
        ("超出范围的理由", wish.get("outside_reason", "")),
    ]
    return [(label, words) for label, words in lines if words]


def _section_lines(code: str, family: Family) -> list[tuple[str, str]]:
    section = SECTIONS[code]
    if section.of_member:
        rows: Callable[[Person], list[Any]] = section.rows  # type: ignore[assignment]
        return _by_member(family, rows, "没有填", section)
    facts: list[Any] = section.rows(family)  # type: ignore[arg-type]
    if code == "members":
        return [(row.name, f"{say(row).partition('，')[2]}，{row.id_mask or '没有身份证号'}") for row in facts]
    complete = bool(section.tick) and bool(getattr(family.household, f"{section.tick}_complete"))
    return [(section.label, "；".join(say(row) for row in facts) or (section.none if complete else "没有填"))]


def _by_member(
    family: Family, rows: Callable[[Person], list[Any]], nothing: str, section: Section | None = None
) -> list[tuple[str, str]]:
    lines = []
    for one in family.people:
        complete = bool(section and section.tick and getattr(one.member, f"{section.tick}_complete"))
        said = "；".join(say(row) for row in rows(one))
        lines.append((one.member.name, said or (section.none if section and complete else nothing)))
    return lines
