"""Search from the top bar: a person by name, pinyin initials, or the last four places of the ID number."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.desk.access import OfficerRequest, may
from cases.desk.forms.fields import narrow
from cases.desk.navigation import exists
from cases.households.search import find_people
from cases.staff.models import Role
from cases.staff.selectors import names_of

_SHOWN = 8


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
    """At most eight people; more than that asks for more of the name."""
    text = narrow(request.GET.get("q", ""))[:40]
    found = find_people(request.post, text, limit=_SHOWN + 1)
    places = names_of(member.area_code for member in found)
    context = {
        "text": text,
        "people": [(member, places.get(member.area_code, "")) for member in found[:_SHOWN]],
        "more": len(found) > _SHOWN,
        "linked": exists("households-detail"),
    }
    return render(request, "desk/search.html", context)
