"""Search from the top bar: a family by a name in it, pinyin initials, the last four places of an ID number, or its number."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.desk.access import OfficerRequest, may
from cases.desk.forms.fields import narrow
from cases.desk.navigation import exists
from cases.households import selectors
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
    """At most eight families with who lives in them; more than that asks for more of the name."""
    text = narrow(request.GET.get("q", ""))[:40]
    found = selectors.search(request.post, text, limit=_SHOWN + 1)
    families = selectors.families_on(found[:_SHOWN], timezone.localdate())
    places = names_of(family.household.area_code for family in families.values())
    context = {
        "text": text,
        "families": [(family, places.get(family.household.area_code, "")) for family in families.values()],
        "more": len(found) > _SHOWN,
        "linked": exists("households-detail"),
    }
    return render(request, "desk/search.html", context)
