"""Rare acts and days are found in a long journal; what a machine was answered under its key is kept and never rewritten."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from assistance.database import append_only


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_drop_lines_of_cancelled_runs")]
    operations = [
        migrations.AddIndex("journalline", models.Index(fields=["act", "id"], name="journal_of_act")),
        migrations.AddIndex("journalline", django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="journal_by_day")),
        migrations.CreateModel(
            name="IdempotentCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80)),
                ("digest", models.BinaryField(max_length=32)),
                ("status", models.SmallIntegerField()),
                ("body", models.JSONField()),
                ("at", models.DateTimeField()),
                ("officer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            "idempotentcall",
            models.UniqueConstraint(fields=("officer", "key"), name="one_answer_a_key", violation_error_message="这个 Idempotency-Key 已经用过"),
        ),
        append_only("cases_idempotentcall"),
    ]
