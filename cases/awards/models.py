"""Award, its amount by period (no overlap, by constraint), and the persons it covers (nobody twice, by constraint)."""

from __future__ import annotations

import uuid

from django.db import models

from assistance.database import PeriodField, no_overlap, positive
from cases.staff.models import OfPlace

# Benefits that shut each other out for one person: 低保 and 特困 share a group.
SCHEME_GROUPS = {"dibao": "living", "tekun": "living", "temporary_relief": "relief"}


class Award(OfPlace):
    """A household's entitlement to one benefit, from a decision or from an imported register."""

    class State(models.TextChoices):
        ACTIVE = "active", "在保"
        ENDED = "ended", "已停"

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    household = models.ForeignKey("cases.Household", models.PROTECT, related_name="awards", verbose_name="家庭")
    benefit = models.CharField("救助类型", max_length=30)
    kind = models.CharField("类别", max_length=20, blank=True)
    category = models.CharField("复核类别", max_length=20, default="stable")  # which review term applies
    decision_id = models.BigIntegerField(
        "决定", null=True, unique=True
    )  # an id, not a key: awards lie below applications
    register_key = models.CharField("台账编号", max_length=40, null=True, unique=True)
    period = PeriodField("保障期间")  # months: first day of the first month, up to the first day after the last
    state = models.CharField("状态", max_length=8, choices=State, default=State.ACTIVE)
    ended_reason = models.CharField("停保原因", max_length=40, blank=True)
    reviewed_on = models.DateField("上次复核日", null=True, blank=True)
    next_review_on = models.DateField(
        "下次复核期限", null=True, blank=True
    )  # computed once by the re-audits, then stored
    created_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "待遇"
        verbose_name_plural = "待遇"
        indexes = [
            models.Index(fields=["next_review_on", "id"], name="award_review_due", condition=models.Q(state="active")),
            models.Index(fields=["area_code", "benefit", "id"], name="award_by_area"),
        ]

    def __str__(self) -> str:
        return f"{self.benefit} {self.household_id}"


class AwardPeriod(OfPlace):
    """What an award is worth a month during a period; a correction voids a row and writes another."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="periods", verbose_name="待遇")
    period = PeriodField("期间")
    amount_fen = models.BigIntegerField("每月金额（分）")  # a once-only award has a period of one month
    parts = models.JSONField("构成", default=list)
    assessment = models.ForeignKey(
        "cases.Assessment", models.PROTECT, null=True, related_name="+", verbose_name="依据的审核计算"
    )
    reason = models.CharField("变动原因", max_length=40)
    created_at = models.DateTimeField("写入时间")
    voided_at = models.DateTimeField("被替代时间", null=True, blank=True)

    class Meta:
        verbose_name = "待遇标准"
        verbose_name_plural = "待遇标准"
        constraints = [
            no_overlap(
                "award_amount_once_a_month",
                "award",
                condition=models.Q(voided_at__isnull=True),
                message="同一待遇同一月份只能有一个金额",
            ),
            positive("award_amount_positive", "amount_fen", "待遇金额必须大于零"),
        ]

    def __str__(self) -> str:
        return f"{self.award_id} {self.amount_fen}"


class AwardPerson(OfPlace):
    """A person covered by an award for a period: nobody is covered twice in one scheme group, anywhere in the database."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="persons", verbose_name="待遇")
    member = models.ForeignKey("cases.Member", models.PROTECT, related_name="+", verbose_name="成员")
    person_index = models.BinaryField(max_length=32, null=True, editable=False)
    scheme_group = models.CharField(max_length=10)
    period = PeriodField("期间")
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "保障对象"
        verbose_name_plural = "保障对象"
        constraints = [
            no_overlap(
                "person_aided_once_in_a_group",
                "person_index",
                "scheme_group",
                condition=models.Q(voided_at__isnull=True, person_index__isnull=False)
                & ~models.Q(scheme_group="relief"),
                message="此人已在享受同类救助，不能重复保障",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_id} {self.member_id}"
