from django.db import migrations

from safehold.database.grants import append_only, sequences
from safehold.database.roles import APP, RECORDER

# The one way in which the application removes content: of events that a recorded decision names, once the days it gives have passed since
# the last word on it, and another person has agreed where two are needed. Of events that it does not name only what names nobody and is
# about these, or judges who is who in them, goes with them. Whoever calls it then takes out of the derived tables what was worked out from these parts.
CARRY_OUT = """
CREATE FUNCTION retention_carry_out(the_decision bigint, gone bigint[], stayed integer) RETURNS TABLE (seq bigint, part text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE d retention_decision; last_word bigint; now_at bigint := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint; each record;
        events_gone int := 0; parts_gone int := 0;
BEGIN
  SELECT * INTO d FROM retention_decision WHERE id = the_decision FOR UPDATE;
  IF d.id IS NULL OR d.keep OR EXISTS (SELECT FROM retention_removal WHERE decision_id = d.id) THEN
    RAISE EXCEPTION 'no removal is decided by %', the_decision;
  END IF;
  IF EXISTS (SELECT FROM retention_answer WHERE decision_id = d.id AND NOT agrees) THEN
    RAISE EXCEPTION 'decision % was withdrawn', the_decision;
  END IF;
  last_word := d.at;
  IF d.two THEN
    SELECT min(at) INTO last_word FROM retention_answer WHERE decision_id = d.id AND agrees AND by_id <> d.by_id;
  END IF;
  IF last_word IS NULL OR last_word + d.days * 86400000000 > now_at THEN
    RAISE EXCEPTION 'decision % does not hold yet', the_decision;
  END IF;
  IF EXISTS (SELECT FROM chronology_event e WHERE e.seq = ANY(gone) AND NOT e.seq = ANY(d.events)
              AND (EXISTS (SELECT FROM unnest(e.names) n WHERE n LIKE 'person:%') OR NOT (
                   EXISTS (SELECT FROM chronology_about a JOIN chronology_event t ON t.source = a.source AND t.source_id = a.source_id
                            WHERE a.event_id = e.seq AND t.seq = ANY(gone))
                OR EXISTS (SELECT FROM identity_decision q
                            WHERE q.event_id = e.seq AND (q.a_mention / 1024 = ANY(gone) OR q.b_mention / 1024 = ANY(gone)))))) THEN
    RAISE EXCEPTION 'decision % does not name every event', the_decision;
  END IF;
  FOR each IN SELECT e.seq, e.source, e.source_id, n.name FROM chronology_event e CROSS JOIN LATERAL unnest(e.names, e.bodies) n(name, body)
               WHERE e.seq = ANY(gone) AND n.name <> 'envelope' AND n.body IS NOT NULL ORDER BY 1, 4 LOOP
    PERFORM redact_part(each.source, each.source_id, each.name);
    parts_gone := parts_gone + 1;
    seq := each.seq; part := each.name;
    RETURN NEXT;
  END LOOP;
  SELECT count(*) INTO events_gone FROM unnest(gone);
  DELETE FROM response_draft f USING chronology_event e WHERE e.seq = ANY(gone) AND e.source = 'safehold' AND f.call = e.source_id;
  UPDATE access_asking a SET typed = '', why = '', answer = '', mentions = '{}'
   WHERE EXISTS (SELECT FROM unnest(a.mentions) m WHERE m / 1024 = ANY(gone));
  UPDATE retention_decision r SET reason = '' WHERE r.agency = d.agency AND r.events && d.events AND r.reason <> '';
  INSERT INTO retention_removal (decision_id, at, events, parts, stayed) VALUES (d.id, now_at, events_gone, parts_gone, stayed);
END $$;
REVOKE ALL ON FUNCTION retention_carry_out(bigint, bigint[], integer) FROM PUBLIC;
"""
MAY_CARRY_OUT = f"GRANT EXECUTE ON FUNCTION retention_carry_out(bigint, bigint[], integer) TO {RECORDER}"


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0001_initial"),
        ("access", "0003_asked_of_others"),
        ("chronology", "0003_what_was_redacted"),
        ("response", "0002_grants"),
    ]
    operations = [
        append_only("retention_decision", "retention_answer"),
        sequences("retention_decision_id_seq", "retention_answer_id_seq"),
        migrations.RunSQL(f"GRANT SELECT ON retention_removal TO {APP}, {RECORDER}", migrations.RunSQL.noop),
        migrations.RunSQL(f"GRANT SELECT ON access_agency TO {RECORDER}", migrations.RunSQL.noop),
        migrations.RunSQL(CARRY_OUT, "DROP FUNCTION retention_carry_out(bigint, bigint[], integer)"),
        migrations.RunSQL(MAY_CARRY_OUT, migrations.RunSQL.noop),
    ]
