"""Every look asks whether it was at a case in which a member of staff is: by the cases of those looked at, which are few, and no longer by all
cases in which a member of staff is."""

from importlib import import_module

from django.db import migrations

before = import_module("safehold.access.standards.migrations.0002_kept_from_them")

OF_ALL = """
      FROM standards_case s JOIN identity_case c ON c.id = s.case_id
     WHERE (s.case_id = ANY(cases) OR c.victim_id = ANY(persons) OR c.suspect_id = ANY(persons))
       AND NOT EXISTS"""
OF_THESE = """
      FROM (SELECT c.id FROM identity_case c WHERE c.id = ANY(cases)
            UNION SELECT c.id FROM identity_case c WHERE c.victim_id = ANY(persons)
            UNION SELECT c.id FROM identity_case c WHERE c.suspect_id = ANY(persons)) each
      JOIN standards_case s ON s.case_id = each.id
     WHERE NOT EXISTS"""
PATH = "SET search_path = public, pg_temp"
BY_INDEX = f"{PATH} SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"
_BEGUN = before.ALERTS[before.ALERTS.index("CREATE FUNCTION access.reached") :]
REACHED = _BEGUN[: _BEGUN.index("REVOKE")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("standards", "0004_attended")]
    operations = [migrations.RunSQL(REACHED.replace(OF_ALL, OF_THESE).replace(PATH, BY_INDEX), REACHED)]
