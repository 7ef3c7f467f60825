"""Payout runs over the API: from the list to the bank's answer, by the services of the desk."""

import csv
import io
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.outcome import Refused
from cases.api.bodies import Body, Expected, Noted, YuanInput, read
from cases.api.idempotency import KEY, once
from cases.api.parsing import StrictJSON
from cases.api.refusals import RefusedByLaw
from cases.api.views.lists import PayoutRunsRead
from cases.api.views.moves import MOVED, Moving, moved
from cases.payouts import reconciliation, services
from cases.payouts.models import BankFile, PayoutRun
from cases.staff.models import AREA_CODE, Role
from cases.workflow.models import BatchRun

_MOST_ROWS = 20_000  # in one JSON body; a file may hold more
_RESULTS = {"succeeded": "成功", "failed": "失败"}
_HEADER = ("流水号", "金额(元)", "结果", "原因", "代码")
JOB = inline_serializer(
    "Job",
    {
        "state": serializers.CharField(help_text="批次现在的状态"),
        "version": serializers.IntegerField(),
        "job": serializers.CharField(help_text="后台任务的状态：waiting、running、done、failed"),
    },
)


class Draft(Body):
    """Which list to make."""

    benefit = serializers.ChoiceField(["dibao", "tekun", "temporary_relief"])
    month = serializers.DateField(help_text="当月一日，例如 2026-11-01")
    area = serializers.CharField(required=False, validators=[AREA_CODE], help_text="县级区划代码，默认本岗位的地区")


class BankAnswer(Body):
    """What the bank says about one line."""

    serial = serializers.CharField(max_length=40, help_text="银行文件里的流水号，例如 P202611-123")
    amount = YuanInput()
    result = serializers.ChoiceField(list(_RESULTS), help_text="结果不明的不要发来，等银行确认")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=120, default="")
    code = serializers.CharField(required=False, allow_blank=True, max_length=20, default="")


class BankAnswers(Body):
    """The bank's answer as rows."""

    rows = serializers.ListField(child=BankAnswer(), min_length=1, max_length=_MOST_ROWS)


class AnswerReport(serializers.Serializer[Any]):
    """What became of an answer."""

    rows = serializers.IntegerField()
    settled = serializers.IntegerField()
    failed = serializers.IntegerField()
    problems = serializers.ListField(
        child=serializers.DictField(), help_text="没有入账的行及原因；第1行是列名，第2行是第一笔"
    )


