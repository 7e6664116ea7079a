"""What whoever took a call goes on seeing when it turns out to belong to a case that is kept from them: the call, until it is closed, and of
the case nothing else. A person is on the line.

A call is in the hands of those of the agency that took it who have themselves recorded something of it in Safehold, and who may record calls:
it, a correction, or what was done about it. Never of a member of staff in the case, or of their line or unit, or of whoever declared a conflict.
"""

from importlib import import_module

from django.db import migrations

from safehold.chronology.envelope import OURS
from safehold.database.roles import APP, COMMAND, RECORDER

INDEXED = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"
# Who recorded an event stands in its envelope, which is never redacted.
BY_VIEWER = f"""source = '{OURS}' AND {{0}}.agency = access.agency_of_calls()
   AND convert_from({{0}}.bodies[array_position({{0}}.names, 'envelope')], 'UTF8')::json #>> '{{{{actor,id}}}}' = access.staff_id()"""

_, COST, SEES_EVENT = import_module("safehold.access.migrations.0004_row_security").GUARDED["sees_event(wanted bigint)"]
# The end of what shows an event of their own agency, unless it is of a kept case.
KEPT = "SELECT FROM identity_involvement o WHERE o.event_id = wanted AND o.person_id = c.suspect_id)))"

FUNCTIONS = {
    # Of the call that leads, as it stands.
    "call_in_hand(wanted bigint)": (
        1000,
        f"""
DECLARE of_case text; staff text := access.staff_id();
BEGIN
  SELECT c.case_id INTO of_case FROM response_call c
   WHERE c.event_id = wanted AND c.agency = access.agency_of_calls() AND c.closed_at IS NULL;
  IF NOT FOUND OR NOT access.may('record_calls') THEN
    RETURN false;
  END IF;
  IF EXISTS (SELECT FROM standards_case s WHERE s.case_id = of_case AND staff = ANY(s.kept_from))
     OR EXISTS (SELECT FROM identity_case_event ce JOIN standards_case s ON s.case_id = ce.case_id
                 WHERE ce.event_id = wanted AND staff = ANY(s.kept_from))
     OR of_case = ANY(access.conflicted_cases()) THEN
    RETURN false;
  END IF;
  RETURN EXISTS (
      WITH RECURSIVE version(seq, source, source_id, step) AS (
          SELECT e.seq, e.source::text, e.source_id::text, 0 FROM chronology_event e WHERE e.seq = wanted
        UNION ALL
          SELECT o.seq, o.source::text, o.source_id::text, v.step + 1 FROM version v JOIN chronology_event n ON n.seq = v.seq
            JOIN chronology_event o ON o.source = n.corrects_source AND o.source_id = n.corrects_id WHERE v.step < 500)
      SELECT FROM version v WHERE EXISTS (SELECT FROM chronology_event e WHERE e.seq = v.seq AND e.{BY_VIEWER.format("e")})
          OR EXISTS (SELECT FROM chronology_about a JOIN chronology_event e ON e.seq = a.event_id
                      WHERE a.source = v.source AND a.source_id = v.source_id AND e.{BY_VIEWER.format("e")}));
END""",  # nosec B608
    ),
    # A wording of such a call by their agency, or what they recorded about one.
    "event_in_hand(wanted bigint)": (
        1000,
        f"""
DECLARE called boolean;
BEGIN
  IF NOT access.may('record_calls') THEN
    RETURN false;
  END IF;
  SELECT e.kind = 'call.received' INTO called FROM chronology_event e
   WHERE e.seq = wanted AND e.agency = access.agency_of_calls() AND (e.kind = 'call.received' OR (e.{BY_VIEWER.format("e")}));
  RETURN called IS NOT NULL AND EXISTS (
      WITH RECURSIVE later(seq, source, source_id) AS (
          SELECT e.seq, e.source::text, e.source_id::text FROM chronology_event e WHERE called AND e.seq = wanted
        UNION
          SELECT e.seq, e.source::text, e.source_id::text FROM chronology_about a
            JOIN chronology_event e ON e.source = a.source AND e.source_id = a.source_id AND e.kind = 'call.received'
           WHERE NOT called AND a.event_id = wanted
        UNION
          SELECT n.seq, n.source::text, n.source_id::text FROM later l JOIN chronology_event n
              ON n.corrects_id IS NOT NULL AND n.corrects_source = l.source AND n.corrects_id = l.source_id)
      SELECT FROM later WHERE access.call_in_hand(later.seq));
END""",  # nosec B608
    ),
    # Whether the viewer goes on with it though it is kept from them.
    "kept_in_hand(wanted bigint)": (
        1000,
        """
BEGIN
  RETURN access.call_in_hand(wanted) AND EXISTS (
      SELECT FROM (SELECT c.case_id FROM response_call c WHERE c.event_id = wanted
                   UNION SELECT ce.case_id FROM identity_case_event ce WHERE ce.event_id = wanted) of_call
       WHERE of_call.case_id = ANY(access.kept_cases()) AND NOT of_call.case_id = ANY(access.opened_cases()));
END""",
    ),
    # As access made it, but for what is in hand.
    "sees_event(wanted bigint)": (COST, SEES_EVENT.replace(KEPT, f"{KEPT}\n        OR access.event_in_hand(wanted)")),
}  # fmt: skip
# Which of the open calls are kept from the viewer and in their hands, worked out once for a query.
CALLS = f"""
CREATE FUNCTION access.calls_in_hand() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF access.agency_of_calls() IS NULL OR NOT access.may('record_calls') THEN
    RETURN '{{}}';
  END IF;
  RETURN ARRAY(SELECT c.event_id FROM response_call c
      WHERE c.agency = access.agency_of_calls() AND c.closed_at IS NULL AND c.case_id = ANY(access.kept_cases())
        AND access.call_in_hand(c.event_id));
END $$;
REVOKE ALL ON FUNCTION access.calls_in_hand, access.call_in_hand, access.event_in_hand, access.kept_in_hand FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.calls_in_hand, access.kept_in_hand TO {APP}, {RECORDER}, {COMMAND};
CREATE POLICY in_hand ON response_call FOR SELECT TO {APP} USING (event_id = ANY((SELECT access.calls_in_hand())::bigint[]));
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [
        ("response", "0004_drafts_encrypted_anew"),
        ("access", "0004_row_security"),
        ("chronology", "0004_row_security"),
        ("standards", "0003_conflicts_apart"),
        ("identity", "0008_said_to_whom"),
    ]
    operations = [
        migrations.RunSQL(
            "SET LOCAL check_function_bodies = off;\n"
            + "".join(
                f"CREATE OR REPLACE FUNCTION access.{name} RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST {cost}"
                f" SET search_path = public, pg_temp {INDEXED} AS $body${body}$body$;\n"
                for name, (cost, body) in FUNCTIONS.items()
            ),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(CALLS, migrations.RunSQL.noop),
    ]
