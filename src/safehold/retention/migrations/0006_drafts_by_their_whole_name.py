"""What was typed of a call goes with the call: a draft names it by its source and id, which removal took for the id alone."""

from importlib import import_module

from django.db import migrations

before = import_module("safehold.retention.migrations.0002_carrying_out")

BY_ID, BY_BOTH = "f.call = e.source_id", "f.call IN (e.source_id, e.source || '/' || e.source_id)"
AGAIN = before.CARRY_OUT.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
if BY_ID not in AGAIN:
    raise ImportError("retention_carry_out does not find drafts as it did when this was written")


class Migration(migrations.Migration):
    dependencies = [("retention", "0005_lifting")]
    operations = [migrations.RunSQL(AGAIN.replace(BY_ID, BY_BOTH), AGAIN)]
