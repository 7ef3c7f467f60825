"""A re-audit of one award: why, due when, what was found, and what it changes from which month."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Left

from cases.staff.models import OfPlace
from cases.workflow.models import Subject


class Reaudit(Subject):
    """One look again at an award; at most one is open for an award at a time."""

    MACHINE: ClassVar[str] = "reaudit"

    award = models.ForeignKey("cases.Award", models.PROTECT, related_name="reaudits", verbose_name="待遇")
    household = models.ForeignKey("cases.Household", models.PROTECT, related_name="reaudits", verbose_name="家庭")
    reason = models.CharField("原因", max_length=40)  # periodic | alert:<code> | standard:<version>
    category = models.CharField("复核类别", max_length=20)
    due_on = models.DateField("应于何日前完成")
    assessment = models.ForeignKey(
        "cases.Assessment", models.PROTECT, null=True, related_name="+", verbose_name="审核计算"
    )
    visited_on = models.DateField("入户日期", null=True, blank=True)
    findings = models.TextField("复核情况", blank=True)
    outcome = models.CharField(
        "结论",
        max_length=8,
        choices=[("keep", "维持"), ("change", "调整"), ("grace", "渐退期"), ("end", "停发")],
        blank=True,
    )
    new_amount_fen = models.BigIntegerField("调整后金额（分）", null=True)
    from_month = models.DateField("自何月起", null=True)

    class Meta:
        verbose_name = "复核"
        verbose_name_plural = "复核"
        constraints = [
            models.UniqueConstraint(
                fields=["award"],
                name="one_open_reaudit",
                condition=~models.Q(state="closed"),
                violation_error_message="该待遇已有正在办理的复核",
            ),
            models.UniqueConstraint(
                fields=["award", "due_on", "reason"],
                name="reaudit_opened_once",
                violation_error_message="这一期复核已经建立",
            ),
        ]
        indexes = [
            models.Index(
                Left("area_code", 6), "due_on", "id", condition=~models.Q(state="closed"), name="reaudit_by_county"
            ),
            models.Index(
                Left("area_code", 9), "due_on", "id", condition=~models.Q(state="closed"), name="reaudit_by_township"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_id} {self.due_on}"


class ReauditDecision(OfPlace):
    """The kept decision of a re-audit; append-only."""

    reaudit = models.ForeignKey(Reaudit, models.PROTECT, related_name="decisions", verbose_name="复核")
    outcome = models.CharField("结论", max_length=8)
    amount_fen = models.BigIntegerField("金额（分）", null=True)
    from_month = models.DateField("自何月起", null=True)
    reasons = models.JSONField("理由", default=list)
    assessment = models.ForeignKey("cases.Assessment", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("时间")
    decided_by = models.ForeignKey("cases.Officer", models.PROTECT, related_name="+", verbose_name="决定人")

    class Meta:
        verbose_name = "复核决定"
        verbose_name_plural = "复核决定"

    def __str__(self) -> str:
        return f"{self.reaudit_id} {self.outcome}"
