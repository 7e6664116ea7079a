"""Who is on which unit: told to the control room and to units of the same agency; each signs on and off for themselves."""

from django.db import migrations

from safehold.database.policies import protect
from safehold.database.roles import APP

OWN = "user_id = (SELECT access.user_id())"
OF_AGENCY = """agency = (SELECT access.agency())
  AND ((SELECT access.may('record_calls')) OR (SELECT access.may('supervise_calls')) OR (SELECT access.may('attend_calls')))"""


class Migration(migrations.Migration):
    dependencies = [("response", "0012_units")]
    operations = [
        migrations.RunSQL(f"GRANT SELECT, INSERT, UPDATE, DELETE ON response_signed_on TO {APP}", migrations.RunSQL.noop),
        protect("response_signed_on", seen=f"{OWN} OR ({OF_AGENCY})", adds=OWN, changes=OWN),
    ]
