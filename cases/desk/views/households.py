"""The families an officer may see: the list, one family with everything known of it, and a number shown once."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assistance.outcome import Refused
from cases.applications.models import Application
from cases.applications.states import APPLICATION
from cases.assessments import selectors as assessments
from cases.awards import selectors as awards
from cases.awards.models import Award
from cases.desk.access import OfficerRequest, may
from cases.desk.forms.households import FilterForm, LeaveForm, RevealForm
from cases.desk.intake import name_places, person_words, standing
from cases.desk.lacks import TAKERS
from cases.desk.navigation import exists
from cases.desk.paging import page_of
from cases.households import selectors, services
from cases.households.models import Household, Member, PaymentAccount
from cases.households.selectors import Family
from cases.households.wording import member_days, permit_days, say
from cases.households.writing import ACTS, By
from cases.staff.models import Post, Role
from cases.staff.selectors import area_path, names_of
from cases.workflow.models import JournalLine
from eligibility.words.codes import BENEFITS, SETTINGS

READERS = (
    *TAKERS,
    Role.COUNTY_APPROVER,
    Role.FINANCE_MAKER,
    Role.FINANCE_RELEASER,
    Role.SUPERVISOR,
    Role.AUDITOR,
)
REVEALERS = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD, Role.COUNTY_APPROVER, Role.FINANCE_MAKER, Role.AUDITOR)
_LOG = 20


@require_safe
@may(*READERS)
def listing(request: OfficerRequest) -> HttpResponse:
    """The families of the area, fifty a page, in the order of the area tree; a search narrows them."""
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "setting": ""}
    rows = selectors.families(request.post, asked["q"], asked["setting"])
    page = page_of(rows, request.GET, order=("area_code", "pk"))
    context = {
        "page": page,
        "families": _lines(page.rows, timezone.localdate()),
        "text": asked["q"],
        "setting": asked["setting"],
        "settings": [("", "全部"), *SETTINGS.items()],
        "may_take": Role(request.post.role) in TAKERS,
    }
    return render(request, "desk/households/list.html", context)


def _lines(rows: Iterable[Household], today: date) -> list[dict[str, Any]]:
    """Each family with its place, its number of members and what it receives: three queries for the page."""
    families = list(rows)
    places = names_of({row.area_code for row in families})
    living = Q(voided_at__isnull=True, period__contains=today, household__in=families)
    counts = dict(Member.objects.filter(living).values_list("household").annotate(n=Count("pk")).order_by())
    running = Award.objects.filter(household__in=families, period__contains=today).order_by("household_id", "benefit")
    drawn = {
        pk: [BENEFITS.get(one.benefit, one.benefit) for one in group]
        for pk, group in groupby(running, lambda one: one.household_id)
    }
    return [
        {
            "row": row,
            "place": places.get(row.area_code, ""),
            "persons": counts.get(row.pk, 0),
            "benefits": drawn.get(row.pk, []),
        }
        for row in families
    ]


@never_cache
@require_safe
@may(*READERS)
def detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One family: who lives together, what is known, what it receives, what it asked for, and what was done."""
    return _detail(request, _family(request, pk))


def _family(request: OfficerRequest, pk: int) -> Family:
    household = get_object_or_404(Household.objects.visible_to(request.post), pk=pk)
    family = selectors.facts_of(household, timezone.localdate())
    name_places(family)
    return family


def _detail(request: OfficerRequest, family: Family, status: int = 200, **more: Any) -> HttpResponse:
    household, role = family.household, Role(request.post.role)
    context = {
        "family": family,
        "household": household,
        "meta": _meta(family),
        "people": [{**_person(one, family.day), "leave": _leaving(one, more)} for one in family.people],
        "things": [
            (label, [say(row) for row in rows])
            for label, rows in (("财产", family.assets), ("义务人", family.obligors), ("别处的救助", family.aids))
        ],
        "accounts": [(row, f"paymentaccount:{row.pk}") for row in family.accounts],
        "awards": _awards(household, family.day),
        "applications": _applications(household, request.post),
        "assessments": [_answer(row) for row in assessments.of_household(household)[:_LOG]],
        "log": _log(household),
        "may_take": role in TAKERS,
        "may_reveal": role in REVEALERS,
        "reveal": RevealForm(),
        "application_page": exists("applications-detail"),
        **more,
    }
    return render(request, "desk/households/detail.html", context, status=status)


