from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("safeguarding", "0009_unplanned")]
    operations = [
        AddIndexConcurrently(
            "standing",
            models.Index(
                fields=["unplanned_at"],
                include=["case_id"],
                condition=models.Q(unplanned_at__isnull=False),
                name="safeguarding_unplanned",
            ),
        ),
    ]
