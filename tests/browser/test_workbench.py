"""The workbench and the search with real cases on them, at both widths and sizes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.households import services
from cases.reaudits.models import Reaudit
from cases.staff.scope import acting_in
from tests.cases.households.people import number
from tests.cases.workflow.cases import a_reaudit
from tests.people import COUNTY, VILLAGE, Town

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_workbench_with_a_late_case_passes_every_check(check_address: Callable[..., None], town: Town) -> None:
    now = timezone.now()
    with acting_in(COUNTY):
        case = a_reaudit(town, now)
        Reaudit.objects.filter(pk=case.pk).update(step_due_at=now - timedelta(days=2))
    check_address("/", town.officer)


def test_found_families_pass_every_check(check_address: Callable[..., None], town: Town) -> None:
    now = timezone.now()
    with acting_in(COUNTY):
        for order, name in enumerate(["王秀兰", "王秀英", "阿依古丽·买买提", "王㛃"], start=1):
            services.register_household(
                area_code=VILLAGE,
                name=name,
                id_number=number(now.date().replace(year=1970), order),
                actor=town.officer,
                at=now,
            )
    check_address("/search/?q=w", town.officer)
    check_address("/search/?q=a", town.officer)
