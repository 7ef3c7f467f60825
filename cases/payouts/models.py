"""Runs, lines, postings (both partitioned by month), bank files and the bank's answers; money is integer fen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from assistance.database import positive
from assistance.fields import SealedField
from cases.staff.models import OfPlace
from cases.workflow.models import Subject


class LineKind(models.TextChoices):
    """Why a line is owed."""

    REGULAR = "regular", "当月"
    ARREARS = "arrears", "补发"
    REISSUE = "reissue", "重发"


class Account(models.TextChoices):
    """Accounts of the ledger; a posting moves an amount from one to another."""

    FUND = "fund", "救助资金"
    OWED = "owed", "应付待遇"
    SENT = "sent", "在途"
    PAID = "paid", "已发放"
    OVERPAID = "overpaid", "应收多发"


class PayoutRun(Subject):
    """One month's run for one place and benefit; supplementary runs of the same month have a higher sequence."""

    MACHINE: ClassVar[str] = "payout_run"

    benefit = models.CharField("救助类型", max_length=30)
    month = models.DateField("月份")
    sequence = models.SmallIntegerField("批次", default=0)
    pay_by = models.DateTimeField("应发日期", null=True)
    lines = models.IntegerField("笔数", default=0)
    amount_fen = models.BigIntegerField("金额（分）", default=0)
    batch = models.ForeignKey("cases.BatchRun", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "发放批次"
        verbose_name_plural = "发放批次"
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "benefit", "month", "sequence"],
                name="run_once_a_month",
                violation_error_message="这个月的批次已经建立",
            ),
            models.CheckConstraint(
                name="run_month_is_first_day",
                condition=models.Q(month__day=1),
                violation_error_message="月份须为当月一日",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.benefit} {self.month:%Y-%m}"


class PayoutLine(OfPlace):
    """What one run pays for one award and one owed month. Payee, account and amount are frozen and sealed at approval.

    Partitioned by the owed `month` (migration `partition_lines_and_postings`), so (award, month, kind, sequence) is unique everywhere;
    `reissue_of` must be a line that the bank reported failed, once.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "待发"
        SENT = "sent", "已送银行"
        SETTLED = "settled", "已到账"
        FAILED = "failed", "失败"
        IN_DOUBT = "in_doubt", "待查"
        REISSUED = "reissued", "已重发"
        DROPPED = "dropped", "已撤下"  # of a run that was cancelled or drafted again; its accrual is reversed

    run = models.ForeignKey(PayoutRun, models.PROTECT, related_name="payout_lines", verbose_name="批次")
    award = models.ForeignKey("cases.Award", models.PROTECT, related_name="payout_lines", verbose_name="待遇")
    household = models.ForeignKey("cases.Household", models.PROTECT, related_name="+", verbose_name="家庭")
    month = models.DateField("所属月份")
    kind = models.CharField("性质", max_length=8, choices=LineKind)
    sequence = models.SmallIntegerField("序号", default=0)
    amount_fen = models.BigIntegerField("金额（分）")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED)
    payee = models.CharField("收款人", max_length=60, blank=True)
    account_uid = models.UUIDField("账户行", null=True)  # PaymentAccount.uid the sealed number is bound to
    account_box = SealedField("账号", null=True)
    account_mask = models.CharField("账号（遮盖）", max_length=32, blank=True)
    payee_seal = models.BinaryField(
        "收款封印", max_length=32, null=True
    )  # HMAC over line, payee, account and amount, made at approval
    reissue_of = models.BigIntegerField("重发自", null=True)
    result_code = models.CharField("银行结果", max_length=20, blank=True)
    result_text = models.CharField("银行说明", max_length=120, blank=True)
    settled_at = models.DateTimeField("结果时间", null=True)

    class Meta:
        verbose_name = "发放明细"
        verbose_name_plural = "发放明细"

    def __str__(self) -> str:
        return f"{self.award_id} {self.month:%Y-%m} {self.amount_fen}"


class Posting(OfPlace):
    """One row moves an amount from one account to another for one award and month: balanced by construction, append-only.

    Partitioned by the owed `month`; unique (award, month, kind, sequence); a posting is reversed once.
    """

    booked_month = models.DateField("记账月份")
    award = models.ForeignKey("cases.Award", models.PROTECT, related_name="postings", verbose_name="待遇")
    month = models.DateField("所属月份")
    kind = models.CharField("性质", max_length=12)  # accrual | reversal | correction | send | settle | return
    sequence = models.SmallIntegerField("序号", default=0)
    from_account = models.CharField("自", max_length=10, choices=Account)
    to_account = models.CharField("至", max_length=10, choices=Account)
    amount_fen = models.BigIntegerField("金额（分）")
    line = models.BigIntegerField("发放明细", null=True)
    reverses = models.BigIntegerField("冲销", null=True)
    at = models.DateTimeField("时间")
    run = models.ForeignKey(PayoutRun, models.PROTECT, null=True, related_name="+", verbose_name="批次")

    class Meta:
        verbose_name = "分录"
        verbose_name_plural = "分录"

    def __str__(self) -> str:
        return f"{self.from_account}→{self.to_account} {self.amount_fen}"


class BankFile(OfPlace):
    """A file sent to a bank: immutable body digest, number unique, written atomically (tmp, fsync, rename)."""

    run = models.ForeignKey(PayoutRun, models.PROTECT, related_name="bank_files", verbose_name="批次")
    number = models.CharField("文件编号", max_length=40, unique=True)
    digest = models.BinaryField(max_length=32, editable=False)
    lines = models.IntegerField("笔数")
    amount_fen = models.BigIntegerField("金额（分）")
    written_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = "银行文件"
        verbose_name_plural = "银行文件"
        constraints = [positive("bank_file_not_empty", "lines", "银行文件不能为空")]

    def __str__(self) -> str:
        return self.number


class BankReturn(OfPlace):
    """An answer file of the bank; the same bytes are taken in once."""

    run = models.ForeignKey(PayoutRun, models.PROTECT, related_name="bank_returns", verbose_name="批次")
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    name = models.CharField("文件名", max_length=120)
    received_at = models.DateTimeField("收到时间")
    received_by = models.ForeignKey("cases.Officer", models.PROTECT, null=True, related_name="+", verbose_name="导入人")

    class Meta:
        verbose_name = "银行回盘"
        verbose_name_plural = "银行回盘"

    def __str__(self) -> str:
        return self.name


class BankReturnRow(OfPlace):
    """One row of an answer, as it came, and what became of it; a line has one result."""

    bank_return = models.ForeignKey(BankReturn, models.PROTECT, related_name="rows", verbose_name="回盘")
    row = models.IntegerField("行号")
    line = models.BigIntegerField("发放明细", null=True)
    line_month = models.DateField(
        "所属月份", null=True
    )  # with line and amount the key of a line: another amount cannot be stored as accepted
    amount_fen = models.BigIntegerField("金额（分）", null=True)
    succeeded = models.BooleanField("成功", null=True)
    code = models.CharField("结果代码", max_length=20, blank=True)
    text = models.CharField("结果说明", max_length=120, blank=True)
    accepted = models.BooleanField("已入账")
    problem = models.CharField("未入账原因", max_length=120, blank=True)

    class Meta:
        verbose_name = "回盘明细"
        verbose_name_plural = "回盘明细"
        constraints = [
            models.UniqueConstraint(fields=["bank_return", "row"], name="return_row_once"),
            models.UniqueConstraint(
                fields=["line"],
                name="one_result_a_line",
                condition=models.Q(accepted=True),
                violation_error_message="这笔已经有银行结果",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_return_id} {self.row}"
