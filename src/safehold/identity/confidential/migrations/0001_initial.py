"""A schema of its own, whose owner nobody signs in as. Others have no right to its tables, and reach them only through these functions.

The functions look in `rebuilt` first: that schema exists only inside the transaction of a rebuild (chronology/rebuilding.py), which makes
the two derived tables again there.
"""

from django.db import migrations

from safehold.database.roles import APP, CONFIDENTIAL, RECORDER

TABLES = """
-- The one key by which values are hashed now; it is named by a digest of itself, and is not here.
CREATE TABLE confidential.key (only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one), id bytea NOT NULL);
-- That a mention has a value in confidence.
CREATE TABLE confidential.held (mention_id bigint, digest bytea, key_id bytea NOT NULL, PRIMARY KEY (mention_id, digest));
CREATE INDEX held_digest ON confidential.held (digest);
-- That two persons may be one since a value agrees that one of them has in confidence, and in which events of each it stands.
CREATE TABLE confidential.agreement (
    digest bytea, one bigint, other bigint, person_id bigint, event_id bigint, PRIMARY KEY (digest, one, other, person_id, event_id));
CREATE INDEX agreement_pair ON confidential.agreement (one, other);
-- Every run that compared: how many records, how many pairs of persons agreed, how many records it had no key for.
CREATE TABLE confidential.comparison (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), by_role name NOT NULL DEFAULT session_user,
    what text NOT NULL, compared int NOT NULL, agreed int NOT NULL, left_out int NOT NULL);
"""

