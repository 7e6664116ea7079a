"""Who is looking, as the database knows it, and what follows from that. Each function says the same as access/scope.py says to Django.

The application names the viewer for one transaction (access/context.py): settings that begin with `safehold.`. After the transaction they read
as empty text, so that nobody is named. Whoever is named without a purpose sees nothing.

The version before names nobody: its pages show nothing from when this is applied until they are those of this version.

`access.kept_case` is the one place that says which cases are kept from the viewer whatever their agency and role, and `access.opened_case`
which they see whatever these are; both are views that no role may read but by the functions, put in their place by `identity`.
"""

from django.db import migrations

from safehold.database.roles import APP, CHECK, COMMAND, CONFIDENTIAL, MATCHER, RECORDER

# Each is one expression, so that it is worked out where it stands.
VIEWER = {
    "said(name text)": ("text", "nullif(current_setting('safehold.' || name, true), '')"),
    # Whose staff is looking, if they say what for.
    "agency()": (
        "text",
        "CASE WHEN access.said('purpose') IS NOT NULL AND access.said('staff_id') IS NOT NULL THEN access.said('agency') END",
    ),
    "staff_id()": ("text", "CASE WHEN access.agency() IS NOT NULL THEN access.said('staff_id') END"),
    "user_id()": ("bigint", "CASE WHEN access.agency() IS NOT NULL THEN access.said('user_id')::bigint END"),
    "role()": ("text", "CASE WHEN access.agency() IS NOT NULL THEN access.said('role') END"),
    "may(permission text)": (
        "boolean",
        "coalesce(access.agency() IS NOT NULL AND permission = ANY(string_to_array(access.said('may'), ',')), false)",
    ),
    # Their agency, where the role sees the cases in which it is involved, the calls that it took, what it recorded, all that it owes.
    "agency_of_cases()": ("text", "CASE WHEN access.said('cases') = 'involved' THEN access.agency() END"),
    "agency_of_calls()": ("text", "CASE WHEN access.said('calls') = 'agency' THEN access.agency() END"),
    "agency_of_events()": ("text", "coalesce(access.agency_of_cases(), access.agency_of_calls())"),
    "agency_of_duties()": (
        "text",
        "CASE WHEN access.said('duties') = 'agency' OR access.said('calls') = 'agency' THEN access.agency() END",
    ),
    # Where the viewer stands in: the roles that somebody at their agency holds, and agencies at which nobody works (access/standing_in.py).
    "held()": ("text[]", "CASE WHEN access.agency() IS NOT NULL THEN string_to_array(access.said('held'), ',') END"),
    "elsewhere()": ("text[]", "CASE WHEN access.agency() IS NOT NULL THEN string_to_array(access.said('elsewhere'), ',') END"),
}

