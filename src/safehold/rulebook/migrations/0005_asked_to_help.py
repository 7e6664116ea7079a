from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

OPEN = models.Q(state__in=["breached", "uncertain", "unknown", "pending"])


class Migration(migrations.Migration):
    """Which duties a role was asked to help with, found without reading all that the agency owes."""

    atomic = False
    dependencies = [("rulebook", "0004_not_of_what_is_viewed")]
    operations = [
        AddIndexConcurrently(
            "obligation",
            models.Index(
                fields=["agency", "help_role"],
                name="rulebook_obligation_helped",
                condition=OPEN & models.Q(answerable=True) & ~models.Q(help_role=""),
            ),
        )
    ]
