"""Where each thing that an answer waits for is told: the address of the page and of the box on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.urls import reverse

from cases.assessments.missing import Lack
from cases.households.models import Household
from cases.staff.models import Role

TAKERS = (Role.VILLAGE_ASSISTANT, Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD)  # who takes a family's facts down
# boxes that are called otherwise than the law's fact
_BOXES: Mapping[str, str] = MappingProxyType(
    {
        "work_refusals": "work_times",
        "work_refused_from": "work_first",
        "work_refused_on": "work_last",
        "self_care": "assessed",
    }
)
_OF_MEMBER = {"incomes", "expenses", "residences"}


@dataclass(frozen=True, slots=True)
class Linked:
    """A thing that is not known, in words, and the page where it is told; no page where no form can tell it."""

    words: str
    url: str

    def __str__(self) -> str:
        return self.words


def linked(lacks: Iterable[Lack], household: Household, *, wish_url: str = "") -> list[Linked]:
    """Each with its address; what an application says about itself is told at `wish_url` once there is one."""
    return [Linked(str(lack), _url(lack, household, wish_url)) for lack in lacks]


def _url(lack: Lack, household: Household, wish_url: str) -> str:
    if not lack.part:
        return ""
    if lack.part == "wish" and wish_url:
        return wish_url
    page = reverse("desk:intake-section", args=[household.pk, lack.part])
    if lack.member_id is None:
        return page
    if lack.part == "conditions":
        return f"{page}#c_{lack.member_id}-{_BOXES.get(lack.asks, lack.asks)}"
    if lack.part == "members":
        return f"{page}?edit=member:{lack.member_id}#card-home"
    return f"{page}?add={lack.member_id}#card-{lack.member_id}" if lack.part in _OF_MEMBER else page
