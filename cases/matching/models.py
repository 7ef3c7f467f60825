"""Enquiry to the registers, the returned file, and each difference from what the family declared."""

from django.db import models

from cases.staff.models import OfPlace


class ReturnFile(OfPlace):
    """A file that came back from a gateway; the same bytes are taken in once."""

    gateway = models.CharField("核对通道", max_length=30)
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    name = models.CharField("文件名", max_length=120)
    rows = models.IntegerField("行数", default=0)
    received_at = models.DateTimeField("收到时间")
    received_by = models.ForeignKey("cases.Officer", models.PROTECT, null=True, related_name="+", verbose_name="经办人")

    class Meta:
        verbose_name = "核对返回文件"
        verbose_name_plural = "核对返回文件"

    def __str__(self) -> str:
        return self.name


class Enquiry(OfPlace):
    """One member asked about at the registers, under a consent; the subject is a case of the room above, by kind and id."""

    household = models.ForeignKey("cases.Household", models.PROTECT, related_name="enquiries", verbose_name="家庭")
    member = models.ForeignKey("cases.Member", models.PROTECT, related_name="enquiries", verbose_name="成员")
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    round = models.SmallIntegerField(default=1)
    gateway = models.CharField("核对通道", max_length=30, default="spreadsheet")
    asked_at = models.DateTimeField("发起时间")
    asked_by = models.ForeignKey("cases.Officer", models.PROTECT, null=True, related_name="+", verbose_name="发起人")
    exported_at = models.DateTimeField("导出时间", null=True)
    answered_at = models.DateTimeField("返回时间", null=True)
    answered_in = models.ForeignKey(
        ReturnFile, models.PROTECT, null=True, related_name="enquiries", verbose_name="返回文件"
    )

    class Meta:
        verbose_name = "信息核对"
        verbose_name_plural = "信息核对"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "round", "member"],
                name="enquiry_once_a_round",
                violation_error_message="本轮已对该成员发起核对",
            )
        ]
        indexes = [
            models.Index(fields=["area_code", "id"], name="enquiry_open", condition=models.Q(answered_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} {self.member_id}"


class Discrepancy(OfPlace):
    """One item where the register and the declaration differ or agree; only an officer's verdict makes it count."""

    class Verdict(models.TextChoices):
        OPEN = "open", "待判断"
        ACCEPTED = "accepted", "采信说明，不计入"
        COUNTED = "counted", "计入"
        PROOF = "proof", "要求补充证明"
        WRONG = "wrong", "核对有误"

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="discrepancies", verbose_name="核对")
    item = models.CharField("项目", max_length=30)  # income:<kind>, asset:<kind>, death, other_benefit …
    declared_fen = models.BigIntegerField("申报（分）", null=True)
    returned_fen = models.BigIntegerField("核对结果（分）", null=True)
    returned_per = models.CharField("单位", max_length=5, blank=True)
    text = models.CharField("核对说明", max_length=200, blank=True)
    source = models.CharField("数据来源", max_length=60, blank=True)
    agrees = models.BooleanField("一致", default=False)
    explanation = models.CharField("经办说明", max_length=300, blank=True)
    verdict = models.CharField("判断", max_length=10, choices=Verdict, default=Verdict.OPEN)
    judged_by = models.ForeignKey("cases.Officer", models.PROTECT, null=True, related_name="+", verbose_name="判断人")
    judged_at = models.DateTimeField("判断时间", null=True)

    class Meta:
        verbose_name = "核对差异"
        verbose_name_plural = "核对差异"
        constraints = [
            models.CheckConstraint(
                name="verdict_has_a_judge",
                condition=models.Q(verdict="open") | models.Q(judged_by__isnull=False, judged_at__isnull=False),
                violation_error_message="差异的判断须记录判断人",
            ),
        ]

    def __str__(self) -> str:
        return self.item
