from django.db import migrations

from safehold.database.grants import derived


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0001_initial")]
    operations = [
        derived("safeguarding_standing", "safeguarding_marker", "safeguarding_plan_action", "safeguarding_safe_contact"),
    ]
