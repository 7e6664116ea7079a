"""The runner announces as the recorder, which adds and never changes; whoever does something regularly says when it was done."""

from django.db import migrations

from safehold.database.grants import append_only, sequences
from safehold.database.roles import APP


class Migration(migrations.Migration):
    dependencies = [("running", "0001_initial")]
    operations = [
        append_only("running_notice"),
        sequences("running_notice_id_seq"),
        migrations.RunSQL(f"GRANT SELECT, INSERT, UPDATE ON running_beat TO {APP}", f"REVOKE ALL ON running_beat FROM {APP}"),
    ]
