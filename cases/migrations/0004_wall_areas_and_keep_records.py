"""Row-level security by division code on every table of a place, and append-only where history lies."""

from django.db import migrations

from assistance.database import append_only, of_area

OF_A_PLACE = [
    "application", "assessment", "asset", "award", "awardperiod", "awardperson", "bankfile", "bankreturn", "bankreturnrow", "batchrun", "condition",
    "consent", "decision", "discrepancy", "enquiry", "expense", "gap", "household", "income", "intake", "member", "notice", "objection", "obligor",
    "opinion", "paymentaccount", "payoutline", "payoutrun", "posting", "reaudit", "reauditdecision", "residence", "returnfile", "visit",
]
KEPT = ["assessment", "decision", "journalline", "opinion", "posting", "reauditdecision", "bankreturnrow", "signinattempt", "participation"]


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_chain_states_to_the_journal")]
    operations = [
        *(of_area(f"cases_{table}") for table in OF_A_PLACE),
        # a sign-in has no area scope yet, so a line may be added anywhere; it is read inside the scope only
        of_area("cases_journalline", insert_anywhere=True),
        *(append_only(f"cases_{table}") for table in KEPT),
    ]
