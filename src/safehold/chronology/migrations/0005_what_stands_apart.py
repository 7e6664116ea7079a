"""A schema of its own for what is confidential in events, encrypted, whose owner nobody signs in as. Others have no right to its table, and
reach it only through these functions."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from safehold.database.roles import APP, COMMAND, CONFIDENTIAL, RECORDER

TABLES = """
-- Some fields of one part of an event: which permissions open them, which key encrypted them, and the ciphertext.
CREATE TABLE vault.part (
    event_id bigint, part text COLLATE "C", place smallint, may text NOT NULL, key_id bytea NOT NULL, sealed bytea NOT NULL,
    PRIMARY KEY (event_id, part, place));
CREATE INDEX part_key ON vault.part (key_id, event_id);
-- What stood before is gone through once, by number (`safehold confidential --move`).
CREATE TABLE vault.moving (only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one), done bigint NOT NULL, upto bigint NOT NULL);
"""

FUNCTIONS = {
    "put(events bigint[], parts text[], places smallint[], mays text[], keys bytea[], sealeds bytea[])": (
        "void", RECORDER,
        "BEGIN INSERT INTO part SELECT * FROM unnest(events, parts, places, mays, keys, sealeds); END",
    ),
    # The recorder, the owner and programs at the command line have all of it; a viewer what their permissions open, of events that they see.
    "read(events bigint[])": (
        "TABLE (event_id bigint, part text, place smallint, may text, key_id bytea, sealed bytea)", f"{APP}, {RECORDER}, {COMMAND}",
        f"""
#variable_conflict use_column
DECLARE acting text := current_setting('role');
        everything boolean := acting IN ('{RECORDER}', '{COMMAND}') OR (acting = 'none' AND session_user <> '{APP}');
BEGIN
  RETURN QUERY SELECT p.event_id, p.part, p.place, p.may, p.key_id, p.sealed FROM vault.part p
   WHERE p.event_id = ANY(events) AND (everything OR (
         EXISTS (SELECT FROM unnest(string_to_array(p.may, ',')) m WHERE access.may(m)) AND access.sees_event(p.event_id)));
END""",  # nosec B608
    ),
    # By counts alone, for whoever answers for it.
    "standing()": (
        "TABLE (key_id bytea, slices bigint)", f"{APP}, {RECORDER}, {COMMAND}",
        "BEGIN RETURN QUERY SELECT p.key_id, count(*) FROM vault.part p GROUP BY 1; END",
    ),
    "others(key bytea, after bigint, most int)": (
        "TABLE (event_id bigint, part text, place smallint, may text, key_id bytea, sealed bytea)", RECORDER,
        """
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT p.event_id, p.part, p.place, p.may, p.key_id, p.sealed FROM vault.part p
   WHERE p.key_id <> key AND p.event_id > after ORDER BY p.event_id, p.part, p.place LIMIT most;
END""",
    ),
    # What went meanwhile stays gone.
    "renew(events bigint[], parts text[], places smallint[], keys bytea[], sealeds bytea[])": (
        "bigint", RECORDER,
        """
