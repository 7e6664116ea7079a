"""What stands apart is only ever added to: whoever records writes over no slice and deletes none, nor makes anything of an event otherwise
than by taking named fields out of it. And all that stood here before is gone through once more (`safehold confidential --move`), since by
now a marker keeps addresses apart as well."""

from django.db import migrations

from safehold.database.roles import CHECK, COMMAND, CONFIDENTIAL, MATCHER, RECORDER

ARGUMENTS = "bigint, text[], bytea[], text[], text[], smallint[], text[], bytea[], bytea[]"

# A part's remainder is what it was without some of its fields, each of them named, and nothing else. What was taken out of it is added to
# what stands apart; the table's key refuses what stands there already. Whether a ciphertext holds what was taken no database can know
# without the key: `safehold verify` shows it. A key of a field may hold a NUL, which `json` cannot tell apart.
PUT_APART = f"""
DROP FUNCTION put_apart({ARGUMENTS});
CREATE FUNCTION put_apart(event bigint, remaining text[], bodies_left bytea[], all_names text[],
                          parts text[], places smallint[], mays text[], keys bytea[], sealeds bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE spot int; number int; before bytea; salt bytea; was json; left_of_it json; taken text[]; gone text[] := '{{}}'; standing text[];
BEGIN
  SELECT kept INTO standing FROM chronology_event WHERE seq = event FOR UPDATE;
  FOR number IN 1 .. cardinality(remaining) LOOP
    SELECT array_position(e.names, remaining[number]) INTO spot FROM chronology_event e WHERE e.seq = event;
    SELECT e.bodies[spot], e.salts[spot] INTO before, salt FROM chronology_event e WHERE e.seq = event;
    IF spot IS NULL OR remaining[number] = 'envelope' OR before IS NULL THEN
      RAISE EXCEPTION 'part % of event number % cannot be put apart', remaining[number], event;
    END IF;
    was := replace(convert_from(before, 'UTF8'), '\\u0000', '?')::json;
    left_of_it := replace(convert_from(bodies_left[number], 'UTF8'), '\\u0000', '?')::json;
    IF json_typeof(was) = 'string' AND left_of_it::text = '""' THEN
      taken := CASE WHEN was::text = '""' THEN '{{}}' ELSE ARRAY[remaining[number]] END;
    ELSIF json_typeof(was) = 'object' AND json_typeof(left_of_it) = 'object' AND NOT EXISTS (
        SELECT FROM json_each(left_of_it) n WHERE NOT EXISTS (
            SELECT FROM json_each(was) o WHERE o.key = n.key AND o.value::text = n.value::text)) THEN
      taken := ARRAY(SELECT remaining[number] || '/' || o.key FROM json_each(was) o
                      WHERE NOT EXISTS (SELECT FROM json_each(left_of_it) n WHERE n.key = o.key));
    ELSE
      RAISE EXCEPTION 'part % of event number % is not what it was without some of its fields', remaining[number], event;
    END IF;
    IF taken = '{{}}' OR NOT remaining[number] = ANY (parts) THEN
      -- Somebody else has taken it out meanwhile: whoever is overtaken reads anew.
      RAISE EXCEPTION 'nothing is taken out of part % of event number %', remaining[number], event USING ERRCODE = '40001';
    END IF;
    IF salt IS NOT NULL AND NOT EXISTS (
        SELECT FROM unnest(parts, places) AS s(part, place) WHERE s.part = remaining[number] AND s.place = 0) THEN
      RAISE EXCEPTION 'the salt of part % of event number % would be lost', remaining[number], event;
    END IF;
    gone := gone || taken;
    UPDATE chronology_event SET bodies[spot] = bodies_left[number], salts[spot] = NULL WHERE seq = event;
  END LOOP;
  IF ARRAY(SELECT unnest(gone) ORDER BY 1)
     <> ARRAY(SELECT n FROM unnest(all_names) n WHERE n <> ALL (standing) ORDER BY 1) OR NOT parts <@ remaining THEN
    RAISE EXCEPTION 'what is taken out of event number % is not what is said to be', event;
  END IF;
  UPDATE chronology_event SET kept = standing || gone WHERE seq = event;
  INSERT INTO vault.part SELECT event, * FROM unnest(parts, places, mays, keys, sealeds);
END $$;
REVOKE ALL ON FUNCTION put_apart({ARGUMENTS}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION put_apart({ARGUMENTS}) TO {RECORDER};
"""  # nosec B608

# A new key is an administrator's, at the command line: whoever records writes over no ciphertext.
RENEWED_BY_PROGRAMS = f"""
SET LOCAL ROLE {CONFIDENTIAL};
REVOKE ALL ON FUNCTION vault.renew(bigint[], text[], smallint[], bytea[], bytea[]) FROM {RECORDER};
REVOKE ALL ON FUNCTION vault.others(bytea, bigint, int) FROM {RECORDER};
GRANT EXECUTE ON FUNCTION vault.renew(bigint[], text[], smallint[], bytea[], bytea[]) TO {COMMAND};
GRANT EXECUTE ON FUNCTION vault.others(bytea, bigint, int) TO {COMMAND};
RESET ROLE;
"""
# Whether something stands apart is asked of whoever is compared (identity/places_told.py); what it is, is not.
TOLD = f"GRANT SELECT (kept) ON chronology_event TO {MATCHER}, {CHECK}"
AGAIN = "UPDATE vault.moving SET done = 0, upto = (SELECT coalesce(max(seq), 0) FROM chronology_event)"


class Migration(migrations.Migration):
    safe_because = "its function takes the same as before, and a program that puts apart meanwhile is refused and tries again"
    dependencies = [("chronology", "0005_what_stands_apart")]
    operations = [
        migrations.RunSQL(PUT_APART, migrations.RunSQL.noop),
        migrations.RunSQL(RENEWED_BY_PROGRAMS, migrations.RunSQL.noop),
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
