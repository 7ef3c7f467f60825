"""Read-only lists and details, behind both walls."""

from typing import Any

from django.db.models import Model, Prefetch, QuerySet
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from cases.api import filters, serializers
from cases.api.access import Posted
from cases.applications.models import Application
from cases.awards.models import Award
from cases.households.models import Household, Member
from cases.payouts.models import PayoutLine, PayoutRun
from cases.reaudits.models import Reaudit
from cases.staff.models import Area
from cases.staff.selectors import areas_within

MEMBERS = Prefetch("members", Member.objects.order_by("pk"))  # in the order in which they were told


class Readable(Posted, ListModelMixin, RetrieveModelMixin, GenericViewSet[Any]):
    """A list by keyset and a detail; `model` is a row of a place."""

    model: type[Model]
    detail_serializer_class: type[Any] | None = None
    related: tuple[str, ...] = ()
    prefetched: tuple[str | Prefetch[Any], ...] = ()

    def get_queryset(self) -> QuerySet[Any]:
        """Rows of the post's area only."""
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        rows: QuerySet[Any] = self.model.objects.visible_to(self.post_held).select_related(*self.related)  # type: ignore[attr-defined]
        return rows.prefetch_related(*self.prefetched) if self.action == "retrieve" else rows

    def get_serializer_class(self) -> type[Any]:
        """Details show more than lists."""
        if self.action == "retrieve" and self.detail_serializer_class is not None:
            return self.detail_serializer_class
        return super().get_serializer_class()


class Areas(Posted, ListModelMixin, RetrieveModelMixin, GenericViewSet[Area]):
    """The official tree below the post's area."""

    serializer_class = serializers.AreaSerializer
    filterset_class = filters.AreaFilter
    queryset = Area.objects.none()

    def get_queryset(self) -> QuerySet[Area]:
        """Areas inside the post's area."""
        if getattr(self, "swagger_fake_view", False):
            return Area.objects.none()
        return areas_within(self.post_held.area_code)


class HouseholdsRead(Readable):
    """Registered households; what is written stands in `households`."""

    model = Household
    queryset = Household.objects.none()
    serializer_class = serializers.HouseholdSerializer
    detail_serializer_class = serializers.HouseholdDetailSerializer
    filterset_class = filters.HouseholdFilter
    prefetched = (MEMBERS,)


class Awards(Readable):
    """What families are entitled to."""

    model = Award
    queryset = Award.objects.none()
    serializer_class = serializers.AwardSerializer
    detail_serializer_class = serializers.AwardDetailSerializer
    filterset_class = filters.AwardFilter
    prefetched = ("periods",)


class PayoutLines(Readable):
    """Single payments."""

    model = PayoutLine
    queryset = PayoutLine.objects.none()
    serializer_class = serializers.PayoutLineSerializer
    filterset_class = filters.PayoutLineFilter


class ApplicationsRead(Readable):
    """Applications; their moves stand in `applications`."""

    model = Application
    queryset = Application.objects.none()
    serializer_class = serializers.ApplicationSerializer
    detail_serializer_class = serializers.ApplicationDetailSerializer
    filterset_class = filters.ApplicationFilter
    prefetched = ("decisions", "gaps")


class PayoutRunsRead(Readable):
    """Payout runs; their moves stand in `payouts`."""

    model = PayoutRun
    queryset = PayoutRun.objects.none()
    serializer_class = serializers.PayoutRunSerializer
    filterset_class = filters.PayoutRunFilter


class ReauditsRead(Readable):
    """Re-audits; their moves stand in `moves`."""

    model = Reaudit
    queryset = Reaudit.objects.none()
    serializer_class = serializers.ReauditSerializer
    filterset_class = filters.ReauditFilter
