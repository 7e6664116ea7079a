"""That a colleague has typed of a job and not recorded it is told to a supervisor as the job itself is: of a call that is kept from them,
not that there is a sheet either. As drafts of calls (response/migrations/0007_as_its_page.py)."""

from importlib import import_module

from django.db import migrations

before = import_module("safehold.practice.response.attending.migrations.0002_rights")
SEEN = (
    f"{before.OWN} OR (((SELECT access.may('supervise_calls')) OR (SELECT access.may('waive_duties'))) AND unsaved AND {before.OF_AGENCY}"
)
AGAIN = "ALTER POLICY seen ON attending_sheet USING ({})"


class Migration(migrations.Migration):
    dependencies = [("attending", "0002_rights"), ("response", "0007_as_its_page")]
    operations = [migrations.RunSQL(AGAIN.format(f"{SEEN} AND access.draft_told(call))"), AGAIN.format(before.SEEN))]
