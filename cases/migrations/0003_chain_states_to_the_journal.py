"""History is the state: a journal line continues the last one, only along a known move, and a case shows what its last line says."""

from django.db import migrations

JOURNAL = """
ALTER TABLE cases_journalline
  ADD COLUMN prev_seq int GENERATED ALWAYS AS (CASE WHEN seq > 0 THEN seq - 1 END) STORED,
  ADD CONSTRAINT move_once UNIQUE (subject_kind, subject_id, seq),
  ADD CONSTRAINT move_with_state UNIQUE (subject_kind, subject_id, seq, to_state),
  ADD CONSTRAINT first_line_opens CHECK (seq IS NULL OR (seq = 0) = (from_state = '')),
  ADD CONSTRAINT move_is_whole CHECK ((seq IS NULL) = (from_state IS NULL) AND (seq IS NULL) = (to_state IS NULL) AND (seq IS NULL OR (seq >= 0 AND subject_id IS NOT NULL))),
  ADD CONSTRAINT move_continues FOREIGN KEY (subject_kind, subject_id, prev_seq, from_state) REFERENCES cases_journalline (subject_kind, subject_id, seq, to_state),
  ADD CONSTRAINT move_is_in_the_table FOREIGN KEY (subject_kind, from_state, to_state) REFERENCES cases_transition (machine, from_state, to_state);
"""

SUBJECT = """
ALTER TABLE {table}
  ADD COLUMN machine varchar(20) GENERATED ALWAYS AS ('{machine}'::varchar(20)) STORED,
  ADD CONSTRAINT {machine}_state_is_journalled FOREIGN KEY (machine, id, version, state)
    REFERENCES cases_journalline (subject_kind, subject_id, seq, to_state) DEFERRABLE INITIALLY DEFERRED;
"""

SUBJECTS = {"cases_application": "application", "cases_reaudit": "reaudit", "cases_payoutrun": "payout_run"}


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_partition_lines_and_postings")]
    operations = [
        migrations.RunSQL(JOURNAL),
        *(migrations.RunSQL(SUBJECT.format(table=table, machine=machine)) for table, machine in SUBJECTS.items()),
    ]
