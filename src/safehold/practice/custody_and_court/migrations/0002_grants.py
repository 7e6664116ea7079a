from django.db import migrations

from safehold.database.grants import derived


class Migration(migrations.Migration):
    dependencies = [("custody_and_court", "0001_initial")]
    operations = [
        derived("custody_bail", "custody_order", "custody_whereabouts"),
    ]
