"""Involvement that lasts until a day or until it is taken back. Time ends it, and not an event, so it is asked as each thing is read; what the
database is asked of cases goes by it through the policy of identity_case_agency, and through the functions below."""

from django.db import migrations, models

FOREVER = 2**63 - 1
INSTANT = """
CREATE FUNCTION access.instant() RETURNS bigint LANGUAGE sql STABLE AS
  $$ SELECT (extract(epoch FROM statement_timestamp()) * 1000000)::bigint $$;
ALTER POLICY seen ON identity_case_agency USING (agency = (SELECT access.agency()) AND until >= (SELECT access.instant()));
"""
# As access/migrations/0004_row_security.py made them, but for `until`.
SEES = {
    "sees_case(wanted text)": (
        300,
        """
BEGIN
  RETURN access.agency_of_cases() IS NOT NULL AND (
      (EXISTS (SELECT FROM identity_case_agency a
                WHERE a.case_id = wanted AND a.agency = access.agency_of_cases() AND a.until >= access.instant())
       AND NOT EXISTS (SELECT FROM access.kept_case k WHERE k.case_id = wanted))
      OR EXISTS (SELECT FROM access.opened_case o WHERE o.case_id = wanted));
END""",
    ),
    "sees_event_of_case(wanted bigint)": (
        500,
        """
DECLARE of_agency text := access.agency_of_cases(); now_at bigint := access.instant();
BEGIN
  RETURN of_agency IS NOT NULL AND (
      EXISTS (SELECT FROM identity_case_event ce
                JOIN identity_case_agency a ON a.case_id = ce.case_id AND a.agency = of_agency AND a.until >= now_at
               WHERE ce.event_id = wanted AND NOT EXISTS (SELECT FROM access.kept_case k WHERE k.case_id = ce.case_id))
      OR EXISTS (SELECT FROM access.opened_case o JOIN identity_case_event ce ON ce.case_id = o.case_id AND ce.event_id = wanted));
END""",
    ),
    "sees_person(wanted bigint)": (
        1000,
        """
DECLARE of_agency text := access.agency_of_cases(); now_at bigint := access.instant();
BEGIN
  RETURN of_agency IS NOT NULL AND (
      EXISTS (SELECT FROM identity_involvement i JOIN identity_case_event ce ON ce.event_id = i.event_id
                JOIN identity_case_agency a ON a.case_id = ce.case_id AND a.agency = of_agency AND a.until >= now_at
               WHERE i.person_id = wanted AND NOT EXISTS (SELECT FROM access.kept_case k WHERE k.case_id = ce.case_id))
      OR EXISTS (SELECT FROM access.opened_case o JOIN identity_case_event ce ON ce.case_id = o.case_id
                   JOIN identity_involvement i ON i.event_id = ce.event_id AND i.person_id = wanted));
END""",
    ),
}
INDEXED = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"
REPLACED = "SET LOCAL check_function_bodies = off;\n" + "".join(
    f"CREATE OR REPLACE FUNCTION access.{name} RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST {cost}"
    f" SET search_path = public, pg_temp {INDEXED} AS $body${body}$body$;\n"
    for name, (cost, body) in SEES.items()
)


class Migration(migrations.Migration):
    dependencies = [("identity", "0005_row_security"), ("access", "0004_row_security")]
    operations = [
        migrations.AddField("caseagency", "own", models.BooleanField(db_default=True)),
        migrations.AddField("caseagency", "until", models.BigIntegerField(db_default=FOREVER)),
        migrations.AddField("caseagency", "work_until", models.BigIntegerField(db_default=FOREVER)),
        migrations.AddField("caseagency", "share", models.BigIntegerField(null=True)),
        migrations.RunSQL(INSTANT, migrations.RunSQL.noop),
        migrations.RunSQL(REPLACED, migrations.RunSQL.noop),
    ]
