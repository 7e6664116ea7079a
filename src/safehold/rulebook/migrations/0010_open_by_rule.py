"""The newest of what one rule still asks of somebody, for a page that shows a few of very many."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

OPEN = models.Q(("state__in", ["breached", "uncertain", "unknown", "pending"]), ("answerable", True))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("rulebook", "0009_most_dangerous_first")]
    operations = [
        AddIndexConcurrently(
            "obligation",
            models.Index(fields=["rule", "-trigger_event"], condition=OPEN, name="rulebook_obligation_of_rule"),
        ),
    ]
