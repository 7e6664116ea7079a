"""The open duties of a case without its past, what becomes due next, and what is neither done nor overdue, each by an index of its own.

What is written is put into the indexes by case at once: left in their lists of what is pending, as they are made by default, it was compared
with every case that a page asks of.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

OPEN = models.Q(("state__in", ["breached", "uncertain", "unknown", "pending"]), ("answerable", True))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("rulebook", "0007_lists_without_what_is_kept")]
    operations = [
        AddIndexConcurrently(
            "obligation",
            GinIndex(fields=["cases"], condition=OPEN, name="rulebook_obligation_open_cases", fastupdate=False),
        ),
        AddIndexConcurrently(
            "obligation",
            models.Index(fields=["due_latest"], condition=OPEN & models.Q(timed=True), name="rulebook_obligation_due"),
        ),
        AddIndexConcurrently(
            "obligation",
            models.Index(
                fields=["agency", "who", "due_latest"],
                condition=models.Q(("answerable", True), ("state__in", ["pending", "unknown"])),
                name="rulebook_obligation_awaited",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    "ALTER INDEX rulebook_obligation_cases SET (fastupdate = off)",
                    "ALTER INDEX rulebook_obligation_cases RESET (fastupdate)",
                ),
                migrations.RunSQL("SELECT gin_clean_pending_list('rulebook_obligation_cases')", migrations.RunSQL.noop),
            ],
            [
                migrations.RemoveIndex("obligation", "rulebook_obligation_cases"),
                migrations.AddIndex("obligation", GinIndex(fields=["cases"], name="rulebook_obligation_cases", fastupdate=False)),
            ],
        ),
    ]
