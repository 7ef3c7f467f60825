"""What the law weighs and nobody could tell: dates of permits, of members and of obligors, benefits drawn elsewhere."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from assistance.database import of_area

# Until now the day from which a permit stood in the file counted as the day of its issue.
_FILL = "UPDATE cases_residence SET issued_on = lower(period) WHERE kind = 'residence_permit'"

class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0011_pack_the_facts_of_an_assessment'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='outside_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='超出规定范围的理由'),
        ),
        migrations.AddField(
            model_name='application',
            name='same_cause_justified',
            field=models.BooleanField(blank=True, null=True, verbose_name='同一事由再次申请有正当理由'),
        ),
        migrations.AddField(
            model_name='member',
            name='died_on',
            field=models.DateField(blank=True, null=True, verbose_name='去世日期'),
        ),
        migrations.AddField(
            model_name='member',
            name='joined_on',
            field=models.DateField(blank=True, null=True, verbose_name='何日起共同生活'),
        ),
        migrations.AddField(
            model_name='member',
            name='status_since',
            field=models.DateField(blank=True, null=True, verbose_name='这种情况自何日起'),
        ),
        migrations.AddField(
            model_name='obligor',
            name='birth_date',
            field=models.DateField(blank=True, null=True, verbose_name='出生日期'),
        ),
        migrations.AddField(
            model_name='obligor',
            name='property_inside',
            field=models.BooleanField(blank=True, null=True, verbose_name='财产符合规定'),
        ),
        migrations.AddField(
            model_name='obligor',
            name='receives',
            field=models.CharField(blank=True, max_length=20, verbose_name='享受的救助'),
        ),
        migrations.AddField(
            model_name='obligor',
            name='severe_disability',
            field=models.BooleanField(blank=True, null=True, verbose_name='重度残疾'),
        ),
        migrations.AddField(
            model_name='obligor',
            name='status',
            field=models.CharField(blank=True, max_length=20, verbose_name='在家情况'),
        ),
        migrations.AddField(
            model_name='residence',
            name='issued_on',
            field=models.DateField(blank=True, null=True, verbose_name='签发日期'),
        ),
        migrations.AddField(
            model_name='residence',
            name='valid_until',
            field=models.DateField(blank=True, null=True, verbose_name='有效期至'),
        ),
        migrations.AlterField(
            model_name='reaudit',
            name='outcome',
            field=models.CharField(blank=True, choices=[('keep', '维持'), ('change', '调整'), ('grace', '渐退期'), ('end', '停发')], max_length=8, verbose_name='结论'),
        ),
        migrations.CreateModel(
            name='Aid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_code', models.CharField(max_length=12, validators=[django.core.validators.RegexValidator('^[0-9]{12}$', '区划代码应为12位数字，例如 990101001001')], verbose_name='区划代码')),
                ('source', models.CharField(choices=[('declared', '申报'), ('verified', '核对'), ('visited', '入户'), ('register', '台账导入')], default='declared', max_length=10, verbose_name='来源')),
                ('evidence', models.CharField(blank=True, max_length=120, verbose_name='证明')),
                ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='作废时间')),
                ('benefit', models.CharField(max_length=20, verbose_name='救助项目')),
                ('place_code', models.CharField(blank=True, max_length=12, validators=[django.core.validators.RegexValidator('^[0-9]{12}$', '区划代码应为12位数字，例如 990101001001')], verbose_name='享受地区划代码')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='开始享受日期')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='停止享受日期')),
                ('amount_fen', models.BigIntegerField(blank=True, null=True, verbose_name='金额（分）')),
                ('supplement_fen', models.BigIntegerField(blank=True, null=True, verbose_name='其中分类施保（分）')),
                ('cause', models.CharField(blank=True, max_length=20, verbose_name='困难原因')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aids', to='cases.household', verbose_name='家庭')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
            ],
            options={
                'verbose_name': '别处的救助',
                'verbose_name_plural': '别处的救助',
                'indexes': [models.Index(fields=['household', 'id'], name='aid_of_household')],
                'constraints': [models.CheckConstraint(condition=models.Q(('started_on__isnull', True), ('ended_on__isnull', True), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='aid_ends_after_its_start', violation_error_message='停止享受的日期不能早于开始享受的日期'), models.CheckConstraint(condition=models.Q(('amount_fen__isnull', True), ('supplement_fen__isnull', True), models.Q(('supplement_fen__gte', 0), ('supplement_fen__lte', models.F('amount_fen'))), _connector='OR'), name='aid_supplement_within_amount', violation_error_message='其中的分类施保不能多于每月金额')],
            },
        ),
        of_area("cases_aid"),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
