"""The law's answers: those that were kept, questions asked now, policy in force, and the clock; as the commands give them."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api import filters, serializers
from cases.api.access import Posted
from cases.api.views.lists import Readable
from cases.assessments.models import Assessment
from eligibility import api as law


class Assessments(Readable):
    """GET the answers that were kept, each with facts, figures and its calculation sheet. POST asks anew and keeps nothing:
    one question, or a list of at most 200, as the assessment interface describes.
    """

    model = Assessment
    queryset = Assessment.objects.none()
    serializer_class = serializers.AssessmentSerializer
    detail_serializer_class = serializers.AssessmentDetailSerializer
    filterset_class = filters.AssessmentFilter
    most = 200

    def get_queryset(self) -> QuerySet[Any]:
        """A list leaves the long texts of every answer where they are."""
        rows = super().get_queryset()
        return rows if self.action == "retrieve" else rows.defer("question", "figures", "answer", "packed")

    @extend_schema(request=OpenApiTypes.OBJECT, responses={200: OpenApiTypes.OBJECT})
    def create(self, request: Request) -> Response:
        """Answer each question; input that cannot be read is 400 with its path."""
        asked = request.data if isinstance(request.data, list) else [request.data]
        if len(asked) > self.most:
            raise ValidationError({"path": "", "text": f"一次最多 {self.most} 个问题"})
        answers = [self._answer(number, question) for number, question in enumerate(asked)]
        return Response(answers if isinstance(request.data, list) else answers[0])

    @staticmethod
    def _answer(number: int, question: Any) -> dict[str, Any]:
        try:
            return law.assess(question).to_json()
        except law.BadInput as error:
            raise ValidationError({"case": str(number), "path": error.path, "text": error.message}) from error


_AREA = OpenApiParameter("area", str, required=True, description="区划代码或其前缀")
_ON = OpenApiParameter("on", OpenApiTypes.DATE, description="哪一天，默认今天")
_KNOWN = OpenApiParameter("known_by", OpenApiTypes.DATETIME, description="按何时已公布的政策，默认此刻")


class PolicyInForce(Posted):
    """What is in force in an area on a day, with its document, and from when."""

    @extend_schema(parameters=[_AREA, _ON, _KNOWN], responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request) -> Response:
        """Every figure by name."""
        area = _area(request)
        figures = law.figures_on(area, _day(request, "on"), _moment(request, "known_by"))
        found = {
            name: {
                "value": figure.value,
                "area": figure.area,
                "from": figure.start.isoformat(),
                "until": figure.end and figure.end.isoformat(),
                "published_at": figure.published_at.isoformat(),
                "document": figure.document,
                "article": figure.article,
                "version": figure.version,
            }
            for name in sorted(law.REGISTRY)
            if (figure := figures.get(name)) is not None
        }
        return Response({"area": area, "figures": found, "unset": sorted(set(law.REGISTRY) - set(found))})


class Clock(Posted):
    """When a term is due: `start`, `n`, `unit`; or the payday of a `month`."""

    @extend_schema(
        parameters=[
            OpenApiParameter("start", str, description="2022-09-26 或 2025-01-24T16:00"),
            OpenApiParameter("n", int),
            OpenApiParameter("unit", str, enum=["working_day", "day", "hour", "month"]),
            OpenApiParameter("month", str, description="2022-04：该月应于何日前发放"),
            OpenApiParameter("area", str, description="区划代码，默认全国"),
            _KNOWN,
        ],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        """The due moment and whether it is provisional."""
        area, known_by = _area(request, "0"), _moment(request, "known_by")
        month = request.query_params.get("month")
        try:
            if month is None:
                due: law.Due | None = law.due_on(_start(request), _term(request), area, known_by)
            else:
                due = law.payday(_read(_first_day, month, "month", "月份应写作 2022-04"), area, known_by)
        except law.BadTerm as error:
            raise ValidationError({"path": "start" if month is None else "month", "text": str(error)}) from error
        if due is None:
            return Response({"due": None, "missing": [{"path": "payment", "text": "当地未公布发放日"}]})
        return Response({"due": due.at.isoformat(), "day": due.day.isoformat(), "provisional": due.provisional})


def _area(request: Request, otherwise: str = "") -> str:
    try:
        return law.area_code(request.query_params.get("area", otherwise))
    except law.BadArea as error:
        raise ValidationError({"path": "area", "text": str(error)}) from error


def _day(request: Request, name: str) -> date:
    text = request.query_params.get(name)
    if text is None:
        return timezone.localdate()
    day: date = _read(_strict_day, text, name, "日期应写作 2022-06-01")
    return day


def _moment(request: Request, name: str) -> datetime | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    if (day := _quiet(_strict_day, text)) is not None:
        text = f"{day.isoformat()}T00:00:00"
    moment: datetime = _read(_strict_moment, text, name, "时刻应写作 2022-06-01T00:00:00+08:00")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _start(request: Request) -> date | datetime:
    text = request.query_params.get("start", "")
    if (day := _quiet(_strict_day, text)) is not None:
        return day  # type: ignore[no-any-return]
    moment: datetime = _read(_strict_moment, text, "start", "应写作 2022-09-26 或 2025-01-24T16:00")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _term(request: Request) -> law.Term:
    number = request.query_params.get("n", "")
    try:
        return law.Term(
            int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0,
            request.query_params.get("unit", ""),
        )
    except law.BadTerm as error:
        raise ValidationError({"path": "n, unit", "text": str(error)}) from error


def _strict_day(text: str) -> date | None:
    """The day, written YYYY-MM-DD and nothing else; Python also reads 20220601 and 2022-W39-1."""
    day = parse_date(text)
    return day if day is not None and day.isoformat() == text else None


def _strict_moment(text: str) -> datetime | None:
    return None if _strict_day(text[:10]) is None else parse_datetime(text)


def _first_day(month: str) -> date | None:
    return _strict_day(f"{month}-01")


def _quiet(parse: Any, text: str) -> Any:
    try:
        return parse(text)
    except ValueError:
        return None


def _read(parse: Any, text: str, name: str, allowed: str) -> Any:
    value = _quiet(parse, text)
    if value is None:
        raise ValidationError({"path": name, "text": allowed})
    return value
