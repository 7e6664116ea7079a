"""Bail and orders are shown by the event that set them. That something is in force against somebody is told, without what, although the
case is another agency's; where he stands is told unless some of it is of a case that is kept from the viewer: then it is put together from
the events that they read (stands.py)."""

from django.db import migrations

from safehold.database.roles import APP, COMMAND, RECORDER

IN_FORCE = f"""
ALTER POLICY seen ON custody_bail USING (access.knows_of(event_id, suspect_id));
ALTER POLICY seen ON custody_order USING (access.knows_of(event_id, suspect_id));
CREATE POLICY no_conflict_in_event ON custody_bail AS RESTRICTIVE FOR SELECT TO {APP}
  USING (NOT event_id = ANY((SELECT access.conflicted_events())::bigint[]));
CREATE POLICY no_conflict_in_event ON custody_order AS RESTRICTIVE FOR SELECT TO {APP}
  USING (NOT event_id = ANY((SELECT access.conflicted_events())::bigint[]));
CREATE FUNCTION access.held_elsewhere(someone bigint, at_instant bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  RETURN EXISTS (
      SELECT FROM (SELECT event_id, made_at AS begun, until_at, ended_at FROM custody_order WHERE suspect_id = someone
                   UNION ALL SELECT event_id, set_at, until_at, ended_at FROM custody_bail WHERE suspect_id = someone) held
       WHERE begun <= at_instant AND coalesce(until_at, at_instant) >= at_instant AND coalesce(ended_at, at_instant) >= at_instant
         AND access.warns(held.event_id, someone));
END $$;
REVOKE ALL ON FUNCTION access.held_elsewhere FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.held_elsewhere TO {APP}, {RECORDER}, {COMMAND};
ALTER POLICY seen ON custody_whereabouts
  USING (access.sees_person(person_id) AND NOT person_id = ANY((SELECT access.kept_suspects())::bigint[]));
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [
        ("custody_and_court", "0003_row_security"),
        ("identity", "0009_known_by_event"),
        ("standards", "0003_conflicts_apart"),
    ]
    operations = [migrations.RunSQL(IN_FORCE, "DROP FUNCTION access.held_elsewhere")]
