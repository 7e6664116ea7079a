"""Who is wanted is few among all who ever stood with police and courts."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("custody_and_court", "0004_known_by_event")]
    operations = [
        AddIndexConcurrently(
            "whereabouts", models.Index(fields=["person_id"], condition=models.Q(("status", "wanted")), name="custody_whereabouts_wanted")
        ),
    ]
