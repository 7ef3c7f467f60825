"""Intake, application, gaps, visits, opinions, notices, objections and decisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Left

from cases.staff.models import OfPlace
from cases.workflow.models import Subject

MONEYLESS = {"dibao_edge", "rigid_expenditure"}  # recognised, and not paid unless the place pays some money (rigid.amount)
OPEN_STATES = ("draft", "survey", "appraisal", "opinion", "notice", "review", "decision", "returned")


class Intake(OfPlace):
    """One visit to the window: a household asks for one or more benefits at once."""

    class Channel(models.TextChoices):
        WINDOW = "window", "窗口"
        ONLINE = "online", "网上"
        FOUND = "found", "主动发现"

    household = models.ForeignKey("cases.Household", models.PROTECT, related_name="intakes", verbose_name="家庭")
    channel = models.CharField("渠道", max_length=10, choices=Channel, default=Channel.WINDOW)
    asked_at = models.DateTimeField("提出时间")
    registered_by = models.ForeignKey(
        "cases.Officer", models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "申请登记"
        verbose_name_plural = "申请登记"

    def __str__(self) -> str:
        return f"{self.household_id} {self.asked_at:%Y-%m-%d}"


class Application(Subject):
    """A household's application for one benefit; the route is looked up at acceptance and pinned here."""

    MACHINE: ClassVar[str] = "application"

    number = models.CharField("申请编号", max_length=24, unique=True)
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="applications", verbose_name="登记")
    household = models.ForeignKey("cases.Household", models.PROTECT, related_name="applications", verbose_name="家庭")
    benefit = models.CharField("救助类型", max_length=30)
    kind = models.CharField("类别", max_length=20, blank=True)
    basis = models.CharField("申请地依据", max_length=20, default="hukou")  # hukou | residence_permit | emergency_place
    cause = models.CharField("困难原因", max_length=20, blank=True)
    single_person = models.BooleanField("单人申请", default=False)
    applicant = models.ForeignKey("cases.Member", models.PROTECT, null=True, related_name="+", verbose_name="申请人")
    grade = models.CharField(
        "评定的档次", max_length=10, blank=True
    )  # where a place pays by grades and publishes no bands
    amount_requested_fen = models.BigIntegerField("申请金额（分）", null=True, blank=True)
    months = models.SmallIntegerField("申请月数", null=True, blank=True)
    reason = models.TextField("申请理由", blank=True)
    outside_reason = models.CharField("超出规定范围的理由", max_length=200, blank=True)
    same_cause_justified = models.BooleanField("同一事由再次申请有正当理由", null=True, blank=True)
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    route = models.JSONField("办理路径", null=True)  # pinned: steps, levels, terms, notice, total, document
    relative_flag = models.BooleanField("经办人近亲属备案", default=False)
    extended = models.BooleanField("已延长", default=False)
    assessment = models.ForeignKey(
        "cases.Assessment", models.PROTECT, null=True, related_name="+", verbose_name="最近一次审核计算"
    )
    proposed_fen = models.BigIntegerField("拟定金额（分）", null=True)
    open_differences = models.SmallIntegerField("待判断差异", default=0)
    decision_level = models.CharField(
        "决定层级", max_length=10, blank=True
    )  # who must decide this amount: township | county | committee

    class Meta:
        verbose_name = "申请"
        verbose_name_plural = "申请"
        indexes = [
            models.Index(
                Left("area_code", 6),
                "step_due_at",
                "id",
                condition=models.Q(state__in=OPEN_STATES),
                name="open_by_county",
            ),
            models.Index(
                Left("area_code", 9),
                "step_due_at",
                "id",
                condition=models.Q(state__in=OPEN_STATES),
                name="open_by_township",
            ),
            models.Index(fields=["household", "-id"], name="application_of_household"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def leaves_nothing_to_judge(self) -> bool:
        """No open difference, no relative of staff, and a sum that was proposed (recognitions pay none): fit for a batch."""
        proposed = self.proposed_fen is not None or self.benefit in MONEYLESS
        return proposed and not self.open_differences and not self.relative_flag


class CaseRow(OfPlace):
    """A row of an application's round."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="%(class)ss", verbose_name="申请")
    round = models.SmallIntegerField("轮次", default=1)

    class Meta:
        abstract = True


class Gap(CaseRow):
    """A paper that is missing, told once and whole (一次性告知, L57 art.10): who, what, which period."""

    text = models.CharField("缺少的材料", max_length=200)
    told_at = models.DateTimeField("告知时间")
    told_by = models.ForeignKey("cases.Officer", models.PROTECT, related_name="+", verbose_name="告知人")
    filled_at = models.DateTimeField("补齐时间", null=True)

    class Meta:
        verbose_name = "补正事项"
        verbose_name_plural = "补正事项"

    def __str__(self) -> str:
        return self.text


class Visit(CaseRow):
    """A home visit by two officers (L57 art.16)."""

    visited_on = models.DateField("入户日期")
    first_officer = models.ForeignKey("cases.Officer", models.PROTECT, related_name="+", verbose_name="调查人一")
    second_officer = models.ForeignKey("cases.Officer", models.PROTECT, related_name="+", verbose_name="调查人二")
    place = models.CharField("地点", max_length=120)
    present = models.CharField("在场人员", max_length=120)
    findings = models.TextField("调查情况")
    agrees = models.BooleanField("与申报基本相符")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "入户调查"
        verbose_name_plural = "入户调查"
        constraints = [
            models.CheckConstraint(
                name="visit_by_two",
                condition=~models.Q(first_officer=models.F("second_officer")),
                violation_error_message="入户调查须由两名不同的工作人员进行",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.visited_on}"


class Opinion(CaseRow):
    """A level's opinion with the assessment it rests on."""

    level = models.CharField("层级", max_length=10)
    recommend = models.CharField("意见", max_length=8, choices=[("grant", "建议给予"), ("refuse", "建议不予")])
    amount_fen = models.BigIntegerField("建议金额（分）", null=True)
    text = models.TextField("理由")
    assessment = models.ForeignKey("cases.Assessment", models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField("时间")
    given_by = models.ForeignKey("cases.Officer", models.PROTECT, related_name="+", verbose_name="意见人")

    class Meta:
        verbose_name = "审核意见"
        verbose_name_plural = "审核意见"

    def __str__(self) -> str:
        return f"{self.application_id} {self.recommend}"


class Notice(CaseRow):
    """Public notice in the village: name, number of members, amount; the day after posting is day 1 unless the place says otherwise."""

    posted_on = models.DateField("张贴日期")
    days = models.SmallIntegerField("公示天数")
    ends_on = models.DateField("最后一日")
    place = models.CharField("张贴地点", max_length=120)
    posted_by = models.ForeignKey("cases.Officer", models.PROTECT, related_name="+", verbose_name="张贴人")

    class Meta:
        verbose_name = "公示"
        verbose_name_plural = "公示"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "round"], name="one_notice_a_round", violation_error_message="本轮已经公示"
            ),
            models.CheckConstraint(
                name="notice_ends_after_posting",
                condition=models.Q(ends_on__gte=models.F("posted_on")),
                violation_error_message="公示结束不能早于张贴",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.posted_on}"


class Objection(CaseRow):
    """Somebody objects during the notice (L57 art.19): a new survey or appraisal follows."""

    received_on = models.DateField("收到日期")
    by_whom = models.CharField("提出人", max_length=60, blank=True)
    text = models.TextField("内容")
    outcome = models.TextField("处理结果", blank=True)
    received_by = models.ForeignKey("cases.Officer", models.PROTECT, related_name="+", verbose_name="接收人")

    class Meta:
        verbose_name = "公示异议"
        verbose_name_plural = "公示异议"

    def __str__(self) -> str:
        return f"{self.application_id} {self.received_on}"


class Decision(CaseRow):
    """What was decided, by whom, on what assessment and figures, inside which limit; append-only."""

    level = models.CharField("决定层级", max_length=10)
    outcome = models.CharField("决定", max_length=8, choices=[("grant", "给予"), ("refuse", "不予")])
    amount_fen = models.BigIntegerField("金额（分）", null=True)
    per = models.CharField("单位", max_length=5, blank=True)
    first_month = models.DateField("起发月份", null=True)
    limit = models.JSONField("授权限额", default=dict)  # level, from, to, document
    document = models.CharField("授权依据", max_length=200, blank=True)
    reasons = models.JSONField("理由", default=list)  # code, text, article
    appeal = models.TextField("救济途径")
    assessment = models.ForeignKey(
        "cases.Assessment", models.PROTECT, null=True, related_name="+", verbose_name="审核计算"
    )
    decided_at = models.DateTimeField("决定时间")
    decided_by = models.ForeignKey("cases.Officer", models.PROTECT, related_name="+", verbose_name="决定人")
    deliver_by = models.DateTimeField("送达期限", null=True)  # refusal: 3 working days (L57 art.21)

    class Meta:
        verbose_name = "决定"
        verbose_name_plural = "决定"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "round"], name="one_decision_a_round", violation_error_message="本轮已经作出决定"
            ),
            models.CheckConstraint(
                name="grant_has_amount_and_month",
                condition=models.Q(outcome="refuse") | models.Q(first_month__isnull=False),
                violation_error_message="给予救助的决定须有起发月份",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.outcome}"
