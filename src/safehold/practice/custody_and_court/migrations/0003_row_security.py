from django.db import migrations

from safehold.database.policies import protect, told_by_check


class Migration(migrations.Migration):
    dependencies = [("custody_and_court", "0002_grants"), ("identity", "0005_row_security")]
    operations = [
        protect("custody_bail", "custody_order", seen="access.sees_person(suspect_id)"),
        protect("custody_whereabouts", seen="access.sees_person(person_id)"),
        told_by_check("custody_bail", "custody_order", "custody_whereabouts"),
    ]
