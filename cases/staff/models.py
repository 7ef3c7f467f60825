"""Area tree by official 12-digit division code, officers, and their dated posts with roles."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models

from assistance.database import PeriodField, no_overlap

AREA_CODE = RegexValidator(r"^[0-9]{12}$", "区划代码应为12位数字，例如 990101001001")
_WIDTHS = (2, 4, 6, 9, 12)


def scope_range(code: str) -> tuple[str, str]:
    """First code inside an area and first code beyond it, by the division code's levels (2-2-2-3-3 digits)."""
    width = next((width for width in _WIDTHS if not code[width:].strip("0")), 12)
    prefix = code[:width]
    if not prefix.strip("0"):
        return "0", ":"  # the nation: ':' follows '9'
    return prefix.ljust(12, "0"), str(int(prefix) + 1).zfill(width)[-width:].ljust(12, "0") if prefix.strip(
        "9"
    ) else ":"


class PlaceQuerySet(models.QuerySet[Any]):
    """Wall one: rows of a place, seen from a post."""

    def visible_to(self, post: Post) -> Self:
        """Only rows inside the area of the post."""
        return self.within(post.area_code)

    def within(self, area_code: str) -> Self:
        """Only rows inside the area with this division code."""
        first, below = scope_range(area_code)
        return self.filter(area_code__gte=first, area_code__lt=below)


class OfPlace(models.Model):
    """A row that belongs to a place; PostgreSQL holds the second wall on `area_code`."""

    area_code = models.CharField("区划代码", max_length=12, validators=[AREA_CODE])

    objects: ClassVar[models.Manager[Any]] = PlaceQuerySet.as_manager()

    class Meta:
        abstract = True


class Area(models.Model):
    """One node of the official tree: province, city, county, township, village."""

    class Level(models.TextChoices):
        NATION = "nation", "全国"
        PROVINCE = "province", "省"
        CITY = "city", "市"
        COUNTY = "county", "县"
        TOWNSHIP = "township", "乡镇（街道）"
        VILLAGE = "village", "村（社区）"

    code = models.CharField("区划代码", max_length=12, primary_key=True, validators=[AREA_CODE])
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    setting = models.CharField("城乡", max_length=5, choices=[("urban", "城市"), ("rural", "农村")], blank=True)
    hardship_class = models.PositiveSmallIntegerField("艰苦边远地区类别", null=True, blank=True)

    class Meta:
        verbose_name = "区划"
        verbose_name_plural = "区划"
        constraints = [
            models.CheckConstraint(
                name="area_code_is_12_digits",
                condition=models.Q(code__regex=r"^[0-9]{12}$"),
                violation_error_message="区划代码应为12位数字",
            ),
            models.CheckConstraint(
                name="area_hardship_class_1_to_6",
                condition=models.Q(hardship_class__isnull=True) | models.Q(hardship_class__range=(1, 6)),
                violation_error_message="艰苦边远地区类别为1至6类",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def prefix(self) -> str:
        """The digits shared by all codes inside this area."""
        return self.code[: next((width for width in _WIDTHS if not self.code[width:].strip("0")), 12)]

    def covers(self, code: str) -> bool:
        """Whether a division code lies inside this area."""
        first, below = scope_range(self.code)
        return first <= code < below


class Role(models.TextChoices):
    """What a post may do; the table of moves names these."""

    VILLAGE_ASSISTANT = "village_assistant", "村级协理员"
    TOWNSHIP_OFFICER = "township_officer", "乡镇经办人"
    TOWNSHIP_HEAD = "township_head", "乡镇负责人"
    COUNTY_APPROVER = "county_approver", "县级审批人"
    FINANCE_MAKER = "finance_maker", "资金制单人"
    FINANCE_RELEASER = "finance_releaser", "资金审核人"
    POLICY_EDITOR = "policy_editor", "政策拟稿人"
    POLICY_PUBLISHER = "policy_publisher", "政策发布人"
    SUPERVISOR = "supervisor", "督查人员"
    AUDITOR = "auditor", "审计人员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"


class OfficerManager(BaseUserManager["Officer"]):
    """Makes officers with a hashed password."""

    def create_user(self, login: str, password: str, **fields: object) -> Officer:
        """Create one officer; the password is checked by the services that call this."""
        officer = self.model(login=login, **fields)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer


class Officer(AbstractBaseUser):
    """One natural person is one officer: the blind index of the ID number is unique."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    login = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    person_index = models.BinaryField("身份证号索引", max_length=32, unique=True, editable=False)
    is_active = models.BooleanField("在用", default=True)
    password_set_at = models.DateTimeField("密码设定时间", null=True, blank=True)

    objects: ClassVar[OfficerManager] = OfficerManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = "工作人员"
        verbose_name_plural = "工作人员"

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Django's own admin is for system administrators in post."""
        return self._administers()

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Django's admin asks this; every other right comes from the post."""
        return self._administers()

    def has_module_perms(self, app_label: str) -> bool:
        """Django's admin asks this."""
        return self._administers()

    def _administers(self) -> bool:
        from django.utils import timezone

        if not hasattr(self, "_is_admin"):
            today = timezone.localdate()
            self._is_admin = (
                self.is_active and self.posts.filter(role=Role.SYSTEM_ADMIN, period__contains=today).exists()
            )
        return self._is_admin


class PostQuerySet(models.QuerySet["Post"]):
    """Posts by day."""

    def held_on(self, day: date) -> Self:
        """Posts in force on a day."""
        return self.filter(period__contains=day)


class Post(models.Model):
    """An officer acts in one area in one role for a period; the active post gives a session its scope."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="posts", verbose_name="人员")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区划")
    role = models.CharField("岗位", max_length=20, choices=Role)
    period = PeriodField("任期")

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        verbose_name_plural = "岗位"
        constraints = [
            no_overlap(
                "post_once_at_a_time", "officer", "area", "role", message="同一人在同一地区的同一岗位任期不能重叠"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.get_role_display()}"

    @property
    def area_code(self) -> str:
        """Division code of the post's area."""
        return str(self.area_id)


class SignInAttempt(models.Model):
    """Every attempt to sign in; lock-out counts these rows, so it survives a flushed cache."""

    login = models.CharField("登录名", max_length=40, db_index=True)
    at = models.DateTimeField("时间")
    succeeded = models.BooleanField("成功")
    address = models.GenericIPAddressField("来源地址", null=True)

    class Meta:
        verbose_name = "登录尝试"
        verbose_name_plural = "登录尝试"
        indexes = [models.Index(fields=["login", "-at"], name="sign_in_recent")]

    def __str__(self) -> str:
        return f"{self.login} {self.at:%Y-%m-%d %H:%M}"


class Relative(models.Model):
    """A close relative of a staff member, recorded so that the case gets the compulsory home visit (L57 art.11, 20)."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="relatives", verbose_name="工作人员")
    person_index = models.BinaryField("亲属身份证号索引", max_length=32, editable=False)
    name = models.CharField("亲属姓名", max_length=40)
    relation = models.CharField("关系", max_length=20)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "近亲属备案"
        verbose_name_plural = "近亲属备案"
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "person_index"],
                name="relative_recorded_once",
                violation_error_message="该亲属已经备案",
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.relation} {self.name}"
