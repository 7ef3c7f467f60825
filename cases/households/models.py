"""Household, members, and their dated facts; what is not known has no row, and an empty list is said by a tick."""

from __future__ import annotations

import uuid

from django.db import models

from assistance.database import PeriodField, no_overlap
from assistance.fields import SealedField
from cases.staff.models import AREA_CODE, OfPlace

SETTINGS = [("urban", "城市"), ("rural", "农村")]


class Per(models.TextChoices):
    """What an amount is published or paid per."""

    MONTH = "month", "每月"
    YEAR = "year", "每年"
    ONCE = "once", "一次"


class Household(OfPlace):
    """People who live together and share income; `area_code` is the village or community they apply in."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    number = models.CharField("户编号", max_length=24, unique=True)
    head_name = models.CharField("户主姓名", max_length=60)
    head_pinyin = models.CharField("户主拼音", max_length=120, blank=True)
    setting = models.CharField("城乡", max_length=5, choices=SETTINGS)
    address = models.CharField("住址", max_length=120, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    # where only the sum is known: it stands for the members' countable incomes (assess: household_income)
    income_fen = models.BigIntegerField("家庭收入合计（分）", null=True, blank=True)
    income_per = models.CharField("收入合计单位", max_length=5, choices=Per, blank=True)
    assets_complete = models.BooleanField("财产已全部登记", default=False)
    obligors_complete = models.BooleanField("赡养抚养人已全部登记", default=False)
    version = models.IntegerField("版本", default=1)
    created_at = models.DateTimeField("登记时间")
    created_by = models.ForeignKey("cases.Officer", models.PROTECT, null=True, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "家庭"
        verbose_name_plural = "家庭"
        indexes = [
            models.Index(fields=["area_code", "id"], name="household_by_area"),
            models.Index(fields=["head_name"], name="household_head", opclasses=["text_pattern_ops"]),
            models.Index(fields=["head_pinyin"], name="household_pinyin", opclasses=["text_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.head_name}户"


class Fact(OfPlace):
    """A row about a family: who wrote it when, from where, and until when it stands. Removed by mistake = voided, never deleted."""

    class Source(models.TextChoices):
        DECLARED = "declared", "申报"
        VERIFIED = "verified", "核对"
        VISITED = "visited", "入户"
        REGISTER = "register", "台账导入"

    source = models.CharField("来源", max_length=10, choices=Source, default=Source.DECLARED)
    evidence = models.CharField("证明", max_length=120, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey("cases.Officer", models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)

    class Meta:
        abstract = True


class Member(Fact):
    """One person in one household for a period; the same person cannot be in two at once."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="members", verbose_name="家庭")
    period = PeriodField("共同生活期间")
    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField("拼音", max_length=120, blank=True)
    initials = models.CharField("拼音首字母", max_length=20, blank=True)
    relation = models.CharField("与户主关系", max_length=20)  # codes of assess.md
    status = models.CharField("在家情况", max_length=20, default="at_home")
    status_since = models.DateField("这种情况自何日起", null=True, blank=True)
    # told days: `period` begins on the day of registration where nobody said when somebody came
    joined_on = models.DateField("何日起共同生活", null=True, blank=True)
    died_on = models.DateField("去世日期", null=True, blank=True)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    sex = models.CharField("性别", max_length=6, choices=[("female", "女"), ("male", "男")], blank=True)
    id_number = SealedField(
        "身份证号", null=True, blank=True
    )  # a person without a number can be recorded and given one later
    id_index = models.BinaryField(max_length=32, null=True, editable=False)
    id_tail_index = models.BinaryField(max_length=32, null=True, editable=False)
    id_mask = models.CharField("身份证号（遮盖）", max_length=18, blank=True)
    incomes_complete = models.BooleanField("收入已全部登记", default=False)
    expenses_complete = models.BooleanField("支出已全部登记", default=False)

    class Meta:
        verbose_name = "家庭成员"
        verbose_name_plural = "家庭成员"
        constraints = [
            no_overlap(
                "person_in_one_household",
                "id_index",
                condition=models.Q(id_index__isnull=False, voided_at__isnull=True),
                message="此人已登记在另一户家庭，请先办理迁出；外地登记的请联系县级核实",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "id"], name="member_of_household"),
            models.Index(fields=["id_tail_index"], name="member_id_tail"),
            models.Index(fields=["name"], name="member_name", opclasses=["text_pattern_ops"]),
            models.Index(fields=["initials"], name="member_initials", opclasses=["text_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


class Condition(Fact):
    """What is known of a member that is not money: disabilities, serious_illness, labour, employment, study, full_time,
    self_care, support_mode, hardship_class, pregnant …; `value` has the shape that assess.md gives that key."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="conditions", verbose_name="成员")
    name = models.CharField("项目", max_length=20)
    value = models.JSONField("内容")
    period = PeriodField("有效期间")

    class Meta:
        verbose_name = "个人情况"
        verbose_name_plural = "个人情况"
        constraints = [
            no_overlap(
                "condition_once_at_a_time",
                "member",
                "name",
                condition=models.Q(voided_at__isnull=True),
                message="同一项情况的期间不能重叠",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}"


class Money(Fact):
    """A dated amount in fen as it was stated: per month, per year, or once."""

    kind = models.CharField("类别", max_length=30)
    amount_fen = models.BigIntegerField("金额（分）")
    per = models.CharField("单位", max_length=5, choices=Per)
    period = PeriodField("期间")

    class Meta:
        abstract = True


class Income(Money):
    """One income of one member."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="incomes", verbose_name="成员")

    class Meta:
        verbose_name = "收入"
        verbose_name_plural = "收入"
        constraints = [
            models.CheckConstraint(
                name="income_not_negative",
                condition=models.Q(amount_fen__gte=0),
                violation_error_message="收入不能为负数",
            )
        ]

    def __str__(self) -> str:
        return self.kind


class Expense(Money):
    """One rigid or other expense of one member."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="expenses", verbose_name="成员")

    class Meta:
        verbose_name = "支出"
        verbose_name_plural = "支出"
        constraints = [
            models.CheckConstraint(
                name="expense_not_negative",
                condition=models.Q(amount_fen__gte=0),
                violation_error_message="支出不能为负数",
            )
        ]

    def __str__(self) -> str:
        return self.kind


class Asset(Fact):
    """One asset of the household."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="assets", verbose_name="家庭")
    owner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所有人")
    kind = models.CharField("类别", max_length=20)
    amount_fen = models.BigIntegerField("金额或价值（分）", null=True, blank=True)
    exempt_reason = models.CharField("豁免理由", max_length=20, blank=True)
    note = models.CharField("说明", max_length=120, blank=True)
    # what only some places' rules ask for
    floor_area = models.IntegerField("建筑面积（百分之一平方米）", null=True, blank=True)
    acquired_on = models.DateField("购置日期", null=True, blank=True)
    hired_staff = models.SmallIntegerField("雇工人数", null=True, blank=True)
    after_disaster = models.BooleanField("灾后重建、购置或安置", null=True, blank=True)
    built_on = models.DateField("出厂日期", null=True, blank=True)
    period = PeriodField("期间")

    class Meta:
        verbose_name = "财产"
        verbose_name_plural = "财产"
        constraints = [
            models.CheckConstraint(
                name="asset_not_negative",
                condition=models.Q(amount_fen__isnull=True) | models.Q(amount_fen__gte=0),
                violation_error_message="财产价值不能为负数",
            ),
            models.CheckConstraint(
                name="asset_measured_in_earnest",
                condition=(models.Q(floor_area__isnull=True) | models.Q(floor_area__gt=0))
                & (models.Q(hired_staff__isnull=True) | models.Q(hired_staff__gte=0)),
                violation_error_message="建筑面积须大于零，雇工人数不能为负数",
            ),
            models.CheckConstraint(
                name="asset_stands_once_acquired",
                condition=models.Q(acquired_on__isnull=True)
                | models.Q(acquired_on__lte=models.F("period__startswith")),
                violation_error_message="购置日期不能晚于这一项登记的日期，后来买的另加一项",
            ),
            models.CheckConstraint(
                name="asset_stands_once_built",
                condition=models.Q(built_on__isnull=True) | models.Q(built_on__lte=models.F("period__startswith")),
                violation_error_message="出厂日期不能晚于这一项登记的日期，后来买的另加一项",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Obligor(Fact):
    """Somebody outside the household who owes support by law."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="obligors", verbose_name="家庭")
    name = models.CharField("姓名", max_length=60)
    relation = models.CharField("关系", max_length=20)
    household_size = models.SmallIntegerField("其家庭人数", null=True, blank=True)
    income_fen = models.BigIntegerField("其家庭收入（分）", null=True, blank=True)
    income_per = models.CharField("收入单位", max_length=5, choices=Per, blank=True)
    supports = models.SmallIntegerField("须赡养抚养人数", null=True, blank=True)
    able = models.BooleanField("有履行能力", null=True, blank=True)
    # what the ability is judged by where the officer does not say it himself (L43 art.8)
    status = models.CharField("在家情况", max_length=20, blank=True)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    receives = models.CharField("享受的救助", max_length=20, blank=True)
    severe_disability = models.BooleanField("重度残疾", null=True, blank=True)
    property_inside = models.BooleanField("财产符合规定", null=True, blank=True)
    period = PeriodField("期间")

    class Meta:
        verbose_name = "赡养抚养扶养义务人"
        verbose_name_plural = "赡养抚养扶养义务人"

    def __str__(self) -> str:
        return self.name


class Aid(Fact):
    """A benefit that another place or a former system gives or gave the family; our own stand as awards."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="aids", verbose_name="家庭")
    benefit = models.CharField("救助项目", max_length=20)
    place_code = models.CharField("享受地区划代码", max_length=12, validators=[AREA_CODE], blank=True)
    started_on = models.DateField("开始享受日期", null=True, blank=True)
    ended_on = models.DateField("停止享受日期", null=True, blank=True)
    amount_fen = models.BigIntegerField("金额（分）", null=True, blank=True)
    supplement_fen = models.BigIntegerField("其中分类施保（分）", null=True, blank=True)
    cause = models.CharField("困难原因", max_length=20, blank=True)

    class Meta:
        verbose_name = "别处的救助"
        verbose_name_plural = "别处的救助"
        constraints = [
            models.CheckConstraint(
                name="aid_ends_after_its_start",
                condition=models.Q(started_on__isnull=True)
                | models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                violation_error_message="停止享受的日期不能早于开始享受的日期",
            ),
            models.CheckConstraint(
                name="aid_supplement_within_amount",
                condition=models.Q(amount_fen__isnull=True)
                | models.Q(supplement_fen__isnull=True)
                | models.Q(supplement_fen__gte=0, supplement_fen__lte=models.F("amount_fen")),
                violation_error_message="其中的分类施保不能多于每月金额",
            ),
        ]
        indexes = [models.Index(fields=["household", "id"], name="aid_of_household")]

    def __str__(self) -> str:
        return self.benefit


class Residence(Fact):
    """Where a member is registered or holds a residence permit, with its dates (L57 art.5; order 663)."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="residences", verbose_name="成员")
    kind = models.CharField(
        "类别", max_length=20, choices=[("hukou", "户籍"), ("residence_permit", "居住证"), ("actual", "实际居住")]
    )
    place_code = models.CharField("所在地区划代码", max_length=12, validators=[AREA_CODE])
    # of a permit, as it is printed on it: a lapsed permit stays in the file until another takes its place
    issued_on = models.DateField("签发日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    period = PeriodField("期间")

    class Meta:
        verbose_name = "户籍与居住"
        verbose_name_plural = "户籍与居住"
        constraints = [
            no_overlap(
                "residence_once_at_a_time",
                "member",
                "kind",
                condition=models.Q(voided_at__isnull=True),
                message="同一类登记的期间不能重叠",
            ),
            models.CheckConstraint(
                name="permit_ends_after_its_issue",
                condition=models.Q(issued_on__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("issued_on")),
                violation_error_message="居住证的有效期不能早于签发日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place_code}"


class Consent(Fact):
    """A member's signed authorisation of the information check (L57 art.9)."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="consents", verbose_name="成员")
    signed_on = models.DateField("签字日期")
    until = models.DateField("有效至", null=True, blank=True)

    class Meta:
        verbose_name = "核对授权"
        verbose_name_plural = "核对授权"

    def __str__(self) -> str:
        return f"{self.member_id} {self.signed_on}"


class PaymentAccount(Fact):
    """Where a household is paid; the number is sealed, and the index finds accounts shared by several families."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="accounts", verbose_name="家庭")
    holder = models.CharField("户名", max_length=60)
    bank = models.CharField("开户行", max_length=60)
    number = SealedField("账号")
    number_index = models.BinaryField(max_length=32, editable=False)
    number_mask = models.CharField("账号（遮盖）", max_length=32)
    period = PeriodField("使用期间")

    class Meta:
        verbose_name = "发放账户"
        verbose_name_plural = "发放账户"
        constraints = [
            no_overlap(
                "one_account_at_a_time",
                "household",
                condition=models.Q(voided_at__isnull=True),
                message="同一户同时只能有一个发放账户",
            ),
        ]
        indexes = [models.Index(fields=["number_index"], name="account_shared")]

    def __str__(self) -> str:
        return self.number_mask


FACTS: tuple[type[Fact], ...] = (
    Member, Condition, Income, Expense, Asset, Obligor, Residence, Consent, PaymentAccount, Aid,
)  # fmt: skip
