"""Alarms of the last hours are looked for each time that a board is drawn: by an index, not by reading all that an agency has on record."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("chronology", "0007_linked_at_commit")]
    operations = [
        AddIndexConcurrently(
            "storedevent",
            models.Index(fields=["agency", "earliest"], name="chronology_event_alarms", condition=models.Q(kind="alarm.activated")),
        )
    ]
