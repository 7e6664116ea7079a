"""Whoever sees a person reads of them what the events say that they may read (docs/decisions/0016-said-to-whom.md).

`identity_person` says what all records say. The application reads a row of it only where the viewer sees all cases that these are of;
`identity_person_seen` has everybody whom the viewer sees, with what the row says where they may read it whole. Of the others it says that
there is more: what of it is theirs to read is put together from the events (identity/as_read.py).

The version before goes on reading the table: until its pages are those of this version they have no name of those of whom something is
hidden. Rows of before are read event by event until `safehold rebuild` has filled in `elsewhere`.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

from safehold.database.roles import APP, CHECK, COMMAND, MATCHER, OWNER, RECORDER

INDEXED = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"
# Whether the viewer sees every case of theirs, and every event that names them outside these. `conflicted` are cases that are not the
# viewer's to see for a conflict of interest, worked out once for a query.
WHOLE = f"""
SET LOCAL check_function_bodies = off;
CREATE FUNCTION access.sees_whole_person(wanted bigint, elsewhere bigint[], conflicted text[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000 SET search_path = public, pg_temp {INDEXED} AS $body$
DECLARE of_agency text := access.agency_of_cases(); now_at bigint; many bigint; seen bigint;
BEGIN
  IF of_agency IS NULL THEN RETURN false; END IF;
  now_at := access.instant();
  SELECT count(*), count(*) FILTER (WHERE (
           EXISTS (SELECT FROM identity_case_agency a WHERE a.case_id = c.id AND a.agency = of_agency AND a.until >= now_at)
           AND NOT EXISTS (SELECT FROM access.kept_case k WHERE k.case_id = c.id) AND NOT c.id = ANY(conflicted))
         OR EXISTS (SELECT FROM access.opened_case o WHERE o.case_id = c.id AND NOT c.id = ANY(conflicted)))
    INTO many, seen
    FROM (SELECT id FROM identity_case WHERE victim_id = wanted
          UNION ALL SELECT id FROM identity_case WHERE suspect_id = wanted) c;
  IF seen < many THEN RETURN false; END IF;
  IF elsewhere = '{{}}' THEN RETURN many > 0; END IF;
  RETURN NOT EXISTS (
      SELECT FROM (SELECT unnest(elsewhere) AS event_id
                   UNION ALL SELECT m.event_id FROM identity_mention m WHERE elsewhere IS NULL AND m.person_id = wanted) named
       WHERE NOT access.sees_event_of_case(named.event_id)
          OR (conflicted <> '{{}}' AND EXISTS (
                SELECT FROM identity_case_event ce WHERE ce.event_id = named.event_id AND ce.case_id = ANY(conflicted))));
END $body$;
ALTER POLICY seen ON identity_person
  USING (access.sees_whole_person(id, elsewhere, (SELECT access.conflicted_cases())::text[]));
"""  # nosec B608
TEXTS = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "staff_of")
LISTS, NUMBERS = ("other_names", "phones"), ("as_victim", "as_suspect", "as_child", "last_seen")
OF_WHOLE = ", ".join(
    f"CASE WHEN w.whole THEN p.{column} ELSE {nothing} END AS {column}"
    for columns, nothing in ((TEXTS, "''"), (LISTS, "'{}'::text[]"), (NUMBERS, "0"))
    for column in columns
)
# Programs at the command line and the owner read all of everybody. Whoever else reads more than the viewer sees has here no more of it than
# their numbers.
READERS = f"{APP}, {MATCHER}, {CHECK}, {COMMAND}, {RECORDER}"
SEEN = f"""
GRANT EXECUTE ON FUNCTION access.conflicted_cases, access.conflicted_persons TO {MATCHER}, {CHECK}, {COMMAND}, {RECORDER};
CREATE VIEW identity_person_seen WITH (security_barrier = true) AS
SELECT p.id, w.whole, {OF_WHOLE}
  FROM identity_person p CROSS JOIN LATERAL (
       SELECT CASE WHEN current_user IN ('{COMMAND}', '{OWNER}') THEN true
                   ELSE access.sees_whole_person(p.id, p.elsewhere, (SELECT access.conflicted_cases())::text[]) END AS whole OFFSET 0) w
 WHERE CASE WHEN current_user = '{APP}'
            THEN (w.whole OR access.sees_person(p.id)) AND NOT p.id = ANY((SELECT access.conflicted_persons())::bigint[]) ELSE true END;
GRANT SELECT ON identity_person_seen TO {READERS};
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [("identity", "0007_lasting"), ("standards", "0003_conflicts_apart")]
    operations = [
        migrations.AddField(
            "person", "elsewhere", django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), db_default=None, null=True)
        ),
        migrations.RunSQL(WHOLE, migrations.RunSQL.noop),
        migrations.RunSQL(SEEN, "DROP VIEW identity_person_seen"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Person", "Summary"),
                migrations.AlterModelManagers("Summary", managers=[]),
                migrations.CreateModel(
                    "Person",
                    [("id", models.BigIntegerField(primary_key=True, serialize=False)), ("whole", models.BooleanField())],
                    options={"db_table": "identity_person_seen", "managed": False, "base_manager_name": "everything"},
                    managers=[("everything", models.Manager())],
                ),
            ]
        ),
    ]
