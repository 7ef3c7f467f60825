"""Simulations of a version with the row behind every number, and which kept answers rest on which figure."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from assistance.database import append_only, of_area

# Answers kept before this migration name their figures too.
_FILL = """
INSERT INTO cases_usedfigure (area_code, assessment_id, version)
SELECT DISTINCT a.area_code, a.id, f.value ->> 'version' FROM cases_assessment a, jsonb_each(a.figures) f
WHERE f.value ->> 'version' <> 'question'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_grade_an_application'),
    ]

    operations = [
        migrations.CreateModel(
            name='Simulation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_code', models.CharField(max_length=12, validators=[django.core.validators.RegexValidator('^[0-9]{12}$', '区划代码应为12位数字，例如 990101001001')], verbose_name='区划代码')),
                ('version_id', models.BigIntegerField(verbose_name='政策版本')),
                ('on', models.DateField(verbose_name='测算日')),
                ('imprint', models.CharField(max_length=32, verbose_name='所用参数')),
                ('made_at', models.DateTimeField(verbose_name='测算时间')),
                ('summary', models.JSONField(default=dict, verbose_name='汇总')),
                ('batch', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='simulation', to='cases.batchrun', verbose_name='任务')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='测算人')),
            ],
            options={
                'verbose_name': '政策测算',
                'verbose_name_plural': '政策测算',
            },
        ),
        migrations.CreateModel(
            name='SimulatedCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_code', models.CharField(max_length=12, validators=[django.core.validators.RegexValidator('^[0-9]{12}$', '区划代码应为12位数字，例如 990101001001')], verbose_name='区划代码')),
                ('benefit', models.CharField(max_length=30, verbose_name='救助类型')),
                ('mark', models.CharField(choices=[('raised', '提高'), ('crosses', '提高，超出现在确认的一级的权限'), ('lowered', '降低'), ('ends', '不再符合'), ('unclear', '不能判断'), ('differs', '登记金额与现行规定不一致'), ('apart', '非户主申请，须逐户核算'), ('enters', '新符合条件'), ('same', '不变')], max_length=10, verbose_name='变化')),
                ('imported', models.BooleanField(default=False, verbose_name='来自台账')),
                ('registered_fen', models.BigIntegerField(null=True, verbose_name='登记金额（分）')),
                ('before', models.CharField(max_length=8, verbose_name='现行结论')),
                ('before_fen', models.BigIntegerField(null=True, verbose_name='现行金额（分）')),
                ('after', models.CharField(max_length=8, verbose_name='新结论')),
                ('after_fen', models.BigIntegerField(null=True, verbose_name='新金额（分）')),
                ('gain_fen', models.BigIntegerField(default=0, verbose_name='每月增减（分）')),
                ('back_pay_fen', models.BigIntegerField(default=0, verbose_name='补发（分）')),
                ('level_before', models.CharField(blank=True, max_length=10, verbose_name='现由哪级确认')),
                ('level_after', models.CharField(blank=True, max_length=10, verbose_name='将由哪级确认')),
                ('award', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.award', verbose_name='待遇')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.household', verbose_name='家庭')),
                ('simulation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='cases.simulation', verbose_name='测算')),
            ],
            options={
                'verbose_name': '政策测算明细',
                'verbose_name_plural': '政策测算明细',
            },
        ),
        migrations.CreateModel(
            name='UsedFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_code', models.CharField(max_length=12, validators=[django.core.validators.RegexValidator('^[0-9]{12}$', '区划代码应为12位数字，例如 990101001001')], verbose_name='区划代码')),
                ('version', models.CharField(max_length=160, verbose_name='参数版本')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.assessment', verbose_name='审核计算')),
            ],
            options={
                'verbose_name': '所用参数',
                'verbose_name_plural': '所用参数',
            },
        ),
        migrations.AddIndex(
            model_name='simulation',
            index=models.Index(fields=['version_id', 'area_code', '-id'], name='simulation_of_version'),
        ),
        migrations.AddIndex(
            model_name='simulatedcase',
            index=models.Index(fields=['simulation', 'mark', 'id'], name='simulatedcase_by_mark'),
        ),
        migrations.AddIndex(
            model_name='usedfigure',
            index=models.Index(fields=['version', 'assessment'], name='usedfigure_by_version'),
        ),
        *(of_area(f"cases_{table}") for table in ("simulation", "simulatedcase", "usedfigure")),
        *(append_only(f"cases_{table}") for table in ("simulatedcase", "usedfigure")),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
