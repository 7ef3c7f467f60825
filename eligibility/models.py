"""The policy book's tables: what was published, where, in force when, known since when; and the calendar."""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from assistance.database import PeriodField


class PolicyVersion(models.Model):
    """One publication of one document for one place: drafted by one person, published by another, never edited after."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        IN_REVIEW = "in_review", "待发布"
        WITHDRAWN = "withdrawn", "已撤回"
        PUBLISHED = "published", "已发布"
        SUPERSEDED = "superseded", "已被替代"

    class Source(models.TextChoices):
        OFFICER = "officer", "系统内起草"
        FILE = "file", "随系统发布的政策文件"

    area = models.CharField("行政区划代码", max_length=12)
    document = models.CharField("文件", max_length=300)
    article = models.CharField("条款", max_length=200, blank=True)
    period = PeriodField("施行期间")
    state = models.CharField("状态", max_length=12, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    # Plain numbers on purpose: the law does not know the officers' table.
    drafted_by = models.BigIntegerField("起草人", null=True, blank=True)
    published_by = models.BigIntegerField("发布人", null=True, blank=True)
    source = models.CharField("来源", max_length=8, choices=Source, default=Source.OFFICER)
    digest = models.CharField("内容摘要", max_length=64, blank=True)
    note = models.TextField("说明", blank=True)
    created_at = models.DateTimeField("起草时间", auto_now_add=True)

    class Meta:
        verbose_name = "政策版本"
        verbose_name_plural = "政策版本"
        ordering = ("-published_at", "-id")
        constraints = (
            models.CheckConstraint(
                name="policyversion_two_people",
                condition=Q(state__in=("draft", "in_review", "withdrawn"))
                | Q(source="file")
                | (Q(drafted_by__isnull=False, published_by__isnull=False) & ~Q(drafted_by=models.F("published_by"))),
                violation_error_message="政策须由起草人以外的另一人发布。",
            ),
            models.CheckConstraint(
                name="policyversion_published_has_moment",
                condition=Q(state__in=("draft", "in_review", "withdrawn"), published_at__isnull=True)
                | Q(state__in=("published", "superseded"), published_at__isnull=False),
                violation_error_message="已发布的政策必须有发布时间，未发布的不能有。",
            ),
            models.UniqueConstraint(
                name="policyversion_file_once",
                fields=("area", "document", "period", "published_at"),
                condition=Q(source="file"),
                violation_error_message="同一地区的同一文件只能装载一次。",
            ),
        )
        indexes = (models.Index(name="policyversion_by_area", fields=("area", "state", "-published_at")),)

    def __str__(self) -> str:
        return f"{self.document}（{self.area}，自 {self.period.lower}）"


class ParameterValue(models.Model):
    """One figure: valid in a period, known in a range of moments; a later publication ends what was known, not the row."""

    version = models.ForeignKey(
        PolicyVersion, verbose_name="政策版本", on_delete=models.PROTECT, related_name="figures"
    )
    area = models.CharField("行政区划代码", max_length=12)
    name = models.CharField("参数", max_length=60)
    value = models.JSONField("值")
    article = models.CharField("条款", max_length=200, blank=True)
    period = PeriodField("施行期间")
    known = DateTimeRangeField("已知期间", null=True, blank=True)
    corrects = models.BooleanField("更正已发布的值", default=False)

    class Meta:
        verbose_name = "参数值"
        verbose_name_plural = "参数值"
        ordering = ("area", "name", "period")
        constraints = (
            ExclusionConstraint(
                name="parametervalue_one_at_a_time",
                index_type="GIST",
                expressions=(
                    ("area", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                    ("known", RangeOperators.OVERLAPS),
                ),
                condition=Q(known__isnull=False),
                violation_error_message="同一地区、同一参数在同一天只能有一个已发布的值。",
            ),
            models.UniqueConstraint(
                name="parametervalue_once_in_draft",
                fields=("version", "name"),
                condition=Q(known__isnull=True),
                violation_error_message="同一草稿中每个参数只能写一次。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.area}，自 {self.period.lower}）"


class CalendarDay(models.Model):
    """Whether the offices are open on a day, by which notice; a later notice for the same day takes over."""

    class Kind(models.TextChoices):
        WORKDAY = "workday", "工作日"
        REST = "rest", "休息日"
        HOLIDAY = "holiday", "节假日"
        MAKE_UP = "make_up", "调休上班"

    day = models.DateField("日期")
    kind = models.CharField("类别", max_length=8, choices=Kind)
    region = models.CharField("适用地区", max_length=12, default="0")
    notice = models.CharField("通知", max_length=100)
    source = models.CharField("来源", max_length=100)
    published_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = "日历"
        verbose_name_plural = "日历"
        ordering = ("day", "published_at")
        constraints = (
            models.UniqueConstraint(
                name="calendarday_one_a_notice",
                fields=("region", "day", "published_at"),
                violation_error_message="同一通知对同一天只能有一种安排。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"

    @property
    def works(self) -> bool:
        """Whether the offices are open."""
        return self.kind in {self.Kind.WORKDAY, self.Kind.MAKE_UP}


class BookRevision(models.Model):
    """One row whose stamp changes with every publication, so that what was read of the book may be kept until then."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    stamp = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = "政策簿版次"
        verbose_name_plural = "政策簿版次"
        constraints = (
            models.CheckConstraint(
                name="bookrevision_single", condition=Q(id=1), violation_error_message="政策簿只有一个版次。"
            ),
        )

    def __str__(self) -> str:
        return str(self.stamp)
