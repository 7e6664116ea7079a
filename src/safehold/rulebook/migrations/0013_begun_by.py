"""Each duty with the agency that recorded what began it, so that what comes to a viewer from agencies at which nobody works is found by an
index: asked of the events, ten thousand such duties were looked up for each page of work. And the open duties of one case without the index
over whole arrays of cases, which nearly all duties do not need.
"""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F

OPEN = models.Q(("state__in", ["breached", "uncertain", "unknown", "pending"]), ("answerable", True))
A_BATCH = 5_000

# For what the version before writes; this one says it itself.
TRIGGER = """
CREATE FUNCTION access.begun_by() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
  NEW.begun_by := (SELECT e.agency FROM chronology_event e WHERE e.seq = NEW.trigger_event);
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION access.begun_by() FROM PUBLIC;
CREATE TRIGGER begun_by BEFORE INSERT OR UPDATE ON rulebook_obligation
  FOR EACH ROW WHEN (NEW.begun_by IS NULL) EXECUTE FUNCTION access.begun_by();
"""
GONE = """
DROP TRIGGER begun_by ON rulebook_obligation;
DROP FUNCTION access.begun_by();
"""
FILLED = """
UPDATE rulebook_obligation o SET begun_by = e.agency FROM chronology_event e
 WHERE e.seq = o.trigger_event AND o.begun_by IS NULL AND o.id > %s AND o.id <= %s
"""


def fill(_apps: object, schema_editor: Any) -> None:
    """Some thousand at a time, each in a transaction of its own, so that nobody who records waits for long."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM rulebook_obligation")
        (last,) = cursor.fetchone()
        for first in range(0, last, A_BATCH):
            cursor.execute(FILLED, [first, first + A_BATCH])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("rulebook", "0012_however_many_started_it"), ("chronology", "0008_alarms")]
    operations = [
        migrations.AddField("obligation", "begun_by", models.TextField(null=True)),
        migrations.RunSQL(TRIGGER, GONE),
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexConcurrently(
            "obligation",
            models.Index(fields=["begun_by", "agency"], name="rulebook_obligation_begun", condition=OPEN),
        ),
        AddIndexConcurrently(
            "obligation",
            models.Index(F("cases__0"), F("agency"), F("who"), name="rulebook_obligation_first_case", condition=OPEN),
        ),
        AddIndexConcurrently(
            "obligation",
            GinIndex(
                fields=["cases"],
                name="rulebook_obligation_of_several",
                condition=OPEN & models.Q(cases__1__isnull=False),
                fastupdate=False,
            ),
        ),
    ]
