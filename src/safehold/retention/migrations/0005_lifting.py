"""Two people lift a hold. Why goes with the hold's own content: of events alone that have lost all of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from safehold.database.grants import append_only, sequences
from safehold.database.policies import protect

OWN = "(SELECT access.may('dispose_records')) AND agency = (SELECT access.agency())"
FORGET = """
CREATE OR REPLACE FUNCTION retention_forget(gone bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE emptied bigint[];
BEGIN
  SELECT coalesce(array_agg(seq), '{}') INTO emptied FROM chronology_event WHERE seq = ANY(gone) AND redactions = cardinality(names) - 1;
  DELETE FROM confidential.held WHERE mention_id / 1024 = ANY(emptied);
  DELETE FROM confidential.agreement a USING confidential.agreement o
   WHERE o.event_id = ANY(emptied) AND a.digest = o.digest AND a.one = o.one AND a.other = o.other;
  %s
END $$;
"""
BLANKED = """
  UPDATE retention_lifting SET why = '' FROM chronology_event e
   WHERE e.seq = ANY(emptied) AND retention_lifting.source = e.source AND retention_lifting.hold = e.source_id AND why <> '';
"""


class Migration(migrations.Migration):
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("retention", "0004_without_the_key")]
    operations = [
        migrations.CreateModel(
            "Lifting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("agency", models.TextField()),
                ("source", models.TextField()),
                ("hold", models.TextField()),
                ("step", models.CharField(choices=[("asked", "Asked"), ("agreed", "Agreed"), ("withdrawn", "Withdrawn")], max_length=9)),
                ("why", models.TextField(default="")),
                ("role", models.TextField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={"db_table": "retention_lifting", "indexes": [models.Index(fields=["source", "hold"], name="retention_lifting_of")]},
        ),
        append_only("retention_lifting"),
        sequences("retention_lifting_id_seq"),
        protect("retention_lifting", seen=OWN),
        migrations.RunSQL(FORGET % BLANKED, FORGET % ""),
    ]
