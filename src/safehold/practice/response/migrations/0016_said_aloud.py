"""A call is found by the reference that people say, and by those of the calls that were joined to it."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("response", "0015_cleared_seen")]
    operations = [
        AddIndexConcurrently("call", models.Index(fields=["agency", "spoken"], name="response_call_said_aloud")),
        AddIndexConcurrently(
            "call",
            GinIndex(fields=["also_spoken"], name="response_call_also_said", condition=models.Q(also_spoken__isnull=False)),
        ),
    ]
