"""A stored assessment: what was asked, what was known, which figures were used, and what came out."""

from django.db import models

from cases.staff.models import OfPlace

OUTCOMES = [("yes", "符合"), ("no", "不符合"), ("unknown", "尚不能判断")]


class Assessment(OfPlace):
    """One answer of the engine about one household and benefit; kept for ever, recomputable to the fen. No key leads into `eligibility`."""

    household = models.ForeignKey("cases.Household", models.PROTECT, related_name="assessments", verbose_name="家庭")
    benefit = models.CharField("救助类型", max_length=30)
    kind = models.CharField("类别", max_length=20, blank=True)
    on = models.DateField("计算日")
    known_by = models.DateTimeField("按何时已公布的政策")
    outcome = models.CharField("结论", max_length=8, choices=OUTCOMES)
    amount_fen = models.BigIntegerField("金额（分）", null=True)
    per = models.CharField("单位", max_length=5, blank=True)
    persons = models.SmallIntegerField("保障人数", default=0)
    question = models.JSONField("事实快照")  # the whole input, as assess.md
    figures = models.JSONField("所用参数")  # name → value, version, document, article
    answer = models.JSONField("结果与依据")  # the whole output, as assess.md
    packed = models.BinaryField("事实快照（紧凑）", null=True, editable=False)  # the same facts as columns read them
    engine = models.CharField("引擎版本", max_length=20)
    made_at = models.DateTimeField("计算时间")
    made_by = models.ForeignKey("cases.Officer", models.PROTECT, null=True, related_name="+", verbose_name="计算人")

    class Meta:
        verbose_name = "审核计算"
        verbose_name_plural = "审核计算"
        indexes = [models.Index(fields=["household", "-id"], name="assessment_of_household")]

    def __str__(self) -> str:
        return f"{self.benefit} {self.on} {self.outcome}"


class UsedFigure(OfPlace):
    """One published figure that a kept answer rests on, by the name of its version: finds the cases a wrong one decided."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+", verbose_name="审核计算")
    version = models.CharField("参数版本", max_length=160)

    class Meta:
        verbose_name = "所用参数"
        verbose_name_plural = "所用参数"
        indexes = [models.Index(fields=["version", "assessment"], name="usedfigure_by_version")]

    def __str__(self) -> str:
        return self.version
