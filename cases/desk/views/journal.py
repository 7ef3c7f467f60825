"""The journal of a post's area: who did what when, filtered by the address, and only ever read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.applications.models import Application
from cases.awards.models import Award
from cases.desk import acts
from cases.desk.access import OfficerRequest, may
from cases.desk.forms.journal import JournalForm
from cases.desk.paging import Page, page_of
from cases.households.models import Household
from cases.staff.models import Officer, Post, Role, SignInAttempt, scope_range
from cases.staff.selectors import names_of
from cases.workflow.models import JournalLine

_WHAT: Mapping[str, str] = MappingProxyType(
    {
        "": "全部",
        "moves": "办理",
        "reveals": "查看完整号码",
        "exports": "导出",
        "sign-ins": "登录",
        "policy": "政策",
    }
)
# the page of each kind of subject, by one number
_PAGES: Mapping[str, str] = MappingProxyType(
    {
        "household": "households-detail",
        "application": "applications-detail",
        "reaudit": "reaudits-detail",
        "payout_run": "payouts-detail",
        "payoutrun": "payouts-detail",
        "policyversion": "policies-detail",
    }
)
_NAMES = MappingProxyType({"payout_run": ("payout_run", "payoutrun")})  # moves and other acts name a run differently
_BIGGEST = 2**63 - 1


@dataclass(frozen=True)
class Entry:
    """One line as it is shown."""

    at: datetime
    who: str
    where: str
    did: str
    way: str
    subject: str
    url: str
    more: str


@may(Role.AUDITOR, Role.SUPERVISOR, Role.SYSTEM_ADMIN, Role.COUNTY_APPROVER)
@require_safe
def listing(request: OfficerRequest) -> HttpResponse:
    """The journal, fifty lines a page, the latest first."""
    what = request.GET.get("what", "")
    what = what if what in _WHAT else ""
    form = JournalForm(request.GET)
    context: dict[str, Any] = {"form": form, "what": what, "whats": _WHAT.items(), "entries": [], "page": None}
    if form.is_valid():
        shown = _sign_ins if what == "sign-ins" else _lines
        context["page"], context["entries"] = shown(request, what, form.cleaned_data)
    context["filtered"] = any(request.GET.get(name) for name in ("what", *form.fields))
    return render(request, "desk/journal/list.html", context, status=422 if form.errors else 200)


def _lines(request: OfficerRequest, what: str, asked: Mapping[str, Any]) -> tuple[Page[JournalLine], list[Entry]]:
    post = request.post
    rows = JournalLine.objects.visible_to(post).filter(_of(what), _between("at", asked), _about(post, asked))
    if asked["officer"]:
        rows = rows.filter(officer__in=list(_officers(post, asked["officer"]).values_list("pk", flat=True)))
    page = page_of(rows.select_related("officer", "post"), request.GET, order=("-pk",))
    return page, _entries(post, page.rows)


def _of(what: str) -> Q:
    return {
        "moves": Q(seq__isnull=False),
        "reveals": Q(act__in=acts.REVEALS),
        "exports": Q(act__in=acts.EXPORTS),
        "policy": Q(act__in=acts.POLICY),
    }.get(what, Q())


def _between(column: str, asked: Mapping[str, Any]) -> Q:
    since, until = asked["since"], asked["until"]
    begins = Q(**{f"{column}__gte": _midnight(since)}) if since else Q()
    return begins & Q(**{f"{column}__lt": _midnight(until + timedelta(days=1))}) if until else begins


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _officers(post: Post, text: str) -> "QuerySet[Officer]":
    """Who has or had a post inside the area, by the beginning of the name (nothing typed: everybody) or by login."""
    first, below = scope_range(post.area_code)
    named = Q(name__startswith=text) | Q(login=text)
    return Officer.objects.filter(named, posts__area__code__gte=first, posts__area__code__lt=below).distinct()


def _about(post: Post, asked: Mapping[str, Any]) -> Q:
    """Lines about one case; a number that is not in the area finds nothing."""
    kind, number = asked["kind"], asked["number"]
    if not kind:
        return Q()
    of_kind = Q(subject_kind__in=_NAMES.get(kind, (kind,)))
    if not number:
        return of_kind
    model = {"household": Household, "application": Application}.get(kind)
    if model is not None:
        found = model.objects.visible_to(post).filter(number=number).values_list("pk", flat=True).first()
    else:
        found = int(number) if number.isascii() and number.isdigit() and int(number) <= _BIGGEST else None
    return of_kind & Q(subject_id=found) if found is not None else Q(pk__in=[])


def _entries(post: Post, lines: Sequence[JournalLine]) -> list[Entry]:
    numbers, households = _numbers(lines), _households(lines)
    places = names_of(line.area_code for line in lines)
    return [
        Entry(
            at=line.at,
            who=_who(line),
            where=places.get(line.area_code, ""),
            did=acts.words_of(line),
            way=acts.way_of(line),
            subject=_subject(line, numbers),
            url=_address(post, line, households),
            more=acts.more_of(line),
        )
        for line in lines
    ]


def _who(line: JournalLine) -> str:
    if line.officer is None:
        return "系统"
    return f"{line.officer.name}（{line.post.get_role_display()}）" if line.post else line.officer.name


def _subject(line: JournalLine, numbers: Mapping[tuple[str, int], str]) -> str:
    kind = acts.KINDS.get(line.subject_kind, line.subject_kind)
    if line.subject_id is None:
        return kind
    return f"{kind} {numbers.get((line.subject_kind, line.subject_id), line.subject_id)}"


def _numbers(lines: Sequence[JournalLine]) -> dict[tuple[str, int], str]:
    """The numbers that families and applications are filed under, two queries a page."""
    found = {}
    for kind, model in (("household", Household), ("application", Application)):
        wanted = {line.subject_id for line in lines if line.subject_kind == kind and line.subject_id is not None}
        for pk, number in model.objects.filter(pk__in=wanted).values_list("pk", "number"):
            found[kind, pk] = number
    return found


def _households(lines: Sequence[JournalLine]) -> dict[int, int]:
    """The family of each award on the page: an award has no page of its own."""
    wanted = {line.subject_id for line in lines if line.subject_kind == "award" and line.subject_id is not None}
    return dict(Award.objects.filter(pk__in=wanted).values_list("pk", "household_id"))


def _address(post: Post, line: JournalLine, households: Mapping[int, int]) -> str:
    """The page of what the line is about, when there is one and the post may open it."""
    kind, pk = line.subject_kind, line.subject_id
    if kind == "award" and pk is not None:
        kind, pk = "household", households.get(pk)
    if kind not in _PAGES or pk is None:
        return ""
    try:
        url = reverse(f"desk:{_PAGES[kind]}", args=[pk])
    except NoReverseMatch:
        return ""
    return url if Role(post.role) in getattr(resolve(url).func, "roles", frozenset()) else ""


def _sign_ins(request: OfficerRequest, _what: str, asked: Mapping[str, Any]) -> tuple[Page[SignInAttempt], list[Entry]]:
    """Attempts to sign in as somebody who has or had a post in the area."""
    people = _officers(request.post, asked["officer"])
    rows = SignInAttempt.objects.filter(_between("at", asked), login__in=people.values("login"))
    page = page_of(rows, request.GET, order=("-pk",))
    names = dict(Officer.objects.filter(login__in={row.login for row in page.rows}).values_list("login", "name"))
    return page, [
        Entry(
            at=row.at,
            who=names.get(row.login, row.login),
            where="",
            did="登录成功" if row.succeeded else "登录失败",
            way="",
            subject="",
            url="",
            more=f"来自 {row.address}" if row.address else "",
        )
        for row in page.rows
    ]