DECLARE changed bigint;
BEGIN
  UPDATE vault.part p SET key_id = n.k, sealed = n.s FROM unnest(events, parts, places, keys, sealeds) n(e, a, l, k, s)
   WHERE p.event_id = n.e AND p.part = n.a AND p.place = n.l;
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN changed;
END""",
    ),
    "to_move()": (
        "TABLE (done bigint, upto bigint)", f"{APP}, {RECORDER}, {COMMAND}",
        "BEGIN RETURN QUERY SELECT m.done, m.upto FROM vault.moving m; END",
    ),
    "moved(number bigint)": ("void", RECORDER, "BEGIN UPDATE vault.moving SET done = greatest(done, number); END"),
}

# In the place of a part its remainder, without its salt; what was taken out takes the place of what was taken out before. Whoever calls it
# could put anything there: `safehold verify` holds the two together against the digest, which stays.
PUT_APART = f"""
CREATE FUNCTION put_apart(event bigint, remaining text[], bodies_left bytea[], all_names text[],
                          parts text[], places smallint[], mays text[], keys bytea[], sealeds bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE spot int; number int;
BEGIN
  PERFORM FROM chronology_event WHERE seq = event FOR UPDATE;
  FOR number IN 1 .. cardinality(remaining) LOOP
    SELECT array_position(names, remaining[number]) INTO spot FROM chronology_event WHERE seq = event;
    IF spot IS NULL OR remaining[number] = 'envelope' OR (SELECT bodies[spot] IS NULL FROM chronology_event WHERE seq = event) THEN
      RAISE EXCEPTION 'part % of event number % cannot be put apart', remaining[number], event;
    END IF;
    UPDATE chronology_event SET bodies[spot] = bodies_left[number], salts[spot] = NULL WHERE seq = event;
  END LOOP;
  UPDATE chronology_event SET kept = all_names WHERE seq = event;
  DELETE FROM vault.part p WHERE p.event_id = event AND p.part = ANY(remaining);
  INSERT INTO vault.part SELECT event, * FROM unnest(parts, places, mays, keys, sealeds);
END $$;
REVOKE ALL ON FUNCTION put_apart(bigint, text[], bytea[], text[], text[], smallint[], text[], bytea[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION put_apart(bigint, text[], bytea[], text[], text[], smallint[], text[], bytea[], bytea[]) TO {RECORDER};
"""  # nosec B608

# What stands apart of a part goes with it.
REDACT = """
CREATE OR REPLACE FUNCTION redact_part(event_source text, event_id text, part text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE place int; number bigint;
BEGIN
  SELECT array_position(e.names, redact_part.part), e.seq INTO place, number FROM chronology_event e
   WHERE e.source = event_source AND e.source_id = redact_part.event_id FOR UPDATE;
  IF place IS NULL OR redact_part.part = 'envelope' THEN
    RAISE EXCEPTION 'no part % of event %/% can be redacted', redact_part.part, event_source, redact_part.event_id;
  END IF;
  UPDATE chronology_event e SET bodies[place] = NULL, salts[place] = NULL, redactions = redactions + 1,
         kept = ARRAY(SELECT k FROM unnest(e.kept) k WHERE k <> redact_part.part AND NOT starts_with(k, redact_part.part || '/'))
   WHERE e.seq = number AND e.bodies[place] IS NOT NULL;
  DELETE FROM vault.part p WHERE p.event_id = number AND p.part = redact_part.part;
END $$;
"""


def _function(signature: str, returns: str, role: str, body: str) -> str:
    name = f"{signature.partition('(')[0]}({', '.join(part.split()[1] for part in signature.partition('(')[2].rstrip(')').split(', ') if part)})"
    return f"""
CREATE FUNCTION vault.{signature} RETURNS {returns} LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $body${body}$body$;
REVOKE ALL ON FUNCTION vault.{name} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault.{name} TO {role};
"""


class Migration(migrations.Migration):
    safe_because = "its indexes are of tables that it makes, in which nothing is yet"
    dependencies = [("chronology", "0004_row_security")]
    operations = [
        migrations.AddField(
            "storedevent", "kept",
            ArrayField(models.TextField(), default=list, db_default=models.Value([], output_field=ArrayField(models.TextField()))),
        ),
        migrations.RunSQL(
            f"""
CREATE SCHEMA vault AUTHORIZATION {CONFIDENTIAL};
SET LOCAL ROLE {CONFIDENTIAL};
GRANT USAGE ON SCHEMA vault TO {RECORDER}, {APP}, {COMMAND};
{TABLES}
{"".join(_function(signature, *more) for signature, more in FUNCTIONS.items())}
RESET ROLE;
INSERT INTO vault.moving (done, upto) SELECT 0, coalesce(max(seq), 0) FROM chronology_event;
""",  # nosec B608
            "DROP SCHEMA vault CASCADE",
        ),
        migrations.RunSQL(PUT_APART, "DROP FUNCTION put_apart(bigint, text[], bytea[], text[], text[], smallint[], text[], bytea[], bytea[])"),
        migrations.RunSQL(REDACT, migrations.RunSQL.noop),
    ]
