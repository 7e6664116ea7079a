from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("response", "0005_in_hand")]
    operations = [
        AddIndexConcurrently(
            "call",
            models.Index(fields=["suspect_id"], name="response_call_of_him_alone", condition=models.Q(victim_id__isnull=True)),
        ),
    ]
