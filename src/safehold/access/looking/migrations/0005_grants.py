"""A seal is added through one function, after the last and by nobody else; what is unusual is added to and answered, once."""

from django.db import migrations

from safehold.database.roles import APP

FUNCTIONS = """
CREATE FUNCTION looking_add_seal(after bytea, digest bytea, looks bigint[], digests bytea[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_variable
DECLARE head record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('chain:looks', 7));
  SELECT s.position, s.digest INTO head FROM public.looking_seal s ORDER BY s.position DESC LIMIT 1;
  IF after IS DISTINCT FROM coalesce(head.digest, decode(repeat('00', 32), 'hex'))
     OR octet_length(digest) <> 32 OR cardinality(looks) = 0 OR cardinality(looks) <> cardinality(digests) THEN
    RETURN false;
  END IF;
  INSERT INTO public.looking_seal (position, previous, digest, looks, digests, last)
  VALUES (coalesce(head.position, 0) + 1, after, digest, looks, digests, (SELECT max(l) FROM unnest(looks) l));
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION looking_add_seal FROM PUBLIC;
CREATE FUNCTION looking_answered_once() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.outcome <> '' OR NOT NEW.looks @> OLD.looks THEN
    RAISE EXCEPTION 'what was found and answered of % stands', OLD.key USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER looking_answered_once BEFORE UPDATE ON looking_unusual FOR EACH ROW EXECUTE FUNCTION looking_answered_once();
"""
GRANTS = f"""
GRANT SELECT ON looking_seal TO {APP};
GRANT EXECUTE ON FUNCTION looking_add_seal TO {APP};
GRANT SELECT, INSERT, UPDATE (persons, case_ids, looks, last_at, answered_by_id, answered_at, outcome, outcome_why) ON looking_unusual TO {APP};
"""


class Migration(migrations.Migration):
    dependencies = [("looking", "0004_seals_and_unusual")]
    operations = [
        migrations.RunSQL(
            FUNCTIONS + GRANTS,
            f"""
DROP FUNCTION looking_answered_once CASCADE;
REVOKE ALL ON looking_unusual FROM {APP};
DROP FUNCTION looking_add_seal;
REVOKE ALL ON looking_seal FROM {APP};
""",
        )
    ]
