"""The grade that an officer gives where a place pays by grades and publishes no bands of income."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_find_acts_and_keep_answers_to_machines'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='grade',
            field=models.CharField(blank=True, max_length=10, verbose_name='评定的档次'),
        ),
    ]
