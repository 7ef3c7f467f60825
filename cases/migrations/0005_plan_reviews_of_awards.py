"""When an award was last looked at, and when the next look is due."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_wall_areas_and_keep_records'),
    ]

    operations = [
        migrations.AddField(
            model_name='award',
            name='next_review_on',
            field=models.DateField(blank=True, null=True, verbose_name='下次复核期限'),
        ),
        migrations.AddField(
            model_name='award',
            name='reviewed_on',
            field=models.DateField(blank=True, null=True, verbose_name='上次复核日'),
        ),
        migrations.AddIndex(
            model_name='award',
            index=models.Index(condition=models.Q(('state', 'active')), fields=['next_review_on', 'id'], name='award_review_due'),
        ),
    ]
