from django.db import migrations

from safehold.database.grants import derived
from safehold.database.roles import APP


class Migration(migrations.Migration):
    dependencies = [("response", "0001_initial")]
    operations = [
        derived("response_call"),
        # What staff have typed and not yet recorded is the application's own.
        migrations.RunSQL(f"GRANT SELECT, INSERT, UPDATE, DELETE ON response_draft TO {APP}", migrations.RunSQL.noop),
    ]
