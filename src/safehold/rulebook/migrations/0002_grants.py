from django.db import migrations

from safehold.database.grants import derived, sequences


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0001_initial")]
    operations = [
        derived("rulebook_obligation", "rulebook_coverage", "rulebook_supplied", "rulebook_resting"),
        sequences("rulebook_obligation_id_seq"),
    ]
