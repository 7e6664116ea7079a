"""Whom an agency was shown until a day is on its list until that day."""

from importlib import import_module

from django.db import migrations

before = import_module("safehold.practice.safeguarding.migrations.0009_unplanned").UNPLANNED
SEEN = "a.case_id = s.case_id AND a.agency = mine"
AGAIN = before.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
LASTING = AGAIN.replace(SEEN, f"{SEEN} AND a.until >= access.instant()")
if LASTING.count("access.instant()") != 1:
    raise ImportError("access.unplanned does not read as it did when this was written")


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0010_unplanned_listed"), ("identity", "0006_until_when")]
    operations = [migrations.RunSQL(LASTING, AGAIN)]
