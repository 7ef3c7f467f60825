"""How a home was got and when a vehicle was built: what some places ask of a thing a family owns."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_measure_what_a_family_owns'),
    ]

    operations = [
        migrations.AddField(
            model_name='asset',
            name='after_disaster',
            field=models.BooleanField(blank=True, null=True, verbose_name='灾后重建、购置或安置'),
        ),
        migrations.AddField(
            model_name='asset',
            name='built_on',
            field=models.DateField(blank=True, null=True, verbose_name='出厂日期'),
        ),
        migrations.AddConstraint(
            model_name='asset',
            constraint=models.CheckConstraint(condition=models.Q(('built_on__isnull', True), ('built_on__lte', models.F('period__startswith')), _connector='OR'), name='asset_stands_once_built', violation_error_message='出厂日期不能晚于这一项登记的日期，后来买的另加一项'),
        ),
    ]
