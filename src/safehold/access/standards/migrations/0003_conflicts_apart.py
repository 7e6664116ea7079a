"""What somebody declared a conflict with is taken from what they would see by policies of its own, worked out once for a query. In the view of
what is kept it made each look at a person ten times dearer, since nothing is looked up by index through two tables at once.

Whom only such cases concern is not seen; whoever is in another case that they see stays there.
"""

from django.db import migrations

from safehold.database.roles import APP

FUNCTIONS = f"""
CREATE FUNCTION access.conflicted_cases() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN ARRAY(
      SELECT c.id FROM standards_conflict x JOIN identity_mention m ON m.id = x.person
        CROSS JOIN LATERAL (SELECT id, suspect_id AS other FROM identity_case WHERE victim_id = m.person_id
                            UNION ALL SELECT id, victim_id FROM identity_case WHERE suspect_id = m.person_id) c
       WHERE x.staff_id = access.staff_id() AND x.ended_at IS NULL
         AND (x.other IS NULL OR c.other = (SELECT o.person_id FROM identity_mention o WHERE o.id = x.other)));
END $$;
CREATE FUNCTION access.conflicted_events() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE theirs text[] := access.conflicted_cases();
BEGIN
  IF theirs = '{{}}' THEN RETURN '{{}}'; END IF;
  RETURN ARRAY(SELECT DISTINCT e.event_id FROM identity_case_event e WHERE e.case_id = ANY(theirs)
      AND NOT EXISTS (SELECT FROM identity_case_event o WHERE o.event_id = e.event_id AND NOT o.case_id = ANY(theirs)));
END $$;
CREATE FUNCTION access.conflicted_persons() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE theirs text[] := access.conflicted_cases();
BEGIN
  IF theirs = '{{}}' THEN RETURN '{{}}'; END IF;
  RETURN ARRAY(SELECT DISTINCT i.person_id FROM identity_case_event e JOIN identity_involvement i ON i.event_id = e.event_id
      WHERE e.case_id = ANY(theirs) AND NOT EXISTS (
        SELECT FROM identity_involvement j JOIN identity_case_event o ON o.event_id = j.event_id
         WHERE j.person_id = i.person_id AND NOT o.case_id = ANY(theirs)));
END $$;
REVOKE ALL ON FUNCTION access.conflicted_cases, access.conflicted_events, access.conflicted_persons FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.conflicted_cases, access.conflicted_events, access.conflicted_persons TO {APP};
CREATE OR REPLACE VIEW access.kept_case AS
  SELECT case_id FROM identity_restriction WHERE NOT coalesce(access.staff_id() = ANY(staff_ids), false);
"""  # nosec B608
CASES, EVENTS, PERSONS = (
    f"NOT {{}} = ANY((SELECT access.conflicted_{what}())::{kind}[])" for what, kind in (("cases", "text"), ("events", "bigint"), ("persons", "bigint"))
)
APART = {
    "identity_case": CASES.format("id"),
    "identity_case_event": CASES.format("case_id"),
    "identity_case_agency": CASES.format("case_id"),
    "safeguarding_standing": CASES.format("case_id"),
    "response_call": f"(case_id IS NULL OR {CASES.format('case_id')})",
    "rulebook_obligation": "NOT cases && (SELECT access.conflicted_cases())::text[]",
    "identity_person": PERSONS.format("id"),
    "safeguarding_marker": PERSONS.format("person_id"),
    "safeguarding_plan_action": PERSONS.format("victim_id"),
    "safeguarding_safe_contact": PERSONS.format("person_id"),
    "custody_bail": PERSONS.format("suspect_id"),
    "custody_order": PERSONS.format("suspect_id"),
    "custody_whereabouts": PERSONS.format("person_id"),
    "identity_waiting": f"{PERSONS.format('one')} AND {PERSONS.format('other')}",
    "identity_involvement": EVENTS.format("event_id"),
    "identity_mention": EVENTS.format("event_id"),
    "chronology_event": EVENTS.format("seq"),
}


class Migration(migrations.Migration):
    dependencies = [
        ("standards", "0002_kept_from_them"),
        ("chronology", "0004_row_security"),
        ("response", "0003_row_security"),
        ("safeguarding", "0003_row_security"),
        ("rulebook", "0003_row_security"),
        ("custody_and_court", "0003_row_security"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(
            ";\n".join(
                f"CREATE POLICY no_conflict ON {table} AS RESTRICTIVE FOR SELECT TO {APP} USING ({seen})" for table, seen in APART.items()
            ),
            migrations.RunSQL.noop,
        ),
    ]
