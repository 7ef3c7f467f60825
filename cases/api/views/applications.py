"""Applications over the API: from the window to the decision, by the services of the desk."""

from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.outcome import Refused
from cases.api import bodies_applications as bodies
from cases.api.bodies import Body, Expected, Noted, read
from cases.api.idempotency import KEY, once
from cases.api.refusals import RefusedByLaw, reasons_json
from cases.api.serializers import ApplicationSerializer, GapSerializer
from cases.api.views.lists import ApplicationsRead
from cases.api.views.moves import MOVED, Moving, moved
from cases.applications import services
from cases.applications.models import Application
from cases.households.models import Household, Member
from cases.staff.models import Officer, Role
from cases.staff.selectors import colleagues

_TOWNSHIP = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD)
_TAKERS = (Role.VILLAGE_ASSISTANT, *_TOWNSHIP)
_VISIT = inline_serializer("VisitKept", {"visit": serializers.IntegerField(), "version": serializers.IntegerField()})

_REASONS = inline_serializer("Reason", {"code": serializers.CharField(), "text": serializers.CharField()}, many=True)


class Applications(Moving, ApplicationsRead):
    """Applications and their moves; the tables of moves say who may do what, the guards why not now."""

    # --- the window ---

    @extend_schema(parameters=[KEY], request=bodies.Asking, responses={201: ApplicationSerializer(many=True)})
    @once(*_TAKERS)
    def create(self, request: Request) -> Response:
        """One visit to the window: one application for each benefit that is asked for."""
        body = read(bodies.Asking, request)
        household = get_object_or_404(Household.objects.visible_to(self.post_held), pk=body["household"])
        asks = [services.Ask(**bodies.fen_of(ask)) for ask in body["benefits"]]
        opened = services.open_intake(
            household,
            benefits=asks,
            actor=self.post_held,
            at=timezone.now(),
            applicant=_member(household, body.get("applicant")),
            channel=body["channel"],
        )
        if isinstance(opened, Refused):
            raise RefusedByLaw(opened)
        return Response(ApplicationSerializer(opened, many=True).data, status=201)

    @extend_schema(parameters=[KEY], request=bodies.Wish, responses={200: ApplicationSerializer})
    @action(detail=True, methods=["post"])
    @once(*_TAKERS)
    def change_wish(self, request: Request, pk: str) -> Response:
        """Put a draft's particulars right."""
        case: Application = self.get_object()
        wish = bodies.fen_of(read(bodies.Wish, request))
        if "applicant" in wish:
            wish["applicant"] = _member(case.household, wish["applicant"])
        changed = services.change_wish(case, actor=self.post_held, at=timezone.now(), **wish)
        if isinstance(changed, Refused):
            raise RefusedByLaw(changed)
        return Response(ApplicationSerializer(changed).data)

    @extend_schema(responses={200: _REASONS})
    @action(detail=True, methods=["get"])
    def missing(self, request: Request, pk: str) -> Response:
        """Everything that stands between the draft and its acceptance."""
        found = services.missing_for_acceptance(self.get_object(), actor=self.post_held, at=timezone.now())
        return Response(reasons_json(found))

    @extend_schema(parameters=[KEY], request=None, responses={200: GapSerializer})
    @action(detail=True, methods=["post"], url_path=r"gaps/(?P<gap>[0-9]{1,18})/fill")
    @once(*_TOWNSHIP)
    def fill_gap(self, request: Request, pk: str, gap: str) -> Response:
        """A thing that was asked for has come."""
        row = get_object_or_404(self.get_object().gaps, pk=gap)
        filled = services.fill_gap(row, actor=self.post_held, at=timezone.now())
        if isinstance(filled, Refused):
            raise RefusedByLaw(filled)
        return Response(GapSerializer(filled).data)

    # --- survey ---

    @extend_schema(parameters=[KEY], request=bodies.VisitMade, responses={201: _VISIT})
    @action(detail=True, methods=["post"])
    @once(*_TOWNSHIP)
    def visits(self, request: Request, pk: str) -> Response:
        """Keep a home visit by two officers."""
        case: Application = self.get_object()
        body = read(bodies.VisitMade, request)
        for name in ("first", "second"):
            body[name] = self._officer(name, body[name])
        kept = services.record_visit(case, actor=self.post_held, at=timezone.now(), **body)
        if isinstance(kept, Refused):
            raise RefusedByLaw(kept)
        return Response({"visit": kept.pk, "version": case.version}, status=201)

    def _officer(self, path: str, login: str) -> Officer:
        """An officer in post inside the caller's area."""
        found = colleagues(self.post_held, timezone.localdate()).filter(login=login).first()
        if found is None:
            text = f"辖区内没有登录名为“{login}”的在任经办人员"
            raise ValidationError({"invalid": [{"path": path, "text": text}]})
        return found

    @extend_schema(
        parameters=[KEY],
        request=None,
        responses={200: inline_serializer("Asked", {"enquiries": serializers.IntegerField()})},
    )
    @action(detail=True, methods=["post"])
    @once(*_TOWNSHIP)
    def ask_registers(self, request: Request, pk: str) -> Response:
        """Enquire about members who are not asked about yet in this round."""
        asked = services.ask_registers(self.get_object(), actor=self.post_held, at=timezone.now())
        return Response({"enquiries": asked})

    # --- moves ---

    @extend_schema(parameters=[KEY], request=bodies.Lines, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def tell_gaps(self, request: Request, pk: str) -> Response:
        """Tell everything that is missing, once and whole."""
        return self._move(services.tell_gaps, bodies.Lines)

    @extend_schema(parameters=[KEY], request=bodies.Acceptance, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def accept(self, request: Request, pk: str) -> Response:
        """Accept the application: pins the route, starts the clocks, asks the registers."""
        return self._move(services.accept, bodies.Acceptance)

    @extend_schema(parameters=[KEY], request=Expected, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def hold_appraisal(self, request: Request, pk: str) -> Response:
        """To the democratic appraisal."""
        return self._move(services.hold_appraisal, Expected)

    @extend_schema(parameters=[KEY], request=bodies.OpinionGiven, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def give_opinion(self, request: Request, pk: str) -> Response:
        """Propose to grant, on an assessment that is kept."""
        return self._move(services.give_opinion, bodies.OpinionGiven)

    @extend_schema(parameters=[KEY], request=bodies.Advice, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def advise_refusal(self, request: Request, pk: str) -> Response:
        """Propose to refuse, on an assessment that is kept."""
        return self._move(services.advise_refusal, bodies.Advice)

    @extend_schema(parameters=[KEY], request=bodies.NoticePosted, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def post_notice(self, request: Request, pk: str) -> Response:
        """The notice hangs; its last day follows from the place's rule."""
        return self._move(services.post_notice, bodies.NoticePosted)

    @extend_schema(parameters=[KEY], request=Expected, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def send_on(self, request: Request, pk: str) -> Response:
        """To its decision, where no notice is on the route."""
        return self._move(services.send_on, Expected)

    @extend_schema(parameters=[KEY], request=bodies.ObjectionMade, responses={200: MOVED})
    @action(detail=True, methods=["post"], url_path="object")
    @once()
    def register_objection(self, request: Request, pk: str) -> Response:
        """Somebody objects: a new round begins."""
        return self._move(services.register_objection, bodies.ObjectionMade)

    @extend_schema(parameters=[KEY], request=Expected, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def review(self, request: Request, pk: str) -> Response:
        """The county has looked at it; another person decides."""
        return self._move(services.review, Expected)

    @extend_schema(parameters=[KEY], request=Noted, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def grant(self, request: Request, pk: str) -> Response:
        """Decide to grant: writes the decision and the award."""
        return self._move(services.grant, Noted)

    @extend_schema(parameters=[KEY], request=bodies.Refusal, responses={200: MOVED})
    @action(detail=True, methods=["post"], url_path="refuse")
    @once()
    def refuse_application(self, request: Request, pk: str) -> Response:
        """Decide to refuse, with grounds and articles."""
        return self._move(services.refuse_application, bodies.Refusal)

    @extend_schema(parameters=[KEY], request=bodies.Return, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def send_back(self, request: Request, pk: str) -> Response:
        """Back to the township with what is to be filled."""
        return self._move(services.send_back, bodies.Return)

    @extend_schema(parameters=[KEY], request=Noted, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def order_visit(self, request: Request, pk: str) -> Response:
        """Have the home visited again before deciding."""
        return self._move(services.order_visit, Noted)

    @extend_schema(parameters=[KEY], request=Noted, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def resubmit(self, request: Request, pk: str) -> Response:
        """Send a returned case up again, on today's facts."""
        return self._move(services.resubmit, Noted)

    @extend_schema(parameters=[KEY], request=Expected, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def complete_papers(self, request: Request, pk: str) -> Response:
        """The papers of a relief that was given first are whole."""
        return self._move(services.complete_papers, Expected)

    @extend_schema(parameters=[KEY], request=Noted, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def withdraw(self, request: Request, pk: str) -> Response:
        """The applicant takes the application back."""
        return self._move(services.withdraw, Noted)

    @extend_schema(parameters=[KEY], request=Noted, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def terminate(self, request: Request, pk: str) -> Response:
        """End a case whose family refuses to cooperate."""
        return self._move(services.terminate, Noted)

    @extend_schema(parameters=[KEY], request=bodies.First, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def grant_first(self, request: Request, pk: str) -> Response:
        """Relief first in an emergency; the papers follow."""
        case: Application = self.get_object()
        body = read(bodies.First, request)
        amount = body.pop("amount", None)
        done = services.grant_first(case, actor=self.post_held, at=timezone.now(), amount_fen=amount, **body)
        return moved(case, done)

    def _move(self, service: Callable[..., Any], body: type[Body]) -> Response:
        case: Application = self.get_object()
        return moved(case, service(case, actor=self.post_held, at=timezone.now(), **read(body, self.request)))


def _member(household: Household, number: int | None) -> Member | None:
    """A member who lives in the family; None: the head applies."""
    if number is None:
        return None
    found: Member | None = household.members.filter(pk=number, voided_at__isnull=True).first()
    if found is None:
        raise ValidationError({"invalid": [{"path": "applicant", "text": "这一户没有这名成员"}]})
    return found
