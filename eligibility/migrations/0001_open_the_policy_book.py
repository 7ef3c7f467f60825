"""The policy book: versions, figures with two clocks, calendar; published rows are closed, never rewritten."""

import assistance.database
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import uuid
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

# What is published stays: a version may only be marked superseded, a figure may only cease to be known, once.
KEEP_PUBLISHED = """
CREATE FUNCTION eligibility_keep_version() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF OLD.state NOT IN ('published', 'superseded') THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.state = 'superseded'
     AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'policy version % is published and cannot be changed', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $f$;
CREATE TRIGGER keep_version BEFORE UPDATE OR DELETE ON eligibility_policyversion
  FOR EACH ROW EXECUTE FUNCTION eligibility_keep_version();
ALTER TABLE eligibility_policyversion ENABLE ALWAYS TRIGGER keep_version;

CREATE FUNCTION eligibility_keep_figure() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF OLD.known IS NULL THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'UPDATE' AND upper_inf(OLD.known) AND NOT upper_inf(NEW.known) AND lower(NEW.known) = lower(OLD.known)
     AND to_jsonb(NEW) - 'known' = to_jsonb(OLD) - 'known' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'figure % is published and cannot be changed', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $f$;
CREATE TRIGGER keep_figure BEFORE UPDATE OR DELETE ON eligibility_parametervalue
  FOR EACH ROW EXECUTE FUNCTION eligibility_keep_figure();
ALTER TABLE eligibility_parametervalue ENABLE ALWAYS TRIGGER keep_figure;

CREATE FUNCTION eligibility_known_when_published() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF NEW.known IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM eligibility_policyversion v
    WHERE v.id = NEW.version_id AND v.area = NEW.area AND v.state IN ('published', 'superseded')) THEN
    RAISE EXCEPTION 'figure of an unpublished version cannot be known' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER known_when_published BEFORE INSERT OR UPDATE ON eligibility_parametervalue
  FOR EACH ROW EXECUTE FUNCTION eligibility_known_when_published();
ALTER TABLE eligibility_parametervalue ENABLE ALWAYS TRIGGER known_when_published;

CREATE FUNCTION eligibility_keep_calendar() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION 'append-only table %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $f$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON eligibility_calendarday
  FOR EACH ROW EXECUTE FUNCTION eligibility_keep_calendar();
ALTER TABLE eligibility_calendarday ENABLE ALWAYS TRIGGER append_only;
"""
FORGET = """
DROP TRIGGER append_only ON eligibility_calendarday;
DROP FUNCTION eligibility_keep_calendar();
DROP TRIGGER known_when_published ON eligibility_parametervalue;
DROP FUNCTION eligibility_known_when_published();
DROP TRIGGER keep_figure ON eligibility_parametervalue;
DROP FUNCTION eligibility_keep_figure();
DROP TRIGGER keep_version ON eligibility_policyversion;
DROP FUNCTION eligibility_keep_version();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='BookRevision',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('stamp', models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                'verbose_name': '政策簿版次',
                'verbose_name_plural': '政策簿版次',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='bookrevision_single', violation_error_message='政策簿只有一个版次。')],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='日期')),
                ('kind', models.CharField(choices=[('workday', '工作日'), ('rest', '休息日'), ('holiday', '节假日'), ('make_up', '调休上班')], max_length=8, verbose_name='类别')),
                ('region', models.CharField(default='0', max_length=12, verbose_name='适用地区')),
                ('notice', models.CharField(max_length=100, verbose_name='通知')),
                ('source', models.CharField(max_length=100, verbose_name='来源')),
                ('published_at', models.DateTimeField(verbose_name='发布时间')),
            ],
            options={
                'verbose_name': '日历',
                'verbose_name_plural': '日历',
                'ordering': ('day', 'published_at'),
                'constraints': [models.UniqueConstraint(fields=('region', 'day', 'published_at'), name='calendarday_one_a_notice', violation_error_message='同一通知对同一天只能有一种安排。')],
            },
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=12, verbose_name='行政区划代码')),
                ('document', models.CharField(max_length=300, verbose_name='文件')),
                ('article', models.CharField(blank=True, max_length=200, verbose_name='条款')),
                ('period', assistance.database.PeriodField(verbose_name='施行期间')),
                ('state', models.CharField(choices=[('draft', '草稿'), ('in_review', '待发布'), ('withdrawn', '已撤回'), ('published', '已发布'), ('superseded', '已被替代')], default='draft', max_length=12, verbose_name='状态')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='发布时间')),
                ('drafted_by', models.BigIntegerField(blank=True, null=True, verbose_name='起草人')),
                ('published_by', models.BigIntegerField(blank=True, null=True, verbose_name='发布人')),
                ('source', models.CharField(choices=[('officer', '系统内起草'), ('file', '随系统发布的政策文件')], default='officer', max_length=8, verbose_name='来源')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='内容摘要')),
                ('note', models.TextField(blank=True, verbose_name='说明')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='起草时间')),
            ],
            options={
                'verbose_name': '政策版本',
                'verbose_name_plural': '政策版本',
                'ordering': ('-published_at', '-id'),
                'indexes': [models.Index(fields=['area', 'state', '-published_at'], name='policyversion_by_area')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'in_review', 'withdrawn')), ('source', 'file'), models.Q(('drafted_by__isnull', False), ('published_by__isnull', False), models.Q(('drafted_by', models.F('published_by')), _negated=True)), _connector='OR'), name='policyversion_two_people', violation_error_message='政策须由起草人以外的另一人发布。'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('state__in', ('draft', 'in_review', 'withdrawn'))), models.Q(('published_at__isnull', False), ('state__in', ('published', 'superseded'))), _connector='OR'), name='policyversion_published_has_moment', violation_error_message='已发布的政策必须有发布时间，未发布的不能有。'), models.UniqueConstraint(condition=models.Q(('source', 'file')), fields=('area', 'document', 'period', 'published_at'), name='policyversion_file_once', violation_error_message='同一地区的同一文件只能装载一次。')],
            },
        ),
        migrations.CreateModel(
            name='ParameterValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=12, verbose_name='行政区划代码')),
                ('name', models.CharField(max_length=60, verbose_name='参数')),
                ('value', models.JSONField(verbose_name='值')),
                ('article', models.CharField(blank=True, max_length=200, verbose_name='条款')),
                ('period', assistance.database.PeriodField(verbose_name='施行期间')),
                ('known', django.contrib.postgres.fields.ranges.DateTimeRangeField(blank=True, null=True, verbose_name='已知期间')),
                ('corrects', models.BooleanField(default=False, verbose_name='更正已发布的值')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='eligibility.policyversion', verbose_name='政策版本')),
            ],
            options={
                'verbose_name': '参数值',
                'verbose_name_plural': '参数值',
                'ordering': ('area', 'name', 'period'),
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('known__isnull', False)), expressions=(('area', '='), ('name', '='), ('period', '&&'), ('known', '&&')), name='parametervalue_one_at_a_time', violation_error_message='同一地区、同一参数在同一天只能有一个已发布的值。'), models.UniqueConstraint(condition=models.Q(('known__isnull', True)), fields=('version', 'name'), name='parametervalue_once_in_draft', violation_error_message='同一草稿中每个参数只能写一次。')],
            },
        ),
        migrations.RunSQL(KEEP_PUBLISHED, FORGET),
    ]
