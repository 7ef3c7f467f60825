"""A line of a run that was cancelled or drafted again is dropped, not deleted; a dropped reissue frees the failed line."""

from django.db import migrations, models

SQL = """
ALTER TABLE cases_payoutline
  DROP CONSTRAINT cases_payoutline_state_check,
  ADD CONSTRAINT line_state_known CHECK (state IN ('planned', 'sent', 'settled', 'failed', 'in_doubt', 'reissued', 'dropped')),
  DROP CONSTRAINT reissue_names_its_line,
  ADD CONSTRAINT reissue_names_its_line CHECK (CASE WHEN kind = 'reissue' THEN reissue_of IS NOT NULL OR state = 'dropped' ELSE reissue_of IS NULL END);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_plan_reviews_of_awards")]
    operations = [
        migrations.RunSQL(SQL),
        migrations.AlterField(
            model_name="payoutline",
            name="state",
            field=models.CharField(choices=[("planned", "待发"), ("sent", "已送银行"), ("settled", "已到账"), ("failed", "失败"), ("in_doubt", "待查"), ("reissued", "已重发"), ("dropped", "已撤下")], default="planned", max_length=10, verbose_name="状态"),
        ),
    ]
