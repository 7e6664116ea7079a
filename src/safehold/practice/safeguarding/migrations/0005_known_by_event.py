"""Markers, actions of plans and how she is reached are shown by the event that said them, and not to everybody who sees the person. A
marker that warns of danger at the door is told although its case is another agency's (identity/migrations/0009_known_by_event.py)."""

from django.db import migrations

from safehold.database.roles import APP

SEEN = {
    "safeguarding_marker": "access.knows_of(event_id, person_id) OR (marker IN ('firearms', 'weapons', 'serial_perpetrator',"
    " 'threat_to_kill') AND access.warns(event_id, person_id))",
    "safeguarding_plan_action": "access.knows_of(event_id, victim_id)",
    "safeguarding_safe_contact": "(SELECT access.may('reach_victims')) AND access.knows_of(event_id, person_id)",
}


class Migration(migrations.Migration):
    dependencies = [
        ("safeguarding", "0004_where_safe_contact_stands"),
        ("identity", "0009_known_by_event"),
        ("standards", "0003_conflicts_apart"),
    ]
    operations = [
        migrations.RunSQL(
            ";\n".join(
                f"ALTER POLICY seen ON {table} USING ({seen});\n"
                f"CREATE POLICY no_conflict_in_event ON {table} AS RESTRICTIVE FOR SELECT TO {APP}"
                " USING (NOT event_id = ANY((SELECT access.conflicted_events())::bigint[]))"
                for table, seen in SEEN.items()
            ),
            migrations.RunSQL.noop,
        ),
    ]
