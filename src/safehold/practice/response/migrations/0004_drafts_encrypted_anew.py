from django.db import migrations

from safehold.database.roles import RECORDER


class Migration(migrations.Migration):
    dependencies = [("response", "0003_row_security")]
    operations = [
        # By a new key, as `safehold confidential --renew` does it.
        migrations.RunSQL(f"GRANT SELECT (id, call, fields), UPDATE (fields) ON response_draft TO {RECORDER}", migrations.RunSQL.noop),
    ]
