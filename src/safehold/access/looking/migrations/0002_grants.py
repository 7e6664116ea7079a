"""An opening is added, ended and answered for; what was asked, by whom and why stays as it was. None lasts longer than a day, whatever
the application says."""

from django.db import migrations

from safehold.database.roles import APP

GRANTS = f"""
GRANT SELECT, INSERT, UPDATE (ended_at, reviewed_by_id, reviewed_at, outcome, outcome_why) ON looking_opening TO {APP};
ALTER TABLE looking_opening ADD CONSTRAINT looking_opening_short CHECK (until > opened_at AND until <= opened_at + interval '1 day');
"""


class Migration(migrations.Migration):
    dependencies = [("looking", "0001_initial")]
    operations = [
        migrations.RunSQL(
            GRANTS, f"ALTER TABLE looking_opening DROP CONSTRAINT looking_opening_short; REVOKE ALL ON looking_opening FROM {APP}"
        )
    ]
