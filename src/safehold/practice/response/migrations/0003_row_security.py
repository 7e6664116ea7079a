from django.db import migrations

from safehold.database.policies import of_case, protect, told_by_check

CALL = f"""
(agency = (SELECT access.agency_of_calls()) AND NOT case_id = ANY((SELECT access.kept_cases())::text[]))
 OR ((SELECT access.said('calls')) <> 'none' AND ({of_case("response_call.case_id")}))
"""
OWN = "user_id = (SELECT access.user_id())"
# What somebody of the agency has typed and not recorded is a supervisor's to take over or close.
OF_AGENCY = "posting_id IN (SELECT p.id FROM access_posting p WHERE p.agency_id = (SELECT access.agency()))"
DRAFT = f"{OWN} OR ((SELECT access.may('supervise_calls')) AND {OF_AGENCY})"


class Migration(migrations.Migration):
    dependencies = [("response", "0002_grants"), ("identity", "0005_row_security")]
    operations = [
        protect("response_call", seen=CALL),
        told_by_check("response_call"),
        protect("response_draft", seen=DRAFT, adds=OWN, changes=DRAFT),
    ]
