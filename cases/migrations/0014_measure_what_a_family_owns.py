"""What only some places ask of a thing a family owns: its floor area, the day of its purchase, who works there for pay."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0013_tell_what_amounts_are_made_of'),
    ]

    operations = [
        migrations.AddField(
            model_name='asset',
            name='acquired_on',
            field=models.DateField(blank=True, null=True, verbose_name='购置日期'),
        ),
        migrations.AddField(
            model_name='asset',
            name='floor_area',
            field=models.IntegerField(blank=True, null=True, verbose_name='建筑面积（百分之一平方米）'),
        ),
        migrations.AddField(
            model_name='asset',
            name='hired_staff',
            field=models.SmallIntegerField(blank=True, null=True, verbose_name='雇工人数'),
        ),
        migrations.AddConstraint(
            model_name='asset',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('floor_area__isnull', True), ('floor_area__gt', 0), _connector='OR'), models.Q(('hired_staff__isnull', True), ('hired_staff__gte', 0), _connector='OR')), name='asset_measured_in_earnest', violation_error_message='建筑面积须大于零，雇工人数不能为负数'),
        ),
        migrations.AddConstraint(
            model_name='asset',
            constraint=models.CheckConstraint(condition=models.Q(('acquired_on__isnull', True), ('acquired_on__lte', models.F('period__startswith')), _connector='OR'), name='asset_stands_once_acquired', violation_error_message='购置日期不能晚于这一项登记的日期，后来买的另加一项'),
        ),
    ]