def _leaving(one: selectors.Person, shown: Mapping[str, Any]) -> LeaveForm:
    """The form of a member who leaves: as it was typed where it was refused."""
    refused: LeaveForm | None = shown.get("leaving") if shown.get("leaving_member") == one.member.pk else None
    return refused or LeaveForm(auto_id=f"leave{one.member.pk}_%s")


def _meta(family: Family) -> list[str]:
    household = family.household
    place = "".join(area.name for area in area_path(household.area_code)[-2:])
    words = [
        f"{len(family.people)} 人",
        place,
        SETTINGS[household.setting],
        household.address,
        household.phone,
        household.number,
    ]
    return [text for text in words if text]


def _person(one: selectors.Person, day: date) -> dict[str, Any]:
    """A member's card: one list of lines, each with what it is about."""
    row = one.member
    lists = (
        ("收入", [say(fact) for fact in one.incomes], row.incomes_complete),
        ("支出", [say(fact) for fact in one.expenses], row.expenses_complete),
    )
    lines = [(label, "；".join(said) or ("没有" if complete else "没有登记")) for label, said, complete in lists]
    lines += [(say(fact).partition("：")[0], say(fact).partition("：")[2]) for fact in one.conditions.values()]
    lines += [
        (fact.get_kind_display(), f"{getattr(fact, 'place_name', fact.place_code)}{permit_days(fact)}")
        for fact in one.residences.values()
    ]
    lines = [*member_days(row), *lines]
    lines.append(("核对授权", "；".join(say(fact) for fact in one.consents) or "没有签"))
    return {"member": row, "words": person_words(one, day), "lines": lines, "token": f"member:{row.pk}"}


def _awards(household: Household, day: date) -> list[dict[str, Any]]:
    rows = awards.of_household(household)
    return [{"row": row, "label": BENEFITS.get(row.benefit, row.benefit), "now": _amount(row, day)} for row in rows]


def _amount(award: Any, day: date) -> int | None:
    return next((row.amount_fen for row in award.standing_periods if day in row.period), None)


def _applications(household: Household, post: Post) -> list[dict[str, Any]]:
    rows = Application.objects.visible_to(post).filter(household=household).order_by("-pk")[:_LOG]
    return [
        {"row": row, "label": BENEFITS.get(row.benefit, row.benefit), "state": APPLICATION.states[row.state]}
        for row in rows
    ]


def _answer(row: Any) -> dict[str, Any]:
    return {"row": row, "label": BENEFITS.get(row.benefit, row.benefit)}


def _log(household: Household) -> list[dict[str, Any]]:
    rows = JournalLine.objects.filter(subject_kind="household", subject_id=household.pk).select_related("officer")
    labels: Mapping[str, str] = {**ACTS, "assess": "审核计算"}
    return [
        {
            "at": row.at,
            "who": row.officer.name if row.officer else "系统",
            "act": labels.get(row.act, row.act),
            "note": row.note,
        }
        for row in rows.order_by("-pk")[:_LOG]
    ]


@never_cache
@require_POST
@may(*REVEALERS)
def reveal(request: OfficerRequest, pk: int) -> HttpResponse:
    """The full ID number or account, on this answer only; the look is journalled first."""
    family = _family(request, pk)
    form = RevealForm(request.POST)
    row = standing(form.data.get("token", ""), family.household)
    if not isinstance(row, (Member, PaymentAccount)):
        raise Http404
    if not form.is_valid():
        return _detail(request, family, 422, refused="选一个理由再看")
    shown = services.reveal(row, why=form.cleaned_data["why"], actor=request.post, at=timezone.now())
    if isinstance(shown, Refused):
        return _detail(request, family, 422, refused=str(shown))
    return _detail(request, family, shown=shown, shown_token=form.cleaned_data["token"])


@require_http_methods(["POST"])
@may(Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD)
def leave(request: OfficerRequest, pk: int, member: int) -> HttpResponse:
    """End a member's life with this family from a day on."""
    family = _family(request, pk)
    person = next((one for one in family.people if one.member.pk == member), None)
    if person is None:
        raise Http404
    form = LeaveForm(request.POST, auto_id=f"leave{member}_%s")
    if form.is_valid():
        asked = form.cleaned_data
        by: By = {"actor": request.post, "at": timezone.now()}
        answer = services.end_membership(person.member, **asked, **by)
        if not isinstance(answer, Refused):
            return redirect("desk:households-detail", pk)
        for reason in answer.reasons:
            form.add_error(reason.code if reason.code in form.fields else "on", reason.text)
    return _detail(request, family, 422, leaving=form, leaving_member=member)
