from django.db import migrations

from safehold.database.grants import derived, sequences


class Migration(migrations.Migration):
    dependencies = [("reconciling", "0001_initial")]
    operations = [
        derived("reconciling_run", "reconciling_change"),
        sequences("reconciling_run_id_seq", "reconciling_change_id_seq"),
    ]
