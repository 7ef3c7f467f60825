"""Search from the top bar: a family by a name in it, pinyin initials, the last four places of an ID number, or its number."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.applications.selectors import open_of
from cases.applications.states import APPLICATION
from cases.desk.access import OfficerRequest, may
from cases.desk.dossier import benefit_words
from cases.desk.forms.fields import narrow
from cases.desk.navigation import address_for, exists
from cases.desk.views.applications import READ
from cases.households import selectors
from cases.reaudits.selectors import open_of as reaudits_of
from cases.reaudits.states import REAUDIT
from cases.staff.models import Post, Role
from cases.staff.selectors import names_of

_SHOWN = 8


@dataclass(frozen=True)
class Running:
    """An open case of a family: what, where it stands, until when, and where to look for who may."""

    pk: int
    kind: str
    words: str
    due_at: datetime | None
    unit: str = "working_day"


@require_safe
@may(
    Role.VILLAGE_ASSISTANT,
    Role.TOWNSHIP_OFFICER,
    Role.TOWNSHIP_HEAD,
    Role.COUNTY_APPROVER,
    Role.FINANCE_MAKER,
    Role.FINANCE_RELEASER,
    Role.SUPERVISOR,
    Role.AUDITOR,
)
def search(request: OfficerRequest) -> HttpResponse:
    """At most eight families with who lives in them; more than that asks for more of the name."""
    text = narrow(request.GET.get("q", ""))[:40]
    found = selectors.search(request.post, text, limit=_SHOWN + 1)
    families = selectors.families_on(found[:_SHOWN], timezone.localdate())
    places = names_of(family.household.area_code for family in families.values())
    running = _running(request.post, list(families))
    context = {
        "text": text,
        "families": [
            (family, places.get(family.household.area_code, ""), running[pk]) for pk, family in families.items()
        ],
        "more": len(found) > _SHOWN,
        "linked": exists("households-detail"),
        "opens": {"application": request.post.role in READ, "reaudit": address_for(request.post, "reaudits-list")},
    }
    return render(request, "desk/search.html", context)


def _running(post: Post, households: Collection[int]) -> dict[int, list[Running]]:
    """The open applications and re-audits of the families found, in two queries."""
    found: dict[int, list[Running]] = defaultdict(list)
    for case in open_of(post, households):
        words = f"{benefit_words(case)}，{APPLICATION.states[case.state]}"
        unit = "hour" if case.kind == "emergency" and case.state == "survey" else "working_day"
        found[case.household_id].append(Running(case.pk, "application", words, case.step_due_at, unit))
    for look in reaudits_of(post, households):
        words = f"定期复核，{REAUDIT.states[look.state]}"
        found[look.household_id].append(Running(look.pk, "reaudit", words, look.step_due_at))
    return found
