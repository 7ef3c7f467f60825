"""What a version of the book would do to today's families: one simulation, and the row behind every number of it."""

from __future__ import annotations

from django.db import models

from cases.staff.models import OfPlace
from eligibility import api

MARKS = {
    api.Mark.RAISED: "提高",
    api.Mark.CROSSES: "提高，超出现在确认的一级的权限",
    api.Mark.LOWERED: "降低",
    api.Mark.ENDS: "不再符合",
    api.Mark.UNCLEAR: "不能判断",
    api.Mark.DIFFERS: "登记金额与现行规定不一致",
    api.Mark.APART: "非户主申请，须逐户核算",
    api.Mark.ENTERS: "新符合条件",
    api.Mark.SAME: "不变",
}


class Simulation(OfPlace):
    """A version weighed against the families of an area on a day; `imprint` says with which figures. Made anew, never changed."""

    version_id = models.BigIntegerField("政策版本")  # a number, not a key: families know nothing of the book's tables
    on = models.DateField("测算日")
    imprint = models.CharField("所用参数", max_length=32)
    batch = models.OneToOneField(
        "cases.BatchRun", models.PROTECT, null=True, related_name="simulation", verbose_name="任务"
    )
    made_at = models.DateTimeField("测算时间")
    made_by = models.ForeignKey("cases.Officer", models.PROTECT, null=True, related_name="+", verbose_name="测算人")
    summary = models.JSONField("汇总", default=dict)

    class Meta:
        verbose_name = "政策测算"
        verbose_name_plural = "政策测算"
        indexes = [models.Index(fields=["version_id", "area_code", "-id"], name="simulation_of_version")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.on}"


class SimulatedCase(OfPlace):
    """One award (or a family without one) under both laws; amounts are of the last month that was weighed.

    Rows come by the ten thousand while somebody waits. They are derived, written by one statement from families and awards
    that are never deleted: their keys are neither checked nor indexed row by row.
    """

    simulation = models.ForeignKey(
        Simulation, models.PROTECT, related_name="cases", verbose_name="测算", db_index=False, db_constraint=False
    )
    household = models.ForeignKey(
        "cases.Household", models.PROTECT, related_name="+", verbose_name="家庭", db_index=False, db_constraint=False
    )
    award = models.ForeignKey(
        "cases.Award",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="待遇",
        db_index=False,
        db_constraint=False,
    )
    benefit = models.CharField("救助类型", max_length=30)
    mark = models.CharField("变化", max_length=10, choices=[(mark.value, words) for mark, words in MARKS.items()])
    imported = models.BooleanField("来自台账", default=False)
    registered_fen = models.BigIntegerField("登记金额（分）", null=True)
    before = models.CharField("现行结论", max_length=8)
    before_fen = models.BigIntegerField("现行金额（分）", null=True)
    after = models.CharField("新结论", max_length=8)
    after_fen = models.BigIntegerField("新金额（分）", null=True)
    gain_fen = models.BigIntegerField("每月增减（分）", default=0)
    back_pay_fen = models.BigIntegerField("补发（分）", default=0)
    level_before = models.CharField("现由哪级确认", max_length=10, blank=True)
    level_after = models.CharField("将由哪级确认", max_length=10, blank=True)

    class Meta:
        verbose_name = "政策测算明细"
        verbose_name_plural = "政策测算明细"
        indexes = [models.Index(fields=["simulation", "mark", "id"], name="simulatedcase_by_mark")]

    def __str__(self) -> str:
        return f"{self.household_id} {self.mark}"
