from django.db import migrations

from safehold.database.policies import matched, protect
from safehold.database.roles import CHECK

# What hangs together with what. The bodies, in which people are named, are not among them.
ENVELOPE = (
    "seq", "source", "source_id", "kind", "agency", "earliest", "latest", "recorded", "received", "corrects_source", "corrects_id",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("chronology", "0003_what_was_redacted"), ("access", "0004_row_security")]
    operations = [
        protect("chronology_event", seen="access.sees_event(seq)"),
        protect("chronology_about", seen="access.sees_event(event_id)"),
        matched("chronology_event", columns=ENVELOPE),
        matched("chronology_about"),
        # Of somebody whom others know too, a check tells what the records say that may be read (identity/across.py).
        migrations.RunSQL(f"GRANT SELECT ON chronology_event TO {CHECK}", migrations.RunSQL.noop),
    ]
