"""Simulated cases come by the ten thousand while somebody waits: no key of theirs is checked or indexed row by row."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_weigh_policies_before_they_are_law'),
    ]

    operations = [
        migrations.AlterField(
            model_name='simulatedcase',
            name='award',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.award', verbose_name='待遇'),
        ),
        migrations.AlterField(
            model_name='simulatedcase',
            name='household',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.household', verbose_name='家庭'),
        ),
        migrations.AlterField(
            model_name='simulatedcase',
            name='simulation',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='cases.simulation', verbose_name='测算'),
        ),
    ]
