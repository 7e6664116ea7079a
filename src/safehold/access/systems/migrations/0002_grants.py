"""What the application's role may do here."""

from django.db import migrations

from safehold.database.roles import APP


class Migration(migrations.Migration):
    dependencies = [("systems", "0001_initial")]
    operations = [
        migrations.RunSQL(
            f"GRANT SELECT, INSERT, UPDATE (remaining, at) ON systems_known TO {APP}", f"REVOKE ALL ON systems_known FROM {APP}"
        )
    ]
