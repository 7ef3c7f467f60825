"""What lists can be narrowed by; every filter works inside both walls."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from cases.applications.models import Application
from cases.assessments.models import Assessment
from cases.awards.models import Award
from cases.households.models import Household
from cases.payouts.models import PayoutLine, PayoutRun
from cases.reaudits.models import Reaudit
from cases.staff.models import AREA_CODE, Area


class _InArea(django_filters.FilterSet):
    """Rows inside an area, by its 12-digit code."""

    area = django_filters.CharFilter(method="inside", label="区划代码", validators=[AREA_CODE])

    def inside(self, rows: QuerySet[Any], _name: str, code: str) -> QuerySet[Any]:
        """Narrow to the area."""
        return rows.within(code)  # type: ignore[attr-defined, no-any-return]


class AreaFilter(django_filters.FilterSet):
    """Areas by level and parent."""

    class Meta:
        model = Area
        fields = ("level", "parent", "setting")


class HouseholdFilter(_InArea):
    """Households by setting, number and the beginning of the head's name."""

    head_name = django_filters.CharFilter(lookup_expr="startswith")

    class Meta:
        model = Household
        fields = ("setting", "number")


class ApplicationFilter(_InArea):
    """Applications by benefit, state, household and clock."""

    due_before = django_filters.IsoDateTimeFilter(field_name="step_due_at", lookup_expr="lt")

    class Meta:
        model = Application
        fields = ("benefit", "kind", "state", "household", "decision_level", "number")


class AssessmentFilter(_InArea):
    """Kept answers by benefit, outcome, household and the day they were asked about."""

    class Meta:
        model = Assessment
        fields = ("benefit", "kind", "outcome", "household", "on")


class AwardFilter(_InArea):
    """Awards by benefit, state, household and day in force."""

    on = django_filters.DateFilter(field_name="period", lookup_expr="contains")

    class Meta:
        model = Award
        fields = ("benefit", "state", "household", "category")


class PayoutRunFilter(_InArea):
    """Runs by benefit, month and state."""

    class Meta:
        model = PayoutRun
        fields = ("benefit", "month", "state")


class PayoutLineFilter(django_filters.FilterSet):
    """Lines by run, state, kind, month, award and household."""

    class Meta:
        model = PayoutLine
        fields = ("run", "state", "kind", "month", "award", "household")


class ReauditFilter(_InArea):
    """Re-audits by state, category and deadline."""

    due_before = django_filters.DateFilter(field_name="due_on", lookup_expr="lt")

    class Meta:
        model = Reaudit
        fields = ("state", "category", "household", "award")
