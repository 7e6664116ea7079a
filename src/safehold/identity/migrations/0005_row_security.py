from django.db import migrations

from safehold.database.policies import hidden_from_application, matched, of_case, protect
from safehold.database.roles import CHECK, CONFIDENTIAL, MATCHER

# By what people are found and told apart. Only the matcher reads it, in the modules that access/reading.py names.
MATCHING = ("identity_profile", "identity_key", "identity_judgement", "identity_decision", "identity_name", "identity_unsure")
BY_RECORDS = (
    "identity_mention", "identity_person", "identity_involvement", "identity_case", "identity_case_event", "identity_case_agency",
    "identity_restriction",
)  # fmt: skip

# Which cases are kept from the viewer whatever their agency and role, and which they see whatever these are.
VIEWS = """
CREATE VIEW access.kept_case AS
  SELECT case_id FROM identity_restriction WHERE NOT coalesce(access.staff_id() = ANY(staff_ids), false);
CREATE VIEW access.opened_case AS
  SELECT case_id FROM looking_opening
   WHERE kind = 'break_glass' AND user_id = access.user_id() AND agency = access.agency() AND opened_at <= statement_timestamp()
     AND until > statement_timestamp() AND (ended_at IS NULL OR ended_at > statement_timestamp());
"""


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0004_who_may_be_one"),
        ("access", "0004_row_security"),
        ("looking", "0001_initial"),
        ("confidential", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(VIEWS, "DROP VIEW access.kept_case, access.opened_case"),
        protect(*MATCHING),
        hidden_from_application(*MATCHING),
        protect("identity_mention", "identity_involvement", seen="access.sees_event_of_case(event_id)"),
        protect("identity_person", seen="access.sees_person(id)"),
        protect("identity_case", seen=of_case("identity_case.id")),
        protect("identity_case_event", seen=of_case("identity_case_event.case_id")),
        protect("identity_case_agency", seen="agency = (SELECT access.agency())"),
        protect(
            "identity_restriction",
            seen="(SELECT access.staff_id()) = ANY(staff_ids) OR case_id = ANY((SELECT access.opened_cases())::text[])",
        ),
        protect(
            "identity_waiting",
            seen="agency = (SELECT access.agency_of_cases()) AND (staff_id = '' OR staff_id = (SELECT access.staff_id()))",
        ),
        matched(*MATCHING, *BY_RECORDS),
        # Which cases the viewer has broken the glass of is asked as a check is narrowed to what they may read.
        migrations.RunSQL(f"GRANT SELECT ON looking_opening TO {MATCHER}, {CHECK}", migrations.RunSQL.noop),
        migrations.RunSQL(
            "; ".join(
                f"CREATE POLICY confidential ON {table} FOR SELECT TO {CONFIDENTIAL} USING (true)"
                for table in ("identity_case_event", "identity_case_agency", "identity_restriction")
            ),
            migrations.RunSQL.noop,
        ),
    ]
