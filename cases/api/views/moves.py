"""Moves over the API: the same services and refusals as the screens; the caller names the version it saw."""

from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.outcome import Done, Refused
from cases.api.bodies import Body, Expected, Noted, YuanInput, read
from cases.api.idempotency import KEY, once
from cases.api.refusals import RefusedByLaw
from cases.api.views.lists import ReauditsRead
from cases.assessments.models import Assessment
from cases.assessments.services import Grace
from cases.reaudits import services as reaudits
from cases.reaudits.grace import REASONS
from cases.reaudits.models import Reaudit
from cases.workflow.models import Subject
from cases.workflow.perform import possible

MOVED = inline_serializer("Moved", {"state": serializers.CharField(), "version": serializers.IntegerField()})

OFFERED = inline_serializer(
    "MoveOffered",
    {"do": serializers.CharField(), "label": serializers.CharField(), "note_required": serializers.BooleanField()},
    many=True,
)


def moved(case: Subject, answer: Done | Refused) -> Response:
    """The new state, or the refusal."""
    if isinstance(answer, Refused):
        raise RefusedByLaw(answer)
    return Response({"state": case.state, "version": case.version})


class Proposal(Expected):
    """What a re-audit found."""

    outcome = serializers.ChoiceField(["keep", "change", "grace", "end"])
    findings = serializers.CharField(max_length=2000)
    visited_on = serializers.DateField(required=False)
    checked_on = serializers.DateField(required=False)
    from_month = serializers.DateField(required=False)
    ground = serializers.CharField(required=False)
    assessment = serializers.IntegerField(required=False, help_text="本户一次已保存的审核计算的编号")


class Weighing(Body):
    """How a re-audit is weighed: as it is, or in a grace from a month on."""

    grace_from = serializers.DateField(required=False, help_text="渐退期从某月一日起")
    grace_reason = serializers.ChoiceField(list(REASONS), default="employment")
    supplement = YuanInput(required=False, help_text="原来每月低保金里的分类施保；系统发的不用填")


class Moving:
    """Reads a move's body and offers the list of possible moves."""

    @extend_schema(request=None, responses={200: OFFERED})
    @action(detail=True, methods=["get"], url_path="moves")
    def moves(self, request: Request, pk: str) -> Response:
        """What the caller's post may try now."""
        case: Any = self.get_object()  # type: ignore[attr-defined]
        offered = possible(case, self.post_held)  # type: ignore[attr-defined]
        return Response([{"do": move.do, "label": move.label, "note_required": move.note_required} for move in offered])


def _grace_of(body: Mapping[str, Any]) -> Grace | None:
    since = body.get("grace_from")
    return Grace(since, body["grace_reason"], body.get("supplement")) if since else None


class Reaudits(Moving, ReauditsRead):
    """Re-audits and their moves."""

    @extend_schema(parameters=[KEY], request=Expected, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def start(self, request: Request, pk: str) -> Response:
        """Take the re-audit up."""
        case: Reaudit = self.get_object()
        body = read(Expected, request)
        return moved(case, reaudits.start(case, actor=self.post_held, at=timezone.now(), expected=body["expected"]))

    @extend_schema(parameters=[KEY], request=Weighing, responses={201: OpenApiTypes.OBJECT})
    @action(detail=True, methods=["post"])
    @once()
    def assess(self, request: Request, pk: str) -> Response:
        """Apply today's law to the household's facts of today, or in a grace (渐退期), and keep the answer."""
        body = read(Weighing, request)
        kept = reaudits.assess_again(self.get_object(), actor=self.post_held, at=timezone.now(), grace=_grace_of(body))
        if isinstance(kept, Refused):
            raise RefusedByLaw(kept)
        return Response({"id": kept.pk, "answer": kept.answer}, status=201)

    @extend_schema(parameters=[KEY], request=Proposal, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def propose(self, request: Request, pk: str) -> Response:
        """State what was found."""
        case: Reaudit = self.get_object()
        body = read(Proposal, request)
        if (number := body.pop("assessment", None)) is not None:
            kept = Assessment.objects.visible_to(self.post_held).filter(household=case.household_id)
            body["assessment"] = get_object_or_404(kept, pk=number)
        return moved(case, reaudits.propose(case, actor=self.post_held, at=timezone.now(), **body))

    @extend_schema(parameters=[KEY], request=Expected, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def confirm(self, request: Request, pk: str) -> Response:
        """Confirm what another officer proposed."""
        case: Reaudit = self.get_object()
        body = read(Expected, request)
        return moved(case, reaudits.confirm(case, actor=self.post_held, at=timezone.now(), expected=body["expected"]))

    @extend_schema(parameters=[KEY], request=Noted, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def send_back(self, request: Request, pk: str) -> Response:
        """Back to the township."""
        case: Reaudit = self.get_object()
        body = read(Noted, request)
        return moved(case, reaudits.send_back(case, actor=self.post_held, at=timezone.now(), **body))
