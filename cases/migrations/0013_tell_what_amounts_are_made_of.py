"""What each standing amount is made of, where the answer it rests on says this very amount: a grace asks for it."""

from django.db import migrations, models

_FILL = """
UPDATE cases_awardperiod p SET parts = s.answer -> 'parts' FROM cases_assessment s
WHERE p.voided_at IS NULL AND p.parts = '[]' AND s.id = p.assessment_id AND s.amount_fen = p.amount_fen
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0012_say_what_the_law_weighs'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='residence',
            constraint=models.CheckConstraint(condition=models.Q(('issued_on__isnull', True), ('valid_until__isnull', True), ('valid_until__gte', models.F('issued_on')), _connector='OR'), name='permit_ends_after_its_issue', violation_error_message='居住证的有效期不能早于签发日期'),
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
