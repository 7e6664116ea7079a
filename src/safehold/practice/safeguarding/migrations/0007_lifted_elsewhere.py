"""That a marker was lifted in another case than its own is known by the event that lifted it, and not by the marker. What was lifted so
before shows as lifted until `safehold rebuild` has run."""

import django.db.models.manager
from django.db import migrations, models

from safehold.database.grants import derived
from safehold.database.policies import protect, told_by_check
from safehold.database.roles import APP

TABLE = "safeguarding_lifted_elsewhere"
# As a marker by the event that set it (0005_known_by_event.py).
SEEN = (
    "access.knows_of(lifted_by, person_id) OR (marker IN ('firearms', 'weapons', 'serial_perpetrator', 'threat_to_kill')"
    " AND access.warns(lifted_by, person_id))"
)
APART = f"""
CREATE POLICY no_conflict ON {TABLE} AS RESTRICTIVE FOR SELECT TO {APP}
  USING (NOT person_id = ANY((SELECT access.conflicted_persons())::bigint[]));
CREATE POLICY no_conflict_in_event ON {TABLE} AS RESTRICTIVE FOR SELECT TO {APP}
  USING (NOT lifted_by = ANY((SELECT access.conflicted_events())::bigint[]));
"""


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0006_by_danger")]
    operations = [
        migrations.CreateModel(
            name="LiftedElsewhere",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "event_id", "person_id", "lifted_by", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField(db_index=True)),
                ("lifted_by", models.BigIntegerField()),
                ("marker", models.TextField()),
                ("agency", models.TextField()),
                ("lifted_at", models.BigIntegerField()),
            ],
            options={"db_table": TABLE},
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        derived(TABLE),
        protect(TABLE, seen=SEEN),
        told_by_check(TABLE),
        migrations.RunSQL(APART, migrations.RunSQL.noop),
    ]