# These read what the viewer may not, and answer with no more than their name says. Whatever the statistics, they go by index.
GUARDED = {
    "kept_cases()": ("text[]", 100, "BEGIN RETURN ARRAY(SELECT case_id FROM access.kept_case); END"),
    "kept_from_viewer(wanted text)": (
        "boolean", 100, "BEGIN RETURN EXISTS (SELECT FROM access.kept_case k WHERE k.case_id = wanted); END",
    ),
    "opened_cases()": (
        "text[]", 100,
        "BEGIN RETURN CASE WHEN access.agency_of_cases() IS NOT NULL THEN ARRAY(SELECT case_id FROM access.opened_case) ELSE '{}' END; END",
    ),
    "sees_case(wanted text)": (
        "boolean", 300,
        """
BEGIN
  RETURN access.agency_of_cases() IS NOT NULL AND (
      (EXISTS (SELECT FROM identity_case_agency a WHERE a.case_id = wanted AND a.agency = access.agency_of_cases())
       AND NOT EXISTS (SELECT FROM access.kept_case k WHERE k.case_id = wanted))
      OR EXISTS (SELECT FROM access.opened_case o WHERE o.case_id = wanted));
END""",
    ),
    # An event of a case that they see.
    "sees_event_of_case(wanted bigint)": (
        "boolean", 500,
        """
DECLARE of_agency text := access.agency_of_cases();
BEGIN
  RETURN of_agency IS NOT NULL AND (
      EXISTS (SELECT FROM identity_case_event ce JOIN identity_case_agency a ON a.case_id = ce.case_id AND a.agency = of_agency
               WHERE ce.event_id = wanted AND NOT EXISTS (SELECT FROM access.kept_case k WHERE k.case_id = ce.case_id))
      OR EXISTS (SELECT FROM access.opened_case o JOIN identity_case_event ce ON ce.case_id = o.case_id AND ce.event_id = wanted));
END""",
    ),
    # Somebody whom an event of a case that they see concerns.
    "sees_person(wanted bigint)": (
        "boolean", 1000,
        """
DECLARE of_agency text := access.agency_of_cases();
BEGIN
  RETURN of_agency IS NOT NULL AND (
      EXISTS (SELECT FROM identity_involvement i JOIN identity_case_event ce ON ce.event_id = i.event_id
                JOIN identity_case_agency a ON a.case_id = ce.case_id AND a.agency = of_agency
               WHERE i.person_id = wanted AND NOT EXISTS (SELECT FROM access.kept_case k WHERE k.case_id = ce.case_id))
      OR EXISTS (SELECT FROM access.opened_case o JOIN identity_case_event ce ON ce.case_id = o.case_id
                   JOIN identity_involvement i ON i.event_id = ce.event_id AND i.person_id = wanted));
END""",
    ),
    # An event of a case that they see, or of their own agency, for roles that see what it recorded, but for what was corrected or struck out
    # and is of a kept case by whom it names; a former wording of such a one; what was struck out of a case of people whom they see, and what
    # struck it out; a judgement of who somebody whom they see is.
    "sees_event(wanted bigint)": (
        "boolean", 1000,
        """
#variable_conflict use_column
DECLARE found record;
BEGIN
  IF access.agency_of_events() IS NULL THEN
    RETURN false;
  END IF;
  IF access.sees_event_of_case(wanted) THEN
    RETURN true;
  END IF;
  SELECT e.agency, e.kind, e.source, e.source_id INTO found FROM chronology_event e WHERE e.seq = wanted;
  IF found.agency = access.agency_of_events() THEN
    RETURN NOT EXISTS (SELECT FROM identity_case_event ce JOIN access.kept_case k ON k.case_id = ce.case_id WHERE ce.event_id = wanted)
       AND NOT EXISTS (SELECT FROM identity_involvement i JOIN identity_case c ON c.victim_id = i.person_id
                         JOIN access.kept_case k ON k.case_id = c.id
                        WHERE i.event_id = wanted AND (c.suspect_id IS NULL OR EXISTS (
                              SELECT FROM identity_involvement o WHERE o.event_id = wanted AND o.person_id = c.suspect_id)));
  END IF;
  IF access.agency_of_cases() IS NULL THEN
    RETURN false;
  END IF;
  IF found.kind IN ('identity.judged', 'identity.undone') THEN
    RETURN EXISTS (SELECT FROM (SELECT wanted AS seq UNION ALL
                                SELECT e.seq FROM chronology_about a JOIN chronology_event e ON e.source = a.source AND e.source_id = a.source_id
                                 WHERE a.event_id = wanted) judged
                     JOIN identity_decision d ON d.event_id = judged.seq CROSS JOIN LATERAL (VALUES (d.a_mention), (d.b_mention)) AS said(id)
                     JOIN identity_mention m ON m.id = said.id WHERE access.sees_event_of_case(m.event_id));
  END IF;
  IF found.kind = 'event.voided' THEN
    RETURN EXISTS (SELECT FROM chronology_about a JOIN chronology_event t ON t.source = a.source AND t.source_id = a.source_id
                    WHERE a.event_id = wanted AND t.kind <> 'event.voided' AND access.sees_event(t.seq));
  END IF;
  RETURN EXISTS (
      WITH RECURSIVE later(seq, source, source_id) AS (
          SELECT wanted, found.source::text, found.source_id::text
        UNION
          SELECT n.seq, n.source::text, n.source_id::text FROM later l JOIN chronology_event n
              ON n.corrects_id IS NOT NULL AND n.corrects_source = l.source AND n.corrects_id = l.source_id)
      SELECT FROM later WHERE access.sees_event_of_case(later.seq))
    OR (EXISTS (SELECT FROM chronology_about a JOIN chronology_event v ON v.seq = a.event_id AND v.kind = 'event.voided'
                 WHERE a.source = found.source AND a.source_id = found.source_id)
        AND EXISTS (SELECT FROM identity_involvement i WHERE i.event_id = wanted)
        AND NOT EXISTS (SELECT FROM identity_involvement i WHERE i.event_id = wanted AND NOT access.sees_person(i.person_id)));
END""",
    ),
    # The agency that recorded an event, and nothing else of it.
    "recorded_by(wanted bigint)": (
        "text", 100, "BEGIN RETURN (SELECT e.agency FROM chronology_event e WHERE e.seq = wanted); END",
    ),
}  # fmt: skip
INDEXED = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"

RIGHTS = f"""
GRANT USAGE ON SCHEMA access TO {APP}, {RECORDER}, {MATCHER}, {CHECK}, {COMMAND}, {CONFIDENTIAL};
GRANT USAGE ON SCHEMA public TO {MATCHER}, {CHECK}, {COMMAND};
"""


def _viewer() -> str:
    return "".join(
        f"CREATE FUNCTION access.{name} RETURNS {type_} LANGUAGE sql STABLE AS $$ SELECT {is_} $$;\n"
        for name, (type_, is_) in VIEWER.items()
    )


def _guarded() -> str:
    # They look into tables that other apps make, so their bodies are checked when they are first used.
    return "SET LOCAL check_function_bodies = off;\n" + "".join(
        f"CREATE FUNCTION access.{name} RETURNS {type_} LANGUAGE plpgsql STABLE SECURITY DEFINER COST {cost}"
        f" SET search_path = public, pg_temp {INDEXED} AS $body${body}$body$;\n"
        for name, (type_, cost, body) in GUARDED.items()
    )


class Migration(migrations.Migration):
    dependencies = [("access", "0003_asked_of_others")]
    operations = [
        migrations.RunSQL("CREATE SCHEMA access", "DROP SCHEMA access CASCADE"),
        migrations.RunSQL(_viewer() + _guarded() + RIGHTS, migrations.RunSQL.noop),
    ]
