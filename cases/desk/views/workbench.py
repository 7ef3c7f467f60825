"""The workbench: what waits for this post, by clock, with a way to each pile."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cases.applications.models import Application
from cases.applications.states import APPLICATION
from cases.desk import clocks
from cases.desk.access import OfficerRequest, may
from cases.desk.navigation import address_for, links_for
from cases.desk.templatetags.desk import Part, parts_of
from cases.payouts.models import PayoutRun
from cases.payouts.states import PAYOUT_RUN
from cases.policies import selectors as policies
from cases.reaudits.models import Reaudit
from cases.reaudits.states import REAUDIT
from cases.staff.models import Post, Role
from cases.workflow import selectors
from cases.workflow.machine import Machine
from cases.workflow.models import Subject

_KINDS: tuple[tuple[Machine, type[Subject]], ...] = (
    (APPLICATION, Application),
    (REAUDIT, Reaudit),
    (PAYOUT_RUN, PayoutRun),
)
# a kind of case → the page that lists it; the decision states have their own queue
_LISTS = {"application": "applications-list", "reaudit": "reaudits-list", "payout_run": "payouts-list"}
_QUEUES = {("application", "decision"): "decisions-queue", ("application", "review"): "decisions-queue"}
# what a day begins with, where the page exists and the post may open it; the first is the filled button
_BEGINS = (("新申请", "intake-start"), ("资金发放", "payouts-list"), ("导入台账", "register-list"))
_WATCHERS = frozenset({Role.SUPERVISOR, Role.AUDITOR})
_CLOCKS = (("overdue", "超期", "bad"), ("today", "今天", "warn"), ("soon", "3 个工作日内", "b"), ("later", "以后", "a"))


@dataclass(frozen=True)
class Cell:
    """How many cases of a pile stand at one clock."""

    when: str
    label: str
    count: int


@dataclass(frozen=True)
class Pile:
    """Cases of one kind in one state, and where they are listed."""

    line: selectors.ByClock
    url: str | None

    @property
    def cells(self) -> list[Cell]:
        """One number a clock, in the order of urgency."""
        return [Cell(when, label, getattr(self.line, when)) for when, label, _ in _CLOCKS]


@dataclass(frozen=True)
class Section:
    """One kind of case: its piles and their clock as one bar."""

    title: str
    piles: list[Pile]
    parts: list[Part]
    overdue: int
    today: int


@may()
def today(request: OfficerRequest) -> HttpResponse:
    """What waits for this post today."""
    hours = clocks.hours_of(timezone.now(), request.post.area_code)
    sections = [section for kind in _KINDS if (section := _section(*kind, request.post, hours))]
    context = {
        "sections": sections,
        "policies": policies.waiting_for(request.post),
        "begins": links_for(request.post, _BEGINS),
        "overdue": sum(section.overdue for section in sections),
        "due_today": sum(section.today for section in sections),
        "watching": request.post.role in _WATCHERS,
        "administers": request.post.role == Role.SYSTEM_ADMIN,
    }
    return render(request, "desk/workbench.html", context)


def _section(machine: Machine, model: type[Subject], post: Post, hours: selectors.Hours) -> Section | None:
    watching = post.role in _WATCHERS
    states = selectors.open_states(machine) if watching else selectors.waits_for(machine, post.role)
    rows = model.objects.visible_to(post).filter(_mine(machine, post))
    lines = selectors.by_clock(rows, machine, states, hours) if states else []
    if not lines:
        return None
    pieces = [(sum(getattr(line, when) for line in lines), tone) for when, _, tone in _CLOCKS]
    return Section(
        title=machine.label,
        piles=[Pile(line, _address(post, machine.name, line.state)) for line in lines],
        parts=parts_of(pieces),
        overdue=pieces[0][0],
        today=pieces[1][0],
    )


def _mine(machine: Machine, post: Post) -> Q:
    """An application to be decided waits for the level that its route and amount name, not for both."""
    if machine.name != "application" or post.role not in {Role.TOWNSHIP_HEAD, Role.COUNTY_APPROVER}:
        return Q()
    township = Q(decision_level="township")
    return ~Q(state="decision") | (township if post.role == Role.TOWNSHIP_HEAD else ~township)


def _address(post: Post, kind: str, state: str) -> str | None:
    """The list of one pile, when that page exists and the post may open it."""
    name = _QUEUES.get((kind, state), _LISTS.get(kind, ""))
    url = address_for(post, name) or address_for(post, _LISTS.get(kind, ""))
    return f"{url}?state={state}" if url else None
