"""What hangs on a person goes by the event that it came from, and not by the person alone (docs/decisions/0017-known-by-its-event.md).

`access.knows_of` asks whether the viewer reads that event. `access.warns` asks whether they may be told of it although its case is not
theirs: the practices say of what (practice/*/migrations), which is what whoever goes to a door must know. Of a case that is kept from them
neither tells.
"""

from django.db import migrations

from safehold.database.roles import APP, COMMAND, RECORDER

INDEXED = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"
# As access/across.yaml has it for the check of a call (a test holds them together): an agency that is not set up here is not among these.
KEEP_TO_THEMSELVES = "'cps', 'idva', 'health', 'housing', 'children', 'csp', 'refuge', 'inspectorate'"
FUNCTIONS = {
    # An event of a case that they see, or one of no case at all that their own agency recorded of somebody whom they see.
    "knows_of(wanted bigint, someone bigint)": (
        600,
        """
BEGIN
  IF access.agency_of_cases() IS NULL THEN RETURN false; END IF;
  IF access.sees_event_of_case(wanted) THEN RETURN true; END IF;
  RETURN NOT EXISTS (SELECT FROM identity_case_event ce WHERE ce.event_id = wanted)
     AND access.recorded_by(wanted) = access.agency_of_cases() AND access.sees_person(someone);
END""",
    ),
    "warns(wanted bigint, someone bigint)": (
        1200,
        f"""
DECLARE conflicted text[];
BEGIN
  IF access.agency_of_cases() IS NULL THEN RETURN false; END IF;
  IF EXISTS (SELECT FROM chronology_event e JOIN access_agency a ON a.slug = e.agency
              WHERE e.seq = wanted AND a.kind IN ({KEEP_TO_THEMSELVES}) AND e.agency <> access.agency_of_cases())
     OR EXISTS (SELECT FROM identity_case_event ce JOIN access.kept_case k ON k.case_id = ce.case_id WHERE ce.event_id = wanted) THEN
    RETURN false;
  END IF;
  conflicted := access.conflicted_cases();
  IF conflicted <> '{{}}' AND EXISTS (
      SELECT FROM identity_case_event ce WHERE ce.event_id = wanted AND ce.case_id = ANY(conflicted)) THEN
    RETURN false;
  END IF;
  RETURN access.sees_person(someone);
END""",  # nosec B608
    ),
}
# The suspects of cases that are kept from the viewer, worked out once for a query: what stands of them in one row rests on these cases too.
SUSPECTS = f"""
CREATE FUNCTION access.kept_suspects() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
{INDEXED} AS $$
DECLARE opened text[] := access.opened_cases(); conflicted text[] := access.conflicted_cases();
BEGIN
  RETURN ARRAY(SELECT c.suspect_id FROM access.kept_case k JOIN identity_case c ON c.id = k.case_id
                WHERE c.suspect_id IS NOT NULL AND NOT c.id = ANY(opened)
               UNION SELECT c.suspect_id FROM identity_case c WHERE c.id = ANY(conflicted) AND c.suspect_id IS NOT NULL);
END $$;
REVOKE ALL ON FUNCTION access.kept_suspects, access.knows_of, access.warns FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.kept_suspects, access.knows_of, access.warns TO {APP}, {RECORDER}, {COMMAND};
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [("identity", "0008_said_to_whom"), ("standards", "0003_conflicts_apart")]
    operations = [
        migrations.RunSQL(
            "SET LOCAL check_function_bodies = off;\n"
            + "".join(
                f"CREATE FUNCTION access.{name} RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST {cost}"
                f" SET search_path = public, pg_temp {INDEXED} AS $body${body}$body$;\n"
                for name, (cost, body) in FUNCTIONS.items()
            ),
            "DROP FUNCTION access.warns, access.knows_of",
        ),
        migrations.RunSQL(SUSPECTS, "DROP FUNCTION access.kept_suspects"),
    ]
