from django.db import migrations

from safehold.database.policies import hidden_from_application, matched, protect


class Migration(migrations.Migration):
    dependencies = [("reconciling", "0002_grants"), ("identity", "0005_row_security")]
    operations = [
        protect("reconciling_change"),
        hidden_from_application("reconciling_change"),
        matched("reconciling_change"),
    ]
