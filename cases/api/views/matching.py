"""The information check over the API: who waits for an answer, the answers, and the verdict on each difference."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from assistance.outcome import Refused
from cases.api.access import Posted
from cases.api.bodies import Body, RowNumber, YuanInput, read
from cases.api.idempotency import KEY, once
from cases.api.parsing import StrictJSON
from cases.api.refusals import RefusedByLaw
from cases.api.returned import workbook_of
from cases.api.serializers import DifferenceSerializer, EnquirySerializer
from cases.applications import services
from cases.households.models import Per
from cases.matching import services as matching
from cases.matching.models import Discrepancy, Enquiry
from cases.matching.selectors import waiting
from cases.matching.vocabulary import ITEMS, VERDICTS, is_money
from cases.staff.models import Role

_CHECKS = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD, Role.COUNTY_APPROVER)
_MOST_ROWS = 20_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RegisterAnswer(Body):
    """One thing a register says about one person; `item` left out: it has nothing."""

    enquiry = RowNumber()
    name = serializers.CharField(max_length=60, help_text="姓名，与核对对象一致才收")
    item = serializers.ChoiceField(list(ITEMS), required=False)
    amount = YuanInput(required=False)
    per = serializers.ChoiceField(Per.choices, required=False, help_text="收入须写明单位")
    source = serializers.CharField(  # type: ignore[assignment]  # a field of the body; the class drops the name
        required=False, allow_blank=True, max_length=60, default=""
    )
    text = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")

    def validate(self, row: dict[str, Any]) -> dict[str, Any]:
        """An income or asset has an amount, an income its unit, anything else its words."""
        item = row.get("item", "")
        if is_money(item) and "amount" not in row:
            raise ValidationError({"amount": ["收入、财产须写金额"]})
        if item.startswith("income:") and "per" not in row:
            raise ValidationError({"per": ["收入须写明单位：month、year、once"]})
        if item and not is_money(item) and not row["text"].strip():
            raise ValidationError({"text": ["这一项须写明情况，相符的写“一致”"]})
        return row


class RegisterAnswers(Body):
    """What the registers say."""

    rows = serializers.ListField(child=RegisterAnswer(), min_length=1, max_length=_MOST_ROWS)


class Taken(serializers.Serializer[Any]):
    """What became of an answer."""

    answered = serializers.IntegerField(help_text="收到结果的人数")
    items = serializers.IntegerField()
    differing = serializers.IntegerField()
    again = serializers.BooleanField(help_text="同一份结果以前收过，没有变化")
    bad = serializers.ListField(child=serializers.DictField(), help_text="没有收的行及原因；第1行是列名")


class Judgement(Body):
    """What an officer makes of a difference."""

    verdict = serializers.ChoiceField(list(VERDICTS))
    explanation = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")


class Explanation(Body):
    """How a difference came about."""

    explanation = serializers.CharField(max_length=300)


class Enquiries(Posted, ListModelMixin, GenericViewSet[Enquiry]):
    """Persons about whom the registers have not answered yet."""

    serializer_class = EnquirySerializer
    queryset = Enquiry.objects.none()
    parser_classes = [StrictJSON, MultiPartParser]

    def get_queryset(self) -> Any:
        """Inside the post's area only."""
        if getattr(self, "swagger_fake_view", False):
            return Enquiry.objects.none()
        return waiting(self.post_held)

    @extend_schema(request=None, responses={(200, _XLSX): OpenApiTypes.BINARY})
    @action(detail=False, methods=["post"])
    def export(self, request: Request) -> HttpResponse:
        """The workbook with the ID numbers to ask about; each number given out is in the journal."""
        if self.post_held.role not in _CHECKS:
            raise PermissionDenied("您的岗位不能办理这一项")
        content, _ = matching.export(self.post_held, timezone.now())
        headers = {"Content-Disposition": 'attachment; filename="enquiries.xlsx"', "Cache-Control": "no-store"}
        return HttpResponse(content, _XLSX, headers=headers)

    @extend_schema(
        parameters=[KEY],
        request={
            "application/json": RegisterAnswers,
            "multipart/form-data": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}},
        },
        responses={201: Taken},
    )
    @action(detail=False, methods=["post"])
    @once(*_CHECKS)
    def returns(self, request: Request) -> Response:
        """The registers' answers as rows or as the returned workbook."""
        content, name = _answer_of(request)
        taken = services.take_back(content, name, self.post_held, timezone.now())
        if isinstance(taken, Refused):
            raise RefusedByLaw(taken)
        told = {name: getattr(taken, name) for name in ("answered", "items", "differing", "again")}
        bad = [{"row": line.row, "text": line.reason} for line in taken.bad]
        return Response({**told, "bad": bad}, status=201)


class Differences(Posted, RetrieveModelMixin, GenericViewSet[Discrepancy]):
    """One thing a register said, beside what the family declared."""

    serializer_class = DifferenceSerializer
    queryset = Discrepancy.objects.none()

    def get_queryset(self) -> Any:
        """Inside the post's area only."""
        if getattr(self, "swagger_fake_view", False):
            return Discrepancy.objects.none()
        return Discrepancy.objects.visible_to(self.post_held).select_related("enquiry__member__household")

    @extend_schema(parameters=[KEY], request=Judgement, responses={200: DifferenceSerializer})
    @action(detail=True, methods=["post"])
    @once(*_CHECKS)
    def judge(self, request: Request, pk: str) -> Response:
        """Settle it; what counts becomes a verified fact of the family."""
        row = self.get_object()
        body = read(Judgement, request)
        judged = services.judge(row, body["verdict"], body["explanation"], self.post_held, timezone.now())
        if isinstance(judged, Refused):
            raise RefusedByLaw(judged)
        return Response(DifferenceSerializer(judged).data)

    @extend_schema(parameters=[KEY], request=Explanation, responses={200: DifferenceSerializer})
    @action(detail=True, methods=["post"])
    @once(Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD)
    def explain(self, request: Request, pk: str) -> Response:
        """The township says how the difference came about."""
        body = read(Explanation, request)
        row = matching.explain(self.get_object(), body["explanation"], actor=self.post_held, at=timezone.now())
        if isinstance(row, Refused):
            raise RefusedByLaw(row)
        return Response(DifferenceSerializer(row).data)


def _answer_of(request: Request) -> tuple[bytes, str]:
    if request.content_type is not None and request.content_type.startswith("multipart/"):
        file = request.FILES.get("file")
        if file is None:
            raise ValidationError({"invalid": [{"path": "file", "text": "请附上核对单位返回的工作簿（.xlsx）"}]})
        return file.read(), str(file.name)
    return workbook_of(read(RegisterAnswers, request)["rows"]), "接口.xlsx"