class PayoutRuns(Moving, PayoutRunsRead):
    """Payout runs and their moves; work for a worker answers 202, and the run is read again until it is done."""

    parser_classes = [StrictJSON, MultiPartParser]

    @extend_schema(parameters=[KEY], request=Draft, responses={202: JOB})
    @once(Role.FINANCE_MAKER)
    def create(self, request: Request) -> Response:
        """Make the list of a month; the run that is still open is answered as it stands."""
        body = read(Draft, request)
        area = body.get("area", self.post_held.area_code)
        run = services.draft_run(area, body["benefit"], body["month"], actor=self.post_held, at=timezone.now())
        if isinstance(run, Refused):
            raise RefusedByLaw(run)
        return _at_work(run, run.batch, id=run.pk)

    @extend_schema(parameters=[KEY], request=Expected, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def check(self, request: Request, pk: str) -> Response:
        """The list is right."""
        return self._move(services.check, Expected)

    @extend_schema(parameters=[KEY], request=Expected, responses={202: JOB})
    @action(detail=True, methods=["post"])
    @once()
    def redraft(self, request: Request, pk: str) -> Response:
        """Make the list again from today's awards and accounts."""
        run: PayoutRun = self.get_object()
        done = services.redraft(run, actor=self.post_held, at=timezone.now(), **read(Expected, request))
        if isinstance(done, Refused):
            raise RefusedByLaw(done)
        return _at_work(run, run.batch)

    @extend_schema(parameters=[KEY], request=Noted, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def send_back(self, request: Request, pk: str) -> Response:
        """Give the list back to the maker."""
        return self._move(services.send_back, Noted)

    @extend_schema(parameters=[KEY], request=Expected, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def approve(self, request: Request, pk: str) -> Response:
        """Release the list; another person than its maker."""
        return self._move(services.approve, Expected)

    @extend_schema(parameters=[KEY], request=Noted, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def cancel(self, request: Request, pk: str) -> Response:
        """Give the list up."""
        return self._move(services.cancel, Noted)

    @extend_schema(parameters=[KEY], request=Expected, responses={202: JOB})
    @action(detail=True, methods=["post"])
    @once(Role.FINANCE_MAKER, Role.FINANCE_RELEASER)
    def send(self, request: Request, pk: str) -> Response:
        """Have the bank file written; the run is sent when it has been."""
        run: PayoutRun = self.get_object()
        batch = services.send(run, actor=self.post_held, at=timezone.now(), **read(Expected, request))
        return _at_work(run, batch)

    @extend_schema(parameters=[KEY], request=None, responses={202: JOB})
    @action(detail=True, methods=["post"])
    @once(Role.FINANCE_MAKER, Role.FINANCE_RELEASER)
    def retry(self, request: Request, pk: str) -> Response:
        """Take up a job that stopped."""
        run: PayoutRun = self.get_object()
        return _at_work(run, services.retry(run, actor=self.post_held, at=timezone.now()))

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def file(self, request: Request, pk: str) -> HttpResponse:
        """The bank file (GB18030 CSV); that it was taken is in the journal."""
        file = get_object_or_404(BankFile.objects.filter(run=self.get_object()).order_by("-pk")[:1])
        body = services.fetch_file(file, actor=self.post_held, at=timezone.now())
        if isinstance(body, Refused):
            raise RefusedByLaw(body)
        disposition = f'attachment; filename="{file.number}.csv"'
        headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
        return HttpResponse(body, "text/csv; charset=GB18030", headers=headers)

    @extend_schema(
        parameters=[KEY],
        request={
            "application/json": BankAnswers,
            "multipart/form-data": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}},
        },
        responses={201: AnswerReport},
    )
    @action(detail=True, methods=["post"])
    @once(Role.FINANCE_MAKER, Role.FINANCE_RELEASER)
    def returns(self, request: Request, pk: str) -> Response:
        """The bank's answer as rows or as its file; rows that do not fit are reported, the others are booked."""
        run: PayoutRun = self.get_object()
        body, name = _answer_of(request)
        report = reconciliation.take_return(run, body, name, actor=self.post_held, at=timezone.now())
        if isinstance(report, Refused):
            raise RefusedByLaw(report)
        left = report.bank_return.rows.filter(accepted=False).order_by("row").values_list("row", "problem")
        problems = [{"row": row, "text": text} for row, text in left]
        told = {"rows": report.rows, "settled": report.settled, "failed": report.failed, "problems": problems}
        return Response(told, status=201)

    @extend_schema(parameters=[KEY], request=Noted, responses={200: MOVED})
    @action(detail=True, methods=["post"])
    @once()
    def close(self, request: Request, pk: str) -> Response:
        """The answers are in; a word is needed where some are missing."""
        return self._move(services.close, Noted)

    def _move(self, service: Callable[..., Any], body: type[Body]) -> Response:
        run: PayoutRun = self.get_object()
        return moved(run, service(run, actor=self.post_held, at=timezone.now(), **read(body, self.request)))


def _at_work(run: PayoutRun, batch: BatchRun | Refused | None, **more: Any) -> Response:
    if isinstance(batch, Refused):
        raise RefusedByLaw(batch)
    state = batch.state if batch is not None else ""
    return Response({**more, "state": run.state, "version": run.version, "job": state}, status=202)


def _answer_of(request: Request) -> tuple[bytes, str]:
    """The bytes to book: the bank's file as it is, or rows written down in the form in which a bank writes them."""
    if request.content_type is not None and request.content_type.startswith("multipart/"):
        file = request.FILES.get("file")
        if file is None:
            raise ValidationError({"invalid": [{"path": "file", "text": "请附上回盘文件（CSV 或 .xlsx）"}]})
        return file.read(), str(file.name)
    rows = read(BankAnswers, request)["rows"]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADER)
    for row in rows:
        amount = YuanInput().to_representation(row["amount"])
        writer.writerow([row["serial"], amount, _RESULTS[row["result"]], row["reason"], row["code"]])
    return text.getvalue().encode(), "接口"
