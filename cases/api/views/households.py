"""Families over the API: registered whole, joined, left, and told more about, by the services of the desk."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.outcome import Refused
from cases.api import bodies_households as bodies
from cases.api.bodies import read
from cases.api.families import Writer
from cases.api.idempotency import KEY, once
from cases.api.refusals import RefusedByLaw
from cases.api.serializers import HouseholdDetailSerializer
from cases.api.views.lists import MEMBERS, HouseholdsRead
from cases.households import services
from cases.households.models import Household, Member
from cases.staff.models import Role

_TAKERS = (Role.VILLAGE_ASSISTANT, Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD)


class Households(HouseholdsRead):
    """Registered households; a body is written whole or not at all, and a refusal names its place in the body."""

    @extend_schema(parameters=[KEY], request=bodies.HouseholdBody, responses={201: HouseholdDetailSerializer})
    @once(*_TAKERS)
    def create(self, request: Request) -> Response:
        """Register a family with its members and dated facts."""
        body = read(bodies.HouseholdBody, request)
        return _shown(Writer(self.post_held, timezone.now()).household(body), 201)

    @extend_schema(parameters=[KEY], request=bodies.MoreMember, responses={201: HouseholdDetailSerializer})
    @action(detail=True, methods=["post"])
    @once(*_TAKERS)
    def members(self, request: Request, pk: str) -> Response:
        """Somebody joins the family."""
        family: Household = self.get_object()
        body = read(bodies.MoreMember, request)
        Writer(self.post_held, timezone.now(), body["expected"]).member(family, body)
        return _shown(family, 201)

    @extend_schema(parameters=[KEY], request=bodies.MoreFacts, responses={201: HouseholdDetailSerializer})
    @action(detail=True, methods=["post"])
    @once(*_TAKERS)
    def facts(self, request: Request, pk: str) -> Response:
        """More is known: of one member where `member` is given, and of the family."""
        family: Household = self.get_object()
        body = read(bodies.MoreFacts, request)
        writer = Writer(self.post_held, timezone.now(), body["expected"])
        if "member" in body:
            writer.facts_of_member(_member(family, body["member"]), body)
        writer.facts_of_household(family, body)
        return _shown(family, 201)

    @extend_schema(parameters=[KEY], request=bodies.Leaving, responses={200: HouseholdDetailSerializer})
    @action(detail=True, methods=["post"], url_path=r"members/(?P<member>[0-9]{1,18})/leave")
    @once(Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD)
    def leave(self, request: Request, pk: str, member: str) -> Response:
        """A member no longer lives with the family."""
        family: Household = self.get_object()
        body = read(bodies.Leaving, request)
        row = _member(family, int(member))
        done = services.end_membership(row, actor=self.post_held, at=timezone.now(), **body)
        if isinstance(done, Refused):
            raise RefusedByLaw(done)
        return _shown(family, 200)


def _member(family: Household, number: int) -> Member:
    found: Member = get_object_or_404(family.members.filter(voided_at__isnull=True), pk=number)
    return found


def _shown(family: Household, status: int) -> Response:
    """The family as it is now, read anew."""
    row = Household.objects.prefetch_related(MEMBERS).get(pk=family.pk)
    return Response(HouseholdDetailSerializer(row).data, status=status)