FUNCTIONS = {
    # Keeps what these mentions have in confidence and nothing else of them, and tells who has any of the values that are asked for. The first
    # row names the key in force: where that is another than the caller's, nothing was kept. Who asks for a value waits for whoever asks for
    # the same, so that of two who record at once the later sees the other's. Of what more than 200 have, 201 are told.
    "keep(touched bigint[], holding bigint[], holds bytea[], asked bytea[], by_key bytea)": (
        "TABLE (in_force bytea, digest bytea, mention_id bigint)",
        RECORDER,
        """
#variable_conflict use_column
DECLARE chosen bytea; gone bytea[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(9, 1);
  SELECT id INTO chosen FROM key;
  IF chosen IS NULL THEN
    INSERT INTO key (id) VALUES (by_key) ON CONFLICT DO NOTHING;
    SELECT id INTO chosen FROM key;
  END IF;
  in_force := chosen;
  RETURN NEXT;
  IF chosen <> by_key THEN
    RETURN;
  END IF;
  IF to_regclass('rebuilt.held') IS NULL THEN  -- nobody records while a rebuild runs, which asks for more than can be locked
    PERFORM pg_advisory_xact_lock(hashtextextended(encode(d, 'hex'), 9)) FROM (
        SELECT DISTINCT d FROM unnest(holds || CASE WHEN cardinality(asked) <= 256 THEN asked ELSE '{}' END) d ORDER BY d) each;
  END IF;
  WITH deleted AS (
      DELETE FROM held h WHERE h.mention_id = ANY(touched)
         AND NOT EXISTS (SELECT FROM unnest(holding, holds) n(m, d) WHERE n.m = h.mention_id AND n.d = h.digest) RETURNING h.digest)
  SELECT coalesce(array_agg(DISTINCT d.digest), '{}') INTO gone FROM deleted d;
  INSERT INTO held (mention_id, digest, key_id) SELECT DISTINCT n.m, n.d, by_key FROM unnest(holding, holds) n(m, d) ON CONFLICT DO NOTHING;
  RETURN QUERY SELECT chosen, d, NULL::bigint FROM unnest(gone) d
   UNION ALL SELECT chosen, k.d, h.mention_id FROM (SELECT DISTINCT d FROM unnest(asked || holds || gone) d) k
                    CROSS JOIN LATERAL (SELECT mention_id FROM held WHERE digest = k.d LIMIT 201) h;
END""",
    ),
    # Makes the agreements in these values be just those given, and logs the run.
    "agree(scope bytea[], digests bytea[], ones bigint[], others bigint[], persons bigint[], events bigint[], compared int)": (
        "void",
        RECORDER,
        """
BEGIN
  DELETE FROM agreement a WHERE a.digest = ANY(scope) AND NOT EXISTS (
      SELECT FROM unnest(digests, ones, others, persons, events) n(d, o, t, p, e)
       WHERE n.d = a.digest AND n.o = a.one AND n.t = a.other AND n.p = a.person_id AND n.e = a.event_id);
  INSERT INTO agreement SELECT * FROM unnest(digests, ones, others, persons, events) ON CONFLICT DO NOTHING;
  INSERT INTO comparison (what, compared, agreed, left_out)
  SELECT CASE WHEN to_regclass('rebuilt.held') IS NULL THEN 'recording' ELSE 'rebuild' END, compared, count(DISTINCT (o, t)), 0
    FROM unnest(ones, others) n(o, t);
END""",
    ),
    # Logs that values could not be compared, since the key in force is not at hand.
    "leave(records int)": (
        "void",
        RECORDER,
        "BEGIN INSERT INTO comparison (what, compared, agreed, left_out) VALUES ('no key', 0, 0, records); END",
    ),
    # The pairs of which this member of staff's agency may read a record of each that has the value. With a person's number, only hers.
    "waiting(agency text, staff_id text, person bigint)": (
        "TABLE (one bigint, other bigint)",
        APP,
        """
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT DISTINCT read.one, read.other FROM (
      SELECT a.one, a.other FROM agreement a
       WHERE (waiting.person IS NULL OR a.one = waiting.person OR a.other = waiting.person) AND EXISTS (
             SELECT FROM public.identity_case_event e JOIN public.identity_case_agency c ON c.case_id = e.case_id
              WHERE e.event_id = a.event_id AND c.agency = waiting.agency AND NOT EXISTS (
                    SELECT FROM public.identity_restriction r WHERE r.case_id = e.case_id AND NOT waiting.staff_id = ANY(r.staff_ids)))
       GROUP BY a.digest, a.one, a.other HAVING count(DISTINCT a.person_id) = 2) read;
END""",
    ),
    # How many values are held, by which key; of which mentions; and what was compared, day by day.
    "mentions()": ("SETOF bigint", RECORDER, "BEGIN RETURN QUERY SELECT DISTINCT mention_id FROM held; END"),
    "key_in_force()": ("bytea", RECORDER, "BEGIN RETURN (SELECT id FROM key); END"),
    "compared()": (
        "TABLE (day date, what text, runs bigint, compared bigint, agreed bigint, left_out bigint)",
        RECORDER,
        """
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT (at AT TIME ZONE 'Europe/London')::date, c.what, count(*), sum(c.compared), sum(c.agreed), sum(c.left_out)
    FROM comparison c GROUP BY 1, 2 ORDER BY 1 DESC, 2;
END""",
    ),
    # Puts each digest in the place of another, all at once. False, and nothing done, where somebody has kept one meanwhile that is not given.
    "rotate(olds bytea[], news bytea[], by_key bytea)": (
        "boolean",
        RECORDER,
        """
BEGIN
  PERFORM pg_advisory_xact_lock(9, 1);
  IF EXISTS (SELECT FROM held WHERE NOT digest = ANY(olds)) THEN
    RETURN false;
  END IF;
  UPDATE held h SET digest = n.new, key_id = by_key FROM unnest(olds, news) n(old, new) WHERE h.digest = n.old;
  UPDATE agreement a SET digest = n.new FROM unnest(olds, news) n(old, new) WHERE a.digest = n.old;
  UPDATE key SET id = by_key;
  INSERT INTO comparison (what, compared, agreed, left_out) VALUES ('new key', cardinality(olds), 0, 0);
  RETURN true;
END""",
    ),
    # Where the key in force is lost, what was hashed by it is worth nothing; a rebuild hashes it anew by the key that comes first then.
    "forget()": ("void", "", "BEGIN DELETE FROM agreement; DELETE FROM held; DELETE FROM key; END"),
}


def _function(signature: str, returns: str, role: str, body: str) -> str:
    name = f"{signature.partition('(')[0]}({', '.join(part.split()[1] for part in signature.partition('(')[2].rstrip(')').split(', ') if part)})"
    return f"""
CREATE FUNCTION confidential.{signature} RETURNS {returns} LANGUAGE plpgsql SECURITY DEFINER
SET search_path = rebuilt, confidential, pg_temp AS $body${body}$body$;
REVOKE ALL ON FUNCTION confidential.{name} FROM PUBLIC;
""" + (f"GRANT EXECUTE ON FUNCTION confidential.{name} TO {role};" if role else "")


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_grants")]
    operations = [
        migrations.RunSQL(
            f"""
CREATE SCHEMA confidential AUTHORIZATION {CONFIDENTIAL};
GRANT USAGE ON SCHEMA public TO {CONFIDENTIAL};
GRANT SELECT ON identity_case_event, identity_case_agency, identity_restriction TO {CONFIDENTIAL};
SET LOCAL ROLE {CONFIDENTIAL};
GRANT USAGE ON SCHEMA confidential TO {RECORDER}, {APP};
{TABLES}
{"".join(_function(signature, *more) for signature, more in FUNCTIONS.items())}
RESET ROLE;
""",
            "DROP SCHEMA confidential CASCADE",
        ),
    ]
